"""From what happened to what is sent in: a week's reports as the form takes them.

Everything is thrown for the whole week at once; only at the end each report is put together.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import numpy as np

from demo import answers
from demo.answers import BASES, PRECISIONS
from demo.dice import Dice, Ints, numbers_of, pick, shares_of, tuples_of
from demo.happenings import (
    CATEGORIES,
    GROUP_OF,
    HOUR_US,
    MINUTE_US,
    Happenings,
    hour_starts,
)
from demo.organisations import EAGER, MEMBER_AT, MEMBERS
from demo.slots import Slots
from demo.spots import HOMES, Spots
from demo.story import HELD_BACK, LIGHTING, TUNNEL, is_held_back
from demo.texts import LIGHTING_TEXTS, ONLINE_WORDS, OTHERS, TAILS, TEXTS, WORDS
from demo.year import Planned
from reference.areas import OUTSIDE, UNPLACED
from reference.dimensions import Basis, Precision
from reference.dimensions import PlaceType as T
from reference.weeks import Week

Fields = dict[str, Any]

_CLIENTS = UUID("6e1c0a52-52d4-5c1b-9a33-0d5b5f1f9947")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_METRE_NORTH = 1 / 111_320
_METRE_EAST = _METRE_NORTH / 0.5187  # at the latitude of Havstuna

# How long it takes until somebody writes it down: at once, later in the shift, the next day, some
# days, some weeks. In minutes, from and to.
_DELAYS_MIN = ((4, 75), (120, 600), (720, 1_700), (2_880, 8_600), (10_000, 36_000))
_DELAYS = np.array(
    [
        (0.56, 0.25, 0.125, 0.05, 0.015),  # shifts and phones
        (0.50, 0.20, 0.20, 0.08, 0.02),  # offices
        (0.80, 0.15, 0.05, 0.00, 0.00),  # the eager one
    ]
)
CODE, CODE_AND_POINT, POINT, AREA, WORDS_ONLY = range(5)
# How the place is told: at a named place, along a street, at home, online, beyond the border.
_WAYS = np.array(
    [
        (0.52, 0.26, 0.13, 0.06, 0.03),
        (0.00, 0.00, 0.76, 0.17, 0.07),
        (0.00, 0.00, 0.40, 0.50, 0.10),
        (0.00, 0.00, 0.00, 0.00, 1.00),
        (0.00, 0.00, 1.00, 0.00, 0.00),
    ]
)
_TAIL_SAID = 0.3


class Told(NamedTuple):
    """A week's reports as they are sent, one in each row.

    `slot` is the moment of recording, `fields` what the form takes. `text` is the number of the
    text among those of the category; the times are microseconds since 1970 UTC.
    """

    happenings: Happenings
    slot: Ints
    from_us: Ints
    to_us: Ints
    exact: list[bool]
    text: list[int]
    client: list[UUID]
    fields: list[Fields]


class _Spans(NamedTuple):
    from_us: Ints
    to_us: Ints
    precision: list[Precision]
    basis: list[Basis]
    certainty: list[Any]


class Teller(NamedTuple):
    """What all weeks are told with. `worded` is the share of reports with a text."""

    spots: Spots
    slots: Slots
    seed: int
    worded: float


def tell(teller: Teller, week: Week, offset: int, what: Happenings, dice: Dice) -> Told:
    """How the organisations tell of a week; `offset` counts from the last week of the demo."""
    spans = _spans(week, what, dice)
    sent_us, slot = _recorded(teller.slots, week, offset, what, spans, dice)
    text, words = _texts(teller, offset, what, dice)
    places = _places(teller.spots, what, dice)
    columns = _answers(teller.spots, what, dice)
    client = [uuid5(_CLIENTS, f"{teller.seed} {week} {n}") for n in range(len(what.hour))]
    exact = [precision is Precision.EXACT for precision in spans.precision]
    return Told(
        what,
        slot,
        spans.from_us,
        spans.to_us,
        exact,
        text,
        client,
        _put_together(what, client, spans, sent_us, places, words, columns),
    )


def instant(us: int) -> datetime:
    """Microseconds since 1970 UTC as an instant."""
    return _EPOCH + timedelta(microseconds=us)


def _spans(week: Week, what: Happenings, dice: Dice) -> _Spans:
    """From when to when, as well as it is known to who tells of it."""
    n = len(what.hour)
    office = np.array([member.office for member in MEMBERS])[what.member]
    at_work = (what.hour % 24 >= 7) & (what.hour % 24 < 17) & (what.hour < 5 * 24)
    groups = [GROUP_OF[category] for category in CATEGORIES]
    usual = np.array(
        [
            answers.FOUND
            if group in answers.TRACES
            else answers.TALKED_OF
            if group in answers.TALK
            else answers.MET
            for group in groups
        ]
    )
    row = np.where(office & ~at_work, answers.FOUND_LATER, usual[what.category])
    basis = pick(answers.BASIS.weights, row, dice)
    known = pick(answers.PRECISION.weights, basis, dice)
    starts = hour_starts(week)
    from_us, to_us = what.start_us.copy(), what.start_us.copy()
    between = known == PRECISIONS.index(Precision.INTERVAL)
    to_us[between] += dice.choice([1, 2, 3, 6, 10], n)[between] * HOUR_US
    for precision, hours in ((Precision.SHIFT, 8), (Precision.DAYPART, 6), (Precision.DAY, 24)):
        rough = known == PRECISIONS.index(precision)
        begins = what.hour[rough] // hours * hours
        from_us[rough], to_us[rough] = starts[begins], starts[begins + hours]
    return _Spans(
        from_us,
        to_us,
        [PRECISIONS[at] for at in numbers_of(known)],
        [BASES[at] for at in numbers_of(basis)],
        answers.CERTAINTY.draw(basis, dice),
    )


def _recorded(
    slots: Slots,
    week: Week,
    offset: int,
    what: Happenings,
    spans: _Spans,
    dice: Dice,
) -> tuple[Ints, Ints]:
    """When each was sent, and the moment at which it was recorded."""
    office = np.array([member.office for member in MEMBERS])[what.member]
    eager = what.member == MEMBER_AT[EAGER]
    pace = pick(_DELAYS, np.where(eager, 2, np.where(office, 1, 0)), dice)
    shortest, longest = np.array(_DELAYS_MIN)[pace].T
    wait_us = (shortest + dice.random(len(pace)) * (longest - shortest)).astype(np.int64)
    sent_us = spans.to_us + wait_us * MINUTE_US
    held = np.array([is_held_back(member.code, offset) for member in MEMBERS])[what.member]
    # On the Wednesday after the last of the weeks held back.
    over = week.shift(HELD_BACK[1] - offset).end_at + timedelta(days=2, hours=9)
    late_us = int(over.timestamp()) * 1_000_000 + dice.integers(0, 150, len(held)) * MINUTE_US
    sent_us = np.where(held, late_us, sent_us)
    in_office = office & ~held
    slot = np.where(in_office, slots.next_in(slots.office, sent_us), slots.next(sent_us))
    # Who works in an office writes it down there, a little before it is recorded.
    ever = slot < len(slots.all)
    written_us = np.append(slots.at_us, 0)[slot] - dice.integers(1, 40, len(slot)) * MINUTE_US
    written = in_office & ever
    return np.where(written, np.maximum(spans.to_us, written_us), sent_us), slot


def _texts(
    teller: Teller, offset: int, what: Happenings, dice: Dice
) -> tuple[list[int], list[str | None]]:
    """The number of each text, and the text where there is one."""
    thrown = tuples_of(dice.random((len(what.hour), 3)))
    tails = numbers_of(dice.integers(0, len(TAILS), len(what.hour)))
    tunnel = teller.spots.at[TUNNEL]
    texts: Mapping[str, Sequence[str]] = {**TEXTS, "OTHER": [text for text, _ in OTHERS]}
    numbers: list[int] = []
    words: list[str | None] = []
    rows = zip(numbers_of(what.category), numbers_of(what.spot), thrown, tails, strict=True)
    for category, spot, (which, said, tailed), tail in rows:
        name = CATEGORIES[category]
        lit = name == "POS-WORK" and spot == tunnel and offset >= LIGHTING
        choice = LIGHTING_TEXTS if lit else texts[name]
        number = int(which * len(choice))
        text = choice[number]
        calm = GROUP_OF[name] in {"POS", "EVENT"}
        if tailed < _TAIL_SAID and not calm and name != "OTHER":
            text = f"{text} {TAILS[tail]}"
        numbers.append(number)
        words.append(text if said < teller.worded or name == "OTHER" else None)
    return numbers, words


def _places(spots: Spots, what: Happenings, dice: Dice) -> list[Fields]:
    """Each place in one of the ways that the form has for it."""
    n = len(what.spot)
    way = pick(_WAYS, np.array([_sort(spots, at) for at in range(len(spots.all))])[what.spot], dice)
    which = shares_of(dice.random(n))
    # A phone is some metres off; further where somebody points at a map from memory.
    jitter_m = tuples_of(
        dice.normal(0.0, 1.0, (n, 2)) * np.where(way == POINT, 28.0, 12.0)[:, None]
    )
    rows = zip(numbers_of(what.spot), numbers_of(way), which, jitter_m, strict=True)
    found: list[Fields] = []
    for at, told, share, (east_m, north_m) in rows:
        spot = spots.all[at]
        if told == CODE:
            found.append({"place": spot.place})
        elif told == WORDS_ONLY:
            words = ONLINE_WORDS if spot.type is T.ONLINE else WORDS
            found.append({"words": words[int(share * len(words))], "place_type": spot.type})
        elif told == AREA:
            found.append({"area": spot.area, "place_type": spot.type})
        else:
            lon, lat = shares_of(spot.points[int(share * len(spot.points))])
            point = {
                "lat": round(lat + north_m * _METRE_NORTH, 6),
                "lon": round(lon + east_m * _METRE_EAST, 6),
                "precision_m": 50 if told == POINT else 15,
            }
            fields: Fields = {"point": point}
            if told == CODE_AND_POINT:
                fields["place"] = spot.place
            else:
                fields["place_type"] = spot.type
            if spot.type in HOMES:
                fields["at_home"] = True
            found.append(fields)
    return found


def _sort(spots: Spots, at: int) -> int:
    spot = spots.all[at]
    if spot.place:
        return 0
    if spot.area == UNPLACED:
        return 3
    if spot.area == OUTSIDE:
        return 4
    return 2 if spot.type in HOMES else 1


def _answers(spots: Spots, what: Happenings, dice: Dice) -> dict[str, list[Any]]:
    """The other fields of the form by their names; None and () are answers left out."""
    types = [spots.all[at].type for at in numbers_of(what.spot)]
    afield = np.array([member.kind == "field-work" for member in MEMBERS]).astype(np.int64)
    newcomer = np.array([member.code == EAGER for member in MEMBERS]).astype(np.int64)
    people = answers.PEOPLE.draw(what.category, dice)
    met = [band is not None for band in people]
    age = answers.AGE.draw(what.category, dice)
    gender = answers.GENDER.draw(afield[what.member], dice)
    share = shares_of(dice.random(len(types)))
    roles = [MEMBERS[member].roles for member in numbers_of(what.member)]
    return {
        "people": people,
        "age": [value if there else None for value, there in zip(age, met, strict=True)],
        "gender": [value if there else None for value, there in zip(gender, met, strict=True)],
        "consequences": answers.consequences(what.category, dice),
        "affected": answers.affected(types, dice),
        "police": answers.POLICE.draw(what.category, dice),
        "handled": answers.HANDLED.draw(what.category, dice),
        "repeat": answers.REPEAT.draw(newcomer[what.member], dice),
        "need": answers.NEED.draw(what.category, dice),
        "reporter_role": [of[int(at * len(of))] for of, at in zip(roles, share, strict=True)],
    }


def _put_together(
    what: Happenings,
    client: list[UUID],
    spans: _Spans,
    sent_us: Ints,
    places: list[Fields],
    words: list[str | None],
    columns: dict[str, list[Any]],
) -> list[Fields]:
    found: list[Fields] = []
    sent = numbers_of(sent_us)
    from_us, to_us = numbers_of(spans.from_us), numbers_of(spans.to_us)
    names = tuple(columns)
    rest = list(zip(*columns.values(), strict=True))
    ids = zip(numbers_of(what.category), numbers_of(what.member), strict=True)
    for n, (category, member) in enumerate(ids):
        occurred: Fields = {"from": instant(from_us[n]), "precision": spans.precision[n]}
        if to_us[n] != from_us[n]:
            occurred["to"] = instant(to_us[n])
        fields: Fields = {
            "client_id": client[n],
            "organisation": MEMBERS[member].code,
            "category": CATEGORIES[category],
            "occurred": occurred,
            "place": places[n],
            "submitted_at": instant(sent[n]),
            "basis": spans.basis[n],
            "certainty": spans.certainty[n],
        }
        if spans.basis[n] is Basis.TRACE:
            fields["observed_at"] = instant(to_us[n])
        if words[n]:
            fields["text"] = words[n]
        for name, value in zip(names, rest[n], strict=True):
            if value:
                fields[name] = value
        found.append(fields)
    return found


def announce(teller: Teller, week: Week, plans: Sequence[Planned]) -> list[tuple[int, Fields]]:
    """Reports of what is to come, or of how it went, each with its moment of recording."""
    found: list[tuple[int, Fields]] = []
    for number, one in enumerate(plans):
        told = hour_starts(Week.of_date(one.told_on))[one.told_on.weekday() * 24 + 8]
        slot = int(teller.slots.next_in(teller.slots.office, np.array([told]))[0])
        first = hour_starts(Week.of_date(one.first_on))
        last = hour_starts(Week.of_date(one.last_on))
        spot = teller.spots.all[teller.spots.at[one.place]]
        begins = int(first[one.first_on.weekday() * 24 + one.first_hour])
        ends = int(last[one.last_on.weekday() * 24 + one.last_hour])
        fields: Fields = {
            "client_id": uuid5(_CLIENTS, f"{teller.seed} {week} planned {number}"),
            "organisation": one.member,
            "category": one.category,
            "occurred": {
                "from": instant(begins),
                "to": instant(ends),
                "precision": Precision.INTERVAL,
            },
            "place": {"place": spot.place},
            "submitted_at": instant(int(told)),
            "basis": Basis.TOLD_COLLEAGUE,
            "text": one.text,
        }
        found.append((slot, fields))
    return found
