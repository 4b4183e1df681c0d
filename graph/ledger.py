"""The identity ledger: which entity id each cluster keeps, and what changed since the last resolution.

Owns: stable ids (a cluster keeps the id of the entity with which it shares most parties; where an entity falls apart, a
part that was once merged into it takes its own id again, and the rest keeps the entity's), minting and the events
created, absorbed, merged, split, reviewed, undone. Refuses: deciding who is one (linkage.resolver). An id is opaque and
minted once; a retired one is merged into its successor.
"""

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from graph.model import IdentityEvent
from linkage.judgement import Word

Former = Callable[[str, Sequence[str]], str | None]
"""The retired id, if any, that most of these parties of an entity bore before it was merged into that entity."""
Mint = Callable[[str], str]
"""Makes a new entity id out of a text that no other minting has used."""
_LENGTH = 12
_SPOKEN = frozenset({"reviewed", "undone"})


@dataclass(frozen=True, slots=True)
class Assignment:
    """The entity id of every cluster, in order, and the ledger entries that explain what is new."""

    entities: tuple[str, ...]
    events: tuple[IdentityEvent, ...]


def opaque_id(seed: str) -> str:
    """``E`` and twelve base-32 characters from a seed: opaque, and the same on every machine for the same history."""
    digest = hashlib.blake2b(seed.encode(), digest_size=8).digest()
    return "E" + base64.b32encode(digest).decode()[:_LENGTH]


def assign(
    clusters: Sequence[Sequence[str]],
    before: Mapping[str, str],
    age: Callable[[str], int],
    mint: Mint,
    former: Former = lambda entity, parties: None,
) -> Assignment:
    """Ids for clusters (each sorted by party), given party -> entity before.

    ``age`` orders entities by when they were created; of two that share equally many parties the oldest stays.
    """
    shares = _shares(clusters, before)
    torn = _torn(shares)
    asked = {at: former(each.entity, clusters[at]) for at, each in sorted(torn.items())}
    back = {at: again for at, again in asked.items() if again is not None}
    kept = _kept(clusters, shares, age, _yielding(torn, back, shares))
    revived = _revived(back, kept)
    kept |= revived
    entities = tuple(kept.get(at) or mint(group[0]) for at, group in enumerate(clusters))
    home = {party: entity for group, entity in zip(clusters, entities, strict=True) for party in group}
    return Assignment(entities, tuple(_events(clusters, entities, before, home, frozenset(revived.values()))))


def reviewed(
    said: Iterable[tuple[Word, bool]], before: Mapping[str, str], after: Mapping[str, str]
) -> list[IdentityEvent]:
    """What reviewers' words changed: ``reviewed`` when a new word put two parties together or apart, ``undone`` when
    one that was taken back did. ``said``: words with whether they stand now."""
    events = []
    for word, stands in said:
        if word.a not in after or word.b not in after:
            continue
        was = word.a in before and before[word.a] == before.get(word.b)
        together = after[word.a] == after[word.b]
        if was == together or together != (word.same is stands):
            continue
        others = () if together else (after[word.b],)
        reason = "same" if word.same else "different"
        name = "reviewed" if stands else "undone"
        events.append(IdentityEvent(name, after[word.a], others, tuple(sorted((word.a, word.b))), reason))
    return events


def dated(events: Iterable[IdentityEvent], before: Mapping[str, str], since: Mapping[str, date]) -> list[IdentityEvent]:
    """Events with the day from which records state what brought them about, as far as records did.

    An entity is created, and takes mentions in, with the first of them; a merger or split holds from the first mention
    that was new in it. Where nothing new came, weights or words did it, and the day is unknown. ``before``: party ->
    entity until now; ``since``: party -> day of the first delivery.
    """
    told = list(events)
    fresh: dict[str, set[str]] = defaultdict(set)
    for event in told:
        if event.event in _SPOKEN:
            continue
        for entity in (event.entity, *event.others):
            fresh[entity].update(party for party in event.parties if party not in before)
    found = []
    for event in told:
        causes = set(event.parties) if event.event == "created" else fresh[event.entity]
        causes = set() if event.event in _SPOKEN else causes
        found.append(replace(event, valid=min((since[each] for each in causes if each in since), default=None)))
    return found


def stated(
    events: Iterable[IdentityEvent], before: Mapping[str, str], days: Mapping[tuple[str, ...], date]
) -> list[IdentityEvent]:
    """Events with the day from which a reviewer said that two are one, or are not: of the word, and of the merger or
    the split that it made. ``days``: pair of a word -> that day; ``before``: party -> entity until now."""
    told = list(events)
    mergers: dict[tuple[str, str], date] = {}
    splits: dict[frozenset[str], date] = {}
    for event in told:
        day = days.get(event.parties) if event.event == "reviewed" else None
        if day is None:
            continue
        if event.others:
            splits[frozenset((event.entity, *event.others))] = day
        else:
            mergers |= {(event.entity, before[party]): day for party in event.parties if party in before}
    return [replace(event, valid=_day(event, days, mergers, splits) or event.valid) for event in told]


