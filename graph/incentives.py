"""Whether the incentive that a purpose asks for is the subject's today (RULES.md, principle 11).

Owns: the four words. Refuses: the verdict, which says what speaks against a subject: where nothing does, still no red
list and no grade may speak for it.
"""

from collections.abc import Collection

from graph.findings import Finding
from graph.identification import Meant
from graph.propagation import is_own_list
from graph.rules import Force, Sureness

GRANTED, WITHHELD, VERIFY, NONE = "granted", "withheld", "verify", "none"


def incentive(findings: Collection[Finding], meant: Meant) -> str:
    """``granted``: a row grants it; ``withheld``: a list measure is in force, so that none is; ``verify``: identity or
    fact is not confirmed; ``none``: nothing grants it. Empty for a subject that nobody knows."""
    if not meant:
        return ""
    if all(sureness is not Sureness.CONFIRMED for _, sureness in meant):
        return VERIFY
    listed = [each.sureness for each in findings if is_own_list(each) and each.cleared is None]
    if Sureness.CONFIRMED in listed:
        return WITHHELD
    granted = [each.sureness for each in findings if each.force is Force.GRANT and each.bears_on_purpose]
    if not granted:
        return NONE
    return GRANTED if Sureness.CONFIRMED in granted and not listed else VERIFY
