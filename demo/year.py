"""The year in Havstuna: its own calendar, and the arrangements that are announced beforehand.

School holidays and feasts are invented, but fall when such things fall in Sweden.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from demo.dice import Dice
from reference.calendar import Occasion, between, easter_sunday
from reference.weeks import Week

_SATURDAY, _SUNDAY = 5, 6
_WEEKS_AHEAD = 2


class Planned(NamedTuple):
    """A report of something to come, or of how it went.

    `told_on` is the local date of the report. The arrangement is from `first_hour` of `first_on` to
    `last_hour` of `last_on`, local hours; 24 is the end of the day.
    """

    category: str
    member: str
    place: str
    told_on: date
    first_on: date
    first_hour: int
    last_on: date
    last_hour: int
    text: str


class _Arrangement(NamedTuple):
    category: str
    member: str
    place: str
    hours: tuple[int, int]
    text: str


_PLAN, _CALENDAR, _DONE = "EVENT-PLAN", "EVENT-CAL", "EVENT-DONE"

# By the Swedish name of the occasion: who announces what, and where (a name in `demo.sites`).
_ARRANGEMENTS: dict[str, tuple[_Arrangement, ...]] = {
    "Havstunadagen": (
        _Arrangement(
            _PLAN, "polisen", "Stortorget", (10, 24), "Havstunadagen på Stortorget, scen till sent."
        ),
        _Arrangement(
            _PLAN, "falt", "Stadsparken", (18, 24), "Vi går pass i Stadsparken under Havstunadagen."
        ),
    ),
    "Havstuna marknad": (
        _Arrangement(
            _PLAN, "ugglan", "Stortorget", (9, 18), "Marknad på torget, många besökare väntas."
        ),
    ),
    "Ljusfesten": (
        _Arrangement(
            _PLAN, "kultur", "Åparken", (17, 22), "Ljusfest längs ån, avstängda gångvägar."
        ),
    ),
    "Julskyltningen": (
        _Arrangement(
            _PLAN, "ugglan", "Gallerian Granen", (11, 18), "Julskyltning, trångt vid entréerna."
        ),
    ),
    "Valborgsmässoafton": (
        _Arrangement(
            _PLAN, "polisen", "Norrparken", (18, 24), "Brasa i Norrparken, många unga väntas."
        ),
        _Arrangement(
            _PLAN, "falt", "Strandparken", (16, 24), "Samling väntas i Strandparken på valborg."
        ),
    ),
    "Skolavslutningar, vanlig tid": (
        _Arrangement(
            _CALENDAR, "grundskolan", "Ekdungen", (8, 22), "Skolavslutning, firande i parken."
        ),
        _Arrangement(
            _PLAN, "falt", "Stadsparken", (17, 24), "Skolavslutningskväll, vuxna på plats."
        ),
    ),
    "Studenten, vanlig tid": (
        _Arrangement(
            _CALENDAR, "gymnasiet", "Centralskolan", (10, 23), "Studentveckor, utspring och flak."
        ),
    ),
    "Midsommarafton": (
        _Arrangement(
            _PLAN,
            "polisen",
            "Ytterskogs friluftsgård",
            (12, 24),
            "Midsommarfirande på friluftsgården.",
        ),
    ),
    "Halloween": (
        _Arrangement(
            _PLAN,
            "fritid",
            "Fritidsgården Eken",
            (17, 23),
            "Öppen gård på Halloween, extra personal.",
        ),
        _Arrangement(
            _PLAN, "havstunabo", "Ekbackstorget", (16, 24), "Ökad risk för smällare vid torget."
        ),
    ),
    "Luciavaka och Lucia": (
        _Arrangement(_PLAN, "fritid", "Ungdomens hus", (19, 24), "Luciavaka på Ungdomens hus."),
    ),
    "Nyårsafton": (
        _Arrangement(
            _PLAN, "polisen", "Stortorget", (20, 24), "Tolvslaget på Stortorget, raketer väntas."
        ),
        _Arrangement(
            _PLAN, "ugglan", "Björkhaga torg", (18, 24), "Extra ronder runt Björkhaga torg."
        ),
    ),
    "Höstlov": (
        _Arrangement(
            _CALENDAR,
            "fritid",
            "Fritidsgården Björken",
            (0, 24),
            "Höstlov, gårdarna öppnar tidigt.",
        ),
    ),
    "Sportlov": (
        _Arrangement(_CALENDAR, "fritid", "Centrumhallen", (0, 24), "Sportlov, prova på i hallen."),
    ),
}
_MATCHES = (
    ("Norrvallens idrottsplats", "Hemmamatch på Norrvallen, publik från båda håll."),
) * 3 + (
    ("Kvarnängens IP", "Cup på Kvarnängens IP hela dagen."),
    ("Centrumhallen", "Inomhusturnering i Centrumhallen."),
    ("Tallmo idrottsplats", "Derby på Tallmo idrottsplats."),
)
_WENT = (
    "Arrangemanget avslutat utan större störningar.",
    "Lugnt arrangemang, något skräp kvar efteråt.",
    "Bra samverkan på plats, inga kända händelser.",
    "Stökigt mot slutet, lugnade sig före midnatt.",
)


def calendar_toml(first_year: int, last_year: int) -> str:
    """Havstuna's calendar of those years, as an edition that can be adopted."""
    tables = [
        f"[[occasion]]\nfirst = {one.first_on}\nlast = {one.last_on}\n"
        f'kind = "{one.kind}"\nsv = "{one.sv}"\nen = "{one.en}"\n'
        for year in range(first_year, last_year + 1)
        for one in _occasions(year)
    ]
    return "\n".join(tables)


