"""Who may do what: one table, read by `may` for one thing and by `accounts.scope` for lists.

A person holds roles and an organisation's key holds scopes; each is granted actions within a reach.
Whatever is not in the table is refused. Nothing here asks a database or a clock.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from reference.roles import Role, Scope, Share

Holder = Role | Scope

SHARED_BEYOND = frozenset({Share.NAMED, Share.MUNICIPALITY, Share.MEETING})
"""The levels that reach the organisations which a report names."""
WITH_MUNICIPALITY = frozenset({Share.MUNICIPALITY, Share.MEETING})


class Action(StrEnum):
    """What somebody can want to do; every route of the service names one."""

    ACCOUNT_OWN = "account.own"
    REPORT_SUBMIT = "report.submit"
    NOTHING_SAY = "report.nothing"
    REPORT_READ = "report.read"
    TEXT_READ = "text.read"
    TEXT_BREAK_GLASS = "text.break-glass"
    REPORT_CORRECT = "report.correct"
    REPORT_SORT = "report.sort"
    REPORT_SHARE = "report.share"
    REPORT_QUARANTINE = "report.quarantine"
    REPORT_CLEAR = "report.clear"
    PICTURE_READ = "picture.read"
    PICTURE_ISSUE = "picture.issue"
    PICTURE_PUBLISH = "picture.publish"
    DRAFT_WRITE = "draft.write"
    DRAFT_READ = "draft.read"
    WORDS_READ = "words.read"
    GROUND_READ = "ground.read"
    GROUND_MANAGE = "ground.manage"
    LOG_READ = "log.read"
    ACCESS_LOG_READ = "access-log.read"
    ACCESS_LOG_SUMMARY = "access-log.summary"
    ADMINISTRATION_SEE = "administration.see"
    PEOPLE_READ = "people.read"
    PEOPLE_INVITE = "people.invite"
    PEOPLE_MANAGE = "people.manage"
    ROLES_GRANT = "roles.grant"
    ORGANISATIONS_MANAGE = "organisations.manage"
    KEYS_READ = "keys.read"
    KEYS_MANAGE = "keys.manage"
    ERASURE_PROPOSE = "erasure.propose"
    ERASURE_APPROVE = "erasure.approve"


class Actor(NamedTuple):
    """Who asks, and when: `name` as the log names an actor, `at` aware UTC.

    A key belongs to an organisation and holds scopes; a person belongs to one and holds roles.
    """

    name: str
    municipality: str
    organisation: str
    holds: frozenset[Holder]
    at: datetime


class Thing(NamedTuple):
    """What it is about, as it stands now and not as a page of the past shows it.

    `organisation` is whose it is. `by` is who reported or proposed it; of an account, the account
    itself. The rest is of reports; `closes_at` is until when its reporter may change it; `id`
    decides nothing and is for the access log.
    """

    municipality: str
    organisation: str = ""
    by: str = ""
    closes_at: datetime | None = None
    share: Share = Share.OWN
    shared_with: frozenset[str] = frozenset()
    quarantined: bool = False
    id: UUID | None = None


class Answer(NamedTuple):
    """Whether it is allowed; if not, why: "role" (nothing that the actor holds), or "scope"."""

    allowed: bool
    reason: str = ""


class Reach(StrEnum):
    """How far a grant goes. Every reach ends at the municipality's border."""

    OWN = "own"
    OWN_CLEARED = "own, unless held back"
    OWN_OPEN = "own, until its week is closed"
    ORGANISATION = "the organisation's"
    SHARED = "the organisation's, and what names it"
    CLEARED = "what is shared with the municipality and not held back"
    MEETING = "what is shared with the meeting and not held back"
    OTHERS = "the municipality's, never one's own"
    MUNICIPALITY = "the municipality's"


def _own(actor: Actor, thing: Thing) -> bool:
    return thing.by == actor.name


def _open(actor: Actor, thing: Thing) -> bool:
    return thing.closes_at is not None and actor.at <= thing.closes_at


