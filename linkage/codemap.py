"""The code map 存量代码映射: which old number stands for which unified code, learned from parties that bear both.

Owns: old number -> anchors, conflicts listed; the table of old and unified codes for reporting. Refuses: guessing: an
old number that stands beside two different codes translates to neither. Anchors are texts of strong numbers
(``uscc:…``, ``org_code:…``, ``resident:…``).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linkage.identifiers import Identifier, IdentifierKind, implied


@dataclass(frozen=True, slots=True)
class CodeMap:
    """Translation of numbers into the one number an entity is held together by.

    ``codes``: organisation code -> USCC that contains it. ``old``: other number -> the strong anchors it stood beside.
    """

    codes: Mapping[str, frozenset[str]]
    old: Mapping[str, frozenset[str]]

    def anchors(self, numbers: Iterable[Identifier]) -> frozenset[str]:
        """Anchors of a party's strong numbers; a USCC stands for its organisation code."""
        return frozenset(anchor for each in numbers for anchor in self._strong(each))

    def translated(self, numbers: Iterable[Identifier]) -> frozenset[str]:
        """Anchors that a party's other numbers translate to, ambiguous ones left out."""
        found: set[str] = set()
        for each in numbers:
            codes = self.old.get(each.to_text(), frozenset())
            if len(codes) == 1:
                found |= codes
        return frozenset(found)

    def conflicts(self) -> Mapping[str, frozenset[str]]:
        """Old numbers that stand beside several codes: they join nothing."""
        return {number: codes for number, codes in self.old.items() if len(codes) > 1}

    def _strong(self, number: Identifier) -> Iterable[str]:
        for each in (number, *implied(number)):
            if each.vetoes:
                if each.kind is IdentifierKind.ORG_CODE:
                    codes = self.codes.get(each.to_text(), frozenset())
                    if len(codes) == 1:
                        yield from codes
                        continue
                    if codes:
                        continue  # one organisation code in two USCC: the USCC decide
                yield each.to_text()


def build(bearers: Iterable[tuple[Identifier, ...]]) -> CodeMap:
    """The map from the numbers that stand together on one party."""
    sets = {numbers for numbers in bearers if numbers}
    codes: dict[str, set[str]] = defaultdict(set)
    for numbers in sets:
        for number in numbers:
            if number.kind is IdentifierKind.USCC and not number.masked:
                for inner in implied(number):
                    codes[inner.to_text()].add(number.to_text())
    plain = CodeMap({code: frozenset(found) for code, found in codes.items()}, {})
    old: dict[str, set[str]] = defaultdict(set)
    for numbers in sets:
        anchors = plain.anchors(numbers)
        for number in numbers:
            if anchors and joins(number) and not number.vetoes:
                old[number.to_text()] |= anchors
    return CodeMap(plain.codes, {number: frozenset(found) for number, found in old.items()})


def joins(number: Identifier) -> bool:
    """True for whole numbers that may join parties; masks never do."""
    return not number.masked and number.kind is not IdentifierKind.CERTIFICATE


OLD = (IdentifierKind.REG_NO, IdentifierKind.ORG_CODE, IdentifierKind.TAX_NO)
"""Kinds that the unified code replaced (GB 32100-2015), in the order of the upward report."""


@dataclass(frozen=True, slots=True)
class CodeTable:
    """Old codes beside unified ones, as stated on one mention. ``usccs``: by old code; ``olds``: by unified code."""

    usccs: Mapping[Identifier, frozenset[Identifier]]
    olds: Mapping[Identifier, frozenset[Identifier]]

    def several_usccs(self) -> Mapping[Identifier, frozenset[Identifier]]:
        """Old codes that stand beside several unified ones: they translate to none."""
        return {old: codes for old, codes in sorted(self.usccs.items()) if len(codes) > 1}

    def several_olds(self) -> Mapping[Identifier, frozenset[Identifier]]:
        """Unified codes with several old ones of one kind; the organisation code inside counts beside a stated one."""
        found = {}
        for uscc in sorted(self.olds):
            several = [each for kind in OLD if len(each := self._of_kind(uscc, kind)) > 1]
            if several:
                found[uscc] = frozenset().union(*several)
        return found

    def row(self, uscc: Identifier) -> tuple[Identifier | None, ...]:
        """The one old code of each kind in :data:`OLD`; None where there is none, or a conflict."""
        ambiguous = {old for old in self.olds.get(uscc, ()) if len(self.usccs[old]) > 1}
        found: list[Identifier | None] = []
        for kind in OLD:
            held = self._of_kind(uscc, kind) or frozenset(each for each in implied(uscc) if each.kind is kind)
            one = next(iter(held)) if len(held) == 1 else None
            found.append(None if one in ambiguous else one)
        return tuple(found)

    def _of_kind(self, uscc: Identifier, kind: IdentifierKind) -> frozenset[Identifier]:
        held = frozenset(each for each in self.olds.get(uscc, ()) if each.kind is kind)
        return held | frozenset(each for each in implied(uscc) if held and each.kind is kind)


def tabulate(bearers: Iterable[tuple[Identifier, ...]]) -> CodeTable:
    """The table from the numbers that stand together on one mention; masked ones say nothing."""
    usccs: dict[Identifier, set[Identifier]] = defaultdict(set)
    olds: dict[Identifier, set[Identifier]] = defaultdict(set)
    for numbers in bearers:
        whole = [each for each in numbers if not each.masked]
        for uscc in whole:
            for old in whole if uscc.kind is IdentifierKind.USCC else ():
                if old.kind in OLD:
                    usccs[old].add(uscc)
                    olds[uscc].add(old)
    return CodeTable(
        {old: frozenset(found) for old, found in usccs.items()},
        {uscc: frozenset(found) for uscc, found in olds.items()},
    )
