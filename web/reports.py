"""The list that every figure leads to, as far as whoever asks may see it."""

from collections.abc import Collection, Sequence
from typing import Annotated, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from accounts.permissions import Action, Reach, reaches
from accounts.scope import scope
from briefing.renderings.longer.words import period_called
from projections import reports as register
from projections.ground import Ground
from projections.known import Known
from projections.numbers import references
from projections.register import FILED, LATE, NEW, WITHDRAWN
from projections.reports import Row, find
from reference.areas import OUTSIDE, UNPLACED
from reference.categories import Category
from reference.dimensions import Certainty, Review, label
from reference.language import DASH, Translator, clock, message, short_week, week_title, weekday
from reference.periods import Period, weeks_named
from web.asking import Asking, requires
from web.filters import Asked
from web.needs import AsKnown, HouseServed, Speaker
from web.render import page_of
from web.timeline import (
    NOWHERE,
    area_name,
    organisation_name,
    place_name,
    time_span,
)

ROWS_A_PAGE = 50
USUAL_COURSE = frozenset({NEW, Review.READ.value, Review.ACCEPTED.value})
"""How most reports stand, which a list need not say of each."""

router = APIRouter(include_in_schema=False)


class Shown(NamedTuple):
    """A row of the list in words."""

    report: UUID
    when: str
    category: str
    area: str
    place: str
    organisation: str
    marks: list[str]


class Options(NamedTuple):
    """Options of a list to choose from, under a label unless it is empty."""

    label: str
    options: Sequence[tuple[str, str]]


class Choice(NamedTuple):
    """A list to choose from."""

    name: str
    label: str
    chosen: str
    groups: Sequence[Options]


