"""Entries of the access log as sentences: who did what, to which report or person, and why."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from accounts.access import OF_TEXTS, Reading
from accounts.opening import Accounts
from accounts.permissions import Action
from projections.known import Known
from reference.dimensions import label
from reference.language import DASH, Translator, clock, message, time_of_day
from reference.roles import Role
from reference.weeks import ZONE
from web.own_account import way_in_words
from web.who import Crowd, account_of, crowd, short, within

SIGN_IN, CREDENTIALS, OWN_SESSIONS = "sign-in", "account.credentials", "account.sessions"
ON_PEOPLE = "people."
"""What the actions on people begin with."""
ON_DRAFTS = (Action.WORDS_READ.value, Action.DRAFT_READ.value)
"""The actions on drafts; the objects of all others are reports."""

DID: Mapping[str, str] = {
    SIGN_IN: message("%(who)s signed in"),
    "sign-in.first-step": message("%(who)s took the first step of signing in"),
    "sign-out": message("%(who)s signed out"),
    CREDENTIALS: message("%(who)s changed how to sign in"),
    OWN_SESSIONS: message("%(who)s ended sign-ins of their own"),
    "people.invited": message("%(who)s made a sign-in link for %(whom)s"),
    "people.signed-out": message("%(who)s signed out %(whom)s everywhere"),
    "people.begins-anew": message("%(who)s let %(whom)s begin anew"),
    "people.renamed": message("%(who)s changed the name or e-mail address of %(whom)s"),
    "people.removed": message("%(who)s removed the name and e-mail address of %(whom)s"),
    Action.WORDS_READ.value: message("%(who)s read the words of a picture"),
    Action.DRAFT_READ.value: message("%(who)s read the words of a draft"),
    Action.ACCESS_LOG_READ.value: message("%(who)s looked in the access log"),
    Action.ACCESS_LOG_SUMMARY.value: message("%(who)s looked at the summary of readings"),
}
"""What was done; readings of texts have sentences of their own."""

FOR_A_REASON = message("for a stated reason")

KINDS: Mapping[str, str] = {
    Action.TEXT_READ.value: message("Read texts"),
    Action.TEXT_BREAK_GLASS.value: message("Read texts for a stated reason"),
    Action.WORDS_READ.value: message("Read the words of a picture"),
    Action.DRAFT_READ.value: message("Read the words of a draft"),
    SIGN_IN: message("Signed in, or was refused"),
    "sign-out": message("Signed out"),
    CREDENTIALS: message("Changed how to sign in"),
    OWN_SESSIONS: message("Ended sign-ins of their own"),
    "people.invited": message("Made a sign-in link"),
    "people.signed-out": message("Signed somebody out"),
    "people.begins-anew": message("Let somebody begin anew"),
    "people.renamed": message("Changed a name or e-mail address"),
    "people.removed": message("Removed a name and e-mail address"),
    Action.ACCESS_LOG_READ.value: message("Looked in the access log"),
    Action.ACCESS_LOG_SUMMARY.value: message("Looked at the summary of readings"),
}
"""The kinds of entries that can be asked for."""

WANTED: Mapping[str, str] = {
    Action.ACCOUNT_OWN.value: message("open a page of their own account"),
    Action.REPORT_SUBMIT.value: message("send a report"),
    Action.NOTHING_SAY.value: message("say that there was nothing to report"),
    Action.REPORT_READ.value: message("see a report"),
    Action.TEXT_READ.value: message("read the texts of a report"),
    Action.TEXT_BREAK_GLASS.value: message("read texts for a stated reason"),
    Action.REPORT_CORRECT.value: message("correct a report"),
    Action.REPORT_SORT.value: message("sort a report"),
    Action.REPORT_SHARE.value: message("change whom a report is shared with"),
    Action.REPORT_QUARANTINE.value: message("hold a report back"),
    Action.REPORT_CLEAR.value: message("let a held-back report go on"),
    Action.PICTURE_READ.value: message("see the picture"),
    Action.PICTURE_ISSUE.value: message("issue the picture"),
    Action.DRAFT_WRITE.value: message("write for the picture"),
    Action.DRAFT_READ.value: message("read or sign a draft"),
    Action.WORDS_READ.value: message("read the words of the picture"),
    Action.GROUND_READ.value: message("read areas, places and categories"),
    Action.GROUND_MANAGE.value: message("change areas, places or categories"),
    Action.LOG_READ.value: message("read the history"),
    Action.ACCESS_LOG_READ.value: message("look in the access log"),
    Action.ACCESS_LOG_SUMMARY.value: message("look at the summary of readings"),
    Action.ADMINISTRATION_SEE.value: message("open the administration"),
    Action.PEOPLE_READ.value: message("see the people"),
    Action.PEOPLE_INVITE.value: message("invite somebody"),
    Action.PEOPLE_MANAGE.value: message("change somebody's account"),
    Action.ROLES_GRANT.value: message("change somebody's roles"),
    Action.ORGANISATIONS_MANAGE.value: message("change the organisations"),
    Action.KEYS_READ.value: message("see the keys for programs"),
    Action.KEYS_MANAGE.value: message("change the keys for programs"),
    Action.ERASURE_PROPOSE.value: message("propose an erasure"),
    Action.ERASURE_APPROVE.value: message("decide on an erasure"),
    SIGN_IN: message("sign in"),
}
"""What somebody was not allowed to do."""

WHY: Mapping[str, str] = {
    "role": message("No role of theirs includes it."),
    "scope": message("It lay outside what they may see."),
    "unknown": message("The e-mail address was nobody's."),
    "closed": message("The account is closed."),
    "wrong-password": message("The password was wrong."),
    "code-wrong": message("The code was wrong."),
    "code-replayed": message("The code had been used before."),
    "recovery-wrong": message("The recovery code was wrong."),
    "identity-unknown": message("The other provider's account is not connected to anybody here."),
    "password": message("With a password."),
    "passkey": message("With a passkey."),
    "provider": message("With another provider."),
    "invitation": message("With a link."),
    "code": message("With a password and a code."),
    "recovery": message("With a password and a recovery code."),
    "new-codes": message("With a password and a newly set up app."),
    "totp-set": message("An app for codes was set up."),
    "totp-moved": message("The app for codes is to be set up anew."),
    "totp-removed": message("The app for codes was taken away."),
    "recovery-codes-made": message("New recovery codes were made."),
    "ended-one": message("One sign-in was ended."),
    "ended-others": message("All other sign-ins were ended."),
    "password-set": message("A password was chosen."),
    "passkey-added": message("A passkey was added."),
    "passkey-removed": message("A passkey was removed."),
    "provider-connected": message("Another provider was connected."),
    "provider-disconnected": message("Another provider was disconnected."),
}
"""What a reason means; one that is not here is shown as it was noted."""

REFUSED: Mapping[str, str] = {
    "passkey-": message("The passkey's answer was refused: %(detail)s."),
    "provider-": message("The other provider's answer was refused: %(detail)s."),
}
"""What the reasons of a refused proof begin with; the proof's own word follows."""


