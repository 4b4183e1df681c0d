"""A full resolution from stored parties to clusters: how fast, in how much memory, beside plain Splink.

A fictional town is written through the store's port: firms of some ten mentions each, persons in and out of them, with
the shares of numbers, masks, addresses and misspelt names that the demo's population has. A process of its own then
reads the parties and resolves them (training, prediction on DuckDB, clusters of firms and persons), and prints parties
per minute by wall clock and by CPU time (of it and its children) and its peak memory; the process that started it
prints the peak of both together, pages that they share counted once (Linux only). With ``--splink`` plain Splink then
predicts and clusters the very same candidate pairs by the same levels (no rarities, no masks, names of a node thrown
together). With ``--written`` the run is `xintu resolve --full`, to the last membership, pair and key in the store.

    python -m benchmarks.scale --parties 1000000
    python -m benchmarks.scale --parties 1000000 --written
    python -m benchmarks.scale --parties 100000 --splink
"""

import argparse
import gc
import logging
import os
import platform
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import duckdb
from splink import Linker, SettingsCreator
from splink.backends.duckdb import DuckDBAPI

from api.garbage import spare_garbage, without_search
from benchmarks.city import settled
from benchmarks.town import Town
from graph.model import Delivery, DeliveryKind
from graph.resolution import default_models, resolve
from graph.store.sqlite import open_store
from linkage import rounds
from linkage.batch.blocks import blocks_of
from linkage.batch.duckdb_engine import duckdb_engine
from linkage.batch.engine import table
from linkage.batch.prediction import sieve
from linkage.blocking import Candidate, Keyed, Sifted
from linkage.comparison import Node, merged, test_sql
from linkage.identifiers import Identifier, IdentifierKind
from linkage.model import Kind, Nature, Party, Record, Role, content_id, facts
from linkage.pinning import Pinning
from linkage.training import train
from linkage.weights import Model

BATCH, REGION, BEGAN = 20_000, "410100", datetime(2026, 11, 1, tzinfo=UTC)
MENTIONS, HEADED, NUMBERED, PERSON_NUMBERED, MASKED = 10, 0.66, 0.7, 0.65, 0.07
POLL = 0.2
"""Seconds between two looks at the memory of a run."""
PHASES = {
    "firms": "firms: profiles, nodes, training",
    "persons": "persons: profiles, nodes, training",
    "done": "first round's evidence",
    "rounds": "a further round",
}
Captured = tuple[Mapping[str, Node], Keyed, Model]


@dataclass(frozen=True, slots=True)
class Asked:
    """A town: parties of all its rows, mentions of a firm and people in a row on average."""

    parties: int
    seed: int = 1
    mentions: float = MENTIONS
    people: float = HEADED


