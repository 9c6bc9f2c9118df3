"""Categories of a municipality's own: added, named in a report, counted under the shared one."""

import pytest
from fastapi.testclient import TestClient

from projections.known import known
from reference.roles import Role
from tests.web.administration.hall import administrator, said
from tests.web.administration.maps import beside, title
from tests.web.town import Town, a_report

PAGE = "/administration/categories"
NEW = f"{PAGE}/new"
YARD = "DMG-GRAFF.klotter-pa-skolgard"
FILLED = {
    "parent": "DMG-GRAFF",
    "sv": "Klotter på skolgård",
    "en": "Graffiti in a school yard",
    "help_sv": "Till exempel på fasad.",
    "help_en": "For example on a wall.",
}


@pytest.fixture
def office(town: Town) -> TestClient:
    """Somebody who looks after the ground."""
    return administrator(town)


def ids(town: Town) -> list[str]:
    """The municipality's own that can be reported."""
    with known(town.registry.log) as now:
        kinds = now.ground.taxonomy
        return [c.id for c in kinds.categories.values() if c.parent and kinds.reportable(c.id)]


def test_the_page_lists_every_group_with_its_categories(office: TestClient) -> None:
    page = office.get(PAGE)

    assert "You have no categories of your own." in said(page)
    assert "61 categories are the same in every municipality" in said(page)
    assert "Damage to property Graffiti" in said(page)


def test_a_category_is_added_and_can_be_reported(town: Town, office: TestClient) -> None:
    answer = town.press(NEW, office, **FILLED)

    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=opened")
    assert ids(town) == [YARD]
    page = office.get(answer.headers["location"])
    assert "The category can be reported from now on." in said(page)
    assert f"Graffiti in a school yard Below Graffiti · {YARD} 0 Close" in said(page)
    report = town.send(category=YARD)["report"]
    assert "1 Close" in said(office.get(PAGE))
    assert "Graffiti in a school yard" in said(town.client.get(f"/reports/{report}"))
    for asked in (YARD, "DMG-GRAFF"):
        listed = town.client.get("/api/1/reports", params={"category": asked}).json()
        assert [one["category"] for one in listed["reports"]] == [YARD]
    assert "– Graffiti in a school yard" in said(town.client.get("/reports"))


def test_programs_are_told_what_is_below_what(town: Town, office: TestClient) -> None:
    town.press(NEW, office, **FILLED)
    town.press(f"{PAGE}/close?id={YARD}", office)

    told = town.client.get("/api/1/categories").json()

    found = {one["id"]: one for one in told["categories"]}
    assert (found[YARD]["parent"], found[YARD]["retired"]) == ("DMG-GRAFF", True)
    assert (found[YARD]["sv"], found[YARD]["group"]) == ("Klotter på skolgård", "DMG")
    assert (found["DMG-GRAFF"]["parent"], found["DMG-GRAFF"]["retired"]) == ("", False)


def test_english_may_be_left_out(town: Town, office: TestClient) -> None:
    town.press(NEW, office, **{**FILLED, "en": "", "help_sv": "", "help_en": ""})

    with known(town.registry.log) as now:
        assert now.ground.taxonomy.name(YARD, "en") == "Klotter på skolgård"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("parent", "", "Choose the category that it belongs under."),
        ("parent", "DMG", "DMG is a group; choose one of its categories."),
        ("parent", "OTHER", "A category of your own cannot stand below OTHER."),
        ("sv", "", "Write a name."),
        ("sv", "klotter", "There is a category of that name already."),
        ("sv", "x" * 81, "Write at most 80 characters."),
        ("help_sv", "x" * 301, "Write at most 300 characters."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_written_is_lost(
    town: Town, office: TestClient, field: str, value: str, sentence: str
) -> None:
    page = town.press(NEW, office, **{**FILLED, field: value})

    assert (page.status_code, beside(page, field)) == (422, sentence)
    assert title(page) == "Error: Add a category of your own"
    assert f'href="#{field}"' in page.text
    assert 'value="For example on a wall."' in page.text
    assert ids(town) == []


def test_a_category_is_closed_after_a_question(town: Town, office: TestClient) -> None:
    town.press(NEW, office, **FILLED)
    report = town.send(category=YARD)["report"]

    question = office.get(f"{PAGE}/close?id={YARD}")
    assert "Close “Graffiti in a school yard”?" in said(question)
    assert "1 report names it and keeps it." in said(question)
    assert ids(town) == [YARD]
    answer = town.press(f"{PAGE}/close?id={YARD}", office)

    assert answer.headers["location"] == f"{PAGE}?done=closed"
    assert ids(town) == []
    assert "1 Closed" in said(office.get(PAGE))
    from_an_old_form = town.client.post("/api/1/reports", json=a_report(category=YARD))
    assert from_an_old_form.status_code == 201
    assert "Graffiti in a school yard" in said(town.client.get(f"/reports/{report}"))
    assert office.get(f"{PAGE}/close?id={YARD}").status_code == 404
    assert town.press(f"{PAGE}/close?id={YARD}", office).status_code == 404


def test_a_name_that_was_closed_can_be_used_under_another_id(
    town: Town, office: TestClient
) -> None:
    town.press(NEW, office, **FILLED)
    town.press(f"{PAGE}/close?id={YARD}", office)

    assert town.press(NEW, office, **FILLED).status_code == 303
    assert ids(town) == [f"{YARD}-2"]


def test_a_shared_category_cannot_be_closed(town: Town, office: TestClient) -> None:
    for category in ("DMG-GRAFF", "DMG", "NO", ""):
        assert office.get(f"{PAGE}/close?id={category}").status_code == 404
        assert town.press(f"{PAGE}/close?id={category}", office).status_code == 404


def test_only_whoever_looks_after_the_ground_may(town: Town) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        browser = town.somebody("vakt", role)
        for path in (PAGE, NEW, f"{PAGE}/close?id={YARD}"):
            assert browser.get(path).status_code == 403, (role, path)
        assert town.press(NEW, browser, **FILLED).status_code == 403
    assert ids(town) == []
