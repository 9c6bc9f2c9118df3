"""What is done in the inbox: to many reports at once, or to the one that is open.

Plain forms, answered by leading back to where they stood with a word on what was done.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from accounts.permissions import Action
from accounts.scope import scope
from events.refusal import Refused
from ingest import sorting
from ingest.privacy import PointsOut
from ingest.sorting import Chosen, Sorted, SortingForm, Verb
from projections import inbox
from projections.inbox import neighbours
from projections.known import known
from projections.numbers import find
from projections.reports import one
from reference.language import message
from web.asking import requires
from web.bodies import fill
from web.forms import Fields, FormFields
from web.inbox.opened import Attempt, opened_page
from web.inbox.queue import list_page
from web.inbox.said import UNDO, positions, read_positions, streams
from web.inbox.sorter import INBOX, AtInbox, Sorter, asked_by_form

router = APIRouter(include_in_schema=False)

CHOOSE = message("Choose at least one report.")
TOO_MANY = message("Choose at most %(n)s reports at a time.")
CHOOSE_TWO = message("Choose at least two reports that tell of the same happening.")
NO_SUCH = message("There is no report with the number %(number)s that you may see.")
WRITE = message("Write what shall stand there instead. It may not be empty.")

LEAVING = frozenset({Verb.READ, Verb.ACCEPT, Verb.RETURN, Verb.PUT_ASIDE, Verb.LINK})
"""After which the next report is shown, and not the same one again."""
FIELDS_OF = {"other": "number", "verb": "do"}
"""What a field of the form is called on the page, where it is called otherwise."""


def _sending(sorter: AtInbox, fields: FormFields) -> Sorter:
    """Whoever sends a form, at the part of the inbox that it stood on."""
    return replace(sorter, asked=asked_by_form(fields.one("here")))


Sending = Annotated[Sorter, Depends(_sending)]


@router.post(f"{INBOX}/sort", dependencies=[requires(Action.REPORT_SORT)])
def sort_many(sorter: Sending, fields: FormFields) -> Response:
    """Do one thing to all that were chosen; those that it could not be done to are named."""
    t, line = sorter.t, fields.one("line")
    chosen = _chosen(fields)
    wrong: dict[str, str] = {}
    if not chosen:
        wrong["chosen"] = t(CHOOSE)
    elif len(chosen) > inbox.ROWS_A_PAGE:
        wrong["chosen"] = t(TOO_MANY, n=inbox.ROWS_A_PAGE)
    if wrong:
        return list_page(sorter, status=422, wrong=wrong, line=line)
    sorter.allow(Action.REPORT_SORT, [each.report for each in chosen])
    sent = _sent(fields)
    if sent.get("verb") == Verb.LINK.value:
        # What came in first stays, and the others are linked to it.
        if len(chosen) == 1:
            return list_page(sorter, status=422, wrong={"chosen": t(CHOOSE_TWO)}, line=line)
        oldest, *chosen = _oldest_first(sorter, chosen)
        sent["other"] = str(oldest.report)
    done = _sort(sorter, chosen, sent)
    if not isinstance(done, Sorted):
        return list_page(sorter, status=422, wrong=done, line=line)
    if done.refused:
        said = positions(done.entries) if done.entries else ""
        return list_page(sorter, status=409, refused=done.refused, done=said, line=line)
    return sorter.back(done=positions(done.entries))


@router.post(f"{INBOX}/undo", dependencies=[requires(Action.REPORT_SORT)])
def undo(sorter: Sending, fields: FormFields) -> Response:
    """Take back what was just done, by further facts."""
    done, by = fields.one("done"), sorter.actor
    reports = streams(sorter.registry, done, actor=by.name)
    if not reports:
        return sorter.back()
    sorter.allow(Action.REPORT_SORT, reports)
    first, last = read_positions(done)
    undone = sorting.undo(sorter.registry, first, last, actor=by.name, at=by.at)
    if undone.refused:
        return list_page(sorter, status=409, refused=undone.refused)
    return sorter.back(done=positions(undone.entries), **{"as": UNDO})


@router.post(f"{INBOX}/{{report:uuid}}/sort", dependencies=[requires(Action.REPORT_SORT)])
def sort_one(report: UUID, sorter: Sending, fields: FormFields) -> Response:
    """Do one thing to the open report, and go on to the next where it is finished with."""
    sorter.allow(Action.REPORT_SORT, [report])
    written = {"line": fields.one("line"), "number": fields.one("number")}
    sent = _sent(fields)
    if written["number"]:
        other = _by_number(sorter, written["number"])
        if other is None:
            said = sorter.t(NO_SUCH, number=written["number"][:40])
            return opened_page(sorter, report, Attempt(422, {"number": said}, written))
        sent["other"] = str(other)
    if sent.get("other"):
        sorter.allow(Action.REPORT_READ, _ids(sent["other"]))
    next_one = _next(sorter, report)
    done = _sort(sorter, [Chosen(report, _version(fields))], sent)
    if not isinstance(done, Sorted):
        return opened_page(sorter, report, Attempt(422, done, written))
    if done.refused:
        return opened_page(sorter, report, _refusal(sorter, done, written))
    said = positions(done.entries)
    if Verb(str(sent["verb"])) in LEAVING:
        return sorter.back(f"/{next_one}" if next_one else "", done=said)
    # Of two reports that are parted, the one that was open stays open.
    shown = next(iter(_ids(fields.one("then"))), report)
    return sorter.back(f"/{shown}", done=said)


@router.post(f"{INBOX}/{{report:uuid}}/clearance", dependencies=[requires(Action.REPORT_CLEAR)])
def clear(report: UUID, sorter: Sending, fields: FormFields) -> Response:
    """Share the texts again as they are: somebody has looked, and no person is told of."""
    sorter.allow(Action.REPORT_CLEAR, [report])
    done = _sort(sorter, [Chosen(report, _version(fields))], {"verb": Verb.CLEAR.value})
    if not isinstance(done, Sorted) or done.refused:
        return opened_page(sorter, report, _refusal(sorter, done, {}))
    return sorter.back(f"/{report}", done=positions(done.entries))


@router.post(f"{INBOX}/{{report:uuid}}/rewriting", dependencies=[requires(Action.REPORT_CLEAR)])
def rewrite(report: UUID, sorter: Sending, fields: FormFields) -> Response:
    """Put other texts in the place of those that told of a person, and share them again."""
    sorter.allow(Action.REPORT_CLEAR, [report])
    sent = dict(fields)
    given: dict[str, str] = {name: sent[name].strip() for name in ("text", "words") if name in sent}
    if not any(given.values()):
        return opened_page(sorter, report, Attempt(422, {"text": sorter.t(WRITE)}, given))
    sorter.allow(Action.REPORT_CORRECT, [report])
    by = sorter.actor
    try:
        done = sorting.rewrite(
            sorter.registry,
            Chosen(report, _version(fields)),
            text=given.get("text"),
            words=given.get("words"),
            actor=by.name,
            at=by.at,
        )
    except PointsOut as no:
        wrong = {no.field: sorter.t(no.message, **no.params)}
        return opened_page(sorter, report, Attempt(422, wrong, given))
    if done.refused:
        return opened_page(sorter, report, _refusal(sorter, done, given))
    return sorter.back(f"/{report}", done=positions(done.entries))


def _chosen(fields: Fields) -> list[Chosen]:
    """The reports that were ticked, or all of the page; what is no report is left out."""
    written = fields.one("page").split() if fields.one("all") else fields.all("chosen")
    found: list[Chosen] = []
    for each in written:
        report, _, version = each.partition(":")
        found += [Chosen(one, _number(version)) for one in _ids(report)]
    return found


def _sent(fields: Fields) -> dict[str, object]:
    """The form of `ingest.sorting`, from the fields of the page."""
    kind, _, code = fields.one("where").partition(":")
    given: dict[str, object] = {
        "verb": fields.one("do").replace(Verb.CLEAR.value, ""),  # has a door of its own
        "line": fields.one("line"),
        "other": fields.one("other"),
        "category": fields.one("category"),
        "where": {kind: code} if kind in {"area", "place"} and code else None,
    }
    wanted = {"verb", sorting.NEEDED.get(_verb(fields.one("do")), "verb")}
    return {name: value for name, value in given.items() if value and name in wanted}


def _verb(written: str) -> Verb:
    return Verb(written) if written in set(Verb) else Verb.READ


def _sort(
    sorter: Sorter, chosen: list[Chosen], sent: Mapping[str, object]
) -> Sorted | dict[str, str]:
    """What became of it, or what is wrong with which field."""
    t, by = sorter.t, sorter.actor
    form = fill(SortingForm, sent)
    if isinstance(form, list):
        needed = sorting.NEEDED.get(_verb(str(sent.get("verb"))), "verb")
        about = [(fault, fault.field.partition(".")[0] or needed) for fault in form]
        return {
            FIELDS_OF.get(name, name): t(fault.sentence, **fault.params) for fault, name in about
        }
    try:
        return sorting.sort(sorter.registry, chosen, form, actor=by.name, at=by.at)
    except PointsOut as no:
        return {no.field: t(no.message, **no.params)}
    except Refused as no:
        field = "category" if form.verb is Verb.RECODE else "where"
        return {field: t(no.message, **no.params)}


def _refusal(sorter: Sorter, done: Sorted | dict[str, str], written: Mapping[str, str]) -> Attempt:
    if not isinstance(done, Sorted):
        return Attempt(422, done, written)
    ((_, no),) = done.refused
    return Attempt(409, {"do": sorter.t(no.message, **no.params)}, written)


def _next(sorter: Sorter, report: UUID) -> UUID | None:
    """What comes after the report in its part of the inbox, or else before."""
    with sorter.part() as part:
        row = one(part.known, report)
        beside = neighbours(part, row) if row else None
    return (beside.after or beside.before) if beside else None


def _by_number(sorter: Sorter, written: str) -> UUID | None:
    """The report that people call so, if the asker may see it."""
    with known(sorter.registry.log) as view:
        report = find(view, written)
        if report is None:
            return None
        seen = one(view, report, within=scope(sorter.actor, Action.REPORT_READ))
    return report if seen else None


def _oldest_first(sorter: Sorter, chosen: list[Chosen]) -> list[Chosen]:
    with known(sorter.registry.log) as view:
        rows = {each.report: one(view, each.report) for each in chosen}
    at = {report: row.first_position for report, row in rows.items() if row}
    return sorted(chosen, key=lambda each: at[each.report])


def _version(fields: Fields) -> int | None:
    return _number(fields.one("version"))


def _number(written: str) -> int | None:
    return int(written[:9]) if written.isascii() and written.isdigit() else None


def _ids(written: object) -> list[UUID]:
    try:
        return [UUID(str(written))]
    except ValueError:
        return []
