"""Headers of tables: which column of a format a heading is, and which format a header is.

Owns: one spelling for headings (width, case, blanks, units and marks in brackets) and the scoring of formats against a
header. Refuses: rows, files, and guessing when two formats fit equally.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from linkage.errors import LinkageError
from linkage.script import fold_width, strip_blanks
from linkage.spec import FormatSpec
from linkage.tables import toml_table

_MARKS = re.compile(r"^\*+|\*+$|[::]$|\((?:必填|选填|必填项|可空|\*)\)")
_UNIT = re.compile(r"[(\[](?:单位[:]?)?([千百]?[万亿]?元)[)\]]|[、_](万元|元)$")
_CODE = re.compile(r"^(.*?)[(\[]([A-Z][A-Z0-9_]*)[)\]]$|^([A-Z][A-Z0-9_]*)[(\[:/]?([\u4e00-\u9fff].*?)[)\]]?$")


class UnknownHeader(LinkageError):
    """No format fits the header. ``nearest`` is the name of the likeliest, ``missing`` the columns it lacks for it."""

    code = "linkage.header.unknown"

    def __init__(self, message: str, nearest: str = "", missing: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.nearest, self.missing = nearest, missing


class AmbiguousHeader(LinkageError):
    """Several formats fit the header equally well; the user must name one. ``candidates`` are their names."""

    code = "linkage.header.ambiguous"

    def __init__(self, message: str, candidates: tuple[str, ...]) -> None:
        super().__init__(message)
        self.candidates = candidates


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the form in which headings are compared; ``unit`` of money when the heading states one."""

    keys: tuple[str, ...]
    unit: str = ""


@lru_cache(maxsize=8192)
def fold_heading(text: str) -> Heading:
    """One spelling for a heading; ``罚款金额（万元）`` gives 罚款金额 and unit 万元, ``CF_WSH(文号)`` gives both."""
    plain = strip_blanks(fold_width(text)).upper().strip("\"'\ufeff")
    plain = _MARKS.sub("", plain)
    unit = _UNIT.search(plain)
    plain = _UNIT.sub("", plain) if unit else plain
    both = _CODE.match(plain)
    keys = (plain, *filter(None, both.groups())) if both else (plain,)
    return Heading(keys, next(filter(None, unit.groups()), "") if unit else "")


def headings(spec: FormatSpec) -> Mapping[str, str]:
    """Folded heading -> column code, codes first."""
    names: dict[str, str] = {}
    for code in spec.columns:
        names.setdefault(fold_heading(code).keys[0], code)
    for code, column in spec.columns.items():
        for heading in column.zh:
            names.setdefault(fold_heading(heading).keys[0], code)
    return names


@dataclass(frozen=True, slots=True)
class Bound:
    """Where a column of the format stands in a file: index of the cell, and the unit its heading states."""

    index: int
    unit: str = ""


def bind(spec: FormatSpec, header: Sequence[str]) -> dict[str, Bound]:
    """Column code -> place in the header, the first of equal headings."""
    names, found = headings(spec), dict[str, Bound]()
    for index, text in enumerate(header):
        heading = fold_heading(text)
        code = next((names[key] for key in heading.keys if key in names), None)
        if code is not None:
            found.setdefault(code, Bound(index, heading.unit))
    return found


@dataclass(frozen=True, slots=True)
class _Fit:
    spec: FormatSpec
    matched: int
    likeness: float
    missing: tuple[str, ...]


def _fit(spec: FormatSpec, header: Sequence[str]) -> _Fit:
    found = bind(spec, header)
    absent = [code for code in spec.columns if code in spec.required or code in spec.distinctive]
    missing = tuple(code for code in absent if code not in found)
    union = len(spec.columns) + len([text for text in header if text]) - len(found)
    return _Fit(spec, len(found), len(found) / union if union else 0.0, missing)


def recognise(specs: Iterable[FormatSpec], header: Sequence[str], hint: str = "") -> FormatSpec:
    """The one format of that header; ``hint`` (a file's name) decides between formats that fit equally.

    Raises UnknownHeader naming the nearest format and the columns it lacks, AmbiguousHeader naming the formats.
    """
    fits = [_fit(spec, header) for spec in specs]
    fitting = [fit for fit in fits if fit.matched and not fit.missing]
    if not fitting:
        raise _unknown(fits, header)
    most = max(fit.matched for fit in fitting)
    best = [fit for fit in fitting if fit.matched == most]
    if len(best) > 1:
        best = _hinted(best, hint) or _likeliest(best)
    if len(best) > 1:
        names = tuple(sorted(fit.spec.name for fit in best))
        titles = ", ".join(f"{fit.spec.name} ({fit.spec.title_zh})" for fit in best)
        raise AmbiguousHeader(f"the header fits several formats: {titles}; name one with --format", names)
    return best[0].spec


def _hinted(fits: Sequence[_Fit], hint: str) -> list[_Fit]:
    return [fit for fit in fits if any(word in hint for word in (fit.spec.title_zh, fit.spec.name, *fit.spec.hints))]


def _likeliest(fits: Sequence[_Fit]) -> list[_Fit]:
    """Those nearest to the best likeness, by the margin of data/tables/headers.toml."""
    top = max(fit.likeness for fit in fits)
    margin = float(toml_table("headers")["margin"])
    return [fit for fit in fits if fit.likeness >= top - margin]


def _unknown(fits: Sequence[_Fit], header: Sequence[str]) -> UnknownHeader:
    nearest = max(fits, key=lambda fit: (fit.likeness, fit.matched), default=None)
    shown = ", ".join(text[:20] for text in header[:6])
    if nearest is None or nearest.likeness < float(toml_table("headers")["near"]):
        return UnknownHeader(
            f"no format has the header [{shown} …]; name one with --format (xintu formats lists them) or add a spec"
        )
    missing = ", ".join(f"{code} {'/'.join(nearest.spec.columns[code].zh)}".strip() for code in nearest.missing)
    return UnknownHeader(
        f"no format has the header [{shown} …]; nearest is {nearest.spec.name} ({nearest.spec.title_zh}), "
        f"which also needs {missing}; correct the header or name a format with --format",
        nearest.spec.name,
        nearest.missing,
    )
