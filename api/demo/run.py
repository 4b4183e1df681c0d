"""The demo: a fictional city from files to answers, with what was due beside what came.

Owns: the order of the stages and the report that the command prints. Refuses: shortcuts; every stage goes through
what the
commands use, on the embedded store, and the checks read only what the store and the answers say.
"""

import csv
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from api.bootstrap import Application
from api.demo import border, population
from api.demo.border import Guest
from api.demo.traps.cases import Ask, Case, Expected, check, load_traps, write_traps
from api.demo.traps.story import Story, Tenure
from api.demo.traps.themes import traps

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class TrapResult:
    """One question of one planted case: its verdicts, and the differences (none = right)."""

    trap: str
    title_zh: str
    purpose: str
    expected: str
    got: str
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DirtResult:
    """One kind of planted dirt: how often, what was due (parsed, rejected, issue), how often it came so."""

    kind: str
    due: str
    planted: int
    met: int


@dataclass(slots=True)
class Report:
    """All that the demo found, in the order of its stages. ``seconds`` per stage."""

    population: Mapping[str, Any] = field(default_factory=dict)
    ingest: Mapping[str, Any] = field(default_factory=dict)
    dirt: list[DirtResult] = field(default_factory=list)
    resolve: Mapping[str, Any] = field(default_factory=dict)
    evaluation: Mapping[str, Any] = field(default_factory=dict)
    baselines: Mapping[str, Any] = field(default_factory=dict)
    traps: list[TrapResult] = field(default_factory=list)
    exchange: list[border.Step] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The report as plain values."""
        wrong = [result for result in self.traps if result.differences]
        return {
            "population": self.population,
            "ingest": self.ingest,
            "dirt": [asdict(result) for result in self.dirt],
            "resolve": self.resolve,
            "evaluation": self.evaluation,
            "baselines": self.baselines,
            "traps": {
                "cases": len({result.trap for result in self.traps}),
                "questions": len(self.traps),
                "right": len(self.traps) - len(wrong),
                "wrong": sum(any(not d.startswith("missing") for d in result.differences) for result in wrong),
                "missing": sum(any(d.startswith("missing") for d in result.differences) for result in wrong),
                "table": [asdict(result) for result in self.traps],
            },
            "exchange": [asdict(step) | {"right": step.right} for step in self.exchange],
            "seconds": self.seconds,
            "ok": self.ok,
        }

    @property
    def ok(self) -> bool:
        """Every row accounted for, every planted kind of dirt as due, every case and every step at the border right."""
        dirt = all(result.met == result.planted for result in self.dirt)
        steps = all(step.right for step in self.exchange)
        return bool(self.ingest.get("balanced")) and dirt and steps and not any(r.differences for r in self.traps)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: where, from which seed, how large."""

    folder: Path
    seed: int = population.DEFAULT_SEED
    enterprises: int = population.DEFAULT_ENTERPRISES

    @property
    def city(self) -> Path:
        """The folder of department files."""
        return self.folder / "city"


def prepare(plan: Plan) -> None:
    """An empty folder of our own; a folder that holds anything else is refused (FileExistsError)."""
    marker = plan.folder / ".xintu-demo"
    if plan.folder.exists() and any(plan.folder.iterdir()) and not marker.exists():
        raise FileExistsError(f"{plan.folder} holds other files; name an empty folder with --out")
    if marker.exists():
        shutil.rmtree(plan.folder)
    plan.folder.mkdir(parents=True, exist_ok=True)
    marker.touch()


def write_population(plan: Plan, progress: Progress | None = None) -> tuple[Mapping[str, Any], Guest]:
    """Department files with the planted cases and the guest firm of the exchange; what was written, and the guest."""
    planted = traps(population.trap_factories(plan.seed))
    guest, guest_case = _guest(plan)
    summary = population.write(plan.city, plan.seed, plan.enterprises, [*planted, guest_case], progress)
    write_traps(plan.city, planted)
    return asdict(summary) | {"out": str(summary.out), "cases": len(planted)}, guest


@dataclass(frozen=True, slots=True)
class _Case:
    """A planted case without questions."""

    id: str
    rows: Sequence[Any]


def _guest(plan: Plan) -> tuple[Guest, _Case]:
    """A registered firm of this city with nothing against it."""
    story = Story(population.trap_factories(plan.seed)("exchange-guest"))
    firm = story.firm(Tenure(story.person(), "2014-05-06"))
    return Guest(firm.name, firm.uscc), _Case("exchange-guest", tuple(story.rows))


def count_dirt(app: Application, city: Path) -> list[DirtResult]:
    """Each planted kind of dirt against the fate of its row: rejected, an issue noted, or parsed without either."""
    rejected = {(delivery.path, outcome.row) for delivery, outcome in app.store.rejections()}
    issues: dict[tuple[str, int], set[str]] = defaultdict(set)
    for delivery, row, issue in app.store.issues():
        issues[delivery.path, row].add(issue.field)
    with (city / "dirt.csv").open(encoding="utf-8", newline="") as stream:
        marks = [(mark, (mark["file"], int(mark["row"]))) for mark in csv.DictReader(stream)]
    doomed = {place for mark, place in marks if mark["outcome"] == "rejected"}
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for mark, place in marks:
        # a row that is due to be rejected proves nothing about the other dirt in it
        if place in doomed and mark["outcome"] != "rejected":
            continue
        count = counts[mark["kind"], mark["outcome"]]
        count[0] += 1
        count[1] += {
            "rejected": place in rejected,
            "issue": place in rejected or bool(issues.get(place)),
            "parsed": place not in rejected and mark["column"] not in issues.get(place, ()),
        }[mark["outcome"]]
    return [DirtResult(kind, due, planted, met) for (kind, due), (planted, met) in sorted(counts.items())]


def ask_traps(cases: Sequence[Case], screen: Callable[[Sequence[Ask]], list[dict[str, Any]]]) -> list[TrapResult]:
    """Put every question of every planted case, and compare the complete answers."""
    questions = [(case, ask, expected) for case in cases for ask, expected in case.asks]
    answers = screen([ask for _, ask, _ in questions])
    return [_judged(*question, answer) for question, answer in zip(questions, answers, strict=True)]


def _judged(case: Case, ask: Ask, expected: Expected, answer: dict[str, Any]) -> TrapResult:
    return TrapResult(
        case.id,
        case.title_zh,
        ask.purpose,
        expected.verdict,
        str(answer.get("verdict")),
        tuple(check(answer, expected)),
    )


@contextmanager
def timed(report: Report, stage: str) -> Iterator[None]:
    """Write down how long a stage took, in seconds."""
    begun = time.perf_counter()
    yield
    report.seconds[stage] = round(time.perf_counter() - begun, 2)


def planted_cases(plan: Plan) -> tuple[Case, ...]:
    """The cases as ``traps.json`` tells them."""
    return load_traps(plan.city)


def reference_day(report: date | None) -> date:
    """The manifest's reference date, which the demo uses as ``--as-of``."""
    if report is None:
        raise ValueError("the population's manifest carries no reference_date")
    return report
