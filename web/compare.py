"""Two pictures side by side: two weeks, or one week as it was known then and as it is known now."""

from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request, Response

from accounts.permissions import Action
from accounts.rates import Allowance
from briefing.compare import Difference, Value, What, compare
from briefing.draw import draw
from briefing.findings import Grade, Level
from briefing.picture import Picture
from briefing.renderings import deviations, levels
from events.refusal import Refused
from projections.known import Known, as_known
from projections.pictures import issued
from reference.language import DASH, Translator, clock, message, number, week_title
from reference.weeks import Week
from web.asking import requires
from web.drawn import week_named
from web.needs import AsKnown, House, HouseServed, Now, Speaker
from web.problems import Stop, missing
from web.render import page_of

COMPARING = Allowance("comparing", most=60, per_s=60)
"""How often one asker may have two pictures drawn."""

HEADINGS: Mapping[What, str] = {
    What.TOTAL: message("The week as a whole"),
    What.COVERAGE: message("How complete it is"),
    What.VOICE: message("The organisations' word"),
    What.LATE: message("Late reports"),
    What.SIGNAL: message("What stands out"),
    What.LEVEL: message("Proposed levels"),
    What.AREA: message("Areas"),
    What.GROUP: message("Groups of categories"),
    What.CATEGORY: message("Categories"),
    What.ORGANISATION: message("Reports by organisation"),
    What.PLACE: message("Places with most reports"),
    What.HOT_PLACE: message("Places over 24 weeks"),
    What.UNSAFE: message("Unsafe places"),
}
LABELS: Mapping[str, str] = {
    "total": message("Reports of disturbances"),
    "others": message("Calm, positive and coming"),
    "linked": message("Linked as the same happening"),
    "withdrawn": message("Reports that were withdrawn"),
    "harm": message("Reports by weight"),
    "expected": message("Organisations that are to report"),
    "reported": message("Have reported"),
    "nothing": message("Nothing to report"),
    "silent": message("Not heard from"),
    "incomplete": message("Stamped as incomplete"),
    "self-observed": message("Seen or heard by the reporter"),
    "exactly-placed": message("Placed exactly"),
    "likely-doubles": message("Reports that may be doubles"),
    "late": message("Came after the deadline"),
    "files": message("Came in files"),
}
VALUES: Mapping[str, str] = {
    "reported": message("reported"),
    "nothing": message("nothing to report"),
    "silent": message("not heard from"),
    "waiting": message("waits"),
    "mended": message("mended"),
    "yes": message("yes"),
    "no": message("no"),
}

router = APIRouter(include_in_schema=False)


class Side(NamedTuple):
    """One of the two pictures: what it is called, and how it was known."""

    picture: Picture
    called: str
    known: str


class Row(NamedTuple):
    """A line in words; `change` is empty where nothing is counted."""

    name: str
    one: str
    other: str
    change: str


class Section(NamedTuple):
    """A part: the lines that differ, and those that do not."""

    heading: str
    changed: Sequence[Row]
    same: Sequence[Row]


Named = Annotated[str, Query(max_length=40)]


@router.get("/compare", dependencies=[requires(Action.PICTURE_READ, COMPARING)])
def show_comparison(
    request: Request,
    view: AsKnown,
    house: HouseServed,
    now: Now,
    t: Speaker,
    one: Named = "",
    other: Named = "",
    week: Named = "",
) -> Response:
    """The two, and what differs. A week that was issued is taken as it was issued."""
    last = Week.of(now).shift(-1)
    if week:
        wanted = week_named(week)
        sides = (_side(view, wanted, t), _side(_latest(house, view), wanted, t))
    else:
        second = week_named(other) if other else last
        first = week_named(one) if one else second.shift(-1)
        sides = (_as_issued(house, view, first, t), _as_issued(house, view, second, t))
    sections = _sections(compare(sides[0].picture, sides[1].picture), sides, t)
    return page_of(
        request.scope,
        "compare.html",
        municipality=view.ground.name,
        one=sides[0],
        other=sides[1],
        is_same_week=bool(week),
        sections=sections,
        n=sum(len(section.changed) for section in sections),
        position=sides[0].picture.position,
    )


def _latest(house: House, view: Known) -> Known:
    return as_known(house.registry.log, view.connection, view.connection)


def _as_issued(house: House, view: Known, week: Week, t: Translator) -> Side:
    """The week's issued picture, or as it is known where there is none."""
    found = issued(view.connection, view.municipality, str(week))
    if found is None or found.position > view.position:
        return _side(view, week, t)
    log = house.registry.log
    then = as_known(log, view.connection, view.connection, position=found.position)
    side = _side(then, week, t)
    return side._replace(known=t("as issued, position %(n)s", n=number(found.position, t.language)))


def _side(view: Known, week: Week, t: Translator) -> Side:
    """The picture as known. Raises Stop for a week that no report can be of."""
    try:
        picture = draw(view, week)
    except Refused as none:
        raise Stop(missing(none.message, **none.params)) from None
    at = clock(view.as_of, t.language)
    where = number(view.position, t.language)
    return Side(
        picture,
        week_title(week, t.language),
        t("as known %(at)s, position %(n)s", at=at, n=where),
    )


def _sections(
    found: Sequence[Difference], sides: tuple[Side, Side], t: Translator
) -> list[Section]:
    rows: dict[What, tuple[list[Row], list[Row]]] = {what: ([], []) for what in What}
    for one in found:
        rows[one.what][not one.differs].append(_row(one, sides, t))
    return [
        Section(t(HEADINGS[what]), changed, same)
        for what, (changed, same) in rows.items()
        if changed or same
    ]


def _row(one: Difference, sides: tuple[Side, Side], t: Translator) -> Row:
    change = one.change
    return Row(
        name=_name(one, sides, t),
        one=_value(one.what, one.one, t),
        other=_value(one.what, one.other, t),
        change="" if change is None else number(change, t.language, signed=True),
    )


def _name(one: Difference, sides: tuple[Side, Side], t: Translator) -> str:
    if one.code in LABELS and not one.sv:
        return t(LABELS[one.code])
    if one.what is What.SIGNAL:
        for side in reversed(sides):
            for signal in side.picture.signals:
                if (signal.sv, signal.en) == (one.sv, one.en):
                    return deviations.about(signal, side.picture, t.language)
    return one.sv if t.language == "sv" else one.en


def _value(what: What, value: Value, t: Translator) -> str:
    """A value in words; a dash where the picture has no such line."""
    if value is None:
        return DASH
    if not isinstance(value, str):
        return number(value, t.language)
    if what is What.SIGNAL:
        return deviations.grade_in_words(Grade(value), t.language)
    if what is What.LEVEL:
        return levels.signed(Level(value), t.language)
    return t(VALUES[value]) if value in VALUES else value
