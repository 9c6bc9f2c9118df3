"""Two pictures side by side: two weeks, or one as it was known then and as it is known now."""

import re

from events.fact import Decided
from events.streams import ground_stream
from projections.ground import areas_adopted
from projections.record import record
from reference.areas import Areas
from tests.web.town import NOW, Town, areas


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
    assert "issued, position" in page
    assert "draft, as known" in page


def test_without_an_address_the_last_two_whole_weeks_are_compared(town: Town) -> None:
    page = town.client.get("/compare").text

    assert 'value="2026-W46"' in page
    assert 'value="2026-W47"' in page


def test_two_months_are_held_against_each_other_and_their_weeks_are_counted(town: Town) -> None:
    town.send()

    page = town.client.get("/compare?one=2026-10&other=2026-11").text

    assert rows(page)["Reports of disturbances"] == ["0", "1", "+1"]
    assert "The first has 5 weeks, the second 4." in page
    assert 'href="/periods/2026-11?position=' in page


def test_a_week_and_a_month_are_not_compared(town: Town) -> None:
    answer = town.client.get("/compare?one=2026-W46&other=2026-11")

    assert answer.status_code == 409
    assert "not equally long" in answer.text


def test_an_area_of_another_edition_has_a_dash_where_it_is_not(town: Town) -> None:
    town.send()
    before = town.client.get("/api/1/pictures/2026-W47").json()["position"]
    drawn = areas()
    fewer = Areas("2027", drawn.valid_from, drawn.areas[:2])
    ground = areas_adopted(fewer, "the test")
    stream = ground_stream(town.registry.log.municipality, "areas")
    record(town.registry.log, [Decided(stream, 2, ground)], actor="test", at=NOW)

    page = town.client.get(f"/compare?week=2026-W47&position={before}").text

    assert "of edition 2026 in the first and of edition 2027 in the second" in page
    assert rows(page)["Sjövik"][1:] == ["–", ""]


def test_a_position_that_the_log_has_not_come_to_is_said(town: Town) -> None:
    answer = town.client.get("/compare?week=2026-W47&position=99999")

    assert answer.status_code == 404
    assert "has not come to position 99999" in answer.text


def test_every_line_is_there_as_data(town: Town) -> None:
    town.send()

    told = town.client.get("/compare.json?one=2026-W46&other=2026-W47").json()

    lines = {(line["what"], line["code"]): line for line in told["lines"]}
    assert (told["one"]["period"], told["other"]["period"]) == ("2026-W46", "2026-W47")
    assert lines["total", "total"]["change"] == 1
    assert lines["category", "DMG-GRAFF"]["differs"]


def test_what_is_no_week_is_not_there(town: Town) -> None:
    assert town.client.get("/compare?one=yesterday").status_code == 404
    assert town.client.get("/compare?week=2026-W99&position=1").status_code == 404
