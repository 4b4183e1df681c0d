"""The row of a rule table, typed: what a fact entitles an authority to, for whom, until when, on what basis.

Owns: the vocabulary of rule rows and the frozen types that TOML rows are validated into. Refuses: reading files
(graph.policy) and applying a row to anybody (graph.propagation).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from graph.terms import Duration
from linkage.model import Kind

_STRICT = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


class FindingClass(StrEnum):
    """The subject's own, carried to it by a rule, or for a human's attention only (RULES.md, principle 3)."""

    OWN = "own"
    EFFECT = "effect"
    ALERT = "alert"


class Force(StrEnum):
    """What the row commands: the law bars, an authority decides, a reference for others, an incentive (principle 5)."""

    MUST = "must"
    MAY = "may"
    REFERENCE = "reference"
    GRANT = "grant"


class Sureness(StrEnum):
    """How sure a finding is; only ``confirmed`` carries measures (principle 4)."""

    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    __hash__ = str.__hash__  # an enum's own is a call of Python's for each look into a table


class Measure(StrEnum):
    """What may be restricted or granted."""

    PROCUREMENT = "procurement"
    TENDER = "tender"
    LICENSING = "licensing"
    LAND = "land"
    CREDIT = "credit"
    CUSTOMS = "customs"
    EXIT = "exit"
    CONSUMPTION = "consumption"
    OFFICE = "office"
    SUBSIDY = "subsidy"
    AWARD = "award"
    FOOD_LICENCE = "food_licence"
    FOOD_OFFICE = "food_office"
    GREEN_CHANNEL = "green_channel"


CLASS_A = frozenset(
    {
        Measure.LICENSING,
        Measure.EXIT,
        Measure.CONSUMPTION,
        Measure.OFFICE,
        Measure.FOOD_LICENCE,
        Measure.FOOD_OFFICE,
    }
)
"""Market entry, exit, consumption, office: each row names its statute, a memorandum is none (RULES.md, principle 8)."""


class EndedBy(StrEnum):
    """What ends a row's effect."""

    REMOVAL = "removal"
    REPAIR = "repair"
    REVOCATION = "revocation"
    TERM = "term"
    STAY = "stay"
    COURT_RELEASE = "court_release"
    CORRECTION = "correction"


class RoleTest(StrEnum):
    """When the role must have been held: at the violation, at the listing or decision, or now."""

    VIOLATION = "v"
    LISTING = "l"
    NOW = "n"


class Direction(StrEnum):
    """Along a relation from the company to who holds the place in it, or back."""

    TO_HOLDER = "to_holder"
    TO_COMPANY = "to_company"


class CountedFrom(StrEnum):
    """The day a term counts from. ``stated``: no count, the record itself says the last day."""

    LISTING = "listing"
    DECISION = "decision"
    SENTENCE_END = "sentence_end"
    LIQUIDATION_END = "liquidation_end"
    STATED = "stated"


def _duration(value: object) -> object:
    return Duration.parse(value) if isinstance(value, str) else value


def _money(value: object) -> object:
    return Decimal(value) if isinstance(value, str) else value


