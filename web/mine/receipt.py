"""The receipt of a report: its number, what came of it, what was sent, until when it can change.

The texts are opened here for who wrote them, through `accounts.reading`, which notes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from fastapi import APIRouter, Response

from accounts.permissions import Action
from accounts.seen import last_read
from briefing.outcome import in_words, title
from events.report import ReportCorrected, ReportSubmitted
from events.sharing import ReportQuarantined
from events.telling import Confirmed
from ingest.screening.finding import Finding
from projections.pictures import all_issued
from reference.dimensions import Certainty, PersonalData, label
from reference.language import Translator, day_and_time, message
from web.administration.sheet import Sheet
from web.asking import requires
from web.mine import sheet as form
from web.mine.course import Passed, course
from web.mine.own import MY_REPORTS, AtMine, Mine, Texts
from web.needs import Speaker
from web.render import page_of
from web.timeline import (
    area_name,
    organisation_name,
    place_lines,
    place_name,
    steps,
    time_span,
    told_lines,
)

DONE: Mapping[str, str] = {
    "sent": message("The report is sent."),
    "corrected": message("The report is put right."),
    "answered": message("Your answer is sent."),
    "withdrawn": message("The report is taken back."),
    "same": message("Nothing was changed: it was like that already."),
}
"""What was done, by the word that the address carries."""

router = APIRouter(include_in_schema=False)


class Find(NamedTuple):
    """What points out a person in a text: the words, and of which kind they are."""

    words: str
    kind: str


class Trial(NamedTuple):
    """A form that was sent and comes back: what stands in it, and what is wrong with it.

    `finds` are what the screening found in the text. With `asks` they may be kept, once the
    reporter has said so; `confirmed` is the word for that.
    """

    sheet: Sheet
    kind: str = ""
    finds: Sequence[Find] = ()
    confirmed: str = ""

    @property
    def asks(self) -> bool:
        """Whether it only needs the reporter's word."""
        return bool(self.confirmed)


@router.get(f"{MY_REPORTS}/{{reference}}", dependencies=[requires(Action.REPORT_READ)])
def show(mine: AtMine, t: Speaker, done: str = "") -> Response:
    """One's own report."""
    if not mine.is_own:
        return mine.elsewhere(Action.REPORT_READ)
    return page(mine, mine.texts(), t, done=done)


def page(
    mine: Mine, texts: Texts, t: Translator, *, trial: Trial | None = None, done: str = ""
) -> Response:
    """The receipt, with a form that came back where there is one."""
    row, ground, outcome = mine.row, mine.view.ground, mine.outcome
    report, lang = mine.report, t.language
    shown = _filled(trial or Trial(Sheet()), form.values(mine, texts))
    place = place_name(ground, row.place)
    return page_of(
        mine.request.scope,
        "mine/receipt.html",
        status=shown.sheet.status,
        address=mine.address,
        reference=outcome.reference,
        report=row.report,
        category=ground.taxonomy.name(row.category, lang),
        when=time_span(row.occurred_from, row.occurred_to, lang),
        where=f"{place}, {area_name(ground, row.area, t)}"
        if place
        else area_name(ground, row.area, t),
        organisation=organisation_name(ground, row.organisation, t),
        title=title(outcome, t),
        means=in_words(outcome, t),
        asks=outcome.asks,
        question=_question(mine, texts),
        done=t(DONE[done]) if done in DONE else "",
        way=_way(mine, texts, t),
        text=texts.text,
        words=texts.words,
        held=held_because(mine, t) if mine.thing.quarantined else [],
        is_hidden=texts.held,
        told=told_lines(report.told, t),
        place_told=place_lines(report.place, ground, t),
        is_open=mine.is_open,
        is_withdrawn=report.withdrawn,
        is_past=mine.closes_at is None or mine.closes_at <= mine.asker.actor.at,
        closes=day_and_time(mine.closes_at, lang) if mine.closes_at else "",
        is_fixed=mine.fixed_by is not None and mine.closes_at != row.closes_at,
        week=outcome.week.number,
        unsaved=_unsaved(mine, trial),
        trial=shown,
        sheet=shown.sheet,
        why_corrected=form.options(form.WHY_CORRECTED, t),
        why_withdrawn=form.options(form.WHY_WITHDRAWN, t),
        bases=form.bases(mine, t),
        certainties=form.options(tuple(Certainty), t),
        categories=list(form.categories(mine, t)),
        places=list(form.places(ground, t)),
        longest=form.LONGEST_TEXT,
    )


def _filled(trial: Trial, values: Mapping[str, str]) -> Trial:
    """With the report as it is in the forms that were not sent."""
    if trial.sheet.is_faulty and not trial.kind:
        return trial
    return trial._replace(sheet=replace(trial.sheet, values={**values, **trial.sheet.values}))


def _unsaved(mine: Mine, trial: Trial | None) -> str:
    """What was written for a report that can no longer be changed."""
    if trial is None or mine.is_open:
        return ""
    return trial.sheet.value(form.ANSWER) or trial.sheet.value("text")


def _question(mine: Mine, texts: Texts) -> str | None:
    """What the coordinator last wrote while a question waits; "" for no words."""
    if not mine.outcome.asks or not texts.lines:
        return ""
    return texts.lines[max(texts.lines)]


def _way(mine: Mine, texts: Texts, t: Translator) -> list[Passed]:
    view, by = mine.view, mine.asker.actor.name
    seen = last_read(mine.house.accounts, by, [mine.row.report])
    weeks = {str(week) for week in (*mine.outcome.held, mine.outcome.week)}
    issued = [
        one
        for one in all_issued(view.connection, view.municipality)
        if one.period in weeks and one.entry <= view.position
    ]
    return course(
        steps(mine.entries, view.ground, t),
        mine.outcome,
        issued,
        texts.lines,
        by=by,
        seen_at=seen.get(mine.row.report),
        t=t,
    )


def held_because(mine: Mine, t: Translator) -> list[str]:
    """Why the text is held back, in sentences.

    What the reporter was warned of is told by its kind; what a coordinator wrote is not.
    """
    warned: tuple[Confirmed, ...] = ()
    by_somebody = False
    for entry in mine.entries:
        match entry.fact:
            case ReportSubmitted(confirmed=confirmed) | ReportCorrected(confirmed=confirmed):
                warned = confirmed or warned
            case ReportQuarantined():
                by_somebody = entry.actor != mine.asker.actor.name
            case _:
                pass
    if by_somebody:
        return [t("Somebody who read it found that it may point out a person.")]
    kinds = [kind_in_words(one.kind, t) for one in warned]
    if not kinds:
        return [t("It may point out a person.")]
    return [t("It may point out a person: %(kinds)s.", kinds=", ".join(kinds).lower())]


def found_in(text: str, finds: Sequence[Finding], t: Translator) -> list[Find]:
    """What the screening found, in words."""
    return [Find(text[one.start : one.end], kind_in_words(one.kind, t)) for one in finds]


def kind_in_words(kind: PersonalData, t: Translator) -> str:
    """A kind of find in words."""
    return label(kind, t.language)
