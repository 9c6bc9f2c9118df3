"""What anybody may read: the public versions that were published. And the analyst's way to publish.

A published month is shown from the words of the log, whose digest is verified first; nothing is
drawn for whoever asks.
"""

from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from accounts.permissions import Action
from accounts.rates import Allowance
from briefing.draw import draw
from briefing.public.publish import check, check_over, opened, publish
from briefing.public.version import (
    FEWEST,
    Count,
    PublicArea,
    PublicPicture,
    as_json,
    digest,
    public,
)
from briefing.renderings import openly
from events.refusal import Refused
from projections import cells
from projections.known import Known
from projections.publications import Published, published
from reference.language import Translator, message, weekday
from reference.periods import Period, PeriodKind
from reference.weeks import Week
from web.asking import anyone, asker_of, requires
from web.forms import FormFields
from web.needs import AsKnown, HouseServed, Now, Speaker
from web.problems import Stop, missing
from web.render import page_of

READING = Allowance("public", most=300, per_s=60)
"""How often one network may ask for what is published."""
PROPOSED = 12
"""So many months back are proposed for publishing."""

router = APIRouter(include_in_schema=False)


class Line(NamedTuple):
    """A publication in the list; of a month that is not published, `one` is None."""

    address: str
    name: str
    one: Published | None = None


@router.get("/public", dependencies=[anyone("published for everybody", READING)])
def show_published(request: Request, view: AsKnown, now: Now, t: Speaker) -> Response:
    """The list of what is published; to whoever may publish, also of what is not."""
    asker = asker_of(request)
    earlier = published(view.connection, view.municipality)
    lines = [
        Line(one.period, openly.called(Period.parse(one.period), t.language), one)
        for one in sorted(earlier, key=lambda one: Period.parse(one.period).last, reverse=True)
    ]
    may_publish = asker is not None and asker.can(Action.PICTURE_PUBLISH)
    return page_of(
        request.scope,
        "public/list.html",
        municipality=view.ground.name,
        lines=lines,
        proposed=_proposed(view, earlier, now, t) if may_publish else [],
    )


@router.get("/public/{period}.json", dependencies=[anyone("published for everybody", READING)])
def give_json(period: str, view: AsKnown, house: HouseServed) -> Response:
    """A publication as canonical data, with its digest."""
    shown, _ = _published(view, house, period)
    return _file(shown, "json", as_json(shown), "application/json")


@router.get("/public/{period}.csv", dependencies=[anyone("published for everybody", READING)])
def give_csv(period: str, view: AsKnown, house: HouseServed, t: Speaker) -> Response:
    """A publication's counts as a table."""
    shown, _ = _published(view, house, period)
    return _file(shown, "csv", openly.csv(shown, t.language), "text/csv; charset=utf-8")


@router.get("/public/{period}", dependencies=[anyone("published for everybody", READING)])
def show_one(
    request: Request, period: str, view: AsKnown, house: HouseServed, t: Speaker
) -> Response:
    """What was published of a period."""
    asker_of(request)  # found for the head of the page, where somebody is signed in
    shown, one = _published(view, house, period)
    return page_of(
        request.scope, "public/one.html", **_words(shown, t), one=one, published=True, refused=""
    )


@router.get("/publish/{period}", dependencies=[requires(Action.PICTURE_PUBLISH)])
def preview(request: Request, period: str, view: AsKnown, now: Now, t: Speaker) -> Response:
    """What would be published of a period, and how much of it is hidden."""
    of = _named(period)
    try:
        check_over(of, now)
        shown = public(draw(view, of))
        check(published(view.connection, view.municipality), of, shown.geography)
    except Refused as none:
        return page_of(
            request.scope,
            "public/refused.html",
            municipality=view.ground.name,
            period=openly.called(of, t.language),
            refused=t(none.message, **none.params),
        )
    return page_of(
        request.scope, "public/one.html", **_words(shown, t), one=None, published=False, refused=""
    )


@router.post("/publish/{period}", dependencies=[requires(Action.PICTURE_PUBLISH)])
def publish_it(
    request: Request, period: str, house: HouseServed, now: Now, _fields: FormFields
) -> Response:
    """Publish, and show what was published."""
    asker = asker_of(request)
    assert asker, "who may publish is known"
    of = _named(period)
    publish(house.registry.log, of, actor=asker.actor.name, at=now)
    return RedirectResponse(f"/public/{of}", 303)


def _named(text: str) -> Period:
    """The month or longer period that an address names. Raises Stop for any other."""
    try:
        of = Period.parse(text)
    except ValueError:
        of = None
    if of is None or not of.is_long:
        raise Stop(missing(message("There is no month called “%(period)s”."), period=text[:40]))
    return of


def _published(view: Known, house: HouseServed, text: str) -> tuple[PublicPicture, Published]:
    """What was published of a period. Raises Stop, and Altered when it is not what it was."""
    of = str(_named(text))
    for one in published(view.connection, view.municipality):
        if one.period == of:
            return opened(house.registry.log, view.connection, one), one
    raise Stop(missing(message("Nothing of “%(period)s” is published."), period=of))


def _proposed(view: Known, earlier: list[Published], now: datetime, t: Translator) -> list[Line]:
    """The months that are over and could be published, the latest first."""
    this = Period.of(PeriodKind.MONTH, Week.of(now))
    first = cells.first_week(view.connection, view.municipality, view.position)
    found: list[Line] = []
    for back in range(1, PROPOSED + 1):
        of = this.shift(-back)
        if first is None or of.last.key < first:
            break
        try:
            check(earlier, of)
        except Refused:
            continue
        found.append(Line(str(of), openly.called(of, t.language)))
    return found


def _words(shown: PublicPicture, t: Translator) -> dict[str, Any]:
    """What the page says of a publication."""
    language = t.language
    times = shown.times
    return {
        "municipality": shown.municipality.name,
        "shown": shown,
        "title": openly.title(shown, language),
        "days": openly.days(shown, language),
        "sentences": openly.sentences(shown, language),
        "areas": openly.rows(shown.areas, language),
        "groups": openly.rows(shown.groups, language),
        "name": partial(openly.name, language=language),
        "counted": partial(_counted, shown),
        "parts": openly.parts_of_day(),
        "week": [
            (weekday(day, language), counts, times.days[day])
            for day, counts in enumerate(times.by_part)
        ]
        if times
        else [],
        "count": partial(openly.written, language=language),
        "digest": digest(shown),
        "fewest": FEWEST,
    }


def _counted(shown: PublicPicture, area: PublicArea) -> list[Count]:
    """An area's counts of the groups that there are any reports of."""
    both = zip(shown.groups, area.by_group, strict=True)
    return [n for group, n in both if group.n != 0]


def _file(shown: PublicPicture, ending: str, content: bytes, media_type: str) -> Response:
    name = f"lagesbild-{shown.municipality.code}-{shown.period}.{ending}"
    return Response(
        content,
        media_type=media_type,
        headers={"content-disposition": f'inline; filename="{name}"'},
    )