def records(asked: Asked, draw: str = "", people: float | None = None) -> Iterator[Record]:
    """Rows about a firm each, with people or none, until there are so many parties. Another ``draw`` gives other rows
    about the same town, with so many ``people`` in a row."""
    parties, seed = asked.parties, asked.seed
    rng, made = Random(f"{seed}{draw}") if draw else Random(seed), 0
    firms = max(1, int(parties / (1 + asked.people) / asked.mentions))
    town = settled(firms, firms * 3 // 2, seed)
    whole, part = divmod(asked.people if people is None else people, 1)
    for n in range(parties):
        if made >= parties:
            return
        firm = _firm(town, rng, n, rng.randrange(firms))
        there = int(whole) + (rng.random() < part)
        people = {each.id: each for each in (_person(town, rng, n, firm, place) for place in range(there))}
        made += 1 + len(people)
        key, cells = f"r{n}", (("comp_nm", firm.name), ("key", str(n)))
        yield Record(key, "scale", Nature.STATE, content_id(key), "2026-10-31", cells, (firm, *people.values()), ())


def name_of(town: Town, who: int) -> str:
    """A firm's name: two or three characters at random, so that names are as near to each other as in a real city."""
    rng = Random(f"{town.seed}/{who}")
    brand = "".join(rng.choices(town.signs, k=rng.choice((2, 3, 3))))
    return f"郑州{brand}{rng.choice(town.trades)}有限公司"


def _firm(town: Town, rng: Random, n: int, who: int) -> Party:
    name, dice = name_of(town, who), rng.random()
    if dice < 0.25:
        name = name.removeprefix("郑州")
    elif dice < 0.30:
        at = rng.randrange(2, len(name) - 4)
        name = name[:at] + name[at + 1 :]
    elif dice < 0.33:
        name = name.replace("商贸", "贸易").replace(rng.choice(town.trades), rng.choice(town.trades))
    numbers = (Identifier(IdentifierKind.USCC, town.code(who)),) if rng.random() < NUMBERED else ()
    details = {"region": REGION, "delivered_in": REGION}
    if rng.random() < 0.4:
        details["legal_representative"] = town.person_name(who)
    if rng.random() < 0.14:
        details["address"] = f"郑州市金水区示例{who % 977}路{who % 311 + 1}号"
    if rng.random() < 0.06:
        details["phone"] = f"1390{who:07d}"
    id_ = content_id("firm", str(n), name)
    return Party(id_, f"r{n}", Role.SUBJECT, Kind.ENTERPRISE, name, numbers, facts(details.items()))


def _person(town: Town, rng: Random, n: int, firm: Party, place: int) -> Party:
    who = rng.randrange(town.persons)
    whole, dice = town.resident(who), rng.random()
    numbers: tuple[Identifier, ...] = ()
    if dice < PERSON_NUMBERED:
        numbers = (Identifier(IdentifierKind.RESIDENT, whole),)
    elif dice < PERSON_NUMBERED + MASKED:
        numbers = (Identifier(IdentifierKind.RESIDENT, f"{whole[:6]}********{whole[14:]}", "", True),)
    details = {"delivered_in": REGION} | ({"phone": f"1380{who:07d}"} if rng.random() < 0.17 else {})
    within = firm.id if rng.random() < 0.86 else None
    name, id_ = town.person_name(who), content_id("person", str(n), whole)
    role = (Role.RELATED if place else Role.LEGAL_REPRESENTATIVE) if within else Role.SUBJECT
    return Party(id_, f"r{n}", role, Kind.PERSON, name, numbers, facts(details.items()), within)


def write(path: Path, asked: Asked) -> None:
    """Deliver the town's rows."""
    store, began = open_store(path), time.process_time()
    rows, part = records(asked), 0
    while batch := [record for record, _ in zip(rows, range(BATCH), strict=False)]:
        name = f"scale-{part:05d}"
        delivery = Delivery(
            name, "scale", REGION, "示例局", "scale", f"{name}.csv", "utf-8", DeliveryKind.DELTA,
            date(2026, 10, 31), content_id(name),
        )  # fmt: skip
        with store.unit(BEGAN + timedelta(minutes=part), "benchmark", "deliver") as unit:
            unit.open_delivery(delivery)
            unit.add_versions([(record, row) for row, record in enumerate(batch, 1)], delivery)
            unit.close_delivery(delivery.id)
        part += 1
    store.close()
    print(f"stored in {time.process_time() - began:.0f} s CPU (not counted below)", flush=True)


def measure(path: Path, beside: bool) -> None:
    """Read, resolve, report."""
    spare_garbage()
    seen: list[Captured] = []
    tables: list[float] = []
    marks: list[tuple[str, float, float]] = []

    def mark(phase: str) -> None:
        marks.append((phase, time.perf_counter(), cpu_time()))

    def sieved(nodes: Mapping[str, Node], keyed: Keyed, counts: Model) -> Sifted:
        mark("tables, while weights are learned")
        began = time.process_time()
        sifted = on_duckdb(nodes, keyed, counts)
        tables.append(time.process_time() - began)

        def weighed(model: Model) -> Iterable[Candidate]:
            mark("predict, score, cluster")
            if beside:
                seen.append((nodes, keyed, model))
            return sifted(model)

        return weighed

    on_duckdb = sieve(duckdb_engine)
    store = open_store(path)
    mark("read")
    with without_search():
        found, made = rounds.resolve(
            rounds.Population(store.parties(), store.parties),
            default_models(),
            progress=lambda phase, *_: mark(PHASES[phase]),
            pinning=Pinning(train, sieved),
        )
    mark("end")
    print(made)
    clusters = [*found.firms.clusters, *found.persons.clusters]
    wall, cpu = marks[-1][1] - marks[0][1], marks[-1][2] - marks[0][2]
    tell(sum(map(len, clusters)), len(clusters), wall, cpu)
    for (phase, *then), (_, *now) in pairwise(marks):
        print(f"  {phase:36} wall {now[0] - then[0]:7.1f} s, CPU {now[1] - then[1]:7.1f} s")
    store.close()
    if beside:
        ours = [now[2] - then[2] for then, now in pairwise(marks) if then[0].startswith("predict")]
        for (nodes, keyed, model), *spent in zip(seen, tables, ours, strict=True):
            by_splink(nodes, keyed, model, sum(spent))


def cpu_time() -> float:
    """Seconds of this process and of its children that have ended."""
    return sum(os.times()[:4])


def tell(parties: int, clusters: int, wall: float, cpu: float) -> None:
    """Print what a run did and took."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    print(platform.platform(), f"{os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{parties:,} parties -> {clusters:,} clusters; peak memory {peak:.2f} GiB")
    print(f"wall {wall:.1f} s = {60 * parties / wall:,.0f} parties/min")
    print(f"CPU {cpu:.1f} s = {60 * parties / cpu:,.0f} parties/min of one core")


def measure_written(path: Path) -> None:
    """Resolve in full into the store, report."""
    spare_garbage()
    store = open_store(path)
    wall, cpu = time.perf_counter(), cpu_time()
    with without_search():
        report = resolve(store, lambda: datetime.now(UTC), full=True)
    tell(report.parties, sum(report.entities.values()), time.perf_counter() - wall, cpu_time() - cpu)
    for phase, seconds in report.seconds.items():
        print(f"  {phase:36} wall {seconds:7.1f} s")
    store.close()


def by_splink(nodes: Mapping[str, Node], keyed: Keyed, model: Model, ours: float) -> None:
    """Predict and cluster the same pairs with Splink, from the same nodes; prints both CPU times and their ratio."""
    gc.collect()
    began = time.process_time()
    found, shared = blocks_of(keyed, model), defaultdict[str, list[int]](list)
    for place, key in zip(found.nodes.to_pylist(), found.keys.to_pylist(), strict=True):
        shared[keyed.names[place]].append(key)
    rows = {id_: merged([*(card.fields for card in node.names), node.fields]) for id_, node in nodes.items()}
    names = sorted({each.field for c in model.comparisons for level in c.levels for each in level.conditions})
    names = sorted({*names, *(f"{name}_drop" for name in names if any(f"{name}_drop" in row for row in rows.values()))})
    codes: dict[str, int] = {}
    columns: dict[str, list[object]] = {"unique_id": list(rows)}
    for name in names:
        columns[name] = [[codes.setdefault(v, len(codes)) for v in row.get(name, ())] for row in rows.values()]
    columns["block"] = [shared[id_] for id_ in rows]
    import pyarrow

    kinds = {name: pyarrow.list_(pyarrow.int64()) for name in (*names, "block")} | {"unique_id": pyarrow.string()}
    with duckdb.connect(":memory:") as database:
        linker = Linker(DuckDBAPI(database).register(table(columns, kinds)), plain(model), log_level=logging.ERROR)
        predicted = linker.inference.predict(threshold_match_weight=model.decision.review / 1024)
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_weight=model.decision.join / 1024
        )
        clusters.as_record_list()
        theirs = time.process_time() - began
    print(f"{model.name}: ours {ours:.1f} s CPU; plain Splink {theirs:.1f} s CPU, ratio {ours / theirs:.2f}")


def plain(model: Model) -> SettingsCreator:
    comparisons = []
    for each in model.comparisons:
        *tried, last = each.levels
        levels: list[dict[str, object]] = [
            {
                "sql_condition": " AND ".join(test_sql(test.test, test.field) for test in level.conditions) or "true",
                "label_for_charts": level.name,
                **({"is_null_level": True} if level.null else {"m_probability": level.m, "u_probability": level.u}),
            }
            for level in tried
        ]
        m, u = last.m, last.u
        levels.append({"sql_condition": "ELSE", "label_for_charts": last.name, "m_probability": m, "u_probability": u})
        comparisons.append({"output_column_name": each.name, "comparison_levels": levels})
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[{"blocking_rule": "l.block = r.block", "arrays_to_explode": ["block"]}],
        probability_two_random_records_match=1 / model.decision.entities,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parties", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", type=Path, help="an existing store; without --written nothing is written")
    parser.add_argument("--written", action="store_true", help="write the result into the store, too")
    parser.add_argument("--splink", action="store_true", help="then plain Splink on the same pairs")
    asked = parser.parse_args()
    if asked.store:
        measure_written(asked.store) if asked.written else measure(asked.store, asked.splink)
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "scale.db"
        write(path, Asked(asked.parties, asked.seed))
        how = [option for option in ("--splink", "--written") if option in sys.argv]
        peak = watched([sys.executable, "-m", "benchmarks.scale", "--store", str(path), *how])
        print(f"peak memory with child processes {peak / 1024 / 1024:.2f} GiB")


def watched(command: list[str]) -> int:
    """Run a command; the most memory in KiB that it and its children held at one time, shared pages counted once."""
    peak, running = 0, subprocess.Popen(command)
    while running.poll() is None:
        peak = max(peak, held(running.pid))
        time.sleep(POLL)
    if running.returncode:
        raise SystemExit(running.returncode)
    return peak


def held(process: int) -> int:
    """KiB held by a process and its children; 0 when they are gone or the system does not tell."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    own = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return own + sum(held(int(child)) for child in children)


if __name__ == "__main__":
    main()
