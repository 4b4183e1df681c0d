"""Acts on a listing that are written here instead of delivered in a file: objections, their ends, an owner's steps.

Owns: writing an act as a record of the office that does it, with its entry in the stream, in one unit of work. Refuses:
an owner's step by anybody else (raise an objection), steps that cannot follow, and editing what others delivered.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from graph.affected import find_listing
from graph.errors import GraphError
from graph.life import check_step, ending
from graph.listings import DISPUTED, OWNERS_ACTS, REPAIRED, SETTLED, Listing, assemble
from graph.model import Delivery, DeliveryKind, Evidence, Fact, Outcome, RowOutcome
from graph.owners import is_owner
from graph.petitions import STREAM, Asked, Entry, Petition, Taken, UnknownPetition, check, check_opening, fold
from graph.petitions import Outcome as Verdict
from graph.policy import RuleSet
from graph.requests import UNKEPT, Request
from graph.store.port import GraphStore, Unit
from linkage.dates import PartialDate, Span
from linkage.model import Claim, ClaimKind, Kind, Nature, Party, Record, Role, content_id, facts

FORM = "desk"
"""The format name of records that were written at the desk."""
WINDOW = "异议受理"
"""Stands for whoever objects as the source of the mark: the petition says who, and the mark is for everybody to see."""
_PAGE = 1000


class NotTheOwner(GraphError):
    """An owner's step by another office."""

    code = "graph.not_the_owner"
    remedy = "raise an objection with the owner: `xintu objection open`, POST /v1/petitions"


class SeveralListings(GraphError):
    """The key or document names listings of several subjects or lists."""

    code = "graph.several_listings"
    remedy = "name the subject (--subject ENTITY), or the list (--category)"


class SubjectUnresolved(GraphError):
    """The listing's subject is no entity yet."""

    code = "graph.subject_unresolved"
    remedy = "run `xintu resolve` first"


@dataclass(frozen=True, slots=True)
class Act:
    """A step on a day by an office of a region. ``objection``: the petition that it belongs to."""

    event: str
    day: date
    by: str
    region: str
    reason: str = ""
    objection: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """One listing as the desk found it, with a record that states its subject."""

    listing: Listing
    stated: Fact


def one_listing(store: GraphStore, text: str, authority: str = "", subject: str = "", category: str = "") -> Named:
    """The one listing that is meant; UnknownListing, SubjectUnresolved or SeveralListings otherwise."""
    keys = find_listing(store, text, authority)
    claims = [f for f in store.facts_of_listings(keys) if f.subject]
    if not claims:
        raise SubjectUnresolved(f"{text[:60]}: 主体尚未归并 its subject is no entity yet")
    subjects = {f.subject for f in claims if f.subject and subject in ("", f.subject)}
    found = [
        each
        for each in assemble(store.subgraph(subjects, hops=0))
        if each.key in keys and each.subject in subjects and category in ("", each.category)
    ]
    if len(found) != 1:
        said = (
            "；".join(f"{each.category} {each.subject}" for each in found) or f"{subject} {category} 不在其中 not in it"
        )
        raise SeveralListings(f"{text[:60]}: {said}")
    stated = next(f for f in claims if (f.claim.listing, f.subject) == (found[0].key, found[0].subject))
    return Named(found[0], stated)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes (``actor``) and when (``at``) into which store, under which rules. The same request writes once."""

    store: GraphStore
    rules: RuleSet
    at: datetime
    actor: str
    request: Request = UNKEPT

    def act(self, named: Named, act: Act) -> None:
        """Write an owner's step; NotTheOwner or StepRefused when it may not be taken."""
        if self.request.made(self.store):
            return
        self._allow(named.listing, act)
        with self.store.unit(self.at, self.actor, f"{act.event} {named.listing.key}") as unit:
            self.request.keep(unit, named.listing.key)
            _write(unit, named, act)

    def open(self, named: Named, asked: Asked, act: Act) -> Petition:
        """Raise an objection (marks the listing at once) or ask for repair."""
        if made := self.request.made(self.store):
            return petition(self.store, made)
        listing = named.listing
        check_opening(listing, act.day)
        with self.store.unit(self.at, self.actor, f"{asked} {listing.key}") as unit:
            last = unit.last(STREAM)
            entry = Entry(
                petition=f"{'O' if asked is Asked.OBJECTION else 'R'}{(last.seq if last else 0) + 1:06d}",
                step=Taken.OPENED,
                day=act.day,
                by=act.by,
                reason=act.reason,
                asked=asked,
                listing=listing.key,
                category=listing.category,
                subject=listing.subject,
                authority=listing.authority,
                document=listing.doc_no,
                region=listing.region,
            )
            _append(unit, entry, 0)
            self.request.keep(unit, entry.petition)
            if asked is Asked.OBJECTION:
                _write(unit, named, replace(act, event=DISPUTED, objection=entry.petition))
        return petition(self.store, entry.petition)

    def answer(self, id_: str, verdict: Verdict, act: Act) -> Petition:
        """The provider's answer; NotTheOwner when another office gives it."""
        known = petition(self.store, id_)
        if self.request.made(self.store):
            return known
        check(known, Taken.ANSWERED, act.day, verdict)
        self._owned(known.about.authority, act)
        return self._step(known, Taken.ANSWERED, verdict, act)

    def close(self, id_: str, verdict: Verdict, act: Act) -> Petition:
        """End a petition: an objection's mark goes; a granted repair is the owner's step and written as such."""
        known = petition(self.store, id_)
        if self.request.made(self.store):
            return known
        check(known, Taken.CLOSED, act.day, verdict)
        if known.asked is Asked.REPAIR and verdict is Verdict.UPHELD:
            return self._step(known, Taken.CLOSED, verdict, replace(act, event=REPAIRED))
        event = SETTLED if known.asked is Asked.OBJECTION else ""
        return self._step(known, Taken.CLOSED, verdict, replace(act, event=event))

    def _step(self, known: Petition, step: Taken, verdict: Verdict, act: Act) -> Petition:
        about = known.about
        named = one_listing(self.store, about.listing, "", self._alive(about.subject), about.category)
        writes = step is Taken.CLOSED and act.event
        if writes and act.event in OWNERS_ACTS:
            self._allow(named.listing, act)
        entry = Entry(petition=known.id, step=step, day=act.day, by=act.by, reason=act.reason, outcome=verdict)
        with self.store.unit(self.at, self.actor, f"{step} {known.id}") as unit:
            _append(unit, entry, len(known.steps))
            self.request.keep(unit, known.id)
            if writes:
                _write(unit, named, replace(act, objection=known.id))
        return petition(self.store, known.id)

    def _alive(self, entity: str) -> str:
        return self.store.successors([entity]).get(entity, entity)

    def _allow(self, listing: Listing, act: Act) -> None:
        if act.event in OWNERS_ACTS:
            self._owned(listing.authority, act)
        node = self.store.nodes([listing.subject]).get(listing.subject)
        check_step(listing, act.event, act.day, ending(listing, self.rules, node.kind if node else None))

    def _owned(self, authority: str, act: Act) -> None:
        if not owns(self.store, act.by, act.region, authority):
            raise NotTheOwner(f"{act.by} 不是认定机关 {authority}：不能代为处理")


