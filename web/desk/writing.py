"""The desk: what the log says now beside the words that are written about it, saved as they come.

It works as a plain form. Whatever is not taken comes back with the reason, and everything that was
typed beside it.
"""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from accounts.permissions import Action
from briefing.renderings.in_brief import summary
from briefing.renderings.wording import plain
from events.draft import MOST_WORDS, Part, Slot
from events.refusal import Refused
from ingest.drafting import Overtaken, save
from web.asking import requires
from web.desk.bench import NOTES, PARTS, PERIOD, WEEK, AtDesk, Bench
from web.desk.fields import HELP, Typed, boxes, read
from web.desk.now import MOST, lines
from web.forms import FormFields

PROPOSE, OPEN = "propose", "open"
"""What the form is sent for when it is not to be saved."""
SAVED, NOTHING = "saved", "nothing"
_EMPTY = Typed("", "", 0)

router = APIRouter(include_in_schema=False)


@router.get(f"{WEEK}/desk", dependencies=[requires(Action.DRAFT_WRITE)])
@router.get(f"{PERIOD}/desk", dependencies=[requires(Action.DRAFT_WRITE)])
def show_desk(bench: AtDesk) -> Response:
    """The draft of a period, with what the log says now."""
    return desk_page(bench, done=bench.request.query_params.get("done", ""))


@router.post(f"{WEEK}/desk", dependencies=[requires(Action.DRAFT_WRITE)])
@router.post(f"{PERIOD}/desk", dependencies=[requires(Action.DRAFT_WRITE)])
def save_desk(bench: AtDesk, form: FormFields) -> Response:
    """Save what was changed; what cannot be saved comes back with the reason."""
    sent = read(bench, form)
    if form.one("do") == PROPOSE:
        return desk_page(bench, {**sent.typed, **_proposed(bench, sent.typed)}, done=PROPOSE)
    if form.one("do") == OPEN:
        wrong = {slot: no for slot, no in sent.wrong.items() if not sent.typed[slot].quote}
        return desk_page(bench, sent.typed, wrong, done=OPEN)
    saved = save(bench.registry, bench.period, sent.fields, actor=bench.actor.name, at=bench.at)
    refused = {**saved.refused, **sent.wrong}
    if not refused:
        done = SAVED if saved.entries else NOTHING
        return RedirectResponse(f"{bench.what.place}/desk?done={done}", 303)
    overtaken = any(isinstance(no, Overtaken) for no in refused.values())
    status = HTTPStatus.CONFLICT if overtaken else HTTPStatus.UNPROCESSABLE_ENTITY
    unsaved = {slot: sent.typed[slot] for slot in refused}
    done = SAVED if saved.entries else ""
    return desk_page(bench, unsaved, refused, done=done, status=status)


def _proposed(bench: Bench, typed: Mapping[Slot, Typed]) -> dict[Slot, Typed]:
    """Sentences made from the figures, for those of the three that are empty."""
    said = [plain(one) for one in summary(bench.what.picture, bench.t.language)]
    empty = {
        Slot(Part.SENTENCE, str(n)): text
        for n, text in enumerate(said, 1)
        if not typed.get(Slot(Part.SENTENCE, str(n)), _EMPTY).text
    }
    return {slot: typed.get(slot, _EMPTY)._replace(text=text) for slot, text in empty.items()}


def desk_page(
    bench: Bench,
    unsaved: Mapping[Slot, Typed] = MappingProxyType({}),
    refused: Mapping[Slot, Refused] = MappingProxyType({}),
    *,
    done: str = "",
    status: int = 200,
) -> Response:
    """The desk, with what was typed and is not saved yet in its fields."""
    t, picture = bench.t, bench.what.picture
    parts = {part.value: boxes(bench, part, unsaved, refused) for part in Part}
    every = [box for some in parts.values() for box in some]
    return bench.page(
        "desk/desk.html",
        status=status,
        parts=parts,
        headings={part.value: t(said) for part, said in PARTS.items()},
        help={part.value: t(said) for part, said in HELP.items()},
        notes=[
            (box, t(NOTES[box.slot.which]), lines(box.slot.which, picture, t))
            for box in parts[Part.NOTE.value]
        ],
        said=[*lines("figures", picture, t), *lines("signals", picture, t)],
        most=MOST,
        wrong=[box for box in every if box.error],
        seen=" ".join(f"{box.name}:{box.seen}" for box in every),
        words=sum(len(box.text.split()) for box in parts[Part.SENTENCE.value]),
        most_words=MOST_WORDS,
        unsafe=[one for one in picture.unsafe if not one.fixed],
        done=done,
        is_unsaved=bool(unsaved),
    )
