"""The list of unsafe places: from a report with one tap, given to somebody, mended, put back."""

import re

from tests.web.desk.conftest import People, found_in
from tests.web.town import Town

PATH = "/unsafe-places"
DARK = {"category": "PLACE-LIGHT", "place": {"place": "torget"}}


def item_on(page: str) -> str:
    """The address of the first place on the list."""
    return found_in(r'action="(/unsafe-places/[0-9a-f-]{36})"', page)


def test_a_report_is_put_on_the_list_with_one_tap(town: Town, people: People) -> None:
    report = town.send(**DARK)["report"]
    assert "1 report of an unsafe place" in people.anna.get(PATH).text

    answer = town.press(f"{PATH}/reports", people.anna, report=report)

    assert answer.headers["location"] == f"{PATH}?done=told#proposed"
    assert "It is on the list." in people.anna.get(f"{PATH}?done=told").text
    page = people.anna.get(PATH).text
    assert "1 place waits" in page
    assert "Stortorget" in page
    assert "6 days" in page
    assert "is on the list." in page
    behind = found_in(r'href="(/reports\?unsafe=[^"]+)"', page).replace("&amp;", "&")
    assert "told of an unsafe place on the list" in people.anna.get(behind).text
    assert report in people.anna.get(behind).text


def test_a_second_report_is_told_of_the_same_place(town: Town, people: People) -> None:
    first, second = (town.send(**DARK)["report"] for _ in range(2))
    town.press(f"{PATH}/reports", people.anna, report=first)
    page = people.anna.get(PATH).text
    assert "The same as: Stortorget" in page
    item = item_on(page).rpartition("/")[2]

    town.press(f"{PATH}/reports", people.anna, report=second, onto=item)

    assert ">2 reports<" in people.anna.get(PATH).text


def test_it_is_given_mended_and_put_back(town: Town, people: People) -> None:
    town.press(f"{PATH}/reports", people.anna, report=town.send(**DARK)["report"])
    item = item_on(people.anna.get(PATH).text)

    given = town.press(item, people.anna, do="give", owner="bostad")
    assert "#item-" in given.headers["location"]
    assert re.search(r'value="bostad" selected', people.anna.get(PATH).text)
    town.press(item, people.anna, do="mend")
    assert "Nothing waits to be mended." in people.anna.get(PATH).text
    town.press(item, people.anna, do="reopen")
    assert "1 place waits" in people.anna.get(PATH).text


def test_a_place_is_written_down_by_hand_and_its_words_are_sealed(
    town: Town, people: People
) -> None:
    form = {"key": "5d0f0c1e-6a37-4b0e-9c58-2f6d6c616765", "category": "PLACE-VIEW"}
    form |= {"where": "area:G01", "since": "2026-10-01"}

    wrong = town.press(PATH, people.anna, **form, words="ring 070-174 06 05")
    listed = town.press(PATH, people.anna, **form, words="bakom garagen")
    again = town.press(PATH, people.anna, **form, words="bakom garagen")

    assert wrong.status_code == 422
    assert 'value="ring 070-174 06 05"' in wrong.text
    assert listed.status_code == again.status_code == 303
    page = people.anna.get(PATH).text
    assert "bakom garagen" in page
    assert "1 place waits" in page


def test_what_is_missing_is_said_beside_its_field(town: Town, people: People) -> None:
    answer = town.press(PATH, people.anna, key="x", category="PLACE-VIEW", where="", since="")

    assert answer.status_code == 422
    assert 'id="since-error"' in answer.text


def test_an_item_that_is_nowhere_is_not_there(town: Town, people: People) -> None:
    nowhere = "5d0f0c1e-6a37-4b0e-9c58-2f6d6c616765"
    assert town.press(f"{PATH}/{nowhere}", people.anna, do="mend").status_code == 404
    assert town.press(f"{PATH}/reports", people.anna, report=nowhere).status_code == 404
