"""Linkage accuracy on populations it was not tuned on: several seeds, three generators.

The demo's and the held-out one with doubled dirt and 40 % of the codes, and the five worlds of benchmarks.worlds, whose
offices err each in its own way and give 20 to 60 % of the codes.

Measures: pair precision, recall and F1 of enterprises and of persons, and of confirmed memberships, beside exact
identifiers, exact identifiers and names, and the peers of benchmarks.peers on the same parties. Prints a line per
population and the medians over seeds. Refuses: timing.

    python -m benchmarks.linkage [--size 600] [--seeds 1] [--first 101] [--populations demo,heldout,clan] [--alone]
"""

import argparse
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow

from benchmarks import heldout
from benchmarks.peers import Home, peers
from benchmarks.worlds import __main__ as worlds
from graph.evaluation import Matched, baselines, evaluate, read
from graph.resolution import resolve
from graph.store.sqlite.store import SqliteStore
from linkage.evaluation import Labelled, pair_scores
from linkage.identifiers import IdentifierKind
from linkage.model import Kind, Party, Role

DIRT, CODES = 2.0, 0.4
_NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FAMILIES = ("enterprise", "person")
POPULATIONS = ("demo", "heldout", *worlds.WORLDS)
Row = tuple[str, str, str, float, float, float]
"""Population, family, method, precision, recall, F1."""


def populations(names: Sequence[str], size: int, seeds: range, folder: Path) -> Iterator[tuple[str, Path]]:
    """(population, folder) of every one asked for, written."""
    for name in names:
        for seed in seeds:
            made = folder / f"{name}{seed}"
            if name == "demo":
                asked = ["--seed", str(seed), "--enterprises", str(size), "--dirt", str(DIRT), "--codes", str(CODES)]
                _xintu("population", "--out", str(made), *asked)
            elif name == "heldout":
                heldout.write(made, seed, size, DIRT, CODES)
            else:
                worlds.write(made, name, seed, size)
            yield name, made


def _xintu(*words: str) -> None:
    done = subprocess.run([sys.executable, "-m", "api.cli", *words], capture_output=True, text=True)
    if done.returncode and "ingest" not in words:  # ingest exits 1 when a file's share of rejected rows is high
        raise SystemExit(done.stderr)


def measured(generator: str, folder: Path, others: Mapping[str, Callable[[pyarrow.Table], Home]]) -> Iterator[Row]:
    """Figures of one population by every method."""
    path = folder.with_suffix(".db")
    _xintu("--store", f"sqlite:///{path}", "ingest", str(folder))
    store = SqliteStore(path)
    truth = read(store, folder / "truth.csv")
    for title, found in baselines(truth).items():
        yield from _lines(generator, title.replace("_", " "), found)
    parties = list(store.parties())
    for family in FAMILIES:
        for title, link in others.items():
            yield (generator, family, title, *_scored(link(_table(parties, family)), truth.found, family))
    ticks = count()
    resolve(store, lambda: _NOON + timedelta(seconds=next(ticks)), full=True)
    found = evaluate(read(store, folder / "truth.csv"))
    yield from _lines(generator, "xintu", found)
    for family in FAMILIES:
        sure = found[family]["confirmed"]
        yield (generator, family, "xintu confirmed", sure["precision"], sure["recall_of_numbered"], sure["recall"])  # type: ignore[index]
    store.close()


def _lines(generator: str, method: str, found: Mapping[str, Mapping[str, object]]) -> Iterator[Row]:
    for family in FAMILIES:
        pairs = found[family]["pairs"]
        yield generator, family, method, pairs["precision"], pairs["recall"], pairs["f1"]  # type: ignore[index]


def _scored(home: Home, matched: Sequence[Matched], family: str) -> tuple[float, float, float]:
    """What a peer's clusters reach on the labelled rows."""
    rows = [
        Labelled(each.label.entity, home.get(each.party.party) if each.party else None)
        for each in matched
        if each.label.family == family
    ]
    scores = pair_scores(rows)
    return scores.precision, scores.recall, scores.f1


def _table(parties: Sequence[Party], family: str) -> pyarrow.Table:
    """What the peers are given: of every mention its name, its one number, and the representative or firm beside it."""
    person = family == "person"
    mine = [each for each in parties if (each.kind is Kind.PERSON) == person]
    names = {each.id: each.name for each in parties}
    heads = {each.within: each.name for each in parties if each.role is Role.LEGAL_REPRESENTATIVE and each.within}
    kind = IdentifierKind.RESIDENT if person else IdentifierKind.USCC
    return pyarrow.table(
        {
            "id": [each.id for each in mine],
            "name": [each.name or None for each in mine],
            "number": [
                next((n.value for n in each.identifiers if n.kind is kind and not n.masked), None) for each in mine
            ],
            "context": [(names.get(each.within or "") if person else heads.get(each.id)) or None for each in mine],
        }
    )


def main() -> None:
    """Run all, print lines, medians and the machine."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--size", type=int, default=600)
    asked.add_argument("--seeds", type=int, default=1)
    asked.add_argument("--populations", default=",".join(POPULATIONS))
    asked.add_argument("--alone", action="store_true", help="without the peers")
    asked.add_argument("--first", type=int, default=101, help="the first seed; the others follow it")
    given = asked.parse_args()
    names = given.populations.split(",")
    if unknown := set(names) - set(POPULATIONS):
        asked.error(f"unknown population {min(unknown)}, one of {', '.join(POPULATIONS)}")
    seeds = range(given.first, given.first + given.seeds)
    found: dict[tuple[str, str, str], list[tuple[float, float, float]]] = {}
    others = {} if given.alone else peers()
    with TemporaryDirectory(prefix="xintu-linkage-") as folder:
        for generator, path in populations(names, given.size, seeds, Path(folder)):
            for name, family, method, *figures in measured(generator, path, others):
                found.setdefault((name, family, method), []).append((figures[0], figures[1], figures[2]))
                print(path.name, family, method, *(f"{each:.4f}" for each in figures), flush=True)
    print(f"\n{platform.machine()}, Python {platform.python_version()}; medians of seeds {[*seeds]}")
    print("| population | kind | method | precision | recall | F1 |\n|---|---|---|---|---|---|")
    for (generator, family, method), lines in sorted(found.items()):
        middle = [statistics.median(column) for column in zip(*lines, strict=True)]
        print("| " + " | ".join([generator, family, method, *(f"{each:.4f}" for each in middle)]) + " |")


if __name__ == "__main__":
    main()
