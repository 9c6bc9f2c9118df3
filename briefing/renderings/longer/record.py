"""Who reported over a longer period, the pictures issued in it, and how this one was made."""

from briefing.analysis import Alike, Reporter, StoodOut
from briefing.findings import Grade
from briefing.picture import Picture
from briefing.renderings import provenance
from briefing.renderings.blocks import (
    Block,
    Cell,
    Remarks,
    Section,
    Table,
    figure,
    nothing,
    said,
)
from briefing.renderings.longer.words import (
    alike_in_words,
    area_names,
    change,
    named,
    short_history,
)
from reference.language import clock, number, short_week, translator
from reference.weeks import Week

_DIGEST_SHOWN = 12


def reporting(picture: Picture, language: str) -> Section:
    """Who reported, and what of a change is a change of who reports."""
    t = translator(language)
    heading = t("Who reported")
    told = picture.longer.reporting if picture.longer else None
    if told is None or not told.reporters:
        return Section("coverage", heading, (nothing(t("No organisation takes part yet.")),))
    sentences: list[str] = []
    if told.expected:
        sentences.append(provenance.heard_of(told.heard, told.expected, language))
    sentences += [_changed(one, language) for one in told.reporters if one.change]
    sentences += [_compared(alike, picture, language) for alike in told.against]
    title = t(
        "Heard %(heard)s of %(expected)s times",
        heard=number(told.heard, language),
        expected=number(told.expected, language),
    )
    blocks = (said(*sentences), _table(picture, language))
    return Section("coverage", heading, blocks, title=title if told.expected else "")


def _changed(one: Reporter, language: str) -> str:
    """What is new in who reports."""
    t = translator(language)
    of = {
        "organisation": one.sv if language == "sv" else one.en,
        "week": short_week(Week.parse(one.since), language),
    }
    if one.change == "began":
        return t("%(organisation)s began to report in %(week)s.", **of)
    return t(
        "%(organisation)s has not been heard from since %(week)s, which is unlikely to be chance.",
        **of,
    )


def _compared(alike: Alike, picture: Picture, language: str) -> str:
    if alike.began or alike.stopped:
        return alike_in_words(alike, picture, language)
    return translator(language)(
        "The same organisations reported as in %(period)s: %(n)s against %(earlier)s reports"
        " (%(change)s).",
        period=named(alike.period, picture, language),
        n=number(alike.n, language),
        earlier=number(alike.earlier, language),
        change=change(alike.n, alike.earlier, language),
    )


def _table(picture: Picture, language: str) -> Table:
    t = translator(language)
    told = picture.longer.reporting if picture.longer else None
    lines = {line.code: line for line in picture.by_organisation}
    rows = [
        (
            Cell(one.sv if language == "sv" else one.en),
            Cell(_weeks(one, language), how="above" if one.change == "stopped" else ""),
            figure(line.figure.n, language, reports=line.figure.reports),
            figure(line.figure.last_year, language),
        )
        for one in (told.reporters if told else ())
        if (line := lines.get(one.code)) is not None
    ]
    return Table(
        title=t("Organisations over the period"),
        subtitle=t("Weeks heard of those expected: with reports, or with nothing to report."),
        columns=(t("Organisation"), t("Weeks heard"), t("Reports"), t("A year before")),
        rows=tuple(rows),
        figures=(1, 2, 3),
        widths=(2, 0.9, 0.8, 0.8),
    )


def _weeks(one: Reporter, language: str) -> str:
    heard = number(one.heard, language)
    return f"{heard}/{number(one.expected, language)}" if one.expected else heard


def weeks(picture: Picture, language: str) -> Section:
    """In which weeks areas stood out, and the pictures of weeks that were issued, by their keys."""
    t = translator(language)
    heading = t("Week by week")
    longer = picture.longer
    if longer is None or not longer.weeks:
        return Section(
            "signals", heading, (nothing(t("No week of the period is over and on record.")),)
        )
    weeks = [Week.parse(week) for week in longer.weeks]
    blocks: list[Block] = [
        said(
            t(
                "The analysis counts %(n)s weeks, %(first)s to %(last)s.",
                n=number(len(weeks), language),
                first=short_week(weeks[0], language),
                last=short_week(weeks[-1], language),
            )
        )
    ]
    rows = _stood_out(picture, weeks, language)
    title = (
        t.many("%(n)s area deviates in some week", "%(n)s areas deviate in some week", len(rows))
        if rows
        else t("No area deviates in any week")
    )
    blocks.append(_stood_out_table(rows, language) if rows else nothing(f"{title}."))
    if not longer.issued:
        blocks.append(nothing(t("No picture of its weeks is issued.")))
        return Section("signals", heading, tuple(blocks), title=title)
    table = Table(
        title=t("Issued pictures, with the keys to draw them again"),
        subtitle=t("Whoever has the log can draw each again to its position and compare."),
        columns=(t("Picture"), t("Issued"), t("Position"), t("Digest")),
        rows=tuple(
            (
                Cell(named(one.period, picture, language)),
                Cell(clock(one.issued_at, language)),
                figure(one.position, language),
                Cell(one.digest[:_DIGEST_SHOWN]),
            )
            for one in longer.issued
        ),
        figures=(2,),
        folded=t("%(n)s issued pictures", n=number(len(longer.issued), language)),
        widths=(1, 1.2, 0.8, 1.1),
    )
    return Section("signals", heading, (*blocks, table), title=title)


def _stood_out(picture: Picture, weeks: list[Week], language: str) -> tuple[tuple[Cell, ...], ...]:
    """The areas that stood out in any week, each with those weeks."""
    names = area_names(picture, language)
    lines = picture.longer.stood_out if picture.longer else ()
    return tuple(
        (Cell(names.get(line.code, line.code)), Cell(told))
        for line in lines
        if (told := _deviating(line, weeks, language))
    )


def _stood_out_table(rows: tuple[tuple[Cell, ...], ...], language: str) -> Table:
    t = translator(language)
    return Table(
        title=t("Weeks in which an area deviates"),
        subtitle=t(
            "By the same test as in the weeks' pictures, with what is known now. A strong"
            " deviation is marked with *."
        ),
        columns=(t("Area"), t("Weeks")),
        rows=rows,
        widths=(1, 2.4),
    )


def _deviating(line: StoodOut, weeks: list[Week], language: str) -> str:
    """The weeks of an area that are deviations."""
    return ", ".join(
        short_week(week, language) + ("*" if grade == Grade.STRONG else "")
        for week, grade in zip(weeks, line.grades, strict=True)
        if grade in {Grade.STRONG, Grade.DEVIATION}
    )


def made(picture: Picture, language: str) -> Section:
    """How it was made, what a careful reader must know, and what proves it."""
    t = translator(language)
    blocks: list[Block] = []
    if remarks := provenance.remarks(picture, language):
        blocks.append(Remarks(remarks, listed=True))
    sentences = [
        t(
            "A period is made of whole weeks: those whose Thursday lies in it. Months hold four or"
            " five, so months are compared by reports a week."
        ),
        t(
            "The usual of a period is what the eight before it of the same length were like,"
            " without the highest and the lowest."
        ),
        short_history(picture, language),
        *provenance.method(picture, language)[1:],
    ]
    blocks.append(said(*(sentence for sentence in sentences if sentence)))
    return Section("made", t("How it was made"), tuple(blocks))
