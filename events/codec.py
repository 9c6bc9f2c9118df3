"""Facts to bytes and back: plain JSON under stable topics, checked both ways.

A topic once written can be read for ever. When a fact must change by more than an added field, it
gets a new topic, and UPCASTS says how the state of the old one becomes the state of the new.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from eventsourcing.persistence import Mapper, StoredEvent

from events import (
    account,
    apart,
    calibration,
    draft,
    ground,
    key,
    organisation,
    picture,
    publication,
    report,
    sharing,
    unsafe_place,
)
from events.fact import Decided, Fact

CATALOGUE: Mapping[str, type[Fact]] = {
    kind.TOPIC: kind
    for kind in (
        report.ReportSubmitted,
        report.ReportCorrected,
        report.ReportReclassified,
        report.ReportPlaced,
        report.ReportReviewed,
        report.ReportAnswered,
        report.ReportLinked,
        report.ReportUnlinked,
        apart.ReportToldApart,
        report.ReportWithdrawn,
        sharing.ReportShared,
        sharing.ReportQuarantined,
        sharing.ReportCleared,
        organisation.OrganisationOpened,
        organisation.OrganisationClosed,
        organisation.NothingReported,
        ground.MunicipalityNamed,
        ground.AreasAdopted,
        ground.PlacesAdopted,
        ground.CalendarAdopted,
        ground.CategoriesAdopted,
        ground.LocalCategoryOpened,
        ground.LocalCategoryClosed,
        ground.WeekClockSet,
        picture.PictureIssued,
        publication.PicturePublished,
        draft.DraftWritten,
        draft.DraftRemoved,
        draft.DraftRead,
        unsafe_place.UnsafePlaceListed,
        unsafe_place.UnsafePlaceReported,
        unsafe_place.UnsafePlaceGiven,
        unsafe_place.UnsafePlaceMended,
        unsafe_place.UnsafePlaceReopened,
        calibration.StatisticsCalibrated,
        account.AccountOpened,
        account.RoleGranted,
        account.RoleRevoked,
        account.AccountClosed,
        key.KeyOpened,
        key.KeyRevoked,
    )
}

Upcast = Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]
UPCASTS: Mapping[str, Upcast] = {}
"""From a topic no longer written to the topic and state that it means today."""

_encoder = msgspec.json.Encoder()
_decoders = {topic: msgspec.json.Decoder(kind) for topic, kind in CATALOGUE.items()}


class UnknownTopic(Exception):
    """The log holds a topic that this version of the program does not know."""


def encode(fact: Fact) -> bytes:
    """The stored form of `fact`. Raises msgspec.ValidationError for a value of the wrong kind."""
    state = _encoder.encode(fact)
    _decoders[fact.TOPIC].decode(state)
    return state


def decode(topic: str, state: bytes, upcasts: Mapping[str, Upcast] = UPCASTS) -> Fact:
    """The fact in `state`. Raises UnknownTopic, or msgspec.ValidationError for a damaged state."""
    decoder = _decoders.get(topic)
    if decoder is not None:
        return decoder.decode(state)
    values: dict[str, Any] = msgspec.json.decode(state, type=dict[str, Any])
    while topic in upcasts:
        topic, values = upcasts[topic](values)
    if topic not in CATALOGUE:
        raise UnknownTopic(f"the log holds {topic!r}, which this version does not know")
    return msgspec.convert(values, CATALOGUE[topic])


class FactMapper(Mapper[Any]):
    """The library's mapper, for facts that are kept apart from their address in the log."""

    def to_stored_event(self, domain_event: Any) -> StoredEvent:  # noqa: ANN401 - the library's signature
        """Store a Decided."""
        stream, version, fact = domain_event
        return StoredEvent(stream, version, fact.TOPIC, encode(fact))

    def to_domain_event(self, stored_event: StoredEvent) -> Any:  # noqa: ANN401 - the library's signature
        """Read a Decided back."""
        return Decided(
            stored_event.originator_id,  # type: ignore[arg-type]
            stored_event.originator_version,
            decode(stored_event.topic, stored_event.state),
        )
