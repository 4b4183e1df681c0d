"""A resolution that looks only at what new parties and new words can influence.

Owns: which parties are new to linkage (delivered, spoken about, or standing in a company that moved) and the order of
the families. Refuses: the closure itself (linkage.renewal) and pinning: the models are those of the last whole run.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from graph.bounds import bounds_in_force
from graph.marks import ACTOR, STREAM, Mark, reviewed
from graph.model import LogEntry, Membership
from graph.pinned import models_in_force
from graph.recall import Recall
from graph.recording import Part, Words, assigned, bundles, put
from graph.store.port import GraphStore
from linkage import profiles
from linkage.entries import FORM
from linkage.judgement import Word
from linkage.model import Kind, Party
from linkage.pinning import PINNED
from linkage.profiles import Profile
from linkage.renewal import Renewal, renew
from linkage.resolver import Models, Run
from linkage.scoring import Scorer


@dataclass(frozen=True, slots=True)
class News:
    """What came since the last run: parties, and reviewers' words with whether they stand (else: taken back)."""

    parties: Sequence[Party]
    said: tuple[tuple[Word, bool], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parties or self.said)

    @property
    def spoken(self) -> frozenset[str]:
        """Parties of those words."""
        return frozenset(party for word, _ in self.said for party in (word.a, word.b))


@dataclass(frozen=True, slots=True)
class Base:
    """What an increment builds on: the last run's entry, what it left and its models, the largest closure.

    ``seen``: the transaction up to which it knows the store.
    """

    store: GraphStore
    seen: int
    last: LogEntry
    mark: Mark
    models: Models
    limit: int
    scorers: tuple[Scorer, Scorer]
    """Of firms, of persons."""

    def recall(self, family: str) -> Recall:
        """What the last run left of a family of kinds."""
        return Recall(self.store, family, self.mark.models[family], self.seen)


@dataclass(frozen=True, slots=True)
class Increment:
    """What becomes of the firms and persons that the news can influence, and how many parties were looked at."""

    firms: Part
    persons: Part
    looked_at: int
    words: Collection[Word]
    """Reviewers' words about them."""

    @property
    def parts(self) -> tuple[Part, Part]:
        """Firms, persons."""
        return self.firms, self.persons


def base_of(store: GraphStore, known: Base | None = None) -> Base | None:
    """The base as the store is now; None before the first run, and when another release made the index. ``known``
    spares reading what still holds."""
    seen = store.head()
    for scorer in known.scorers if known else ():
        scorer.forget()
    if known is not None and known.seen == seen:
        return known
    last = store.last(STREAM)
    if last is None or (mark := Mark.read(last)).form != FORM:
        return None
    if known is not None and known.mark.models == mark.models:
        return replace(known, seen=seen, last=last, mark=mark)
    models = models_in_force(store)
    if models is None:
        return None
    scorers = Scorer(models.enterprise), Scorer(models.person)
    return Base(store, seen, last, mark, models, bounds_in_force(store).closure, scorers)


def news_of(base: Base) -> News:
    """Parties and reviewers' words since the last run."""
    return News(list(base.store.parties(after_tx=base.mark.seen)), _said(base))


def _said(base: Base) -> tuple[tuple[Word, bool], ...]:
    """Words that came or went since the last run. One that another reviewer gave, too, does neither."""
    moved = base.store.judged_since(base.mark.seen, ACTOR)
    if not moved:
        return ()
    parties = {party for each in moved for party in (each.a, each.b)}
    former, now = (set(reviewed(base.store.judgements(at, parties, ACTOR))) for at in (base.mark.seen, base.seen))
    said = ((word, word in now) for word in former ^ now)
    return tuple(sorted(said, key=lambda each: (each[0].a, each[0].b, each[0].same, each[1])))


