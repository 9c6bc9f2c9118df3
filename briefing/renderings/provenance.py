"""Where a picture stands, how complete it is and how it was made, in plain sentences."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from briefing.picture import Coverage, Picture, Voice, digest
from briefing.renderings import lengths
from briefing.renderings.wording import Part, Sentence, in_words, reports, running
from briefing.usual import FEWEST, PERIODS
from projections import pictures
from reference.dimensions import label
from reference.language import (
    Translator,
    clock,
    long_date,
    message,
    number,
    percent,
    time_of_day,
    translator,
)
from reference.roles import Role
from reference.weeks import ZONE, Week

_DIGEST_SHOWN = 12

_SOMEBODY = {"command": message("somebody at the command line")}


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """What the record says of the picture's issue: when, where the log stood, and who did it.

    `digest` is what was fixed, `since_n` counts the changes that the record has had since and that
    touch the picture's week. `read_as` is the role of the second reader, "" where there was none,
    and `read_at` when that one signed.
    """

    at: datetime
    position: int
    digest: str
    actor: str
    since_n: int = 0
    read_as: str = ""
    read_at: datetime | None = None


def as_issued(found: pictures.Issued | None, *, since_n: int = 0) -> Issued | None:
    """What the picture says of its own issue, from what the record has of it; None for a draft."""
    if found is None:
        return None
    return Issued(
        at=found.issued_at,
        position=found.position,
        digest=found.digest,
        actor=found.actor,
        since_n=since_n,
        read_as=found.read_as,
        read_at=found.read_at,
    )


class State(NamedTuple):
    """A state that the picture is in: its word, what follows the word, and whether it warns.

    A `stamp` is to be seen from afar.
    """

    word: str
    rest: str
    warning: bool = False
    stamp: bool = False


def states(picture: Picture, issued: Issued | None, language: str) -> tuple[State, ...]:
    """Draft or issued, and incomplete where it is that."""
    t = translator(language)
    coverage = picture.coverage
    first = _issued(issued, language) if issued else _draft(picture, language)
    said = "" if issued else _read(picture, t)
    found = [first._replace(rest=f"{first.rest} {said}") if said else first]
    if issued:
        found.append(_second_reader(issued, language))
    if running(picture):
        is_week = lengths.is_week(picture)
        if issued:
            rest = (
                t(": it was issued before the week was over, and does not hold all of it.")
                if is_week
                else t(": it was issued before the period was over, and does not hold all of it.")
            )
        else:
            rest = (
                t(": the week is not over, and its figures grow until it is.")
                if is_week
                else t(": the period is not over, and its figures grow until it is.")
            )
        found.append(State(t("So far"), rest, warning=True))
    if coverage.incomplete:
        rest = t(
            message(
                ": %(heard)s of %(expected)s organisations have reported, so figures can be low."
            )
            if lengths.is_week(picture)
            else message(
                ": organisations were heard from %(heard)s of %(expected)s times, so figures can be"
                " low."
            ),
            heard=number(coverage.reported + coverage.nothing, language),
            expected=number(coverage.expected, language),
        )
        found.append(State(t("Incomplete"), rest, warning=True, stamp=True))
    return tuple(found)


def _read(picture: Picture, t: Translator) -> str:
    """Whether a second reader has read what was written; "" where nothing was."""
    desk = picture.desk
    if not (desk.sentences or desk.contexts or desk.warnings or desk.rumours):
        return ""
    if desk.read_at is None:
        return t("What is written has not been read by a second reader.")
    return t("A second reader has read what is written.")


def _draft(picture: Picture, language: str) -> State:
    t = translator(language)
    if not picture.position:
        return State(t("Draft"), t(": the log is empty."))
    rest = t(
        ": shows what was known %(at)s, at position %(position)s of the log. It can still change.",
        at=clock(picture.as_of, language),
        position=number(picture.position, language),
    )
    return State(t("Draft"), rest)


def _issued(issued: Issued, language: str) -> State:
    t = translator(language)
    rest = t(
        " %(day)s at %(time)s by %(actor)s, at position %(position)s of the log.",
        day=long_date(issued.at.astimezone(ZONE).date(), language),
        time=time_of_day(issued.at, language),
        actor=_issuer(issued.actor, t),
        position=number(issued.position, language),
    )
    if issued.since_n:
        since = t.many(
            "Since then %(n)s change has touched the week; it is not shown here.",
            "Since then %(n)s changes have touched the week; they are not shown here.",
            issued.since_n,
        )
        rest = f"{rest} {since}"
    return State(t("Issued"), rest)


def _second_reader(issued: Issued, language: str) -> State:
    """Whether somebody else read it before it was issued, without a name."""
    t = translator(language)
    if not issued.read_as or issued.read_at is None:
        return State(t("No second reader"), t(": it was issued without somebody else's reading."))
    role = label(Role(issued.read_as), language)
    rest = t(
        " %(day)s at %(time)s by a second reader (%(role)s).",
        day=long_date(issued.read_at.astimezone(ZONE).date(), language),
        time=time_of_day(issued.read_at, language),
        role=role[:1].lower() + role[1:],
    )
    return State(t("Read"), rest)


def _issuer(actor: str, t: Translator) -> str:
    """Who issued, without a name: a picture is passed on, and tells of no person."""
    try:
        UUID(actor)
    except ValueError:
        return t(_SOMEBODY[actor]) if actor in _SOMEBODY else actor
    return t("an analyst")


def coverage_sentences(coverage: Coverage, language: str, *, is_week: bool) -> tuple[str, ...]:
    """Who was heard of those who are to report, and how good what they told is.

    Of several weeks, whoever is to report is counted once a week.
    """
    t = translator(language)
    if not coverage.expected:
        return (t("No organisation is set to report every week."),)
    said = [
        heard_of(coverage.reported + coverage.nothing, coverage.expected, language)
        if not is_week
        else t(
            "%(heard)s of the %(expected)s organisations that are to report have done so:"
            " %(reported)s with reports, %(nothing)s with nothing to report.",
            heard=number(coverage.reported + coverage.nothing, language),
            expected=number(coverage.expected, language),
            reported=number(coverage.reported, language),
            nothing=number(coverage.nothing, language),
        )
    ]
    if coverage.reports:
        said.append(
            t(
                "Of %(reports)s, %(seen)s rest on what the reporter saw or heard and %(placed)s"
                " are placed exactly.",
                reports=reports(coverage.reports, language),
                seen=percent(coverage.self_observed / coverage.reports, language, decimals=0),
                placed=percent(coverage.exactly_placed / coverage.reports, language, decimals=0),
            )
        )
    return tuple(said)


def heard_of(heard: int, expected: int, language: str) -> str:
    """How often those who are to report were heard from over several weeks."""
    return translator(language)(
        "Of the %(expected)s times that an organisation was to be heard from, it was"
        " %(heard)s times (%(share)s).",
        expected=number(expected, language),
        heard=number(heard, language),
        share=percent(heard / expected, language, decimals=0),
    )


def voice_in_words(voice: Voice, language: str) -> str:
    """What an organisation did: reported, nothing to report, not heard from."""
    t = translator(language)
    if voice.state == "silent" and not voice.expected:
        return t("need not report")
    return {
        "reported": t("reported"),
        "nothing": t("nothing to report"),
        "silent": t("not heard from"),
    }[voice.state]


def remarks(picture: Picture, language: str) -> tuple[Sentence, ...]:
    """What a careful reader must know of the counts; what is nil is left out."""
    t = translator(language)
    late, loose, other = picture.late, picture.unsorted, picture.other_reports
    deadline = clock(late.deadline, language)
    counted: tuple[tuple[int, str, str], ...] = (
        (late.n, t("came after the deadline, %(at)s", at=deadline), late.reports),
        (late.files, t("came in as files"), ""),
        (other.n, t("of what is calm, good or planned, left out of the total"), other.reports),
        (loose.outside, t("outside every area"), loose.outside_reports),
        (loose.unplaced, t("without a place on the map"), loose.unplaced_reports),
        (loose.other, t("in the category “Other”, waiting to be sorted"), loose.other_reports),
        (picture.linked, t("of a happening told of before, counted once"), ""),
        (picture.withdrawn, t("withdrawn and not counted"), ""),
    )
    return tuple(
        (Part(reports(n, language), query), Part(f" {what}")) for n, what, query in counted if n
    )


def method(picture: Picture, language: str) -> tuple[str, ...]:
    """How the figures came about, and what proves them."""
    t = translator(language)
    said = [
        t(
            "The usual is what %(before)s were like, without the highest and the lowest. It takes"
            " at least %(fewest)s of them.",
            before=lengths.last(PERIODS, lengths.kind(picture), language),
            fewest=in_words(FEWEST, language),
        ),
        t(
            "Reports are not crimes: the figures count what organisations have told of, and change"
            " when more or fewer of them report."
        ),
    ]
    if picture.record_begins:
        begins = Week.parse(picture.record_begins)
        said.append(
            t(
                "The record begins in week %(week)s, %(year)s.",
                week=begins.number,
                year=begins.year,
            )
        )
    if picture.editions:
        editions = ", ".join(
            f"{edition_of(what, language)} {edition}"
            for what, edition in sorted(picture.editions.items())
        )
        said.append(t("Editions: %(editions)s.", editions=editions))
    if not picture.position:
        return tuple(said)
    said.append(
        t(
            "Drawn from the log up to position %(position)s, as it was %(at)s. The picture's digest"
            " begins %(digest)s: whoever has the log can draw it again and compare.",
            position=number(picture.position, language),
            at=clock(picture.as_of, language),
            digest=short_digest(picture),
        )
    )
    return tuple(said)


def short_digest(picture: Picture) -> str:
    """The beginning of the digest, enough to tell two pictures apart on paper."""
    return digest(picture)[:_DIGEST_SHOWN]


def edition_of(what: str, language: str) -> str:
    """What an edition is of, in words."""
    t = translator(language)
    known = {
        "areas": t("areas"),
        "calendar": t("calendar"),
        "categories": t("categories"),
        "places": t("places"),
    }
    return known.get(what, what)
