"""What the chart of days and hours says of itself: title, subtitle, and the whole in words."""

from briefing.picture import Picture
from briefing.renderings import lengths
from briefing.renderings.contents import hours_of
from briefing.renderings.wording import running
from reference.language import number, translator, weekday

# Fewer than this say nothing of when things tend to happen.
_ENOUGH = 10
_BUSY_HOURS = 4


def rhythm_title(picture: Picture, language: str) -> str:
    """The day and the hours with most reports, where there are enough to say."""
    t = translator(language)
    if running(picture):
        if lengths.is_week(picture):
            return t("The week so far, hour by hour")
        return t("The period so far, hour by hour")
    now = hours_of(picture.rhythm)
    days = [sum(row) for row in now]
    hours = [sum(column) for column in zip(*now, strict=True)]
    placed = sum(days)
    if placed < _ENOUGH:
        return t.many(
            "%(n)s report is known to the hour, too few to say when most come",
            "%(n)s reports are known to the hour, too few to say when most come",
            round(placed),
        )
    windows = [sum(hours[h : h + _BUSY_HOURS]) for h in range(24 - _BUSY_HOURS + 1)]
    start = windows.index(max(windows))
    window = {
        "from": _hour(start, language),
        "to": _hour(start + _BUSY_HOURS, language),
        "of_hours": number(max(windows), language, decimals=0),
        "all": number(placed, language, decimals=0),
    }
    if days.count(max(days)) > 1:
        return t("Most reports between %(from)s and %(to)s (%(of_hours)s of %(all)s)", **window)
    return t(
        "Most reports on %(day)s (%(of_day)s of %(all)s) and between %(from)s and %(to)s"
        " (%(of_hours)s of %(all)s)",
        day=weekday(days.index(max(days)), language),
        of_day=number(max(days), language, decimals=0),
        **window,
    )


def rhythm_subtitle(picture: Picture, language: str) -> str:
    """What dots, shade and sums are, and how many reports are spread or left out."""
    t, rhythm = translator(language), picture.rhythm
    said = [
        t(
            "Reports per weekday and hour. The surface of the dot is the number %(period)s.",
            period=lengths.this(picture, language),
        )
    ]
    if rhythm.weeks:
        said.append(
            t.many(
                "The shade is %(before)s.",
                "The shade is the mean of %(before)s, as is the number in grey.",
                rhythm.weeks,
                before=lengths.last(rhythm.weeks, lengths.kind(picture), language),
            )
        )
    if rhythm.weights:
        said.append(
            t("A report that may be of several hours is spread over them, with a share in each.")
        )
    elif rhythm.unknown:
        said.append(
            t.many(
                "%(n)s report whose hour is not known is left out.",
                "%(n)s reports whose hour is not known are left out.",
                rhythm.unknown,
            )
        )
    return " ".join(said)


def alt_rhythm(picture: Picture, language: str) -> str:
    """The rhythm in words: each day with its count and its mean."""
    t, rhythm = translator(language), picture.rhythm
    days = "; ".join(
        t(
            "%(day)s %(n)s, on average %(mean)s",
            day=weekday(day, language),
            n=number(round(sum(now), 1), language),
            mean=number(sum(usual), language, decimals=1),
        )
        if rhythm.weeks
        else f"{weekday(day, language)} {number(round(sum(now), 1), language)}"
        for day, (now, usual) in enumerate(zip(hours_of(rhythm), rhythm.usual, strict=True))
    )
    return f"{rhythm_title(picture, language)}. {days[0].upper()}{days[1:]}."


def _hour(hour: int, language: str) -> str:
    return f"{hour:02d}" if language == "sv" else f"{hour:02d}:00"
