"""Putting one's own report right, or taking it back, until its week is closed.

Each is a later event with a reason; what was told before stays in the record.
"""

from collections import Counter
from collections.abc import Sequence

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from accounts import permissions
from events.refusal import Refused
from ingest import desk
from ingest.forms import PlacementForm, ReclassificationForm, WithdrawalForm
from ingest.place import place
from ingest.privacy import PointsOut, known_names
from ingest.screening.finding import Action, Finding
from ingest.screening.screen import screen
from ingest.submission import ConfirmedForm
from reference.dimensions import Reason
from reference.language import Translator, message
from web.administration.sheet import Answers, Sheet
from web.asking import requires
from web.forms import FormFields
from web.mine import sheet as form
from web.mine.own import MY_REPORTS, AtMine, Mine, Texts
from web.mine.receipt import Trial, found_in, page
from web.mine.sheet import Wanted
from web.needs import Speaker

CLOSED = message("It can no longer be changed here.")
MAY_POINT_OUT = message(
    "The text may point out a person. Take it out, or save once more: then the text is held back"
    " until the coordinator has looked at it."
)
WITHDRAW = "withdraw"
"""The kind of form that takes the report back."""
CORRECT = permissions.Action.REPORT_CORRECT

router = APIRouter(include_in_schema=False)


@router.post(
    f"{MY_REPORTS}/{{reference}}/corrections",
    dependencies=[requires(CORRECT)],
)
def correct(mine: AtMine, fields: FormFields, t: Speaker) -> Response:
    """Put the report right, or answer the coordinator's question."""
    if not mine.is_own:
        return mine.elsewhere(CORRECT)
    texts, answers = mine.texts(), Answers(fields)
    kind = answers.values.get("kind", "")
    if not mine.is_open:
        return page(mine, texts, t, trial=Trial(_refused(answers, CLOSED, t), kind))
    wanted = form.read(answers, mine, texts)
    if wanted is None:
        return page(mine, texts, t, trial=Trial(answers.sheet(t), kind))
    return _save(mine, texts, answers, wanted, fields.one("confirmed"), t)


def _save(
    mine: Mine, texts: Texts, answers: Answers, wanted: Wanted, confirmed: str, t: Translator
) -> Response:
    """Save it, unless its text points out a person; `confirmed` is the word that it may stay."""
    kind = answers.values.get("kind", "")
    text = wanted.correction.text or ""
    finds = screen(text, known_names(mine.view.ground)) if text else []
    if _may_be_kept(finds) and confirmed != _word(finds):
        return _found(mine, texts, answers, text, finds, MAY_POINT_OUT, t)
    try:
        changed = _change(mine, form.confirmed(wanted, _counted(finds)))
    except PointsOut as problem:
        return _found(mine, texts, answers, text, finds, problem.message, t)
    except Refused as refusal:
        return page(mine, texts, t, trial=Trial(answers.sheet(t, refusal), kind))
    done = "answered" if kind == form.ANSWER else "corrected"
    return RedirectResponse(f"{mine.address}?done={done if changed else 'same'}", 303)


@router.post(
    f"{MY_REPORTS}/{{reference}}/withdrawals",
    dependencies=[requires(CORRECT)],
)
def withdraw(mine: AtMine, fields: FormFields, t: Speaker) -> Response:
    """Take the report back; it leaves the figures and stays in the record."""
    if not mine.is_own:
        return mine.elsewhere(CORRECT)
    if mine.report.withdrawn:
        return RedirectResponse(f"{mine.address}?done=same", 303)
    answers = Answers(fields)
    if not mine.is_open:
        sheet = _refused(answers, CLOSED, t)
        return page(mine, mine.texts(), t, trial=Trial(sheet, WITHDRAW))
    reasons = [reason.code for reason in form.WHY_WITHDRAWN]
    reason = answers.one_of("why", reasons, form.NO_REASON)
    if answers.faults:
        return page(mine, mine.texts(), t, trial=Trial(answers.sheet(t), WITHDRAW))
    by = mine.asker.actor
    withdrawal = WithdrawalForm(reason=Reason(reason))
    desk.withdraw(mine.house.registry, mine.row.report, withdrawal, actor=by.name, at=by.at)
    return RedirectResponse(f"{mine.address}?done=withdrawn", 303)


def _found(
    mine: Mine,
    texts: Texts,
    answers: Answers,
    text: str,
    finds: Sequence[Finding],
    sentence: str,
    t: Translator,
) -> Response:
    """The form again, with what was found in its text."""
    kind = answers.values.get("kind", "")
    answers.wrong(form.ANSWER if kind == form.ANSWER else "text", sentence)
    word = _word(finds) if _may_be_kept(finds) else ""
    trial = Trial(answers.sheet(t), kind, found_in(text, finds, t), word)
    return page(mine, texts, t, trial=trial)


def _may_be_kept(finds: Sequence[Finding]) -> bool:
    """Whether something was found, and all of it may stay if the reporter says so."""
    return bool(finds) and all(one.action is Action.WARN for one in finds)


def _refused(answers: Answers, sentence: str, t: Translator) -> Sheet:
    return answers.sheet(t, Refused(sentence))


def _counted(finds: Sequence[Finding]) -> list[ConfirmedForm]:
    """How many finds there are of each kind; never what was found."""
    kinds = Counter(one.kind for one in finds)
    return [ConfirmedForm(kind=kind, count=n) for kind, n in sorted(kinds.items())]


def _word(finds: Sequence[Finding]) -> str:
    """What the page sends back to say that just these finds may stay."""
    return " ".join(f"{one.kind.code}:{one.count}" for one in _counted(finds))


def _change(mine: Mine, wanted: Wanted) -> bool:
    """Record what the form asks for; whether there was anything to change.

    Everything is checked before anything is recorded: a part of a correction would mislead.
    """
    registry, report, by = mine.house.registry, mine.row.report, mine.asker.actor
    if wanted.place:
        (placed,) = place(mine.view.ground, [wanted.place])
        if isinstance(placed, Refused):
            raise placed
    changes = [desk.correct(registry, report, wanted.correction, actor=by.name, at=by.at)]
    if wanted.category:
        moved = ReclassificationForm(category=wanted.category, reason=wanted.reason)
        changes.append(desk.reclassify(registry, report, moved, actor=by.name, at=by.at))
    if wanted.place:
        put = PlacementForm(place=wanted.place, reason=wanted.reason)
        changes.append(desk.put_in_place(registry, report, put, actor=by.name, at=by.at))
    return any(change is not None for change in changes)
