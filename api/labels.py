"""Chinese words for codes, from ``data/labels.toml``.

Owns: the lookup, and words that nobody below owns. Refuses: to fail on a code that has no word (it shows the code), and
words of its own for relations, categories and purposes: graph titles them.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from graph.policy import load_purposes, load_rules
from graph.relations import RELATIONS


@cache
def tables() -> Mapping[str, Mapping[str, str]]:
    """All tables: group -> code -> word."""
    own = tomllib.loads((files("api") / "data" / "labels.toml").read_text(encoding="utf-8"))
    return own | {
        "relation": own["relation"] | {code: each.title_zh for code, each in RELATIONS.items()},
        "category": {code: each.title_zh for code, each in load_rules().categories.items()},
        "purpose": {code: each.title_zh for code, each in load_purposes().items()},
    }


def label(group: str, code: str) -> str:
    """The word for a code, or the code."""
    return tables().get(group, {}).get(code, code)


def level(comparison: str, name: str) -> str:
    """The word for a level of a comparison: its own, that of any level so called, or the code."""
    words = tables()["level"]
    return words.get(f"{comparison}.{name}") or words.get(name, name)


def values(comparison: str, said: Iterable[str]) -> str:
    """What one side says in a comparison, in words."""
    return "、".join(label(comparison, each) for each in said)


def spoken(levels: Sequence[tuple[str, str, str]]) -> str:
    """(comparison, label, level) in words."""
    return "、".join(f"{title}{level(comparison, name)}" for comparison, title, name in levels)
