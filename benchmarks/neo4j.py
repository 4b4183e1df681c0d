"""The Neo4j store on a town of any size, raw Cypher beside it.

    python -m benchmarks.neo4j --entities 1000000 [--every 10] [--home FOLDER] [--cache MIB]

Starts a community server of its own (Maven and Java 17, the same as the tests) on FOLDER and writes `benchmarks.town`
through the port: 1.2 relations and 0.1 listings for each entity, and a finance head of every tenth enterprise (of each
with `--every 1`). A town that FOLDER holds already is asked and not written again. Before a load a small town is
written and wiped, as a server that has just started plans every question and compiles. Prints nodes and relations per
second of all kinds, one screening subgraph beside one hop in raw Cypher, one whole screening with its committed audit
entry and its round trips, as the server answers at first and after some thousand more, a file of subjects in one
process and through the command, and the hub's first page; each goal beside what was measured. CPU time of this process
and of the server stands beside wall time: on a shared machine only CPU time is the program's. What a screening is made
of stands alone, too: what it reads, its entry, and a flush of the disk under FOLDER, which every entry waits for.
"""

import argparse
import csv
import os
import platform
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from random import Random

from neo4j import Driver, GraphDatabase

from api.audit import Access
from api.bootstrap import Application, assemble
from api.checks import Check, query_of, run_checks
from api.cli.session import spare_garbage
from api.reading import Reader
from api.settings import Settings
from api.warming import warm
from benchmarks.town import Town, build, planned
from graph.screening import foreseen
from graph.store.neo4j import migrate_store
from tests.server import neo4j_server
from tests.server.counting_proxy import counted
from tests.server.empty_database import empty_store
from tests.server.neo4j_server import MavenServer, assert_genuine, free_port

READER = Reader(Access("benchmark", "procurement", "benchmark", "1"), "cli")
DAY = date(2026, 11, 20)
BATCH, PAGES, FILE, COMMAND, WARM, SERVED = 1000, 20, 10, 50, 2000, 3
"""Subjects at a time; pages; a file's subjects for each single question, in one process and through the command;
entities of the town that warms; times as many screenings as are timed before the server has served a while."""
AT_ONCE = 2000
"""Records in a unit of work, as in an intake (graph/data/intake.toml); with 10,000 a server needs 0.8 GB more."""
RAW_ROWS, RAW_BATCH = 50_000, 10_000
GOALS = {"nodes": 10_000.0, "relations": 8_000.0, "screening": 15.0, "file": 4_000.0, "page": 100.0}
"""Of issue C: nodes and relations per second, p99 of a screening in ms, subjects per second, a hub's page in ms."""
JVM = ["-Xms2g", "-Xmx2g", "-Xmn768m", "-XX:+UseSerialGC"]
"""A server that lives longer than a test's: the second compiler pays. A screening leaves 0.7 MB of garbage; the larger
the young generation, the fewer of them wait for a collection, which takes no longer for it."""
WRITTEN, FLUSHES = 700, 300
"""Bytes of an audit entry, about; flushes that are timed."""
QUIET = {"notifications_min_severity": "OFF"}  # an empty database is told of every label that it lacks
RAW_HOP = "MATCH (e:Entity {id: $id})-[r]-(f:Entity) WHERE r.tx_end = $open RETURN type(r), f.id, r.cid"
RAW_NODES = "UNWIND $rows AS row CREATE (:Raw {id: row.id, name: row.name, a: 1, b: 2})"
RAW_RELATIONS = "UNWIND $rows AS row MATCH (a:Raw {id: row.a}) MATCH (b:Raw {id: row.b}) CREATE (a)-[:RAW {n: 1}]->(b)"
OPEN = 2**63 - 1


def machine() -> str:
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"machine: {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, load {load}"


class Clock:
    """Wall seconds, CPU seconds of this process and of the server, since it was made."""

    def __init__(self, server: MavenServer) -> None:
        self._server, self._began = server, (time.perf_counter(), time.process_time(), server_cpu(server))

    def __str__(self) -> str:
        wall, mine, theirs = self.spent()
        return f"{wall:.1f} s wall, CPU {mine:.1f} s here + {theirs:.1f} s server"

    def spent(self) -> tuple[float, float, float]:
        now = (time.perf_counter(), time.process_time(), server_cpu(self._server))
        wall, mine, theirs = (after - before for after, before in zip(now, self._began, strict=True))
        return wall, mine, theirs


