"""The doors for reports: one, a batch, and the word that there was nothing to report.

The sender names each report, so sending it again is safe: the second answer is the first one again.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from accounts.permissions import Action, Thing
from accounts.rates import Allowance
from events.database import reading
from events.refusal import Refused
from ingest.checking import Turned
from ingest.receive import Outcome, Received, receive, receive_nothing
from ingest.similar import join
from ingest.submission import NothingForm, Submission
from projections.numbers import references_of
from reference.dimensions import Channel
from reference.language import Translator, message
from web.answers import NothingReceipt, Receipt, RowAnswer, RowOutcome
from web.asker import Asker
from web.asking import Asking, requires
from web.bodies import IdempotencyKey, JsonBytes, checked, fill, named, read_json
from web.needs import House, HouseServed, Now, Speaker
from web.phone.whose import only_for_its_account
from web.problems import Stop, invalid, trouble
from web.schema import may_answer, takes, takes_batch
from web.sentences import SENTENCES, Fault

MOST_IN_A_BATCH = 1_000
REPLAYED = {"idempotent-replayed": "true"}
"""The header of an answer that was given before."""

SENDING = Allowance("sending", most=600, per_s=60)
"""How often one asker may send: more than any shift or alarm system has cause to."""

FOREIGN = message("You can only report for your own organisation.")
TOO_MANY = message("A batch holds at most %(most)s reports.")

router = APIRouter(prefix="/api/1", tags=["reports"])


@router.post(
    "/reports",
    dependencies=[requires(Action.REPORT_SUBMIT, SENDING), only_for_its_account()],
    status_code=201,
    response_model=Receipt,
    responses={
        **may_answer(413, 415, 422, 503),
        200: {"model": Receipt, "description": "The report was received before; the same receipt."},
    },
    openapi_extra=takes(Submission),
    summary="Send one report",
)
def send_report(
    body: JsonBytes, key: IdempotencyKey, asker: Asking, house: HouseServed, now: Now
) -> Response:
    """Named by client_id or by the header Idempotency-Key, a report can be sent again safely."""
    submission = checked(Submission, named(read_json(body), key))
    if not _may_send(asker, submission.organisation):
        raise Stop(invalid([_foreign()]))
    by = asker.actor.name
    (outcome,) = receive(house.registry, [submission], actor=by, at=now, channel=_channel(asker))
    if isinstance(outcome, Turned):
        raise Stop(invalid([_fault(outcome)], outcome.nearest))
    linked = None
    if submission.same_as is not None:
        linked = join(house.registry, outcome.report, submission, actor=by, at=now)
    receipt = Receipt.of(outcome, _references(house, [outcome])[0], linked)
    return JSONResponse(
        receipt.model_dump(mode="json"),
        200 if outcome.repeated else 201,
        headers={"location": f"/api/1/reports/{receipt.report}"}
        | (REPLAYED if outcome.repeated else {}),
    )


@router.post(
    "/reports/batch",
    dependencies=[requires(Action.REPORT_SUBMIT, SENDING)],
    response_model_exclude_defaults=True,
    responses=may_answer(413, 415, 422, 503),
    openapi_extra=takes_batch(Submission, most=MOST_IN_A_BATCH),
    summary="Send up to 1,000 reports",
)
def send_batch(
    body: JsonBytes,
    key: IdempotencyKey,
    asker: Asking,
    house: HouseServed,
    now: Now,
    t: Speaker,
) -> list[RowAnswer]:
    """Each row is answered by itself; with a key, a row without a name is named by its number."""
    sent = read_json(body)
    if not isinstance(sent, list):
        raise Stop(invalid([Fault((), SENTENCES["list_type"])]))
    rows = cast("list[object]", sent)
    if len(rows) > MOST_IN_A_BATCH:
        raise Stop(invalid([Fault((), TOO_MANY, {"most": MOST_IN_A_BATCH})]))
    answers: dict[int, RowAnswer] = {}
    good: list[tuple[int, Submission]] = []
    for number, row in enumerate(rows):
        filled = _row(row, None if key is None else f"{key}#{number}")
        if not isinstance(filled, Submission):
            answers[number] = _refused(number, filled, (), t)
        elif not _may_send(asker, filled.organisation):
            answers[number] = _refused(number, [_foreign()], (), t)
        else:
            good.append((number, filled))
    outcomes = receive(
        house.registry,
        [submission for _, submission in good],
        actor=asker.actor.name,
        at=now,
        channel=_channel(asker),
    )
    received = [outcome for outcome in outcomes if isinstance(outcome, Received)]
    references = dict(zip(received, _references(house, received), strict=True))
    for (number, _), outcome in zip(good, outcomes, strict=True):
        answers[number] = _answer(number, outcome, references, t)
    return [answers[number] for number in range(len(rows))]


@router.post(
    "/nothing",
    dependencies=[requires(Action.NOTHING_SAY, SENDING), only_for_its_account()],
    status_code=201,
    response_model=NothingReceipt,
    responses={
        **may_answer(413, 415, 422, 503),
        200: {"model": NothingReceipt, "description": "That was said before; the same receipt."},
    },
    openapi_extra=takes(NothingForm),
    summary="Say that a week had nothing to report",
)
def send_nothing(body: JsonBytes, asker: Asking, house: HouseServed, now: Now) -> Response:
    """So that a quiet week can be told from a silent one."""
    form = checked(NothingForm, read_json(body))
    if not _may_send(asker, form.organisation):
        raise Stop(invalid([_foreign()]))
    try:
        outcome = receive_nothing(house.registry, form, actor=asker.actor.name, at=now)
    except Refused as problem:
        field = "organisation" if "code" in problem.params else "week"
        raise Stop(invalid([Fault((field,), problem.message, problem.params)])) from None
    receipt = NothingReceipt(
        organisation=form.organisation,
        week=form.week,
        position=outcome.position,
        recorded_at=outcome.recorded_at,
    )
    return JSONResponse(
        receipt.model_dump(mode="json"),
        200 if outcome.repeated else 201,
        headers=REPLAYED if outcome.repeated else {},
    )


def _channel(asker: Asker) -> Channel:
    """A person sends from our form, a program by its key."""
    return Channel.API if asker.account is None else Channel.FORM


def _references(house: House, received: Sequence[Received]) -> list[str]:
    """The number of each report that was received."""
    log = house.registry.log
    with reading(log.engine) as connection:
        begun = [(one.recorded_at, one.position) for one in received]
        return references_of(connection, log.municipality, begun)


def _may_send(asker: Asker, organisation: str) -> bool:
    """Whether the asker may report for the organisation: for the own, and for no other."""
    thing = Thing(asker.actor.municipality, organisation)
    return asker.may(Action.REPORT_SUBMIT, thing).allowed


def _foreign() -> Fault:
    """The same for an organisation that there is and one that there is not."""
    return Fault(("organisation",), FOREIGN)


def _row(row: Any, key: str | None) -> Submission | list[Fault]:  # noqa: ANN401 - as above
    """A row of a batch: a key of the whole batch only names rows that have no name."""
    is_named = isinstance(row, dict) and "client_id" in row
    try:
        return fill(Submission, named(row, None if is_named else key))
    except Stop as stop:
        return list(stop.problem.faults)


def _answer(
    number: int, outcome: Outcome, references: Mapping[Received, str], t: Translator
) -> RowAnswer:
    if isinstance(outcome, Received):
        return RowAnswer(
            row=number,
            outcome=RowOutcome.REPEATED if outcome.repeated else RowOutcome.CREATED,
            receipt=Receipt.of(outcome, references[outcome]),
        )
    return _refused(number, [_fault(outcome)], outcome.nearest, t)


def _refused(
    number: int, faults: list[Fault], nearest: tuple[str, ...], t: Translator
) -> RowAnswer:
    return RowAnswer(
        row=number,
        outcome=RowOutcome.REFUSED,
        errors=[trouble(fault, t) for fault in faults],
        nearest=list(nearest),
    )


def _fault(turned: Turned) -> Fault:
    path = tuple(turned.field.split("."))
    return Fault(path, turned.problem.message, turned.problem.params, turned.finds)
