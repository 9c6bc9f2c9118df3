"""Passkeys, with a device in software: what is let in, and why the rest is not."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from accounts import passkeys
from accounts.opening import Accounts
from accounts.passkeys import Relying
from accounts.proof import NotProven
from tests.accounts.authenticator import PRESENT, VERIFIED, Authenticator, decoded, encoded
from tests.accounts.ledger import ANNA, BERIT, NOW, at_once, neighbour

HERE = Relying("lage.example", "Lägesbild", ("https://lage.example", "https://lage.example:8443"))
LATER = NOW + timedelta(hours=1)


def asked(accounts: Accounts) -> tuple[str, bytes]:
    """What Anna's browser is asked for, and the challenge."""
    return passkeys.registration_options(accounts, HERE, ANNA, "Anna", "anna@kommun.example")


def added(accounts: Accounts, device: Authenticator) -> Authenticator:
    """Anna's device, with a passkey that is taken."""
    options, challenge = asked(accounts)
    answer = device.register(options)
    passkeys.register(accounts, HERE, ANNA, challenge, answer, name="Telefonen", at=NOW)
    return device


def not_added(
    accounts: Accounts, device: Authenticator, changes: Mapping[str, object] = MappingProxyType({})
) -> str:
    """Why a passkey that the device made is not taken."""
    options, challenge = asked(accounts)
    answer = device.register(options, changes)
    with pytest.raises(NotProven) as no:
        passkeys.register(accounts, HERE, ANNA, challenge, answer, name="Telefonen", at=NOW)
    assert passkeys.passkeys_of(accounts, ANNA) == []
    return no.value.reason


def not_in(
    accounts: Accounts, device: Authenticator, change: Callable[[str], str] = str, **kind: str
) -> str:
    """Why an answer of the device does not sign in; `change` may tamper with it."""
    options, challenge = passkeys.sign_in_options(HERE)
    answer = change(device.sign_in(options, **kind))
    with pytest.raises(NotProven) as no:
        passkeys.sign_in(accounts, HERE, challenge, answer, at=NOW)
    return no.value.reason


def sign_in(accounts: Accounts, device: Authenticator) -> object:
    """Whom the device signs in."""
    options, challenge = passkeys.sign_in_options(HERE)
    return passkeys.sign_in(accounts, HERE, challenge, device.sign_in(options), at=LATER)


def test_a_passkey_is_asked_for_that_the_device_keeps_and_unlocks(accounts: Accounts) -> None:
    options, challenge = asked(accounts)

    told = json.loads(options)
    assert len(challenge) == 32
    assert decoded(told["challenge"]) == challenge
    assert told["rp"] == {"id": "lage.example", "name": "Lägesbild"}
    assert decoded(told["user"]["id"]) == ANNA.bytes
    assert (told["user"]["name"], told["user"]["displayName"]) == ("anna@kommun.example", "Anna")
    assert told["authenticatorSelection"]["residentKey"] == "required"
    assert told["authenticatorSelection"]["userVerification"] == "required"
    assert told["attestation"] == "none"
    assert told["excludeCredentials"] == []
    assert asked(accounts)[1] != challenge


def test_any_passkey_is_asked_for_at_sign_in() -> None:
    options, challenge = passkeys.sign_in_options(HERE)

    told = json.loads(options)
    assert len(challenge) == 32
    assert decoded(told["challenge"]) == challenge
    assert (told["rpId"], told["userVerification"]) == ("lage.example", "required")
    assert not told.get("allowCredentials")
    assert passkeys.sign_in_options(HERE)[1] != challenge


@pytest.mark.parametrize("counter", [0, 7, None])
def test_a_passkey_signs_its_owner_in_again_and_again(
    accounts: Accounts, counter: int | None
) -> None:
    device = added(accounts, Authenticator(counter=counter))

    assert sign_in(accounts, device) == ANNA
    assert sign_in(accounts, device) == ANNA

    (kept,) = passkeys.passkeys_of(accounts, ANNA)
    assert kept == passkeys.Passkey(device.credential, "Telefonen", NOW, LATER)
    assert passkeys.passkeys_of(accounts, BERIT) == []
    assert passkeys.passkeys_of(neighbour(accounts), ANNA) == []


def test_every_origin_of_the_service_will_do(accounts_on_sqlite: Accounts) -> None:
    device = added(accounts_on_sqlite, Authenticator(origin="https://lage.example:8443"))

    assert sign_in(accounts_on_sqlite, device) == ANNA


