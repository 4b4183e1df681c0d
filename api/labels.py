"""Chinese words for codes, from ``data/labels.toml``.

Owns: the lookup. Refuses: to fail on a code that has no word: it shows the code.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def tables() -> Mapping[str, Mapping[str, str]]:
    """All tables: group -> code -> word."""
    return tomllib.loads((files("api") / "data" / "labels.toml").read_text(encoding="utf-8"))


def label(group: str, code: str) -> str:
    """The word for a code, or the code."""
    return tables().get(group, {}).get(code, code)
