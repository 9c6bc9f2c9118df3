"""Levels, hot spots, parts of days, completeness and method, as they are said."""

import re

import msgspec
import pytest

from briefing.findings import AreaLevel, Desk, Level, Reason
from briefing.picture import Picture
from briefing.renderings import (
    backlog,
    completeness,
    contents,
    dayparts,
    hotmap,
    hotspots,
    levels,
    method,
    strips,
)
from briefing.renderings.html import article
from briefing.renderings.in_brief import summary
from briefing.renderings.penned import penned
from tests.briefing.drawings import read, texts
from tests.briefing.penned import WORDS


def a_level(reason: Reason, level: Level = Level.YELLOW) -> AreaLevel:
    return AreaLevel(
        code="G01", level=level, reason=reason, weeks=(level,), n=1, expected=1.0, harm=1,
        harm_usual=1.0, calm_weeks=0,
    )  # fmt: skip


def test_a_level_is_a_sign_a_word_and_a_colour(full: Picture) -> None:
    text = article(full, "sv")

    assert len(set(levels.SIGNS.values())) == 4
    for level, word in zip(Level, ("grön", "gul", "röd", "orange"), strict=True):
        assert levels.signed(level, "sv") == f"{levels.SIGNS[level]} {word}"
        assert f'<span class="level {level.value}">{word}</span>' in text


def test_every_reason_is_said_in_words_of_its_own(language: str) -> None:
    said = [levels.reason(a_level(reason), language) for reason in Reason]

    assert len(set(said)) == len(Reason)


def test_the_reason_stands_beside_the_level_but_not_where_all_is_calm(full: Picture) -> None:
    text = article(full, "sv")

    assert "området avviker starkt" in text
    assert "inget över det väntade" not in text
    assert "Mötet bestämmer." in text


def test_a_strip_has_a_mark_of_its_own_shape_for_each_level(full: Picture) -> None:
    shapes = {
        level: re.findall(r' d="([^"]+)"', strips.weeks(full.by_area[0].figure, (level,)))
        for level in Level
    }

    assert all(len(found) == 1 for found in shapes.values())
    assert len({found[0] for found in shapes.values()}) == 4


def test_the_strips_of_the_page_are_also_a_table(full: Picture) -> None:
    rows = levels.rows(full, "sv")
    centre = next(row for row in rows if row.area == "Centrum")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", article(full, "sv")))

    assert [said for said, _ in centre.weeks][-1] == "■ röd"
    assert "Centrum 23 42 18,9 ● grön ● grön ● grön ▲ gul ▲ gul ▲ gul ■ röd ■ röd" in text


def test_harm_is_never_said_without_the_count(full: Picture) -> None:
    said = method.harm_in_words(full.harm, full.total.n, "sv")

    assert "48 rapporter summan 85" in said
    assert said.endswith("Utgåva av vikterna: 2026-1.")
    assert not method.harm_in_words(None, 48, "sv")
    assert not method.harm_in_words(full.harm, 0, "sv")


def test_a_quarter_of_a_day_has_its_name_and_hours() -> None:
    assert dayparts.daypart(19, "sv") == "fredag kväll (18–24)"
    assert dayparts.daypart(20, "sv", hours=False) == "natten till lördag"
    assert dayparts.daypart(0, "en") == "the night to Monday (0–6)"


def test_parts_of_the_week_that_stand_out_are_told(full: Picture) -> None:
    said = " ".join(dayparts.outstanding(full, "sv"))
    alike = msgspec.structs.replace(
        full,
        rhythm=msgspec.structs.replace(
            full.rhythm,
            dayparts=tuple(
                msgspec.structs.replace(part, stands_out="") for part in full.rhythm.dayparts
            ),
        ),
    )

    assert "Fredag kväll (18–24) har fler rapporter än förut: 22" in said
    assert "Måndag eftermiddag (12–18) har färre" in said
    assert not dayparts.nothing_outstanding(full, "sv")
    assert dayparts.nothing_outstanding(alike, "sv").startswith("Ingen del av veckan")


def test_where_hours_are_seldom_known_only_parts_of_the_day_are_shown(full: Picture) -> None:
    seldom = msgspec.structs.replace(
        full, rhythm=msgspec.structs.replace(full.rhythm, seldom_known=True)
    )
    text = article(seldom, "sv")

    assert not contents.timed(seldom)
    assert "Tiden är sällan känd" in text
    assert 'class="dayparts"' in text
    assert "Timmarna som tabell" not in text


def test_places_have_kind_category_hours_and_direction_in_words(full: Picture) -> None:
    first, second, third, *_ = hotspots.places(full, "sv")

    assert (
        first.about == "Torg, Centrum, Ungdomsgrupp som stör eller skrämmer, fredag kväll (18–24)"
    )
    assert (first.n24, first.n4, first.direction) == ("62", "17", "fler än förut")
    assert second.direction == "som förut"
    assert "timmarna mest okända" in third.about
    assert len(hotspots.places(full, "sv")) == hotspots.SHOWN


