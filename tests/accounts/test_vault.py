"""A secret opens only where it belongs, with the key it was sealed with, and undamaged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.vault import Vault
from events.sealing import KEY_BYTES, MasterKey, Unopenable
from tests.accounts.ledger import MASTER

VAULT = Vault(MASTER)


@given(st.binary(max_size=200), st.text(max_size=50))
def test_what_is_sealed_opens_where_it_belongs(secret: bytes, belongs_to: str) -> None:
    box = VAULT.seal(secret, belongs_to)

    assert Vault(MASTER).open(box, belongs_to) == secret
    assert VAULT.seal(secret, belongs_to) != box
    with pytest.raises(Unopenable):
        VAULT.open(box, belongs_to + "2")


@pytest.mark.parametrize("byte", range(0, 60, 3))
def test_a_damaged_box_does_not_open(byte: int) -> None:
    box = bytearray(VAULT.seal(b"a secret of 24 letters..", "totp"))
    box[byte] ^= 1

    with pytest.raises(Unopenable):
        VAULT.open(bytes(box), "totp")


@pytest.mark.parametrize("length", range(0, 60, 7))
def test_a_box_that_was_cut_does_not_open(length: int) -> None:
    with pytest.raises(Unopenable):
        VAULT.open(VAULT.seal(b"a secret of 24 letters..", "totp")[:length], "totp")


@pytest.mark.parametrize(
    "other",
    [
        MasterKey(MASTER.name, bytes(KEY_BYTES)),
        MasterKey("ffeeddccbbaa9988", MASTER.key),
    ],
)
def test_another_master_key_opens_nothing(other: MasterKey) -> None:
    box = VAULT.seal(b"secret", "totp")

    with pytest.raises(Unopenable):
        Vault(other).open(box, "totp")


def test_a_name_is_the_same_for_the_same_text_and_key_only() -> None:
    assert VAULT.name_of("anna@example.org") == Vault(MASTER).name_of("anna@example.org")
    assert VAULT.name_of("anna@example.org") != VAULT.name_of("berit@example.org")
    assert Vault(MasterKey("00", bytes(KEY_BYTES))).name_of("a") != VAULT.name_of("a")
    assert "anna" not in VAULT.name_of("anna")
