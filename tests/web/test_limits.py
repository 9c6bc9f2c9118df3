"""How much can be sent: counted as it arrives, and answered even while it still arrives."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import uvicorn
from starlette.types import Message

from tests.web.town import Town, a_report
from web.cookies import SESSION

LIMIT = 1024 * 1024


def test_a_body_that_says_that_it_is_too_long_is_not_read(town: Town) -> None:
    answer = town.client.post(
        "/api/1/reports", content=b"[" + b" " * LIMIT, headers={"content-type": "application/json"}
    )

    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert "1024 kB" in answer.json()["detail"]


def test_a_body_that_does_not_say_so_is_stopped_at_the_limit(town: Town) -> None:
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(64):
            taken += 1
            yield b" " * (LIMIT // 16)

    answer = town.client.post(
        "/api/1/reports", content=pieces(), headers={"content-type": "application/json"}
    )

    assert answer.status_code == 413


def test_a_batch_may_be_longer_than_a_report(town: Town) -> None:
    batch = json.dumps([a_report()]) + " " * LIMIT

    one = town.client.post(
        "/api/1/reports", content=batch, headers={"content-type": "application/json"}
    )
    many = town.client.post(
        "/api/1/reports/batch", content=batch, headers={"content-type": "application/json"}
    )

    assert (one.status_code, many.status_code) == (413, 200)


def test_a_page_is_told_in_a_page(town: Town) -> None:
    answer = town.client.post("/weeks/2026-W46/issue", content=b"x" * (LIMIT + 1))

    assert answer.status_code == 413
    assert answer.headers["content-type"].startswith("text/html")


def test_no_more_than_the_limit_is_ever_held(town: Town) -> None:
    """Asks the application itself, and counts what it takes before it says no."""
    taken: list[int] = []
    said: list[Message] = []

    async def receive() -> Message:
        if said:  # what comes after the answer is thrown away
            return {"type": "http.request", "body": b"", "more_body": False}
        taken.append(LIMIT // 4)
        return {"type": "http.request", "body": b" " * (LIMIT // 4), "more_body": True}

    async def send(message: Message) -> None:
        said.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/1/reports",
        "query_string": b"",
        "headers": [
            (b"host", b"localhost"),
            (b"content-type", b"application/json"),
            (b"sec-fetch-site", b"same-origin"),
            (b"cookie", f"{SESSION}={town.client.cookies[SESSION]}".encode()),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
    }

    async def ask() -> None:
        await town.app(scope, receive, send)

    # On a thread of its own: the browser that other tests share keeps a loop on this one.
    with ThreadPoolExecutor() as pool:
        pool.submit(lambda: asyncio.run(ask())).result()

    assert said[0]["status"] == 413
    assert sum(taken) <= LIMIT + LIMIT // 4


@pytest.fixture
def port(town: Town) -> Iterator[int]:
    """The service on a real socket."""
    server = uvicorn.Server(uvicorn.Config(town.app, port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("length", [f"content-length: {8 * LIMIT}", "transfer-encoding: chunked"])
def test_a_sender_that_never_stops_hears_the_answer(town: Town, port: int, length: str) -> None:
    head = (
        f"POST /api/1/reports HTTP/1.1\r\nhost: localhost:{port}\r\n"
        f"sec-fetch-site: same-origin\r\ncookie: {SESSION}={town.client.cookies[SESSION]}\r\n"
        f"content-type: application/json\r\n{length}\r\n\r\n"
    )
    piece = b" " * 65_536
    chunk = b"%x\r\n%s\r\n" % (len(piece), piece) if "chunked" in length else piece
    heard = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as sender:
        sender.sendall(head.encode())
        for _ in range(64):  # 4 MiB: beyond the limit, and not yet the end
            sender.sendall(chunk)
        while b"\r\n\r\n" not in heard:
            piece = sender.recv(65_536)
            assert piece, "the connection was torn before the answer"
            heard += piece

    assert heard.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in heard.lower()