def test_a_device_is_not_asked_for_a_second_passkey(accounts_on_sqlite: Accounts) -> None:
    device = added(accounts_on_sqlite, Authenticator())

    options, _ = asked(accounts_on_sqlite)

    assert [one["id"] for one in json.loads(options)["excludeCredentials"]] == [
        encoded(device.credential)
    ]


def test_a_passkey_is_taken_once(accounts: Accounts) -> None:
    device = added(accounts, Authenticator())
    options, challenge = passkeys.registration_options(
        accounts, HERE, BERIT, "Berit", "berit@kommun.example"
    )

    with pytest.raises(NotProven, match="taken"):
        passkeys.register(
            accounts, HERE, BERIT, challenge, device.register(options), name="Min", at=NOW
        )

    assert passkeys.passkeys_of(accounts, BERIT) == []


WRONG: list[tuple[Authenticator, str]] = [
    (Authenticator(origin="https://lage.example.evil.example"), "origin"),
    (Authenticator(origin="http://lage.example"), "origin"),
    (Authenticator(cross_origin=True), "origin"),
    (Authenticator(rp_id="evil.example"), "rp"),
    (Authenticator(flags=PRESENT), "verification"),
    (Authenticator(flags=VERIFIED), "verification"),
    (Authenticator(flags=0), "verification"),
]


@pytest.mark.parametrize(("device", "reason"), WRONG)
def test_a_passkey_made_wrongly_is_not_taken(
    accounts_on_sqlite: Accounts, device: Authenticator, reason: str
) -> None:
    assert not_added(accounts_on_sqlite, device) == reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "webauthn.get"}, "unreadable"),
        ({"fmt": "packed"}, "signature"),
        ({"fmt": "made-up"}, "signature"),
        ({"fmt": 7}, "signature"),
        ({"public": {1: 2}}, "signature"),
        ({"public": {1: 2, 3: -47, -1: 8, -2: b"x" * 32, -3: b"y" * 32}}, "signature"),
        ({"public": "no key"}, "signature"),
    ],
)
def test_a_strange_passkey_is_not_taken(
    accounts_on_sqlite: Accounts, changes: dict[str, object], reason: str
) -> None:
    assert not_added(accounts_on_sqlite, Authenticator(), changes) == reason


def test_a_passkey_for_another_challenge_is_not_taken(accounts_on_sqlite: Accounts) -> None:
    options, _ = asked(accounts_on_sqlite)
    answer = Authenticator().register(options)

    with pytest.raises(NotProven) as no:
        passkeys.register(accounts_on_sqlite, HERE, ANNA, bytes(32), answer, name="", at=NOW)

    assert no.value.reason == "challenge"


@pytest.mark.parametrize(("wrong", "reason"), WRONG)
def test_a_wrong_answer_does_not_sign_in(
    accounts_on_sqlite: Accounts, wrong: Authenticator, reason: str
) -> None:
    device = added(accounts_on_sqlite, Authenticator())
    held = replace(
        wrong, credential=device.credential, key=device.key, user_handle=device.user_handle
    )

    assert not_in(accounts_on_sqlite, held) == reason


def test_an_answer_to_another_challenge_does_not_sign_in(accounts: Accounts) -> None:
    device = added(accounts, Authenticator())
    options, challenge = passkeys.sign_in_options(HERE)
    answer = device.sign_in(options)
    assert passkeys.sign_in(accounts, HERE, challenge, answer, at=NOW) == ANNA

    with pytest.raises(NotProven, match="challenge"):
        passkeys.sign_in(accounts, HERE, passkeys.sign_in_options(HERE)[1], answer, at=NOW)


def test_an_answer_meant_for_registering_does_not_sign_in(accounts_on_sqlite: Accounts) -> None:
    device = added(accounts_on_sqlite, Authenticator())

    assert not_in(accounts_on_sqlite, device, kind="webauthn.create") == "unreadable"


@pytest.mark.parametrize("count", [5, 4, 0])
def test_a_counter_that_does_not_grow_is_a_copy(accounts: Accounts, count: int) -> None:
    device = added(accounts, Authenticator(counter=4))
    assert sign_in(accounts, device) == ANNA

    copy = replace(device, counter=count - 1)

    assert not_in(accounts, copy) == "counter"
    assert sign_in(accounts, device) == ANNA


