"""ID tokens: whatever is not exactly what the provider would say is refused, and why."""

from base64 import urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from joserfc.jwk import ECKey, RSAKey

from accounts.openid import Proven
from tests.accounts.forger import Answer, Forger, begun_at, elliptic, finished, reason, rsa, signed
from tests.accounts.ledger import NOW


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"iss": "https://evil.example"}, "issuer"),
        ({"iss": None}, "unreadable"),
        ({"aud": "another"}, "audience"),
        ({"aud": []}, "audience"),
        ({"aud": ["another"], "azp": "lagesbild"}, "audience"),
        ({"aud": ["lagesbild", "another"]}, "audience"),
        ({"aud": ["lagesbild", "another"], "azp": "another"}, "audience"),
        ({"azp": "another"}, "audience"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": ""}, "nonce"),
        ({"nonce": ["a"]}, "unreadable"),
        ({"exp": NOW.timestamp() - 60}, "expired"),
        ({"exp": True}, "unreadable"),
        ({"exp": float("nan")}, "unreadable"),
        ({"exp": "4102444800"}, "unreadable"),
        ({"exp": None}, "expired"),
        ({"iat": NOW.timestamp() + 61}, "not-yet"),
        ({"iat": None}, "not-yet"),
        ({"nbf": NOW.timestamp() + 61}, "not-yet"),
        ({"sub": ""}, "subject"),
        ({"sub": "a" * 256}, "subject"),
        ({"sub": 7}, "unreadable"),
    ],
)
def test_a_token_that_says_something_else_is_refused(
    forger: Forger, changes: dict[str, Any], expected: str
) -> None:
    begun = begun_at(forger)
    forger.token(forger.claims(NOW, begun.nonce) | changes)

    assert reason(forger, begun) == expected


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("iss", "issuer"),
        ("aud", "audience"),
        ("nonce", "nonce"),
        ("exp", "expired"),
        ("iat", "not-yet"),
        ("sub", "subject"),
    ],
)
def test_a_token_that_leaves_something_out_is_refused(
    forger: Forger, missing: str, expected: str
) -> None:
    begun = begun_at(forger)
    claims = forger.claims(NOW, begun.nonce)
    del claims[missing]
    forger.token(claims)

    assert reason(forger, begun) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ["lagesbild"]},
        {"aud": ["another", "lagesbild"], "azp": "lagesbild"},
        {"exp": NOW.timestamp() - 59},
        {"iat": NOW.timestamp() + 59, "nbf": NOW.timestamp() + 59},
        {"email": "boss@kommun.example", "roles": ["administrator"]},
    ],
)
def test_a_token_that_says_it_otherwise_is_as_good(forger: Forger, changes: dict[str, Any]) -> None:
    begun = begun_at(forger)
    forger.token(forger.claims(NOW, begun.nonce) | changes)

    assert finished(forger, begun) == Proven(forger.issuer, "anna")


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ({"alg": "PS256", "kid": "rsa-0"}, rsa()),
        ({"alg": "RS256"}, rsa()),
        ({"alg": "ES256", "kid": "ec-0"}, elliptic()),
        ({"alg": "RS256", "kid": "rsa-0", "x5c": ["A" * 2000], "own": "thing"}, rsa()),
    ],
)
def test_each_good_algorithm_is_understood(
    forger: Forger, header: dict[str, Any], key: RSAKey | ECKey
) -> None:
    begun = begun_at(forger)
    forger.token(forger.claims(NOW, begun.nonce), header=header, key=key)

    assert finished(forger, begun)


def test_a_token_that_is_not_signed_by_the_provider_is_refused(forger: Forger) -> None:
    begun = begun_at(forger)
    claims = forger.claims(NOW, begun.nonce)

    for header in ({"alg": "RS256", "kid": "rsa-0"}, {"alg": "RS256"}, {"alg": "PS256"}):
        forger.token(claims, header=header, key=rsa(1))
        assert reason(forger, begun) == "signature"
    forger.token(claims, header={"alg": "RS256", "kid": "unknown"})
    assert reason(forger, begun) == "signature"
    forger.honest(NOW, begun.nonce)
    head, _, signature = forger.answers["/token"].content["id_token"].split(".")
    other = signed({"alg": "RS256"}, claims | {"sub": "boss"}, rsa(1)).split(".")[1]
    forger.give(f"{head}.{other}.{signature}")
    assert reason(forger, begun) == "signature"


def test_the_algorithm_is_not_the_tokens_to_choose(forger: Forger) -> None:
    begun = begun_at(forger)
    claims = forger.claims(NOW, begun.nonce)

    forger.token(claims, header={"alg": "none"}, key=b"")
    assert reason(forger, begun) == "algorithm"
    forger.token(claims, header={"alg": "RS512", "kid": "rsa-0"})
    assert reason(forger, begun) == "algorithm"


