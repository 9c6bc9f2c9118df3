"""Every no: its status, its form, its language, and that it gives nothing away."""

import json
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from eventsourcing.persistence import IntegrityError
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tests.web.town import ADDRESS, LOOPBACK, OUR_PAGE, Town, a_report, serve
from web.cookies import SESSION
from web.problems import is_passing

JSON = {"content-type": "application/json"}

BODIES = {
    "nothing": b"",
    "half": b'{"client_id": ',
    "not JSON": b"client_id=1",
    "NaN": b'{"place": {"point": {"lat": NaN, "lon": 1}}}',
    "infinity": b'{"place": {"point": {"lat": 1e999, "lon": -Infinity}}}',
    "long number": b'{"place": {"point": {"precision_m": ' + b"9" * 10_000 + b"}}}",
    "large number": b'{"occurred": {"from": ' + b"9" * 40 + b"}}",
    "deep": b"[" * 200_000,
    "deep object": b'{"a":' * 100_000,
    "lone surrogate": b'{"text": "\\ud800"}',
    "not UTF-8": b'{"text": "\xff\xfe"}',
    "zero byte": b'{"text": "a\\u0000b"}',
    "null": b"null",
    "number": b"17",
    "text": b'"a report"',
    "list": b"[1, 2]",
    "doubled": b'{"client_id": 1, "client_id": 2}',
    "byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"text": "x"}'.encode("utf-16"),
    "early time": b'{"occurred": {"from": "0001-01-01T00:00:00+14:00"}}',
    "late time": b'{"occurred": {"from": "9999-12-31T23:59:59-14:00"}}',
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("path", ["/api/1/reports", "/api/1/nothing"])
def test_a_body_that_cannot_be_read_is_refused(quiet_town: Town, path: str, name: str) -> None:
    answer = quiet_town.client.post(
        path, content=BODIES[name], headers={**JSON, "idempotency-key": "one"}
    )

    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["status"] == 422
    assert problem["errors"]
    assert problem["type"] == "/api#invalid"


@pytest.mark.parametrize("name", BODIES)
def test_a_row_that_cannot_be_read_never_breaks_a_batch(town: Town, name: str) -> None:
    good = json.dumps(a_report()).encode()

    answer = town.client.post(
        "/api/1/reports/batch", content=b"[" + BODIES[name] + b"," + good + b"]", headers=JSON
    )

    if answer.status_code == 200:
        assert answer.json()[-1]["outcome"] == "created"
    else:
        assert answer.status_code == 422


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/json", "content-encoding": "gzip"},
        {"content-type": "\x80"},
    ],
)
def test_another_kind_of_content_is_refused(quiet_town: Town, headers: dict[str, str]) -> None:
    raw = {name.encode(): value.encode("latin-1") for name, value in headers.items()}

    answer = quiet_town.client.post("/api/1/reports", content=b"{}", headers=raw)

    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/1/reports/not-an-id", 404),
        ("/api/1/reports/5d0f0c1e-6a37-4b0e-9c58-2f6d6c616765", 404),
        ("/api/1/reports?category=NONE", 422),
        ("/api/1/reports?week=2026-W60", 422),
        ("/api/1/reports?week=%00", 422),
        ("/api/1/reports?area=%00", 422),
        ("/api/1/reports?hour=168", 422),
        ("/api/1/reports?hour=0001" + "9" * 30, 422),
        ("/api/1/reports?offset=99999999999999999999999", 422),
        ("/api/1/reports?position=-1", 422),
        ("/api/1/reports?as_of=yesterday", 422),
        ("/api/1/reports?as_of=", 422),
        ("/api/1/reports?as_of=17", 422),
        ("/api/1/reports?as_of=2026-03-29T02:30", 422),
        ("/api/1/reports?late=very", 422),
        ("/api/1/pictures/2026-W60", 404),
        ("/api/1/pictures/%00", 404),
        ("/api/1/pictures/1610-W50", 404),
        ("/api/1/access-log?since=17", 422),
        ("/api/1/log?limit=1000000", 422),
        ("/api/1/nothing-of-the-kind", 404),
        ("/weeks/2026-W60.json", 404),
    ],
)
def test_a_program_is_told_in_a_problem(quiet_town: Town, path: str, status: int) -> None:
    answer = quiet_town.client.get(path)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/weeks/2026-W60", 404),
        ("/weeks/%3Cscript%3E", 404),
        ("/weeks?week=soon", 404),
        ("/reports/not-an-id", 404),
        ("/reports?category=NONE", 422),
        ("/nothing", 404),
    ],
)
def test_a_person_is_told_in_a_page(quiet_town: Town, path: str, status: int) -> None:
    answer = quiet_town.client.get(path)

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "<title>Error:" in answer.text
    assert "<script>" not in answer.text


