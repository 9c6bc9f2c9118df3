"""Importing a file: every row is accounted for, the good ones come in, and twice adds nothing."""

import gc
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.ground import LocalCategoryOpened
from events.report import ReportSubmitted
from ingest.account import Account, Reason
from ingest.adopt import open_category
from ingest.files import BATCH, import_file
from ingest.mapping import parse_mapping
from ingest.table import BadFile
from projections.known import known
from projections.record import Registry
from projections.reports import Query, find
from reference.dimensions import Channel
from tests.ingest.sea import (
    HEADER,
    MAPPING,
    NOW,
    ROWS,
    a_file,
    a_mapping,
    areas,
    found,
    listed,
    reports,
)
from tests.ingest.test_workbook import a_workbook

BROKEN = (
    "3,igår,Klotter,Västra Skäret,",
    "4,2026-11-17 21:00,Okänt,Västra Skäret,",
    "5,2026-11-17 21:00,Klotter",
    "6,2027-11-17 21:00,Klotter,Västra Skäret,",
    "7,2026-11-17 21:00,Klotter,Norra Skäret,",
    '8,2026-11-17 21:00,"Klotter,Norra Skäret,',
    "9,2026-11-17 21:00,Rond,Norra Skäret,",
)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    registry = found(tmp_path, areas(), ["vakt"])
    yield registry
    registry.log.engine.dispose()


def take(registry: Registry, path: Path, **how: object) -> Account:
    return import_file(registry, path, a_mapping(), actor="anna", at=NOW, **how)  # type: ignore[arg-type]


def figures(account: Account) -> tuple[int, int, int, int, int]:
    return (
        account.rows,
        account.accepted,
        account.repeated,
        account.left_out,
        account.refused,
    )


def test_a_row_names_a_towns_own_category_once_there_is_one(
    registry: Registry, tmp_path: Path
) -> None:
    own = "DMG-GRAFF.klotter-pa-bat"
    mapping = parse_mapping(tomllib.loads(MAPPING.replace('"DMG-GRAFF"', f'"{own}"')))
    path = a_file(tmp_path, ROWS[0])

    before = import_file(registry, path, mapping, actor="anna", at=NOW)
    wanted = LocalCategoryOpened(id="", parent="DMG-GRAFF", sv="Klotter på båt", en="On a boat")
    assert open_category(registry, wanted, actor="anna", at=NOW) == own
    after = import_file(registry, path, mapping, actor="anna", at=NOW)

    assert (before.accepted, before.refused, after.accepted) == (0, 1, 1)
    with known(registry.log) as now:
        assert find(now, Query(category=own)).total == reports(registry) == 1


def test_rows_become_reports_that_say_where_they_come_from(
    registry: Registry, tmp_path: Path
) -> None:
    account = take(registry, a_file(tmp_path, *ROWS))

    assert figures(account) == (2, 2, 0, 0, 0)
    assert listed(account) == []
    with known(registry.log) as now:
        *_, entry = registry.log.entries(now.connection)
    assert entry.actor == "anna"
    assert isinstance(entry.fact, ReportSubmitted)
    assert entry.fact.channel is Channel.FILE
    assert entry.fact.category == "VIOL-FIGHT"
    assert entry.fact.told.occurred_from == datetime(2026, 11, 17, 20, tzinfo=UTC)
    assert entry.fact.told.text is not None
    assert entry.fact.place.area == "02"


def test_broken_rows_are_told_by_line_and_the_others_come_in(
    registry: Registry, tmp_path: Path
) -> None:
    account = take(registry, a_file(tmp_path, ROWS[0], *BROKEN, ROWS[1]), language="en")

    assert figures(account) == (9, 2, 0, 1, 6)
    assert [(line, outcome, field) for line, outcome, field, _ in listed(account)] == [
        (3, "refused", "occurred"),
        (4, "refused", "category"),
        (5, "refused", "row"),
        (6, "refused", "occurred"),
        (7, "refused", "place"),
        (8, "refused", "row"),
        (9, "left-out", ""),
    ]
    assert reports(registry) == 2


def test_the_account_is_in_the_language_that_is_asked_for(
    registry: Registry, tmp_path: Path
) -> None:
    path = a_file(tmp_path, *BROKEN)
    english = [reason for *_, reason in listed(take(registry, path, language="en"))]
    swedish = [reason for *_, reason in listed(take(registry, path))]

    assert english[3] == "The time of the happening lies in the future."
    assert swedish[3] == "Tiden för händelsen ligger i framtiden."
    assert swedish[-1] == english[-1] == "En rond är ingen händelse."
    assert not {*english[:-1]} & {*swedish[:-1]}