def _organisations(actor: Actor, thing: Thing) -> bool:
    return thing.organisation == actor.organisation


def _names(actor: Actor, thing: Thing) -> bool:
    return (
        not thing.quarantined
        and thing.share in SHARED_BEYOND
        and actor.organisation in thing.shared_with
    )


REACHES: Mapping[Reach, Callable[[Actor, Thing], bool]] = MappingProxyType(
    {
        Reach.OWN: _own,
        Reach.OWN_CLEARED: lambda actor, thing: _own(actor, thing) and not thing.quarantined,
        Reach.OWN_OPEN: lambda actor, thing: _own(actor, thing) and _open(actor, thing),
        Reach.ORGANISATION: _organisations,
        Reach.SHARED: lambda actor, thing: _organisations(actor, thing) or _names(actor, thing),
        Reach.CLEARED: lambda _, thing: thing.share in WITH_MUNICIPALITY and not thing.quarantined,
        Reach.MEETING: lambda _, thing: thing.share is Share.MEETING and not thing.quarantined,
        Reach.OTHERS: lambda actor, thing: not _own(actor, thing),
        Reach.MUNICIPALITY: lambda _actor, _thing: True,
    }
)
"""What each reach says of one thing. `accounts.scope` says the same of all rows of the register."""

_EVERYBODY: tuple[Holder, ...] = (*Role, *Scope)
_REPORTER, _COORDINATOR, _ANALYST = Role.REPORTER, Role.COORDINATOR, Role.ANALYST
_PARTICIPANT, _AUDITOR = Role.PARTICIPANT, Role.AUDITOR
_ADMINISTRATOR, _OFFICER = Role.ADMINISTRATOR, Role.ERASURE_OFFICER

