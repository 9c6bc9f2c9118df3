"""The weekly letter: to each what became of the own reports, once, and nothing that was written."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from accounts import access, wishes
from accounts.permissions import Action
from accounts.wishes import Wish
from briefing.letters.digest import FRESH, MOST, making_letters, send_letters
from events.report import ReportAnswered
from ingest import desk, forms
from ingest.roster import close_account, grant
from projections.known import known
from projections.record import Registry
from reference.dimensions import Reason, Review
from reference.roles import Role
from tests.briefing.correspondence import CANARY, Parish, everything_in, parish, text_of
from tests.hamlet import NOW, WEEK
from tests.postman import URL, Postman, postman

LATER = NOW + timedelta(hours=1)
NEXT = NOW + timedelta(days=7)


@pytest.fixture
def post() -> Iterator[Postman]:
    """A mail server."""
    with postman() as made:
        yield made


@pytest.fixture
def there(registry: Registry, tmp_path: Path, post: Postman) -> Iterator[Parish]:
    """The hamlet on both databases, accounts in a file."""
    url = f"sqlite:///{tmp_path / 'accounts.db'}"
    with parish(registry, url, tmp_path, post) as made:
        yield made


@pytest.fixture
def here(on_sqlite: Registry, tmp_path: Path, post: Postman) -> Iterator[Parish]:
    """The same on SQLite alone."""
    url = f"sqlite:///{tmp_path / 'accounts.db'}"
    with parish(on_sqlite, url, tmp_path, post) as made:
        yield made


def send(where: Parish, at: object = LATER) -> int:
    """Send what is due; how many letters went out."""
    assert at == LATER or at
    done = send_letters(where.registry.log, where.accounts, where.office, at=at)  # type: ignore[arg-type]
    return sum(len(one.delivery.sent) for one in done)


def review(where: Parish, report: object, outcome: Review, **fields: object) -> None:
    form = forms.ReviewForm.model_validate({"outcome": outcome, **fields})
    desk.review(where.registry, report, form, actor="coordinator", at=NOW)  # type: ignore[arg-type]


def test_each_is_told_of_the_own_reports_and_of_no_other(there: Parish) -> None:
    anna, bo = there.person("Anna"), there.person("Bo", "vakt")
    there.tells(anna, 1)
    there.tells(anna, 2, category="DMG-GLASS")
    there.tells(bo, 3, organisation="vakt")
    there.issue()

    assert send(there) == 2

    (to_anna,), (to_bo,) = there.to(anna), there.to(bo)
    assert to_anna["Subject"] == "Det här blev det av dina rapporter, vecka 46"
    numbers = [re.findall(r"2026-47-\d{4}", text_of(each)) for each in (to_anna, to_bo)]
    assert [len(each) for each in numbers] == [2, 1]
    assert not set(numbers[0]) & set(numbers[1])
    said = text_of(to_anna)
    assert "Med i lägesbilden för vecka 46" in said
    assert "Klotter, vecka 46" in said
    assert f"{URL}/my-reports" in said
    assert "In all" not in said


def test_nothing_that_anybody_wrote_stands_in_a_letter(there: Parish) -> None:
    anna = there.person("Anna")
    report = there.tells(anna, 1)
    review(there, report, Review.RETURNED, note=f"{CANARY} note", line=f"{CANARY} line")
    there.tells(anna, 2, place={"words": f"{CANARY} words"})
    there.issue()

    assert send(there) == 1

    sent = everything_in(there.post)
    assert CANARY not in sent
    assert "kanarief" not in sent
    assert "Samordnaren har skrivit en rad till dig." in text_of(there.to(anna)[0])


def test_it_is_sent_once_and_only_after_the_picture_is_issued(there: Parish) -> None:
    anna = there.person("Anna")
    there.tells(anna, 1)
    assert send(there) == 0

    there.issue()

    assert [send(there, LATER + n * timedelta(minutes=10)) for n in range(3)] == [1, 0, 0]
    assert len(there.to(anna)) == 1


def test_who_said_no_is_closed_or_sent_nothing_gets_none(here: Parish) -> None:
    anna, bo, eva, idle = (here.person(name) for name in ("Anna", "Bo", "Eva", "Idle"))
    for number, who in enumerate((anna, bo, eva)):
        here.tells(who, number)
    wishes.keep(here.accounts, bo, Wish(weekly_mail=False))
    close_account(here.registry, eva, actor="test", at=NOW)
    here.issue()

    assert send(here) == 1

    assert [len(here.to(who)) for who in (anna, bo, eva, idle)] == [1, 0, 0, 0]


def test_it_speaks_the_language_that_is_wished_for(here: Parish) -> None:
    anna = here.person("Anna")
    wishes.keep(here.accounts, anna, Wish(language="en"))
    here.tells(anna, 1)
    here.issue()
    send(here)

    (letter,) = here.to(anna)

    assert letter["Subject"] == "What became of your reports, week 46"
    assert letter["Content-Language"] == "en"
    said = text_of(letter)
    assert "In the picture of week 46" in said
    assert "Graffiti, week 46" in said
    assert not re.search("[åäö]", said.replace("Holmen", ""))


def test_the_pictures_sentences_are_for_those_who_may_read_it(here: Parish) -> None:
    anna, chief = here.person("Anna"), here.person("Chief", "skola", Role.COORDINATOR)
    for number in range(3):
        here.tells(anna, number)
    here.tells(chief, 9)
    here.issue()
    send(here)

    to_anna, to_chief = text_of(here.to(anna)[0]), text_of(here.to(chief)[0])

    assert "Sammanlagt kom det in 4 rapporter om den veckan." in to_anna
    assert "/weeks/" not in to_anna
    assert "Västra" not in to_anna
    assert "Vecka 46 har 4 rapporter." in to_chief
    assert f"{URL}/weeks/2026-W46" in to_chief
    assert "Sammanlagt" not in to_chief


def test_a_role_that_was_given_since_counts(here: Parish) -> None:
    anna = here.person("Anna")
    here.tells(anna, 1)
    here.issue()
    grant(here.registry, anna, Role.PARTICIPANT, actor="test", at=NOW)
    send(here)

    assert "/weeks/2026-W46" in text_of(here.to(anna)[0])


def test_the_next_letter_tells_of_what_changed_and_not_of_what_was_told(there: Parish) -> None:
    anna = there.person("Anna")
    old, kept = there.tells(anna, 1), there.tells(anna, 2, category="DMG-GLASS")
    there.issue()
    send(there)
    form = forms.WithdrawalForm(reason=Reason.MISTAKE)
    desk.withdraw(there.registry, old, form, actor="coordinator", at=LATER)
    desk.share(
        there.registry,
        kept,
        forms.ShareForm.model_validate({"share": "meeting"}),
        actor="c",
        at=LATER,
    )
    there.tells(anna, 3, at=LATER, category="DMG-VEH")  # of the week before, and too late for it
    there.issue(WEEK.shift(1), at=NEXT)

    assert send(there, NEXT) == 1

    _, letter = there.to(anna)
    said = text_of(letter)
    assert letter["Subject"].endswith("vecka 47")
    assert "Återtagen" in said
    assert "Efter lägesbilden för vecka 46" in said
    assert len(re.findall(r"2026-47-\d{4}", said)) == 2


def test_a_week_in_which_nothing_of_ones_own_happened_makes_no_letter(here: Parish) -> None:
    anna = here.person("Anna")
    here.tells(anna, 1)
    here.issue()
    send(here)
    here.issue(WEEK.shift(1), at=NEXT)

    assert send(here, NEXT) == 0


def test_a_line_that_was_read_is_news_no_more(here: Parish) -> None:
    anna, bo = here.person("Anna"), here.person("Bo")
    reports = [here.tells(anna, 1), here.tells(bo, 2)]
    for report in reports:
        answer = forms.AnswerForm(line=f"{CANARY}, tack")
        desk.answer(here.registry, report, answer, actor="coordinator", at=NOW)
    access.note(
        here.accounts,
        at=NOW + timedelta(minutes=1),
        actor=str(anna),
        action=Action.TEXT_READ.value,
        objects=[reports[0]],
    )
    here.issue()
    send(here)

    assert "skrivit en rad" not in text_of(here.to(anna)[0])
    assert "skrivit en rad" in text_of(here.to(bo)[0])


def test_a_line_about_an_older_report_is_told_of(here: Parish) -> None:
    anna = here.person("Anna")
    report = here.tells(anna, 1)
    here.issue()
    send(here)
    answer = forms.AnswerForm(line=f"{CANARY}, tack")
    entry = desk.answer(here.registry, report, answer, actor="coordinator", at=LATER)
    assert entry
    assert isinstance(entry.fact, ReportAnswered)
    here.issue(WEEK.shift(1), at=NEXT)

    assert send(here, NEXT) == 1
    assert "skrivit en rad" in text_of(here.to(anna)[1])
    assert CANARY not in everything_in(here.post)


def test_a_letter_stays_short(here: Parish) -> None:
    anna = here.person("Anna")
    for number in range(MOST + 7):
        here.tells(anna, number)
    here.issue()
    send(here)

    said = text_of(here.to(anna)[0])

    assert len(re.findall(r"2026-47-\d{4}", said)) == MOST
    assert "Och 7 rapporter till." in said
    assert said.count("Med i lägesbilden för vecka 46") == 1


def test_pictures_of_long_ago_make_no_letters(here: Parish) -> None:
    anna = here.person("Anna")
    here.tells(anna, 1)
    here.issue()
    old = WEEK.shift(-8)
    here.issue(old, at=NOW)

    with known(here.registry.log) as view:
        assert [one.period for one in making_letters(view, LATER)] == [str(WEEK)]
        assert not making_letters(view, NOW + FRESH + timedelta(seconds=1))
    assert send(here, NOW + timedelta(days=8)) == 0


def test_an_empty_record_sends_nothing(here: Parish) -> None:
    assert send(here) == 0
    here.issue()
    assert send(here) == 0
