"""A sealed text opens with its key, where it belongs, and nowhere else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from events.database import Unfit, open_engine, reading, writing
from events.sealed import Sealed
from events.sealing import (
    Keyring,
    Payload,
    Unopenable,
    make_master_key,
    metadata,
    payload_key,
    read_master_key,
)

TEXT = "Krossad ruta vid entrén, glas på marken"


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[Keyring]:
    engine = open_engine(f"sqlite:///{tmp_path / 'keys.db'}")
    with writing(engine) as connection:
        metadata.create_all(connection)
    yield Keyring(engine, make_master_key(tmp_path / "master.key"))
    engine.dispose()


def test_a_text_opens_where_it_belongs(keyring: Keyring) -> None:
    one, other = keyring.seal([Payload(TEXT, "report 1"), Payload("åäö 🙂", "report 2")])
    assert keyring.open(one, "report 1") == TEXT
    assert keyring.open(other, "report 2") == "åäö 🙂"


def test_the_box_does_not_show_the_text(keyring: Keyring, tmp_path: Path) -> None:
    (box,) = keyring.seal([Payload(TEXT, "report 1")])
    assert TEXT.encode() not in box.box
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert TEXT.encode() not in stored


def test_a_box_that_was_moved_does_not_open(keyring: Keyring) -> None:
    one, other = keyring.seal([Payload(TEXT, "report 1"), Payload("b", "report 2")])
    with pytest.raises(Unopenable):
        keyring.open(one, "report 2")
    with pytest.raises(Unopenable):
        keyring.open(Sealed(key=one.key, box=other.box), "report 2")


@pytest.mark.parametrize("at", [0, 1, 14, -1])
def test_a_box_with_one_bit_changed_does_not_open(keyring: Keyring, at: int) -> None:
    (sealed,) = keyring.seal([Payload(TEXT, "report 1")])
    changed = bytearray(sealed.box)
    changed[at] ^= 1
    with pytest.raises(Unopenable):
        keyring.open(Sealed(key=sealed.key, box=bytes(changed)), "report 1")


def test_a_text_whose_key_is_destroyed_is_gone(keyring: Keyring) -> None:
    one, other = keyring.seal([Payload(TEXT, "report 1"), Payload("b", "report 2")])
    keyring.destroy(one)
    assert keyring.open(one, "report 1") is None
    assert keyring.open(other, "report 2") == "b"


def test_the_same_text_is_never_sealed_alike(keyring: Keyring) -> None:
    one, other = keyring.seal([Payload(TEXT, "a"), Payload(TEXT, "a")])
    assert one.key != other.key
    assert one.box != other.box


def test_keys_are_stored_wrapped(keyring: Keyring, tmp_path: Path) -> None:
    keyring.seal([Payload(TEXT, "a")])
    master = (tmp_path / "master.key").read_bytes()
    engine = open_engine(f"sqlite:///{tmp_path / 'keys.db'}")
    with reading(engine) as connection:
        (row,) = connection.execute(select(payload_key)).all()
    engine.dispose()
    assert len(row.wrapped) == 40
    assert master not in row.wrapped
    assert row.master == make_master_key(tmp_path / "master.key").name


def test_the_master_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    first = make_master_key(path)
    assert make_master_key(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(b"short")
    with pytest.raises(Unfit, match="master key"):
        make_master_key(path)


def test_a_master_key_that_is_missing_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(Unfit, match="no file"):
        read_master_key(tmp_path / "master.key")
    assert not (tmp_path / "master.key").exists()


def test_keys_that_another_master_key_wrapped_are_seen(keyring: Keyring, tmp_path: Path) -> None:
    keyring.check()
    keyring.seal([Payload(TEXT, "a")])
    keyring.check()
    engine = open_engine(f"sqlite:///{tmp_path / 'keys.db'}")
    other = Keyring(engine, make_master_key(tmp_path / "other.key"))
    with pytest.raises(Unfit, match="not the one"):
        other.check()
    engine.dispose()