Length = Annotated[Duration, BeforeValidator(_duration)]
Amount = Annotated[Decimal, BeforeValidator(_money)]
Words = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A legal basis with its own validity: what was repealed carries nothing after ``effective_to`` (its last day).

    ``memorandum``: an agreement of departments (备忘录), alone no basis for a measure of class A.
    """

    __pydantic_config__ = _STRICT
    document: str
    number: str = ""
    article: str = ""
    effective_from: date = date.min
    effective_to: date = date.max
    source: str = ""
    memorandum: bool = False

    def holds(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.effective_from <= day <= self.effective_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What must be true of the listing (and, for the last two, of the marked person) besides its category.

    Word lists are any-of. ``reason_named``: one of the groups has all its words in the reason. ``listed_from`` and
    ``listed_to`` bound the day of listing or decision, both inclusive.
    """

    __pydantic_config__ = _STRICT
    penalty_types: Words = frozenset()
    fine_at_least: Amount | None = None
    fine_below: Amount | None = None
    grades: Words = frozenset()
    ground_in: Words = frozenset()
    ground_not_in: Words = frozenset()
    reason_named: tuple[tuple[str, ...], ...] = ()
    subject_kinds: frozenset[Kind] = frozenset()
    listed_from: date | None = None
    listed_to: date | None = None
    sentenced: bool = False
    unpaid_without_guarantee: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long: ``length`` counted from a day; with ``stated`` the record's last day counts and the lengths bound it.

    ``shortest`` is certain when the record states no end. ``when`` narrows the term to some listings: others have none.
    """

    __pydantic_config__ = _STRICT
    length: Length
    counted_from: CountedFrom = CountedFrom.LISTING
    shortest: Length | None = None
    when: Conditions = Conditions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """To whom a listing reaches: holders of ``roles`` in the listed company under the role test.

    ``mark``: only those whom the issuer named as responsible. ``marked_any``: also those named in any other place.
    ``named``: the decision itself names the person, so that its word on the role stands.
    ``role_end_releases``: leaving the office ends it.
    """

    __pydantic_config__ = _STRICT
    roles: Words
    test: RoleTest
    mark: bool = False
    marked_any: bool = False
    named: bool = False
    to: frozenset[Kind] = frozenset({Kind.PERSON})
    role_end_releases: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One relation followed from a related party towards the subject asked about; it must hold now.

    ``depth``: how often in a row it may be followed (a branch's branch); no station is passed twice, so a ring ends.
    """

    __pydantic_config__ = _STRICT
    relations: Words
    direction: Direction
    depth: Annotated[int, Field(ge=1)] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """What a related party's findings mean for the subject: which findings, over which steps.

    ``same``: force and measures of the related party's finding, else the row's own. ``group``: of rows of one group
    only the first that applies to a (party, listing) counts. ``possible_effects``: also merely possible ones.
    """

    __pydantic_config__ = _STRICT
    steps: tuple[Step, ...]
    classes: frozenset[FindingClass]
    forces: frozenset[Force]
    measures: frozenset[Measure] = frozenset()
    categories: Words = frozenset()
    except_categories: Words = frozenset()
    same: bool = False
    group: str = ""
    possible_effects: bool = False


def _bases(value: object) -> object:
    return (value,) if isinstance(value, dict) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row. ``effective_from`` and ``effective_to`` bound the days asked about; ``region`` is the issuer's code.

    ``intersect``: a regional row that counts only where a row of the same name reaches in the receiver's region too.
    ``certainty``: the most that the row itself claims. ``elsewhere``: an office bar that spares the listed firm itself.
    """

    __pydantic_config__ = _STRICT
    id: str
    conclusion: Annotated[FindingClass, Field(alias="class")]
    force: Force
    title_zh: str
    explanation_zh: str
    basis: Annotated[tuple[Basis, ...], BeforeValidator(_bases)]
    ended_by: frozenset[EndedBy] = frozenset()
    categories: Words = frozenset()
    products: Words = frozenset()
    measures: tuple[Measure, ...] = ()
    when: Conditions = Conditions()
    term: Term | None = None
    carry: Carry | None = None
    relay: Relay | None = None
    region: str = ""
    intersect: str = ""
    effective_from: date = date.min
    effective_to: date = date.max
    certainty: Sureness = Sureness.CONFIRMED
    elsewhere: bool = False
    bears_always: bool = False
    review_status: str = "unverified"

    def basis_on(self, day: date) -> Basis | None:
        """The basis in force on that day; None also outside the row's own validity: the row then carries nothing."""
        if not self.effective_from <= day <= self.effective_to:
            return None
        return next((each for each in self.basis if each.holds(day)), None)

    def is_of(self, region: str) -> bool:
        """Whether the row is national or of that region's law (codes compare without their trailing zero pairs)."""
        return not self.region or region.startswith(area(self.region))

    @property
    def hops(self) -> int:
        """How many relations lie at most between the listed subject and whom the row reaches."""
        if self.relay is None:
            return int(self.carry is not None)
        carried = int(FindingClass.EFFECT in self.relay.classes)
        return carried + sum(step.depth for step in self.relay.steps)

    @property
    def along(self) -> frozenset[str]:
        """The types of relations by which the row reaches anybody."""
        roles = self.carry.roles if self.carry is not None else frozenset[str]()
        return roles.union(*(step.relations for step in self.relay.steps)) if self.relay is not None else roles


def area(region: str) -> str:
    """A region code without its trailing pairs of zeros: 410000 -> 41, 440300 -> 4403."""
    while region.endswith("00"):
        region = region[:-2]
    return region