def server_cpu(server: MavenServer) -> float:
    """CPU seconds that the server has used."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def against(goal: float, measured: float, least: bool = False) -> str:
    """The goal, and whether it is met."""
    met = measured >= goal if least else measured <= goal
    return f"goal {'≥' if least else '≤'}{goal:,.0f}: {'met' if met else 'missed'}"


def said(
    name: str, work: Callable[[object], object], items: Iterable[object], server: MavenServer, goal: float | None = None
) -> None:
    """Median and p99 of one call, and the CPU of all."""
    asked = list(items)
    for each in asked[: min(100, len(asked) // 2)]:
        work(each)
    clock, took = Clock(server), []
    for each in asked:
        began = time.perf_counter()
        work(each)
        took.append((time.perf_counter() - began) * 1e3)
    spent = str(clock)
    took.sort()
    p90, p99 = took[int(len(took) * 0.9)], took[int(len(took) * 0.99)]
    print(
        f"{name}: median {statistics.median(took):.2f} ms, p90 {p90:.2f} ms, p99 {p99:.2f} ms; {spent}"
        + (f"; {against(goal, p99)}" if goal else ""),
        flush=True,
    )


def raw_load(driver: Driver, server: MavenServer) -> None:
    driver.execute_query("CREATE CONSTRAINT raw IF NOT EXISTS FOR (n:Raw) REQUIRE n.id IS UNIQUE")
    rows = [{"id": n, "name": f"郑州{n}号"} for n in range(RAW_ROWS)]
    pairs = [{"a": n, "b": (n * 7919 + 1) % RAW_ROWS} for n in range(RAW_ROWS)]
    for name, text, given in (("nodes", RAW_NODES, rows), ("relations", RAW_RELATIONS, pairs)):
        clock = Clock(server)
        for start in range(0, RAW_ROWS, RAW_BATCH):
            driver.execute_query(text, rows=given[start : start + RAW_BATCH])
        print(f"raw Cypher: {RAW_ROWS / clock.spent()[0]:,.0f} {name}/s; {clock}", flush=True)
    driver.execute_query("MATCH (n:Raw) CALL (n) { DETACH DELETE n }")
    driver.execute_query("DROP CONSTRAINT raw")


def settled(server: MavenServer, driver: Driver, town: Town) -> None:
    """The town is there: as it was left in the server's folder, else written now."""
    entities, offices = town.firms + town.persons, "MATCH (:Entity {id: $id})-[:FINANCE_HEAD_OF]->(f) RETURN count(f)"
    (count,) = driver.execute_query("RETURN COUNT { (:Entity) }").records[0]
    (held,) = driver.execute_query(offices, id=town.hub).records[0]
    if (count, held) == (entities, town.hub_degree):
        migrate_store(server.url, server.password)
        print(f"town of {entities:,}: as it was found", flush=True)
        return
    raw_load(driver, server)
    load(server, driver, town)


def load(server: MavenServer, driver: Driver, town: Town) -> None:
    warming = empty_store(server)
    build(warming, WARM)
    warming.close()
    store = empty_store(server)
    clock, entities = Clock(server), town.firms + town.persons
    build(store, entities, town.seed, town.every, AT_ONCE)
    wall, _, _ = clock.spent()
    ((nodes, relations),) = [
        list(row)
        for row in driver.execute_query("RETURN COUNT { () } AS nodes, COUNT { ()-->() } AS relations").records
    ]
    print(f"town of {entities:,}: {nodes:,} nodes and {relations:,} relations of all kinds; {clock}")
    due = nodes / GOALS["nodes"] + relations / GOALS["relations"]
    print(
        f"bulk load: {nodes / wall:,.0f} nodes/s and {relations / wall:,.0f} relations/s, together; at the goal's"
        f" {GOALS['nodes']:,.0f} and {GOALS['relations']:,.0f} one after the other it takes {due:.1f} s:"
        f" {'met' if wall <= due else 'missed'}",
        flush=True,
    )
    store.close()