def _occasions(year: int) -> list[Occasion]:
    def off(first: date, last: date, sv: str, en: str) -> Occasion:
        return Occasion(first, last, "school-holiday", sv, en)

    def feast(first: date, days: int, sv: str, en: str) -> Occasion:
        return Occasion(first, first + timedelta(days=days - 1), "recurring", sv, en)

    winter, autumn = date.fromisocalendar(year, 9, 1), date.fromisocalendar(year, 44, 1)
    easter = easter_sunday(year) - timedelta(days=6)
    workweek = timedelta(days=4)
    fair, havstuna_day = date(year, 5, 8), date(year, 8, 25)
    lights, advent = date(year, 10, 1), date(year, 11, 27)
    return [
        off(date(year, 1, 1), date(year, 1, 7), "Jullov", "Christmas holiday"),
        off(winter, winter + workweek, "Sportlov", "Winter half-term"),
        off(easter, easter + workweek, "Påsklov", "Easter holiday"),
        feast(_first(fair, _SATURDAY), 2, "Havstuna marknad", "Havstuna Fair"),
        off(date(year, 6, 13), date(year, 8, 16), "Sommarlov", "Summer holiday"),
        feast(_first(havstuna_day, _SATURDAY), 1, "Havstunadagen", "Havstuna Day"),
        feast(_first(lights, _SATURDAY), 1, "Ljusfesten", "Festival of Lights"),
        off(autumn, autumn + workweek, "Höstlov", "Autumn half-term"),
        feast(_first(advent, _SUNDAY), 1, "Julskyltningen", "Christmas Window Sunday"),
        off(date(year, 12, 21), date(year, 12, 31), "Jullov", "Christmas holiday"),
    ]


def _first(since: date, weekday: int) -> date:
    """The first such day of the week from a date on."""
    return since + timedelta(days=(weekday - since.weekday()) % 7)


def planned(week: Week, school: Sequence[Occasion], dice: Dice) -> list[Planned]:
    """What is announced in `week` of the days to come, and told of those that were."""
    ahead = between(
        week.monday + timedelta(days=7), week.sunday + _WEEKS_AHEAD * timedelta(days=7), school
    )
    found: list[Planned] = []
    for occasion in ahead:
        for number, one in enumerate(_ARRANGEMENTS.get(occasion.sv, ())):
            # One week before, or two; on one of its working days, the same whichever week asks.
            lead = 1 + (occasion.first_on.toordinal() + number) % 2
            if Week.of_date(occasion.first_on).shift(-lead) == week:
                told_on = week.monday + timedelta(days=int(dice.integers(0, 5)))
                first, last = occasion.first_on, occasion.last_on
                found.append(_told(one, told_on, first, last))
    if dice.random() < 0.45:
        place, text = _MATCHES[int(dice.integers(0, len(_MATCHES)))]
        day = week.sunday + timedelta(days=6 + int(dice.integers(0, 2)))
        match = _Arrangement(
            _PLAN, "polisen" if dice.random() < 0.5 else "falt", place, (13, 18), text
        )
        found.append(_told(match, week.monday + timedelta(days=2), day, day))
    return found + _went(week, school, dice)


def _went(week: Week, school: Sequence[Occasion], dice: Dice) -> list[Planned]:
    found: list[Planned] = []
    for occasion in between(week.monday, week.sunday, school):
        for one in _ARRANGEMENTS.get(occasion.sv, ()):
            told_on = occasion.last_on + timedelta(days=1)
            if one.category == _PLAN and occasion.last_on <= week.sunday and dice.random() < 0.6:
                text = _WENT[int(dice.integers(0, len(_WENT)))]
                held = one._replace(category=_DONE, text=text)
                found.append(_told(held, told_on, occasion.first_on, occasion.last_on))
    return found


def _told(one: _Arrangement, told_on: date, first_on: date, last_on: date) -> Planned:
    first_hour, last_hour = one.hours
    return Planned(
        one.category,
        one.member,
        one.place,
        told_on,
        first_on,
        first_hour,
        last_on,
        last_hour,
        one.text,
    )
