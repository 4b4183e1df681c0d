"""Readers: what departments send opens without options; what is no table says so, with file, row and remedy."""

import csv
import os
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.errors import LinkageError
from linkage.readers import (
    CellTooLarge,
    EmptyFile,
    NotATable,
    TruncatedWorkbook,
    UnclosedQuote,
    UndecodableText,
    open_table,
)

TEXT = "企业名称,代码\n郑州某某公司,１２３\n\n开封某某公司,456\n"


def written(folder: Path, content: bytes | str, name: str = "某局.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet, other = book.add_worksheet("数据"), book.add_worksheet("说明")
    sheet.write_row(0, 0, ["行政处罚信息表"])
    sheet.write_row(2, 0, ["企业名称", "日期", "序列", "数"])
    sheet.write_row(3, 0, ["甲公司", "", 43308, 1.5])
    sheet.write_datetime(3, 1, date(2018, 7, 27), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_row(5, 0, ["乙公司", "x", 12345678, 0])
    other.write_row(0, 0, ["第一步"])
    book.close()
    return path


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_need_no_option(tmp_path: Path, codec: str) -> None:
    table = open_table(written(tmp_path, TEXT.encode(codec)))
    assert table.encoding == codec
    assert table.header == ("企业名称", "代码")
    assert list(table) == [(1, ["郑州某某公司", "１２３"]), (2, ["开封某某公司", "456"])]
    assert list(table) == list(table)


def test_the_proof_of_gb18030_may_stand_at_the_end(tmp_path: Path) -> None:
    rows = "name,code\n" + "A,1\n" * 400_000
    table = open_table(written(tmp_path, rows.encode() + "郑州某某公司,2\n".encode("gb18030")))
    assert table.encoding == "gb18030"
    assert next(reversed(list(table))) == (400_001, ["郑州某某公司", "2"])


def test_a_row_of_another_encoding_is_never_read_as_other_words(tmp_path: Path) -> None:
    rows = ["企业名称,代码", "郑州某某公司,1", "郑州公司,2", "开封某某公司,3"]
    assert rows[2].encode().decode("gb18030") != rows[2]  # no error, but other words
    mixed = [row.encode("utf-8" if at == 2 else "gb18030") for at, row in enumerate(rows)]
    read = dict(list(open_table(written(tmp_path, b"\n".join(mixed)))))
    assert (read[1], read[3]) == (["郑州某某公司", "1"], ["开封某某公司", "3"])
    with pytest.raises(UnicodeEncodeError):
        "".join(read[2]).encode()


def test_a_file_that_is_neither_names_line_and_bytes(tmp_path: Path) -> None:
    content = "名称,代码\n张三,1\n".encode() + b"caf\xe9,\xff\n"
    with pytest.raises(UndecodableText, match=r"line 3 is no UTF-8 \(bytes E9 2C FF 0A\).* save the whole"):
        open_table(written(tmp_path, content))
    apart = "张,1\n".encode("gb18030") + "张三,1\n李,2\n".encode()
    with pytest.raises(UndecodableText, match=r"line 1 is no UTF-8 .*, line 3 is no GB18030 .*two encodings"):
        open_table(written(tmp_path, apart))


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    table = open_table(written(tmp_path, f"a{delimiter}b\n1{delimiter}2\n"))
    assert (table.header, list(table)) == (("a", "b"), [(1, ["1", "2"])])


CELLS = st.text("甲乙A1,\"\n ；'", min_size=1, max_size=6).filter(str.strip)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8))
@settings(max_examples=60)
def test_rows_come_back_as_written(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([["甲", "乙", "丙"], *rows])
    assert [list(cells) for _, cells in open_table(path)] == rows


def test_title_and_blank_lines_are_not_counted(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, "处罚信息表,,\n\n名称,代码,\n甲,1,\n,,\n　, ,\n乙,2,\n"))
    assert table.header == ("名称", "代码")
    assert [(row, cells[0]) for row, cells in table] == [(1, "甲"), (2, "乙")]


def test_workbook(tmp_path: Path) -> None:
    table = open_table(workbook(tmp_path / "某局.xlsx"))
    assert (table.encoding, table.sheet, table.ignored_sheets) == ("xlsx", "数据", ("说明",))
    assert table.header == ("企业名称", "日期", "序列", "数")
    assert list(table) == [(1, ["甲公司", "2018-07-27", "43308", "1.5"]), (2, ["乙公司", "x", "12345678", "0"])]


def test_workbooks_are_known_by_content(tmp_path: Path) -> None:
    assert open_table(workbook(tmp_path / "某局.csv")).encoding == "xlsx"


def test_swallowed_rows_are_rows_again(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, '名称,代码\n甲,1\n"乙,2\n丙,3\n丁,4\n'))
    assert [row for row, _ in table] == [1, 2, 3, 4]


def test_a_cell_may_hold_several_lines(tmp_path: Path) -> None:
    assert list(open_table(written(tmp_path, '名称,代码\n"甲\n乙",1\n'))) == [(1, ["甲\n乙", "1"])]


def test_a_large_cell_is_one_row(tmp_path: Path) -> None:
    path = written(tmp_path, "名称,代码\n甲,1\n乙," + "x" * 10_000_000 + "\n丙,3\n")
    assert [(row, len(cells[1])) for row, cells in open_table(path)] == [(1, 1), (2, 10_000_000), (3, 1)]


def test_broken_bytes_spoil_their_row_only(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT.encode() + b"\xe9\x83,7\n" + "新乡某某公司,8\n".encode())
    table = open_table(path)
    assert table.encoding == "utf-8"
    assert [cells[1] for _, cells in table] == ["１２３", "456", "7", "8"]


def bad_files(folder: Path) -> dict[str, tuple[Path, type[LinkageError]]]:
    whole = workbook(folder / "whole.xlsx").read_bytes()
    return {
        "empty": (written(folder, b"", "empty.csv"), EmptyFile),
        "blank": (written(folder, "\n \n", "blank.csv"), EmptyFile),
        "image": (written(folder, b"\x89PNG\r\n\x1a\n\x00\x00" + os.urandom(900), "image.csv"), NotATable),
        "noise": (written(folder, bytes(range(1, 256)) * 9, "noise.csv"), LinkageError),
        "cut": (written(folder, whole[: len(whole) // 2], "cut.xlsx"), TruncatedWorkbook),
        "quote": (written(folder, '名称,代码\n"甲,1\n' + "乙,2\n" * 900, "quote.csv"), UnclosedQuote),
        "cell": (written(folder, "名称,代码\n甲," + "x" * 40_000_000 + "\n", "cell.csv"), CellTooLarge),
    }


@pytest.mark.parametrize("kind", ["empty", "blank", "image", "noise", "cut", "quote", "cell"])
def test_bad_files_say_what_is_wrong(tmp_path: Path, kind: str) -> None:
    path, error = bad_files(tmp_path)[kind]
    with pytest.raises(error) as fault:
        list(open_table(path))
    assert path.name in str(fault.value)
    assert fault.value.code.startswith("linkage.file")
    assert ";" in str(fault.value)  # the remedy follows the problem


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(LinkageError, match="no such file"):
        open_table(tmp_path / "none.csv")


def test_a_large_csv_is_streamed(tmp_path: Path) -> None:
    line = "郑州某某贸易有限公司,91410100MA40A0001X,2018-07-27,郑州市金水区文化路1号\n"
    path = written(tmp_path, "a,b,c,d\n" + line * 200_000)
    tracemalloc.start()
    rows = sum(1 for _ in open_table(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == 200_000
    assert peak < path.stat().st_size / 2
