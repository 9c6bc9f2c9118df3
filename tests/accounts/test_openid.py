"""Signing in at an OpenID provider: a real one, and one that a test lets answer."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote_plus, urlsplit

import pytest

from accounts import openid
from accounts.openid import Linked, Proven, Provider
from accounts.opening import Accounts
from accounts.proof import NotProven
from tests.accounts.forger import BACK, Forger, begun_at, finished, reason, settings
from tests.accounts.ledger import ANNA, BERIT, NOW, at_once, neighbour
from tests.openid.provider import OpenIdProvider


def now() -> datetime:
    """The real time, which the real provider writes into its tokens."""
    return datetime.now(UTC)


def real(provider: OpenIdProvider, client_id: str = "lagesbild") -> Provider:
    """The real provider, as settings would name it."""
    secret = "" if client_id.endswith("without-secret") else provider.secret
    return Provider("Kommunen", provider.issuer, client_id, secret)


@pytest.mark.parametrize(
    "client_id",
    ["lagesbild", "lagesbild-ps256", "lagesbild-es256", "lagesbild-without-secret"],
)
def test_whoever_signs_in_there_is_proven(openid_provider: OpenIdProvider, client_id: str) -> None:
    provider = real(openid_provider, client_id)
    begun = openid.begin(provider, redirect_uri=BACK)

    query = openid_provider.sign_in(begun.address, "anna")

    assert query["iss"] == openid_provider.issuer
    proven = openid.finish(provider, begun, redirect_uri=BACK, query=query, at=now())
    assert proven == Proven(openid_provider.issuer, "anna")


def test_a_code_is_good_once(openid_provider: OpenIdProvider) -> None:
    provider = real(openid_provider)
    begun = openid.begin(provider, redirect_uri=BACK)
    query = openid_provider.sign_in(begun.address, "anna")
    openid.finish(provider, begun, redirect_uri=BACK, query=query, at=now())

    with pytest.raises(NotProven) as no:
        openid.finish(provider, begun, redirect_uri=BACK, query=query, at=now())

    assert no.value.reason == "code"


def test_whoever_says_no_there_is_not_proven(openid_provider: OpenIdProvider) -> None:
    provider = real(openid_provider)
    begun = openid.begin(provider, redirect_uri=BACK)

    query = openid_provider.sign_in(begun.address, None)

    assert query["error"] == "access_denied"
    with pytest.raises(NotProven) as no:
        openid.finish(provider, begun, redirect_uri=BACK, query=query, at=now())
    assert no.value.reason == "denied"


def test_the_real_provider_sees_through_a_stolen_code(openid_provider: OpenIdProvider) -> None:
    """PKCE: a code is worth nothing to whoever has not begun the sign-in."""
    provider = real(openid_provider)
    begun = openid.begin(provider, redirect_uri=BACK)
    query = openid_provider.sign_in(begun.address, "anna")

    with pytest.raises(NotProven) as no:
        openid.finish(
            provider, replace(begun, verifier="x" * 43), redirect_uri=BACK, query=query, at=now()
        )

    assert no.value.reason == "code"


def test_the_real_provider_knows_its_clients(openid_provider: OpenIdProvider) -> None:
    provider = replace(real(openid_provider), client_secret=openid_provider.secret[::-1])
    begun = openid.begin(provider, redirect_uri=BACK)
    query = openid_provider.sign_in(begun.address, "anna")

    with pytest.raises(NotProven) as no:
        openid.finish(provider, begun, redirect_uri=BACK, query=query, at=now())

    assert no.value.reason == "client"


def test_what_was_begun_elsewhere_is_not_finished(openid_provider: OpenIdProvider) -> None:
    provider = real(openid_provider)
    mine, theirs = (openid.begin(provider, redirect_uri=BACK) for _ in range(2))
    query = openid_provider.sign_in(theirs.address, "mallory")

    with pytest.raises(NotProven) as no:
        openid.finish(provider, mine, redirect_uri=BACK, query=query, at=now())
    assert no.value.reason == "state"

    with pytest.raises(NotProven) as no:
        openid.finish(
            provider, mine, redirect_uri=BACK, query=query | {"state": mine.state}, at=now()
        )
    assert no.value.reason == "code"


def test_the_way_there_and_back_holds_everything_that_protects_it(forger: Forger) -> None:
    begun = begun_at(forger)

    parts = urlsplit(begun.address)
    asked = {name: value for name, (value,) in parse_qs(parts.query).items()}
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{forger.issuer}/authorize"
    assert asked.pop("code_challenge") not in {"", begun.verifier}
    assert asked == {
        "response_type": "code",
        "client_id": "lagesbild",
        "redirect_uri": BACK,
        "scope": "openid",
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge_method": "S256",
    }
    assert len({begun.state, begun.nonce, begun.verifier}) == 3
    assert min(map(len, (begun.state, begun.nonce, begun.verifier))) >= 43

    assert finished(forger, begun) == Proven(forger.issuer, "anna")

    (form,) = forger.forms
    said = base64.b64decode(form.pop("authorization").removeprefix("Basic ")).decode()
    assert [unquote_plus(part) for part in said.split(":")] == ["lagesbild", "secret"]
    assert form == {
        "grant_type": "authorization_code",
        "code": "a code",
        "redirect_uri": BACK,
        "code_verifier": begun.verifier,
    }


def test_a_client_says_who_it_is_as_the_provider_wants(forger: Forger) -> None:
    begun = begun_at(forger)
    forger.document(token_endpoint_auth_methods_supported=["client_secret_post", "other"])

    finished(forger, begun)

    (form,) = forger.forms
    assert form["authorization"] == ""
    assert (form["client_id"], form["client_secret"]) == ("lagesbild", "secret")


def test_a_wrong_state_is_seen_before_anything_is_asked(forger: Forger) -> None:
    begun = begun_at(forger)
    forger.asked.clear()

    for state in ("", "other", "å", begun.state + "x"):
        assert reason(forger, begun, state=state) == "state"
        assert reason(forger, begun, state=state, error="access_denied") == "state"

    assert forger.asked == []


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ("access_denied", "denied"),
        ("login_required", "denied"),
        ("server_error", "provider"),
        ("<script>", "provider"),
    ],
)
def test_an_error_is_told_apart(forger: Forger, error: str, expected: str) -> None:
    begun = begun_at(forger)

    assert reason(forger, begun, error=error) == expected


def test_an_answer_without_a_code_proves_nothing(forger: Forger) -> None:
    assert reason(forger, begun_at(forger), code="") == "provider"


def test_an_answer_of_another_provider_is_refused(forger: Forger) -> None:
    begun = begun_at(forger)

    assert reason(forger, begun, iss="https://evil.example") == "issuer"
    assert reason(forger, replace(begun, issuer="https://evil.example")) == "issuer"
    assert finished(forger, begun, iss=forger.issuer)
    forger.document(authorization_response_iss_parameter_supported=True)
    assert reason(forger, begun) == "issuer"
    assert finished(forger, begun, iss=forger.issuer)


def test_nothing_secret_is_shown_by_accident(forger: Forger) -> None:
    begun = begun_at(forger)
    shown = repr(begun) + repr(settings(forger))

    for secret in (begun.state, begun.nonce, begun.verifier, "'secret'"):
        assert secret not in shown


def test_what_was_begun_is_packed_and_unpacked(forger: Forger) -> None:
    begun = begun_at(forger)

    assert openid.unpacked(openid.packed(begun)) == begun


ELSEWHERE = Proven("https://login.example", "anna@login")


def test_an_account_is_found_by_what_the_provider_calls_it(accounts: Accounts) -> None:
    assert openid.account_of(accounts, ELSEWHERE) is None

    openid.link(accounts, ANNA, ELSEWHERE, at=NOW)
    openid.link(accounts, ANNA, ELSEWHERE, at=NOW + timedelta(days=1))

    assert openid.account_of(accounts, ELSEWHERE) == ANNA
    assert openid.linked(accounts, ANNA) == [Linked(*ELSEWHERE, NOW)]
    assert openid.linked(accounts, BERIT) == []
    for other in (
        ELSEWHERE._replace(subject="ANNA@login"),
        ELSEWHERE._replace(issuer="https://login.example/"),
    ):
        assert openid.account_of(accounts, other) is None
    assert openid.account_of(neighbour(accounts), ELSEWHERE) is None


def test_one_name_at_a_provider_is_one_account(accounts: Accounts) -> None:
    openid.link(accounts, ANNA, ELSEWHERE, at=NOW)

    with pytest.raises(NotProven, match="taken"):
        openid.link(accounts, BERIT, ELSEWHERE, at=NOW)

    assert not openid.unlink(accounts, BERIT, ELSEWHERE)
    assert openid.account_of(accounts, ELSEWHERE) == ANNA
    assert openid.unlink(accounts, ANNA, ELSEWHERE)
    assert not openid.unlink(accounts, ANNA, ELSEWHERE)
    openid.link(accounts, BERIT, ELSEWHERE, at=NOW)
    assert openid.account_of(accounts, ELSEWHERE) == BERIT


def test_of_two_accounts_at_once_one_gets_the_name(accounts: Accounts) -> None:
    def try_it(number: int) -> str:
        try:
            openid.link(accounts, (ANNA, BERIT)[number], ELSEWHERE, at=NOW)
        except NotProven as no:
            return no.reason
        return "linked"

    assert sorted(at_once(2, try_it)) == ["linked", "taken"]
