"""Screening at depth: speed on a town of any size, raw SQL beside it, and correctness against a truth by construction.

    python -m benchmarks.graph --entities 1000000 [--store town.db]    one hop, one screening, a file of subjects, HTTP
    python -m benchmarks.graph correctness --subjects 1000000          measures found against measures due
    python -m benchmarks.graph wards --subjects 1000000 --store w.db   only writes what correctness then asks

Speed is of the embedded store with `benchmarks.town` (1.2 relations and 0.1 listings for each entity, a finance head
with N/20 offices among them). A screening is identification, rules, JSON and its committed audit entry. CPU time is
printed beside wall time: on a shared machine only the first is the program's. Correctness is of `benchmarks.wards`,
whose due measures are written down in words of the law; it shares no code with rules, propagation or screening.
"""

import argparse
import csv
import gc
import os
import platform
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random

from api.audit import Access
from api.bootstrap import Application, assemble
from api.checks import Check, run_checks
from api.crew import Errand, answered
from api.garbage import spare_garbage
from api.reading import Reader
from api.settings import Settings
from api.subjects import Subject
from benchmarks import town, wards
from graph.policy import load_purposes, load_rules
from graph.rules import FindingClass
from graph.screening import Query, screen

READER = Reader(Access("benchmark", "procurement", "benchmark", "1"), "cli")
DAY = date(2026, 11, 20)
SCREENED, FILED, BATCH = 2000, 50_000, 1000
RAW_HOP = """
SELECT c.type, o.entity, c.begin_min, c.end_max FROM membership m
JOIN claim c ON c.subject = m.party AND c.kind = 'relation' AND c.tx_end = ?2
LEFT JOIN membership o ON o.party = c.object AND o.tx_end = ?2 WHERE m.entity = ?1 AND m.tx_end = ?2
UNION ALL
SELECT c.type, o.entity, c.begin_min, c.end_max FROM membership m
JOIN claim c ON c.object = m.party AND c.kind = 'relation' AND c.tx_end = ?2
LEFT JOIN membership o ON o.party = c.subject AND o.tx_end = ?2 WHERE m.entity = ?1 AND m.tx_end = ?2
"""
OPEN = 2**63 - 1


def machine() -> str:
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"machine: {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, load {load}"


def timed(work: Callable[[object], object], items: list[object]) -> tuple[list[float], list[float]]:
    """Milliseconds of wall and CPU time of each call, sorted."""
    wall, cpu = [], []
    for each in items:
        a, b = time.perf_counter(), time.process_time()
        work(each)
        cpu.append((time.process_time() - b) * 1e3)
        wall.append((time.perf_counter() - a) * 1e3)
    return sorted(wall), sorted(cpu)


def say(name: str, wall: list[float], cpu: list[float], note: str = "") -> None:
    at = int(len(wall) * 0.99)
    print(
        f"{name}: wall median {statistics.median(wall):.2f} ms, p99 {wall[at]:.2f} ms;"
        f" CPU median {statistics.median(cpu):.2f} ms, p99 {cpu[at]:.2f} ms {note}"
    )


