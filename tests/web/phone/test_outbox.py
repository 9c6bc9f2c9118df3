"""What waits in the phone is sent, whatever becomes of the line: each thing once, none lost.

And only for whoever wrote it.
"""

import json
import random
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.web.phone.line import WAYS, Cut
from tests.web.phone.shore import Shore, an_item, call, flush, put, sent, waiting
from web.cookies import SESSION

SEED, CUTS, RECEIPTS = 47, 50, 50
A_LOT = 10**9
REPORTS = "**/api/1/reports"
RAW = """async () => {
  const database = await new Promise((done, failed) => {
    const asked = indexedDB.open("lagesbild");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = failed;
  });
  const all = (name) => new Promise((done) => {
    const asked = database.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const [key] = await all("keys");
  const bytes = (await all("outbox")).map(({ sealed }) => new TextDecoder().decode(sealed.data));
  const exported = await crypto.subtle.exportKey("raw", key).then(() => true, () => false);
  database.close();
  return { bytes, exported };
}"""
FULL = """() => {
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("no room", "QuotaExceededError");
  };
}"""


def test_whatever_cuts_the_line_nothing_is_lost_and_nothing_doubled(
    page: Page, shore: Shore
) -> None:
    before, dice = len(shore.stored()), random.Random(SEED)
    never = shore.line.cut = Cut("out", A_LOT)
    put(page, an_item(shore.reporter(), text="Nummer 00."))
    flush(page)
    length = dict(never.gone)
    for number in range(1, CUTS + 1):
        way = dice.choice(WAYS)
        cut = shore.line.cut = Cut(way, dice.randint(0, length[way]))
        put(page, an_item(shore.reporter(), text=f"Nummer {number:02}."))
        flush(page)
        assert cut.done.is_set(), (cut.way, cut.after, length)
        shore.line.come_up()
        flush(page)

    assert waiting(page) == []
    assert len(shore.stored()) == before + 1 + CUTS
    assert len({receipt["report"] for receipt in sent(page)}) == min(CUTS + 1, RECEIPTS)


def test_what_is_put_in_twice_is_sent_once(page: Page, shore: Shore) -> None:
    before, item = len(shore.stored()), an_item(shore.reporter())

    put(page, item)
    put(page, item)
    flush(page)
    put(page, item)
    flush(page)

    assert waiting(page) == []
    assert len(shore.stored()) == before + 1


def test_two_tabs_send_each_thing_once(phone: BrowserContext, page: Page, shore: Shore) -> None:
    before, other = len(shore.stored()), phone.new_page()
    other.goto(f"{shore.address}/offline")
    posted: list[str] = []
    phone.on("request", lambda it: posted.append(it.method) if it.method == "POST" else None)
    shore.line.go_down()
    put(page, *[an_item(shore.reporter()) for _ in range(4)])
    put(other, *[an_item(shore.reporter()) for _ in range(4)])
    for tab in (page, other):
        flush(tab)
    shore.line.come_up()
    posted.clear()

    for tab in (page, other):
        tab.evaluate("import('/static/phone/outbox.js').then(({ flush }) => void flush())")
    for tab in (page, other):
        flush(tab)

    assert (waiting(page), waiting(other)) == ([], [])
    assert len(shore.stored()) == before + 8
    assert len(posted) == 8


def test_a_session_that_ended_keeps_what_waits_until_somebody_signs_in(
    phone: BrowserContext, page: Page, shore: Shore
) -> None:
    before, sam = len(shore.stored()), shore.reporter()
    phone.clear_cookies()
    put(page, an_item(sam))
    flush(page)
    (item,) = waiting(page)
    assert (item["state"], item["label"]) == ("sign-in", "")

    page.reload()
    assert [each["state"] for each in waiting(page)] == ["sign-in"]
    shore.sign_in(phone, sam)
    flush(page)

    assert waiting(page) == []
    assert len(shore.stored()) == before + 1


def test_somebody_else_on_the_phone_sees_that_something_waits_and_never_sends_it(
    phone: BrowserContext, page: Page, shore: Shore
) -> None:
    before, item = len(shore.stored()), an_item(shore.reporter(), text="Bänken.")
    shore.line.go_down()
    put(page, item)
    posted: list[str] = []
    shore.sign_in(phone, shore.reporter("Kim"))
    shore.line.come_up()
    phone.on("request", lambda it: posted.append(it.url) if it.method == "POST" else None)
    flush(page)

    assert posted == []
    (seen,) = waiting(page)
    assert (seen["state"], seen["label"], seen["kind"]) == ("other-account", "", "")
    assert call(page, "body", item["id"]) is None
    assert call(page, "discard", item["id"]) is False
    assert call(page, "asFile") is None
    put(page, an_item(shore.reporter("Kim")))
    flush(page)
    assert len(shore.stored()) == before + 1

    shore.sign_in(phone, shore.reporter())
    flush(page)
    assert waiting(page) == []
    assert len(shore.stored()) == before + 2


def test_who_signs_in_while_it_is_sent_does_not_become_its_sender(
    phone: BrowserContext, page: Page, shore: Shore
) -> None:
    before = len(shore.stored())

    def swap(route: Route) -> None:
        shore.sign_in(phone, shore.reporter("Kim"))
        route.continue_(headers=route.request.headers | {"cookie": _cookie(phone)})

    page.route(REPORTS, swap)
    put(page, an_item(shore.reporter()))
    flush(page)

    assert len(shore.stored()) == before
    assert len(waiting(page)) == 1