@pytest.mark.parametrize("secret", [rsa().as_pem(private=False), b"guessed"])
def test_a_secret_does_not_sign(forger: Forger, secret: bytes) -> None:
    """HS256, for instance with the public key as its secret, which everybody knows."""
    begun = begun_at(forger)
    claims = forger.claims(NOW, begun.nonce)
    forger.token(claims, header={"alg": "HS256", "kid": "rsa-0"}, key=secret)
    assert reason(forger, begun) == "algorithm"

    # Not even when the provider itself publishes a key of that kind.
    published = {"kty": "oct", "kid": "rsa-0", "k": urlsafe_b64encode(secret).decode()}
    forger.answers["/keys"] = Answer({"keys": [published]})
    assert reason(forger, begun) == "algorithm"
    forger.token(claims, header={"alg": "RS256", "kid": "rsa-0"}, key=secret)
    assert reason(forger, begun) == "signature"


@pytest.mark.parametrize(
    "change",
    [
        {"use": "enc"},
        {"alg": "PS256"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"n": "AQAB"},
        {"n": rsa().as_dict(private=False)["n"][:170]},
        {"n": 7},
        {"n": "å"},
        {"e": "AA"},
        {"kid": "another"},
    ],
)
def test_a_key_that_does_not_fit_verifies_nothing(forger: Forger, change: dict[str, Any]) -> None:
    begun = begun_at(forger)
    forger.answers["/keys"] = Answer({"keys": [rsa().as_dict(private=False) | change]})

    assert reason(forger, begun) == "signature"


def test_strange_keys_beside_the_right_one_do_no_harm(forger: Forger) -> None:
    begun = begun_at(forger)
    strange: list[dict[str, Any]] = [
        {},
        {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"},
        {"kty": "RSA", "kid": "rsa-0"},
        {"kty": "EC", "crv": "P-999", "x": "AA", "y": "AA"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        ECKey.generate_key("P-384").as_dict(private=False),
    ]
    forger.answers["/keys"].content["keys"][:0] = strange
    claims = forger.claims(NOW, begun.nonce)

    for algorithm, key in (("RS256", rsa()), ("ES256", elliptic())):
        forger.token(claims, header={"alg": algorithm}, key=key)
        assert finished(forger, begun)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a",
        "a.b",
        "a.b.c",
        "a.b.c.d.e",
        "..",
        "W10.e30.AA",  # a list for a header
        "WyJhbGciXQ.e30.AA",
        "ImFsZyI.e30.AA",
        "bnVsbA.e30.AA",
        "eyJhbGciOiB7fX0.e30.AA",  # an object for an algorithm
        "eyJhbGciOiJSUzI1NiIsImtpZCI6e319.e30.AA",
        "eyJhbGciOiJSUzI1NiIsImNyaXQiOlsiZXhwIl0sImV4cCI6MX0.e30.AA",
        "eyJhbGciOiJSUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19.e30.AA",
        "å.å.å",
        "[" * 5000,
        "e" * 900_000,
    ],
)
def test_what_is_no_token_is_refused(forger: Forger, token: str) -> None:
    begun = begun_at(forger)
    forger.give(token)

    assert reason(forger, begun) in {"unreadable", "algorithm", "signature"}


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["exp"], "exp": 1},
        {"crit": ["b64"], "b64": False},
        {"crit": ["own"], "own": "thing"},
        {"crit": "exp"},
        {"kid": 7},
    ],
)
def test_a_signed_header_that_is_not_understood_is_refused(
    forger: Forger, header: dict[str, Any]
) -> None:
    begun = begun_at(forger)
    forger.token(
        forger.claims(NOW, begun.nonce), header={"alg": "RS256"} | header, key=rsa().private_key
    )

    assert reason(forger, begun) == "unreadable"


def test_a_short_key_verifies_nothing(forger: Forger) -> None:
    begun = begun_at(forger)
    short = generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - to be refused
    numbers = short.public_key().public_numbers()
    published = {
        "kty": "RSA",
        "n": urlsafe_b64encode(bytes(9) + numbers.n.to_bytes(128)).decode().rstrip("="),
        "e": "AQAB",
    }
    forger.answers["/keys"] = Answer({"keys": [published]})
    forger.token(forger.claims(NOW, begun.nonce), header={"alg": "RS256"}, key=short)

    assert reason(forger, begun) == "signature"


@pytest.mark.parametrize("claims", [[], "text", None, 7])
def test_a_signed_thing_that_is_no_statement_is_refused(forger: Forger, claims: object) -> None:
    begun = begun_at(forger)
    forger.token(claims)

    assert reason(forger, begun) == "unreadable"
