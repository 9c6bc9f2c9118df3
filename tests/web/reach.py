"""Who may do what, written down once more by hand: what the service is held to.

Nothing here is taken from `accounts.permissions`. A letter says how far a role or a key reaches;
`REACHES` says what the letter means, of a report, a person, a key or an organisation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from reference.roles import Role, Scope, Share
from tests.web.cast import CAST, HERE, OWN, Player, Program, Told, Town
from tests.web.marks import BROWSER, GROUND, KEPT, KEY, PASSKEY, PERSON, PURPOSE, WORDS, Mark

COLUMNS = (
    *("reporter", "coordinator", "analyst", "participant", "auditor", "administrator"),
    *("erasure-officer", "key report", "key read", "key picture"),
)
MATRIX = """
account.own           o o o o o o o - - -
report.submit         g g - - - - - g - -
report.nothing        g g - - - - - g - -
report.read           o n m e m - - - g -
text.read             c n l e - - - - - -
text.break-glass      - - - - m - - - - -
report.correct        f g - - - - - - - -
report.sort           - g m - - - - - - -
report.share          - g - - - - - - - -
report.quarantine     o n m - - - - - - -
report.clear          - g m - - - - - - -
picture.read          - m m m m - - - - m
picture.issue         - - m - - - - - - -
picture.publish       - - m - - - - - - -
draft.write           - - m - - - - - - -
draft.read            - m m - - - - - - -
words.read            - m m m - - - - - -
ground.read           m m m m m m m m m m
ground.manage         - - - - - m - - - -
log.read              - - - - m - - - - -
access-log.read       - - - - m - - - - -
access-log.summary    - g - - m - - - - -
administration.see    - g - - m m - - - -
people.read           - r - - m m - - - -
people.invite         - r - - - m - - - -
people.manage         - - - - - x - - - -
roles.grant           - - - - - x - - - -
organisations.manage  - - - - - m - - - -
keys.read             - - - - m m - - - -
keys.manage           - - - - - m - - - -
"""
LETTERS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        action: dict(zip(COLUMNS, letters, strict=True))
        for action, *letters in (line.split() for line in MATRIX.strip().splitlines())
    }
)
NOT = "-"


class Whose(NamedTuple):
    """A person, a key or an organisation, as far as it matters whose it is."""

    municipality: str
    organisation: str
    account: UUID | None = None
    roles: frozenset[Role] = frozenset()


Thing = Told | Whose


@dataclass(frozen=True)
class Asker:
    """Who asks: a role or a key by its column, "nobody", or "half" on the way in.

    `name` is how the logs name the actor, `token` the session's.
    """

    column: str
    name: str = ""
    account: UUID | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    token: str = ""

    def letter(self, action: str) -> str:
        """How far the action reaches for whoever is known here."""
        return LETTERS.get(action, {}).get(self.column, NOT)

    @property
    def is_known(self) -> bool:
        """Whether they are somebody, in their own municipality."""
        return self.column in COLUMNS

    def has(self, action: str) -> bool:
        """Whether the action is granted to them, however far."""
        return self.letter(action) != NOT


def askers(town: Town) -> list[Asker]:
    """Each role alone, somebody halfway in, each kind of key, and nobody: all of one school."""
    people = [_person(called, town.people[OWN, called]) for called in (*Role, "half")]
    programs = [_program(f"key {scope}", town.programs[OWN, scope]) for scope in Scope]
    return [*people, *programs, Asker("nobody")]


def _person(called: str, player: Player) -> Asker:
    cookie = {"cookie": f"__Host-session={player.token}"}
    return Asker(str(called), str(player.account), player.account, cookie, player.token)


def _program(column: str, program: Program) -> Asker:
    return Asker(
        column, f"key:{program.key}", headers={"authorization": f"Bearer {program.secret}"}
    )


def _by(asker: Asker, thing: Thing) -> bool:
    by = thing.by if isinstance(thing, Told) else thing.account
    return asker.account is not None and by == asker.account


def _names(thing: Thing) -> bool:
    return (
        isinstance(thing, Told)
        and not thing.quarantined
        and thing.share is not Share.OWN
        and OWN in thing.shared_with
    )


def _shared(thing: Thing, *levels: Share) -> bool:
    return isinstance(thing, Told) and not thing.quarantined and thing.share in levels


REACHES: Mapping[str, Callable[[Asker, Thing], bool]] = MappingProxyType(
    {
        # one's own; while it is not held back; for a day
        "o": _by,
        "c": lambda asker, thing: (
            _by(asker, thing) and isinstance(thing, Told) and not thing.quarantined
        ),
        "f": lambda asker, thing: _by(asker, thing) and isinstance(thing, Told) and thing.fresh,
        # the organisation's; and what names it
        "g": lambda _, thing: thing.organisation == OWN,
        "n": lambda _, thing: thing.organisation == OWN or _names(thing),
        # what is shared with the municipality, or with the meeting
        "l": lambda _, thing: _shared(thing, Share.MUNICIPALITY, Share.MEETING),
        "e": lambda _, thing: _shared(thing, Share.MEETING),
        # everything of the municipality; all but oneself
        "m": lambda _asker, _thing: True,
        "x": lambda asker, thing: not _by(asker, thing),
        # the organisation's reporters
        "r": lambda _, thing: (
            isinstance(thing, Whose)
            and thing.organisation == OWN
            and thing.roles == {Role.REPORTER}
        ),
    }
)


def within(asker: Asker, action: str, thing: Thing) -> bool:
    """Whether the asker may do the action to this thing."""
    letter = asker.letter(action)
    return letter != NOT and thing.municipality == HERE and REACHES[letter](asker, thing)


def may_see(asker: Asker, mark: Mark) -> bool:
    """Whether what bears the mark may be shown, on whatever page, to somebody who is known.

    Of texts nothing is said here: they stand on one page each.
    """
    if mark.municipality != HERE:
        return False
    watches = asker.column in {"auditor", "administrator"}
    is_own = mark.of is not None and mark.of == asker.account
    return {
        GROUND: True,
        PERSON: is_own or watches or _is_reporter_of(asker, mark),
        BROWSER: is_own or watches,
        PASSKEY: is_own,
        KEY: watches or asker.name == f"key:{mark.of}",
        KEPT: is_own,
        PURPOSE: asker.column == "auditor",
        WORDS: asker.has("draft.read"),  # nothing is issued here, so it is not for the meeting yet
    }.get(mark.kind, False)


def _is_reporter_of(asker: Asker, mark: Mark) -> bool:
    is_reporter = CAST.get(mark.organisation, {}).get(mark.called) == (Role.REPORTER,)
    return asker.column == "coordinator" and mark.organisation == OWN and is_reporter
