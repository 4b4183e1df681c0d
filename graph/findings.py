"""A finding: one conclusion about a subject with everything that it rests on.

Owns: the types of a conclusion, which cannot be made without rule, legal basis, path and evidence. Refuses: drawing
conclusions (graph.propagation) and identity numbers of persons (names are shown, numbers never).
"""

from dataclasses import dataclass
from datetime import date

from graph.errors import GraphError
from graph.model import Evidence
from graph.rules import Basis, FindingClass, Force, Measure, Sureness
from linkage.model import Kind


class ReasonMissing(GraphError):
    """A conclusion was about to be drawn without its reasons (DESIGN invariant 7)."""

    code = "graph.reason_missing"


@dataclass(frozen=True, slots=True)
class Hop:
    """One station of a path, from the listed subject to the one asked about.

    ``relation`` leads here from the previous hop (empty at the first); ``begin`` and ``end`` are the role's days as
    recorded, None when unknown or open; ``end`` is the first day without the role.
    """

    entity: str
    name: str
    kind: Kind | None
    relation: str = ""
    begin: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class ListingView:
    """A listing as an answer shows it. ``begin`` and ``end`` are None when unknown or open."""

    key: str
    category: str
    title_zh: str
    subject: str
    subject_name: str
    authority: str
    doc_no: str
    reason: str
    region: str
    begin: date | None
    end: date | None
    is_list: bool
    disputed: bool
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Cleared:
    """A reviewer's word that the hit is somebody else (graph.clearances)."""

    id: str
    reviewer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One conclusion. ``measures`` is empty unless it is confirmed; ``would_be`` always lists the rule's measures.

    ``until``: the last day of the rule's own term, when it has one. ``on_subject``: it binds the subject itself, and is
    not what another's bar means for it. ``claimed``: the most that the row itself claims. ``bears_on_purpose`` and
    ``cleared`` are set by graph.screening.
    """

    conclusion: FindingClass
    force: Force
    listing: ListingView
    would_be: tuple[Measure, ...]
    rule: str
    rule_version: str
    title_zh: str
    explanation_zh: str
    basis: Basis
    review_status: str
    path: tuple[Hop, ...]
    sureness: Sureness
    evidence: tuple[Evidence, ...]
    until: date | None = None
    bears_always: bool = False
    elsewhere: bool = False
    on_subject: bool = True
    claimed: Sureness = Sureness.CONFIRMED
    bears_on_purpose: bool = True
    cleared: Cleared | None = None

    def __post_init__(self) -> None:
        if not (self.rule and self.basis and self.path and self.evidence):
            raise ReasonMissing(
                f"rule {self.rule or '?'}, listing {self.listing.key}: a finding needs path and evidence"
            )

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What it carries: nothing across an identity or a fact that is not confirmed."""
        return self.would_be if self.sureness is Sureness.CONFIRMED else ()

    @property
    def disputed(self) -> bool:
        """Whether an objection is recorded."""
        return self.listing.disputed
