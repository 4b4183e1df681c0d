"""The shipped rows beside what was read in the law, typed once more: whom a row reaches, with what, until when, since when.

``data/rules_as_read.txt`` is the second entry of each row; the first is the TOML. Whoever changes a row changes both, and
says in the commit which text he read. The other tests of rows take what ends a row from the row itself.
"""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest

from graph.policy import load_rules
from graph.relations import DIRECTLY_RESPONSIBLE
from graph.rules import Conditions, EndedBy, Rule
from linkage.formats import load_formats
from linkage.model import ClaimKind
from linkage.spec import ClaimSpec
from linkage.vocabulary import word_table

ENDINGS = {
    "list": "removal repair revocation term stay correction",
    "incentive": "removal revocation term stay correction",
    "statute": "term revocation stay",
    "sentence": "term revocation",
    "court": "court_release revocation correction",
    "with what it follows": "",
}
"""What ends a row: a list entry; a red list or grade (repair is no end of it); a bar by statute; one that no stay lifts; a
court's order; a relay, which lives as long as the finding it follows."""
TEXT = Path(__file__).parent / "data" / "rules_as_read.txt"


def test_every_row_says_what_was_read() -> None:
    written = [" ".join(line.split()) for line in TEXT.read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert sorted(map(line_of, load_rules().rules)) == sorted(written)


@pytest.mark.parametrize("kind", [ClaimKind.RELATION, ClaimKind.LISTING, ClaimKind.PRODUCT])
def test_what_a_row_speaks_of_can_be_delivered(kind: ClaimKind) -> None:
    """No row waits for a fact that no shipped format can state."""
    rules = load_rules()
    wanted = {
        ClaimKind.RELATION: rules.along - {DIRECTLY_RESPONSIBLE},
        ClaimKind.LISTING: {category for rule in rules.rules for category in rule.categories},
        ClaimKind.PRODUCT: {product for rule in rules.rules for product in rule.products},
    }[kind]
    stated = {word for spec in load_formats() for claim in spec.claims if claim.kind is kind for word in words(claim)}
    assert wanted
    assert wanted <= stated


def words(claim: ClaimSpec) -> set[str | None]:
    if isinstance(claim.type, str):
        return {claim.type}
    said = {claim.type.default, claim.type.present, claim.type.absent}
    return said | set(word_table(claim.type.words).values())


def line_of(rule: Rule) -> str:
    parts = [rule.id, f"{rule.conclusion} {rule.force}", ended(rule), " ".join(sorted(rule.measures)) or "-"]
    return " | ".join([*parts, "; ".join(whom(rule)) or "itself", "; ".join(limits(rule)) or "-", since(rule)])


def ended(rule: Rule) -> str:
    return next(name for name, words in ENDINGS.items() if {EndedBy(word) for word in words.split()} == rule.ended_by)


def whom(rule: Rule) -> Iterator[str]:
    """Roles, their test and mark; of a relay the findings it follows and its steps."""
    if carry := rule.carry:
        flags = [name for name in ("mark", "marked_any", "named", "role_end_releases") if getattr(carry, name)]
        yield " ".join(["+".join(sorted(carry.roles)) or "the sentenced", carry.test, *flags])
        assert {str(kind) for kind in carry.to} == {"person"}
    if relay := rule.relay:
        about = [*sorted(relay.measures), *sorted(relay.categories), *(f"not:{c}" for c in relay.except_categories)]
        yield " ".join([*sorted(relay.classes), *sorted(relay.forces), *about])
        flags = [name for name in ("same", "possible_effects") if getattr(relay, name)]
        yield from ([f"group {relay.group}"] if relay.group else [])
        yield from flags
        for step in relay.steps:
            deep = f" x{step.depth}" if step.depth > 1 else ""
            yield f"{step.direction} {'+'.join(sorted(step.relations))}{deep}"


def limits(rule: Rule) -> Iterator[str]:
    """Conditions, terms, regions and what else narrows a row."""
    yield from conditions(rule.when)
    if term := rule.term:
        length = "".join(f"{n}{u}" for n, u in ((term.length.years, "y"), (term.length.months, "m")) if n)
        least = f" at least {term.shortest.years}y" if term.shortest else ""
        when = " when " + ", ".join(conditions(term.when)) if term.when != Conditions() else ""
        yield f"{length} from {term.counted_from}{least}{when}"
    if rule.region:
        yield f"region {rule.region} with {rule.intersect}"
    yield from (name for name in ("elsewhere", "bears_always") if getattr(rule, name))
    yield from [f"at most {rule.certainty}"] if rule.certainty != "confirmed" else []
    assert (rule.effective_from, rule.effective_to) == (date.min, date.max)


def conditions(when: Conditions) -> Iterator[str]:
    for field in fields(when):
        value = getattr(when, field.name)
        if value != field.default:
            words = "+".join(sorted(map(_word, value))) if isinstance(value, frozenset | tuple) else str(value)
            yield f"{field.name}={words}"


def _word(value: object) -> str:
    return "&".join(value) if isinstance(value, tuple) else str(value)


def since(rule: Rule) -> str:
    """The first days of the bases, which follow each other without gap or overlap; ``memo``: an agreement, no statute."""
    bases = sorted(rule.basis, key=lambda each: each.effective_from)
    for each, following in zip(bases, [*bases[1:], None], strict=True):
        last = following.effective_from - timedelta(days=1) if following else date.max
        assert each.effective_to == last, rule.id
    return " ".join(f"{each.effective_from}{' memo' if each.memorandum else ''}" for each in bases)
