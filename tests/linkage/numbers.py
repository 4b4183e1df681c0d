"""Hypothesis strategies for valid numbers, made from check digits computed here and not by linkage."""

from datetime import date

from hypothesis import strategies as st

AREAS = st.sampled_from(["410100", "410105", "411023", "110000", "320594", "659001", "469005"])
PERSON_AREAS = st.sampled_from(["410105", "410724", "413001", "110103", "820000", "510231"])
USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORG_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def org_check(body: str) -> str:
    """GB 11714-1997."""
    rest = 11 - sum(ORG_LETTERS.index(c) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def uscc_tail(body: str) -> str:
    """GB 32100-2015."""
    return USCC_LETTERS[-sum(USCC_LETTERS.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31]


def resident_tail(body: str) -> str:
    """GB 11643-1999."""
    return "10X98765432"[sum(int(c) * pow(2, 17 - i, 11) for i, c in enumerate(body)) % 11]


def reg_tail(body: str) -> str:
    """GS 15-2006."""
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


ORG_CODES = (
    st.text(USCC_LETTERS, min_size=8, max_size=8).filter(lambda t: len(set(t)) > 1).map(lambda t: t + org_check(t))
)
USCCS = st.tuples(st.sampled_from(["91", "92", "93", "11", "12", "51", "52", "81", "N2"]), AREAS, ORG_CODES).map(
    lambda parts: "".join(parts) + uscc_tail("".join(parts))
)
REG_NOS = st.tuples(AREAS, st.text("0123456789", min_size=8, max_size=8)).map(
    lambda parts: "".join(parts) + reg_tail("".join(parts))
)
BIRTHS = st.dates(date(1900, 1, 1), date(2026, 12, 31))
SERIALS = st.integers(0, 995).map("{:03d}".format)
RESIDENTS = st.tuples(PERSON_AREAS, BIRTHS, SERIALS).map(
    lambda p: f"{p[0]}{p[1]:%Y%m%d}{p[2]}" + resident_tail(f"{p[0]}{p[1]:%Y%m%d}{p[2]}")
)
TWENTIETH = st.tuples(PERSON_AREAS, st.dates(date(1900, 1, 1), date(1999, 12, 31)), SERIALS).map(
    lambda p: f"{p[0]}{p[1]:%Y%m%d}{p[2]}" + resident_tail(f"{p[0]}{p[1]:%Y%m%d}{p[2]}")
)
