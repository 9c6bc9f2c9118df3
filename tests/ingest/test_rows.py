"""The rows of a CSV file, each with its line; what is no row of the table comes out as broken."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.rows import LINES_IN_A_ROW, UNCLOSED, UNREADABLE, open_table
from ingest.rules import FileForm
from ingest.table import WRONG_WIDTH, BadFile, Row

PLAIN = FileForm()


def rows(path: Path, content: bytes, form: FileForm = PLAIN) -> list[Row]:
    path.write_bytes(content)
    with open_table(path, form) as table:
        return list(table.rows)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.csv"


def test_a_row_has_the_line_that_it_begins_on(path: Path) -> None:
    found = rows(path, b'a,b\n1,"x\ny"\n\n2,z\n')

    assert found == [Row(2, ["1", "x\ny"]), Row(5, ["2", "z"])]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_all_line_ends_are_known(path: Path, ends: str) -> None:
    found = rows(path, ends.join(("a,b", "1,2", "3,4")).encode())

    assert found == [Row(2, ["1", "2"]), Row(3, ["3", "4"])]


@pytest.mark.parametrize(
    ("delimiter", "header"),
    [(",", "a,b;c,d"), (";", "a;b,c;d"), ("\t", "a\tb c\td"), ("|", "a|b|c")],
)
def test_the_delimiter_is_the_one_that_the_header_has_most_of(
    path: Path, delimiter: str, header: str
) -> None:
    path.write_text(header)

    with open_table(path, PLAIN) as table:
        assert table.header == header.split(delimiter)


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ("å,b\nö,1\n".encode("utf-8-sig"), PLAIN),
        ("å,b\nö,1\n".encode("utf-16"), PLAIN),
        ("å,b\nö,1\n".encode("cp1252"), FileForm(encoding="cp1252")),
        ("å,b\nö,1\n".encode("utf-8-sig"), FileForm(encoding="cp1252")),
    ],
)
def test_a_mark_at_the_start_says_the_encoding_and_else_the_mapping_does(
    path: Path, content: bytes, form: FileForm
) -> None:
    path.write_bytes(content)

    with open_table(path, form) as table:
        assert table.header == ["å", "b"]
        assert list(table.rows) == [Row(2, ["ö", "1"])]


def test_a_row_in_another_encoding_is_broken_and_the_others_come_in(path: Path) -> None:
    content = "a,b\n1,å\n".encode() + "2,ö\n".encode("cp1252") + b"3,\0\n4,x\n"

    assert rows(path, content) == [
        Row(2, ["1", "å"]),
        Row(3, [], UNREADABLE),
        Row(4, [], UNREADABLE),
        Row(5, ["4", "x"]),
    ]


def test_a_row_of_another_width_is_broken_and_the_others_come_in(path: Path) -> None:
    assert rows(path, b"a,b\n1\n2,3,4\n5,6\n") == [
        Row(2, [], WRONG_WIDTH),
        Row(3, [], WRONG_WIDTH),
        Row(4, ["5", "6"]),
    ]


def test_an_unclosed_quotation_mark_costs_one_row(path: Path) -> None:
    assert rows(path, b'a,b\n1,"x\n2,y\n3,z\n') == [
        Row(2, [], UNCLOSED),
        Row(3, ["2", "y"]),
        Row(4, ["3", "z"]),
    ]


def test_an_unclosed_quotation_mark_that_a_later_one_closes_costs_the_rows_with_marks(
    path: Path,
) -> None:
    assert rows(path, b'a,b\n1,"x\n2,y\n3,"z"\n4,"w"\n') == [
        Row(2, [], UNCLOSED),
        Row(3, ["2", "y"]),
        Row(4, ["3", "z"]),
        Row(5, ["4", "w"]),
    ]


def test_an_unclosed_quotation_mark_in_a_long_file_costs_one_row(path: Path) -> None:
    lines = [b"a,b", b'0,"x', *(b"%d,y" % n for n in range(5 * LINES_IN_A_ROW))]

    first, *others = rows(path, b"\n".join(lines))

    assert first == Row(2, [], UNCLOSED)
    assert [row.line for row in others] == list(range(3, 3 + 5 * LINES_IN_A_ROW))


def test_rows_with_nothing_in_them_are_none(path: Path) -> None:
    assert rows(path, b"a,b\n,\n  ,\t\n\n1,\n") == [Row(5, ["1", ""])]


def test_the_header_may_stand_further_down(path: Path) -> None:
    content = b"Utdrag 2026\n\na,b\n1,2\n"
    path.write_bytes(content)

    with open_table(path, FileForm(header=3)) as table:
        assert table.header == ["a", "b"]
        assert list(table.rows) == [Row(4, ["1", "2"])]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no header"),
        (b"\n\n", "no header"),
        (b'"a,b\n1,2\n', "no header"),
        (b"\xd0\xcf\x11\xe0 and more", "old or a locked Excel"),
        (b"PK\x03\x04 and more", "not an XLSX workbook"),
    ],
)
def test_a_file_without_a_table_is_refused(path: Path, content: bytes, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        rows(path, content)


@given(st.binary(max_size=300).map(lambda more: b'a,b\n1,"2"\n' + more))
def test_whatever_follows_every_row_is_whole_or_broken_and_lines_go_up(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"

    found = rows(path, content)

    lines = [row.line for row in found]
    assert found[0].line == 2
    assert lines == sorted(set(lines))
    assert all(len(row.cells) == 2 for row in found if not row.broken)
