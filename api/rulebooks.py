"""Rule sets by name: the one in force here, a folder of TOML rows, a version that the store keeps.

Owns: reading a folder, keeping a version by its digest and finding it again. Refuses: what a row means (graph.policy).
"""

from datetime import datetime
from pathlib import Path

from api.errors import InvalidQuery
from graph.policy import CATEGORIES_FILE, PolicyError, RuleSet
from graph.store.port import GraphStore

STREAM = "rules"
HERE = "."
"""The word for the rule set in force here."""


def read_rules(folder: Path) -> RuleSet:
    """The rows of a folder's TOML files; its categories.toml, when there is one, replaces the shipped categories."""
    if not folder.is_dir():
        raise InvalidQuery(f"{folder}: 没有这个目录 no such folder", remedy="name a folder of rule rows (*.toml)")
    texts = {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.toml"))}
    categories = texts.pop(CATEGORIES_FILE, None)
    if not texts:
        raise PolicyError(str(folder), "", "", "holds no *.toml with rule rows; copy the shipped ones and change them")
    return RuleSet.from_texts(texts, categories)


def keep(store: GraphStore, ruleset: RuleSet, at: datetime, actor: str) -> bool:
    """Keep a rule set under its version; False when it is kept already."""
    if store.find(STREAM, ruleset.version) is not None:
        return False
    with store.unit(at, actor, f"keep rules {ruleset.version}") as unit:
        unit.append(STREAM, ruleset.text.encode(), ruleset.version)
    return True


def rules_named(store: GraphStore, here: RuleSet, word: str) -> RuleSet:
    """``.`` (in force here), a folder, or a version that the store keeps (its first digits do when they are enough)."""
    if word in (HERE, here.version):
        return here
    if Path(word).is_dir():
        return read_rules(Path(word))
    kept = [entry for entry in store.read(STREAM) if entry.key.startswith(word)]
    if len(kept) != 1:
        found = "、".join(entry.key for entry in store.read(STREAM)) or "无 none"
        raise InvalidQuery(
            f"{word!r}: 不是目录，也不是唯一的规则版本 neither a folder nor one kept version",
            remedy=f"write . for the rules in force, a folder, or one of: {found} (`xintu rules keep`)",
        )
    return RuleSet.from_text(kept[0].payload.decode())
