"""Asking a provider: where it may be asked, and what is made of answers that are no use."""

import gzip
import socket

import httpx2
import pytest

from accounts import discovery, openid
from accounts.openid import Provider
from accounts.proof import NotProven
from tests.accounts.forger import (
    BACK,
    WELL_KNOWN,
    Answer,
    Forger,
    begun_at,
    finished,
    reason,
    settings,
)


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://evil.example"},
        {"issuer": "http://127.0.0.1:1/"},
    ],
)
def test_a_document_of_another_issuer_is_refused(forger: Forger, changes: dict[str, str]) -> None:
    forger.document(**changes)

    with pytest.raises(NotProven) as no:
        openid.begin(settings(forger), redirect_uri=BACK)

    assert no.value.reason == "issuer"


@pytest.mark.parametrize("door", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize(
    "address",
    [
        None,
        7,
        "",
        "/token",
        "http://lage.example/token",
        "http://10.0.0.1/token",
        "http://127.0.0.1.evil.example/token",
        "ftp://127.0.0.1/token",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://user:pass@evil.example/token",
        "https://evil.example/#",
        "https://evil.example/#fragment",
        "https://[::1/token",
        "https://evil.example:99999/token",
        "https://evil.example/\r\nX: y",
        "https:\\\\evil.example",
        "https://",
    ],
)
def test_a_door_elsewhere_is_not_knocked_at(forger: Forger, door: str, address: object) -> None:
    forger.document(**{door: address})

    with pytest.raises(NotProven) as no:
        openid.begin(settings(forger), redirect_uri=BACK)

    assert no.value.reason == "provider"
    assert forger.asked == [WELL_KNOWN]


@pytest.mark.parametrize(
    "issuer",
    [
        "http://lage.example",
        "http://192.168.0.1",
        "ftp://localhost",
        "lage.example",
        "",
        "https://user@lage.example",
        "http://localhost@evil.example",
        "https://lage.example#x",
        "https://lage.example /",
    ],
)
def test_an_issuer_is_asked_over_https_alone(issuer: str) -> None:
    with pytest.raises(NotProven) as no:
        openid.begin(Provider("x", issuer, "lagesbild", ""), redirect_uri=BACK)

    assert no.value.reason == "issuer"


@pytest.mark.parametrize(
    ("address", "issuer", "expected"),
    [
        ("https://login.example/a?b=c", "https://login.example", True),
        ("https://keys.example/", "https://login.example", True),
        ("https://login.example:8443/", "http://localhost:1", True),
        ("http://localhost:1/keys", "http://localhost:1", True),
        ("http://[::1]:1/keys", "http://[::1]:1", True),
        ("http://127.8.9.1/keys", "http://localhost:1", True),
        ("http://localhost:1/keys", "https://login.example", False),
        ("HTTP://LOCALHOST/", "http://localhost", True),
    ],
)
def test_only_a_provider_on_this_machine_may_do_without_https(
    address: str, issuer: str, *, expected: bool
) -> None:
    assert discovery._will_do(address, issuer) is expected


@pytest.mark.parametrize("path", [WELL_KNOWN, "/token", "/keys"])
@pytest.mark.parametrize(
    "answer",
    [
        Answer({}, 404),
        Answer({}, 500),
        Answer(b"<html>"),
        Answer(b"[" * 100_000),
        Answer([]),
        Answer(None),
        Answer(b""),
        Answer(b"\xff"),
        Answer({"keys": 7}),
        Answer({"keys": [7]}),
    ],
    ids=lambda answer: f"{answer.status}-{answer.body()[:12]!r}-{len(answer.body())}",
)
def test_a_provider_that_cannot_be_used_proves_nothing(
    forger: Forger, path: str, answer: Answer
) -> None:
    begun = begun_at(forger)
    forger.answers[path] = answer

    assert reason(forger, begun) == "provider"


@pytest.mark.parametrize("path", [WELL_KNOWN, "/token", "/keys"])
def test_an_answer_has_at_most_a_megabyte(forger: Forger, path: str) -> None:
    begun = begun_at(forger)
    right = forger.answers[path].body()
    forger.answers[path] = Answer(right.ljust(1024 * 1024))
    assert finished(forger, begun)

    forger.answers[path] = Answer(right.ljust(1024 * 1024 + 1))
    assert reason(forger, begun) == "provider"


@pytest.mark.parametrize("path", [WELL_KNOWN, "/token", "/keys"])
def test_an_answer_is_not_unpacked(forger: Forger, path: str) -> None:
    """A small one could become any size."""
    begun = begun_at(forger)
    packed = gzip.compress(forger.answers[path].body())
    forger.answers[path] = Answer(packed, headers={"Content-Encoding": "gzip"})

    assert reason(forger, begun) == "provider"


@pytest.mark.parametrize("path", [WELL_KNOWN, "/token", "/keys"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(forger: Forger, path: str, status: int) -> None:
    begun = begun_at(forger)
    right = forger.answers[path]
    forger.answers["/moved"] = right
    forger.answers[path] = Answer(right.content, status, {"Location": f"{forger.issuer}/moved"})

    assert reason(forger, begun) == "provider"
    assert "/moved" not in forger.asked


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ("invalid_grant", "code"),
        ("invalid_client", "client"),
        ("unauthorized_client", "client"),
        ("invalid_request", "provider"),
        ({"not": "text"}, "provider"),
    ],
)
@pytest.mark.parametrize("status", [200, 400, 401])
def test_a_no_at_the_token_door_is_told_apart(
    forger: Forger, error: object, expected: str, status: int
) -> None:
    begun = begun_at(forger)
    forger.answers["/token"] = Answer(
        {"error": error, "error_description": "the secret is 123"}, status
    )

    assert reason(forger, begun) == expected


@pytest.mark.parametrize("token", [None, 7, {}, ["a"]])
def test_a_token_door_without_a_token_proves_nothing(forger: Forger, token: object) -> None:
    begun = begun_at(forger)
    forger.give(token)

    assert reason(forger, begun) == "provider"


def test_a_provider_that_is_away_proves_nothing() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(NotProven) as no:
            openid.begin(Provider("x", nobody, "lagesbild", ""), redirect_uri=BACK)

    assert no.value.reason == "provider"


def test_a_provider_that_does_not_answer_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert discovery.TIMEOUT_S == 5
    monkeypatch.setattr(discovery, "TIMEOUT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        nobody = f"http://127.0.0.1:{silent.getsockname()[1]}"

        with pytest.raises(NotProven) as no:
            openid.begin(Provider("x", nobody, "lagesbild", ""), redirect_uri=BACK)

    assert no.value.reason == "provider"


def test_a_provider_that_answers_drop_by_drop_is_left(
    forger: Forger, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = begun_at(forger)
    assert finished(forger, begun)
    monkeypatch.setattr(discovery, "TIMEOUT_S", -1)  # over before the first drop

    with pytest.raises(NotProven) as no:
        list(discovery._Limited(httpx2.ByteStream(b"{}")))

    assert no.value.reason == "provider"
