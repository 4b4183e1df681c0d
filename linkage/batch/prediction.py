"""A whole population's candidate pairs, pass by pass: those that reach the review threshold.

Owns: blocking in sets, passes of bounded size, and what only Python can judge (masked numbers, likeness by
degree), asked once per distinct pair of values. Refuses: decisions, and the waterfall of a pair (linkage.scoring).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from linkage import blocking
from linkage.batch.blocks import Blocks, blocks_of
from linkage.batch.engine import Engine, table
from linkage.batch.plan import LAWFUL, NAMELESS, ZERO, Likeness, Plan, likenesses, vetoed_sql
from linkage.batch.tables import Population, population
from linkage.comparison import Node
from linkage.measures import best
from linkage.scoring import KNOWN_BY_MASK, Scorer
from linkage.tables import toml_table
from linkage.weights import Model

Opened = Callable[[], AbstractContextManager[Engine]]
"""Starts an engine for one prediction."""


def sieve(opened: Opened, small: int | None = None) -> blocking.Sieve:
    """A sieve over the engine: the candidates that reach review. Up to ``small`` (by default that of the table
    ``batch``) candidates pass unseen: scoring them is cheaper than starting an engine."""
    few = toml_table("batch")["small"] if small is None else small

    def sieved(nodes: Mapping[str, Node], keyed: blocking.Keyed, counts: Model) -> blocking.Sifted:
        blocks = blocks_of(keyed, counts)
        if blocks.pairs <= few:
            return blocking.unsieved(nodes, keyed, counts)
        found = population(nodes, blocks, counts)

        def weighed(model: Model) -> Iterator[blocking.Candidate]:
            with opened() as engine:
                yield from _reaching(engine, found, blocks.pairs, model, model.decision.review)

        return weighed

    return sieved


def predict(
    engine: Engine, nodes: Mapping[str, Node], blocks: Blocks, model: Model, least: int | None = None
) -> Iterator[blocking.Weighed]:
    """Candidates of at least that weight (the review threshold) that nothing rules out; each once."""
    found = population(nodes, blocks, model)
    return _reaching(engine, found, blocks.pairs, model, model.decision.review if least is None else least)


def _reaching(engine: Engine, found: Population, pairs: int, model: Model, least: int) -> Iterator[blocking.Weighed]:
    run = _Run(engine, model, found, least)
    run.load()
    passes = -(-pairs // toml_table("batch")["pairs_per_pass"])
    for part in range(passes):
        for a, b, rank in run.part(part, passes):
            yield blocking.Weighed(found.ids[a], found.ids[b], rank % LAWFUL - ZERO, rank < LAWFUL)


@dataclass(frozen=True, slots=True)
class _Run:
    engine: Engine
    model: Model
    found: Population
    least: int

    def load(self) -> None:
        """Put the population's tables."""
        for name, rows in (
            ("nodes", self.found.nodes.table),
            ("names", self.found.names.table),
            ("bears", self.found.bears),
            ("keys", self.found.keys),
        ):
            self.engine.put(name, rows)

    def part(self, part: int, passes: int) -> Iterator[tuple[int, int, int]]:
        """One pass: (l, r, rank) of the pairs that reach the threshold."""
        engine = self.engine
        engine.make(
            "pairs",
            "SELECT c.l AS l, c.r AS r FROM (SELECT DISTINCT a.node AS l, b.node AS r FROM keys a JOIN keys b"
            f" ON a.key = b.key AND a.node < b.node WHERE a.node % {passes} = {part}) c"
            f" JOIN nodes l ON l.id = c.l JOIN nodes r ON r.id = c.r WHERE NOT ({vetoed_sql()})",
        )
        source = self._named()
        self._masks()
        self._likenesses("node", source, "nodes")
        ranked = self._plan("node").ranked(source, "nodes")
        kept = f"SELECT l, r, rank FROM ({ranked}) AS ranked WHERE rank % {LAWFUL} - {ZERO} >= {self.least}"
        yield from engine.rows(kept)

    def _plan(self, scope: str) -> Plan:
        side = self.found.nodes if scope == "node" else self.found.names
        return Plan(self.model, scope, side.lists, self.engine.dialect)

    def _named(self) -> str:
        """Pairs with the rank of the names that agree best, but those that names rule out; each pair of names is judged
        once."""
        plan = self._plan("name")
        if not plan.comparisons:
            return f"(SELECT l, r, {NAMELESS} AS rank FROM pairs)"
        bearers = (
            "SELECT p.l AS l, p.r AS r, least(x.name, y.name) AS one, greatest(x.name, y.name) AS other"
            " FROM pairs p JOIN bears x ON x.node = p.l JOIN bears y ON y.node = p.r"
        )
        self.engine.make("name_pairs", f"SELECT DISTINCT one AS l, other AS r FROM ({bearers}) AS bearers")
        self._likenesses("name", "name_pairs", "names")
        self.engine.make("judged", plan.ranked("name_pairs", "names"))
        nameless = "NOT IN (SELECT node FROM bears)"
        self.engine.make(
            "named",
            f"SELECT l, r, max(rank) AS rank FROM (SELECT b.l AS l, b.r AS r, j.rank AS rank FROM ({bearers}) b"
            " JOIN judged j ON j.l = b.one AND j.r = b.other) AS best GROUP BY l, r UNION ALL"
            f" SELECT l, r, {NAMELESS} AS rank FROM pairs WHERE l {nameless} OR r {nameless}",
        )
        return "named"

    def _masks(self) -> None:
        """What masked numbers say, once per pair of sets of numbers."""
        scorer = Scorer(self.model)
        columns: dict[str, list[int]] = {name: [] for name in ("l", "r", "weight", "veto")}
        columns |= {f"known_{name}": [] for name in KNOWN_BY_MASK}
        for one, other in self.engine.rows(
            "SELECT DISTINCT l.numbers, r.numbers FROM pairs p JOIN nodes l ON l.id = p.l JOIN nodes r ON r.id = p.r"
            " WHERE l.masked + r.masked > 0"
        ):
            ours, theirs = self.found.numbers[one - 1], self.found.numbers[other - 1]
            line, known, impossible = scorer.masked(ours, theirs)
            row = {"l": one, "r": other, "weight": line.weight if line else 0, "veto": int(impossible)}
            row |= {f"known_{name}": int(name in known) for name in KNOWN_BY_MASK}
            for name, value in row.items():
                columns[name].append(value)
        self.engine.put("masks", table(columns))

    def _likenesses(self, scope: str, source: str, side: str) -> None:
        for each in likenesses(self.model, scope):
            self._likeness(each, source, side)

    def _likeness(self, asked: Likeness, source: str, side: str) -> None:
        """One measure, once per pair of sets of values."""
        column = f"set_{asked.field}"
        sets = (self.found.nodes if asked.scope == "node" else self.found.names).sets[asked.field]
        columns: dict[str, list[int | None]] = {"l": [], "r": [], "likeness": []}
        for one, other in self.engine.rows(
            f"SELECT DISTINCT l.{column}, r.{column} FROM {source} p JOIN {side} l ON l.id = p.l"
            f" JOIN {side} r ON r.id = p.r WHERE l.{column} > 0 AND r.{column} > 0"
        ):
            columns["l"].append(one)
            columns["r"].append(other)
            columns["likeness"].append(best(asked.measure, sets[one - 1], sets[other - 1]))
        self.engine.put(asked.table, table(columns))