def test_a_method_that_is_not_for_the_address_is_refused(quiet_town: Town) -> None:
    answer = quiet_town.client.put("/api/1/reports", json={})

    assert answer.status_code == 405
    assert answer.json()["type"] == "/api#method"
    assert answer.headers["allow"]


def test_every_kind_of_problem_is_explained_where_its_type_leads(quiet_town: Town) -> None:
    page = quiet_town.client.get("/api").text

    for answer in (quiet_town.client.get("/api/1/none"), quiet_town.client.put("/api/1/reports")):
        assert f'id="{answer.json()["type"].partition("#")[2]}"' in page


def test_a_locked_record_is_a_matter_of_waiting(town: Town) -> None:
    impatient, clock = serve(town.settings.model_copy(update={"busy_timeout_s": 0.2}))
    client = TestClient(impatient, base_url=ADDRESS, client=LOOPBACK, headers=OUR_PAGE)
    client.cookies.set(SESSION, town.client.cookies[SESSION])
    report = a_report(text="A text that is sealed first.")
    del clock
    holder = sqlite3.connect(town.settings.data_dir / "lagesbild.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    answer = client.post("/api/1/reports", json=report)
    holder.execute("ROLLBACK")
    holder.close()

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json()["type"] == "/api#unavailable"
    assert town.client.get("/api/1/reports").json()["total"] == 0
    assert client.post("/api/1/reports", json=report).status_code == 201


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Let every write fail that would make a file larger than `size` bytes, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_a_matter_of_waiting(town: Town) -> None:
    before = town.client.get("/api/1/log").text
    batch = [a_report(text="x" * 2_000) for _ in range(500)]

    with no_file_beyond(300_000):
        answer = town.client.post("/api/1/reports/batch", json=batch)

    assert answer.status_code == 503
    assert answer.json()["type"] == "/api#unavailable"
    assert town.client.get("/api/1/log").text == before
    rows = town.client.post("/api/1/reports/batch", json=batch).json()
    assert {row["outcome"] for row in rows} == {"created"}


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (OperationalError("x", {}, sqlite3.OperationalError("database is locked")), True),
        (OperationalError("x", {}, sqlite3.OperationalError("database or disk is full")), True),
        (OperationalError("x", {}, sqlite3.OperationalError("disk I/O error")), True),
        (OperationalError("x", {}, sqlite3.OperationalError("no such table: log")), False),
        (OperationalError("x", {}, sqlite3.OperationalError('near "X": syntax error')), False),
        (InterfaceError("x", {}, Exception("gone")), True),
        (DBAPIError("x", {}, Exception("gone"), connection_invalidated=True), True),
        (ProgrammingError("x", {}, Exception("wrong")), False),
        (PoolTimeout("all are in use"), True),
        (sqlite3.OperationalError("unable to open database file"), True),
        (IntegrityError("the same reports kept arriving from elsewhere"), True),
        (ValueError("ours"), False),
    ],
)
def test_what_passes_is_told_from_what_we_did_wrong(
    error: Exception,
    passing: bool,  # noqa: FBT001
) -> None:
    assert is_passing(error) is passing


def test_a_server_that_is_not_there_passes() -> None:
    engine = create_engine("postgresql+psycopg://nobody@127.0.0.1:9/none?connect_timeout=2")

    with pytest.raises(OperationalError) as met, engine.connect() as connection:
        connection.execute(text("SELECT 1"))

    assert is_passing(met.value)
