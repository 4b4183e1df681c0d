"""Collective evidence: what resolved people say of firms, and resolved firms of people.

Owns: the values of the field ``circle``, by party. Of a firm: the known persons who stand in it. Of a person: the known
others who stand in its company, the company and its owners and firms owned, when they lead into other companies. Kept
is only what can change something: a value that a node of a like name in another cluster, which neither names nor
numbers rule out, has too. Refuses: rounds
(linkage.rounds), names as values (a value is the first party of what it stands for), and circles: a person is known by
a number, or by evidence that says nothing of companies, so that no two people who are one because their firms are one
make their firms one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from linkage import blocking
from linkage.clustering import components
from linkage.comparison import Node
from linkage.resolver import CIRCLE, Circles, Half, company_of
from linkage.scoring import Score, Scorer
from linkage.tables import toml_table
from linkage.weights import Model

Values = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Family:
    """Firms or persons as they are resolved. ``first``: party -> cluster without any collective evidence."""

    half: Half
    model: Model
    first: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """A person, or an owner, who stands in a firm as a record says."""

    party: str
    firm: str
    is_person: bool


def circles(stated: Sequence[Standing], firms: Family, persons: Family) -> Circles:
    """Party -> values; parties without one are absent."""
    table = toml_table("collective")
    most, home = table["most"], company_of(firms.half)
    standing = [each for each in stated if each.is_person and each.firm in home]
    known = known_persons(persons.half, persons.model, table["own"])
    of_firms: Values = defaultdict(set)
    for each in standing:
        if each.party in known:
            of_firms[each.firm].add(known[each.party])
    telling = _telling(((home[firm], value) for firm, values in of_firms.items() for value in values), most)
    of_persons = _of_persons(standing, home, telling, _owned(stated, home, most))
    mine = _by_cluster(persons.half, known)
    of_firms = {firm: kept for firm, values in of_firms.items() if (kept := values & telling.keys())}
    # people of one firm share its values, less who they are themselves
    of_persons = {party: kept for party, values in of_persons.items() if (kept := _less(values, mine.get(party)))}
    return _telling_apart(firms, of_firms) | _telling_apart(persons, of_persons)


def known_persons(half: Half, model: Model, own: Collection[str]) -> dict[str, str]:
    """Party -> the person it is known to be, named by its first party; parties known by nothing of their own are
    absent."""
    nodes, home = half.gathered.nodes, company_of(half)
    links = [
        (pair.a, pair.b)
        for pair in half.pairs
        if home[pair.a] == home[pair.b] and _own_weight(pair.score, model, own) >= model.decision.join
    ]
    numbered = {name for name, node in nodes.items() if node.anchor}
    found = components(numbered.union(*links), links)
    return {
        party: person
        for name, person in found.items()
        for party in nodes[name].parties
        if name not in numbered or party in half.sure
    }


def _own_weight(score: Score, model: Model, own: Collection[str]) -> int:
    """What is left of the weight when of other comparisons only what speaks against counts."""
    return model.prior + sum(line.weight if line.comparison in own else min(line.weight, 0) for line in score.lines)


def _telling(places: Iterable[tuple[str, str]], most: int) -> dict[str, set[str]]:
    """Value -> firms, of values that lead from one firm to another and not to too many."""
    found: Values = defaultdict(set)
    for firm, value in places:
        found[value].add(firm)
    return {value: firms for value, firms in found.items() if len(firms) <= most}


def _owned(stated: Iterable[Standing], home: Mapping[str, str], most: int) -> Values:
    """Firm -> itself, its owners and the firms that it owns; of a firm with too many of them, nothing."""
    found: Values = defaultdict(set)
    for each in stated:
        if not each.is_person and each.firm in home:
            owner, firm = home[each.party], home[each.firm]
            if owner != firm:
                found[owner].add(firm)
                found[firm].add(owner)
    few = {firm for firm, others in found.items() if len(others) <= most}
    return {firm: {other for other in (firm, *found[firm]) if other in few} for firm in found}


def _of_persons(
    standing: Iterable[Standing],
    home: Mapping[str, str],
    telling: Mapping[str, set[str]],
    owned: Mapping[str, set[str]],
) -> Values:
    around: Values = defaultdict(set)
    for value, firms in telling.items():
        for firm in firms if len(firms) > 1 else ():
            around[firm].add(value)
    of_firms = {firm: around.get(firm, set()) | owned.get(firm, set()) for firm in around.keys() | owned}
    found: Values = {}
    for each in standing:
        if values := of_firms.get(home[each.firm]):
            found[each.party] = values
    return found


def _less(values: set[str], own: set[str] | None) -> set[str]:
    return values - own if own and not own.isdisjoint(values) else values


def _by_cluster(half: Half, known: Mapping[str, str]) -> Values:
    """Party -> the known persons of its cluster: nobody speaks for himself."""
    found: Values = {}
    for group in half.clusters:
        if values := {known[party] for party in group if party in known}:
            found.update(dict.fromkeys(group, values))
    return found


def _telling_apart(family: Family, found: Mapping[str, Collection[str]]) -> dict[str, frozenset[str]]:
    """The values that two nodes have which may be one and are not in one cluster. Clusters are those of the first
    round, so that a value stays when it has brought them together."""
    nodes, meeting = family.half.gathered.nodes, _Meeting(family)
    bearers: dict[str, list[str]] = defaultdict(list)
    for name, node in nodes.items():
        for value in {value for party in node.parties for value in found.get(party, ())}:
            bearers[value].append(name)
    kept: Values = defaultdict(set)
    for value, names in bearers.items():
        for name in meeting.of(names):
            kept[name].add(value)
    return {
        party: frozenset(shared)
        for name, each in kept.items()
        for party in nodes[name].parties
        if (shared := each.intersection(found.get(party, ())))
    }


class _Meeting:
    """Which nodes that share a value may be one, and are not by the first round: one of them bears no number, the
    blocking rules that name the field say that they are like, and the scorer does not rule them out."""

    def __init__(self, family: Family) -> None:
        rules = tuple(rule for rule in family.model.rules if CIRCLE in rule.fields)
        self._asking, self._scorer = replace(family.model, rules=rules), Scorer(family.model)
        self._nodes, self._first = family.half.gathered.nodes, family.first
        self._likeness: dict[str, tuple[int, ...]] = {}

    def of(self, names: Sequence[str]) -> set[str]:
        """Of these nodes, those that may be one with another of them."""
        met: set[str] = set()
        if not self._are_several(names):
            return met
        alike: dict[int, list[str]] = defaultdict(list)
        for name in names:
            for like in self._likenesses(name):
                alike[like].append(name)
        for group in alike.values():
            if self._are_several(group):
                loose = [name for name in group if not self._nodes[name].strong]
                for pair in product(loose, group):
                    if not met.issuperset(pair) and self._may(*pair):
                        met.update(pair)
        return met

    def _are_several(self, names: Sequence[str]) -> bool:
        """They are of several clusters, and one of them bears no number."""
        first = self._first[names[0]]
        return any(self._first[each] != first for each in names) and not all(self._nodes[each].strong for each in names)

    def _likenesses(self, name: str) -> tuple[int, ...]:
        found = self._likeness.get(name)
        if found is None:
            found = self._likeness[name] = tuple(map(hash, blocking.keys(_anybody(self._nodes[name]), self._asking)))
        return found

    def _may(self, a: str, b: str) -> bool:
        if self._first[a] == self._first[b]:
            return False
        left, right = self._nodes[a], self._nodes[b]
        # names rule out nearly all
        return not self._scorer.bars(left.names, right.names) and not self._scorer.score(left, right).vetoed


def _anybody(node: Node) -> Node:
    """The node with one value that stands for any: its keys say which names are like, whoever speaks."""
    return replace(node, fields={**node.fields, CIRCLE: frozenset(("",))})
