"""The weekly letter to reporters: what became of what they sent. Never what anybody wrote.

It goes out when a week's picture is issued, to whoever sent reports of that week, or sent one
before with which something has happened since the picture before. It names reports by reference,
category and week; texts, places and lines from the coordinator stay where the reader signs in.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from accounts.letter import Block, Heading, Items, Letter, Paragraph, Way
from accounts.mail import Delivery, PostOffice, deliver
from accounts.opening import Accounts
from accounts.seen import last_read
from briefing.draw import draw
from briefing.letters.correspondents import Correspondent, correspondents
from briefing.outcome import MOST_AT_ONCE, Outcome, Stage, in_words, outcomes, title
from briefing.picture import Picture
from briefing.renderings.in_brief import summary
from briefing.renderings.wording import plain
from events.log import Log, position_at
from events.report import ReportAnswered
from events.tables import log as log_table
from projections.known import Known, as_known, known
from projections.pictures import Issued, issued_weeks
from projections.reports import Row
from projections.tables import tables
from reference.language import Translator
from reference.weeks import Week

WEEKLY = "week"
"""The kind of these letters, as the ledger calls them; each is about a week."""

FRESH = timedelta(days=7)
"""How long after it is issued a picture still makes letters: one from before mail was set up, or a
restored ledger, makes none."""
LOOKING_BACK = timedelta(days=35)
"""How long after its end a week's picture makes letters, and how far back changes are told of."""
MOST = 25
"""Reports that a letter names; how many more there are is said."""
WISHES = "/account#letters"
"""Where readers can say no."""


class Line(NamedTuple):
    """Where in the log the last line about a report stands, and when it was written."""

    position: int
    at: datetime


class Told(NamedTuple):
    """A report in somebody's letter, and when a line about it was written that may be news."""

    row: Row
    outcome: Outcome
    line_at: datetime | None


class Posted(NamedTuple):
    """The letters about a week, and what became of them."""

    week: Week
    delivery: Delivery


def send_letters(
    log: Log,
    accounts: Accounts,
    office: PostOffice,
    *,
    at: datetime,
    is_over: Callable[[], bool] = lambda: False,
) -> list[Posted]:
    """Send the letters of every picture that was issued of late, as far as they are not sent."""
    with known(log) as view:
        written = [
            (Week.parse(one.period), letters(log, view, accounts, one, office.public_url, at=at))
            for one in making_letters(view, at)
        ]
    return [
        Posted(week, deliver(accounts, office, each, at=at, is_over=is_over))
        for week, each in written
    ]


def making_letters(known: Known, at: datetime) -> list[Issued]:
    """The issued pictures that letters go out about at `at`, the earliest week first."""
    found = [
        one
        for one in issued_weeks(known.connection, known.municipality)
        if at - one.issued_at <= FRESH
        and one.issued_at - Week.parse(one.period).end_at <= LOOKING_BACK
    ]
    return sorted(found, key=lambda one: one.period)


def letters(
    log: Log,
    known: Known,
    accounts: Accounts,
    issued: Issued,
    public_url: str,
    *,
    at: datetime,
) -> list[Letter]:
    """The letters about a week whose picture was issued, as known now."""
    week = Week.parse(issued.period)
    told = became(log, known, issued)
    readers = [
        one
        for one in correspondents(known, accounts)
        if one.wish.weekly_mail and str(one.person.account) in told
    ]
    if not readers:
        return []
    drawn_from = as_known(log, known.connection, known.connection, position=issued.position)
    picture = draw(drawn_from, week)
    return [
        _letter(
            one,
            _with_unread(accounts, one, told[str(one.person.account)]),
            known,
            picture,
            reads=one.may_read_picture(known, at),
            url=public_url,
        )
        for one in readers
    ]


def _with_unread(accounts: Accounts, to: Correspondent, told: Sequence[Told]) -> list[Told]:
    """The same, without the lines that the reader has read already."""
    with_line = [one.row.report for one in told if one.line_at]
    if not with_line:
        return list(told)
    read = last_read(accounts, str(to.person.account), with_line)
    return [
        one._replace(line_at=None) if _is_read(one.line_at, read.get(one.row.report)) else one
        for one in told
    ]


def _is_read(line_at: datetime | None, read_at: datetime | None) -> bool:
    return line_at is not None and read_at is not None and read_at >= line_at


def became(log: Log, known: Known, issued: Issued) -> Mapping[str, list[Told]]:
    """What became of reports, by who reported them: those of the week, and the changed ones before.

    A report of the week after is left to the letter about that week.
    """
    week, since = Week.parse(issued.period), _since(known, issued)
    c = tables().register.c
    rows = _rows(known, or_(c.week == week.key, _changed_before(week, since)))
    then = as_known(log, known.connection, known.connection, position=since)
    older = [row.report for row in rows if row.week < week.key]
    parts = (older[n : n + MOST_AT_ONCE] for n in range(0, len(older), MOST_AT_ONCE))
    earlier = [row for some in parts for row in _rows(then, c.report.in_(some))]
    now, before = outcomes(known, rows), outcomes(then, earlier)
    lines = _lines(known, [one.report for one in now.values() if one.line])
    found: dict[str, list[Told]] = defaultdict(list)
    for row in rows:
        outcome, was, line = now[row.report], before.get(row.report), lines.get(row.report)
        is_of_the_week = row.week == week.key
        is_new_line = line is not None and (is_of_the_week or line.position > since)
        if is_of_the_week or is_new_line or was is None or _course(outcome) != _course(was):
            found[row.reporter].append(
                Told(row, outcome, line.at if line and is_new_line else None)
            )
    return found


