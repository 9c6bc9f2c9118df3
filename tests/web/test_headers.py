"""What every answer says to the browser."""

import json
from collections import Counter
from collections.abc import Iterator
from http.cookies import SimpleCookie
from itertools import chain

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.web.cast import HERE, World
from tests.web.cells import SAFE, Cell, Door, ask, cells, doors
from tests.web.reach import askers
from tests.web.town import ADDRESS, LOOPBACK, Town, serve
from tests.web.two_towns import two_towns
from tests.web.verdict import ANYONE, DONE, OUTSIDE, ROLE, STRANGER, wanted
from web.headers import HEADERS
from web.needs import LANGUAGE_COOKIE

ENDLESS = {"content-length": "999999999999"}
NO_FORM = {"content-type": "text/plain"}
SAFE_LINES = "max-age=63072000"
KEPT_BY_THE_BROWSER = {
    "GET /weeks/{week}": "private, no-cache",
    "GET /weeks/{week}/show": "private, no-cache",
    "GET /periods/{period}": "private, no-cache",
    "GET /periods/{period}/show": "private, no-cache",
    "GET /tiles/municipality.pmtiles": "private, max-age=3600",
    "GET /tiles/municipality.json": "private, max-age=3600",
    "GET /api/1/form": "private, no-cache",
    "GET /api/1/screening": "private, no-cache",
} | dict.fromkeys(
    ("GET /report", "GET /offline", "GET /sw.js", "GET /manifest.webmanifest"), "no-cache"
)
"""What a browser may keep for whoever it is that asks: the week's picture and the form's kit, which
are asked after each time, and the background map. The form's shell is the same for everybody."""
WITH_WORDS = "GET /weeks/{week}"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/reports", 200),
        ("/api/1/reports", 200),
        ("/health/ready", 200),
        ("/static/style/text.css", 200),
        ("/nothing/here", 404),
        ("/static/nothing.js", 404),
        ("/api/1/reports?limit=0", 422),
        ("/tiles/municipality.pmtiles", 404),
    ],
)
def test_every_answer_has_the_security_headers(quiet_town: Town, path: str, status: int) -> None:
    answer = quiet_town.client.get(path)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(quiet_town: Town) -> None:
    policy = quiet_town.client.get("/").headers["content-security-policy"]

    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy


@pytest.mark.parametrize("path", ["/", "/reports", "/api/1/reports", "/nothing"])
def test_what_is_said_of_the_record_is_not_kept_by_anybody(quiet_town: Town, path: str) -> None:
    assert quiet_town.client.get(path).headers["cache-control"] == "no-store"


def test_our_own_mistake_has_them_too_and_shows_nothing_of_itself(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise RuntimeError("the word that somebody wrote")

    app, _ = serve(town.settings)  # here, so that it writes where this test reads
    app.add_api_route("/api/1/broken", broken)
    client = TestClient(app, base_url=ADDRESS, client=LOOPBACK, raise_server_exceptions=False)

    answer = client.get("/api/1/broken?query=of-somebody")

    written = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.json()["type"] == "/api#broken"
    assert [line["event"] for line in written] == ["broken", "answered"]
    assert written[0]["error"] == "builtins.RuntimeError"
    assert written[1].keys() == {"event", "level", "timestamp", "method", "path", "status", "ms"}
    assert "somebody" not in answer.text + str(written)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, Response]]:
    """What every route answers, by route and kind of answer: a yes, and each of its nos."""
    with two_towns(tmp_path_factory.mktemp("safe"), public_url=ADDRESS) as world:
        every = doors(world.towns[HERE].app)
        return [(str(door), *each) for door in every for each in heard(world, door)]


def heard(world: World, door: Door) -> Iterator[tuple[str, Response]]:
    """One answer of each kind."""
    here = world.towns[HERE]
    here.app.state.house.rates.reset()
    first = dict[str, Cell]()
    for cell in cells(world, door, askers(here)):
        if cell.town is here:
            first.setdefault(wanted(cell), cell)
    cell = first.get(DONE) or first[ANYONE]
    address, sent = ask(world, cell)
    who = dict(cell.asker.headers)
    yield "method", here.client.delete(address, headers=who)
    if door.method not in SAFE:
        yield "large", here.client.post(address, content=b"x", headers={**who, **ENDLESS})
        yield "unread", here.client.post(address, content=b"x", headers={**who, **NO_FORM})
    for kind, each in first.items():
        address, sent = ask(world, each)
        yield kind, here.client.request(door.method, address, **sent)
        here.client.cookies.clear()


def test_every_route_is_heard_in_every_way(answers: list[tuple[str, str, Response]]) -> None:
    kinds = Counter(kind for _, kind, _ in answers)
    doors_heard = {door for door, _, _ in answers}
    statuses = {(kind, answer.status_code) for _, kind, answer in answers}

    assert kinds["method"] == len(doors_heard)
    assert kinds[DONE] + kinds[ANYONE] == len(doors_heard)
    assert kinds[STRANGER] == kinds[DONE]
    assert kinds[ROLE] > 90  # the ground may be read by every role
    assert kinds["large"] == kinds["unread"] > 40
    assert {("method", 405), ("large", 413), (ROLE, 403), (OUTSIDE, 404)} <= statuses
    assert {(STRANGER, 401), (STRANGER, 303), ("unread", 415), ("unread", 422)} <= statuses


def test_every_route_has_the_headers_in_whatever_it_answers(
    answers: list[tuple[str, str, Response]],
) -> None:
    wanted_headers = {**HEADERS, "strict-transport-security": SAFE_LINES}

    for door, kind, answer in answers:
        found = {name: answer.headers.get(name) for name in wanted_headers}
        assert found == wanted_headers, (door, kind, answer.status_code)


def test_nothing_personal_is_kept_by_anybody(answers: list[tuple[str, str, Response]]) -> None:
    for door, kind, answer in answers:
        is_yes = kind in {DONE, ANYONE} and answer.status_code == 200
        kept = KEPT_BY_THE_BROWSER.get(door, "no-store") if is_yes else "no-store"
        if door == WITH_WORDS and "etag" not in answer.headers:
            kept = "no-store"  # words were opened for who asked, and nobody keeps those
        assert answer.headers["cache-control"] == kept, (door, kind)


def test_every_cookie_is_for_our_host_and_no_script_alone(
    answers: list[tuple[str, str, Response]],
) -> None:
    said = chain.from_iterable(answer.headers.get_list("set-cookie") for *_, answer in answers)
    set_cookies = [(name, one) for each in said for name, one in SimpleCookie(each).items()]

    for name, one in set_cookies:
        assert one["httponly"], name
        assert one["samesite"].lower() in {"lax", "strict"}, name
        assert (one["path"], one["domain"]) == ("/", ""), name
        assert name == LANGUAGE_COOKIE or (name.startswith("__Host-") and one["secure"]), name
    assert {"__Host-session", "__Host-ceremony", "__Host-kept"} <= {name for name, _ in set_cookies}


def test_the_language_is_remembered_in_a_cookie_of_no_weight(quiet_town: Town) -> None:
    answer = quiet_town.nobody().get("/sign-in", params={"lang": "en"})

    (said,) = answer.headers.get_list("set-cookie")
    cookie = SimpleCookie(said)[LANGUAGE_COOKIE]
    assert cookie.value == "en"
    assert cookie["httponly"]


def test_over_a_plain_line_nobody_is_told_to_use_a_safe_one_alone(quiet_town: Town) -> None:
    assert quiet_town.settings.public_url.startswith("http:")
    assert "strict-transport-security" not in quiet_town.client.get("/").headers