GRANTS: Mapping[Action, Mapping[Holder, Reach]] = MappingProxyType(
    {
        Action.ACCOUNT_OWN: dict.fromkeys(Role, Reach.OWN),
        Action.REPORT_SUBMIT: {
            _REPORTER: Reach.ORGANISATION,
            _COORDINATOR: Reach.ORGANISATION,
            Scope.REPORT: Reach.ORGANISATION,
        },
        Action.NOTHING_SAY: {
            _REPORTER: Reach.ORGANISATION,
            _COORDINATOR: Reach.ORGANISATION,
            Scope.REPORT: Reach.ORGANISATION,
        },
        Action.REPORT_READ: {
            _REPORTER: Reach.OWN,
            _COORDINATOR: Reach.SHARED,
            _ANALYST: Reach.MUNICIPALITY,
            _PARTICIPANT: Reach.MEETING,
            _AUDITOR: Reach.MUNICIPALITY,
            Scope.READ: Reach.ORGANISATION,
        },
        Action.TEXT_READ: {
            _REPORTER: Reach.OWN_CLEARED,
            _COORDINATOR: Reach.SHARED,
            _ANALYST: Reach.CLEARED,
            _PARTICIPANT: Reach.MEETING,
        },
        Action.TEXT_BREAK_GLASS: {_AUDITOR: Reach.MUNICIPALITY},
        Action.REPORT_CORRECT: {
            _REPORTER: Reach.OWN_OPEN,
            _COORDINATOR: Reach.ORGANISATION,
        },
        Action.REPORT_SORT: {_COORDINATOR: Reach.ORGANISATION, _ANALYST: Reach.MUNICIPALITY},
        Action.REPORT_SHARE: {_COORDINATOR: Reach.ORGANISATION},
        Action.REPORT_QUARANTINE: {
            _REPORTER: Reach.OWN,
            _COORDINATOR: Reach.SHARED,
            _ANALYST: Reach.MUNICIPALITY,
        },
        Action.REPORT_CLEAR: {_COORDINATOR: Reach.ORGANISATION, _ANALYST: Reach.MUNICIPALITY},
        Action.PICTURE_READ: {
            _COORDINATOR: Reach.MUNICIPALITY,
            _ANALYST: Reach.MUNICIPALITY,
            _PARTICIPANT: Reach.MUNICIPALITY,
            _AUDITOR: Reach.MUNICIPALITY,
            Scope.PICTURE: Reach.MUNICIPALITY,
        },
        Action.PICTURE_ISSUE: {_ANALYST: Reach.MUNICIPALITY},
        Action.PICTURE_PUBLISH: {_ANALYST: Reach.MUNICIPALITY},
        Action.DRAFT_WRITE: {_ANALYST: Reach.MUNICIPALITY},
        Action.DRAFT_READ: {_COORDINATOR: Reach.MUNICIPALITY, _ANALYST: Reach.MUNICIPALITY},
        Action.WORDS_READ: {
            _COORDINATOR: Reach.MUNICIPALITY,
            _ANALYST: Reach.MUNICIPALITY,
            _PARTICIPANT: Reach.MUNICIPALITY,
        },
        Action.GROUND_READ: dict.fromkeys(_EVERYBODY, Reach.MUNICIPALITY),
        Action.GROUND_MANAGE: {_ADMINISTRATOR: Reach.MUNICIPALITY},
        Action.LOG_READ: {_AUDITOR: Reach.MUNICIPALITY},
        Action.ACCESS_LOG_READ: {_AUDITOR: Reach.MUNICIPALITY},
        Action.ACCESS_LOG_SUMMARY: {
            _COORDINATOR: Reach.ORGANISATION,
            _AUDITOR: Reach.MUNICIPALITY,
        },
        Action.ADMINISTRATION_SEE: {
            _COORDINATOR: Reach.ORGANISATION,
            _AUDITOR: Reach.MUNICIPALITY,
            _ADMINISTRATOR: Reach.MUNICIPALITY,
        },
        Action.PEOPLE_READ: {
            _COORDINATOR: Reach.ORGANISATION,
            _AUDITOR: Reach.MUNICIPALITY,
            _ADMINISTRATOR: Reach.MUNICIPALITY,
        },
        Action.PEOPLE_INVITE: {
            _COORDINATOR: Reach.ORGANISATION,
            _ADMINISTRATOR: Reach.MUNICIPALITY,
        },
        Action.PEOPLE_MANAGE: {_ADMINISTRATOR: Reach.OTHERS},
        Action.ROLES_GRANT: {_ADMINISTRATOR: Reach.OTHERS},
        Action.ORGANISATIONS_MANAGE: {_ADMINISTRATOR: Reach.MUNICIPALITY},
        Action.KEYS_READ: {
            _AUDITOR: Reach.MUNICIPALITY,
            _ADMINISTRATOR: Reach.MUNICIPALITY,
        },
        Action.KEYS_MANAGE: {_ADMINISTRATOR: Reach.MUNICIPALITY},
        Action.ERASURE_PROPOSE: {
            _REPORTER: Reach.OWN,
            _COORDINATOR: Reach.ORGANISATION,
            _ANALYST: Reach.MUNICIPALITY,
        },
        Action.ERASURE_APPROVE: {_OFFICER: Reach.OTHERS},
    }
)
"""The matrix: which role or scope may do what, and how far."""


def reaches(actor: Actor, action: Action) -> frozenset[Reach]:
    """How far the actor's roles and scopes carry the action; empty when none of them grants it."""
    granted = GRANTS[action]
    return frozenset(granted[holder] for holder in actor.holds if holder in granted)


def may(actor: Actor, action: Action, thing: Thing) -> Answer:
    """Whether the actor may do `action` to this thing."""
    held = reaches(actor, action)
    if not held:
        return Answer(allowed=False, reason="role")
    if thing.municipality != actor.municipality:
        return Answer(allowed=False, reason="scope")
    if any(REACHES[reach](actor, thing) for reach in held):
        return Answer(allowed=True)
    return Answer(allowed=False, reason="scope")
