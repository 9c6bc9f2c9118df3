"""A report opened beside the list: what was told, what may be a double of it, and what can be done.

Its texts are opened through `accounts.reading`, which notes who reads before anything is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Response
from msgspec.structs import replace
from sqlalchemy import and_

from accounts import looking
from accounts.permissions import Action, Thing
from accounts.reading import Box, Hidden, open_texts
from accounts.scope import scope, things
from events.fact import Entry
from events.report import Report, ReportAnswered, ReportFact, ReportSubmitted
from ingest import privacy
from ingest.receive import LINE, NOTE, TEXT, WORDS
from ingest.screening.screen import screen
from projections import inbox
from projections.apart import is_apart_from
from projections.inbox import Part
from projections.record import belongs_to
from projections.reports import Row, followers, one
from projections.similar import Happening, Near, similar
from reference.dimensions import label
from reference.language import Translator, clock
from web.answers import shows_point
from web.asking import NOT_THERE, allow, requires
from web.inbox.lines import Line, lines, waited
from web.inbox.queue import around, choices, turned, viewer
from web.inbox.said import UNDO, said
from web.inbox.sorter import INBOX, AtInbox, Sorter, Sparse
from web.problems import Stop, missing
from web.timeline import folded, place_lines, told_lines

PERSON = "[person]"
"""What stands where a person was told of; the same word in both languages."""

router = APIRouter(include_in_schema=False)


class Piece(NamedTuple):
    """A part of a text; `kind` says in words what is marked there, empty for nothing."""

    words: str
    kind: str = ""


class Twin(NamedTuple):
    """A report that may tell of the same happening: how far off, and how long before or after."""

    line: Line
    away: str
    apart: str


class Texts(NamedTuple):
    """What somebody may read of a report; None stands for a text that there is none of.

    `said` are lines that were written back, `notes` what coordinators noted, each with when.
    `is_hidden`: there are texts that are not shared.
    """

    text: str | None = None
    words: str | None = None
    said: Sequence[tuple[str, str]] = ()
    notes: Sequence[tuple[str, str]] = ()
    is_hidden: bool = False


@dataclass(frozen=True)
class Attempt:
    """A form that was sent and not taken: what was wrong with which field, and what was written."""

    status: int = 200
    wrong: Mapping[str, str] = field(default_factory=dict[str, str])
    written: Mapping[str, str] = field(default_factory=dict[str, str])


@router.get(f"{INBOX}/{{report:uuid}}", dependencies=[requires(Action.REPORT_SORT)])
def show_opened(report: UUID, sorter: AtInbox) -> Response:
    """One report of the inbox, with the next and the one before."""
    return opened_page(sorter, report)


def opened_page(sorter: Sorter, report: UUID, attempt: Attempt | None = None) -> Response:
    """The report beside its part of the inbox. Raises Stop for one that is not there to sort."""
    t, attempt = sorter.t, attempt or Attempt()
    with sorter.part() as part:
        row = one(part.known, report)
        standing = things(part.known.connection, part.known.municipality, [report])
        thing = allow(sorter.request, sorter.asker, Action.REPORT_SORT, standing.get(report))
        if row is None:
            raise Stop(missing(NOT_THERE))
        entries = _entries(sorter, part, report)
        told = folded(entries)
        texts = _texts(sorter, report, thing, told, entries)
        if sorter.asker.account:
            looking.look(sorter.house.accounts, report, sorter.asker.account, at=sorter.at)
        page = turned(sorter, part)
        if all(each.report != report for each in page.rows):
            page = inbox.page(part, after=row.first_position - 1)
        (line,) = lines(part, [row], viewer(sorter))
        beside = inbox.neighbours(part, row)
        ground, first = part.known.ground, entries[0].fact
        pieces, word_pieces = (_marked(each, part, thing, t) for each in (texts.text, texts.words))
        return sorter.page(
            "opened.html",
            status=attempt.status,
            municipality=ground.name,
            **around(sorter, part, page, lines(part, page.rows, viewer(sorter))),
            line=line,
            thing=thing,
            role=first.reporter_role if isinstance(first, ReportSubmitted) else "",
            told=told_lines(told.told, t),
            where=place_lines(_shown_place(sorter, part, row, told).place, ground, t),
            texts=texts,
            pieces=pieces,
            word_pieces=word_pieces,
            suggested={"text": _suggested(pieces), "words": _suggested(word_pieces)},
            twins=_twins(sorter, part, row),
            same=_linked(sorter, part, row),
            before=sorter.address(f"/{beside.before}") if beside.before else "",
            after=sorter.address(f"/{beside.after}") if beside.after else "",
            place=beside.place,
            of=beside.total,
            choices=choices(ground, t),
            may_clear=_may_clear(sorter, thing, texts),
            may_rewrite=_may_clear(sorter, thing, texts)
            and sorter.asker.may(Action.REPORT_CORRECT, thing).allowed,
            said=said(
                sorter.registry,
                sorter.asked.get("done", ""),
                undone=sorter.asked.get("as") == UNDO,
                actor=sorter.actor.name,
                t=t,
            ),
            wrong=Sparse(attempt.wrong),
            written=Sparse(attempt.written),
        )


def _entries(sorter: Sorter, part: Part, report: UUID) -> list[Entry]:
    return [
        entry
        for entry in sorter.registry.log.stream(part.known.connection, report)
        if isinstance(entry.fact, ReportFact)
    ]


def _texts(
    sorter: Sorter, report: UUID, thing: Thing, told: Report, entries: Sequence[Entry]
) -> Texts:
    """The texts, as far as the asker may read them; noted first."""
    said = [
        (entry, entry.fact.line, LINE)
        for entry in entries
        if isinstance(entry.fact, ReportAnswered)
    ]
    notes = [
        (entry, note, NOTE)
        for entry in entries
        if (note := getattr(entry.fact, "note", None)) is not None
    ]
    own = [(entries[0], told.told.text, TEXT), (entries[0], told.place.words, WORDS)]
    sealed = [each for each in (*own, *said, *notes) if each[1] is not None]
    boxes = [Box(box, belongs_to(sorter.registry, report, name)) for _, box, name in sealed if box]
    try:
        found = open_texts(
            sorter.house.accounts,
            sorter.registry.keyring,
            sorter.actor,
            report,
            thing,
            boxes,
            session=sorter.asker.session_id,
        )
    except Hidden:
        return Texts(is_hidden=bool(boxes))
    opened: dict[str, list[tuple[str, str]]] = {}
    for (entry, _, name), text in zip(sealed, found, strict=True):
        shown = sorter.t("[erased]") if text is None else text
        when = clock(entry.recorded_at, sorter.t.language)
        opened.setdefault(name, []).append((when, shown))
    return Texts(
        text=opened[TEXT][0][1] if TEXT in opened else None,
        words=opened[WORDS][0][1] if WORDS in opened else None,
        said=opened.get(LINE, ()),
        notes=opened.get(NOTE, ()),
    )


def _shown_place(sorter: Sorter, part: Part, row: Row, told: Report) -> Report:
    """The report without the exact point, where only its own organisation may know that."""
    is_own = sorter.actor.organisation == row.organisation
    if is_own or shows_point(row, part.known.ground.taxonomy):
        return told
    return replace(told, place=replace(told.place, point=None))


def _marked(text: str | None, part: Part, thing: Thing, t: Translator) -> list[Piece]:
    """A text in pieces, what may point out a person by itself; whole unless it is held back."""
    if not text:
        return []
    if not thing.quarantined:
        return [Piece(text)]
    pieces: list[Piece] = []
    end = 0
    for find in sorted(screen(text, privacy.known_names(part.known.ground)), key=lambda f: f.start):
        if find.start < end:
            continue
        pieces += [Piece(text[end : find.start])] if find.start > end else []
        pieces.append(Piece(text[find.start : find.end], label(find.kind, t.language)))
        end = find.end
    return [*pieces, Piece(text[end:])] if end < len(text) else pieces


def _suggested(pieces: Sequence[Piece]) -> str:
    """The text with a word in the place of each that may point out a person."""
    return "".join(PERSON if piece.kind else piece.words for piece in pieces)


def _may_clear(sorter: Sorter, thing: Thing, texts: Texts) -> bool:
    """Whether to offer it: nobody clears what they cannot read."""
    may = sorter.asker.may(Action.REPORT_CLEAR, thing).allowed
    return thing.quarantined and may and not texts.is_hidden


def _twins(sorter: Sorter, part: Part, row: Row) -> list[Twin]:
    """What may be the same happening, the nearest first; nothing for what is linked already."""
    if row.lat is None or row.lon is None or row.same_as is not None:
        return []
    what = Happening(row.category, row.occurred_from, row.occurred_to, row.lat, row.lon)
    apart = is_apart_from(part.known.municipality, row.report)
    seen = and_(scope(sorter.actor, Action.REPORT_READ), ~apart)
    near = [
        each
        for each in similar(part.known, what, within=seen, most=6)
        if each.row.report != row.report
    ][:5]
    shown = lines(part, [each.row for each in near], viewer(sorter))
    return [
        Twin(line, _away(sorter, part, row, each), _apart(row, each.row, sorter.t))
        for line, each in zip(shown, near, strict=True)
    ]


def _away(sorter: Sorter, part: Part, row: Row, near: Near) -> str:
    """How far off; not to the metre where a point is only for those whose it is."""
    kinds, t = part.known.ground.taxonomy, sorter.t
    for each in (row, near.row):
        is_own = sorter.actor.organisation == each.organisation
        if not is_own and not shows_point(each, kinds):
            return t("less than 100 m away")
    if near.metres == 0:
        return t("at the same place")
    return t("%(metres)s m away", metres=near.metres)


def _apart(row: Row, other: Row, t: Translator) -> str:
    """How long before or after this one it began."""
    span = other.occurred_from - row.occurred_from
    if not span:
        return t("at the same time")
    said = waited(abs(span), t)
    if span.total_seconds() < 0:
        return t("%(time)s before", time=said)
    return t("%(time)s after", time=said)


class Linked(NamedTuple):
    """A report that is said to be of the same happening; `parted` is the one to part again."""

    line: Line
    parted: Line | None


def _linked(sorter: Sorter, part: Part, row: Row) -> list[Linked]:
    """The other reports that tell of it and that the asker may see."""
    seen = scope(sorter.actor, Action.REPORT_READ)
    sorts = scope(sorter.actor, Action.REPORT_SORT)
    own = [one(part.known, row.same_as, within=seen)] if row.same_as else []
    others = [one(part.known, other) for other in followers(part.known, row.report, within=seen)]
    rows = [each for each in (*own, *others) if each is not None]
    here, *shown = lines(part, [row, *rows], viewer(sorter))
    found: list[Linked] = []
    for line in shown:
        if line.row.report == row.same_as:
            found.append(Linked(line, here))
        else:
            is_ours = one(part.known, line.row.report, within=sorts) is not None
            found.append(Linked(line, line if is_ours else None))
    return found
