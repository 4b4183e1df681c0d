"""The digest of an answer: what a log keeps so that the answer can be proved later.

Owns: which parts of an answer are its substance, and their order. Refuses: words, names and layout: they may be
bettered without making an old answer look false.
"""

import hashlib
import json
from collections.abc import Mapping

from graph.findings import Finding

_SIZE = 16
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def of_text(text: str) -> str:
    """BLAKE2b-128 of an answer's substance, hex."""
    return hashlib.blake2b(text.encode(), digest_size=_SIZE).hexdigest()


def text_of(head: Mapping[str, object], findings: tuple[Finding, ...]) -> str:
    """The head and the substance of the findings in their order."""
    return _JSON([head, [_substance(each) for each in findings]])


def _substance(found: Finding) -> list[object]:
    """What it concludes, from which listing by which row, over whom, resting on which record versions."""
    listing = found.listing
    return [
        found.conclusion,
        found.force,
        found.rule,
        found.sureness,
        found.would_be,
        [listing.key, listing.category, listing.subject, listing.disputed],
        [[hop.relation, hop.entity] for hop in found.path],
        [[source.record, source.version] for source in found.evidence],
        found.until.isoformat() if found.until else "",
        found.bears_on_purpose,
        found.cleared.id if found.cleared else "",
    ]
