"""Texts of reports that words written for a picture rest on, opened for whoever may read them.

Words quote a report by where its text lies, never by what it says: the text is opened anew for each
reader, noted in the access log as any reading is, and the quotation is cut from it.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from accounts.opening import Accounts
from accounts.permissions import Action, Actor, may
from accounts.reading import Box, Hidden, open_texts
from accounts.scope import things
from briefing.renderings.penned import Quotation, Seen
from events.database import reading
from events.draft import Quote
from events.report import folded
from events.telling import TEXT
from projections.numbers import references_of
from projections.record import Registry, belongs_to


class Source(NamedTuple):
    """A report as somebody may know of it.

    `number` is "" where they may not. `key` names the text that stands, None where there is none;
    `text` is what it says, None where it is closed to them or erased.
    """

    report: UUID
    number: str = ""
    key: UUID | None = None
    text: str | None = None
    is_closed: bool = True


def sources(
    accounts: Accounts,
    registry: Registry,
    actor: Actor,
    reports: Collection[UUID],
    *,
    session: UUID | None = None,
) -> dict[UUID, Source]:
    """The reports as they stand now, each text noted and opened for whoever may read it."""
    log, wanted = registry.log, sorted(reports)
    with reading(log.engine) as connection:
        standing = things(connection, log.municipality, wanted)
        begun = log.first_entries(connection, wanted)
        at = [(entry.recorded_at, entry.position) for entry in begun.values()]
        said = references_of(connection, log.municipality, at)
        told = {one: folded(log.stream(connection, one)) for one in standing}
    numbers, found = dict(zip(begun, said, strict=True)), dict[UUID, Source]()
    for one in wanted:
        thing, report = standing.get(one), told.get(one)
        if thing is None or report is None or not may(actor, Action.REPORT_READ, thing).allowed:
            found[one] = Source(one)
            continue
        sealed = report.told.text
        known = Source(one, numbers[one], sealed.key if sealed else None)
        boxes = [Box(sealed, belongs_to(registry, one, TEXT))] if sealed else []
        try:
            texts = open_texts(
                accounts, registry.keyring, actor, one, thing, boxes, session=session
            )
        except Hidden:
            found[one] = known
            continue
        found[one] = known._replace(text=next(iter(texts), None), is_closed=False)
    return found


def quotation(quote: Quote, source: Source) -> Quotation:
    """What is quoted, as far as the reader of `source` may read it and the text still says it."""
    if source.is_closed:
        return Quotation(source.number, Seen.CLOSED)
    if source.key != quote.text:
        return Quotation(source.number, Seen.CORRECTED)
    if source.text is None:
        return Quotation(source.number, Seen.ERASED)
    return Quotation(source.number, Seen.OPEN, source.text[quote.start : quote.end])


def quotations(quotes: Iterable[Quote], known: dict[UUID, Source]) -> tuple[Quotation, ...]:
    """The same of the quotations of a field, in order."""
    return tuple(quotation(one, known[one.report]) for one in quotes)
