"""Accuracy of a partition against labels: pairs, B³ and confirmed memberships, counted without listing pairs.

Owns: the arithmetic. Refuses: files, stores and thresholds; graph.evaluation joins labels to delivered parties.
A party that the system rejected or never saw has ``entity=None``: a singleton of its own, so it costs recall.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labelled:
    """One truth row: its label, the entity the system gave it (None: none) and whether that membership is confirmed.

    ``numbered`` says that the delivered row carried a valid strong identifier of the party.
    """

    label: str
    entity: str | None
    confirmed: bool = False
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and their harmonic mean, each in 0..1 (1 when there was nothing to get wrong)."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def as_dict(self) -> dict[str, float]:
        """The three figures, rounded to six places."""
        return {"precision": round(self.precision, 6), "recall": round(self.recall, 6), "f1": round(self.f1, 6)}


def _pairs(counts: Iterable[int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _singled(rows: Sequence[Labelled]) -> list[tuple[str, tuple[str, int]]]:
    """(label, cluster) per row, rows without an entity each in a cluster of their own."""
    return [(row.label, ("", at) if row.entity is None else (row.entity, -1)) for at, row in enumerate(rows)]


def pair_scores(rows: Sequence[Labelled]) -> Scores:
    """Share of joined pairs that belong together, and of pairs that belong together that were joined."""
    cells = Counter(_singled(rows))
    together = _pairs(cells.values())
    predicted = _pairs(Counter(cluster for _, cluster in _singled(rows)).values())
    true = _pairs(Counter(row.label for row in rows).values())
    return Scores(_ratio(together, predicted), _ratio(together, true))


def b3_scores(rows: Sequence[Labelled]) -> Scores:
    """B³ (Bagga and Baldwin 1998): precision and recall per row, averaged over rows."""
    cells = Counter(_singled(rows))
    labels = Counter(row.label for row in rows)
    clusters = Counter(cluster for _, cluster in _singled(rows))
    precision = sum(count * count / clusters[cluster] for (_, cluster), count in cells.items())
    recall = sum(count * count / labels[label] for (label, _), count in cells.items())
    return Scores(_ratio(precision, len(rows)), _ratio(recall, len(rows)))


def _majorities(rows: Iterable[Labelled]) -> Mapping[str, str]:
    """Per entity the label that most of its confirmed members have; a tie goes to the smaller label."""
    votes: dict[str, Counter[str]] = {}
    for row in rows:
        if row.confirmed and row.entity is not None:
            votes.setdefault(row.entity, Counter())[row.label] += 1
    return {entity: min(counts, key=lambda label: (-counts[label], label)) for entity, counts in votes.items()}


def confirmed_scores(rows: Sequence[Labelled]) -> dict[str, float]:
    """Precision: confirmed members that have their entity's majority label. Recall: those over all rows.

    ``recall_of_numbered`` is the same over the rows that carried a valid strong identifier: what could be confirmed.
    """
    majority = _majorities(rows)
    confirmed = [row for row in rows if row.confirmed and row.entity is not None]
    right = sum(majority[row.entity or ""] == row.label for row in confirmed)
    return {
        "precision": round(_ratio(right, len(confirmed)), 6),
        "recall": round(_ratio(right, len(rows)), 6),
        "recall_of_numbered": round(min(1.0, _ratio(right, sum(row.numbered for row in rows))), 6),
    }


def report(rows: Sequence[Labelled], rejected: int, unmatched: int) -> dict[str, object]:
    """The evaluation of one kind: counts, pairs, B³ and confirmed memberships."""
    return {
        "parties": len(rows),
        "rejected": rejected,
        "unmatched": unmatched,
        "pairs": pair_scores(rows).as_dict(),
        "b3": b3_scores(rows).as_dict(),
        "confirmed": confirmed_scores(rows),
    }
