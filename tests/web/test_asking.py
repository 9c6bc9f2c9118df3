"""Who asks: every route says for whom it is, and whoever may not hears nothing more than that."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from uuid import UUID

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

import service
from accounts import access
from accounts.access import Reading
from accounts.permissions import Action
from accounts.tables import kept_form
from events.database import reading
from reference.roles import Role
from tests.web.town import Town
from web.asking import Undeclared, anyone, check_declared, flat, permission_of, requires
from web.cookies import KEPT, SESSION

READ = requires(Action.REPORT_READ)
NOBODYS = "5d0f0c1e-6a37-4b0e-9c58-2f6d6c616765"


def routes(*declared: object) -> list[BaseRoute]:
    """One route that declares these."""
    router = APIRouter()
    router.add_api_route("/new", lambda: "", dependencies=list(declared))  # type: ignore[arg-type]
    return router.routes


@pytest.mark.parametrize(
    "undeclared",
    [
        routes(),
        routes(READ, READ),
        routes(READ, anyone("to be sure")),
        [Route("/new", lambda _: Response(200))],
        [Mount("/files", Starlette())],
    ],
    ids=["nothing", "twice the same", "two things", "no route of the framework", "a mount"],
)
def test_a_route_that_does_not_say_once_who_it_is_for_is_found(undeclared: list[BaseRoute]) -> None:
    with pytest.raises(Undeclared):
        check_declared(undeclared, frozenset({"/static"}))


@pytest.mark.parametrize(
    "declared", [routes(READ), routes(anyone("it is the door")), [Mount("/static", Starlette())]]
)
def test_a_route_that_says_who_it_is_for_passes(declared: list[BaseRoute]) -> None:
    check_declared(declared, frozenset({"/static"}))


def test_the_service_does_not_start_with_a_route_that_says_nothing(
    quiet_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    router = APIRouter()
    router.add_api_route("/new", lambda: "")
    room = SimpleNamespace(router=router)
    monkeypatch.setattr(service, "ROUTERS", (*service.ROUTERS, room))

    with pytest.raises(Undeclared, match="/new"):
        service.create_app(quiet_town.settings)


def test_whoever_lets_anyone_in_says_why() -> None:
    with pytest.raises(AssertionError):
        anyone("")


def test_the_description_says_of_every_operation_whom_it_is_for(quiet_town: Town) -> None:
    paths = quiet_town.client.get("/api/1/openapi.json").json()["paths"]
    said = {
        (method.upper(), path): operation["x-permission"]
        for path, methods in paths.items()
        for method, operation in methods.items()
    }
    declared = {
        (method, route.path_format): permission_of(route)
        for route in flat(quiet_town.app.routes)
        if isinstance(route, APIRoute) and route.include_in_schema
        for method in route.methods or ()
    }

    assert said == {key: one.said for key, one in declared.items() if one is not None}
    assert set(said.values()) <= {*Action, "anyone"}
    assert said["POST", "/api/1/reports"] == "report.submit"
    assert said["GET", "/health/ready"] == "anyone"


def test_the_description_asks_for_a_key_wherever_somebody_must_be_known(quiet_town: Town) -> None:
    paths = quiet_town.client.get("/api/1/openapi.json").json()["paths"]

    for methods in paths.values():
        for operation in methods.values():
            is_open = operation["x-permission"] == "anyone"
            assert operation["security"] == ([] if is_open else [{"key": []}])


def test_nobody_is_led_to_sign_in_or_told_that_a_key_is_missing(quiet_town: Town) -> None:
    page = quiet_town.nobody().get("/reports?week=2026-W47")
    program = quiet_town.nobody().get("/api/1/reports")

    assert (page.status_code, program.status_code) == (303, 401)
    assert page.headers["location"] == "/sign-in?next=%2Freports%3Fweek%3D2026-W47"
    assert program.headers["www-authenticate"] == "Bearer"


def test_a_role_that_does_not_include_it_is_told_so_whatever_is_asked_for(town: Town) -> None:
    report = town.send(text="Klotter.")["report"]
    administrator = town.somebody("skola", Role.ADMINISTRATOR)

    for path in (f"/reports/{report}", f"/reports/{NOBODYS}", f"/api/1/reports/{report}"):
        assert administrator.get(path).status_code == 403


def test_what_is_out_of_reach_is_not_there(town: Town) -> None:
    report = town.send(text="Klotter.")["report"]
    guard = town.somebody("vakt", Role.REPORTER, Role.COORDINATOR)

    for path in ("/reports/{}", "/api/1/reports/{}"):
        answers = [guard.get(path.format(one)) for one in (report, NOBODYS)]
        told = {(one.status_code, one.text.replace(report, NOBODYS)) for one in answers}
        assert [status for status, _ in told] == [404]


def test_who_may_not_change_it_hears_the_same_as_of_a_report_that_is_not_there(town: Town) -> None:
    report = town.send(text="Klotter.", share="named", shared_with=["vakt"])["report"]
    guard = town.somebody("vakt", Role.COORDINATOR)

    answers = [
        guard.post(f"/api/1/reports/{one}/reviews", json={"outcome": "read"})
        for one in (report, NOBODYS)
    ]

    assert guard.get(f"/api/1/reports/{report}").status_code == 200
    assert len({(one.status_code, one.text) for one in answers}) == 1
    assert answers[0].status_code == 404


def test_a_refusal_is_noted_with_its_reason(town: Town) -> None:
    report = town.send(text="Klotter.")["report"]
    account = town.person("vakt", Role.COORDINATOR)
    guard = town.signed_in(account, Role.COORDINATOR)

    guard.get("/administration/keys")
    guard.get(f"/reports/{report}")
    guard.get(f"/api/1/reports/{report}")
    guard.post(f"/api/1/reports/{report}/quarantines", json={})
    town.nobody().get(f"/api/1/reports/{report}")

    assert told(town, str(account)) == [
        ("keys.read", "role"),
        ("report.read", "scope"),
        ("report.read", "scope"),
        ("report.read", "scope"),
    ]
    entries = noted(town, str(account))
    assert all(one.session for one in entries)
    assert [one.objects for one in entries] == [(), *[(UUID(report),)] * 3]


def noted(town: Town, actor: str) -> list[Reading]:
    """What the access log holds of an actor, the earliest first."""
    return access.readings(town.accounts, actor=actor)[::-1]


def told(town: Town, actor: str) -> list[tuple[str, str]]:
    """What was refused to an actor, and why."""
    return [(one.action, one.reason) for one in noted(town, actor) if not one.allowed]


SHUT: Mapping[str, tuple[str, dict[str, object]]] = {
    "held back": ("quarantines", {}),
    "no longer shared": ("shares", {"share": "own"}),
}


@pytest.mark.parametrize("how", SHUT)
def test_what_is_hidden_now_is_hidden_on_the_pages_of_the_past(town: Town, how: str) -> None:
    sent = town.send(text="Klotter på muren.", share="municipality")
    page = f"/reports/{sent['report']}?position={sent['position']}"
    analyst, coordinator = (
        town.somebody("vakt", Role.ANALYST),
        town.somebody("skola", Role.COORDINATOR),
    )
    before = analyst.get(page).text
    what, fields = SHUT[how]
    town.change(sent["report"], what, **fields)

    after = analyst.get(page)
    assert "Klotter på muren." in before
    assert after.status_code == 200
    assert "Klotter på muren." not in after.text
    assert "Klotter på muren." in coordinator.get(page).text


def test_a_report_out_of_reach_now_is_not_there_in_the_past(town: Town) -> None:
    sent = town.send(text="Klotter.", share="meeting")
    at_meeting = town.somebody("vakt", Role.PARTICIPANT)
    past = f"position={sent['position']}"
    before = at_meeting.get(f"/reports/{sent['report']}?{past}").status_code
    town.change(sent["report"], "shares", share="own")

    listed = at_meeting.get(f"/api/1/reports?{past}").json()
    assert (before, listed["total"], listed["reports"]) == (200, 0, [])
    for path in ("/reports", "/api/1/reports"):
        assert at_meeting.get(f"{path}/{sent['report']}?{past}").status_code == 404


def kept(town: Town) -> int:
    """How many forms are kept."""
    with reading(town.accounts.engine) as connection:
        return connection.scalar(select(func.count()).select_from(kept_form)) or 0


FORM = {"purpose": "Jag behöver veta hur det gick till."}


def test_a_form_of_an_ended_session_is_kept_for_the_same_person_alone(town: Town) -> None:
    account = town.person("skola", Role.AUDITOR)
    auditor = town.signed_in(account, Role.AUDITOR)
    town.clock.forward(hours=9)

    answer = auditor.post(f"/reports/{NOBODYS}/text", data=FORM)
    token = auditor.cookies[KEPT]
    other = town.somebody("skola", Role.AUDITOR)
    again = town.signed_in(account, Role.AUDITOR)
    for browser in (other, again):
        browser.cookies.set(KEPT, token)

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?kept=1")
    assert kept(town) == 1
    assert FORM["purpose"] not in other.get("/kept").text
    again.cookies.set(KEPT, token)
    assert FORM["purpose"] in again.get("/kept").text


def nothing_sent(town: Town) -> TestClient:
    return town.nobody()


def unknown_session(town: Town) -> TestClient:
    browser = town.nobody()
    browser.cookies.set(SESSION, "x" * 43)
    return browser


@pytest.mark.parametrize("browser_of", [nothing_sent, unknown_session])
def test_a_form_of_nobody_is_not_kept(town: Town, browser_of: Callable[[Town], TestClient]) -> None:
    answer = browser_of(town).post(f"/reports/{NOBODYS}/text", data=FORM)

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert "set-cookie" not in answer.headers
    assert kept(town) == 0


def test_what_a_program_sends_is_not_kept(town: Town) -> None:
    reporter = town.somebody("skola", Role.REPORTER)
    town.clock.forward(days=8)

    answer = reporter.post("/api/1/reports", json={"text": "Klotter."})

    assert answer.status_code == 401
    assert kept(town) == 0
