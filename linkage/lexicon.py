"""The words enterprise names are made of.

Owns: the table names.toml as suffix dictionaries: legal forms, branches, lines of business with their canonical word.
Refuses: deciding how the parts of one name follow each other (linkage.names does).
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from linkage.tables import toml_table

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Form:
    """A legal form met at the end of a name. ``is_kept``: the suffix is a line of business too."""

    code: str
    is_unique: bool
    is_kept: bool


class Suffixes(Generic[T]):
    """Longest-suffix look-up."""

    __slots__ = ("_lengths", "_table")

    def __init__(self, table: dict[str, T]) -> None:
        self._table = table
        self._lengths = tuple(sorted({len(word) for word in table}, reverse=True))

    def longest(self, text: str, most: int) -> tuple[str, T] | None:
        """The longest known suffix of at most that length, with its value."""
        for length in self._lengths:
            if length <= most:
                value = self._table.get(text[-length:])
                if value is not None:
                    return text[-length:], value
        return None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All tables of names.toml."""

    forms: Suffixes[Form]
    industries: Suffixes[str]
    industry_words: frozenset[str]
    faint: frozenset[str]
    faint_characters: frozenset[str]
    branches: Suffixes[str]
    parents: tuple[str, ...]
    not_parents: frozenset[str]
    former: tuple[str, ...]
    remarks: frozenset[str]
    misread: tuple[tuple[str, str], ...]
    unique_forms: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The lexicon of the package, read once."""
    table: dict[str, Any] = toml_table("names")
    forms: dict[str, Form] = {}
    for row in table["form"]:
        form = Form(row["code"], row.get("unique", False), row.get("kept", False))
        forms.update(dict.fromkeys(row["suffixes"], form))
    industries = {word: row[0] for row in table["industry"]["words"] for word in row}
    for word, form in forms.items():
        if form.is_kept:
            industries.setdefault(word, word)
    branch = table["branch"]
    return Lexicon(
        forms=Suffixes(forms),
        industries=Suffixes(industries),
        industry_words=frozenset(industries),
        faint=frozenset(table["industry"]["faint"]),
        faint_characters=frozenset(table["industry"]["faint_characters"]),
        branches=Suffixes({word: word for word in branch["suffixes"]}),
        parents=tuple(branch["parents"]),
        not_parents=frozenset(branch["not_parents"]),
        former=tuple(branch["former"]),
        remarks=frozenset(branch["remarks"]),
        misread=tuple(table["misread"].items()),
        unique_forms=frozenset(form.code for form in forms.values() if form.is_unique),
    )
