"""What is stored can be read for ever, and nothing else is stored."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from events.codec import CATALOGUE, UnknownTopic, decode, encode
from events.ground import MunicipalityNamed
from events.organisation import OrganisationOpened
from events.report import ReportLinked, ReportSubmitted
from reference.roles import Share

STORED = Path(__file__).parent / "stored"
SAMPLES = sorted(STORED.glob("*.json"))


def test_there_is_a_stored_sample_of_every_topic() -> None:
    assert {sample.stem for sample in SAMPLES} >= set(CATALOGUE)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_ever_stored_can_be_read(sample: Path) -> None:
    fact = decode(sample.stem, sample.read_bytes())
    if sample.stem in CATALOGUE:
        assert json.loads(encode(fact)) == json.loads(sample.read_bytes())


def test_what_was_stored_before_there_was_sharing_stays_in_its_own_organisation() -> None:
    report = decode("report.submitted", (STORED / "report.submitted.json").read_bytes())
    assert isinstance(report, ReportSubmitted)
    assert (report.share, report.shared_with, report.quarantined) == (Share.OWN, (), False)
    member = decode("organisation.opened", (STORED / "organisation.opened.json").read_bytes())
    assert isinstance(member, OrganisationOpened)
    assert member.share is Share.OWN


def test_topics_are_stable_names_and_not_places_in_the_program() -> None:
    assert all(topic == kind.TOPIC and "." in topic for topic, kind in CATALOGUE.items())
    assert len(set(CATALOGUE.values())) == len(CATALOGUE)


def test_a_value_of_the_wrong_kind_is_not_stored() -> None:
    with pytest.raises(msgspec.ValidationError):
        encode(ReportLinked(same_as="not a uuid"))  # type: ignore[arg-type]


def test_a_field_that_nobody_knows_is_not_read() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        decode("municipality.named", b'{"name":"Havstuna","mayor":"nobody"}')


def test_a_topic_that_nobody_knows_stops_the_reading() -> None:
    with pytest.raises(UnknownTopic, match=r"report\.sung"):
        decode("report.sung", b"{}")


def test_an_older_topic_is_read_as_what_it_means_today() -> None:
    def split(state: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return "municipality.titled", {"title": state["text"]}

    def rename(state: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return "municipality.named", {"name": state["title"]}

    upcasts = {"municipality.called": split, "municipality.titled": rename}
    fact = decode("municipality.called", b'{"text":"Havstuna"}', upcasts)
    assert fact == MunicipalityNamed(name="Havstuna")
