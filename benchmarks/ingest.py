"""How fast and in how much memory a large csv is taken in: `python -m benchmarks.ingest [--rows N]`.

Writes a 2018-form penalty file of invented firms, ingests it with the command an operator would use, in a process of
its own, and prints rows per second and the largest resident size. The peer is the plain reading of the same file by
the csv module, so that a slow disk or processor shows. Goal: 1,000,000 rows in less than 500 MB.
"""

import argparse
import csv
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random

from api.demo.numbers import Numbers

HEADER = (
    "CF_XDR_MC", "CF_XDR_LB", "CF_XDR_SHXYM", "CF_FRDB", "CF_WSH", "CF_WFXW", "CF_SY", "CF_YJ", "CF_CFLB", "CF_NR",
    "CF_NR_FK", "CF_JDRQ", "CF_GSJZQ", "CF_CFJG", "CF_SJLY",
)  # fmt: skip
BRANDS, TRADES = "云岚岭川泽杉柏榆禾穗砚墨澄朗", ("商贸", "建筑工程", "物流", "餐饮管理", "科技")
FIRMS = 200_000
START = date(2015, 1, 1)


def write(path: Path, rows: int) -> None:
    """A file of penalties on so many invented firms; the same one each time."""
    random, numbers = Random("benchmarks.ingest"), Numbers(Random("benchmarks.ingest"))
    firms = []
    for _ in range(min(FIRMS, rows)):
        brand = "".join(random.choices(BRANDS, k=3))
        code = numbers.uscc("91", "410105", numbers.organisation())
        firms.append((f"郑州{brand}{random.choice(TRADES)}有限公司", code))
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(HEADER)
        for place in range(rows):
            name, code = firms[place % len(firms)]
            day = START + timedelta(days=place % 4000)
            out.writerow((
                name, "法人及非法人组织", code, "王样例", f"郑罚〔{day.year}〕{place}号", "违规经营", "违反经营规定",
                "相关条款", "罚款", "罚款一万元", "1", day.isoformat(), (day + timedelta(days=365)).isoformat(),
                "郑州市市场监督管理局", "郑州市市场监督管理局",
            ))  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    rows = arguments.parse_args().rows
    print(f"machine: {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "penalties.csv"
        write(path, rows)
        began = time.perf_counter()
        with path.open(encoding="utf-8", newline="") as stream:
            read = sum(1 for _ in csv.reader(stream))
        plain = time.perf_counter() - began
        command = [sys.executable, "-m", "api.cli", "--store", f"sqlite:///{folder}/b.db", "ingest", str(path)]
        began = time.perf_counter()
        subprocess.run([*command, "--as-at", "2026-11-20"], check=True, stdout=subprocess.DEVNULL)
        wall, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = used.ru_utime + used.ru_stime
        print(
            f"rows: {rows:,}, file: {path.stat().st_size / 1e6:.0f} MB, csv module alone: {plain:.1f} s, {read:,} lines"
        )
        print(f"xintu ingest: {wall:.0f} s wall, {cpu:.0f} s cpu, {rows / wall:,.0f} rows/s wall")
        print(f"largest resident size: {used.ru_maxrss / 1024:.0f} MB (goal: below 500)")


if __name__ == "__main__":
    main()
