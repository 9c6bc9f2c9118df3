"""The times that a happening can have: neither impossible, nor older than any record, nor ahead."""

from datetime import UTC, datetime, timedelta

from events.refusal import Refused

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LONGEST = timedelta(days=366)
CLOCK_SKEW = timedelta(minutes=5)
"""How far a sender's clock may run ahead of ours before a time counts as the future."""


def check_times(begins: datetime, ends: datetime, at: datetime, *, coming: bool) -> None:
    """Refuse times that cannot be, as seen at `at`; those of what is `coming` may lie ahead."""
    if ends < begins:
        raise Refused("The happening cannot end before it begins.")
    if begins < EARLIEST:
        raise Refused("The time of the happening lies before 1990.")
    if ends - begins > LONGEST:
        raise Refused("The happening cannot last longer than a year.")
    if ends > at + CLOCK_SKEW and not coming:
        raise Refused("The time of the happening lies in the future.")