def test_importing_the_same_file_twice_adds_nothing(registry: Registry, tmp_path: Path) -> None:
    path = a_file(tmp_path, *ROWS, *BROKEN)
    first, again = take(registry, path), take(registry, path)

    assert figures(first) == (9, 2, 0, 1, 6)
    assert figures(again) == (9, 0, 2, 1, 6)
    assert reports(registry) == 2


def test_a_file_without_ids_twice_adds_nothing_and_keeps_its_doubles(
    registry: Registry, tmp_path: Path
) -> None:
    path, mapping = a_file(tmp_path, *ROWS, ROWS[0], ROWS[0]), a_mapping(without=["id"])

    first = import_file(registry, path, mapping, actor="anna", at=NOW)
    again = import_file(registry, path, mapping, actor="anna", at=NOW)

    assert (first.accepted, again.repeated, reports(registry)) == (4, 4, 4)


def test_a_longer_file_adds_only_what_is_new(registry: Registry, tmp_path: Path) -> None:
    take(registry, a_file(tmp_path, ROWS[0]))

    account = take(registry, a_file(tmp_path, *ROWS))

    assert figures(account) == (2, 1, 1, 0, 0)


def test_a_known_id_with_other_content_is_refused(registry: Registry, tmp_path: Path) -> None:
    take(registry, a_file(tmp_path, ROWS[0]))

    account = take(registry, a_file(tmp_path, ROWS[0].replace("Klotter", "Bråk")))

    assert figures(account) == (1, 0, 0, 0, 1)
    assert listed(account)[0][2] == "client_id"


@pytest.mark.parametrize("gap", [0, BATCH])
def test_a_dry_run_tells_what_the_import_then_does(
    registry: Registry, tmp_path: Path, gap: int
) -> None:
    """Also of rows with the same id, in one batch and in two."""
    same, other = ROWS[0], ROWS[0].replace("Klotter", "Bråk")
    between = (f"x{n},2026-11-16 18:30,Rond,Västra Skäret," for n in range(gap))
    path = a_file(tmp_path, *ROWS, *BROKEN, *between, same, other)

    dry = take(registry, path, dry_run=True)
    rows_dry = [row[:3] for row in listed(dry)]
    assert reports(registry) == 0
    wet = take(registry, path)
    rows_wet = [row[:3] for row in listed(wet)]
    dry_again = take(registry, path, dry_run=True)

    assert figures(dry) == figures(wet) == (11 + gap, 2, 1, 1 + gap, 7)
    assert (dry.outside, dry.unplaced) == (wet.outside, wet.unplaced)
    assert rows_dry == rows_wet
    assert figures(dry_again) == (11 + gap, 0, 3, 1 + gap, 7)
    assert reports(registry) == 2


def test_rows_outside_and_without_a_place_are_counted(registry: Registry, tmp_path: Path) -> None:
    mapping = a_mapping(
        '[place]\nby = "point"\nlon = "x"\nlat = "y"\n'
        '[[place.otherwise]]\nby = "words"\ncolumn = "var"',
        without=["place"],
    )
    path = a_file(
        tmp_path,
        "1,2026-11-16 18:30,Klotter,,,19.49,57.5",
        "2,2026-11-16 18:30,Klotter,,,18,59",
        "3,2026-11-16 18:30,Klotter,vid bryggan,,,",
        header="nr,tid,vad,var,fritext,x,y",
    )

    account = import_file(registry, path, mapping, actor="anna", at=NOW)

    assert (account.accepted, account.outside, account.unplaced) == (3, 1, 1)


def test_an_organisation_that_is_not_there_refuses_its_rows(
    registry: Registry, tmp_path: Path
) -> None:
    mapping = replace(a_mapping(), organisation=replace(a_mapping().organisation, same="okänd"))

    account = import_file(registry, a_file(tmp_path, *ROWS), mapping, actor="anna", at=NOW)

    assert account.refused == 2
    assert {field for _, _, field, _ in listed(account)} == {"organisation"}


