"""The accessibility statement that the law on digital public services (2018:1937) asks for.

Its form is that of the supervising authority: who stands behind the service, how well it complies,
what is known not to, where to turn, and how that was found out. It is for anyone to read.
"""

from datetime import date
from typing import NamedTuple

from fastapi import APIRouter, Request, Response

from reference.language import Translator, message
from web.asking import anyone, asker_of
from web.needs import Speaker
from web.render import page_of

PATH = "/tillganglighet"
UPDATED = date(2026, 11, 22)
"""When the words of the statement were last changed. Whoever changes a shortcoming changes it."""

SUPERVISOR = "https://www.digg.se/tdosanmalan"
"""Where anybody may report that a public service is not accessible."""

router = APIRouter(include_in_schema=False)


class Contact(NamedTuple):
    """Where somebody turns who cannot use a part of the service, and when it was last assessed.

    Empty, or None, where the municipality has not said it.
    """

    email: str = ""
    phone: str = ""
    assessed: date | None = None

    @property
    def tel(self) -> str:
        """The number as a link dials it."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


class Shortcoming(NamedTuple):
    """What does not work, for whom, what to do instead, and the criteria of WCAG that it misses."""

    whom: str
    what: str
    criteria: str


SHORTCOMINGS = (
    Shortcoming(
        message("If you do not see"),
        message(
            "A screen reader does not tell what a map shows. Beside each map stands a list or a"
            " table that says the same. In a report you need no map: choose the place from a list,"
            " or describe it in words."
        ),
        "1.1.1",
    ),
    Shortcoming(
        message("If you see poorly"),
        message(
            "The names in the background of a map are part of a drawing. They do not grow with the"
            " text, and they can be too pale. The list beside the map has the names of places"
            " and areas as text."
        ),
        "1.4.3, 1.4.4",
    ),
    Shortcoming(
        message("If it is hard for you to read"),
        message(
            "What organisations write in their reports is shown as they wrote it. It can be hard"
            " to read, and it is not marked when it is in another language than the page."
        ),
        "3.1.2",
    ),
)
"""What is known not to be accessible. Each has another way round, but for the last."""


@router.get(PATH, dependencies=[anyone("the law gives it to everybody")])
def show_statement(request: Request, t: Speaker) -> Response:
    """How accessible the service is, what is not, and where to turn."""
    asker_of(request)  # found for the head of the page, where somebody is signed in
    contact: Contact = request.app.state.accessibility
    return page_of(
        request.scope,
        "accessibility.html",
        contact=contact,
        shortcomings=_in_words(t),
        supervisor=SUPERVISOR,
        updated=UPDATED,
    )


def _in_words(t: Translator) -> list[Shortcoming]:
    return [Shortcoming(t(each.whom), t(each.what), each.criteria) for each in SHORTCOMINGS]
