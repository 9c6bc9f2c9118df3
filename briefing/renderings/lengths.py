"""What a picture calls its own period and those before it, whatever its length."""

from briefing.picture import Picture
from briefing.renderings.wording import in_words
from reference.language import message, number, translator
from reference.periods import Period, PeriodKind

_THIS = {
    PeriodKind.WEEK: message("this week"),
    PeriodKind.TWO_WEEKS: message("these two weeks"),
}
_LAST = {
    PeriodKind.WEEK: (message("the week before"), message("the last %(n)s weeks")),
    PeriodKind.TWO_WEEKS: (
        message("the two weeks before"),
        message("the last %(n)s two-week periods"),
    ),
    PeriodKind.MONTH: (message("the month before"), message("the last %(n)s months")),
    PeriodKind.QUARTER: (message("the quarter before"), message("the last %(n)s quarters")),
    PeriodKind.TERTIAL: (message("the tertial before"), message("the last %(n)s tertials")),
    PeriodKind.YEAR: (message("the year before"), message("the last %(n)s years")),
}


def kind(picture: Picture) -> PeriodKind:
    """How long the picture's period is."""
    return Period.parse(picture.period).kind


def is_week(picture: Picture) -> bool:
    """Whether it is of one week."""
    return kind(picture) is PeriodKind.WEEK


def this(picture: Picture, language: str) -> str:
    """The period as a sentence has it: this week, these two weeks, in the period."""
    return translator(language)(_THIS.get(kind(picture), message("in the period")))


def last(n: int, of: PeriodKind, language: str) -> str:
    """The periods before: the last eight weeks; of one, the week before."""
    one, many = _LAST[of]
    t = translator(language)
    return t(one) if n == 1 else t(many, n=in_words(n, language))


def heading(picture: Picture, language: str) -> str:
    """The period as the head of a column."""
    said = this(picture, language)
    return said[0].upper() + said[1:]


def what_is_usual(picture: Picture, language: str) -> str:
    """A sentence: In six of the last eight weeks the number was between 6 and 12."""
    if picture.total.usual.low is None:
        return too_few(picture, language)
    clause = usual_clause(picture, language)
    return translator(language)("%(clause)s.", clause=clause[0].upper() + clause[1:])


def usual_clause(picture: Picture, language: str) -> str:
    """A clause "in six of the last eight weeks the number was between 6 and 12"."""
    t, usual = translator(language), picture.total.usual
    assert usual.low is not None
    assert usual.high is not None
    known = len(usual.weeks)
    # Ties can leave more inside than the two that the band drops: say how many there were.
    inside = sum(usual.low <= n <= usual.high for n in usual.weeks)
    before = last(known, kind(picture), language)
    when = (
        t("in each of %(before)s", before=before)
        if inside == known
        else t("in %(inside)s of %(before)s", inside=in_words(inside, language), before=before)
    )
    low, high = number(usual.low, language), number(usual.high, language)
    if low == high:
        return t("%(when)s the number was %(n)s", when=when, n=low)
    return t("%(when)s the number was between %(low)s and %(high)s", when=when, low=low, high=high)


def too_few(picture: Picture, language: str) -> str:
    """Say why there is no usual: how few weeks before are on record, or periods as long."""
    t = translator(language)
    known = len(picture.total.usual.weeks)
    n = in_words(known, language)
    if not is_week(picture):
        if not known:
            return t("No period before is on record, so nothing can be said of what is usual.")
        return t.many(
            "Only one period before is on record, too few to say what is usual.",
            "Only %(periods)s periods before are on record, too few to say what is usual.",
            known,
            periods=n,
        )
    if not known:
        return t("No week before is on record, so nothing can be said of what is usual.")
    return t.many(
        "Only one week before is on record, too few to say what is usual.",
        "Only %(weeks)s weeks before are on record, too few to say what is usual.",
        known,
        weeks=n,
    )


def untimed(picture: Picture, language: str) -> str:
    """That nothing is known of when."""
    return translator(language)(
        "No report is known to the hour, %(period)s or before.", period=this(picture, language)
    )


def placeless(picture: Picture, language: str) -> str:
    """That no place with a name has reports."""
    return translator(language)(
        "No named place has reports %(period)s.", period=this(picture, language)
    )