def test_the_map_of_squares_numbers_those_of_the_table(full: Picture) -> None:
    drawn = hotmap.hot_map(full, "sv")
    assert drawn is not None
    written = [text for text, *_ in texts(drawn)]
    label = read(drawn).get("aria-label", "")

    for row in hotspots.squares(full, "sv"):
        assert row.mark in written
        assert f"{row.mark} {row.name} {row.n24}" in label
    assert drawn.count(b's-ink"') == sum(cell.cluster for cell in full.hotspots.cells)
    assert hotmap.hot_map(full, "sv") == drawn


def test_without_squares_there_is_no_map(full: Picture) -> None:
    bare = msgspec.structs.replace(
        full, hotspots=msgspec.structs.replace(full.hotspots, cells=(), places=())
    )

    assert hotmap.hot_map(bare, "sv") is None
    assert 'class="hotmap"' not in article(bare, "sv")


def test_who_is_quiet_is_told_and_how_unlikely(full: Picture) -> None:
    said = completeness.sentences(full, "sv")

    assert (
        "Biblioteken hörs inte av: tre veckor i rad, vilket är osannolikt."
        " Förut kom 3,4 rapporter i veckan."
    ) in said
    assert not any("köpmannaförening" in one for one in said)
    assert any(one.startswith("Ny: Havstunatrafiken.") for one in said)
    assert any(one.startswith("2 rapporter gäller troligen samma") for one in said)
    assert "6 % av rapporterna kom efter tidsgränsen." in [
        one.replace("\N{NO-BREAK SPACE}", " ") for one in said
    ]


def test_an_incomplete_picture_is_stamped_and_says_its_limit(incomplete: Picture) -> None:
    assert 'class="state warning stamp"' in article(incomplete, "sv")
    assert completeness.sentences(incomplete, "sv")[1].startswith("Under 70")


def test_the_method_tells_of_its_misses(full: Picture) -> None:
    said = method.sentences(full, "sv")
    assert full.calibration is not None
    kept = msgspec.structs.replace(full.calibration, misses=())

    assert any("4\N{NO-BREAK SPACE}134" in one and "1,8" in one for one in said)
    assert said[-1].startswith("Miss: andelen flaggade")
    assert not any(one.startswith("Miss") for one in method.calibrated(kept, "sv"))
    assert method.calibrated(None, "sv") == ("Metoden är inte prövad mot de här rapporterna än.",)


def test_the_method_names_what_was_tested_and_by_which_rule(full: Picture) -> None:
    said = method.sentences(full, "sv")

    assert "Hela kommunen, 10 områden, 18 kategorier: Farrington Flexible, på 212 veckor." in said
    assert not method.sentences(msgspec.structs.replace(full, tested=()), "sv")


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (0, "på måndagen efter"),
        (1, "på tisdagen efter"),
        (6, "kända 7 dagar efter"),
        (8, "kända 28 dagar efter"),
        (9, "allt som har kommit in sedan dess"),
    ],
)
def test_equal_age_is_said_in_words(full: Picture, age: int, words: str) -> None:
    assert words in method.equal_age(msgspec.structs.replace(full, age=age), "sv")


def test_the_backlog_has_the_oldest_first_and_the_mended_last(full: Picture) -> None:
    rows = backlog.rows(full, "sv")

    assert [row.age for row in rows] == ["143 dagar", "61 dagar", "33 dagar", "24 dagar"]
    assert [row.fixed for row in rows] == [False, False, False, True]
    assert rows[0].owner == "ingen än"
    assert backlog.title(full, "sv") == "3 platser väntar på åtgärd, 1 av dem utan ansvarig"


def test_words_are_shown_only_where_they_are_opened(full: Picture) -> None:
    opened, closed = article(full, "sv", words=WORDS), article(full, "sv")

    for text in WORDS.values():
        assert text in opened
        assert text not in closed
    assert "visas bara för den som får läsa det" in closed
    counted = summary(full, "sv")[0][0].text  # in place of the analyst's
    assert counted in closed
    assert counted not in opened


def test_warning_signs_and_rumours_are_apart_and_marked_unverified(full: Picture) -> None:
    text = article(full, "sv", words=WORDS)

    assert text.count('<span class="tag">Obekräftat</span>') == 2
    assert text.index("Sociala sammanhang") < text.index("Varningstecken") < text.index("Rykten")


def test_a_desk_on_which_nothing_is_written_is_one_line(full: Picture) -> None:
    bare = msgspec.structs.replace(full, desk=Desk())

    assert "Inga sociala sammanhang, varningstecken eller rykten är noterade." in article(
        bare, "sv"
    )
    assert penned(bare, WORDS).closed == 0


def test_a_note_stands_in_its_section(full: Picture) -> None:
    notes = penned(full, WORDS).notes

    assert [note.text for note in notes["levels"]] == [WORDS[18_104]]
