"""Words of the tables and what they mean.

Owns: looking a cell's word up in data/tables/vocabulary.toml or a spec's own words, and checking that the words of a
spec stay inside the closed vocabularies. Refuses: cells that hold more than a word (linkage.mapping.penalties).
"""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any

from linkage.model import ClaimKind, Role
from linkage.script import fold_width, simplify, strip_blanks
from linkage.spec import KIND_RULES, Choice, ClaimSpec, FormatSpec, Words
from linkage.tables import toml_table

_CLOSED = {
    ClaimKind.RELATION: "relations",
    ClaimKind.LISTING: "listings",
    ClaimKind.EVENT: "events",
    ClaimKind.PRODUCT: "products",
}
DIRECTLY_RESPONSIBLE = "DIRECTLY_RESPONSIBLE"
"""Said of a person whom a decision names without an office: it is no relation to the company."""


@cache
def table(name: str) -> dict[str, str]:
    """A word table of the vocabulary; ValueError when there is none of that name."""
    words = toml_table("vocabulary").get(name)
    if not isinstance(words, dict):
        raise ValueError(f"the vocabulary has no table {name!r}")
    return words


def closed(kind: ClaimKind) -> frozenset[str]:
    """The words a claim kind's type may be; empty when they are free."""
    name = _CLOSED.get(kind)
    return frozenset(toml_table("vocabulary")["vocabulary"][name]) if name else frozenset()


def word_table(words: Words) -> dict[str, str]:
    """A spec's own words, or the vocabulary table that they name."""
    return table(words) if isinstance(words, str) else words


def lookup(words: Words, contains: bool = True) -> Callable[[str], str | None]:
    """The function from a cleaned cell to its meaning; None when the word is unknown."""
    meanings = {fold_word(word): meaning for word, meaning in word_table(words).items()}

    @lru_cache(maxsize=4096)
    def look(cell: str) -> str | None:
        folded = fold_word(cell)
        if folded in meanings or not contains:
            return meanings.get(folded)
        return next((meaning for word, meaning in meanings.items() if _within(word, folded)), None)

    return look


def _within(word: str, text: str) -> bool:
    """``^92`` stands at the beginning of the text, any longer word anywhere; single characters only count as wholes."""
    return text.startswith(word[1:]) if word.startswith("^") else len(word) > 1 and word in text


@lru_cache(maxsize=4096)
def fold_word(text: str) -> str:
    """One spelling for words: half width, simplified, upper case, no blanks."""
    return simplify(strip_blanks(fold_width(text))).upper()


def check_words(spec: FormatSpec) -> None:
    """ValueError when a rule of the spec yields a role, kind or claim type outside the closed vocabularies."""
    for label, party in spec.parties.items():
        _check(f"parties.{label}.role", _values(party.role), set(Role))
        _check(f"parties.{label}.kind", _values(party.kind), set(KIND_RULES))
    for number, claim in enumerate(spec.claims, 1):
        _check_claim(f"claim {number}", claim)


def _check_claim(place: str, claim: ClaimSpec) -> None:
    allowed = closed(claim.kind)
    if allowed:
        _check(f"{place}.type", _values(claim.type), {*allowed, DIRECTLY_RESPONSIBLE, ""})
    if claim.category is not None:
        _check(f"{place}.category", _values(claim.category), set(closed(ClaimKind.LISTING)))
    if claim.status:
        _check(f"{place}.status", word_table(claim.status.words).values(), {*closed(ClaimKind.EVENT), ""})


def _values(rule: Any) -> Iterable[str]:
    if not isinstance(rule, Choice):
        return [rule]
    named = (rule.default, rule.present, rule.absent)
    return [*word_table(rule.words).values(), *(value for value in named if value is not None)]


def _check(place: str, values: Iterable[str], allowed: Iterable[str]) -> None:
    allowed = set(allowed)
    for value in values:
        if value not in allowed:
            raise ValueError(f"{place}: {value!r} is none of {', '.join(sorted(filter(None, allowed)))}")
