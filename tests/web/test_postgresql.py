"""The service on PostgreSQL: the same answers, and the same patience with a locked record."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from accounts.opening import store
from events.sealing import make_master_key
from migrations.run import migrate
from projections.opening import stores
from settings import Settings
from tests.web.conftest import served
from tests.web.town import Town, a_report


@pytest.fixture
def town(fresh_postgres_url: str, tmp_path: Path) -> Iterator[Town]:
    """The small town, with its record on a server and its keys beside."""
    settings = Settings(
        data_dir=tmp_path,
        database_url=fresh_postgres_url,
        municipality="9947",
        municipality_name="Havstuna",
        busy_timeout_s=0.5,
    )
    with (
        stores(settings.database_url, settings.keys_url) as (engine, keys),
        store(settings.accounts_url) as accounts,
    ):
        migrate(engine, keys, accounts)
    make_master_key(settings.master_key_file)
    with served(settings) as town:
        yield town


def test_a_report_goes_all_the_way_to_the_issued_picture(town: Town) -> None:
    report = town.send(text="Klotter.", occurred={"from": "2026-11-12T12:00"})
    town.press("/weeks/2026-W46/issue", unread="1")
    town.change(report["report"], "reclassifications", category="DMG-GLASS")

    page = town.client.get("/weeks/2026-W46").text
    told = town.client.get(report["page"]).text

    assert "1 report of the week has come or changed" in page
    assert "Klotter." in told
    assert town.client.get("/health/ready").status_code == 200


def test_a_locked_record_is_a_matter_of_waiting(town: Town, fresh_postgres_url: str) -> None:
    with psycopg.connect(fresh_postgres_url) as holder:
        holder.execute("SELECT * FROM log_head FOR UPDATE")
        answer = town.client.post("/api/1/reports", json=a_report())

    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert town.client.get("/api/1/reports").json()["total"] == 0
    assert town.client.post("/api/1/reports", json=a_report()).status_code == 201


@pytest.mark.parametrize("name", ["area", "category", "organisation", "place", "status", "week"])
def test_a_zero_byte_reaches_no_statement(town: Town, name: str) -> None:
    assert town.client.get("/api/1/reports", params={name: "a\x00b"}).status_code == 422
