"""A longer period on one page: what was found, from the sections of the page, cut to its room."""

from briefing.picture import Picture
from briefing.renderings import provenance
from briefing.renderings.blocks import NARROW, Block, Drawing, Remarks, Table
from briefing.renderings.blocks import Section as Part
from briefing.renderings.longer import needs, places, record, trends
from briefing.renderings.paper import Section, cut, drawing, more, ratio, table
from briefing.renderings.wording import plain
from reference.language import translator

_AREAS, _STOOD_OUT, _PLACES = 12, 6, 5
_TEXT = 220
_ENOUGH = 2


def parts(picture: Picture, language: str) -> Section:
    """What the template lays out beside what every picture has."""
    t = translator(language)
    needed = needs.section(picture, language)
    return {
        "trend": _trend(trends.whole(picture, language)),
        "areas": _areas(needed, language),
        "map": next((_drawn(one) for one in _drawings(needed) if one.is_map), None),
        "signals": _stood_out(record.weeks(picture, language), language),
        "places": _lasting(places.lasting(picture, language), language),
        "when": _when(picture, language),
        "complete": {
            "heading": t("How complete the picture is"),
            "lines": _said(record.reporting(picture, language).blocks)[:_ENOUGH]
            or [provenance.coverage_sentences(picture.coverage, language, is_week=False)[0]],
        },
    }


def _trend(section: Part) -> Section:
    drawings = _drawings(section)
    return {
        "heading": section.heading,
        "drawing": _drawn(drawings[0]) if drawings else None,
        "nothing": section.nothing,
    }


def _areas(section: Part, language: str) -> Section:
    """The areas by their need, in the columns that have room."""
    found = next(iter(_tables(section)), None)
    if found is None:
        return {
            "heading": section.heading,
            "table": None,
            "more": "",
            "nothing": section.nothing,
        }
    every, shown = max(map(_length, _tables(section))), found.rows[:_AREAS]
    return {
        "heading": section.heading,
        "table": table(
            _drawings(section)[0].title,
            [found.columns[at] for at in found.short],
            [[row[at].text for at in found.short] for row in shown],
            found.subtitle,
            [order for order, at in enumerate(found.short) if at in found.figures],
        ),
        "more": more(every - len(shown), language),
        "nothing": section.nothing,
    }


def _stood_out(section: Part, language: str) -> Section:
    """The areas that deviate, each with its weeks."""
    found = next((one for one in _tables(section) if not one.folded), None)
    rows = found.rows if found else ()
    strong = translator(language)("A strong deviation is marked with *.")
    return {
        "heading": found.title if found else section.heading,
        "lines": [
            {
                "grade": "strong" if "*" in weeks.text else "deviation",
                "sure": f"{area.text}:",
                "sentence": cut(weeks.text, _TEXT),
                "cautions": "",
            }
            for area, weeks in rows[:_STOOD_OUT]
        ],
        "more": " ".join(
            filter(
                None,
                (
                    more(len(rows) - _STOOD_OUT, language),
                    strong if any("*" in weeks.text for _, weeks in rows[:_STOOD_OUT]) else "",
                ),
            )
        ),
        "nothing": f"{section.title}." if section.title else section.nothing,
    }


def _lasting(section: Part, language: str) -> Section:
    """The places that last, else the squares."""
    found = next(iter(_tables(section)), None)
    rows = found.rows if found else ()
    return {
        "heading": section.heading,
        "lines": [
            translator(language)(
                "%(place)s: %(n)s reports, among the ten %(times)s times",
                place=f"{name.text} ({area.text})",
                n=n.text,
                times=times.text,
            )
            for name, area, n, times in rows[:_PLACES]
        ],
        "more": more(len(rows) - _PLACES, language),
        "nothing": section.nothing,
    }


def _when(picture: Picture, language: str) -> Section:
    """When most reports come, and after which of them others follow near by and soon."""
    section, near = places.times(picture, language), places.near(picture, language)
    lines = [f"{one.title}." for one in _drawings(section)]
    if not near.nothing:
        lines += _said(near.blocks)[:_ENOUGH]
    return {
        "heading": section.heading,
        "lines": [cut(line, _TEXT) for line in lines],
        "more": "",
        "nothing": section.nothing,
    }


def _drawn(of: Drawing) -> Section:
    svg = of.draw(NARROW)
    return {**drawing(svg, of.alt, of.title, ""), "ratio": ratio(svg)}


def _drawings(section: Part) -> list[Drawing]:
    return [block for block in section.blocks if isinstance(block, Drawing)]


def _tables(section: Part) -> list[Table]:
    return [block for block in section.blocks if isinstance(block, Table)]


def _said(blocks: tuple[Block, ...]) -> list[str]:
    return [
        plain(sentence)
        for block in blocks
        if isinstance(block, Remarks)
        for sentence in block.sentences
    ]


def _length(of: Table) -> int:
    return len(of.rows)
