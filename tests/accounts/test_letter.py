"""A letter says the same in both its forms, in Swedish letters, and loads nothing."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest

from accounts.letter import (
    Heading,
    Items,
    Letter,
    Paragraph,
    Unwritable,
    Way,
    as_message,
    html,
    plain,
)
from tests.accounts.ledger import ANNA, NOW

LONG = "Det här är en mening som är så lång att den inte får plats på en enda rad i ett brev, åäö."
ADDRESS = "https://lagesbild.havstuna.example/my-reports?" + "a" * 90
LETTER = Letter(
    account=ANNA,
    name="Åsa Öberg, Västra",
    email="asa@havstuna.example",
    language="sv",
    kind="week",
    about="2026-W47",
    subject="Så här gick det: vecka 47 – och så vidare, med en rubrik som är längre än en rad",
    blocks=(
        Heading("Rubrik <b>"),
        Paragraph(LONG),
        Items((("2026-47-0123: Klotter & sånt", "Följande rad"), (".punkt först",))),
        Way("Mina rapporter", ADDRESS),
        Heading("Mindre", 2),
    ),
    stop="https://lagesbild.havstuna.example/account#letters",
)


def sent(letter: Letter = LETTER) -> EmailMessage:
    """The letter as it is read again from the wire."""
    made = as_message(
        letter,
        sender="lagesbild@havstuna.example",
        sender_name="Lägesbilden Havstuna",
        message_id="abc",
        at=NOW,
    )
    wire = made.as_bytes()
    assert wire.isascii()
    assert all(len(line) <= 998 for line in wire.split(b"\r\n"))
    read = message_from_bytes(wire, policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert not read.defects
    return read


def test_its_head_says_who_what_and_that_nobody_wrote_it_by_hand() -> None:
    read = sent()

    assert read["To"] == '"Åsa Öberg, Västra" <asa@havstuna.example>'
    assert read["From"] == "Lägesbilden Havstuna <lagesbild@havstuna.example>"
    assert read["Subject"] == LETTER.subject
    assert read["Message-ID"] == "<abc@havstuna.example>"
    assert parsedate_to_datetime(read["Date"]) == NOW
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Content-Language"] == "sv"
    assert read["List-Unsubscribe"] == f"<{LETTER.stop}>"
    assert "List-Unsubscribe" not in sent(LETTER._replace(stop=""))


def test_both_forms_arrive_in_swedish() -> None:
    read = sent()

    assert read.get_content_type() == "multipart/alternative"
    text, page = (part.get_content().replace("\r\n", "\n") for part in read.iter_parts())
    assert text == plain(LETTER)
    assert page == html(LETTER)


def test_plain_text_fits_its_lines_and_never_breaks_an_address() -> None:
    lines = plain(LETTER).split("\n")

    assert ADDRESS in lines
    assert all(len(line) <= 72 for line in lines if line != ADDRESS)
    assert "- 2026-47-0123: Klotter & sånt\n  Följande rad\n- .punkt först" in plain(LETTER)
    assert " ".join(LONG.split()) in " ".join(plain(LETTER).split())


def test_the_page_has_a_language_headings_in_order_and_nothing_from_elsewhere() -> None:
    page = html(LETTER)

    assert '<html lang="sv">' in page
    assert re.findall(r"<(h\d)", page) == ["h1", "h2"]
    assert "Rubrik &lt;b&gt;" in page
    assert "Klotter &amp; sånt" in page
    assert not re.findall(r"<(?:img|script|link|iframe|style|form)\b|\bsrc=|url\(", page)
    assert re.findall(r'href="([^"]+)"', page) == [ADDRESS]


@pytest.mark.parametrize(
    ("email", "written"),
    [
        ("anna@blåsippan.example", "anna@xn--blsippan-b0a.example"),
        ("anna+post@havstuna.example", "anna+post@havstuna.example"),
    ],
)
def test_an_address_is_written_as_mail_servers_read_it(email: str, written: str) -> None:
    (to,) = sent(LETTER._replace(email=email))["To"].addresses

    assert to.addr_spec == written


@pytest.mark.parametrize(
    "email",
    ["", "@", "a@", "åsa@havstuna.example", "a,b@c", "a@b>c", "a@b\r\nBcc: c@d", "a@" + "b" * 64],
)
def test_what_is_no_address_is_not_written(email: str) -> None:
    with pytest.raises(Unwritable):
        sent(LETTER._replace(email=email))


def test_no_name_or_subject_can_add_a_line_to_the_head() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        sent(LETTER._replace(subject="a\r\nBcc: c@d"))
    with pytest.raises((ValueError, Unwritable)):
        sent(LETTER._replace(name="a\r\nBcc: c@d"))