def figures(path: Path, entities: int, rows: int) -> None:
    print(machine())
    app = assemble(Settings(store=f"sqlite:///{path}"), answering=True)
    spare_garbage()
    there = town.Town(entities // 2, entities - entities // 2)
    rng = Random(7)
    numbers = [
        there.code(rng.randrange(there.firms)) if n % 2 else there.resident(rng.randrange(there.persons))
        for n in range(rows)
    ]
    print(f"population: {entities:,} entities; {app.store.counts()}")
    hops(app, path, there, rng)
    single(app, numbers)
    batched(app, numbers)
    filed(path, numbers)
    served(path, numbers)
    app.store.close()


def hops(app: Application, path: Path, there: town.Town, rng: Random) -> None:
    """One hop through the port beside one hop in raw SQL."""
    raw = sqlite3.connect(path)
    ids = [there.firm(rng.randrange(1, there.firms)) for _ in range(SCREENED)]
    keys = dict(raw.execute("SELECT id, eid FROM entity").fetchall())
    asked = [keys[each] for each in ids]
    wall, cpu = timed(lambda eid: raw.execute(RAW_HOP, (eid, OPEN)).fetchall(), list(asked))
    say("one hop, raw SQL", wall, cpu)
    found, used = timed(lambda each: app.store.ties([str(each)]), list(ids))
    ratio = statistics.median(used) / max(statistics.median(cpu), 1e-9)
    say("one hop, store", found, used, f"({ratio:.1f} x raw, CPU medians)")


def single(app: Application, numbers: list[str]) -> None:
    """One subject at a time, with its audit entry; the disk's own flush beside it."""
    for each in numbers[:200]:
        run_checks(app, [Check("procurement", DAY, number=each)], READER)
    wall, cpu = timed(
        lambda each: run_checks(app, [Check("procurement", DAY, number=str(each))], READER), list(numbers[:SCREENED])
    )
    say("one screening with audit entry", wall, cpu)
    with tempfile.TemporaryFile(dir=Path(app.settings.store.removeprefix("sqlite:///")).parent) as file:
        flushed, _ = timed(lambda _: (file.write(b"x" * 4096), file.flush(), os.fsync(file.fileno())), list(range(200)))
    say("the disk's flush alone (each entry waits for one)", flushed, flushed)


def batched(app: Application, numbers: list[str]) -> None:
    """Batches of a file in this process alone: CPU time, which others on the machine blur least in the best quarter."""
    errand, spent = Errand(Check("procurement", DAY), READER), []
    for start in range(0, min(len(numbers), FILED), BATCH):
        batch = [Subject(row, each) for row, each in enumerate(numbers[start : start + BATCH], start + 1)]
        before = time.process_time()
        answered(app, errand, batch)
        spent.append((time.process_time() - before) / len(batch) * 1e6)
    spent.sort()
    print(
        f"file in one process, CPU a subject: lower quartile of batches {spent[len(spent) // 4]:.0f} us,"
        f" median {statistics.median(spent):.0f} us"
    )


def filed(path: Path, numbers: list[str]) -> None:
    """A file of subjects through the command, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "subjects.csv"
        with file.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([("number",), *((each,) for each in numbers)])
        began, before = time.perf_counter(), os.times()
        command = [sys.executable, "-m", "api.cli", "--store", f"sqlite:///{path}", "screen", "--file", str(file)]
        with (Path(folder) / "out.jsonl").open("wb") as out:
            subprocess.run([*command, "--purpose", "procurement", "--json"], check=False, stdout=out)
        wall, after = time.perf_counter() - began, os.times()
        lines = sum(1 for _ in (Path(folder) / "out.jsonl").open("rb"))
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    assert lines == len(numbers)
    each = cpu / len(numbers) * 1e6
    print(f"file of {len(numbers):,}: {len(numbers) / wall:,.0f} subjects/s wall, {cpu:.1f} s CPU, {each:.0f} us each")


def served(path: Path, numbers: list[str]) -> None:
    """The server in one process, the load from another: eight connections, one request each at a time."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "api.cli", "--store", f"sqlite:///{path}", "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        load = [sys.executable, "-m", "benchmarks.load", "--port", str(port), "--requests", str(SCREENED)]
        subprocess.run(load, input="\n".join(numbers[:SCREENED]), text=True, check=True, timeout=300)
        used = Path(f"/proc/{server.pid}/stat")
        if used.exists():
            ticks = sum(int(each) for each in used.read_text().rpartition(")")[2].split()[11:13])
            print(f"  server: {ticks / os.sysconf('SC_CLK_TCK'):.1f} s CPU in all, its start included")
    finally:
        server.terminate()
        server.wait(timeout=30)


def written(subjects: int, path: Path) -> None:
    """A city of wards, written into an empty store."""
    count, store, began = (
        max(1, subjects // 8),
        assemble(Settings(store=f"sqlite:///{path}")).store,
        time.perf_counter(),
    )
    wards.build(store, count)
    store.close()
    print(f"{count * 8:,} subjects in {count:,} wards written in {time.perf_counter() - began:.0f} s", flush=True)


def correctness(subjects: int, path: Path) -> int:
    print(machine())
    if not path.exists():
        written(subjects, path)
    count, app = max(1, subjects // 8), assemble(Settings(store=f"sqlite:///{path}"))
    spare_garbage()
    gc.collect()
    began, faults, seen = time.perf_counter(), Counter[str](), 0
    examples: dict[str, str] = {}
    measures = 0
    for batch in _batches(wards.subjects(count)):
        for (ward, role), found in zip(batch, _found(app, batch), strict=True):
            seen, measures = seen + 1, measures + len(wards.due(ward, role))
            for fault in _faults(ward, role, found):
                faults[fault] += 1
                examples.setdefault(
                    f"{fault}: {wards.scenario(ward).name}", f"{role} {found} due {wards.due(ward, role)}"
                )
        if seen % 100_000 < BATCH:
            print(f"  {seen:,} screened, faults {dict(faults)}", file=sys.stderr, flush=True)
    spent = time.perf_counter() - began
    print(f"screened {seen:,} subjects with {measures:,} measures due in {spent:.0f} s")
    for fault in ("on a wrong person", "without rule", "after what ends them", "missing"):
        print(f"measures {fault}: {faults[fault]}")
    for name, example in examples.items():
        print(" ", name, example)
    app.store.close()
    return int(bool(faults))


def _batches(rows: Iterator[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    batch: list[tuple[int, str]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _found(app: Application, batch: list[tuple[int, str]]) -> list[tuple[set[str], bool]]:
    """Measures that the check carries to each subject, and whether each finding names a rule in force."""
    rules = load_rules()
    known = {rule.id for rule in rules.rules}
    queries = [
        Query(purpose="procurement", as_of=wards.DAY, region=wards.REGION, identifiers=(wards.number(ward, role),))
        for ward, role in batch
    ]
    answers = screen(app.store, rules, load_purposes(), queries)
    return [
        (
            {str(m) for f in answer.findings if f.conclusion is not FindingClass.ALERT for m in f.measures},
            all(f.rule in known and f.basis.holds(wards.DAY) for f in answer.findings) and answer.verdict != "unknown",
        )
        for answer in answers
    ]


def _faults(ward: int, role: str, found: tuple[set[str], bool]) -> Iterator[str]:
    measures, ruled = found
    wanted = wards.due(ward, role)
    if not ruled:
        yield "without rule"
    if wanted - measures:
        yield "missing"
    if measures - wanted:
        yield "after what ends them" if wards.scenario(ward).ended else "on a wrong person"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=("figures", "wards", "correctness"), default="figures")
    parser.add_argument("--entities", type=int, default=100_000)
    parser.add_argument("--subjects", type=int, default=100_000)
    parser.add_argument("--filed", type=int, default=FILED, help="Subjects of the file.")
    parser.add_argument(
        "--store", type=Path, help="Where the town is (benchmarks.town), or the wards; made when missing."
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.what == "correctness":
            return correctness(asked.subjects, asked.store or Path(folder) / "wards.db")
        if asked.what == "wards":
            written(asked.subjects, asked.store or Path(folder) / "wards.db")
            return 0
        path = asked.store or Path(folder) / "town.db"
        if not path.exists():
            store = assemble(Settings(store=f"sqlite:///{path}")).store
            town.build(store, asked.entities)
            store.close()
        figures(path, asked.entities, asked.filed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