def test_of_several_at_once_with_one_count_one_signs_in(accounts: Accounts) -> None:
    device = added(accounts, Authenticator(counter=4))

    def try_it(_: int) -> object:
        try:
            return sign_in(accounts, replace(device))
        except NotProven as no:
            return no.reason

    assert sorted(map(str, at_once(4, try_it))) == [str(ANNA), *["counter"] * 3]


def test_a_passkey_that_nobody_added_is_unknown(accounts: Accounts) -> None:
    stranger = Authenticator(user_handle=ANNA.bytes)
    assert not_in(accounts, stranger) == "unknown-credential"

    device = added(accounts, Authenticator())
    assert not_in(neighbour(accounts), device) == "unknown-credential"


@pytest.mark.parametrize("handle", [BERIT.bytes, b"", b"x" * 64])
def test_a_passkey_of_one_does_not_sign_in_another(
    accounts_on_sqlite: Accounts, handle: bytes
) -> None:
    device = added(accounts_on_sqlite, Authenticator())

    assert not_in(accounts_on_sqlite, replace(device, user_handle=handle)) == "unknown-credential"


def test_another_key_does_not_sign_for_the_passkey(accounts: Accounts) -> None:
    device = added(accounts, Authenticator())
    other = replace(device, key=ec.generate_private_key(ec.SECP256R1()))

    assert not_in(accounts, other) == "signature"


def test_what_was_signed_cannot_be_changed(accounts_on_sqlite: Accounts) -> None:
    device = added(accounts_on_sqlite, Authenticator())

    def count_on(answer: str) -> str:
        told = json.loads(answer)
        data = decoded(told["response"]["authenticatorData"])
        told["response"]["authenticatorData"] = encoded(data[:-1] + b"\xff")
        return json.dumps(told)

    assert not_in(accounts_on_sqlite, device, count_on) == "signature"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "null",
        "[]",
        "{",
        "[" * 100_000,
        '{"id": 1}',
        json.dumps({"id": "a" * 70_000}),
        json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}),
        json.dumps(
            {
                "id": "AA",
                "rawId": "AA",
                "type": "public-key",
                "response": dict.fromkeys(
                    ("clientDataJSON", "authenticatorData", "signature", "attestationObject"), "AA"
                ),
            }
        ),
    ],
)
def test_what_is_no_answer_is_unreadable(accounts_on_sqlite: Accounts, answer: str) -> None:
    with pytest.raises(NotProven, match="unreadable"):
        passkeys.sign_in(accounts_on_sqlite, HERE, bytes(32), answer, at=NOW)
    with pytest.raises(NotProven, match="unreadable"):
        passkeys.register(accounts_on_sqlite, HERE, ANNA, bytes(32), answer, name="", at=NOW)


@pytest.mark.parametrize(
    "part", ["clientDataJSON", "authenticatorData", "signature", "attestationObject"]
)
@pytest.mark.parametrize("put", ["", "AA", "e30", "å", 7, None, "W10", "_" * 400])
def test_no_part_of_an_answer_can_be_anything_else(
    accounts_on_sqlite: Accounts, part: str, put: object
) -> None:
    device = added(accounts_on_sqlite, Authenticator())
    options, challenge = passkeys.sign_in_options(HERE)
    answer = json.loads(device.sign_in(options))
    made, making = passkeys.registration_options(accounts_on_sqlite, HERE, ANNA, "A", "a@x.example")
    other = json.loads(Authenticator().register(made))
    for told in (answer, other):
        if part in told["response"]:
            told["response"][part] = put

    if part != "attestationObject":
        with pytest.raises(NotProven, match=r"unreadable|signature"):
            passkeys.sign_in(accounts_on_sqlite, HERE, challenge, json.dumps(answer), at=NOW)
    if part in {"attestationObject", "clientDataJSON"}:
        with pytest.raises(NotProven, match=r"unreadable|signature"):
            passkeys.register(
                accounts_on_sqlite, HERE, ANNA, making, json.dumps(other), name="", at=NOW
            )


def test_a_removed_passkey_signs_nobody_in(accounts: Accounts) -> None:
    device = added(accounts, Authenticator())

    assert not passkeys.remove(accounts, BERIT, device.credential)
    assert sign_in(accounts, device) == ANNA
    assert passkeys.remove(accounts, ANNA, device.credential)
    assert not passkeys.remove(accounts, ANNA, device.credential)

    assert not_in(accounts, device) == "unknown-credential"
