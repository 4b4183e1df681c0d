"""Listings: what several records say about one decision on one subject, put together.

Owns: grouping listing, event and responsibility claims, and the state of a listing on a day as known. Refuses: rules
(graph.propagation). The owner's act ends a listing whatever the copies say, and no copy's silence resurrects it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from graph import truth
from graph.model import Certainty, Evidence, Fact, Subgraph
from graph.owners import is_owner, region_of
from graph.rules import EndedBy
from linkage.dates import ALWAYS, FOREVER, VOID, PartialDate, Truth
from linkage.mapping.listing import normal_authority
from linkage.model import ClaimKind, Facts, fact
from linkage.script import fold

Days = tuple[date, date]
"""First and last day that a date can mean; an unknown beginning is (ALWAYS, the day it was known at the latest)."""

LISTED, STAYED, RESUMED = "listed", "stayed", "resumed"
DISPUTED, SETTLED = "disputed", "settled"
REPAIRED, REMOVED, REVOKED = "repaired", "removed", "revoked"
OWNERS_ACTS = frozenset({STAYED, RESUMED, REPAIRED, REMOVED, REVOKED})
"""Steps that only the deciding authority takes; of anybody else they are hearsay beside its records (principle 1)."""


@dataclass(frozen=True, slots=True)
class Event:
    """A step in a listing's life, with the days it may have happened on. ``objection``: the one it belongs to."""

    type: str
    days: Days
    evidence: Evidence | None
    objection: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What the issuer says of one person's responsibility. Unknown dates are None, unknown answers MAYBE."""

    person: str | None
    certainty: Certainty
    role: str
    responsible: Truth
    violation: Days | None
    sentence: Days | None
    sentence_end: Days | None
    unpaid: Truth
    guarantee: Truth
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Listing:
    """One decision on one subject. ``end`` is the owner's recorded end (or the copies' when no owner delivers).

    ``hearsay``: what others say of acts that are the owner's, beside the owner's own records.
    """

    key: str
    category: str
    subject: str
    certainty: Certainty
    authority: str
    doc_no: str
    reason: str
    region: str
    begin: Days
    end: Days
    facts: Facts
    events: tuple[Event, ...]
    marks: tuple[Mark, ...]
    evidence: tuple[Evidence, ...]
    penalty_types: frozenset[str]
    fine: Decimal | None
    void: bool
    hearsay: tuple[Event, ...] = ()

    def is_disputed(self, day: date) -> bool:
        """Whether an objection is recorded by that day and not settled: it marks at once and changes nothing."""
        return any(dispute.days[0] <= day and not self._settled(dispute, day) for dispute in self._of(DISPUTED))

    def _settled(self, dispute: Event, day: date) -> bool:
        """A settlement that names its objection settles that one, another every earlier objection."""
        return any(
            each.objection == dispute.objection if each.objection else dispute.days[0] < each.days[0]
            for each in self._of(SETTLED)
            if each.days[1] <= day
        )

    def stands(self, day: date, ended_by: frozenset[EndedBy], end_word: EndedBy, stated: bool = False) -> Truth:
        """Whether it is in force on the day for a row that these words end.

        ``end_word``: what the recorded end means; ``stated``: the recorded end is the row's own term.
        """
        if self.void or self.begin[0] > day:
            return Truth.NO
        begun = Truth.YES if self.begin[1] <= day else Truth.MAYBE
        stayed = self._stayed(day) if EndedBy.STAY in ended_by else Truth.NO
        ended = self._ended(day, ended_by, end_word, stated)
        return truth.every((begun, _not(stayed), _not(ended)))

    def _stayed(self, day: date) -> Truth:
        result = Truth.NO
        for stay in self._of(STAYED):
            resumed = any(stay.days[0] <= r.days[0] and r.days[1] <= day for r in self._of(RESUMED))
            if not resumed:
                result = truth.some((result, _reached(stay.days, day)))
        return result

    def _ended(self, day: date, ended_by: frozenset[EndedBy], end_word: EndedBy, stated: bool) -> Truth:
        ends = [self.end] if stated or end_word in ended_by else []
        if end_word in ended_by:
            ends += [event.days for event in self._of(REMOVED)]
        if EndedBy.REPAIR in ended_by:
            ends += [event.days for event in self._of(REPAIRED)]
        return truth.some(_reached(end, day) for end in ends if not self._relisted(end, day))

    def _relisted(self, end: Days, day: date) -> bool:
        return any(end[0] < again.days[0] and again.days[1] <= day for again in self._of(LISTED))

    def _of(self, type_: str) -> Iterable[Event]:
        return [event for event in self.events if event.type == type_] if self.events else ()


def assemble(subgraph: Subgraph) -> tuple[Listing, ...]:
    """Every listing of the subgraph, one per (decision, category, subject). Unresolved subjects' listings wait."""
    claims, events, marks = _sorted_out(subgraph.facts)
    groups = tuple(_groups(claims, events))
    known = {key for key, _, _ in groups}
    parts = _Parts(claims, events, marks, _strays(events, known), _strays(marks, known))
    return tuple(parts.listing(*group) for group in groups)


