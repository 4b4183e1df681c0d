"""A fictional population as single records that may arrive in any order, and the partition that all of them make."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count, groupby
from pathlib import Path

from api.demo.population import write
from graph.intake import ingest
from graph.manifest import read_manifest
from graph.model import Certainty, Delivery, DeliveryKind, Judgement, Verdict
from graph.store.port import GraphStore
from graph.store.sqlite import open_store
from linkage.formats import load_formats
from linkage.judgement import Word
from linkage.model import Nature, Party, Record, content_id
from linkage.resolver import Resolution

REGION, OFFICE = "410100", "市场监督管理局"


class Clock:
    """Each reading is a second later."""

    def __init__(self) -> None:
        self._ticks = count()

    def __call__(self) -> datetime:
        return datetime(2026, 11, 20, 8, tzinfo=UTC) + timedelta(seconds=next(self._ticks))


def population(folder: Path, seed: int, enterprises: int) -> list[Party]:
    """The parties of a small population, as the intake delivers them."""
    write(folder / "files", seed=seed, enterprises=enterprises)
    store = open_store(folder / "intake.db")
    requests, _ = read_manifest(folder / "files")
    ingest(store, load_formats(), requests, Clock(), "test")
    parties = list(store.parties())
    store.close()
    return parties


def records(parties: Sequence[Party]) -> list[Record]:
    """The parties by record, without claims."""
    ordered = sorted(parties, key=lambda each: (each.record, each.id))
    return [_record(key, tuple(group)) for key, group in groupby(ordered, key=lambda each: each.record)]


def _record(key: str, parties: tuple[Party, ...]) -> Record:
    return Record(key, "market_entity", Nature.STATE, content_id(key), "2026-01-01", (("key", key),), parties, ())


def deliver(store: GraphStore, clock: Clock, name: str, chunk: Sequence[Record]) -> None:
    """One delivery of a few records."""
    kind, day = DeliveryKind.DELTA, date(2026, 1, 1)
    delivery = Delivery(name, "run", REGION, OFFICE, "market_entity", f"{name}.csv", "utf-8", kind, day, name)
    with store.unit(clock(), "test", "deliver") as unit:
        unit.open_delivery(delivery)
        unit.add_versions([(record, row) for row, record in enumerate(chunk, 1)], delivery)


def say(store: GraphStore, clock: Clock, words: Sequence[Word]) -> None:
    """A reviewer's words."""
    with store.unit(clock(), "reviewer", "review") as unit:
        for word in words:
            verdict = Verdict.SAME if word.same else Verdict.DIFFERENT
            unit.add_judgement(Judgement(min(word.a, word.b), max(word.a, word.b), verdict, "reviewer", "seen"))


def partition(store: GraphStore) -> set[frozenset[tuple[str, bool]]]:
    """Clusters of (party, is confirmed)."""
    found: dict[str, set[tuple[str, bool]]] = {}
    for each in store.memberships().values():
        found.setdefault(each.entity, set()).add((each.party, each.certainty is Certainty.CONFIRMED))
    return {frozenset(group) for group in found.values()}


def batch(found: Resolution, words: Sequence[Word] = ()) -> set[frozenset[tuple[str, bool]]]:
    """The same of a run over all parties."""
    return {frozenset(group) for half in (found.firms, found.persons) for group in _certain(half, words)}


def _certain(half, words) -> Iterator[list[tuple[str, bool]]]:
    spoken = {
        party
        for word in words
        if word.same
        for party, other in ((word.a, word.b), (word.b, word.a))
        if other in half.sure
    }
    for group in half.clusters:
        named = any(party in half.sure for party in group)
        yield [(party, party in half.sure or (named and party in spoken)) for party in group]
