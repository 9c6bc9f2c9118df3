"""The ground as it was known: names, editions and organisations, at any position."""

from datetime import date, timedelta

import pytest

from events.organisation import OrganisationOpened
from events.refusal import Refused
from ingest.adopt import (
    adopt_areas,
    adopt_calendar,
    adopt_categories,
    adopt_name,
    close_organisation,
    open_organisation,
)
from projections.known import known
from projections.record import Registry
from reference.roles import Share
from reference.unreadable import Unreadable
from tests.hamlet import BEGIN, NOW, areas, sent

CALENDAR = """
[[occasion]]
kind = "school-holiday"
first = 2026-10-26
last = 2026-10-30
sv = "Höstlov"
en = "Autumn break"
"""


def test_the_past_speaks_the_words_of_its_day(registry: Registry) -> None:
    with known(registry.log) as before:
        position = before.position
    adopt_name(registry, "Holmens kommun", actor="t", at=NOW)
    adopt_areas(registry, areas("2027"), "new", actor="t", at=NOW)
    adopt_calendar(registry, "2026", CALENDAR, "toml", actor="t", at=NOW)
    renamed = OrganisationOpened(code="skola", sv="Skolorna", en="The schools", weekly=False)
    open_organisation(registry, renamed, actor="t", at=NOW)
    close_organisation(registry, "vakt", actor="t", at=NOW)

    with known(registry.log, position=position) as then:
        assert then.ground.name == "Holmen"
        assert then.ground.editions == {"categories": "2026-1", "areas": "2026", "places": "2026"}
        assert then.ground.organisations["skola"].sv == "Skola"
        assert "vakt" in then.ground.organisations
        assert then.ground.school == ()
    with known(registry.log) as now:
        assert now.ground.name == "Holmens kommun"
        assert now.ground.editions["areas"] == "2027"
        assert now.ground.areas == areas("2027")
        assert now.ground.organisations["skola"].sv == "Skolorna"
        assert "vakt" not in now.ground.organisations
        assert [one.sv for one in now.ground.school] == ["Höstlov"]


def test_a_report_keeps_the_edition_that_it_was_placed_in(on_sqlite: Registry) -> None:
    first = sent(on_sqlite, 1)
    adopt_areas(on_sqlite, areas("2027"), "new", actor="t", at=NOW)
    second = sent(on_sqlite, 2, at=NOW + timedelta(hours=1))
    with known(on_sqlite.log) as now:
        editions = [
            on_sqlite.log.stream(now.connection, report)[0].fact.place.areas_edition
            for report in (first, second)
        ]
    assert editions == ["2026", "2027"]


def test_an_editions_name_is_used_once(on_sqlite: Registry) -> None:
    with pytest.raises(Refused, match="another name"):
        adopt_areas(on_sqlite, areas("2026"), "again", actor="t", at=NOW)


def test_a_calendar_that_cannot_be_read_is_not_adopted(on_sqlite: Registry) -> None:
    with pytest.raises(Unreadable):
        adopt_calendar(on_sqlite, "2026", "[[occasion]]\nkind = 1", "toml", actor="t", at=NOW)


def test_an_organisation_that_does_not_take_part_cannot_be_closed(on_sqlite: Registry) -> None:
    with pytest.raises(Refused, match="no organisation"):
        close_organisation(on_sqlite, "okänd", actor="t", at=NOW)


def test_an_organisation_is_asked_for_reports_from_the_week_it_joined(on_sqlite: Registry) -> None:
    late = OrganisationOpened(code="ny", sv="Ny", en="New", since=date(2026, 11, 9))
    open_organisation(on_sqlite, late, actor="t", at=NOW)
    with known(on_sqlite.log) as now:
        assert now.ground.organisations["ny"].since_week == 202646
        assert now.ground.organisations["skola"].since_week == 202632


def test_an_organisation_shares_what_it_reports_as_it_last_said(registry: Registry) -> None:
    with known(registry.log) as before:
        position = before.position
        assert before.ground.organisations["vakt"].share == "own"
    wider = OrganisationOpened(code="vakt", sv="Vakt", en="Guards", share=Share.MEETING)
    open_organisation(registry, wider, actor="t", at=NOW)
    with known(registry.log) as now, known(registry.log, position=position) as then:
        assert now.ground.organisations["vakt"].share == "meeting"
        assert then.ground.organisations["vakt"].share == "own"


def test_an_organisation_names_nobody_for_all_its_reports(on_sqlite: Registry) -> None:
    named = OrganisationOpened(code="vakt", sv="Vakt", en="Guards", share=Share.NAMED)
    with pytest.raises(Refused, match="for each report"):
        open_organisation(on_sqlite, named, actor="t", at=NOW)


def test_categories_are_of_the_edition_in_force(on_sqlite: Registry) -> None:
    adopt_categories(on_sqlite, "2026-1", actor="t", at=BEGIN)
    with known(on_sqlite.log) as now:
        assert now.ground.taxonomy.edition == "2026-1"
