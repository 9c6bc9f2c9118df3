"""Pages and answers of the running service, against a trivial FastAPI route in the same server."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

import service
from accounts.keys import make
from accounts.opening import opened, store
from accounts.sessions import open_session
from benchmarks.append import form_of
from benchmarks.measuring import Row, seconds, side_by_side
from benchmarks.records import ACTOR, LAST_WEEK, ORGANISATIONS, House, submitted
from events.sealing import read_master_key
from ingest.roster import open_account, open_key
from reference.roles import Role
from reference.roles import Scope as KeyScope
from web.cookies import SESSION

ROOT = Path(__file__).resolve().parent.parent
TRIVIAL = "/trivial"
AT_ONCE = 4
SENDER = ORGANISATIONS[0]
REPORTS_A_KEY = 500
"""Fewer than one key may send in a minute."""
PATIENCE_S = 60

WEEK = str(LAST_WEEK)
PATHS = (
    ("page: overview", "/"),
    ("page: picture of a week", f"/weeks/{WEEK}"),
    ("page: list of reports", f"/reports?week={WEEK}"),
    ("API: picture of a week", f"/api/1/pictures/{WEEK}"),
    ("API: 100 reports", f"/api/1/reports?week={WEEK}&limit=100"),
)


def create_both() -> ASGIApp:
    """The service, with a trivial application beside it that pays for nothing of ours."""
    trivial = FastAPI()
    trivial.add_api_route(TRIVIAL, _answer_at_once)
    served = service.create_app()

    async def both(scope: Scope, receive: Receive, send: Send) -> None:
        beside = scope.get("path") == TRIVIAL
        await (trivial if beside else served)(scope, receive, send)

    return both


def _answer_at_once() -> dict[str, bool]:
    return {"ok": True}


def measure(house: House, reports: int, *, requests: int, rounds: int) -> Iterator[Row]:
    """The rows of the table; each round asks `requests` times over a few connections at once."""
    new = submitted(requests * (rounds + 1), week=LAST_WEEK.shift(-1), seed=7)
    with _served(house.folder) as port:
        trivial = _get(TRIVIAL)
        reader, *senders = _let_in(house, 1 + len(new) // REPORTS_A_KEY)
        for what, path in PATHS:
            request = _get(path, f"Cookie: {SESSION}={reader}")
            yield _side_by_side(
                f"{what}, {reports:,} reports", port, [request] * requests, trivial, rounds
            )
        posts = iter(
            [
                _post(
                    "/api/1/reports",
                    {**form_of(one), "organisation": SENDER},
                    f"Authorization: Bearer {senders[number // REPORTS_A_KEY]}",
                )
                for number, one in enumerate(new)
            ]
        )
        yield side_by_side(
            "API: a report is sent",
            lambda _: _asked(port, [next(posts) for _ in range(requests)]),
            lambda _: _asked(port, [trivial] * requests),
            rounds=rounds,
            unit="/s",
            against="a trivial FastAPI route",
        )


def _let_in(house: House, keys: int) -> list[str]:
    """The token of somebody who may read all, and as many keys as the reports are sent with."""
    registry, at = house.registry, datetime.now(UTC)
    roles = (Role.COORDINATOR, Role.ANALYST, Role.AUDITOR)
    with store(f"sqlite:///{house.folder / 'accounts.db'}") as engine:
        master = read_master_key(house.folder / "master.key")
        accounts = opened(engine, registry.log.municipality, master)
        person = open_account(registry, SENDER, roles, actor=ACTOR, at=at)
        token, _ = open_session(
            accounts, person, roles=roles, way="password", client="benchmark", whole=True, at=at
        )
        made = [
            open_key(
                registry,
                organisation=SENDER,
                name=f"benchmark {number}",
                scopes=[KeyScope.REPORT],
                expires_at=at + timedelta(days=1),
                actor=ACTOR,
                at=at,
            )
            for number in range(keys)
        ]
        return [token, *(make(accounts, key) for key in made)]


def _side_by_side(
    what: str, port: int, requests: Sequence[bytes], trivial: bytes, rounds: int
) -> Row:
    return side_by_side(
        what,
        lambda _: _asked(port, requests),
        lambda _: _asked(port, [trivial] * len(requests)),
        rounds=rounds,
        unit="/s",
        against="a trivial FastAPI route",
    )


@contextmanager
def _served(folder: Path) -> Generator[int]:
    """The service on a free port of this machine, on the record in a folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "uvicorn", "--factory", "benchmarks.serving:create_both"),
                *("--host", "127.0.0.1", "--port", str(port)),
                *("--no-access-log", "--log-level", "warning"),
            ],
            cwd=ROOT,
            env={**os.environ, "LAGESBILD_DATA_DIR": str(folder), "LAGESBILD_LOG_LEVEL": "error"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(port, server, folder / "server.log")
            yield port
        finally:
            server.terminate()
            server.wait(PATIENCE_S)


def _wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            _asked(port, [_get(TRIVIAL)])
        except ConnectionError:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)
        else:
            return


def _get(path: str, who: str = "X-Who: nobody") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{who}\r\n\r\n".encode()


def _post(path: str, form: object, who: str) -> bytes:
    body = json.dumps(form).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{who}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _asked(port: int, requests: Sequence[bytes]) -> float:
    """The seconds that one request takes when a few connections ask one after another."""
    shares = [requests[number::AT_ONCE] for number in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return seconds(lambda: list(pool.map(partial(_ask, port), shares))) / len(requests)


def _ask(port: int, requests: Sequence[bytes]) -> None:
    """Send requests over one connection and read the answers; raises where one is no success."""
    with (
        socket.create_connection(("127.0.0.1", port), PATIENCE_S) as connection,
        connection.makefile("rb") as answers,
    ):
        for request in requests:
            connection.sendall(request)
            status = answers.readline()
            length = 0
            for line in iter(answers.readline, b"\r\n"):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            body = answers.read(length)
            assert b" 20" in status, status + body
