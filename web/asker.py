"""Who asks: a person in a session, or a program with its organisation's key."""

from dataclasses import dataclass
from uuid import UUID

from accounts.permissions import Action, Actor, Answer, Thing, may, reaches
from accounts.sessions import Session


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks. `account` and `session` are of a person; a program has neither.

    `token` is the session's, from which the tokens of forms are made. `name` is for people to read.
    """

    actor: Actor
    name: str
    account: UUID | None = None
    session: Session | None = None
    token: str = ""

    def can(self, action: Action | str) -> bool:
        """Whether anything that the asker holds grants it, for some thing or other."""
        return bool(reaches(self.actor, Action(action)))

    def may(self, action: Action | str, thing: Thing) -> Answer:
        """Whether the asker may do it to this thing."""
        return may(self.actor, Action(action), thing)

    @property
    def session_id(self) -> UUID | None:
        """The session as the access log names it."""
        return self.session.id if self.session else None