Group = tuple[str, str, str]
"""Listing key, category, subject entity."""
Keyed = Mapping[str, Sequence[Fact]]


@dataclass(frozen=True, slots=True)
class _Parts:
    """The claims of a subgraph by listing key, and those whose key no listing has by subject."""

    claims: Keyed
    events: Keyed
    marks: Keyed
    stray_events: Keyed
    stray_marks: Keyed

    def listing(self, key: str, category: str, subject: str) -> Listing:
        of_category = [f for f in self.claims.get(key, ()) if f.claim.type == category]
        own = [f for f in of_category if f.subject == subject]
        stated = own if len(own) == len(of_category) else [f for f in of_category if _is_about(f, subject, own)]
        events = [
            event
            for event in self.events.get(key, ())
            if fact(event.claim.facts, "category", category) == category and _is_about(event, subject, own)
        ]
        marks = [mark for mark in self.marks.get(key, ()) if _is_about(mark, subject, own)]
        if own and not fact(own[0].claim.facts, "doc_no"):
            events += _fitting(self.stray_events, own[0])
            marks += _fitting(self.stray_marks, own[0])
        return _listing((key, category, subject), stated, events, marks)


def _is_about(other: Fact, subject: str, own: Sequence[Fact]) -> bool:
    """The same entity; or, in the same decision, the number or name that its records state."""
    return other.subject == subject or any(_same_as_stated(other, each) for each in own)


def _strays(facts: Keyed, known: set[str]) -> Keyed:
    found: dict[str, list[Fact]] = {}
    for key, each in facts.items():
        if key not in known:
            for one in each:
                found.setdefault(one.subject or "", []).append(one)
    return found


def _fitting(strays: Keyed, listed: Fact) -> Iterable[Fact]:
    """Events and marks that cannot know the key of a table without document numbers: same subject and authority."""
    authority = normal_authority(fact(listed.claim.facts, "authority"))
    for each in strays.get(listed.subject or "", ()):
        said = each.claim.facts
        begun = each.claim.kind is not ClaimKind.EVENT or each.claim.span.begin_max >= listed.claim.span.begin_min
        same = fact(said, "category", listed.claim.type) == listed.claim.type
        if begun and same and normal_authority(fact(said, "authority")) == authority:
            yield each


def _sorted_out(facts: Iterable[Fact]) -> tuple[dict[str, list[Fact]], dict[str, list[Fact]], dict[str, list[Fact]]]:
    claims: dict[str, list[Fact]] = {}
    events: dict[str, list[Fact]] = {}
    marks: dict[str, list[Fact]] = {}
    kinds = {ClaimKind.LISTING: claims, ClaimKind.EVENT: events, ClaimKind.RESPONSIBILITY: marks}
    for each in facts:
        target = kinds.get(each.claim.kind)
        if target is not None:
            target.setdefault(each.claim.listing or "", []).append(each)
    return claims, events, marks


def _groups(claims: Mapping[str, Sequence[Fact]], events: Mapping[str, Sequence[Fact]]) -> Iterable[Group]:
    seen: dict[Group, None] = {}
    for key, facts in claims.items():
        for each in facts:
            if each.subject is not None:
                seen.setdefault((key, each.claim.type, each.subject))
    for key, facts in events.items():
        for each in facts:
            category = fact(each.claim.facts, "category")
            if each.claim.type == LISTED and each.subject is not None and category and key not in claims:
                seen.setdefault((key, category, each.subject))
    return seen


def _same_as_stated(a: Fact, b: Fact) -> bool:
    if a.subject_identifiers and b.subject_identifiers:
        return bool(set(a.subject_identifiers) & set(b.subject_identifiers))
    return bool(a.subject_name) and fold(a.subject_name) == fold(b.subject_name)


def _listing(group: Group, stated: Sequence[Fact], events: Sequence[Fact], marks: Sequence[Fact]) -> Listing:
    key, category, subject = group
    sources = [*stated, *(e for e in events if e.claim.type == LISTED)]
    authority = next((a for each in sources if (a := fact(each.claim.facts, "authority"))), "")
    owners = [f for f in stated if f.evidence and is_owner(f.evidence, authority)]
    deciding = owners or stated
    told = [(_event(e), _is_hearsay(e, owners, authority)) for e in events]
    happened = tuple(event for event, hearsay in told if not hearsay)
    said = _merged([*deciding, *(f for f in stated if f not in deciding), *sources])
    return Listing(
        key=key,
        category=category,
        subject=subject,
        certainty=_best(f.subject_certainty for f in [*stated, *events] if f.subject == subject),
        authority=authority,
        doc_no=fact(said, "doc_no"),
        reason=fact(said, "ground") or fact(said, "reason"),
        region=_region(deciding or sources, said, authority),
        begin=_begin(deciding, happened),
        end=_end(deciding),
        facts=said,
        events=happened,
        marks=tuple(_mark(m) for m in marks),
        evidence=_evidence([*deciding, *stated, *events]),
        penalty_types=frozenset(fact(said, "penalty_types").replace(";", ",").split(",")) - {""},
        fine=_amount(fact(said, "fine")),
        void=any(e.type == REVOKED for e in happened) or (bool(deciding) and all(_is_void(f) for f in deciding)),
        hearsay=tuple(event for event, hearsay in told if hearsay),
    )


