"""The fields of the draft as the desk shows them and as its form sends them back.

The whole draft is one form, so that saving one field never loses what was typed in another. What
was shown in each is sent along, so that nobody overwrites what somebody else wrote meanwhile.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from briefing.quoting import Source
from events.draft import MOST, NOTED, Part, Quote, Slot
from events.refusal import Refused
from ingest.drafting import LISTED, Field, MayPointOut, Overtaken
from ingest.privacy import PointsOut
from ingest.screening.finding import Finding
from projections.numbers import find
from reference.dimensions import label
from reference.language import Translator, message
from web.desk.bench import NOTES, PARTS, Bench, Grounds, Quoted, quote_in
from web.forms import Fields

QUOTING = (*LISTED, Part.FOCUS)
"""The parts whose fields can name reports, and quote them."""
NOT_THERE = message(
    "These words do not stand in the text of a report that is named here. Copy them as they stand."
)
MORE_THAN_ONCE = message("These words stand there more than once. Take a few more words along.")
GONE = message("What was quoted can no longer be read. Mark it anew.")
NO_SUCH = message("There is no report with the number %(number)s that you may see.")
ROWS: Mapping[Part, int] = {Part.SENTENCE: 3, Part.NOTE: 2}
HELP: Mapping[Part, str] = {
    Part.SENTENCE: message(
        "What is new, what has got worse, what has got better. At most 60 words together."
    ),
    Part.CONTEXT: message("Groups and settings in a neutral tone, never persons."),
    Part.WARNING: message("What may come. It is shown as unverified, with what it rests on."),
    Part.RUMOUR: message("What is said. It is shown as unverified, apart from the warning signs."),
    Part.FOCUS: message("An area or a place, why, and who could act. The meeting decides."),
}


class Piece(NamedTuple):
    """A part of a text; `kind` says in words what is marked there, empty for nothing."""

    words: str
    kind: str = ""


class Box(NamedTuple):
    """A field on the page.

    `text` and `reports` stand in it; `seen` is the entry whose words they came from. `sources` are
    those reports opened, `quotes` what it quotes, and `quote` words to be quoted. When it was not
    taken, `error` says why, `pieces` mark what points out a person, `may_stay` that its writer can
    say it is nobody, and `standing` what somebody else wrote in it, with `standing_by`.
    """

    slot: Slot
    label: str
    text: str
    reports: str
    seen: int
    sources: Sequence[Source]
    quotes: Sequence[Quoted]
    quote: str
    by: str
    rows: int
    quoting: bool
    error: str = ""
    pieces: Sequence[Piece] = ()
    may_stay: bool = False
    standing: str | None = None
    standing_by: str = ""

    @property
    def rests_on(self) -> Grounds:
        """What stands in it for whoever only reads."""
        cited = {one.quote.report for one in self.quotes}
        return Grounds(self.quotes, [one for one in self.sources if one.report not in cited])

    @property
    def name(self) -> str:
        """What the field is called in the form."""
        return str(self.slot)


class Typed(NamedTuple):
    """What was typed in a field, and the entry that had been shown in it.

    `named` are those of the reports that there are; `kept` quotations that stay, `quote` words that
    are to be quoted.
    """

    text: str
    reports: str
    seen: int
    named: tuple[UUID, ...] = ()
    kept: tuple[Quote, ...] = ()
    quote: str = ""


class Sent(NamedTuple):
    """What a form was filled in with: fields to save, and what was typed where."""

    fields: list[Field]
    typed: dict[Slot, Typed]
    wrong: dict[Slot, Refused]


def slots(bench: Bench, part: Part) -> list[Slot]:
    """The fields of a part that the page shows: of what is listed those in use, and one more."""
    if part is Part.NOTE:
        return [Slot(part, section) for section in NOTED]
    every = [Slot(part, str(n)) for n in range(1, MOST[part] + 1)]
    if part not in LISTED:
        return every
    used = [slot for slot in every if slot in bench.draft.held]
    free = [slot for slot in every if slot not in bench.draft.held]
    return used + free[:1]


def read(bench: Bench, form: Fields) -> Sent:
    """What was sent. A number that leads to no report that the asker may see is wrong."""
    seen, marks = _seen(form.one("seen")), _marks(form.one("marks"))
    sent = Sent([], {}, {})
    for slot in (each for part in Part for each in _every(part)):
        if f"text-{slot}" not in dict(form):
            continue
        typed = Typed(
            text=form.one(f"text-{slot}").replace("\r\n", "\n"),
            reports=form.one(f"reports-{slot}"),
            seen=seen.get(str(slot), 0),
            quote=form.one(f"quote-{slot}"),
        )
        try:
            named = [_report(bench, one) for one in typed.reports.replace(",", " ").split()]
            typed = typed._replace(named=tuple(dict.fromkeys(named)))
            kept = [_kept(bench, slot, one) for one in form.all(f"kept-{slot}")]
            typed = typed._replace(kept=tuple(kept))
            quotes = dict.fromkeys([*kept, *_found(bench, typed, marks.get(str(slot)))])
        except Refused as no:
            sent.wrong[slot] = no
        else:
            nobody = form.one(f"nobody-{slot}") == "1"
            sent.fields.append(
                Field(slot, typed.text, typed.named, typed.seen, nobody, tuple(quotes))
            )
        sent.typed[slot] = typed
    return sent


def _kept(bench: Bench, slot: Slot, written: str) -> Quote:
    """A quotation that stays: one of the field's own, or one that can be read now."""
    quote, held = quote_in(written), bench.draft.held.get(slot)
    if quote is None:
        raise Refused(GONE)
    if held and quote in held.quotes:
        return quote
    (now,) = bench.quoted([quote])
    if not now.said.words:
        raise Refused(GONE)
    return quote


