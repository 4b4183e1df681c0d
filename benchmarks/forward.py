"""Forward answers on a fictional town: `nice python -m benchmarks.forward [--entities N]`.

Measures, in CPU time of this process: whom a listing reaches (median and 99th percentile over 400 decisions), the
difference between two rule sets over every listed subject, and the dry run of a list file. The peer of each is what it
cannot do without: one read of the subgraph of the same subjects.
"""

import argparse
import csv
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks.town import Town, build
from graph.affected import Asking, all_decisions, differ, reached
from graph.intake import FileRequest, read_rows
from graph.model import DeliveryKind
from graph.policy import load_rules
from graph.rehearsal import rehearse
from graph.store.port import GraphStore
from graph.store.sqlite import open_store
from linkage.formats import load_formats

DAY, ASKED, ROWS, TOGETHER = date(2026, 11, 20), 400, 2000, 500
HEADER = ("list_cn", "doc_no", "authority", "nm", "uni_social_crd_cd", "reason", "in_dt")


def seconds(run: Callable[[], object]) -> float:
    """User and system CPU time of one run in this process."""
    before = time.process_time()
    run()
    return time.process_time() - before


def per_decision(store: GraphStore, asking: Asking, subjects: list[str], keys: list[str]) -> None:
    """Whom one listing reaches, beside one read."""
    each = [seconds(lambda key=key: reached(store, asking, [key])) * 1000 for key in keys]
    read = [seconds(lambda one=one: store.subgraph([one])) * 1000 for one in subjects[: len(keys)]]
    half, most, plain = statistics.median(each), statistics.quantiles(each, n=100)[98], statistics.median(read)
    print(f"affected: {len(keys)} decisions, median {half:.2f} ms, p99 {most:.2f} ms; one read: median {plain:.2f} ms")


def per_rule_set(store: GraphStore, asking: Asking, subjects: list[str]) -> None:
    """Two rule sets over all listed subjects, beside the reads."""
    fewer = Asking(load_rules().without("tax.own.customs"), DAY)
    whole = seconds(lambda: differ(store, asking, fewer))
    plain = seconds(
        lambda: [
            store.subgraph(subjects[n : n + TOGETHER], hops=asking.rules.hops)
            for n in range(0, len(subjects), TOGETHER)
        ]
    )
    each = whole / len(subjects) * 1000
    print(
        f"rules diff: {len(subjects):,} listed subjects in {whole:.1f} s, {each:.2f} ms each; reads alone {plain:.1f} s"
    )


def per_file(store: GraphStore, asking: Asking, town: Town, folder: Path) -> None:
    """A list of debtors of the town, not taken in, beside the read of its subjects."""
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(HEADER)
        for n in range(ROWS):
            name, code = store.nodes([town.firm(n)])[town.firm(n)].name, town.code(n)
            out.writerow(
                (
                    "失信被执行人名单",
                    f"(2026)豫01执{n}号",
                    "郑州市中级人民法院",
                    name,
                    code,
                    "有能力而拒不履行",
                    "2026-11-01",
                )
            )
    file = read_rows(store, load_formats(), FileRequest(path, "410100", "中级人民法院", None, DeliveryKind.DELTA, DAY))
    changes: list[int] = []
    spent = seconds(lambda: changes.append(len(rehearse(store, asking, [file]).changes)))
    plain = seconds(lambda: store.subgraph([town.firm(n) for n in range(ROWS)], hops=asking.rules.hops))
    rate = ROWS / spent
    print(
        f"dry run: {ROWS:,} rows, {changes[0]:,} changes in {spent:.1f} s ({rate:,.0f} rows/s); one read {plain:.1f} s"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--entities", type=int, default=100_000)
    entities = arguments.parse_args().entities
    print(f"machine: {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}; CPU time")
    with tempfile.TemporaryDirectory() as name:
        store = open_store(Path(name) / "town.db")
        town = build(store, entities=entities)
        asking = Asking(load_rules(), DAY)
        started = time.process_time()
        decisions = [each for each in all_decisions(store) if each.subject and each.claim.listing]
        print(
            f"town: {entities:,} entities, {len(decisions):,} decisions read in {time.process_time() - started:.1f} s"
        )
        subjects = sorted({str(each.subject) for each in decisions})
        per_decision(store, asking, subjects, sorted({str(each.claim.listing) for each in decisions})[:ASKED])
        per_rule_set(store, asking, subjects)
        per_file(store, asking, town, Path(name))
        store.close()


if __name__ == "__main__":
    main()