def products_of(stated: Sequence[Fact]) -> tuple[Listing, ...]:
    """One subject's products of one type as a row can name them: each holds until its end or the next evaluation."""
    facts = [each for each in stated if each.subject is not None and each.evidence and not _is_void(each)]
    facts.sort(key=lambda each: each.claim.span.begin_max)
    listings = []
    for place, each in enumerate(facts):
        listing = _listing((each.claim.id, each.claim.type, each.subject or ""), [each], [], [])
        later = (f.claim.span for f in facts[place + 1 :] if f.claim.span.begin_max > each.claim.span.begin_max)
        following = next(later, None)
        next_days = (following.begin_min, following.begin_max) if following else (FOREVER, FOREVER)
        listings.append(replace(listing, end=min(listing.end, next_days)))
    return tuple(listings)


def _is_void(each: Fact) -> bool:
    return each.claim.span == VOID


def _is_hearsay(event: Fact, owners: Sequence[Fact], authority: str) -> bool:
    """An owner's act as another office tells it, or any status that a copy's row carries, beside the owner's rows."""
    told = event.claim.type in OWNERS_ACTS or bool(fact(event.claim.facts, "status"))
    return told and bool(owners) and not (event.evidence and is_owner(event.evidence, authority))


def _event(event: Fact) -> "Event":
    days = event.claim.span.begin_min, event.claim.span.begin_max
    return Event(event.claim.type, days, event.evidence, fact(event.claim.facts, "objection"))


def _mark(mark: Fact) -> Mark:
    said = mark.claim.facts
    return Mark(
        person=mark.object,
        certainty=mark.object_certainty or Certainty.PROBABLE,
        role=fact(said, "role"),
        responsible=_answer(fact(said, "responsible")),
        violation=_days(fact(said, "violation_date")),
        sentence=_days(fact(said, "sentence_date")),
        sentence_end=_days(fact(said, "sentence_end_date")),
        unpaid=_answer(fact(said, "unpaid")),
        guarantee=_answer(fact(said, "guarantee")),
        evidence=mark.evidence,
    )


@lru_cache(maxsize=65536)
def _days(text: str) -> Days | None:
    try:
        value = PartialDate.parse(text)
    except ValueError:
        return None
    return value.first, value.last


def _answer(text: str) -> Truth:
    return truth.of({"yes": True, "no": False}.get(text))


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _merged(facts: Iterable[Fact]) -> Facts:
    merged: dict[str, str] = {}
    for each in facts:
        for name, value in each.claim.facts:
            merged.setdefault(name, value)
    return tuple(sorted(merged.items()))


def _region(facts: Sequence[Fact], said: Facts, authority: str) -> str:
    """The issuer's region: as stated, else by the authority's name, else where the owner's record comes from."""
    stated = fact(said, "region")
    if stated.isdigit():
        return stated
    delivered = next((each.evidence.region for each in facts if each.evidence), "")
    return region_of(authority) or delivered


def _begin(deciding: Sequence[Fact], events: Sequence[Event]) -> Days:
    """The owner's dated beginning, else the event 列入, else the bounds that records give; FOREVER: never listed."""
    spans = [(f.claim.span.begin_min, f.claim.span.begin_max) for f in deciding if not _is_void(f)]
    dated = [days for days in spans if days[0] != ALWAYS]
    listed = [event.days for event in events if event.type == LISTED]
    return min(dated or listed or spans, default=(FOREVER, FOREVER))


def _end(deciding: Sequence[Fact]) -> Days:
    """The earliest recorded end: another of the owner's records that does not repeat it resurrects nothing."""
    ends = [(f.claim.span.end_min, f.claim.span.end_max) for f in deciding if not _is_void(f)]
    return min(ends, default=(FOREVER, FOREVER))


def _evidence(facts: Iterable[Fact]) -> tuple[Evidence, ...]:
    found = [each.evidence for each in facts if each.evidence]
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def _best(certainties: Iterable[Certainty | None]) -> Certainty:
    return Certainty.CONFIRMED if Certainty.CONFIRMED in set(certainties) else Certainty.PROBABLE


def _reached(days: Days, day: date) -> Truth:
    if days[1] <= day:
        return Truth.YES
    return Truth.MAYBE if days[0] <= day else Truth.NO


_OPPOSITE = {Truth.YES: Truth.NO, Truth.NO: Truth.YES, Truth.MAYBE: Truth.MAYBE}


def _not(value: Truth) -> Truth:
    return _OPPOSITE[value]