@router.get("/reports", dependencies=[requires(Action.REPORT_READ)])
def show_list(
    request: Request,
    asker: Asking,
    view: AsKnown,
    house: HouseServed,
    query: Asked,
    t: Speaker,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Response:
    """The reports that the address asks for and the asker may see, the latest first."""
    within = scope(asker.actor, Action.REPORT_READ)
    listing = find(view, query, limit=ROWS_A_PAGE, offset=offset, within=within)
    head = house.registry.log.head(view.connection).position
    is_past = view.position < head
    first = offset + 1
    return page_of(
        request.scope,
        "reports.html",
        municipality=view.ground.name,
        view=view,
        is_past=is_past,
        as_known=f"?position={view.position}" if is_past else "",
        as_of=clock(view.as_of, t.language),
        now_address=_address(query),
        heading=t.many("%(n)s report", "%(n)s reports", listing.total),
        asked=_asked_in_words(query, view.ground, t),
        query=query,
        is_part=Reach.MUNICIPALITY not in reaches(asker.actor, Action.REPORT_READ),
        selects=_choices(query, view.ground, t),
        rows=[in_words(row, view.ground, t) for row in listing.rows],
        numbers=references(view, listing.rows),
        total=listing.total,
        first=first,
        last=offset + len(listing.rows),
        # Pages of one list are all of one moment, whatever is recorded meanwhile.
        earlier=_address(query, max(0, offset - ROWS_A_PAGE), view) if offset else "",
        later=_address(query, offset + ROWS_A_PAGE, view) if listing.next_offset else "",
    )


def in_words(row: Row, ground: Ground, t: Translator) -> Shown:
    """A row as a list shows it."""
    return Shown(
        report=row.report,
        when=time_span(row.occurred_from, row.occurred_to, t.language),
        category=ground.taxonomy.name(row.category, t.language),
        area=area_name(ground, row.area, t),
        place=place_name(ground, row.place),
        organisation=organisation_name(ground, row.organisation, t),
        marks=marks_of(row, t, unsaid=USUAL_COURSE),
    )


def marks_of(row: Row, t: Translator, *, unsaid: Collection[str] = (NEW,)) -> list[str]:
    """What a reader must know of the report besides what it tells.

    How it stands is left out where that is `unsaid`.
    """
    marks: list[str] = []
    if row.status not in unsaid:
        marks.append(_status(row.status, t))
    if row.same_as is not None:
        marks.append(t("same happening as another report"))
    if row.certainty != Certainty.SURE.value:
        marks.append(label(Certainty(row.certainty), t.language).lower())
    if row.late == LATE:
        marks.append(t("came after the deadline"))
    elif row.late == FILED:
        marks.append(t("came in a file"))
    return marks


def _status(status: str, t: Translator) -> str:
    """How the report stands, in words; a status that there is none of stays as it is."""
    said = {NEW: t("new"), WITHDRAWN: t("withdrawn")} | {
        review.value: label(review, t.language).lower() for review in Review
    }
    return said.get(status, status)


def _address(query: register.Query, offset: int = 0, view: Known | None = None) -> str:
    """The address of a part of the list, bound to the moment of `view` if one is given."""
    bound = {"position": view.position} if view else {}
    further = urlencode({**bound, **({"offset": offset} if offset else {})})
    return "/reports?" + "&".join(part for part in (query.address(), further) if part)


def _weeks(asked: str, t: Translator) -> str:
    """The week, the longer period or the span of weeks that a list is asked for, in words."""
    weeks = weeks_named(asked)
    if len(weeks) == 1:
        return week_title(weeks[0], t.language)
    try:
        return period_called(Period.parse(asked), t.language)
    except ValueError:
        return DASH.join(short_week(week, t.language) for week in (weeks[0], weeks[-1]))


def _asked_in_words(query: register.Query, ground: Ground, t: Translator) -> list[str]:
    """What the list was asked for, part by part."""
    said: list[str] = []
    if query.week:
        said.append(_weeks(query.week, t))
    if query.area:
        said.append(area_name(ground, query.area, t))
    if query.category:
        said.append(_category_set(t).get(query.category) or _category(query, ground, t))
    if query.organisation:
        said.append(organisation_name(ground, query.organisation, t))
    if query.place:
        said.append(place_name(ground, query.place))
    if query.hour:
        day, hour = divmod(int(query.hour), 24)
        said.append(f"{weekday(day, t.language)} {hour:02d}{DASH}{hour + 1:02d}")
    if query.daypart:
        day, part = divmod(int(query.daypart), 24 // register.HOURS_A_PART)
        hours = [f"{at * register.HOURS_A_PART:02d}" for at in (part, part + 1)]
        said.append(f"{weekday(day, t.language)} {DASH.join(hours)}")
    if query.square:
        said.append(t("in a square of 250 m"))
    if query.status:
        said.append(_status(query.status, t))
    further = {
        query.late == "late": message("came after the deadline"),
        query.late == "file": message("came in a file"),
    }
    said += [t(word) for holds, word in further.items() if holds]
    switches = (
        (query.observed, message("seen or heard by the reporter")),
        (query.exact, message("placed exactly")),
        (query.linked, message("same happening as another report")),
        (query.unsafe, message("told of an unsafe place on the list")),
        (query.which == register.SENT, message("also what is linked or out of scope")),
        (query.which == register.ALL, message("also what was withdrawn")),
    )
    return said + [t(word) for chosen, word in switches if chosen]


def _category(query: register.Query, ground: Ground, t: Translator) -> str:
    return ground.taxonomy.name(query.category, t.language)


def _category_set(t: Translator) -> dict[str, str]:
    return {
        register.DISTURBING: t("Disturbances"),
        register.MAPPED: t("Disturbances that a map may show"),
        register.OTHERS: t("Calm, positive and coming"),
    }


def _choices(query: register.Query, ground: Ground, t: Translator) -> list[Choice]:
    kinds, lang = ground.taxonomy, t.language
    categories = [
        Options(
            group.label(lang),
            [
                (group.id, t("All: %(group)s", group=group.label(lang))),
                *((kind.id, _indented(kind, lang)) for kind in kinds.of_group(group.id)),
            ],
        )
        for group in kinds.groups.values()
    ]
    alone = [(kind.id, kind.label(lang)) for kind in kinds.of_group("OTHER")]
    areas = [(area.code, area.name) for area in (ground.areas.areas if ground.areas else ())]
    nowhere = [(code, t(NOWHERE[code])) for code in (OUTSIDE, UNPLACED)]
    organisations = [(code, organisation_name(ground, code, t)) for code in ground.organisations]
    places = [(place.code, place.name) for place in (ground.places.places if ground.places else ())]
    return [
        Choice(
            "category",
            t("Category"),
            query.category,
            [Options("", list(_category_set(t).items())), *categories, Options("", alone)],
        ),
        Choice("area", t("Area"), query.area, [Options("", [*_sorted(areas), *nowhere])]),
        Choice("place", t("Place"), query.place, [Options("", _sorted(places))]),
        Choice(
            "organisation",
            t("Reported by"),
            query.organisation,
            [Options("", _sorted(organisations))],
        ),
    ]


def _indented(kind: Category, lang: str) -> str:
    """The name; one of the municipality's own categories stands below its parent."""
    return f"{DASH} {kind.label(lang)}" if kind.parent else kind.label(lang)


def _sorted(options: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(options, key=lambda option: option[1].casefold())