def _cookie(phone: BrowserContext) -> str:
    (held,) = [each for each in phone.cookies("https://localhost") if each.get("name") == SESSION]
    return f"{SESSION}={held.get('value')}"


def test_what_is_refused_stays_with_the_reason_and_can_be_put_right(
    page: Page, shore: Shore
) -> None:
    before, item = len(shore.stored()), an_item(shore.reporter())
    wrong = item | {"body": item["body"] | {"category": "NO-SUCH"}}
    put(page, wrong, an_item(shore.reporter()))
    flush(page)

    (refused,) = waiting(page)
    assert refused["state"] == "refused"
    assert refused["problem"]["errors"][0]["field"] == "category"
    assert call(page, "body", item["id"])["category"] == "NO-SUCH"
    put(page, item)
    flush(page)

    assert waiting(page) == []
    assert len(shore.stored()) == before + 2


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "content_type": "text/html", "body": "<p>Välkommen till kaféet</p>"},
        {"status": 403, "content_type": "text/html", "body": "<p>Proxy</p>"},
        {"status": 201, "content_type": "application/json", "body": '{"report": "'},
        {"status": 502, "content_type": "text/html", "body": ""},
        {"status": 500, "content_type": "application/problem+json", "body": "{}"},
    ],
)
def test_an_answer_that_is_not_the_services_own_yes_removes_nothing(
    page: Page, shore: Shore, answer: dict[str, Any]
) -> None:
    before = len(shore.stored())
    page.route(REPORTS, lambda route: route.fulfill(**answer))
    put(page, an_item(shore.reporter()))
    flush(page)
    assert [item["state"] for item in waiting(page)] == ["waiting"]

    page.unroute(REPORTS)
    flush(page)
    assert waiting(page) == []
    assert len(shore.stored()) == before + 1


def test_one_that_the_service_stumbles_over_does_not_hold_up_the_others(
    page: Page, shore: Shore
) -> None:
    before, first = len(shore.stored()), an_item(shore.reporter())

    def stumble(route: Route) -> None:
        if _client_id(route.request) == first["id"]:
            route.fulfill(status=500, content_type="application/problem+json", body="{}")
        else:
            route.continue_()

    page.route(REPORTS, stumble)
    put(page, first, an_item(shore.reporter()))
    flush(page)

    assert [item["id"] for item in waiting(page)] == [first["id"]]
    assert len(shore.stored()) == before + 1


def _client_id(request: Request) -> str:
    body: dict[str, str] = json.loads(request.post_data or "{}")
    return body["client_id"]


def test_the_clock_is_told_anew_each_time_something_is_sent(page: Page, shore: Shore) -> None:
    told: list[str] = []

    def note(route: Route) -> None:
        told.append(json.loads(route.request.post_data or "{}")["sent_at"])
        route.abort() if len(told) == 1 else route.continue_()

    page.route(REPORTS, note)
    put(page, an_item(shore.reporter()))
    flush(page)
    flush(page)

    assert len(set(told)) == 2


def test_the_store_is_opened_again_when_the_phone_closed_it(page: Page, shore: Shore) -> None:
    page.evaluate(
        """async () => {
          const { openStore } = await import("/static/phone/store.js");
          (await openStore()).close();
        }"""
    )
    put(page, an_item(shore.reporter()))
    flush(page)

    assert waiting(page) == []


def test_a_newer_edition_in_another_tab_takes_nothing_away(
    phone: BrowserContext, page: Page, shore: Shore
) -> None:
    shore.line.go_down()
    put(page, an_item(shore.reporter()))
    other = phone.new_page()
    other.route("**/*", lambda route: route.fulfill(content_type="text/html", body=""))
    other.goto(f"{shore.address}/newer")
    other.evaluate("""() => new Promise((done, failed) => {
      const asked = indexedDB.open("lagesbild", 9);
      asked.onupgradeneeded = () => asked.result.createObjectStore("newer");
      asked.onsuccess = done;
      asked.onerror = failed;
    })""")

    put(page, an_item(shore.reporter()))
    assert len(waiting(page)) == 2


def test_what_lies_in_the_phone_is_sealed_with_a_key_that_cannot_be_taken_out(
    page: Page, shore: Shore
) -> None:
    shore.line.go_down()
    put(page, an_item(shore.reporter(), text="Bänken vid dammen."))
    assert "dammen" in call(page, "body", waiting(page)[0]["id"])["text"]

    lies = page.evaluate(RAW)
    assert len(lies["bytes"]) == 1
    assert not any("nken" in each or "DMG" in each or "Klotter" in each for each in lies["bytes"])
    assert not lies["exported"]


def test_a_full_phone_says_so_and_keeps_what_it_has(page: Page, shore: Shore) -> None:
    shore.line.go_down()
    put(page, an_item(shore.reporter()))
    page.evaluate(FULL)

    failed = page.evaluate(
        """async (item) => {
          const { put } = await import("/static/phone/outbox.js");
          return put([item]).then(() => "", ({ name }) => name);
        }""",
        an_item(shore.reporter()),
    )

    assert failed == "QuotaExceededError"
    assert len(waiting(page)) == 1
    expect(page.locator(".waiting-said")).to_contain_text("minne är fullt")


def test_a_week_without_anything_to_report_waits_and_is_sent_too(page: Page, shore: Shore) -> None:
    said = {
        "id": "nothing-skola-2026-W48",
        "kind": "nothing",
        "account": str(shore.reporter()),
        "label": "Inget att rapportera, v. 48",
        "body": {"organisation": "skola", "week": "2026-W47"},
    }
    put(page, said)
    flush(page)

    assert waiting(page) == []
