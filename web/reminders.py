"""Reminding organisations that have sent nothing, by hand: whoever sorts their reports may."""

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from accounts.permissions import Action, Thing
from accounts.rates import Allowance
from briefing.letters import reminders
from briefing.letters.reminders import Reminded
from events.refusal import Refused
from projections.known import known
from reference.language import Translator
from reference.weeks import Week
from web.asking import Asking, allow, requires
from web.drawn import week_named
from web.due import due
from web.forms import FormFields
from web.needs import HouseServed, Now, Speaker
from web.render import page_of
from web.timeline import organisation_name

PATIENCE_S = 8.0
"""How long the mail server may take to answer a step while somebody waits for the page."""

REMINDING = Allowance("reminding", most=30, per_s=600)

router = APIRouter(include_in_schema=False)


@router.post("/inbox/reminders", dependencies=[requires(Action.REPORT_SORT, REMINDING)])
def send(
    request: Request, asker: Asking, fields: FormFields, house: HouseServed, now: Now, t: Speaker
) -> Response:
    """Remind those of the organisations that are named and silent, and say how many people it was.

    Of the week that is awaited now unless the form names another.
    """
    codes = list(dict.fromkeys(fields.all("organisation")))
    with known(house.registry.log) as view:
        ground = view.ground
        week = week_named(fields.one("week")) if fields.one("week") else due(ground.clock, now).week
        names = {code: organisation_name(ground, code, t) for code in codes}
    for code in codes:
        thing = Thing(asker.actor.municipality, code) if code in ground.organisations else None
        allow(request, asker, Action.REPORT_SORT, thing)
    if week > Week.of(now):
        raise Refused("The week %(week)s has not begun.", week=str(week))
    reminded = None
    if codes and house.post is not None:
        reminded = reminders.remind(
            house.registry.log,
            house.accounts,
            replace(house.post, patience_s=PATIENCE_S),
            codes,
            week,
            at=now,
        )
    return page_of(
        request.scope,
        "reminders.html",
        status=200 if codes else 422,
        week=week,
        heading=_heading(reminded, t) if codes else t("Choose at least one organisation"),
        said=_said(reminded, t) if codes else [],
        asked=[names[code] for code in codes if reminded and code in reminded.organisations],
        heard=[names[code] for code in codes if reminded and code not in reminded.organisations],
        is_warning=not codes or reminded is None or reminded.delivery.trouble is not None,
    )


def _heading(reminded: Reminded | None, t: Translator) -> str:
    if reminded is None:
        return t("No mail is sent from here")
    if not reminded.delivery.sent:
        return t("Nobody was reminded now")
    return t.many(
        "%(n)s person was reminded", "%(n)s people were reminded", len(reminded.delivery.sent)
    )


def _said(reminded: Reminded | None, t: Translator) -> list[str]:
    """What became of the others, in sentences."""
    if reminded is None:
        return [t("Whoever runs the service has not said which mail server it may use.")]
    done = reminded.delivery
    said: list[str] = []
    if done.before:
        said.append(
            t.many(
                "%(n)s person was reminded earlier today, and is not reminded twice.",
                "%(n)s people were reminded earlier today, and are not reminded twice.",
                done.before,
            )
        )
    if done.trouble is not None:
        said.append(t("The mail server did not take the letters. Tell whoever runs the service."))
    if done.later:
        said.append(
            t.many(
                "%(n)s letter is still to be sent. Try again in a quarter of an hour.",
                "%(n)s letters are still to be sent. Try again in a quarter of an hour.",
                done.later,
            )
        )
    if done.refused:
        said.append(
            t.many(
                "%(n)s address did not take the letter. An administrator can look at it.",
                "%(n)s addresses did not take the letter. An administrator can look at them.",
                len(done.refused),
            )
        )
    if done.unknown:
        said.append(
            t.many(
                "Of %(n)s letter nobody knows whether it arrived.",
                "Of %(n)s letters nobody knows whether they arrived.",
                len(done.unknown),
            )
        )
    if not (done.sent or done.before or done.later or done.refused or done.unknown):
        said.append(t("There was nobody to write to."))
    return said
