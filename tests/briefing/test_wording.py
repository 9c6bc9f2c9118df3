"""Sentences from figures: right in number, honest in word, in both languages."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from briefing.findings import Grade, Scope
from briefing.picture import Figure, Line, Picture, Usual
from briefing.renderings import wording
from briefing.renderings.deviations import ranked
from briefing.renderings.in_brief import summary
from briefing.renderings.lengths import what_is_usual
from briefing.renderings.wording import Standing, plain, stand, standing
from briefing.usual import usual
from reference.language import translator

BRIEFING = Path(wording.__file__).parent
PLACE = re.compile(r"%\((\w+)\)s")


def figure(n: int, *weeks: int) -> Figure:
    return Figure(n=n, usual=usual(weeks), last_year=None, reports=f"n={n}")


def line(name: str, n: int, *weeks: int, code: str = "", disturbance: bool = True) -> Line:
    return Line(
        code=code or name, sv=name, en=name, figure=figure(n, *weeks), disturbance=disturbance
    )


def drawn(of: Picture, total: Figure, areas: tuple[Line, ...], kinds: tuple[Line, ...]) -> Picture:
    """The picture with these counts, in a record too short for any test."""
    return msgspec.structs.replace(
        of, total=total, by_area=areas, by_category=kinds, signals=(), tested=()
    )


def said(picture: Picture, language: str) -> list[str]:
    return [plain(sentence) for sentence in summary(picture, language)]


BAND = "låg antalet mellan 6 och 12."
CALM = (4, 5, 6, 5, 4, 6, 5, 9)


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (3, Standing.BELOW),
        (4, Standing.USUAL),
        (6, Standing.USUAL),
        (7, Standing.ABOVE),
    ],
)
def test_a_count_on_the_edge_of_the_band_is_as_usual(n: int, expected: Standing) -> None:
    assert standing(figure(n, *CALM)) is expected


def test_three_weeks_are_too_few_for_a_usual() -> None:
    assert standing(figure(100, 1, 2, 3)) is Standing.UNKNOWN
    assert standing(figure(100, 1, 2, 3, 4)) is Standing.ABOVE


@pytest.mark.parametrize(
    ("weeks", "sv"),
    [
        ((1, 6, 7, 8, 9, 10, 12, 30), "I sex av de senaste åtta veckorna " + BAND),
        # A tie leaves more weeks inside the band than the two that it drops.
        ((6, 6, 7, 8, 9, 10, 12, 30), "I sju av de senaste åtta veckorna " + BAND),
        ((6, 6, 7, 12, 12), "I alla de senaste fem veckorna " + BAND),
        ((3, 3, 3, 3, 9), "I fyra av de senaste fem veckorna var antalet 3."),
        ((2, 2, 2, 2), "I alla de senaste fyra veckorna var antalet 2."),
        ((1, 2), "Det finns bara två tidigare veckor, för få för att säga vad som är vanligt."),
        ((1,), "Det finns bara en tidigare vecka, för lite för att säga vad som är vanligt."),
        ((), "Det finns ingen tidigare vecka, så det går inte att säga vad som är vanligt."),
    ],
)  # fmt: skip
def test_the_usual_says_in_how_many_weeks_it_held(
    empty: Picture, weeks: tuple[int, ...], sv: str
) -> None:
    assert what_is_usual(msgspec.structs.replace(empty, total=figure(1, *weeks)), "sv") == sv


def test_three_sentences_say_what_is_new_worse_and_better(empty: Picture) -> None:
    picture = drawn(
        empty,
        figure(38, 22, 25, 31, 24, 30, 22, 40, 20),
        (line("Centrum", 14, *CALM), line("Norrby", 2, *CALM), line("Söderby", 5, *CALM)),
        (line("Klotter", 7, *CALM), line("Nedskräpning", 1, *CALM)),
    )

    assert said(picture, "sv") == [
        (
            "Vecka 47 har 38 rapporter, fler än vanligt: i sex av de senaste åtta veckorna"
            " låg antalet mellan 22 och 31."
        ),
        (
            "Mest över det vanliga ligger Centrum med 14 rapporter (vanligen 4–6) och kategorin"
            " ”Klotter” med 7 rapporter (vanligen 4–6)."
        ),
        (
            "Mest under det vanliga ligger Norrby med 2 rapporter (vanligen 4–6) och kategorin"
            " ”Nedskräpning” med 1 rapport (vanligen 4–6)."
        ),
    ]
    assert said(picture, "en") == [
        (
            "Week 47 has 38 reports, more than usual: in six of the last eight weeks the number was"
            " between 22 and 31."
        ),
        (
            "Furthest above the usual are Centrum with 14 reports (usually 4–6) and the category"
            " “Klotter” with 7 reports (usually 4–6)."
        ),
        (
            "Furthest below the usual are Norrby with 2 reports (usually 4–6) and the category"
            " “Nedskräpning” with 1 report (usually 4–6)."
        ),
    ]


@pytest.mark.parametrize(
    ("n", "expected"),
    [(7, ", fler än vanligt: "), (5, ", ungefär som vanligt: "), (3, ", färre än vanligt: ")],
)
def test_the_total_is_told_against_the_usual(empty: Picture, n: int, expected: str) -> None:
    assert expected in said(drawn(empty, figure(n, *CALM), (), ()), "sv")[0]


def test_a_week_that_is_not_over_is_not_yet_below_anything(full: Picture) -> None:
    friday = msgspec.structs.replace(full, as_of=datetime(2026, 11, 20, 12, tzinfo=UTC))
    little = drawn(friday, figure(2, *CALM), (line("Low", 0, *CALM),), (line("High", 9, *CALM),))

    assert wording.running(friday)
    assert not wording.running(full)
    assert said(little, "sv") == [
        (
            "Vecka 47 har hittills 2 rapporter och är inte slut: i sju av de senaste åtta"
            " veckorna låg antalet mellan 4 och 6."
        ),
        (
            "Mest över det vanliga ligger kategorin ”High” med 9 rapporter (vanligen 4–6); inget"
            " område ligger över."
        ),
    ]
    assert standing(figure(3, *CALM), ongoing=True) is Standing.NOT_YET
    assert standing(figure(7, *CALM), ongoing=True) is Standing.ABOVE
    assert (
        wording.standing_in_words(figure(3, *CALM), "sv", ongoing=True) == "ännu inte som vanligt"
    )


def test_the_week_is_over_when_the_local_sunday_is(full: Picture) -> None:
    for as_of, expected in (
        (datetime(2026, 11, 22, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), False),
    ):
        assert wording.running(msgspec.structs.replace(full, as_of=as_of)) is expected


def test_only_what_stands_out_is_named(empty: Picture) -> None:
    still = line("Still", 5, *CALM)
    above = line("Above", 9, *CALM)

    def second(areas: tuple[Line, ...], kinds: tuple[Line, ...]) -> str:
        return said(drawn(empty, figure(5, *CALM), areas, kinds), "sv")[1]

    assert second((still,), (still,)) == "Inget område och ingen kategori ligger över det vanliga."
    assert second((above,), (still,)).endswith("Above med 9 rapporter (vanligen 4–6); "
                                               "ingen kategori ligger över.")  # fmt: skip
    assert second((still,), (above,)).endswith("kategorin ”Above” med 9 rapporter (vanligen 4–6); "
                                               "inget område ligger över.")  # fmt: skip


def test_the_furthest_is_the_one_with_most_reports_outside_the_band() -> None:
    near, far = line("A", 8, *CALM), line("B", 11, *CALM)
    low, lower = line("C", 2, *CALM), line("D", 0, *CALM)

    assert [x.code for x in stand((near, low, far, lower), Standing.ABOVE)] == ["B", "A"]
    assert [x.code for x in stand((near, low, far, lower), Standing.BELOW)] == ["D", "C"]


@pytest.mark.parametrize("code", ["OUTSIDE", "UNPLACED", "OTHER"])
def test_what_waits_to_be_sorted_never_stands_out(code: str) -> None:
    assert stand((line("X", 50, *CALM, code=code),), Standing.ABOVE) == ()


def test_more_of_what_is_calm_is_not_worse() -> None:
    assert stand((line("Lugnt", 50, *CALM, disturbance=False),), Standing.ABOVE) == ()


def test_a_short_record_says_where_most_come_from_and_claims_no_more(short: Picture) -> None:
    sentences = said(short, "sv")

    assert len(sentences) == 2
    assert sentences[1].startswith("Flest rapporter kommer från ")
    assert "över" not in " ".join(sentences)
    assert "under" not in " ".join(sentences)


def test_an_empty_record_gets_one_sentence(empty: Picture) -> None:
    assert said(empty, "sv") == [
        (
            "Vecka 47 har inga rapporter. Det finns ingen tidigare vecka, så det går inte att"
            " säga vad som är vanligt."
        )
    ]


def test_every_count_of_the_summary_leads_to_its_reports(full: Picture, language: str) -> None:
    surest = next(one for one in ranked(full) if one.scope is not Scope.TOTAL)
    parts = [part for sentence in summary(full, language) for part in sentence]
    leading = {part.reports: part.text for part in parts if part.reports}

    assert leading[full.total.reports].startswith(f"{full.total.n} ")
    assert leading[surest.reports].startswith(f"{surest.y} ")
    assert len(leading) == 4
    assert not [
        part for part in parts if not part.reports and re.search(r"\d+ rep?port", part.text)
    ]


def test_what_is_tested_is_told_by_the_test_and_not_by_the_usual(full: Picture) -> None:
    only = msgspec.structs.replace
    total = next(one for one in full.signals if one.scope is Scope.TOTAL)
    part = next(one for one in ranked(full) if one.scope is Scope.AREA)
    watched = only(part, grade=Grade.WATCH, one_source=False, doubles=False, since=0)

    for signals, first, second in (
        ((), ", fler än vanligt men ingen avvikelse: i ", "Det finns ingen avvikelse: allt ligger"),
        (
            (only(total, grade=Grade.STRONG),),
            ", en stark avvikelse: väntat var ",
            "Det finns ingen",
        ),
        ((only(total, grade=Grade.WATCH), watched), ", att bevaka: väntat", "men detta är att bev"),
        ((part,), "men ingen avvikelse", f"Det finns en avvikelse. {part.sv} har {part.y} rapport"),
        ((part, part, watched), "men ingen avvikelse", "Det finns 2 avvikelser, tydligast denna."),
    ):
        sentences = said(only(full, signals=signals), "sv")
        assert first in sentences[0]
        assert second in sentences[1]
        assert len(sentences) == 3


def test_one_source_is_told_with_the_surest(full: Picture) -> None:
    part = next(one for one in full.signals if one.scope is Scope.AREA)
    lone = msgspec.structs.replace(part, one_source=True, leading="", since=0)

    assert "En källa:" in said(msgspec.structs.replace(full, signals=(lone,)), "sv")[1]


def test_reports_are_never_called_crimes(picture: Picture) -> None:
    assert not re.search(r"\bbrott", " ".join(said(picture, "sv")))
    assert not re.search(r"\bcrime", " ".join(said(picture, "en")))


def test_one_report_is_said_in_the_singular(language: str) -> None:
    assert wording.reports(1, language) in {"1 rapport", "1 report"}
    assert wording.reports(2, language) in {"2 rapporter", "2 reports"}
    assert wording.reports(1234, "sv") == "1\N{NO-BREAK SPACE}234 rapporter"


def test_the_band_is_one_number_where_its_ends_meet() -> None:
    assert wording.usual_span(Usual(low=3, high=3), "sv") == "3"
    assert wording.usual_span(Usual(low=3, high=1200), "sv") == "3–1\N{NO-BREAK SPACE}200"
    assert wording.usual_span(Usual(), "sv") == ""


def messages() -> dict[str, str | None]:
    """Every message of the package with its plural, read off the sources."""
    found: dict[str, str | None] = {}
    for source in BRIEFING.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Call) and _says(node.func):
                given = [a.value for a in node.args if isinstance(a, ast.Constant)]
                texts = [text for text in given if isinstance(text, str)]
                if texts:
                    many = isinstance(node.func, ast.Attribute)
                    found[texts[0]] = texts[1] if many else None
    for template in (BRIEFING / "templates").glob("*.html"):
        found |= dict.fromkeys(re.findall(r'\bt\("([^"]+)"', template.read_text()))
    return found


def _says(function: ast.expr) -> bool:
    match function:
        case ast.Name(id=name):
            return name in {"t", "message"}
        case ast.Attribute(attr="many"):
            return True
        case ast.Call(func=ast.Name(id="translator")):
            return True
        case _:
            return False


def test_everything_is_said_in_swedish_with_the_same_things_put_in() -> None:
    catalogue = translator("sv").catalogue
    known = messages()

    assert len(known) > 100
    assert not [text for text in known if text not in catalogue]
    for text, plural in known.items():
        forms = catalogue[text]
        assert len(forms) == (1 if plural is None else 2), text
        for said_in_english, form in zip((text, plural or text), forms, strict=False):
            allowed = set(PLACE.findall(said_in_english)) | set(PLACE.findall(plural or text))
            assert set(PLACE.findall(form)) <= allowed, text
        assert set(PLACE.findall(forms[-1])) == set(PLACE.findall(plural or text)), text


def test_without_areas_nothing_is_said_of_areas(pointed: Picture, language: str) -> None:
    said = " ".join(wording.plain(sentence) for sentence in summary(pointed, language))
    calm = msgspec.structs.replace(pointed, by_category=(), signals=(), tested=())
    nothing = [wording.plain(sentence) for sentence in summary(calm, "sv")][1:]

    assert "område" not in said
    assert "area" not in said
    assert nothing == [
        "Ingen kategori ligger över det vanliga.",
        "Ingen kategori ligger under det vanliga.",
    ]
