"""What is written at the analyst's desk in the demo's last weeks, read by a second pair of eyes.

The sentences on top are those that the picture itself proposes; the rest is invented. Nothing is
told of a person.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from briefing.draw import draw
from briefing.renderings.in_brief import summary
from briefing.renderings.wording import plain
from events.draft import MOST_WORDS, Part, Slot
from events.streams import unsafe_place_stream
from ingest import drafting, unsafe_places
from ingest.drafting import Field
from projections.known import known
from projections.record import Registry
from projections.reports import Query, find
from reference.roles import Role
from reference.weeks import Week

LANGUAGE = "sv"

_CONTEXTS = (
    "Grupper i 12 till 14 års ålder samlas vid torget direkt efter skolan, oftast lugnt.",
    "Mopedburna ungdomar rör sig mellan centrum och badplatsen på fredagskvällarna.",
    "Fritidsgården har stängt på lördagar, och fler är ute i centrum de kvällarna.",
)
_WARNINGS = (
    "Flera väktare beskriver hårdare ton mot personal i centrum, särskilt sent.",
    "Två skolor märker fler konflikter på rasterna än i början av terminen.",
)
_RUMOURS = (
    "Det sägs att en stor samling planeras vid badplatsen. Ingen har sett något som tyder på det.",
    "Det pratas om smällare inför helgen. Ingen organisation har själv sett försäljning.",
)
_FOCUS = (
    "Gå gemensamt i centrum fredag och lördag kväll, bovärdar och fältgrupp.",
    "Se över belysningen där rapporter om mörka stråk återkommer.",
)
_NOTE = "Jämförelsen utgår från hur tidigare veckor såg ut på sin måndag."
_UNSAFE, _LISTED_A_WEEK, _MENDED_AFTER = "PLACE", 2, 3


class Desk(NamedTuple):
    """Who writes and who reads, for the log, and who is given what is unsafe to see to."""

    registry: Registry
    writer: str
    reader: str
    owner: str


def write(desk: Desk, week: Week, at: datetime) -> None:
    """Fill in the draft of a week, with what it proposes and a turn of the rest."""
    with known(desk.registry.log) as now:
        picture = draw(now, week)
    fields = [*_sentences([plain(said) for said in summary(picture, LANGUAGE)])]
    turn = week.number
    fields += [
        Field(Slot(part, "1"), said[turn % len(said)], is_nobody=True)
        for part, said in (
            (Part.CONTEXT, _CONTEXTS),
            (Part.WARNING, _WARNINGS),
            (Part.RUMOUR, _RUMOURS),
            (Part.FOCUS, _FOCUS),
        )
    ]
    fields.append(Field(Slot(Part.NOTE, "figures"), _NOTE, is_nobody=True))
    saved = drafting.save(desk.registry, str(week), fields, actor=desk.writer, at=at)
    assert not saved.refused, saved.refused


def sign(desk: Desk, week: Week, at: datetime) -> None:
    """Read the draft as the second reader."""
    with known(desk.registry.log) as now:
        seen = now.position
    drafting.sign(
        desk.registry, str(week), seen=seen, role=Role.COORDINATOR, actor=desk.reader, at=at
    )


def look_after(desk: Desk, week: Week, at: datetime) -> None:
    """Put the unsafe places that the week told of on the list, and mend one of weeks ago."""
    for number, report in enumerate(_told(desk, week)):
        entry = unsafe_places.enlist_report(desk.registry, report, actor=desk.writer, at=at)
        if entry is not None and (week.number + number) % 3:
            unsafe_places.give(desk.registry, entry.stream, desk.owner, actor=desk.writer, at=at)
    municipality = desk.registry.log.municipality
    for report in _told(desk, week.shift(-_MENDED_AFTER))[:1]:
        item = unsafe_place_stream(municipality, str(report))
        with suppress(unsafe_places.NoSuchItem):  # those of before the desk was kept
            unsafe_places.mend(desk.registry, item, actor=desk.writer, at=at)


def _told(desk: Desk, week: Week) -> list[UUID]:
    """A few reports of the week that tell of something unsafe at a place with a name."""
    with known(desk.registry.log) as now:
        rows = find(now, Query(week=str(week), category=_UNSAFE)).rows
    return [row.report for row in rows if row.place][:_LISTED_A_WEEK]


def _sentences(said: Sequence[str]) -> list[Field]:
    """As many of the sentences as may stand there, three and sixty words at most."""
    kept: list[str] = []
    for sentence in said[:3]:
        if sum(len(each.split()) for each in (*kept, sentence)) <= MOST_WORDS:
            kept.append(sentence)
    return [
        Field(Slot(Part.SENTENCE, str(number)), text, is_nobody=True)
        for number, text in enumerate(kept, 1)
    ]
