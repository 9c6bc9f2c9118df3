"""Whom a report is to be shared with: as its sender says, or as its organisation does."""

from collections.abc import Iterable
from typing import NamedTuple

from events.refusal import Refused
from events.report import ReportSubmitted
from events.sharing import check_share
from ingest.submission import Submission
from projections.ground import Ground
from reference.roles import Share


class Sharing(NamedTuple):
    """A level and the codes of organisations; `said` when it comes from the sender."""

    level: Share
    names: tuple[str, ...]
    said: bool

    def is_that_of(self, stored: ReportSubmitted) -> bool:
        """Whether it is the same; who left it to the organisation leaves it as it is stored."""
        then = stored.share, {*stored.shared_with}
        return not self.said or then == (self.level, {*self.names})


def sharing_of(submission: Submission, ground: Ground) -> Sharing:
    """How a report of an organisation that takes part is shared. Raises Refused."""
    given, names = submission.share, submission.shared_with
    if names:
        known_organisations(names, ground)
        names = others(names, submission.organisation)
    level = given or Share(ground.organisations[submission.organisation].share)
    if given is None and names and level is Share.OWN:
        level = Share.NAMED
    check_share(level, names)
    return Sharing(level, names, said=given is not None or bool(names))


def known_organisations(codes: Iterable[str], ground: Ground) -> None:
    """Refuse a code that is of no organisation that takes part."""
    for code in codes:
        if code not in ground.organisations:
            raise Refused("There is no organisation with the code %(code)s.", code=code)


def others(codes: Iterable[str], organisation: str) -> tuple[str, ...]:
    """Each code once, without the organisation itself, which always has its own reports."""
    return tuple(code for code in dict.fromkeys(codes) if code != organisation)