def questions(server: MavenServer, driver: Driver, app: Application, town: Town, asked: int) -> None:
    rng = Random(7)
    firms = [town.firm(rng.randrange(1, town.firms)) for _ in range(asked)]
    with driver.session() as session:
        said("one hop, raw Cypher", lambda id_: session.run(RAW_HOP, id=id_, open=OPEN).values(), firms, server)
    said("one hop, ties", lambda id_: app.store.ties([str(id_)]), firms, server)
    hops, products = app.ruleset.hops, app.ruleset.products
    said(
        f"one screening subgraph, {hops} hops, one round trip",
        lambda id_: app.store.subgraph([str(id_)], hops, bearing=products),
        firms,
        server,
    )
    said("one whole subgraph, 3 hops, one round trip", lambda id_: app.store.subgraph([str(id_)], 3), firms, server)
    numbers = [
        town.code(rng.randrange(town.firms)) if n % 2 else town.resident(rng.randrange(town.persons))
        for n in range(asked * COMMAND)
    ]
    print(f"warmed as `xintu serve` does, {app.settings.warm_seconds:.0f} s: {warm(app, app.settings.warm_seconds):,}")
    screenings(server, app, numbers[: (SERVED + 2) * asked], asked)
    pieces(server, app, numbers[:asked])
    print(f"round trips of a screening: {turns(server, numbers)}")
    filed(server, app, numbers[: asked * FILE // BATCH * BATCH])
    commanded(server, numbers)
    name = f"first page of a hub with {town.hub_degree:,} relations"
    said(name, lambda _: app.store.neighbours(town.hub, limit=100), range(PAGES), server, GOALS["page"])


def screenings(server: MavenServer, app: Application, numbers: list[str], asked: int) -> None:
    """One at a time: the first, and as many after some thousand more, when the server has compiled what it runs."""

    def screened(number: object) -> None:
        run_checks(app, [check(number)], READER)

    said("one whole screening with its audit entry, the first", screened, numbers[:asked], server)
    for number in numbers[asked:-asked]:
        screened(number)
    name = f"one whole screening with its audit entry, after {len(numbers) - asked:,}"
    said(name, screened, numbers[-asked:], server, GOALS["screening"])


def pieces(server: MavenServer, app: Application, numbers: list[str]) -> None:
    """What a screening is made of, each alone."""

    def read(number: object) -> None:
        foreseen(app.store, app.ruleset, [query_of(app, check(number))], app.book.unread)

    def write(number: object) -> None:
        app.store.log(app.clock(), "benchmark", "benchmark", [(secrets.token_hex(8), secrets.token_bytes(WRITTEN))])

    said("of it, what it reads, one round trip", read, numbers, server)
    said("of it, an entry, one round trip", write, numbers, server)
    with (server.home / "flushed").open("wb") as stream:

        def flush(_: object) -> None:
            stream.write(bytes(WRITTEN))
            stream.flush()
            os.fdatasync(stream.fileno())

        said("of that, a flush of the disk", flush, range(FLUSHES), server)


def filed(server: MavenServer, app: Application, numbers: list[str]) -> None:
    """A file in this process: it waits for the server, and the server for it."""
    clock = Clock(server)
    for start in range(0, len(numbers), BATCH):
        answers = run_checks(app, [check(each) for each in numbers[start : start + BATCH]], READER)
        assert len(answers.answers) == BATCH
    print(
        f"file in one process, {BATCH} subjects at a time: {len(numbers) / clock.spent()[0]:,.0f} subjects/s; {clock}"
    )


def commanded(server: MavenServer, numbers: list[str]) -> None:
    """A file through the command, its start included."""
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder) / "subjects.csv", Path(folder) / "out.jsonl"
        with file.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([("number",), *((each,) for each in numbers)])
        command = [sys.executable, "-m", "api.cli", "screen", "--file", str(file), "--purpose", "procurement", "--json"]
        named = {"XINTU_STORE": server.url, "XINTU_STORE_PASSWORD": server.password}
        clock, before = Clock(server), os.times()
        with out.open("wb") as stream:
            subprocess.run(command, check=False, stdout=stream, env={**os.environ, **named})
        (wall, _, theirs), after = clock.spent(), os.times()
        assert sum(1 for _ in out.open("rb")) == len(numbers)
    mine = after.children_user + after.children_system - before.children_user - before.children_system
    speed = len(numbers) / wall
    print(
        f"file mode, `xintu screen --file` of {len(numbers):,}: {speed:,.0f} subjects/s; {wall:.1f} s wall,"
        f" CPU {mine:.1f} s there + {theirs:.1f} s server; {against(GOALS['file'], speed, least=True)}",
        flush=True,
    )


def check(number: object) -> Check:
    return Check("procurement", DAY, number=str(number))


def turns(server: MavenServer, numbers: list[str]) -> str:
    """Of a person's number and of a firm's, counted on the wire by an application of its own."""
    with counted(server.port) as relay:
        beside = assemble(
            Settings(store=f"bolt://{server.user}@127.0.0.1:{relay.port}/neo4j", store_password=server.password)
        )
        counts = []
        for number in numbers[:4]:
            before = relay.turns
            run_checks(beside, [check(number)], READER)
            counts.append(relay.turns - before)
        beside.store.close()
    return f"{counts[2]} for a person's number, {counts[3]} for a firm's"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entities", type=int, default=1_000_000)
    parser.add_argument("--every", type=int, default=10, help="every so-manieth enterprise has the town's finance head")
    parser.add_argument("--asked", type=int, default=1000, help="single questions timed; a file holds more")
    parser.add_argument("--home", type=Path, help="the server's folder; a town in it is asked again, not written")
    parser.add_argument("--cache", type=int, default=512, help="MiB of the server's page cache; as compose")
    options = parser.parse_args()
    opened = [flag for flag in neo4j_server.JVM if flag.startswith("--")]
    neo4j_server.JVM = [*JVM, f"-Dpagecache={options.cache}", *opened]
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        server = MavenServer(options.home or Path(folder), free_port()).start()
        try:
            assert_genuine(server)
            spare_garbage()
            with GraphDatabase.driver(server.uri, auth=(server.user, server.password), **QUIET) as driver:
                town = planned(options.entities, every=options.every)
                settled(server, driver, town)
                app = assemble(Settings(store=server.url, store_password=server.password))
                questions(server, driver, app, town, options.asked)
                app.store.close()
        finally:
            server.stop()
    print(machine())


if __name__ == "__main__":
    main()
