"""One record at a time against a resolved store: how long an answer takes, dry and written down.

Builds a store of the fictional population (files, intake, a full resolution) unless one is named, then takes parties at
random as they were delivered, as new records of their own (a person with the company it stands in), and asks
``graph.online.Resolver`` who they are. Prints entities, the machine, and per party p50, p95 and parties per second, by
wall clock and by CPU time of this process (the machine may be shared).

    python -m benchmarks.online --enterprises 5000 --out folder      15,700 entities
    python -m benchmarks.online --store folder/city.db --sample 2000
"""

import argparse
import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from api.demo.population import write
from graph.intake import ingest
from graph.manifest import read_manifest
from graph.model import Delivery, DeliveryKind
from graph.online import Answer, Resolver
from graph.resolution import resolve
from graph.store.port import GraphStore
from graph.store.sqlite import open_store
from linkage.formats import load_formats
from linkage.model import Kind, Nature, Party, Record, content_id

SEED, MILLI = 7, 1000.0


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds per party of every call, wall and CPU."""

    wall: list[float]
    cpu: list[float]
    parties: int

    def line(self, title: str) -> str:
        wall, cpu = (sorted(values) for values in (self.wall, self.cpu))
        p50, p95 = len(wall) // 2, len(wall) * 95 // 100
        return (
            f"{title:8} {self.parties:,} parties: wall p50 {wall[p50]:.2f} ms, p95 {wall[p95]:.2f} ms;"
            f" CPU p50 {cpu[p50]:.2f} ms, p95 {cpu[p95]:.2f} ms, {MILLI * len(cpu) / sum(cpu):,.0f} parties/s per core"
        )


def now() -> datetime:
    return datetime.now(UTC)


def build(folder: Path, enterprises: int) -> Path:
    """A resolved store of the fictional population."""
    write(folder / "files", enterprises=enterprises)
    store = open_store(folder / "city.db")
    requests, _ = read_manifest(folder / "files")
    ingest(store, load_formats(), requests, now, "benchmark")
    resolve(store, now, full=True)
    store.close()
    return folder / "city.db"


def arriving(store: GraphStore, sample: int, seed: int) -> Iterator[tuple[Party, ...]]:
    """Parties of the store at random, as parties of new records."""
    random = Random(seed)
    ids = sorted(store.memberships())
    for number, party in enumerate(store.parties(random.sample(ids, sample))):
        firm = next(store.parties([party.within]), None) if party.within else None
        if firm is None or firm.kind is Kind.PERSON:
            yield (_anew(party, seed, number, None),)
            continue
        company = _anew(firm, seed, number, None)
        yield company, _anew(party, seed, number, company.id)


def _anew(party: Party, seed: int, number: int, within: str | None) -> Party:
    record = content_id("arriving", str(seed), str(number))
    return replace(party, id=content_id(record, party.id), record=record, within=within)


def timed(rows: Sequence[tuple[Party, ...]], ask: Callable[[tuple[Party, ...]], tuple[Answer, ...]]) -> Timing:
    found = Timing([], [], sum(map(len, rows)))
    for row in rows:
        wall, cpu = time.perf_counter(), time.process_time()
        ask(row)
        ended = time.process_time()
        found.wall.extend([(time.perf_counter() - wall) * MILLI / len(row)] * len(row))
        found.cpu.extend([(ended - cpu) * MILLI / len(row)] * len(row))
    return found


def deliver(store: GraphStore, row: tuple[Party, ...]) -> None:
    key = row[0].record
    record = Record(key, "market_entity", Nature.STATE, key, "2026-01-01", (("key", key),), row, ())
    delivery = Delivery(key, key, "410100", "benchmark", "market_entity", f"{key}.csv", "utf-8", DeliveryKind.DELTA,
                        date(2026, 1, 1), key)  # fmt: skip
    with store.unit(now(), "benchmark", "deliver") as unit:
        unit.open_delivery(delivery)
        unit.add_versions([(record, 1)], delivery)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, help="a resolved store; it is written to by --written")
    parser.add_argument("--enterprises", type=int, default=5000)
    parser.add_argument("--out", type=Path, default=Path("online"))
    parser.add_argument("--sample", type=int, default=2000)
    parser.add_argument("--written", type=int, default=300, help="how many records are also delivered and written down")
    options = parser.parse_args()
    store = open_store(options.store or build(options.out, options.enterprises))
    counts = store.counts()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{counts['entities']:,} entities, {counts['parties']:,} parties")
    resolver = Resolver(store, now)
    rows = list(arriving(store, options.sample, SEED))
    timed(rows[:10], resolver.look_up)
    print(timed(rows, resolver.look_up).line("dry"))

    def write_down(row: tuple[Party, ...]) -> tuple[Answer, ...]:
        return resolver.resolve(row)

    written = Timing([], [], 0)
    for row in rows[: options.written]:
        deliver(store, row)
        one = timed([row], write_down)
        written = Timing(written.wall + one.wall, written.cpu + one.cpu, written.parties + one.parties)
    if written.parties:
        print(written.line("written"))
    store.close()


if __name__ == "__main__":
    main()