class Touched(NamedTuple):
    """A report that an entry is about: when, its id, and the first figures of the id."""

    at: str
    report: UUID
    short: str


class Line(NamedTuple):
    """Entries in words: one, or several in a row that differ only in time and report.

    `when` is the time of the latest, or the span from the earliest to the latest.
    """

    said: str
    when: str
    why: str
    purpose: str
    allowed: bool
    reports: list[Touched]


def lines(accounts: Accounts, view: Known, entries: Sequence[Reading], t: Translator) -> list[Line]:
    """The entries in words, the newest first, with names as the directory has them now."""
    actors = {entry.actor for entry in entries}
    whom = {str(one) for entry in entries if _is_on_people(entry) for one in entry.objects}
    known = crowd(accounts, view, actors | whom)
    return [_line(list(alike), known, t) for _, alike in groupby(entries, key=_likeness)]


def _likeness(entry: Reading) -> object:
    """What entries in a row must have in common to be told in one sentence."""
    if not entry.allowed or entry.action not in OF_TEXTS:
        return entry.position
    day = entry.at.astimezone(ZONE).date()
    return entry.actor, entry.action, entry.purpose, entry.session, day


def who(actor: str, known: Crowd, t: Translator) -> str:
    """Somebody with their roles, for the beginning of a sentence."""
    name, held = known.name(actor, t), known.roles(actor)
    if not held:
        return name if account_of(actor) else name[:1].upper() + name[1:]
    *before, last = [within(label(role, t.language)) for role in Role if role in held]
    said = t("%(one)s and %(other)s", one=", ".join(before), other=last) if before else last
    return f"{name}, {said},"


def _line(alike: Sequence[Reading], known: Crowd, t: Translator) -> Line:
    latest, earliest = alike[0], alike[-1]
    when = clock(earliest.at, t.language)
    last = time_of_day(latest.at, t.language)
    if not when.endswith(last):
        when = f"{when}{DASH}{last}"
    touched = [
        Touched(time_of_day(entry.at, t.language), one, short(one))
        for entry in alike
        for one in entry.objects
        if not _is_on_people(entry) and entry.action not in ON_DRAFTS
    ]
    return Line(
        said=_said(latest, known, len({one.report for one in touched}), t) + ".",
        when=when,
        why=_why(latest.reason, t),
        purpose=latest.purpose,
        allowed=latest.allowed,
        reports=touched,
    )


def _why(reason: str, t: Translator) -> str:
    if reason in WHY:
        return t(WHY[reason])
    if "+" in reason:
        return t("With %(ways)s.", ways=way_in_words(reason, t))
    for beginning, said in REFUSED.items():
        if reason.startswith(beginning):
            return t(said, detail=reason.removeprefix(beginning))
    return reason


def _said(entry: Reading, known: Crowd, reports: int, t: Translator) -> str:
    asker = who(entry.actor, known, t)
    if not entry.allowed:
        what = t(WANTED[entry.action]) if entry.action in WANTED else entry.action
        return t("%(who)s was not allowed to %(what)s", who=asker, what=what)
    if entry.action in OF_TEXTS and reports:
        said = t.many(
            "%(who)s read the texts of a report",
            "%(who)s read the texts of %(n)s reports",
            reports,
            who=asker,
        )
        return said if entry.action == Action.TEXT_READ.value else f"{said} {t(FOR_A_REASON)}"
    if entry.action not in DID:
        return f"{asker}: {entry.action}"
    whom = ", ".join(known.name(str(one), t) for one in entry.objects)
    return t(DID[entry.action], who=asker, whom=whom)


def _is_on_people(entry: Reading) -> bool:
    return entry.action.startswith(ON_PEOPLE)
