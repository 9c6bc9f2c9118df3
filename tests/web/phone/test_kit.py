"""What one person's form holds: the own organisation's habits first, and nobody's text."""

from typing import Any

import pytest

from reference.roles import Role
from tests.web.town import Town


def kit(town: Town, organisation: str = "skola", **headers: str) -> Any:  # noqa: ANN401 - JSON
    answer = town.of(organisation).get("/api/1/form", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_tiles_are_ordered_by_what_the_organisation_reports(town: Town) -> None:
    before = [group["id"] for group in kit(town)["groups"]]
    for _ in range(3):
        town.send(category="TRAF-SCOOT")
    town.send(category="DMG-GLASS")
    for _ in range(5):
        town.send(category="PLACE-LIGHT", organisation="vakt")
    mine, others = kit(town)["groups"], kit(town, "vakt")["groups"]
    assert [group["id"] for group in mine][:2] == ["TRAF", "DMG"]
    assert others[0]["id"] == "PLACE"
    rest = [group["id"] for group in mine][2:]
    assert rest == [group for group in before if group in rest], "the others in the list's order"
    assert {c["id"]: c["n"] for c in mine[0]["categories"]}["TRAF-SCOOT"] == 3


def test_a_long_name_breaks_where_it_was_put_together(town: Town) -> None:
    names = {
        group["id"]: group["name"] for group in kit(town, **{"accept-language": "sv"})["groups"]
    }
    assert names["GATH"] == "Otrygghets\u00adskapande samling"
    assert names["DMG"] == "Skadegörelse"


def test_every_category_that_can_be_reported_is_there_once_with_its_help(town: Town) -> None:
    with_help = [one for group in kit(town)["groups"] for one in group["categories"]]
    ids = [one["id"] for one in with_help]
    assert len(ids) == len(set(ids)) > 50
    assert "NIL" not in ids
    assert "OTHER" in ids
    assert all(one["help"] for one in with_help)


def test_the_places_used_most_come_first_and_have_names(town: Town) -> None:
    assert kit(town)["usual"] == []
    for _ in range(2):
        town.send(place={"place": "torget"})
    town.send(place={"place": "skolan"})
    usual = kit(town)["usual"]
    assert [(one["code"], one["n"]) for one in usual] == [("torget", 2), ("skolan", 1)]
    assert usual[0]["name"] != "torget"


def test_a_colleague_is_shown_what_the_organisation_uses(town: Town) -> None:
    town.send(place={"place": "torget"})
    colleague = town.somebody("skola", Role.REPORTER)
    usual = colleague.get("/api/1/form").json()["usual"]
    assert [one["code"] for one in usual] == ["torget"]
    guard = town.somebody("vakt", Role.REPORTER)
    assert guard.get("/api/1/form").json()["usual"] == []


def test_both_languages_are_whole(town: Town) -> None:
    swedish = kit(town, **{"accept-language": "sv"})
    english = kit(town, **{"accept-language": "en"})
    assert (swedish["language"], english["language"]) == ("sv", "en")
    for name, terms in swedish["terms"].items():
        values = [term["value"] for term in terms]
        assert values == [term["value"] for term in english["terms"][name]]
    assert swedish["terms"]["certainty"] != english["terms"]["certainty"]
    assert swedish["guidance"]["may"]
    assert swedish["guidance"]["may_not"] != english["guidance"]["may_not"]


def test_nothing_that_somebody_wrote_is_in_the_kit(town: Town) -> None:
    town.send(text="KANARIEFÅGEL", place={"place": "torget", "words": "KANARIEFÅGEL"})
    assert "KANARIEFÅGEL" not in town.client.get("/api/1/form").text


@pytest.mark.parametrize("path", ["/api/1/form", "/api/1/screening"])
def test_what_the_phone_has_is_not_sent_again(town: Town, path: str) -> None:
    first = town.client.get(path)
    again = town.client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert again.content == b""
    if path.endswith("form"):
        town.send(category="DMG-GLASS")
        changed = town.client.get(path, headers={"if-none-match": first.headers["etag"]})
        assert changed.status_code == 200


def test_only_who_may_report_has_a_form(town: Town) -> None:
    assert town.nobody().get("/api/1/form").status_code == 401
    auditor = town.somebody("skola", Role.AUDITOR)
    assert auditor.get("/api/1/form").status_code == 403