def _found(bench: Bench, typed: Typed, mark: tuple[UUID, int] | None) -> list[Quote]:
    """Where the words that are to be quoted stand; `mark` says which, where they do twice."""
    if not typed.quote:
        return []
    words = re.compile(r"\s+".join(map(re.escape, typed.quote.split())))
    found = [
        (Quote(report=source.report, text=source.key, start=one.start(), end=one.end()))
        for source in bench.sources(typed.named).values()
        if source.text and source.key
        for one in words.finditer(source.text)
    ]
    found = [one for one in found if (one.report, one.start) == mark] or found
    if not found:
        raise Refused(NOT_THERE)
    if len(found) > 1:
        raise Refused(MORE_THAN_ONCE)
    return found


def _marks(written: str) -> dict[str, tuple[UUID, int]]:
    """Where words were marked: the field, the report, the code point that they begin at."""
    found = dict[str, tuple[UUID, int]]()
    for one in written[:4_000].split():
        field, _, rest = one.partition(":")
        report, _, start = rest.partition(":")
        try:
            found[field] = (UUID(report), int(start[:9]))
        except ValueError:
            continue
    return found


def _every(part: Part) -> list[Slot]:
    if part is Part.NOTE:
        return [Slot(part, section) for section in NOTED]
    return [Slot(part, str(n)) for n in range(1, MOST[part] + 1)]


def _seen(written: str) -> dict[str, int]:
    """The entry that was shown in each field: "sentence-1:123 note-when:130"."""
    pairs = (one.rpartition(":") for one in written[:4_000].split())
    return {name: int(at[:15]) for name, _, at in pairs if at.isascii() and at.isdigit()}


def _report(bench: Bench, written: str) -> UUID:
    report = find(bench.what.view, written)
    if report is None:
        raise Refused(NO_SUCH, number=written[:40])
    return report


def boxes(
    bench: Bench, part: Part, unsaved: Mapping[Slot, Typed], refused: Mapping[Slot, Refused]
) -> list[Box]:
    """The fields of a part in order: as they stand, or as typed where that is `unsaved`."""
    shown = {*slots(bench, part), *(slot for slot in unsaved if slot.part is part)}
    names = bench.names(list({held.by for held in bench.draft.held.values()}))
    return [
        _box(bench, slot, names, unsaved.get(slot), refused.get(slot))
        for slot in sorted(shown, key=_every(part).index)
    ]


def _box(
    bench: Bench,
    slot: Slot,
    names: Mapping[str, str],
    typed: Typed | None,
    no: Refused | None,
) -> Box:
    t, held = bench.t, bench.draft.held.get(slot)
    known = bench.sources(held.reports if held else ())
    stands = Typed(
        text=bench.text(slot),
        reports=" ".join(one.number for one in known.values()),
        seen=held.entry if held else 0,
        named=tuple(known),
        kept=held.quotes if held else (),
    )
    overtaken = isinstance(no, Overtaken)
    now = typed or stands
    finds = no.finds if isinstance(no, PointsOut | MayPointOut) else ()
    by = bench.said_by(slot, names)
    return Box(
        slot=slot,
        label=called(slot, t),
        text=now.text,
        reports=now.reports,
        # Whoever has been shown what stands may put other words in its place.
        seen=stands.seen if overtaken else now.seen,
        sources=list(bench.sources(now.named).values()),
        quotes=bench.quoted(now.kept),
        quote=now.quote,
        by=by,
        rows=ROWS.get(slot.part, 3),
        quoting=slot.part in QUOTING,
        error=t(no.message, **no.params) if no else "",
        pieces=_marked(now.text, finds, t),
        may_stay=isinstance(no, MayPointOut),
        standing=stands.text if overtaken else None,
        standing_by=by,
    )


def called(slot: Slot, t: Translator) -> str:
    """What a field is called."""
    if slot.part is Part.NOTE:
        return t("Note: %(section)s", section=t(NOTES[slot.which]))
    ordinal = {
        Part.SENTENCE: (
            message("What is new"),
            message("What got worse"),
            message("What got better"),
        )
    }.get(slot.part)
    if ordinal:
        return t(ordinal[int(slot.which) - 1])
    one = {
        Part.CONTEXT: t("Social context %(n)s", n=slot.which),
        Part.WARNING: t("Warning sign %(n)s", n=slot.which),
        Part.RUMOUR: t("Rumour %(n)s", n=slot.which),
        Part.FOCUS: t("Focus %(n)s", n=slot.which),
    }
    return one.get(slot.part, t(PARTS[slot.part]))


def _marked(text: str, finds: Sequence[Finding], t: Translator) -> list[Piece]:
    """A text in pieces, what points out a person by itself; nothing where nothing was found."""
    pieces, end = list[Piece](), 0
    for find_ in sorted(finds, key=lambda one: one.start):
        if find_.start > end:
            pieces.append(Piece(text[end : find_.start]))
        pieces.append(Piece(text[find_.start : find_.end], label(find_.kind, t.language)))
        end = find_.end
    return [*pieces, Piece(text[end:])] if pieces and end < len(text) else pieces
