"""The list that every figure leads to, and the page of a single report.

The report's page is the only place where a sealed text is opened, and only while the service
answers nobody but its own machine.
"""

from collections.abc import Collection, Sequence
from typing import Annotated, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from events.report import Report, ReportFact, ReportSubmitted
from events.sealed import Sealed
from ingest.receive import NOTE, TEXT, WORDS, belongs_to
from projections import reports as register
from projections.ground import Ground
from projections.known import Known
from projections.register import FILED, LATE, NEW, WITHDRAWN
from projections.reports import Row, find, followers, one
from reference.areas import OUTSIDE, UNPLACED
from reference.dimensions import Certainty, Review, label
from reference.language import DASH, Translator, clock, message, week_title, weekday
from reference.weeks import Week
from web.changes import NO_SUCH_REPORT
from web.filters import Asked
from web.needs import AsKnown, House, HouseServed, Speaker
from web.problems import Stop, missing
from web.render import page_of
from web.timeline import (
    NOWHERE,
    area_name,
    folded,
    organisation_name,
    place_lines,
    place_name,
    steps,
    time_span,
    told_lines,
)

ROWS_A_PAGE = 50
USUAL_COURSE = frozenset({NEW, Review.READ.value, Review.ACCEPTED.value})
"""How most reports stand, which a list need not say of each."""

router = APIRouter(include_in_schema=False)


class Opened(NamedTuple):
    """A sealed text as the page shows it."""

    said: str
    erased: bool


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


@router.get("/reports")
def show_list(
    request: Request,
    view: AsKnown,
    house: HouseServed,
    query: Asked,
    t: Speaker,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Response:
    """The reports that the address asks for, the latest first."""
    listing = find(view, query, limit=ROWS_A_PAGE, offset=offset)
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
        asked=_in_words(query, view.ground, t),
        query=query,
        selects=_choices(query, view.ground, t),
        rows=[_shown(row, view.ground, t) for row in listing.rows],
        total=listing.total,
        first=first,
        last=offset + len(listing.rows),
        # Pages of one list are all of one moment, whatever is recorded meanwhile.
        earlier=_address(query, max(0, offset - ROWS_A_PAGE), view) if offset else "",
        later=_address(query, offset + ROWS_A_PAGE, view) if listing.next_offset else "",
    )


@router.get("/reports/{report}")
def show_report(
    request: Request, report: str, view: AsKnown, house: HouseServed, t: Speaker
) -> Response:
    """A report: what was told, its text, and its timeline."""
    row = _row(view, report)
    log = house.registry.log
    entries = [
        entry
        for entry in log.stream(view.connection, row.report)
        if entry.position <= view.position and isinstance(entry.fact, ReportFact)
    ]
    folded_report, ground = folded(entries), view.ground
    history = steps(entries, ground, t)
    is_past = view.position < log.head(view.connection).position
    first = entries[0].fact
    return page_of(
        request.scope,
        "report.html",
        municipality=ground.name,
        view=view,
        is_past=is_past,
        as_known=f"?position={view.position}" if is_past else "",
        row=row,
        category=ground.taxonomy.name(row.category, t.language),
        area=area_name(ground, row.area, t),
        place=place_name(ground, row.place),
        organisation=organisation_name(ground, row.organisation, t),
        role=first.reporter_role if isinstance(first, ReportSubmitted) else "",
        when=time_span(row.occurred_from, row.occurred_to, t.language),
        marks=_marks(row, t),
        text=_opened(house, folded_report, folded_report.told.text, TEXT, t),
        words=_opened(house, folded_report, folded_report.place.words, WORDS, t),
        told=told_lines(folded_report.told, t),
        where=place_lines(folded_report.place, ground, t),
        same=_same_happening(view, row, t),
        as_of=clock(view.as_of, t.language),
        steps=history,
        notes=[_opened(house, folded_report, step.note, NOTE, t) for step in history],
    )


def _row(view: Known, report: str) -> Row:
    try:
        row = one(view, UUID(report))
    except ValueError:
        row = None
    if row is None:
        raise Stop(missing(NO_SUCH_REPORT))
    return row


def _same_happening(view: Known, row: Row, t: Translator) -> list[Shown]:
    """The other reports that tell of it: the one that is counted, and those linked to this one."""
    others = [*([row.same_as] if row.same_as else []), *followers(view, row.report)]
    rows = [one(view, other) for other in others]
    return [_shown(row, view.ground, t) for row in rows if row is not None]


def _opened(
    house: House, report: Report, sealed: Sealed | None, field: str, t: Translator
) -> Opened | None:
    """The text, or the word that it was erased; None where there never was one."""
    if sealed is None:
        return None
    text = house.registry.keyring.open(sealed, belongs_to(house.registry, report.id, field))
    return Opened(t("[erased]"), erased=True) if text is None else Opened(text, erased=False)


def _shown(row: Row, ground: Ground, t: Translator) -> Shown:
    return Shown(
        report=row.report,
        when=time_span(row.occurred_from, row.occurred_to, t.language),
        category=ground.taxonomy.name(row.category, t.language),
        area=area_name(ground, row.area, t),
        place=place_name(ground, row.place),
        organisation=organisation_name(ground, row.organisation, t),
        marks=_marks(row, t, unsaid=USUAL_COURSE),
    )


def _marks(row: Row, t: Translator, *, unsaid: Collection[str] = (NEW,)) -> list[str]:
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


def _in_words(query: register.Query, ground: Ground, t: Translator) -> list[str]:
    """What the list was asked for, part by part."""
    said: list[str] = []
    if query.week:
        said.append(week_title(Week.parse(query.week), t.language))
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
        (query.which == register.SENT, message("also what is linked or out of scope")),
        (query.which == register.ALL, message("also what was withdrawn")),
    )
    return said + [t(word) for chosen, word in switches if chosen]


def _category(query: register.Query, ground: Ground, t: Translator) -> str:
    return ground.taxonomy.name(query.category, t.language)


def _category_set(t: Translator) -> dict[str, str]:
    return {
        register.DISTURBING: t("Disturbances"),
        register.OTHERS: t("Calm, positive and coming"),
    }


def _choices(query: register.Query, ground: Ground, t: Translator) -> list[Choice]:
    kinds, lang = ground.taxonomy, t.language
    categories = [
        Options(
            group.label(lang),
            [
                (group.id, t("All: %(group)s", group=group.label(lang))),
                *((kind.id, kind.label(lang)) for kind in kinds.of_group(group.id)),
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


def _sorted(options: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(options, key=lambda option: option[1].casefold())
