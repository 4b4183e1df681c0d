"""Rule sets by name: the one in force here, a folder of TOML rows, a version that the store keeps.

Owns: reading a folder, keeping a version and finding it again. Refuses: what a row means (graph.policy).
"""

from datetime import datetime
from pathlib import Path

from api.errors import InvalidQuery
from graph.policy import CATEGORIES_FILE, PolicyError, RuleSet
from graph.store.port import GraphStore

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
    """Keep a rule set under its version, where answers keep theirs; False when it is kept already."""
    if store.policy(document_of(ruleset.version)) is not None:
        return False
    with store.unit(at, actor, f"keep rules {ruleset.version}") as unit:
        unit.put_policy(document_of(ruleset.version), ruleset.text)
    return True


def document_of(version: str) -> str:
    """The kind of policy document that keeps a rule set of that version (api.audit keeps those of answers so)."""
    return f"rules:{version}"


def rules_named(store: GraphStore, here: RuleSet, word: str) -> RuleSet:
    """``.`` (in force here), a folder, or a version that the store keeps: every answer keeps the one it used."""
    if word in (HERE, here.version):
        return here
    if Path(word).is_dir():
        return read_rules(Path(word))
    kept = store.policy(document_of(word))
    if kept is None:
        raise InvalidQuery(
            f"{word!r}: 不是目录，也不是已保存的规则版本 neither a folder nor a kept version",
            remedy="write . for the rules in force, a folder, or the rule_version of an answer (`xintu rules keep`)",
        )
    return RuleSet.from_text(kept[1])
