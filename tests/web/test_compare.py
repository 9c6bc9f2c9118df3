"""Two pictures side by side: two weeks, or one as it was known then and as it is known now."""

import re

from tests.web.town import Town


def rows(page: str) -> dict[str, list[str]]:
    """The cells of each line by its name; of several of a name the first."""
    found: dict[str, list[str]] = {}
    for row in re.findall(r'<tr><th scope="row">(.*?)</tr>', page):
        name, *cells = [re.sub("<[^>]+>", "", cell) for cell in re.split(r"</t[hd]>", row)]
        found.setdefault(name, cells[:3])
    return found


def test_two_weeks_are_held_against_each_other(town: Town) -> None:
    town.send(occurred={"from": "2026-11-12T12:00"})
    for _ in range(2):
        town.send()

    page = town.client.get("/compare?one=2026-W46&other=2026-W47").text

    assert rows(page)["Reports of disturbances"] == ["1", "2", "+1"]
    assert "Week 46" in page
    assert "lines are the same" in page


def test_one_week_as_known_then_and_now(town: Town) -> None:
    town.send()
    position = town.client.get("/api/1/pictures/2026-W47").json()["position"]
    same = town.client.get(f"/compare?week=2026-W47&position={position}").text
    town.send()

    page = town.client.get(f"/compare?week=2026-W47&position={position}").text

    assert "The two say the same, line by line." in same
    assert rows(page)["Reports of disturbances"] == ["1", "2", "+1"]
    assert rows(page)["Graffiti"] == ["1", "2", "+1"]


def test_a_week_that_was_issued_is_taken_as_issued(town: Town) -> None:
    town.send()
    town.press("/weeks/2026-W47/issue", unread="1")
    town.send()

    page = town.client.get("/compare?one=2026-W46&other=2026-W47").text

    assert rows(page)["Reports of disturbances"] == ["0", "1", "+1"]
    assert "as issued, position" in page


def test_without_an_address_the_last_two_whole_weeks_are_compared(town: Town) -> None:
    page = town.client.get("/compare").text

    assert 'value="2026-W46"' in page
    assert 'value="2026-W47"' in page


def test_what_is_no_week_is_not_there(town: Town) -> None:
    assert town.client.get("/compare?one=yesterday").status_code == 404
    assert town.client.get("/compare?week=2026-W99&position=1").status_code == 404
