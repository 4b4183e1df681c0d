"""Records of any kind, linked by a model file: what the Chinese parsers are not needed for.

Owns: records as nodes, and the steps from rows to clusters: frequencies, caps, training, candidates, decisions.
Refuses: stores, ids, and thresholds picked with the truth: the join threshold is a probability that the file states.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from linkage import blocking
from linkage.clustering import cluster
from linkage.comparison import NOTHING, Node
from linkage.fields import FieldSpec, fields_of
from linkage.judgement import ScoredPair, decide
from linkage.model_files import ModelFile
from linkage.pinning import with_blocks
from linkage.scoring import Score, Scorer
from linkage.training import train_records
from linkage.weights import Frequencies, Model, frequencies


@dataclass(frozen=True, slots=True)
class Linked:
    """Clusters of record ids, the scored pairs that reached review and are not ruled out, and the model as trained."""

    clusters: tuple[tuple[str, ...], ...]
    pairs: tuple[ScoredPair, ...]
    model: Model


def nodes_of(rows: Mapping[str, Mapping[str, str]], specs: Sequence[FieldSpec]) -> dict[str, Node]:
    """A node for every record, by its id."""
    return {id_: Node(id_, (id_,), (), fields_of(rows[id_], specs)) for id_ in sorted(rows)}


def link(
    rows: Mapping[str, Mapping[str, str]],
    file: ModelFile,
    sieve: blocking.Sieve = blocking.unsieved,
    trained: bool = True,
) -> Linked:
    """Link records by a model file; without training by the file's own weights. ModelError when a rule explodes."""
    nodes = nodes_of(rows, file.fields)
    model = replace(
        file.model,
        frequencies=_frequencies(nodes.values(), file.model),
        decision=replace(file.model.decision, entities=max(2, len(nodes))),
    )
    model = train_records(list(nodes.values()), model) if trained else model
    keyed = blocking.Keyed.of(nodes, lambda id_: blocking.keys(nodes[id_], model))
    model = with_blocks(model, keyed)
    return _clustered(nodes, sieve(nodes, keyed, model)(model), model)


def _frequencies(nodes: Iterable[Node], model: Model) -> dict[str, Frequencies]:
    names = {level.frequency for each in model.comparisons for level in each.levels if level.frequency}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for node in nodes:
        for name in names:
            counts[name].update(node.fields.get(name, NOTHING))
    return {name: frequencies(found) for name, found in sorted(counts.items())}


def _clustered(nodes: Mapping[str, Node], candidates: Iterable[blocking.Candidate], model: Model) -> Linked:
    scorer, scores = Scorer(model), dict[tuple[str, str], Score]()

    def score(a: str, b: str) -> Score:
        key = (min(a, b), max(a, b))
        if key not in scores:
            scores[key] = scorer.score(nodes[key[0]], nodes[key[1]])
        return scores[key]

    def agree(left: Sequence[str], right: Sequence[str]) -> bool:
        found = (score(a, b) for a in left for b in right)
        return all(not each.vetoed and each.weight >= model.decision.floor for each in found)

    found = (ScoredPair(a, b, score(a, b)) for a, b in sorted(map(blocking.ends, candidates)))
    review = model.decision.review
    pairs = tuple(pair for pair in found if pair.score.weight >= review and not pair.score.vetoed)
    decided = decide(pairs, nodes, model.decision)
    return Linked(cluster(nodes, decided.edges, agree=agree).groups, pairs, model)
