"""E-mail addresses, also disguised ones, and accounts in social media."""

import re
from collections.abc import Iterator

from ingest.screening.finding import Span
from ingest.screening.lexicon import table
from ingest.screening.patterns import matches, pattern
from ingest.screening.plain import LETTERS, LETTERS_AND_DIGITS, Plain
from reference.dimensions import PersonalData

ACCOUNT_FORMS = (
    "handle",
    "profile",
    "account_cue",
    "account_called",
    "account_then",
    "account_told",
)
NAMING_PLATFORMS = ("account_called", "account_then")
# Without y, as in xyz.
VOWELS = frozenset("aeiouåäö")
# What follows an account that ends its sentence; after a word there is more to come.
ENDS = frozenset(("", ",", ".", ";", ")", "!", "?", "\n", '"', "'"))
MAIL_BACK, MAIL_AHEAD = 80, 160
LOOKED_AHEAD = 160
WHOSE_BACK = 80


def mails(plain: Plain) -> Iterator[Span]:
    """E-mail addresses, each around its at-sign or what stands for one."""
    low, taken = plain.low, 0
    for sign in pattern("at").finditer(low):
        start, end = sign.span()
        before, after = low[max(0, start - 2) : start].strip(" "), low[end : end + 2].strip(" ")
        if before[-1:] not in LETTERS_AND_DIGITS or after[:1] not in LETTERS_AND_DIGITS:
            continue
        left = pattern("mail_left").search(low[max(taken, start - MAIL_BACK) : start])
        right = pattern("mail_right").match(low[end : end + MAIL_AHEAD])
        if not left or not right or left[0].strip(" ") in table("offices"):
            continue
        lopsided = left[0].endswith(" ") != right[0].startswith(" ")
        ending = right[0].rsplit(".", 1)[-1]
        if sign[0] == "@" and lopsided and ending not in table("mail-endings"):
            continue  # "profilen @anna.b": an account after a word
        taken = end + right.end()
        yield Span(PersonalData.EMAIL, start - len(left[0]), taken)


def accounts(plain: Plain, *, platforms: bool) -> Iterator[Span]:
    """Accounts in social media: "@x", the address of a profile, a name beside the platform's.

    `platforms` is whether the text may name one.
    """
    low = plain.low
    for form in ACCOUNT_FORMS:
        for found in matches(form, low) if platforms or form not in NAMING_PLATFORMS else ():
            user = 1 if found.re.groups else 0
            if found[user] not in table("no-users") and not _touched(low, found.start(user)):
                yield Span(PersonalData.HANDLE, *found.span(user))
    for platform in pattern("platform").finditer(low) if platforms else ():
        account = _after(low, *platform.span(1))
        if account:
            yield Span(PersonalData.HANDLE, *account)


def _touched(low: str, start: int) -> bool:
    return start > 0 and low[start - 1] in LETTERS_AND_DIGITS


def _after(low: str, start: int, end: int) -> tuple[int, int] | None:
    """The account named after the platform that stands from `start` to `end`."""
    tail = low[end : end + LOOKED_AHEAD]
    named = pattern("account_named").match(tail)
    if named and named[1] not in table("no-users") and _ends(tail, named):
        return end + named.start(1), end + named.end(1)
    marked = pattern("account_marked").match(tail)
    if marked and marked[1] not in table("no-users"):
        return end + marked.start(1), end + marked.end(1)
    bare = pattern("account_bare").match(tail)
    if bare and bare[1] not in table("no-users"):
        whose = pattern("whose").search(low[max(0, start - WHOSE_BACK) : start])
        if whose or VOWELS.isdisjoint(bare[1]):
            return end + bare.start(1), end + bare.end(1)
    return None


def _ends(tail: str, found: re.Match[str]) -> bool:
    """Whether the sentence rests after the account, or the account is no word: else it is prose."""
    after = tail[found.end(1) : found.end(1) + 1]
    return after in ENDS or not LETTERS.issuperset(found[1]) or "heter" in found[0]
