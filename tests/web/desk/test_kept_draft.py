"""What was written when a session had ended is kept, and saved after signing in again."""

from urllib.parse import parse_qsl

from accounts.sessions import end_all
from reference.roles import Role
from tests.web.desk.conftest import DESK
from tests.web.desk.test_writing import seen_on, text_in
from tests.web.doorway import send, token_on
from tests.web.town import Town
from web.cookies import SESSION


def test_a_draft_that_was_sent_too_late_is_kept_and_saved(town: Town) -> None:
    anna = town.person("skola", Role.ANALYST)
    browser = town.signed_in(anna, Role.ANALYST)
    page = browser.get(DESK)
    fields = {"text-sentence-1": "Oron ökar vid torget.", "text-rumour-1": "Det sägs mycket."}
    end_all(town.accounts, anna, at=town.clock())

    late = browser.post(
        DESK, data={"form_token": token_on(page), "seen": seen_on(page.text), **fields}
    )

    assert late.headers["location"] == "/sign-in?kept=1"
    browser.cookies.delete(SESSION)
    browser.cookies.set(SESSION, town.token(anna, Role.ANALYST))
    assert "The analyst&#39;s words for a picture" in browser.get("/kept").text
    answer = send(browser, "/kept", on="/kept")
    assert answer.headers["location"] == DESK
    arrived = browser.post(DESK, data=dict(parse_qsl(answer.request.content.decode())))
    assert arrived.headers["location"] == f"{DESK}?done=saved"
    again = browser.get(DESK).text
    assert text_in(again, "sentence-1") == "Oron ökar vid torget."
    assert text_in(again, "rumour-1") == "Det sägs mycket."
