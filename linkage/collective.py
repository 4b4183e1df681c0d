"""Collective evidence: what resolved people say of firms, and resolved firms of people.

Owns: the values of the field ``circle``, by party. Of a firm: the known persons who stand in it. Of a person: the known
others who stand in its company, the company and its owners and firms owned, when they lead into other companies. Kept
is only what can change something: a value that a node of a like name in another cluster has too. Refuses: rounds
(linkage.rounds), names as values (a value is the first party of what it stands for), and circles: a person is known by
a number, or by evidence that says nothing of companies, so that no two people who are one because their firms are one
make their firms one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from linkage import blocking
from linkage.clustering import components
from linkage.comparison import Node
from linkage.resolver import CIRCLE, Circles, Half, company_of
from linkage.scoring import Score
from linkage.tables import toml_table
from linkage.weights import Model

Values = dict[str, set[str]]
Thing = TypeVar("Thing", str, tuple[str, str])


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
    of_persons = {party: kept for party, values in of_persons.items() if (kept := values - mine.get(party, set()))}
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
    found: Values = {}
    for each in standing:
        firm = home[each.firm]
        if values := around.get(firm, set()) | owned.get(firm, set()):
            found[each.party] = values
    return found


def _by_cluster(half: Half, known: Mapping[str, str]) -> Values:
    """Party -> the known persons of its cluster: nobody speaks for himself."""
    found: Values = {}
    for group in half.clusters:
        if values := {known[party] for party in group if party in known}:
            found.update(dict.fromkeys(group, values))
    return found


def _telling_apart(family: Family, found: Mapping[str, Collection[str]]) -> dict[str, frozenset[str]]:
    """The values that two clusters of like names have, not both numbered: like is what the blocking rules that name
    the field say. Clusters are those of the first round, so that a value stays when it has brought them together."""
    asking = replace(family.model, rules=tuple(rule for rule in family.model.rules if CIRCLE in rule.fields))
    nodes = family.half.gathered.nodes
    values = {
        name: {value for party in node.parties for value in found.get(party, ())}
        for name, node in nodes.items()
        if not found.keys().isdisjoint(node.parties)
    }
    borne = _clusters_of(((value, nodes[name]) for name, each in values.items() for value in each), family)
    likeness = {name: blocking.keys(_anybody(nodes[name]), asking) for name, each in values.items() if each & borne}
    said = [(name, value) for name in likeness for value in values[name] & borne]
    met = _clusters_of((((like, value), nodes[name]) for name, value in said for like in likeness[name]), family)
    kept: Values = defaultdict(set)
    for name, value in said:
        if any((like, value) in met for like in likeness[name]):
            kept[name].add(value)
    return {
        party: frozenset(shared)
        for name, each in kept.items()
        for party in nodes[name].parties
        if (shared := each.intersection(found.get(party, ())))
    }


def _clusters_of(borne: Iterable[tuple[Thing, Node]], family: Family) -> set[Thing]:
    """What nodes of several clusters bear, one of them without a strong number."""
    first: dict[Thing, str] = {}
    several, loose = set(), set()
    for thing, node in borne:
        cluster = family.first[node.id]
        if first.setdefault(thing, cluster) != cluster:
            several.add(thing)
        if not node.strong:
            loose.add(thing)
    return several & loose


def _anybody(node: Node) -> Node:
    """The node with one value that stands for any: its keys say which names are like, whoever speaks."""
    return replace(node, fields={**node.fields, CIRCLE: frozenset(("",))})
