"""The picture on paper: tagged, named, fit to be kept, and quickly made."""

import io
import itertools
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pikepdf
import pypdf
import typst

from briefing.picture import Picture, digest
from briefing.renderings import areas, hotspots
from briefing.renderings import pdf as paper
from briefing.renderings.captions import alt_map, alt_trend
from briefing.renderings.hours import alt_rhythm
from briefing.renderings.pdf import pdf
from briefing.renderings.summary import summary
from reference.language import NBSP
from tests.briefing.test_provenance import ISSUED

LINE = b'#set document(title: "A line")\n#set text(lang: "en")\nA line.'


def opened(picture: Picture, language: str = "sv") -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf(picture, language)))


def words(made: bytes) -> list[str]:
    """The text of each page, its spaces made plain."""
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pages]


def tagged(document: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every element of the structure."""

    def down(element: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
        if isinstance(element, pikepdf.Array):
            for part in element.as_list():
                yield from down(part)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                yield element
            if "/K" in element:
                yield from down(element.K)

    yield from down(document.Root.StructTreeRoot.K)


def kinds(document: pikepdf.Pdf) -> list[str]:
    return [str(element.S) for element in tagged(document)]


def test_the_document_claims_what_it_is(picture: Picture, language: str) -> None:
    document = opened(picture, language)
    with document.open_metadata() as metadata:
        claims = {str(name).rpartition("}")[2]: value for name, value in metadata.items()}

    assert claims["part"] in {"1", "2"}
    assert b"pdfuaid:part" in document.Root.Metadata.read_bytes()
    assert re.search(rb"<pdfaid:conformance>\s*A", document.Root.Metadata.read_bytes())
    assert re.search(rb"<pdfaid:part>\s*2", document.Root.Metadata.read_bytes())
    assert document.Root.MarkInfo.Marked
    assert str(document.Root.Lang) == language
    assert document.Root.ViewerPreferences.DisplayDocTitle


def test_the_title_is_the_pictures(full: Picture) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf(full, "sv")))

    assert reader.metadata is not None
    assert reader.metadata.title == "Lägesbild för Havstuna, vecka 47, 16–22 november 2026"


def test_every_drawing_has_its_text(full: Picture) -> None:
    document = opened(full)
    figures = [element for element in tagged(document) if str(element.S) == "/Figure"]

    assert [str(figure.Alt) for figure in figures] == [
        alt_trend(full, "sv"),
        alt_map(full, "sv"),
        alt_rhythm(full, "sv"),
        hotspots.alternative(full, "sv"),
    ]


def test_tables_have_headers_and_headings_go_down_step_by_step(full: Picture) -> None:
    found = kinds(opened(full))
    levels = [int(kind[2]) for kind in found if re.fullmatch("/H[1-6]", kind)]

    # Areas, categories, parts of the day, places, squares, unsafe places, organisations; signals,
    # levels, weeks, groups, hours.
    assert found.count("/Table") == 7 + 5
    assert found.count("/TH") == (4 + 3 + 5 + 5 + 4 + 4 + 4) + (9 + 12 + 4 + 4 + 9)
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_the_bookmarks_are_the_headings(full: Picture) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf(full, "sv")))
    titles: list[str] = []

    def collect(outline: list[object]) -> None:
        for entry in outline:
            if isinstance(entry, list):
                collect(entry)
            elif isinstance(entry, pypdf.generic.Destination):
                titles.append(str(entry.title))

    collect(list(reader.outline))
    assert titles[0].replace(NBSP, " ") == "Vecka 47, 16–22 november 2026"
    assert titles[1:4] == ["I korthet", "Antalet rapporter", "Områden"]
    assert len(titles) == 17


def test_the_first_page_is_the_picture_in_one_page(full: Picture) -> None:
    first, *_ = words(pdf(full, "sv"))

    for said in ("Utkast", "en avvikelse", "Mest under", "Ytterskog", "2 km"):
        assert said in first
    assert "Kategorier" not in first


def test_every_page_says_what_it_belongs_to(full: Picture) -> None:
    pages = words(pdf(full, "sv", ISSUED))

    for number, said in enumerate(pages, start=1):
        assert f"Sida {number} av {len(pages)}" in said
        assert f"Position 18 204, kontrollsumma {digest(full)[:12]}" in said
        assert "Fastställd" in said


def test_paper_and_page_say_the_same(full: Picture) -> None:
    said = " ".join(words(pdf(full, "sv")))

    for line in full.by_area:
        assert str(line.figure.n) in said
    assert "Black Friday" in said
    assert "har inte hörts av" in said
    assert "3 rapporter kom efter tidsgränsen" in said


def test_the_same_picture_gives_the_same_bytes(picture: Picture, language: str) -> None:
    assert pdf(picture, language, ISSUED) == pdf(picture, language, ISSUED)


def test_what_people_wrote_is_printed_and_never_read_as_markup(full: Picture) -> None:
    written = '#read("/etc/hostname") $x$ = *a* @preview/a:1.0.0'
    spot = msgspec.structs.replace(full.spots[0], name=written)
    issued = msgspec.structs.replace(ISSUED, actor=written)
    said = " ".join(words(pdf(msgspec.structs.replace(full, spots=(spot,)), "sv", issued)))

    assert '#read("/etc/hostname")' in said
    assert "@preview/a:1.0.0" in said


def test_the_template_fetches_nothing() -> None:
    for template in (Path(paper.__file__).parent / "templates").glob("*.typ"):
        text = re.sub(r'#import "(house|article)\.typ": \*', "", template.read_text())

        assert "@preview" not in text
        assert not re.search(r"#?(import|include)\b", text)


def test_a_span_of_hours_or_counts_is_not_broken_at_its_dash(full: Picture, language: str) -> None:
    for made in (pdf(full, language), summary(full, language)):
        said = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)

        assert re.search("[0-9]–[0-9]", said)
        assert not re.findall("[^\n]*[0-9]–\n[0-9][^\n]*", said)


def test_an_empty_picture_is_one_page(empty: Picture) -> None:
    assert len(words(pdf(empty, "sv"))) == 1


def test_long_tables_go_on_to_further_pages(full: Picture) -> None:
    many = tuple(
        msgspec.structs.replace(full.by_area[n % 10], code=f"X{n}", sv=f"Område {n}")
        for n in range(120)
    )
    said = " ".join(words(pdf(msgspec.structs.replace(full, by_area=many), "sv")))

    assert "Område 0 " in said
    assert "Område 119 " in said
    assert said.index("Område 2 ", said.index("Alla områden")) < said.rindex("Område 10 ")


def test_of_many_areas_the_list_is_on_the_first_page_and_all_of_them_last(
    crowded: Picture,
) -> None:
    first, *_, last = words(pdf(crowded, "sv"))
    listed = [line.sv for line in areas.listed(crowded)]

    assert all(f"{called} " in first for called in listed)
    assert "områden till, tillsammans" in first
    assert "finns i tabellen sist." in first
    assert last.index("Alla områden") < last.index("Område 0 ")
    assert all(f"{x.sv} {x.figure.n} " in last for x in areas.laid_down(crowded))


def test_tables_of_many_areas_have_their_headers(crowded: Picture) -> None:
    found = kinds(opened(crowded))

    # Two halves of the list and the whole table in place of one table; no table of places, of
    # squares, of unsafe places or of levels.
    assert found.count("/Table") == 12 + 2 - 4
    assert found.count("/TH") == (4 + 4 + 3 + 5 + 4) + (9 + 4 + 4 + 9) + 4


def test_points_without_areas_have_their_map_on_the_first_page(pointed: Picture) -> None:
    first, *_ = words(pdf(pointed, "sv"))

    assert "Inga områden är inlästa." in first
    assert "300 av 305" in first
    assert " km" in first


def test_a_pdf_costs_not_much_more_than_a_line_of_text_does(full: Picture) -> None:
    pdf(full, "sv")  # the first one pays for reading matplotlib and the fonts
    another = msgspec.structs.replace(full, period="2026-W46", position=full.position + 1)

    whole = seconds(lambda: pdf(another, "en"))
    line = seconds(lambda: typst.compile(LINE, format="pdf", pdf_standards=["ua-1", "a-2a"]))

    # Measured: 10 to 40 times. What grew with the length of the record would be hundreds.
    assert whole < 200 * line


def seconds(work: Callable[[], object]) -> float:
    """How long the processor works, so that whatever else the machine does is not counted."""
    started = time.process_time()
    work()
    return time.process_time() - started
