"""Cells: every spelling of FORMATS.md is read as what it means, everything else is a fault with a reason."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.readers.cells import (
    BadCell,
    clean,
    normal_document,
    read_amount,
    read_code,
    read_date,
    read_name,
    read_percent,
    read_yes_no,
)

DIGITS = "〇一二三四五六七八九"
WIDE = str.maketrans("0123456789-/", "０１２３４５６７８９－／")


def numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "") + (DIGITS[ones] if ones else "")


def spellings(day: date) -> list[str]:
    plain = f"{day.year}-{day.month}-{day.day}"
    return [
        day.isoformat(), plain, f"{day:%Y%m%d}", f"{day.year}/{day.month}/{day.day}", f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日", f"{day:%Y}年{day:%m}月{day:%d}日", f"{plain} 0:00:00",
        f"{day:%Y-%m-%d}T00:00:00", f"{day:%Y-%m-%d} 12:30:05.123", f"{day:%Y%m%d}000000", f"{day:%Y.%m.%d}",
        day.isoformat().translate(WIDE), f"　{plain} ", f"{day:%Y-%m-%d}T08:00:00.000+0800",
        "".join(DIGITS[int(c)] for c in str(day.year)) + f"年{numeral(day.month)}月{numeral(day.day)}日",
    ]  # fmt: skip


@given(st.dates(date(1901, 1, 1), date(2098, 12, 31)))
def test_all_spellings_of_a_day_are_one_day(day: date) -> None:
    assert {read_date(text) for text in spellings(day)} == {day.isoformat()}


@given(st.dates(date(1927, 5, 18), date(2098, 12, 31)), st.sampled_from(["", ".0", ".5"]))
def test_excel_serials_are_days(day: date, tail: str) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert read_date(f"{serial}{tail}") == day.isoformat()


@pytest.mark.parametrize("text", ["9999-9-9", "2099-12-31", "9999-12-31 00:00:00", "99991231", "长期", "至今", "9999"])
def test_open_ends(text: str) -> None:
    assert read_date(text) == "open"


@pytest.mark.parametrize("text", ["1900-1-1", "1900-1-0", "0000-00-00", "暂无", "\\N", "　", "/"])
def test_unknown_days_are_missing(text: str) -> None:
    assert read_date(text) == ""


@pytest.mark.parametrize(
    ("text", "meaning"),
    [("2018", "2018"), ("2018年", "2018"), ("2018-07", "2018-07"), ("201807", "2018-07"), ("2018年7月", "2018-07"),
     ("2018-07-00", "2018-07"), ("2018-00-00", "2018")],
)  # fmt: skip
def test_reduced_precision(text: str, meaning: str) -> None:
    assert read_date(text) == meaning


@pytest.mark.parametrize(
    ("text", "reason"),
    [("2016-02-30", "no_such_day"), ("2021-13-05", "no_such_day"), ("20190631", "no_such_day"),
     ("2022-00-10", "no_such_day"), ("7/8/2018", "not_a_date"), ("昨天", "not_a_date"), ("3.14", "not_a_date"),
     ("1802-05-06", "date_out_of_range")],
)  # fmt: skip
def test_wrong_days_say_why(text: str, reason: str) -> None:
    with pytest.raises(BadCell) as fault:
        read_date(text)
    assert fault.value.reason == reason
    assert text in str(fault.value)


@given(st.dates(date(1901, 1, 1), date(2098, 12, 31)))
def test_days_that_do_not_exist_never_pass(day: date) -> None:
    last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    with pytest.raises(BadCell):
        read_date(f"{day.year}-{day.month}-{last.day + 1}")


@pytest.mark.parametrize(
    "text", ["\\N", "\\n", "暂无", "无", "/", "-", "null", "NULL", "", " ", "　　", "－", "(null)"]
)
def test_missing_tokens(text: str) -> None:
    assert clean(text) == read_code(text) == read_name(text) == read_amount(text) == read_yes_no(text) == ""


def test_text_keeps_what_is_said() -> None:
    assert clean("　ＡＢ　公司 \t 一部 ") == "AB 公司 一部"
    assert read_name(" 郑州某某（有限合伙） ") == "郑州某某（有限合伙）"
    assert clean("无锡某某有限公司") == "无锡某某有限公司"


@pytest.mark.parametrize(
    "text",
    ["91330203674737244w", "９１３３０２０３６７４７３７２４４Ｗ", " 9133 0203 6747 37244W", "91330203674737244W\t"],
)
def test_spellings_of_a_code(text: str) -> None:
    assert read_code(text) == "91330203674737244W"


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [("50", "万元", "500000"), ("50万元", "元", "500000"), ("50万", "万元", "500000"), ("1,234.56", "元", "1234.56"),
     ("￥12", "元", "12"), ("人民币5万元", "元", "50000"), ("５０", "万元", "500000"), ("0.5", "万元", "5000"),
     ("3亿元", "万元", "300000000"), ("12元整", "元", "12"), ("0", "万元", "0"), ("200元", "万元", "200")],
)  # fmt: skip
def test_amounts_are_yuan(text: str, unit: str, yuan: str) -> None:
    assert read_amount(text, unit) == yuan


@given(st.decimals(min_value=0, max_value=10**9, places=4), st.sampled_from([("元", 1), ("万元", 10000)]))
def test_amounts_are_exact(value: Decimal, unit: tuple[str, int]) -> None:
    assert Decimal(read_amount(f"{value:,f}", unit[0])) == value * unit[1]


@pytest.mark.parametrize("text", ["若干", "50斤", "1.2.3"])
def test_wrong_amounts(text: str) -> None:
    with pytest.raises(BadCell):
        read_amount(text)


def test_percentages_and_answers() -> None:
    assert read_percent("30%") == read_percent("30") == read_percent("0.3") == "30"
    assert read_percent("0.5%") == "0.5"
    assert (read_yes_no("是"), read_yes_no("否"), read_yes_no("Y")) == ("yes", "no", "yes")
    for text, read in (("130", read_percent), ("也许", read_yes_no)):
        with pytest.raises(BadCell):
            read(text)


def test_document_numbers_compare_whatever_the_brackets() -> None:
    forms = ["郑市监罚〔2023〕158号", "郑市监罚[2023]158号", "郑市监罚（2023）158号", "郑市监罚 (2023) 第158号"]
    forms.append("郑市监罚【２０２３】158 号")
    assert len({normal_document(form) for form in forms}) == 1
    assert normal_document("郑市监罚〔2023〕159号") != normal_document(forms[0])
