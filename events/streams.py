"""The names of streams: each is a UUID made from what the stream is about, so nothing is looked up.

A sender that repeats itself arrives at the same name and meets the log's unique key.
"""

from uuid import UUID, uuid5

NAMESPACE = UUID("5d0f0c1e-6a37-5b0e-9c58-2f6d6c616765")
"""Our own namespace; changing it would orphan every stream ever written."""


def report_stream(municipality: str, organisation: str, client_id: UUID) -> UUID:
    """The stream of the report that `organisation` names `client_id`."""
    return uuid5(NAMESPACE, f"report|{municipality}|{organisation}|{client_id}")


def organisation_stream(municipality: str, code: str) -> UUID:
    """The stream of an organisation's taking part."""
    return uuid5(NAMESPACE, f"organisation|{municipality}|{code}")


def nothing_stream(municipality: str, organisation: str, week: str) -> UUID:
    """The stream of an organisation's word that `week` had nothing to report."""
    return uuid5(NAMESPACE, f"nothing|{municipality}|{organisation}|{week}")


def ground_stream(municipality: str, kind: str) -> UUID:
    """The stream of the municipality's name or of its editions of one kind."""
    return uuid5(NAMESPACE, f"ground|{municipality}|{kind}")


def category_stream(municipality: str, category: str) -> UUID:
    """The stream of a category of the municipality's own, so that its id is used once."""
    return uuid5(NAMESPACE, f"category|{municipality}|{category}")


def picture_stream(municipality: str, period: str) -> UUID:
    """The stream of the picture of one period, so that it can be issued once."""
    return uuid5(NAMESPACE, f"picture|{municipality}|{period}")


def publication_stream(municipality: str, period: str) -> UUID:
    """The stream of the public version of one period, so that it can be published once."""
    return uuid5(NAMESPACE, f"publication|{municipality}|{period}")


def draft_stream(municipality: str, period: str) -> UUID:
    """The stream of what is written for the picture of one period."""
    return uuid5(NAMESPACE, f"draft|{municipality}|{period}")


def unsafe_place_stream(municipality: str, key: str) -> UUID:
    """The stream of an unsafe place, by the report it was listed from or a key of the form's."""
    return uuid5(NAMESPACE, f"unsafe-place|{municipality}|{key}")


def calibration_stream(municipality: str, last_week: str) -> UUID:
    """The stream of the statistics' test on the weeks up to one, so that it is kept once."""
    return uuid5(NAMESPACE, f"calibration|{municipality}|{last_week}")


def client_id_of(key: str) -> UUID:
    """The client id that a sender's own key stands for, when the key is no UUID."""
    try:
        return UUID(key)
    except ValueError:
        return uuid5(NAMESPACE, f"key|{key}")
