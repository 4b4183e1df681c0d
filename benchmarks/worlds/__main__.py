"""A third family of fictional populations, so that linkage is tuned to no generator: five worlds, each hard in its way.

Owns: writing one. clan: a county of few surnames, many namesakes, short names; park: hundreds of firms behind one
address and agent's phone, groups of sisters in one and in several cities; border: names of minorities, with dots and
spellings; stalls: sole traders, many without a name of their own, and cooperatives; drift: names, heads, seats and
phones change and are taken over by others. Every office has habits and a share of codes of its own, 20 to 60 %.
Refuses: anything of ``api.demo``, ``benchmarks.heldout`` or ``linkage``.

    python -m benchmarks.worlds --world clan --out DIR [--seed 1] [--firms 1500] [--dirt 1.0]
"""

import argparse
import csv
from collections import Counter
from pathlib import Path

from benchmarks.worlds.clerks import Clerk
from benchmarks.worlds.desks import DESKS, Sheet
from benchmarks.worlds.firms import Town

WORLDS = ("clan", "park", "border", "stalls", "drift")
CODES = (0.2, 0.6)


def write(out: Path, world: str, seed: int, firms: int, dirt: float = 1.0) -> None:
    """Department files, manifest.toml and truth.csv in a folder, as ``xintu ingest`` and ``evaluate`` read them."""
    town = Town(world, seed, firms)
    out.mkdir(parents=True, exist_ok=True)
    manifest, seen = ['reference_date = "2026-11-20"'], Counter[str]()
    with (out / "truth.csv").open("w", encoding="utf-8", newline="") as stream:
        truth = csv.writer(stream, lineterminator="\n")
        truth.writerow(("file", "row", "role", "name", "entity"))
        for desk in DESKS:
            for sheet in desk(town, lambda name: Clerk(town, f"worlds/{world}/{seed}/{name}", dirt, CODES)):
                seen[sheet.format] += 1
                path = out / f"{sheet.format}{seen[sheet.format]}.csv"
                truth.writerows(_put(path, sheet))
                manifest += _described(path, sheet, town.place["code"])
    (out / "manifest.toml").write_text("\n".join(manifest) + "\n", encoding="utf-8")


def _put(path: Path, sheet: Sheet) -> list[tuple[str, int, str, str, str]]:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(sheet.header)
        writer.writerows(cells for cells, _ in sheet.rows)
    return [(path.name, row, *each) for row, (_, truth) in enumerate(sheet.rows, 1) for each in truth]


def _described(path: Path, sheet: Sheet, region: str) -> list[str]:
    cells = {
        "path": path.name, "region": region, "department": sheet.office, "format": sheet.format,
        "delivery": sheet.delivery, "as_at": "2026-10-31",
    }  # fmt: skip
    return ["[[files]]", *(f'{key} = "{value}"' for key, value in cells.items())]


def main() -> None:
    """Command line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--out", type=Path, required=True)
    asked.add_argument("--world", choices=WORLDS, required=True)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--firms", type=int, default=1500)
    asked.add_argument("--dirt", type=float, default=1.0)
    given = asked.parse_args()
    write(given.out, given.world, given.seed, given.firms, given.dirt)


if __name__ == "__main__":
    main()
