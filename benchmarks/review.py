"""What review brings: `python -m benchmarks.review [--enterprises N] [--seed S]`.

Writes a fictional city with truth, resolves it, and lets a reviewer who knows the truth answer the whole queue, run
after run: pair F1 and what each run looked at. Then, on a copy without those words, labels a random sample of every
band of scores and prints what `xintu review thresholds` makes of it beside the true shares of all candidate pairs.
Prints user CPU seconds of the queue and of each run.
"""

import argparse
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from api.demo.population import trap_factories, write
from api.demo.traps.themes import traps
from graph import evaluation
from graph.intake import ingest
from graph.manifest import read_manifest
from graph.model import Verdict
from graph.policy import load_rules
from graph.resolution import resolve
from graph.review import labels, pairs, queue
from graph.review.decisions import Decision, ReviewError, decide
from graph.review.settings import settings
from graph.store.port import GraphStore
from graph.store.sqlite import open_store
from linkage.formats import load_formats
from linkage.weights import UNIT

DAY, ROUNDS, PER_BAND = date(2026, 11, 20), 2, 60
Truth = Mapping[str, str]
"""Party -> label."""


def clock() -> datetime:
    return datetime.now(UTC)


def city(folder: Path, seed: int, enterprises: int) -> Path:
    write(folder / "files", seed, enterprises, traps(trap_factories(seed)), lambda *_: None)
    store = open_store(folder / "city.db")
    ingest(store, load_formats([]), read_manifest(folder / "files")[0], clock, "benchmark")
    resolve(store, clock)
    store.close()
    return folder / "city.db"


def scores(store: GraphStore, path: Path) -> str:
    found = evaluation.evaluate(evaluation.read(store, path))
    return "  ".join(
        f"{kind} F1 {found[kind]['pairs']['f1']:.4f} (P {found[kind]['pairs']['precision']:.4f})"
        for kind in ("enterprise", "person")
    )


def known(truth: evaluation.Truth) -> Truth:
    return {each.party.party: each.label.entity for each in truth.found if each.party is not None}


def answer(store: GraphStore, a: str, b: str, truth: Truth) -> str:
    """A reviewer who knows the truth; what was said."""
    verdict = Verdict.SAME if truth[a] == truth[b] else Verdict.DIFFERENT
    try:
        decide(store, clock(), Decision(a, b, verdict, "真值", "benchmark"))
    except ReviewError as refused:
        return refused.code
    return str(verdict)


def reviewed(path: Path, file: Path) -> Iterator[str]:
    store, rules = open_store(path), load_rules()
    truth = evaluation.read(store, file)
    yield f"before review: {scores(store, file)}"
    for turn in range(1, ROUNDS + 1):
        began = time.process_time()
        items = queue.read(store, rules, DAY, settings()).items
        read = time.process_time() - began
        labels_ = known(truth)
        said = [
            answer(store, each.doubt.a, each.doubt.b, labels_)
            for each in items
            if each.doubt.a in labels_ and each.doubt.b in labels_
        ]
        counts = ", ".join(f"{word} {said.count(word)}" for word in sorted(set(said)))
        began = time.process_time()
        report = resolve(store, clock)
        spent = time.process_time() - began
        looked = f"resolve looked at {report.looked_at:,} of {store.counts()['parties']:,} parties in {spent:.1f} s"
        yield f"round {turn}: queue of {len(items)} read in {read:.1f} s; {counts}; {looked}: {scores(store, file)}"
    store.close()


def sampled(path: Path, file: Path) -> Iterator[str]:
    store = open_store(path)
    truth = known(evaluation.read(store, file))
    left: dict[tuple[str, int], int] = {}
    for model, edge in labels.to_label(store, settings()):
        band = (model.name, min(max((edge.weight - model.decision.join) // (2 * UNIT), -4), 4))
        if left.setdefault(band, PER_BAND) and edge.a in truth and edge.b in truth:
            left[band] -= 1
            answer(store, edge.a, edge.b, truth)
    for found, (model, version) in zip(labels.estimates(store, settings()), pairs.in_force(store), strict=True):
        real = [(edge.weight / UNIT, truth.get(edge.a) == truth.get(edge.b)) for edge in store.edges(version)]
        cut = next(each for each in found.cuts if each.threshold == found.threshold)
        above = [same for weight, same in real if weight >= found.threshold]
        precision, recall = sum(above) / len(above), sum(above) / sum(same for _, same in real)
        for name, share, true in (("precision", cut.precision, precision), ("recall", cut.recall, recall)):
            shown = "unknown" if share.estimate is None else f"{share.estimate:.4f}"
            drawn = f"{model.name} at {found.threshold} bits, {found.labelled} labels of {len(real):,} pairs"
            yield f"{drawn}: {name} {shown} [{share.lower:.4f}, {share.upper:.4f}], true {true:.4f}"
    store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enterprises", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=11)
    asked = parser.parse_args()
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        first = city(folder, asked.seed, asked.enterprises)
        second = Path(shutil.copy(first, folder / "copy.db"))
        for line in (
            *reviewed(first, folder / "files" / "truth.csv"),
            *sampled(second, folder / "files" / "truth.csv"),
        ):
            print(line, flush=True)


if __name__ == "__main__":
    main()
