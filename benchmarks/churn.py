"""How many entity ids change: a full run again on unchanged data, and after one per cent of new records.

Takes the parties of a store (by default the fictional population, written and taken in), leaves one record in a hundred
out at random, resolves the rest in full (pinning and training), resolves in full again, then delivers the records left
out and resolves them, first as the small delivery that they are, then in full, then in full with weights trained anew.
An old id has changed when it no longer answers for itself. With the truth at hand a change is *right* when the old id
and the old id that answers for it now were one subject in truth: two entities that the new records rightly made one.
Prints ids, changed ids, their share and how many are right after every step.

    python -m benchmarks.churn --enterprises 5000 --out folder
    python -m benchmarks.churn --store folder/city.db --truth folder/files/truth.csv --out folder
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from random import Random

from api.demo.population import write
from api.garbage import spare_garbage
from graph import evaluation
from graph.intake import ingest
from graph.manifest import read_manifest
from graph.model import Delivery, DeliveryKind
from graph.resolution import resolve
from graph.store.port import GraphStore
from graph.store.sqlite import open_store
from linkage.batch.duckdb_engine import duckdb_engine
from linkage.batch.prediction import sieve
from linkage.formats import load_formats
from linkage.model import Nature, Record, content_id
from linkage.pinning import Pinning
from linkage.training import train

SEED, LEFT_OUT, BATCH = 11, 100, 5000


def now() -> datetime:
    return datetime.now(UTC)


def taken_in(folder: Path, enterprises: int) -> GraphStore:
    """The fictional population, delivered and not resolved."""
    write(folder / "files", enterprises=enterprises)
    store = open_store(folder / "intake.db")
    requests, _ = read_manifest(folder / "files")
    ingest(store, load_formats(), requests, now, "benchmark")
    return store


def records(source: GraphStore) -> list[Record]:
    """The parties of a store by record, without claims."""
    parties = sorted(source.parties(), key=lambda each: (each.record, each.id))
    return [
        Record(key, "market_entity", Nature.STATE, content_id(key), "2026-01-01", (("key", key),), tuple(group), ())
        for key, group in groupby(parties, key=lambda each: each.record)
    ]


def deliver(store: GraphStore, name: str, rows: Sequence[Record]) -> None:
    for start in range(0, len(rows), BATCH):
        key = f"{name}-{start}"
        delivery = Delivery(key, key, "410100", "benchmark", "market_entity", f"{key}.csv", "utf-8",
                            DeliveryKind.DELTA, date(2026, 1, 1), key)  # fmt: skip
        with store.unit(now(), "benchmark", "deliver") as unit:
            unit.open_delivery(delivery)
            unit.add_versions([(row, place) for place, row in enumerate(rows[start : start + BATCH], 1)], delivery)


@dataclass(frozen=True, slots=True)
class Watch:
    """Which old ids changed, and which of those rightly. ``subjects``: party -> label, of parties with one."""

    store: GraphStore
    subjects: Mapping[str, str]

    def ids(self) -> dict[str, str]:
        """Entity -> the subject that most of its parties are in truth (empty when nobody knows)."""
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for each in self.store.memberships().values():
            votes[each.entity][self.subjects.get(each.party, "")] += 1
        return {
            entity: max(known or found, key=lambda each: (known or found)[each])
            for entity, found in votes.items()
            for known in [Counter({each: count for each, count in found.items() if each})]
        }

    def told(self, step: str, before: Mapping[str, str]) -> None:
        """Print what became of the ids of before."""
        after = self.ids()
        gone = before.keys() - after.keys()
        heirs = self.store.successors(gone)
        right = sum(before[each] != "" and before[each] == before.get(heirs[each]) for each in gone)
        wrong = len(gone) - right
        print(f"{step}: {len(after):,} ids", flush=True)
        print(
            f"  {len(gone)} of {len(before):,} old ids changed ({len(gone) / len(before):.3%}), {right} of them"
            f" rightly; otherwise {wrong} ({wrong / len(before):.3%})",
            flush=True,
        )


def subjects(source: GraphStore, truth: Path | None) -> dict[str, str]:
    """Party -> its label in truth.csv."""
    if truth is None:
        return {}
    return {each.party.party: each.label.entity for each in evaluation.read(source, truth).found if each.party}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, help="a store whose parties are taken")
    parser.add_argument("--truth", type=Path, help="truth.csv of that store")
    parser.add_argument("--enterprises", type=int, default=5000)
    parser.add_argument("--out", type=Path, default=Path("churn"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    spare_garbage()
    source = open_store(options.store) if options.store else taken_in(options.out, options.enterprises)
    rows = records(source)
    known = subjects(source, options.truth if options.store else options.out / "files" / "truth.csv")
    source.close()
    Random(SEED).shuffle(rows)
    late, early = rows[: len(rows) // LEFT_OUT], rows[len(rows) // LEFT_OUT :]
    store = open_store(options.out / "churn.db")
    watch = Watch(store, known)
    deliver(store, "early", early)
    report = resolve(store, now, full=True)
    print(f"{report.parties:,} parties of {len(early):,} records; {len(late):,} records left out")
    first = watch.ids()
    again = resolve(store, now, full=True)
    watch.told(f"full again, nothing new (changed: {again.changed})", first)
    deliver(store, "late", late)
    small = resolve(store, now)
    watch.told(f"new records ({small.scope}, {small.looked_at:,} parties looked at)", first)
    second = watch.ids()
    resolve(store, now, full=True)
    watch.told("then full", second)
    watch.told("both, against the first run", first)
    third = watch.ids()
    resolve(store, now, full=True, pinning=Pinning(train, sieve(duckdb_engine), retrain=True))
    watch.told("then full with weights trained anew", third)
    watch.told("all three, against the first run", first)
    store.close()


if __name__ == "__main__":
    main()
