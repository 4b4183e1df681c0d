"""One record at a time against a resolved store: how long an answer takes, dry and written down.

New records arrive, a person with the company it stands in, and ``graph.online.Resolver`` says who they are. Of a town
they are drawn anew; of another store parties at random arrive once more.
Prints entities, the machine, and per party p50, p95 and parties per second, by wall clock and by CPU time of this
process (the machine may be shared).

A store that is not there yet is built once and kept: the fictional population (files, intake, a full resolution), or
with ``--parties`` the town of benchmarks.scale, ``--mentions`` of a firm on average (fewer mentions: more entities).
Name both again when the store is there. ``--profile`` prints where the time goes instead.

    python -m benchmarks.online --store city.db --enterprises 5000                    15,377 entities
    python -m benchmarks.online --store town100k.db --parties 345000                  100,000 entities
    python -m benchmarks.online --store town1m.db --parties 1400000 --mentions 1      1,000,000
"""

import argparse
import os
import platform
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from cProfile import Profile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from pstats import Stats
from random import Random
from tempfile import TemporaryDirectory

from api.demo.population import write
from api.garbage import spare_garbage
from benchmarks.scale import HEADED, MENTIONS, Asked, records
from benchmarks.scale import write as town
from graph.intake import ingest
from graph.manifest import read_manifest
from graph.model import Delivery, DeliveryKind
from graph.online import Answer, Resolver
from graph.resolution import resolve
from graph.store.port import GraphStore
from graph.store.sqlite import open_store
from linkage.formats import load_formats
from linkage.model import Kind, Nature, Party, Record, content_id

SEED, MILLI, SHOWN = 7, 1000.0, 45


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


def build(path: Path, asked: argparse.Namespace) -> None:
    """A resolved store at this path. An interrupted building leaves none, and goes on from the rows once delivered."""
    spare_garbage()
    rows = path.with_name(f"{path.name}.rows")
    if not rows.exists():
        deliver_all(rows, asked)
    store, began = open_store(rows), time.process_time()
    report = resolve(store, now, full=True)
    store.close()
    spent, peak = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    print(f"built: full resolution of {report.parties:,} parties in {spent:.0f} s CPU, peak {peak:.1f} GiB", flush=True)
    print(f"  seconds {report.seconds}; blocks too large to join anybody {report.capped}", flush=True)
    rows.rename(path)


def deliver_all(path: Path, asked: argparse.Namespace) -> None:
    """Everybody's rows in a store at this path, or nothing."""
    raw = path.with_name(f"{path.name}.part")
    for stale in path.parent.glob(f"{raw.name}*"):
        stale.unlink()
    if asked.parties:
        town(raw, Asked(asked.parties, SEED, asked.mentions, asked.people))
    else:
        city(raw, asked.enterprises)
    raw.rename(path)


def city(path: Path, enterprises: int) -> None:
    """The fictional population, taken in."""
    with TemporaryDirectory() as files:
        write(Path(files), enterprises=enterprises)
        store = open_store(path)
        ingest(store, load_formats(), read_manifest(Path(files))[0], now, "benchmark")
        store.close()


def arriving(store: GraphStore, sample: int) -> Iterator[tuple[Party, ...]]:
    """Parties of the store at random, as parties of new records."""
    random, head = Random(SEED), store.head()
    ids = sorted(store.memberships())
    for number, party in enumerate(store.parties(random.sample(ids, sample))):
        firm = next(store.parties([party.within]), None) if party.within else None
        if firm is None or firm.kind is Kind.PERSON:
            yield (_anew(party, head, number, None),)
            continue
        company = _anew(firm, head, number, None)
        yield company, _anew(party, head, number, company.id)


def drawn(asked: Asked, sample: int, head: int) -> Iterator[tuple[Party, ...]]:
    """Parties of new records about the subjects of a town: a firm and mostly one person, whatever the town's own."""
    for number, record in enumerate(islice(records(asked, "arriving", HEADED), sample)):
        firm, *people = record.parties
        company = _anew(firm, head, number, None)
        yield company, *(_anew(each, head, number, each.within and company.id) for each in people)


def _anew(party: Party, head: int, number: int, within: str | None) -> Party:
    record = content_id("arriving", str(head), str(number))  # another one at every run: what is there is not news
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


def profiled(rows: Sequence[tuple[Party, ...]], ask: Callable[[tuple[Party, ...]], tuple[Answer, ...]]) -> None:
    profile = Profile()
    with profile:
        for row in rows:
            ask(row)
    Stats(profile).sort_stats("tottime").print_stats(SHOWN).sort_stats("cumulative").print_stats(SHOWN)


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
    parser.add_argument("--store", type=Path, default=Path("online.db"), help="a resolved store; written to")
    parser.add_argument("--enterprises", type=int, default=5000, help="of the fictional population, when it is built")
    parser.add_argument("--parties", type=int, help="build the town of benchmarks.scale with so many instead")
    parser.add_argument("--mentions", type=float, default=MENTIONS, help="of a firm of that town, on average")
    parser.add_argument("--people", type=float, default=HEADED, help="in a row of that town, on average")
    parser.add_argument("--sample", type=int, default=2000)
    parser.add_argument("--written", type=int, default=300, help="how many records are also delivered and written down")
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    options = parser.parse_args()
    if not options.store.exists():
        build(options.store, options)
    store = open_store(options.store, answering=True)
    counts = store.counts()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{counts['entities']:,} entities, {counts['parties']:,} parties")
    resolver = Resolver(store, now)
    if options.parties:
        town_ = Asked(options.parties, SEED, options.mentions, options.people)
        rows = list(drawn(town_, options.sample, store.head()))
    else:
        rows = list(arriving(store, options.sample))
    spare_garbage()
    timed(rows[:10], resolver.look_up)
    if options.profile:
        profiled(rows, resolver.look_up)
        return
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