def write(base: Base, news: News, found: Increment, at: datetime, seen: int | None = None) -> None:
    """Write an increment down; Overtaken when another run was written since the base was read. ``seen``: what came
    after that transaction is news to the next run (None: what the base does not know)."""
    models = base.mark.models
    with base.store.unit(at, ACTOR, "resolve") as unit:
        Mark(models, base.seen if seen is None else seen, form=FORM).leave(unit, base.last)
        put(base.store, unit, found.parts, Words(found.words, news.said), models)
        unit.set_bundles(bundles(found.parts), found.firms.gone | found.persons.gone)


def increment(base: Base, news: News) -> Increment:
    """What the news changes; ClosureTooLarge beyond the limit. The parties may be unknown to the store."""
    spoken = [*base.store.parties(news.spoken)] if news.spoken else []
    fresh = {each.id: each for each in (*news.parties, *spoken)}
    firms, one = _firms(base, fresh)
    persons, other = _persons(base, fresh, firms)
    return Increment(firms, persons, one.parties + other.parties, {*one.words, *other.words})


def _firms(base: Base, fresh: Mapping[str, Party]) -> tuple[Part, Renewal]:
    """Firms that are new, or of whom a new person says something."""
    within = {each.within for each in fresh.values() if each.within} - fresh.keys()
    found = [*fresh.values(), *(base.store.parties(within) if within else ())]
    firms = sorted((each for each in found if each.kind is not Kind.PERSON), key=lambda each: each.id)
    people = {each.id: each for each in fresh.values()} | {
        each.id: each for each in base.store.standing_in(each.id for each in firms)
    }
    named = [each for each in people.values() if each.kind is Kind.PERSON]
    recall = base.recall(base.models.enterprise.name)
    return _part(
        base,
        recall,
        profiles.firms(firms, named, recall.circles({each.id for each in firms})),
        Run(base.models.enterprise, (), PINNED, True, base.scorers[0]),
    )


def _persons(base: Base, fresh: Mapping[str, Party], firms: Part) -> tuple[Part, Renewal]:
    """Persons who are new, or whose company became another entity."""
    moved = [party for party, entity in firms.company.items() if _entity(firms.before, party) != entity]
    found = {each.id: each for each in (base.store.standing_in(moved) if moved else ())} | dict(fresh)
    people = sorted((each for each in found.values() if each.kind is Kind.PERSON), key=lambda each: each.id)
    company = _companies(base.store, people, firms)
    recall = base.recall(base.models.person.name)
    return _part(
        base,
        recall,
        profiles.persons(people, company, recall.circles({each.id for each in people})),
        Run(base.models.person, (), PINNED, False, base.scorers[1]),
    )


def _companies(store: GraphStore, people: Iterable[Party], firms: Part) -> dict[str, str]:
    """The entity of each company that these persons stand in."""
    now = firms.company
    others = {each.within for each in people if each.within} - now.keys()
    known = [each.id for each in store.parties(others) if each.kind is not Kind.PERSON] if others else []
    return ({party: each.entity for party, each in store.memberships(known).items()} if known else {}) | now


def _part(base: Base, recall: Recall, found: Sequence[Profile], run: Run) -> tuple[Part, Renewal]:
    renewal = renew(found, recall, run, base.limit)
    before = recall.memberships({party for group in renewal.half.clusters for party in group})
    return _told(base.store, recall.family, renewal, before), renewal


def _told(store: GraphStore, family: str, renewal: Renewal, before: Mapping[str, Membership]) -> Part:
    return Part(
        family=family,
        half=renewal.half,
        assignment=assigned(store, renewal.half, before),
        before=before,
        pairs=renewal.pairs,
        entries=renewal.entries,
        keys=renewal.keys.__getitem__,
        gone=renewal.gone,
        ground=renewal.ground,
        held=renewal.held,
        standing=renewal.standing,
        nodes=renewal.nodes,
    )


def _entity(before: Mapping[str, Membership], party: str) -> str:
    held = before.get(party)
    return held.entity if held else ""
