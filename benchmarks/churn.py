"""How many entity ids change: a full run again on unchanged data, and after one per cent of new records.

Takes the parties of a store (by default the fictional population, written and taken in), leaves one record in a hundred
out at random, resolves the rest in full (pinning and training), resolves in full again, then delivers the records left
out and resolves them, first as the small delivery that they are, then in full with models pinned anew. An old id has
changed when it no longer answers for itself. Prints ids, changed ids and their share after every step.

    python -m benchmarks.churn --enterprises 5000 --out folder
    python -m benchmarks.churn --store folder/city.db --out folder
"""

import argparse
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from random import Random

from api.demo.population import write
from graph.intake import ingest
from graph.manifest import read_manifest
from graph.model import Delivery, DeliveryKind
from graph.resolution import resolve
from graph.store.port import GraphStore
from graph.store.sqlite import open_store
from linkage.formats import load_formats
from linkage.model import Nature, Record, content_id

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


def ids(store: GraphStore) -> set[str]:
    return {each.entity for each in store.memberships().values()}


def told(step: str, before: set[str], after: set[str]) -> None:
    gone = len(before - after)
    print(f"{step:44} {len(after):,} ids, {gone} of {len(before):,} old ids changed ({gone / len(before):.4%})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, help="a store whose parties are taken")
    parser.add_argument("--enterprises", type=int, default=5000)
    parser.add_argument("--out", type=Path, default=Path("churn"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    source = open_store(options.store) if options.store else taken_in(options.out, options.enterprises)
    rows = records(source)
    source.close()
    Random(SEED).shuffle(rows)
    late, early = rows[: len(rows) // LEFT_OUT], rows[len(rows) // LEFT_OUT :]
    store = open_store(options.out / "churn.db")
    deliver(store, "early", early)
    report = resolve(store, now, full=True)
    print(f"{report.parties:,} parties of {len(early):,} records; {len(late):,} records left out")
    first = ids(store)
    again = resolve(store, now, full=True)
    told(f"full again, nothing new (changed: {again.changed})", first, ids(store))
    deliver(store, "late", late)
    small = resolve(store, now)
    told(f"new records ({small.scope}, {small.looked_at:,} parties looked at)", first, ids(store))
    print(f"  merged {small.merged}, split {small.split}, created {small.created}, absorbed {small.absorbed}")
    second = ids(store)
    anew = resolve(store, now, full=True)
    told("full again with models pinned anew", second, ids(store))
    print(f"  merged {anew.merged}, split {anew.split}")
    told("both, against the first run", first, ids(store))
    store.close()


if __name__ == "__main__":
    main()
