"""What stands out, in words: how sure, of what, with which figures, and what to be careful of."""

import msgspec
import pytest

from briefing import findings
from briefing.findings import Grade, Rule, Scope, Signal
from briefing.picture import Picture
from briefing.renderings import deviations
from briefing.renderings.html import article
from briefing.renderings.wording import plain


def of(picture: Picture, scope: Scope, nth: int = 0) -> Signal:
    return [signal for signal in picture.signals if signal.scope is scope][nth]


def test_the_surest_stand_first(full: Picture) -> None:
    grades = [found.grade for found in deviations.deviations(full, "sv")]

    assert grades == ["strong"] * 2 + ["deviation"] * 3 + ["watch"] * 3
    assert len(grades) == len(full.signals)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope.TOTAL, "Hela kommunen har 48 rapporter, väntat var 29,8."),
        (Scope.AREA, "Centrum har 23 rapporter, väntat var 10,6."),
        (
            Scope.CATEGORY,
            "Kategorin ”Buskörning moped, cross, EPA” har 9 rapporter, väntat var 3,1.",
        ),
        (
            Scope.AREA_CATEGORY,
            "Ekbacken har 5 rapporter om ”Buskörning moped, cross, EPA”, väntat var 0,8.",
        ),
        (Scope.PLACE, "Stortorget har 7 rapporter, väntat var 1,9."),
        (Scope.DAYPART, "Fredag kväll (18–24) har 10 rapporter, väntat var 4,4."),
    ],
)
def test_each_is_one_plain_sentence_with_count_expected_bound_and_rule(
    full: Picture, scope: Scope, expected: str
) -> None:
    signal = of(full, scope)
    rule = {Rule.POOLED: "negativ binomial"}.get(signal.rule, deviations.RULE_NAMES[signal.rule])
    a_week = "för en enstaka vecka " if signal.since else ""
    bound = f"{a_week}upp till {signal.upper:.0f} vanligt ({rule}, {signal.weeks} veckor)."
    brief = deviations.in_brief(signal, full, "sv")
    whole = deviations.sentence(signal, full, "sv")

    assert plain(brief) == expected
    assert plain(whole) == f"{expected.removesuffix('.')} och {bound}"
    for said in (brief, whole):
        assert [part.reports for part in said if part.reports] == [signal.reports]


def test_what_is_only_to_be_watched_is_told_but_not_coloured(full: Picture) -> None:
    (area,) = [s for s in full.signals if s.scope is Scope.AREA and s.grade is Grade.STRONG]
    watched = msgspec.structs.replace(area, grade=Grade.WATCH)
    others = tuple(signal for signal in full.signals if signal is not area)
    picture = msgspec.structs.replace(full, signals=(watched, *others))

    assert area.area in deviations.standing_out(full)
    assert area.area not in deviations.standing_out(picture)
    assert watched in deviations.ranked(picture)


@pytest.mark.parametrize(
    ("grade", "sv", "en"),
    [
        (Grade.STRONG, "Stark avvikelse", "Strong deviation"),
        (Grade.DEVIATION, "Avvikelse", "Deviation"),
        (Grade.WATCH, "Bevaka – ojusterat", "Watch – unadjusted"),
    ],
)
def test_grades_have_their_words(grade: Grade, sv: str, en: str) -> None:
    assert deviations.grade_in_words(grade, "sv") == sv
    assert deviations.grade_in_words(grade, "en") == en


def test_what_to_be_careful_of_is_said(full: Picture) -> None:
    def cautions(signal: Signal) -> tuple[str, ...]:
        return deviations.cautions(signal, full, "sv")

    assert cautions(of(full, Scope.TOTAL)) == ("Långsam ökning sedan fyra veckor.",)
    assert cautions(of(full, Scope.PLACE)) == ("En källa: syns inte utan Fritidsgårdarna.",)
    assert cautions(of(full, Scope.AREA, 1)) == (
        "Kan vara dubbletter: syns inte när troliga dubbletter räknas en gång.",
    )
    assert cautions(of(full, Scope.AREA)) == ()


def test_a_slow_rise_that_is_back_among_the_usual_says_so(full: Picture) -> None:
    area = of(full, Scope.AREA)
    slow = msgspec.structs.replace(area, grade=Grade.WATCH, rule=Rule.CUSUM, since=7)
    (line,) = (one for one in full.by_area if one.code == area.area)
    assert line.figure.usual.low is not None
    back = msgspec.structs.replace(slow, y=line.figure.usual.low - 1)

    assert deviations.cautions(slow, full, "sv")[0] == "Långsam ökning sedan sju veckor."
    assert "men lägre den här veckan" in deviations.cautions(back, full, "sv")[0]


def test_the_grounds_hold_interval_rule_and_chance(full: Picture) -> None:
    strong = " ".join(deviations.grounds(of(full, Scope.AREA), full, "sv"))
    watched = " ".join(deviations.grounds(of(full, Scope.AREA, 1), full, "sv"))

    assert "Upp till 17 rapporter hade räknats som vanligt." in strong
    assert "2,2 gånger det väntade, med ett intervall (95 %) från 1,4 till 3,2 gånger" in strong
    assert "Farrington Flexible, på 212 veckor" in strong
    assert "p 0,0007, eller q 0,011 justerat för att 10 områden prövas" in strong
    assert "Rapporterat av fem organisationer." in strong
    assert "p 0,008. Det är inte justerat" in watched


def test_each_rule_is_named() -> None:
    said = [deviations.rule_in_words(rule, 30, "sv") for rule in Rule]

    assert len(set(said)) == len(Rule)
    assert all("30 veckor" in one for one in said)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.00004, "under 0,0001"), (0.0007, "0,0007"), (0.006, "0,006"), (0.21, "0,21"), (1, "1")],
)
def test_a_chance_is_written_with_what_tells(value: float, written: str) -> None:
    assert deviations.chance(value, "sv") == written


def test_a_signal_of_what_the_picture_does_not_list_has_its_own_name(full: Picture) -> None:
    elsewhere = msgspec.structs.replace(of(full, Scope.AREA), area="X", sv="Annanstans")

    assert deviations.about(elsewhere, full, "sv") == "Annanstans"


def test_nothing_that_stands_out_is_one_line_and_says_why(full: Picture) -> None:
    calm = msgspec.structs.replace(full, signals=())
    untested = tuple(msgspec.structs.replace(x, rule="", weeks=5) for x in full.tested)
    short = msgspec.structs.replace(calm, tested=untested)
    never = msgspec.structs.replace(calm, tested=())
    lines = [deviations.nothing_stands_out(x, "sv") for x in (calm, short, never)]

    assert lines[0].startswith("Inget sticker ut")
    assert lines[1].startswith("Historiken är för kort")
    assert len(set(lines)) == 3
    assert all(
        line in article(x, "sv") for line, x in zip(lines, (calm, short, never), strict=True)
    )


def test_how_many_more_there_are_is_said(full: Picture) -> None:
    none = msgspec.structs.replace(
        full, tested=(findings.Tested(scope=Scope.AREA, series=1, rule=Rule.POOLED, weeks=9),)
    )

    assert deviations.left_out(full, "sv") == "1 signal till, mindre säker, är utelämnad."
    assert not deviations.left_out(none, "sv")


def test_the_table_says_the_same_as_the_sentences(full: Picture) -> None:
    rows = deviations.table(full, "sv")
    told = deviations.deviations(full, "sv")

    assert [row.about for row in rows] == [found.about for found in told]
    for row, found in zip(rows, told, strict=True):
        assert f"{row.n} rapporter" in plain(found.sentence)
        assert row.expected in plain(found.sentence)
