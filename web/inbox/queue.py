"""The list of the inbox beside its map: what waits, oldest first, for whoever may sort it."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Response

from accounts.permissions import Action, Reach, reaches
from briefing.letters.reminders import silent
from briefing.outline import outline
from events.refusal import Refused
from projections import inbox
from projections.ground import Ground
from projections.inbox import Page, Part, Wanted
from projections.numbers import references
from projections.register import NEW
from projections.reports import Row, one
from reference.areas import Areas
from reference.categories import OTHER
from reference.language import Translator, message, short_week
from reference.weeks import Week
from web.asking import requires
from web.due import due
from web.inbox.lines import Line, Viewer, lines
from web.inbox.said import UNDO, said
from web.inbox.sorter import INBOX, AtInbox, Sorter, Sparse
from web.needs import House
from web.timeline import organisation_name

STATES: Mapping[str, str] = {
    inbox.TO_SORT: message("To sort"),
    NEW: message("New"),
    inbox.READ: message("Read"),
    inbox.RETURNED: message("Returned"),
    inbox.HELD: message("Held back"),
    inbox.RECODE: message("Category Other"),
    inbox.NOWHERE: message("Without an area"),
    inbox.DOUBLES: message("Possible doubles"),
    inbox.FROM_FILES: message("From files of older reports"),
    inbox.ACCEPTED: message("Accepted"),
    inbox.OUT_OF_SCOPE: message("Out of scope"),
    inbox.LINKED: message("Linked doubles"),
}
"""The parts of the inbox in words."""

router = APIRouter(include_in_schema=False)


class Tab(NamedTuple):
    """A part of the inbox to go to; `n` is None where nobody counts."""

    name: str
    address: str
    n: int | None
    is_here: bool


class Said(NamedTuple):
    """What became of a batch that not all could be done of: the number, its page, the sentence."""

    number: str
    report: UUID
    sentence: str


@router.get(INBOX, dependencies=[requires(Action.REPORT_SORT)])
def show_queue(sorter: AtInbox) -> Response:
    """What waits in one part of the inbox, with what can be done to many at once."""
    return list_page(sorter)


def list_page(
    sorter: Sorter,
    *,
    status: int = 200,
    refused: Sequence[tuple[UUID, Refused]] = (),
    wrong: Mapping[str, str] | None = None,
    done: str = "",
    line: str = "",
) -> Response:
    """The list, with what could not be done of what was just asked, and what is wrong with a form.

    `wrong` holds a sentence for each field; `line` is what was written to those who reported.
    """
    t = sorter.t
    done = done or sorter.asked.get("done", "")
    with sorter.part() as part:
        page = turned(sorter, part)
        shown = lines(part, page.rows, viewer(sorter))
        return sorter.page(
            "queue.html",
            status=status,
            municipality=part.known.ground.name,
            title=t(STATES[part.wanted.state]),
            **around(sorter, part, page, shown),
            choices=choices(part.known.ground, t),
            said=said(
                sorter.registry,
                done,
                undone=sorter.asked.get("as") == UNDO,
                actor=sorter.actor.name,
                t=t,
            ),
            refused=_refused(part, refused, t),
            silent=_silent(sorter, part),
            wrong=Sparse(wrong or {}),
            line=line,
        )


class Silent(NamedTuple):
    """The organisations that have sent nothing of the week that is awaited: code and name."""

    week: Week
    organisations: list[tuple[str, str]]


def _silent(sorter: Sorter, part: Part) -> Silent | None:
    """Who can be reminded by somebody who sorts for all; None for others, and for nobody."""
    if not _sorts_all(sorter):
        return None
    ground = part.known.ground
    week = due(ground.clock, sorter.at).week
    found = [
        (one.code, organisation_name(ground, one.code, sorter.t))
        for one in silent(part.known, week)
    ]
    return Silent(week, _by_name(found)) if found else None


def _sorts_all(sorter: Sorter) -> bool:
    return Reach.MUNICIPALITY in reaches(sorter.actor, Action.REPORT_SORT)


def around(sorter: Sorter, part: Part, page: Page, shown: Sequence[Line]) -> dict[str, object]:
    """What the list shows beside the rows, and the opened report beside the list."""
    ground, t = part.known.ground, sorter.t
    earlier, later = page.earlier, page.later
    return {
        "rows": shown,
        "total": page.total,
        "first": page.first,
        "last": page.first + len(shown) - 1,
        "tabs": _tabs(part, t),
        "wanted": part.wanted,
        "asked": _asked(part.wanted, ground, t),
        "organisations": _organisations(ground, t) if _sorts_all(sorter) else [],
        "groups": _groups(ground, t),
        "opens": _opener(sorter),
        "earlier": f"{INBOX}?{part.wanted.address(before=earlier)}" if earlier else "",
        "later": f"{INBOX}?{part.wanted.address(after=later)}" if later else "",
        "areas": areas_drawn(ground.areas) if ground.areas else "[]",
        "has_tiles": has_tiles(sorter.house),
    }


def _opener(sorter: Sorter) -> Callable[[Row], str]:
    """Gives the address at which a report is opened beside this list."""
    return lambda row: sorter.address(f"/{row.report}")


def turned(sorter: Sorter, part: Part) -> Page:
    """The page that the address asks for; the first where there is nothing on that one."""
    turn = sorter.turn
    page = inbox.page(part, after=turn.after, before=turn.before or None)
    return page if page.rows or not page.total else inbox.page(part)


def viewer(sorter: Sorter) -> Viewer:
    """Whose eyes a page is for."""
    return Viewer(sorter.house.accounts, sorter.asker.account, sorter.at, sorter.t)


def has_tiles(house: House) -> bool:
    """Whether there is a background map."""
    return house.tiles.is_file()


@lru_cache(maxsize=8)
def areas_drawn(areas: Areas) -> str:
    """The outlines of the areas, as the map of a page reads them."""
    shapes = [{"name": area.name, "rings": area.rings} for area in outline(areas)]
    return json.dumps(shapes, separators=(",", ":"))


def choices(ground: Ground, t: Translator) -> dict[str, object]:
    """The categories by group, and the areas and places, that a report can be moved to."""
    kinds, lang = ground.taxonomy, t.language
    groups = [
        (
            group.label(lang),
            [
                (kind.id, kind.label(lang))
                for kind in kinds.of_group(group.id)
                if kinds.reportable(kind.id)
            ],
        )
        for group in kinds.groups.values()
    ]
    other = [(kind.id, kind.label(lang)) for kind in kinds.of_group(OTHER)]
    areas = [(f"area:{a.code}", a.name) for a in (ground.areas.areas if ground.areas else ())]
    places = [(f"place:{p.code}", p.name) for p in (ground.places.places if ground.places else ())]
    return {
        "categories": [*groups, ("", other)],
        "wheres": [(t("Areas"), _by_name(areas)), (t("Named places"), _by_name(places))],
    }


def _tabs(part: Part, t: Translator) -> list[Tab]:
    counted = inbox.counts(part)
    return [
        Tab(
            name=t(name),
            address=f"{INBOX}?{query}" if query else INBOX,
            n=counted.get(state),
            is_here=state == part.wanted.state,
        )
        for state, name in STATES.items()
        for query in [part.wanted._replace(state=state).address()]
    ]


def _asked(wanted: Wanted, ground: Ground, t: Translator) -> list[str]:
    """What the list is narrowed to, part by part."""
    said: list[str] = []
    if wanted.organisation:
        said.append(organisation_name(ground, wanted.organisation, t))
    if wanted.group:
        said.append(ground.taxonomy.name(wanted.group, t.language))
    if wanted.week:
        said.append(short_week(Week.parse(wanted.week), t.language))
    return said


def _organisations(ground: Ground, t: Translator) -> list[tuple[str, str]]:
    return _by_name([(code, organisation_name(ground, code, t)) for code in ground.organisations])


def _groups(ground: Ground, t: Translator) -> list[tuple[str, str]]:
    kinds = ground.taxonomy
    groups = [(group.id, group.label(t.language)) for group in kinds.groups.values()]
    return [*groups, (OTHER, kinds.name(OTHER, t.language))]


def _by_name(options: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(options, key=lambda option: option[1].casefold())


def _refused(part: Part, refused: Sequence[tuple[UUID, Refused]], t: Translator) -> list[Said]:
    """Those that could not be done, each by its number."""
    rows = [one(part.known, report) for report, _ in refused]
    numbers = references(part.known, [row for row in rows if row is not None])
    return [
        Said(numbers.get(report, ""), report, t(no.message, **no.params)) for report, no in refused
    ]
