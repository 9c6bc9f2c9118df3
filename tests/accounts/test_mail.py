"""Letters handed to a real mail server: each at most once, whatever happens in between."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from sqlalchemy import select

from accounts import sent
from accounts.letter import Letter, Paragraph, plain
from accounts.mail import Delivery, Trouble, deliver
from accounts.opening import Accounts, purge
from accounts.tables import sent_mail
from events.database import reading
from tests.accounts.ledger import ANNA, NOW, at_once, neighbour
from tests.postman import (
    CUT,
    PASSWORD,
    TAKEN,
    USER,
    Postman,
    certificate,
    free_port,
    postman,
)

MANY = 12


@pytest.fixture
def post() -> Iterator[Postman]:
    """A mail server that takes everything."""
    with postman() as made:
        yield made


def letter(number: int = 0, **fields: object) -> Letter:
    """A letter to somebody."""
    account = uuid5(ANNA, str(number))
    email = f"person{number}@havstuna.example"
    written = Letter(
        account, "Åsa Öberg", email, "sv", "week", "2026-W47", "Ämne", (Paragraph("Hej"),)
    )
    return written._replace(**fields)  # type: ignore[arg-type]


def letters(n: int = MANY) -> list[Letter]:
    """Letters to several people."""
    return [letter(number) for number in range(n)]


def accounts_of(written: list[Letter]) -> list[UUID]:
    return [one.account for one in written]


def refusing(*numbers: int, answer: str) -> dict[str, str]:
    return {f"person{number}@havstuna.example": answer for number in numbers}


def test_many_go_over_one_connection(accounts_on_sqlite: Accounts, post: Postman) -> None:
    done = deliver(accounts_on_sqlite, post.office(), letters(), at=NOW)

    assert done == Delivery(sent=accounts_of(letters()))
    assert post.recipients == [one.email for one in letters()]
    assert post.connections == 1


def test_what_arrives_is_what_was_written(accounts_on_sqlite: Accounts, post: Postman) -> None:
    written = letter(
        blocks=(Paragraph(".en punkt först"), Paragraph("."), Paragraph("Åsa & Örjan"))
    )

    deliver(accounts_on_sqlite, post.office(), [written], at=NOW)

    (came,) = post.came
    body = came.get_body(("plain",))
    assert body
    assert body.get_content().replace("\r\n", "\n") == plain(written)
    assert came["To"] == "Åsa Öberg <person0@havstuna.example>"
    assert came["From"] == "Lägesbilden Havstuna <lagesbild@havstuna.example>"


def test_nobody_gets_the_same_letter_twice(accounts: Accounts, post: Postman) -> None:
    deliver(accounts, post.office(), letters(2), at=NOW)

    again = deliver(accounts, post.office(), letters(3), at=NOW + timedelta(days=3))

    assert (again.sent, again.before) == ([letter(2).account], 2)
    assert len(post.came) == 3


def test_another_kind_or_week_or_municipality_is_another_letter(
    accounts: Accounts, post: Postman
) -> None:
    others = [letter(), letter(kind="reminder-day"), letter(about="2026-W48")]
    for written in others:
        assert deliver(accounts, post.office(), [written], at=NOW).sent
    assert deliver(neighbour(accounts), post.office(), [letter()], at=NOW).sent

    assert len(post.came) == 4
    assert len({message["Message-ID"] for message in post.came}) == 3


def test_of_several_at_once_one_sends_it(accounts: Accounts, post: Postman) -> None:
    done = at_once(4, lambda _: deliver(accounts, post.office(), letters(5), at=NOW))

    assert sum(len(one.sent) for one in done) == 5
    assert sorted(post.recipients) == [one.email for one in letters(5)]


def test_without_letters_nobody_is_called(accounts_on_sqlite: Accounts, post: Postman) -> None:
    assert deliver(accounts_on_sqlite, post.office(), [], at=NOW) == Delivery()
    assert post.connections == 0


class Died(BaseException):
    """The process is gone."""


@pytest.mark.parametrize(
    ("dies_at", "arrived", "goes_on"),
    [
        (sent.claim, 0, 3),  # before it was claimed: all of it is done by the next
        (sent.mark, 1, 2),  # after it arrived: it is not sent again
    ],
)
def test_a_process_that_dies_leaves_nothing_to_be_sent_twice(
    accounts: Accounts,
    post: Postman,
    monkeypatch: pytest.MonkeyPatch,
    dies_at: object,
    arrived: int,
    goes_on: int,
) -> None:
    def die(*_: object, **__: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(f"accounts.mail.{dies_at.__name__}", die)  # type: ignore[attr-defined]
        with pytest.raises(Died):
            deliver(accounts, post.office(), letters(3), at=NOW)
    assert len(post.came) == arrived

    again = deliver(accounts, post.office(), letters(3), at=NOW + timedelta(minutes=10))
    later = deliver(accounts, post.office(), letters(3), at=NOW + timedelta(hours=2))

    assert (len(again.sent), again.later) == (goes_on, 3 - goes_on)
    assert later.unknown == ([] if goes_on == 3 else [letter(0).account])
    assert not later.sent
    assert sorted(post.recipients) == [one.email for one in letters(3)]


def test_a_letter_of_which_nobody_knows_whether_it_arrived_is_not_sent_again(
    accounts: Accounts, post: Postman
) -> None:
    post.on_letter = lambda _: CUT
    done = deliver(accounts, post.office(), letters(3), at=NOW)
    post.on_letter = lambda _: TAKEN

    assert (done.unknown, done.trouble) == ([letter(0).account], Trouble.BROKE_OFF)
    assert (done.sent, done.later) == ([], 2)
    again = deliver(accounts, post.office(), letters(3), at=NOW + timedelta(hours=1))
    assert again.sent == accounts_of(letters(3))[1:]
    assert again.unknown == [letter(0).account]
    assert sorted(post.recipients) == [one.email for one in letters(3)]


def test_a_server_that_breaks_off_within_letters_costs_one_and_not_all(
    accounts_on_sqlite: Accounts, post: Postman
) -> None:
    post.on_letter = lambda address: TAKEN if address.startswith("person0@") else CUT

    done = deliver(accounts_on_sqlite, post.office(), letters(5), at=NOW)

    assert (done.sent, done.unknown) == ([letter(0).account], [letter(1).account])
    assert (done.later, done.trouble, post.connections) == (3, Trouble.BROKE_OFF, 1)


def test_an_address_that_is_refused_does_not_stop_the_others(
    accounts: Accounts, post: Postman
) -> None:
    answers = refusing(1, answer="550 nobody here") | refusing(2, answer="451 later")
    post.on_recipient = lambda address: answers.get(address, TAKEN)

    done = deliver(accounts, post.office(), letters(5), at=NOW)

    assert done.refused == [letter(1).account]
    assert (len(done.sent), done.later, done.trouble) == (3, 1, None)
    answers.clear()
    soon = deliver(accounts, post.office(), letters(5), at=NOW + sent.FIRST_PAUSE)
    assert soon.sent == [letter(2).account]
    next_day = deliver(accounts, post.office(), letters(5), at=NOW + sent.PAUSE_WHEN_REFUSED)
    assert next_day.sent == [letter(1).account]


def test_a_letter_that_is_refused_when_it_is_read_does_not_stop_the_others(
    accounts_on_sqlite: Accounts, post: Postman
) -> None:
    post.on_letter = lambda address: "554 no" if address.startswith("person0@") else TAKEN

    done = deliver(accounts_on_sqlite, post.office(), letters(3), at=NOW)

    assert (done.refused, len(done.sent)) == ([letter(0).account], 2)


@pytest.mark.parametrize(
    "email", ["a,b@havstuna.example", "a@b>", '"a@b', "å" * 90 + "@b", "a@" + "å" * 80]
)
def test_an_address_that_cannot_be_written_does_not_stop_the_others(
    accounts_on_sqlite: Accounts, post: Postman, email: str
) -> None:
    done = deliver(accounts_on_sqlite, post.office(), [letter(0, email=email), letter(1)], at=NOW)

    assert (done.refused, done.sent) == ([letter(0).account], [letter(1).account])


def test_a_line_that_breaks_before_the_letter_was_given_leaves_it_to_be_sent(
    accounts_on_sqlite: Accounts, post: Postman
) -> None:
    answers = refusing(1, answer=CUT)
    post.on_recipient = lambda address: answers.pop(address, TAKEN)

    done = deliver(accounts_on_sqlite, post.office(), letters(4), at=NOW)

    # The connection had taken one before, so another one takes the rest.
    assert (len(done.sent), done.later, done.unknown) == (3, 1, [])
    assert deliver(
        accounts_on_sqlite, post.office(), letters(4), at=NOW + timedelta(hours=1)
    ).sent == [letter(1).account]


def test_a_server_that_takes_a_few_a_connection_gets_them_by_several(
    accounts_on_sqlite: Accounts, post: Postman
) -> None:
    post.most = 5

    done = deliver(accounts_on_sqlite, post.office(), letters(12), at=NOW)

    assert (len(done.sent), done.trouble, post.connections) == (12, None, 3)


def test_a_server_that_is_down_is_tried_again_after_pauses_that_grow(
    accounts_on_sqlite: Accounts,
) -> None:
    nobody = Postman(port=free_port()).office()
    tried: list[int] = []

    for minutes in range(0, 24 * 60, 10):
        done = deliver(accounts_on_sqlite, nobody, letters(2), at=NOW + timedelta(minutes=minutes))
        assert (done.sent, done.later, done.unknown) == ([], 2, [])
        if done.trouble:
            assert done.trouble is Trouble.UNREACHABLE
            tried.append(minutes)

    assert tried[:6] == [0, 10, 30, 70, 150, 310]
    assert len(tried) < 12
    with postman() as back:
        later = deliver(accounts_on_sqlite, back.office(), letters(2), at=NOW + timedelta(days=2))
    assert len(later.sent) == len(back.came) == 2


def test_a_server_that_does_not_want_us_is_left_alone(
    accounts_on_sqlite: Accounts, post: Postman
) -> None:
    post.on_sender = lambda _: "550 not you"

    done = deliver(accounts_on_sqlite, post.office(), letters(3), at=NOW)

    assert (done.trouble, done.later, done.unknown) == (Trouble.SENDER, 3, [])
    again = deliver(accounts_on_sqlite, post.office(), letters(3), at=NOW + timedelta(minutes=5))
    assert (again.trouble, again.later, post.connections) == (None, 3, 1)


def test_it_ends_between_two_letters_when_it_is_told_to(
    accounts_on_sqlite: Accounts, post: Postman
) -> None:
    done = deliver(
        accounts_on_sqlite, post.office(), letters(5), at=NOW, is_over=lambda: len(post.came) >= 2
    )

    assert (len(done.sent), done.later) == (2, 3)
    assert len(deliver(accounts_on_sqlite, post.office(), letters(5), at=NOW).sent) == 3


@pytest.mark.parametrize("is_tls", [False, True])
@pytest.mark.parametrize("password", [PASSWORD, "grön häst i dimma"], ids=["ascii", "swedish"])
def test_it_signs_in_over_tls(
    accounts_on_sqlite: Accounts,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    password: str,
    *,
    is_tls: bool,
) -> None:
    context, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with postman(context=context, is_tls=is_tls, password=password) as post:
        tls = "tls" if is_tls else "starttls"
        office = post.office(tls=tls, user=USER, password=password)
        done = deliver(accounts_on_sqlite, office, letters(2), at=NOW)

        assert len(done.sent) == len(post.came) == 2
        assert post.logins == [(USER, password)]

        wrong = post.office(tls=tls, user=USER, password="fel")  # noqa: S106 - the case
        refused = deliver(accounts_on_sqlite, wrong, [letter(7)], at=NOW)
        assert (refused.trouble, refused.later) == (Trouble.SIGN_IN, 1)


@pytest.mark.parametrize("is_tls", [False, True])
def test_a_server_that_we_do_not_know_gets_neither_password_nor_letter(
    accounts_on_sqlite: Accounts, tmp_path: Path, *, is_tls: bool
) -> None:
    context, _ = certificate(tmp_path)
    with postman(context=context, is_tls=is_tls, password=PASSWORD) as post:
        office = post.office(tls="tls" if is_tls else "starttls", user=USER, password=PASSWORD)
        done = deliver(accounts_on_sqlite, office, letters(1), at=NOW)

        assert (done.trouble, post.logins, post.came) == (Trouble.TLS, [], [])


def test_nothing_goes_in_the_clear_where_tls_is_asked_for(
    accounts_on_sqlite: Accounts, post: Postman
) -> None:
    done = deliver(accounts_on_sqlite, post.office(tls="starttls"), letters(1), at=NOW)

    assert (done.trouble, post.came) == (Trouble.TLS, [])


def test_what_is_kept_of_letters_names_no_address_and_goes_in_time(
    accounts: Accounts, post: Postman
) -> None:
    deliver(accounts, post.office(), letters(2), at=NOW)
    with reading(accounts.engine) as connection:
        rows = connection.execute(select(sent_mail)).all()
    assert "person" not in repr(rows)
    assert "Öberg" not in repr(rows)

    assert purge(accounts, at=NOW + timedelta(days=89))["sent_mail"] == 0
    assert purge(accounts, at=NOW + timedelta(days=91))["sent_mail"] == 2


def test_the_password_stands_in_no_error_that_repeats_the_office(post: Postman) -> None:
    assert PASSWORD not in repr(post.office(user=USER, password=PASSWORD))