def test_a_workbook_is_imported_like_a_csv(registry: Registry, tmp_path: Path) -> None:
    when = datetime(2026, 11, 16, 18, 30)  # noqa: DTZ001 - a spreadsheet knows no zones
    path = a_workbook(
        tmp_path / "lista.xlsx",
        tuple(HEADER.split(",")),
        (1, when, "Klotter", "Västra Skäret", None),
        (2, "igår", "Klotter", "Västra Skäret", None),
        (3, when, "Rond", "Västra Skäret", None),
    )

    first, again = take(registry, path), take(registry, path)

    assert figures(first) == (3, 1, 0, 1, 1)
    assert figures(again) == (3, 0, 1, 1, 1)
    assert [line for line, *_ in listed(again)] == [3, 4]
    # The same row of a CSV is the same report.
    assert take(registry, a_file(tmp_path, ROWS[0])).repeated == 1


def test_the_account_lies_beside_the_file_or_where_it_is_wished(
    registry: Registry, tmp_path: Path
) -> None:
    path = a_file(tmp_path, *ROWS)

    assert take(registry, path).path == tmp_path / "lista.csv.account.csv"
    assert take(registry, path, account_path=tmp_path / "a.csv").path == tmp_path / "a.csv"


def test_where_the_account_cannot_lie_beside_the_file_it_lies_in_the_current_folder(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    path = a_file(tmp_path, *BROKEN)
    # A folder of that name is in the way, for any user.
    (tmp_path / "lista.csv.account.csv").mkdir()

    account = take(registry, path)

    assert account.path == here / "lista.csv.account.csv"
    assert len(listed(account)) == len(BROKEN)


def test_the_account_never_repeats_what_stands_in_a_row(registry: Registry, tmp_path: Path) -> None:
    rows = [
        ",".join("canary" if column == at else cell for column, cell in enumerate(row))
        for row in [ROWS[0].split(",")]
        for at in range(len(row))
    ]

    account = take(registry, a_file(tmp_path, *rows, "canary", 'canary,"canary,canary', *BROKEN))

    assert account.refused > 5
    assert "canary" not in account.path.read_text(encoding="utf-8-sig")


def test_a_reason_that_a_spreadsheet_would_reckon_with_is_kept_as_text(
    registry: Registry, tmp_path: Path
) -> None:
    mapping = a_mapping('[[leave_out]]\ncolumn = "vad"\nvalues = "Klotter"\nreason = "=1+1"')

    account = import_file(registry, a_file(tmp_path, ROWS[0]), mapping, actor="anna", at=NOW)

    assert listed(account)[0][3] == "'=1+1"


def test_the_most_common_reasons_come_with_the_figures(registry: Registry, tmp_path: Path) -> None:
    rond = "{n},2026-11-17 21:00,Rond,Norra Skäret,"
    path = a_file(tmp_path, *(rond.format(n=n) for n in range(3)), BROKEN[0])

    account = take(registry, path)

    assert account.reasons[0] == Reason("left-out", "En rond är ingen händelse.", 3)
    assert sum(reason.rows for reason in account.reasons) == account.refused + account.left_out


def test_progress_tells_all_rows_in_batches(registry: Registry, tmp_path: Path) -> None:
    rows = [f"{n},2026-11-16 18:30,Rond,Västra Skäret," for n in range(BATCH + 7)]
    told = list[int]()

    take(registry, a_file(tmp_path, *rows), progress=told.append)

    assert told == [BATCH, 7]


def test_a_file_that_is_no_table_of_the_mapping_leaves_no_account(
    registry: Registry, tmp_path: Path
) -> None:
    path = a_file(tmp_path, "1,2", header="a,b")

    with pytest.raises(BadFile):
        take(registry, path)

    assert not path.with_name("lista.csv.account.csv").exists()


def test_the_collector_runs_again_after_an_import(registry: Registry, tmp_path: Path) -> None:
    take(registry, a_file(tmp_path, *ROWS))

    assert gc.isenabled()


LINES = st.one_of(
    st.sampled_from([*ROWS, *BROKEN]).map(str.encode),
    st.binary(max_size=60),
    st.lists(
        st.sampled_from([b",", b'"', b"\n", b"1", b"Klotter", b"\xe5", b"\0"]), max_size=12
    ).map(b"".join),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES, max_size=12))
def test_the_account_of_whatever_file_adds_up(
    registry: Registry, tmp_path: Path, lines: list[bytes]
) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(b"\n".join((HEADER.encode(), *lines)))
    before = reports(registry)

    account = take(registry, path)
    again = take(registry, path)

    assert account.rows == sum(figures(account)[1:])
    assert len(listed(account)) == account.left_out + account.refused
    assert reports(registry) == before + account.accepted
    assert figures(again) == (
        account.rows,
        0,
        account.accepted + account.repeated,
        account.left_out,
        account.refused,
    )
