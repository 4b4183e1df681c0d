"""Network questions on the embedded store beside the raw SQL that reads the same rows.

Measures, on a town of N entities (1.2 N relations, a hub with N/20 of them): one hop of single entities (the store's
ties, and a page of neighbours with counts and merging), the hub's first page, 10,000 seeds x 3 hops not through hubs,
paths between two firms, and owners of a firm. CPU time of this process and wall time; ours and raw alternate, so
that a busy machine slows both.

    python -m benchmarks.network --entities 1000000 --store town.db        the town is built when the file is not there
"""

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from random import Random

from api.bootstrap import open_store
from benchmarks.town import Town, build
from graph.networks.links import Lens
from graph.networks.questions import Network
from graph.networks.settings import limits
from graph.store.sqlite.session import OPEN, Session, packed

DAY = date(2026, 11, 20)
NOW = Lens(as_of=DAY)
SINGLES, SEEDS, HOPS = 2000, 10_000, 3
RAW = """
SELECT m.entity, n.entity, c.type, c.begin_min, c.end_max FROM json_each(?1) j
CROSS JOIN membership m ON m.entity = j.value AND m.tx_end = ?2
CROSS JOIN claim c ON c.{mine} = m.party AND c.tx_end = ?2 AND c.kind = 'relation'
CROSS JOIN membership n ON n.party = c.{other} AND n.tx_end = ?2
"""
BOTH = RAW.format(mine="subject", other="object") + " UNION ALL " + RAW.format(mine="object", other="subject")


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall seconds of one call."""
    cpu, wall = time.process_time(), time.perf_counter()
    call()
    return time.process_time() - cpu, time.perf_counter() - wall


def raw_walk(session: Session, keys: Iterable[int], hops: int, hub: int) -> set[int]:
    """The same walk in the fewest steps: one statement a level, entities with more rows than the guard left out."""
    seen: set[int] = set()
    frontier = set(keys)
    for _ in range(hops):
        seen |= frontier
        rows = session.rows(BOTH, packed(frontier), OPEN)
        degree: dict[int, int] = {}
        for row in rows:
            degree[row[0]] = degree.get(row[0], 0) + 1
        frontier = {row[1] for row in rows if degree[row[0]] <= hub} - seen
    return seen | frontier


def report(name: str, ours: list[tuple[float, float]], raw: list[tuple[float, float]], each: int = 1) -> None:
    """Medians per call in milliseconds and the ratio of CPU times."""
    cpu, wall = (statistics.median(part) / each * 1000 for part in zip(*ours, strict=True))
    line = f"{name:<34} ours {cpu:9.3f} ms CPU {wall:9.3f} ms wall"
    if raw:
        raw_cpu, raw_wall = (statistics.median(part) / each * 1000 for part in zip(*raw, strict=True))
        ratio, walls = (a / b if b else float("nan") for a, b in ((cpu, raw_cpu), (wall, raw_wall)))
        line += f"   raw {raw_cpu:9.3f} / {raw_wall:9.3f}   x {ratio:.1f} CPU, x {walls:.1f} wall"
    print(line, flush=True)


def run(url: str, path: Path, town: Town, rounds: int) -> None:
    store = open_store(url)
    network, session, rng = Network(store), Session(path), Random(7)
    singles = [town.firm(rng.randrange(town.firms)) for _ in range(SINGLES)]
    seeds = [town.firm(n) for n in rng.sample(range(town.firms), min(SEEDS, town.firms))]
    keys = {id_: eid for eid, id_ in session.rows("SELECT eid, id FROM entity")}
    small, many = [[keys[each]] for each in singles], [keys[each] for each in seeds]

    def one_raw() -> None:
        for each in small:
            session.rows(BOTH, packed(each), OPEN)

    def one_ties() -> None:
        for each in singles:
            store.ties([each])

    def one_page() -> None:
        for each in singles:
            network.neighbours(each, NOW)

    pairs = [(one_ties, one_raw) for _ in range(rounds)]
    measured = [(timed(a), timed(b)) for a, b in pairs]
    report("one hop: ties of one entity", [a for a, _ in measured], [b for _, b in measured], SINGLES)
    report(
        "one hop: page, merged, with counts",
        [timed(one_page) for _ in range(rounds)],
        [b for _, b in measured],
        SINGLES,
    )
    hub = [keys[town.hub]]
    measured = [
        (timed(lambda: network.neighbours(town.hub, NOW)), timed(lambda: session.rows(BOTH, packed(hub), OPEN)))
        for _ in range(rounds)
    ]
    report(f"hub of {town.hub_degree}: first page", [a for a, _ in measured], [b for _, b in measured])
    for name, lens in (("ever", Lens()), (f"on {DAY}", NOW)):
        walks = [
            (
                timed(lambda lens=lens: network.spread(seeds, HOPS, lens)),
                timed(lambda: raw_walk(session, many, HOPS, limits().hub)),
            )
            for _ in range(rounds)
        ]
        report(f"{len(seeds)} seeds x {HOPS} hops, {name}", [a for a, _ in walks], [b for _, b in walks])
    reached, raw = network.spread(seeds, HOPS, Lens()), raw_walk(session, many, HOPS, limits().hub)
    print(f"   reached {len(reached.distance)}, hubs {reached.hubs}; raw reached {len(raw)}")
    ends = [(town.firm(rng.randrange(town.firms)), town.firm(rng.randrange(town.firms))) for _ in range(50)]
    report(
        "paths of at most 4 between two",
        [timed(lambda pair=pair: network.paths(*pair, NOW, 3, 4)) for pair in ends],
        [],
    )
    report("owners of a firm", [timed(lambda each=each: network.owners(each, DAY)) for each in singles[:200]], [])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entities", type=int, default=100_000)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    url, fresh = f"sqlite:///{asked.store}", not asked.store.exists()
    town = Town(asked.entities // 2, asked.entities - asked.entities // 2)
    if fresh:
        store = open_store(url)
        build(store, asked.entities)
        store.close()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {town}")
    run(url, asked.store, town, asked.rounds)


if __name__ == "__main__":
    main()