def _day(
    event: IdentityEvent,
    days: Mapping[tuple[str, ...], date],
    mergers: Mapping[tuple[str, str], date],
    splits: Mapping[frozenset[str], date],
) -> date | None:
    """The day that a reviewer's word gives to an event; None when none does."""
    if event.event == "reviewed":
        return days.get(event.parties)
    if event.event == "merged":
        said = [mergers[event.entity, other] for other in event.others if (event.entity, other) in mergers]
    elif event.event == "split":
        ends = {event.entity, *event.others}
        said = [day for pair, day in splits.items() if pair <= ends]
    else:
        said = []
    return min(said, default=None)


class _Share(NamedTuple):
    """How many parties of a cluster an entity had."""

    parties: int
    entity: str
    at: int


def _shares(clusters: Sequence[Sequence[str]], before: Mapping[str, str]) -> list[_Share]:
    return [
        _Share(count, entity, at)
        for at, group in enumerate(clusters)
        for entity, count in Counter(before[party] for party in group if party in before).items()
    ]


def _torn(shares: Sequence[_Share]) -> dict[int, _Share]:
    """Cluster number -> its largest share, where others have a share in that entity too."""
    main: dict[int, _Share] = {}
    for each in shares:
        best = main.setdefault(each.at, each)
        if (-each.parties, each.entity) < (-best.parties, best.entity):
            main[each.at] = each
    contested = Counter(each.entity for each in shares)
    return {at: each for at, each in main.items() if contested[each.entity] > 1}


def _yielding(torn: Mapping[int, _Share], back: Mapping[int, str], shares: Sequence[_Share]) -> frozenset[int]:
    """Clusters that leave an entity to the rest of it, however large they are: whoever was merged into an entity does
    not walk off with its id. Where every part was merged into it once, the largest stays."""
    remain = {each.entity for each in shares if each.at not in back}
    return frozenset(at for at in back if torn[at].entity in remain)


def _revived(back: Mapping[int, str], kept: Mapping[int, str]) -> dict[int, str]:
    """Cluster number -> the retired id that it takes again."""
    found: dict[int, str] = {}
    for at, again in sorted(back.items()):
        if at not in kept and again not in found.values():
            found[at] = again
    return found


def _kept(
    clusters: Sequence[Sequence[str]], shares: Sequence[_Share], age: Callable[[str], int], yielding: frozenset[int]
) -> dict[int, str]:
    """Cluster number -> the old id it keeps: the largest overlap first, one cluster per id and one id per cluster."""
    staying = [each for each in shares if each.at not in yielding]
    contested = Counter(each.entity for each in staying)
    crowded = Counter(each.at for each in staying)
    kept: dict[int, str] = {}
    taken: set[str] = set()
    hard = []
    for count, entity, at in staying:
        if contested[entity] == 1 and crowded[at] == 1:
            kept[at] = entity
            taken.add(entity)
        else:
            hard.append((-count, age(entity), entity, clusters[at][0], at))
    for _, _, entity, _, at in sorted(hard):
        if at not in kept and entity not in taken:
            kept[at] = entity
            taken.add(entity)
    return kept


def _events(
    clusters: Sequence[Sequence[str]],
    entities: Sequence[str],
    before: Mapping[str, str],
    home: Mapping[str, str],
    revived: frozenset[str],
) -> list[IdentityEvent]:
    staying = set(entities)
    old = {before[party] for party in home if party in before}
    events: list[IdentityEvent] = []
    retired = _retired(before, home, staying)
    split: dict[str, set[str]] = defaultdict(set)
    for group, entity in zip(clusters, entities, strict=True):
        new = tuple(party for party in group if before.get(party) != entity)
        if entity not in old:
            name = "absorbed" if entity in revived else "created"
            events.append(IdentityEvent(name, entity, parties=tuple(group)))
            for party in group:
                if before.get(party) in staying:
                    split[before[party]].add(entity)
        elif new:
            events.append(IdentityEvent("absorbed", entity, parties=new))
    events += [IdentityEvent("split", entity, tuple(sorted(others))) for entity, others in sorted(split.items())]
    merged: dict[str, list[str]] = defaultdict(list)
    for gone, successor in sorted(retired.items()):
        merged[successor].append(gone)
    events += [IdentityEvent("merged", entity, tuple(others)) for entity, others in sorted(merged.items())]
    return events


def _retired(before: Mapping[str, str], home: Mapping[str, str], staying: set[str]) -> dict[str, str]:
    """Entities that no cluster keeps -> where most of their parties went."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for party, entity in home.items():
        former = before.get(party)
        if former is not None and former not in staying:
            votes[former][entity] += 1
    return {gone: min(found, key=lambda each: (-found[each], each)) for gone, found in votes.items()}