def owns(store: GraphStore, office: str, region: str, authority: str) -> bool:
    """Whether an office of a region is the deciding authority, by any of its names."""
    return is_owner(Evidence("", 0, FORM, region, store.department(region, office), "", 0, date.min), authority)


def petitions(store: GraphStore) -> dict[str, Petition]:
    """Every petition by id."""
    return fold(Entry.from_bytes(payload) for payload in payloads(store, STREAM))


def petition(store: GraphStore, id_: str) -> Petition:
    """The petition of that id; UnknownPetition when there is none."""
    known = petitions(store).get(id_)
    if known is None:
        raise UnknownPetition(f"没有编号为 {id_[:20]} 的申请 no such petition")
    return known


def payloads(store: GraphStore, stream: str) -> Iterator[bytes]:
    """The entries of a stream, oldest first."""
    after = 0
    while entries := store.read(stream, after=after, limit=_PAGE):
        yield from (entry.payload for entry in entries)
        after = entries[-1].seq


def _append(unit: Unit, entry: Entry, place: int) -> None:
    """Under its place among the petition's steps: of two that follow one step the slower is a conflict."""
    unit.append(STREAM, entry.to_bytes(), f"{entry.petition}/{place}")


def _write(unit: Unit, named: Named, act: Act) -> None:
    """The act as a record of its office, or of the window for objections: one party, one event about the listing."""
    listing, stated = named.listing, named.stated
    office = act.by if act.event in OWNERS_ACTS else WINDOW
    digest = content_id(FORM, listing.key, listing.category, listing.subject, act.event, str(act), str(unit.tx))
    party = Party(
        id=content_id(digest, "subject"),
        record=digest,
        role=Role.SUBJECT,
        kind=stated.subject_kind or Kind.ENTERPRISE,
        name=stated.subject_name,
        identifiers=stated.subject_identifiers,
    )
    said = {
        "authority": listing.authority,
        "doc_no": listing.doc_no,
        "category": listing.category,
        "reason": "" if act.objection else act.reason,  # why somebody objects stays here, the mark crosses borders
        "objection": act.objection,
    }
    day = PartialDate(act.day.year, act.day.month, act.day.day)
    claim = Claim(
        id=content_id(digest, act.event),
        kind=ClaimKind.EVENT,
        type=act.event,
        subject=party.id,
        listing=listing.key,
        span=Span.of(day),
        facts=facts((name, value) for name, value in said.items() if value),
    )
    cells = (("event", act.event), ("day", act.day.isoformat()), ("by", office))
    record = Record(digest, FORM, Nature.EVENT, digest, act.day.isoformat(), cells, (party,), (claim,))
    delivery = Delivery(
        id=content_id("delivery", digest),
        run=content_id("run", digest),
        region=act.region,
        department=office,
        format=FORM,
        path=f"{FORM}/{act.event}",
        encoding="utf-8",
        kind=DeliveryKind.DELTA,
        as_at=act.day,
        digest=digest,
    )
    unit.open_delivery(delivery)
    versions = unit.add_versions([(record, 1)], delivery)
    unit.add_outcomes([RowOutcome(delivery.id, 1, Outcome.RECORD, record.id, versions[record.id])])
    unit.close_delivery(delivery.id)
    unit.close_run(delivery.run)
