"""The code map 存量代码映射: which old number stands for which unified code, learned from parties that bear both.

Owns: old number -> anchors, conflicts listed. Refuses: guessing: an old number that stands beside two different codes
translates to neither. Anchors are texts of strong numbers (``uscc:…``, ``org_code:…``, ``resident:…``).
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
    sets = [numbers for numbers in bearers if numbers]
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
