"""Everybody who writes a report is told what may be written, short and in both languages."""

import re

import pytest

from reference.guidance import OTHER, Guidance, guidance, kinds, ways_elsewhere
from reference.language import LANGUAGES
from web.administration.kinds import KINDS

EVERY = [(kind, language) for kind in KINDS for language in LANGUAGES]


def lines(of: Guidance) -> tuple[str, ...]:
    return (*of.may, *of.may_not)


def test_every_kind_of_organisation_has_lines_of_its_own() -> None:
    assert kinds() == tuple(KINDS)
    assert len({guidance(kind, "sv") for kind in KINDS}) == len(KINDS)


def test_a_kind_that_nobody_foresaw_gets_what_holds_for_all() -> None:
    assert guidance("circus", "sv") == guidance(OTHER, "sv") == guidance("", "sv")


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_it_is_short_enough_to_be_read_on_a_phone(kind: str, language: str) -> None:
    said = guidance(kind, language)

    assert 3 <= len(said.may) <= 5
    assert 3 <= len(said.may_not) <= 5
    assert len(set(lines(said))) == len(lines(said))
    for line in lines(said):
        assert line == line.strip()
        assert 12 <= len(line) <= 110
        assert line[-1] in ".”"
    assert 80 <= len(said.why) <= 260
    assert said.why.endswith(".")


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_everybody_is_told_to_leave_out_who_it_was(kind: str, language: str) -> None:
    first, second, *_ = guidance(kind, language).may_not

    assert first.startswith(
        {"sv": "Namn, personnummer", "en": "Names, personal identity"}[language]
    )
    assert re.search({"sv": "ursprung.*hälsa", "en": "descent.*health"}[language], second)


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("school", ["23 kap. OSL", "skollagen"]),
        ("field-work", ["26 kap. OSL"]),
        ("police", ["18 kap. OSL", "35 kap. OSL"]),
        ("culture", ["40 kap. OSL"]),
        ("municipality", ["8 kap. OSL"]),
        ("guards", ["tystnadsplikt", "artikel 10"]),
        ("business", ["artikel 10"]),
        ("rescue", ["artikel 9"]),
        ("association", ["GDPR"]),
    ],
)
def test_the_reason_names_the_rule(kind: str, named: list[str]) -> None:
    swedish, english = guidance(kind, "sv").why, guidance(kind, "en").why

    assert all(rule in swedish for rule in named)
    assert re.findall(r"\d+", swedish) == re.findall(r"\d+", english)


def test_both_languages_say_as_much() -> None:
    for kind in KINDS:
        swedish, english = guidance(kind, "sv"), guidance(kind, "en")
        assert [len(swedish.may), len(swedish.may_not)] == [len(english.may), len(english.may_not)]
        assert not set(lines(swedish)) & set(lines(english))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_report_is_not_for_has_its_own_way(language: str) -> None:
    ways = ways_elsewhere(language)

    assert [way.href for way in ways] == ["tel:112", "tel:11414", "", ""]
    assert "112" in ways[0].title
    assert "114 14" in ways[1].title
    assert {"sv": "orosanmälan", "en": "concern"}[language] in ways[2].title
    assert {"sv": "arbetsgivare", "en": "employer"}[language] in ways[3].title
    for way in ways:
        assert way.what.endswith(".")
        assert len(way.what) <= 190


def test_a_concern_about_a_child_leads_to_where_the_municipality_takes_it() -> None:
    page = "https://havstuna.example/orosanmalan"
    hrefs = [way.href for way in ways_elsewhere("sv", page)]
    assert hrefs == ["tel:112", "tel:11414", page, ""]


def test_another_language_is_not_there() -> None:
    with pytest.raises(KeyError):
        guidance("school", "fi")
    with pytest.raises(KeyError):
        ways_elsewhere("fi")
