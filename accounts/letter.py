"""A letter by e-mail: what it says, once as plain text and once as HTML that says the same.

It holds nothing that loads from anywhere, and nothing that tells us whether it was opened.
"""

from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from textwrap import TextWrapper
from typing import NamedTuple, assert_never
from uuid import UUID

WIDTH = 72
"""Characters of a line of plain text, as mail has long had it."""

_BODY = (
    "font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;max-width:38em;padding:0 1em"
)
_HEADINGS = {
    1: "font-size:20px;line-height:1.2",
    2: "font-size:16px;line-height:1.2;margin:1.5em 0 .5em",
}
_LIST = "padding-left:1.2em"
_ITEM = "margin-bottom:.5em"


class Heading(NamedTuple):
    """The letter's heading, of level 1, or one within it."""

    text: str
    level: int = 1


class Paragraph(NamedTuple):
    """A paragraph."""

    text: str


class Items(NamedTuple):
    """A list; of each item the lines, the first of which says what it is about."""

    items: tuple[tuple[str, ...], ...]


class Way(NamedTuple):
    """A link on a line of its own."""

    label: str
    address: str


Block = Heading | Paragraph | Items | Way


class Letter(NamedTuple):
    """A letter to one account. Nobody gets two of one `kind` `about` the same.

    `language` is "sv" or "en". `stop` is the address of the page where the reader can say no to
    letters of this kind; empty for what goes to whoever has a task.
    """

    account: UUID
    name: str
    email: str
    language: str
    kind: str
    about: str
    subject: str
    blocks: tuple[Block, ...]
    stop: str = ""


class Unwritable(Exception):
    """What stands in the directory is no address that a letter can be written to."""


def as_message(
    letter: Letter, *, sender: str, sender_name: str, message_id: str, at: datetime
) -> EmailMessage:
    """The letter as a message from `sender`, an address. Raises Unwritable.

    `message_id` is what stands before the @ of its Message-ID.
    """
    recipient = address_of(letter.email, letter.name)
    message = EmailMessage(policy=SMTP)
    message["From"] = address_of(sender, sender_name)
    message["To"] = recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{message_id}@{address_of(sender).domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"  # the same, as Exchange understands it
    if letter.stop:
        message["List-Unsubscribe"] = f"<{letter.stop}>"
    message.set_content(plain(letter), cte="quoted-printable")
    message.add_alternative(html(letter), subtype="html", cte="quoted-printable")
    # Last, because whatever describes a content moves into it.
    message["Content-Language"] = letter.language
    return message


def address_of(email: str, name: str = "") -> Address:
    """An address with the name of whoever has it, its domain in ASCII. Raises Unwritable.

    What stands before the @ must be ASCII: few servers take anything else.
    """
    local, _, domain = email.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
        return Address(display_name=name, addr_spec=f"{local}@{ascii_domain}")
    except (MessageError, ValueError, IndexError) as error:
        # The library's own parser also fails by IndexError on some that end too early.
        raise Unwritable from error


def plain(letter: Letter) -> str:
    """What the letter says, as plain text."""
    return "\n\n".join(_plain(block) for block in letter.blocks) + "\n"


def html(letter: Letter) -> str:
    """The same as a page of headings, lists and links, in the colours of the reader's program."""
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(letter.subject)}</title>"
    )
    body = "\n".join(_html(block) for block in letter.blocks)
    page = f'<!DOCTYPE html>\n<html lang="{letter.language}">\n<head>{head}</head>\n'
    return f'{page}<body style="{_BODY}">\n<main>\n{body}\n</main>\n</body>\n</html>\n'


def _plain(block: Block) -> str:
    match block:
        case Heading() | Paragraph():
            return _wrapped(block.text)
        case Items():
            return "\n".join(
                _wrapped(line, "- " if n == 0 else "  ", "  ")
                for item in block.items
                for n, line in enumerate(item)
            )
        case Way():
            return f"{_wrapped(block.label)}:\n{block.address}"
        case _:
            assert_never(block)


def _wrapped(text: str, first: str = "", then: str = "") -> str:
    wrapper = TextWrapper(
        WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapper.fill(text)


def _html(block: Block) -> str:
    match block:
        case Heading():
            h = f"h{block.level}"
            return f'<{h} style="{_HEADINGS[block.level]}">{escape(block.text)}</{h}>'
        case Paragraph():
            return f"<p>{escape(block.text)}</p>"
        case Items():
            items = "\n".join(f'<li style="{_ITEM}">{_item(item)}</li>' for item in block.items)
            return f'<ul style="{_LIST}">\n{items}\n</ul>'
        case Way():
            return f'<p><a href="{escape(block.address)}">{escape(block.label)}</a></p>'
        case _:
            assert_never(block)


def _item(lines: tuple[str, ...]) -> str:
    return "<br>".join(escape(line) for line in lines)