def _course(outcome: Outcome) -> tuple[object, ...]:
    """What of an outcome is worth a letter when it changes."""
    return outcome.stage, outcome.week, outcome.held


def _since(known: Known, issued: Issued) -> int:
    """The position up to which the letter before told: that of the picture issued before."""
    entries = (one.entry for one in issued_weeks(known.connection, known.municipality))
    last = max((entry for entry in entries if entry < issued.entry), default=0)
    moment = issued.issued_at - LOOKING_BACK
    return max(last, position_at(known.connection, known.municipality, moment))


def _changed_before(week: Week, since: int) -> ColumnElement[bool]:
    c = tables().register.c
    return and_(c.week < week.key, c.from_position > since)


def _stands(known: Known) -> ColumnElement[bool]:
    c = tables().register.c
    return and_(
        c.municipality == known.municipality,
        c.from_position <= known.position,
        c.upto_position > known.position,
    )


def _rows(known: Known, wanted: ColumnElement[bool]) -> list[Row]:
    """The rows that stand as known, the earliest received first."""
    c = tables().register.c
    query = select(*(c[name] for name in Row._fields)).where(_stands(known), wanted)
    return [Row(*row) for row in known.connection.execute(query.order_by(c.first_position))]


def _lines(known: Known, reports: Sequence[UUID]) -> dict[UUID, Line]:
    """The last line that a coordinator has written about each of these reports."""
    c = log_table.c
    found: dict[UUID, Line] = {}
    for n in range(0, len(reports), MOST_AT_ONCE):
        rows = known.connection.execute(
            select(c.stream, func.max(c.position), func.max(c.recorded_at))
            .where(
                c.municipality == known.municipality,
                c.stream.in_(reports[n : n + MOST_AT_ONCE]),
                c.position <= known.position,
                c.topic == ReportAnswered.TOPIC,
            )
            .group_by(c.stream)
        )
        found |= {stream: Line(*rest) for stream, *rest in rows}
    return found


def _letter(
    to: Correspondent,
    told: Sequence[Told],
    known: Known,
    picture: Picture,
    *,
    reads: bool,
    url: str,
) -> Letter:
    """The letter; `reads` says that the reader may read the picture, `url` is the service's."""
    t, week = to.t, Week.parse(picture.period)
    return Letter(
        account=to.person.account,
        name=to.listed.name,
        email=to.listed.email,
        language=t.language,
        kind=WEEKLY,
        about=picture.period,
        subject=t("What became of your reports, week %(n)s", n=week.number),
        blocks=(
            Heading(t("What became of your reports")),
            Paragraph(
                t(
                    "The situation picture of week %(n)s is issued. This is how far what you"
                    " reported has come.",
                    n=week.number,
                )
            ),
            *_reports(told, known, t),
            Way(t("Read more among your reports"), f"{url}/my-reports"),
            *_week(picture, t, reads=reads, url=url),
            Paragraph(
                t(
                    "You get this letter when a picture is issued and you have reported. You can"
                    " say no to it, or choose its language, on the page of your account."
                )
            ),
            Way(t("My account"), f"{url}{WISHES}"),
        ),
        stop=f"{url}{WISHES}",
    )


def _reports(told: Sequence[Told], known: Known, t: Translator) -> Iterable[Block]:
    """The reports under what became of them, in words."""
    ordered = sorted(told, key=lambda one: (_TURN[one.outcome.stage], -one.row.week))
    in_groups = groupby(
        ordered[:MOST], lambda one: (title(one.outcome, t), in_words(one.outcome, t))
    )
    for (heading, means), group in in_groups:
        yield Heading(heading, 2)
        yield Paragraph(means)
        yield Items(tuple(_item(one, known, t) for one in group))
    if len(ordered) > MOST:
        yield Paragraph(
            t.many("And %(n)s report more.", "And %(n)s reports more.", len(ordered) - MOST)
        )


def _item(one: Told, known: Known, t: Translator) -> tuple[str, ...]:
    said = t(
        "%(reference)s: %(category)s, week %(n)s",
        reference=one.outcome.reference,
        category=known.ground.taxonomy.name(one.row.category, t.language),
        n=Week.from_key(one.row.week).number,
    )
    if one.line_at:
        return said, t("The coordinator has written a line to you. Sign in to read it.")
    return (said,)


def _week(picture: Picture, t: Translator, *, reads: bool, url: str) -> Iterable[Block]:
    """The week in the picture's own sentences, or only how much there was of it."""
    week, where = Week.parse(picture.period), picture.municipality.name
    yield Heading(t("Week %(n)s in %(municipality)s", n=week.number, municipality=where), 2)
    if reads:
        yield from (Paragraph(plain(said)) for said in summary(picture, t.language))
        yield Way(t("The picture of week %(n)s", n=week.number), f"{url}/weeks/{week}")
    else:
        yield Paragraph(
            t.many(
                "In all, %(n)s report came in that week.",
                "In all, %(n)s reports came in that week.",
                picture.coverage.reports,
            )
        )


_TURN = {stage: turn for turn, stage in enumerate(Stage)}
"""In which order the stages stand in a letter."""
