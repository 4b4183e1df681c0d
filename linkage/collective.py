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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import combinations

from linkage import blocking
from linkage.beside import beside
from linkage.clustering import components
from linkage.comparison import Node
from linkage.resolver import CIRCLE, Circles, Half, Resolution, company_of
from linkage.scoring import Score, Scorer
from linkage.tables import toml_table
from linkage.weights import Model

Values = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A person, or an owner, who stands in a firm as a record says."""

    party: str
    firm: str
    is_person: bool


class Evidence:
    """What is known people's to say, told again after every round: who was not gathered anew since is not compared
    again. Clusters of the first round decide whom a value can bring together, so that it stays when it has."""

    def __init__(self, stated: Sequence[Standing], first: Resolution) -> None:
        self._stated, self._table = stated, toml_table("collective")
        self._models = first.models
        self._firms = _Meeting(first.models.enterprise, company_of(first.firms))
        self._persons = _Meeting(first.models.person, company_of(first.persons))

    def told(self, firms: Half, persons: Half, renewed: Collection[str] = ()) -> Circles:
        """Party -> values; parties without one are absent. ``renewed``: nodes that came, went or changed since."""
        most, home = self._table["most"], company_of(firms)
        standing = [each for each in self._stated if each.is_person and each.firm in home]
        known = known_persons(persons, self._models.person, self._table["own"])
        of_firms: Values = defaultdict(set)
        for each in standing:
            if each.party in known:
                of_firms[each.firm].add(known[each.party])
        telling = _telling(((home[firm], value) for firm, values in of_firms.items() for value in values), most)
        of_persons = _of_persons(standing, home, telling, _owned(self._stated, home, most))
        mine = _by_cluster(persons, known)
        of_firms = {firm: kept for firm, values in of_firms.items() if (kept := values & telling.keys())}
        # people of one firm share its values, less who they are themselves
        of_persons = {party: kept for party, values in of_persons.items() if (kept := _less(values, mine.get(party)))}
        both = (self._firms, firms.gathered.nodes, of_firms), (self._persons, persons.gathered.nodes, of_persons)
        _compare([each for meeting, nodes, found in both for each in meeting.asked(nodes, found, renewed)])
        return {
            party: values
            for meeting, nodes, found in both
            for party, values in meeting.telling_apart(nodes, found).items()
        }


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


@dataclass(slots=True)
class _Met:
    """The nodes that have a value, and those of them that may be one with another."""

    bearers: Sequence[str]
    may: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be found out about the bearers of a value."""

    met: _Met
    may: Callable[[], Collection[str]]


def _compare(asked: Sequence[_Asked]) -> None:
    """Find out; a child looks at every second value."""
    if not asked:
        return
    mine, others = asked[::2], asked[1::2]
    with beside(lambda: [each.may() for each in others]) as answered:
        for each in mine:
            each.met.may = each.may()
        for each, may in zip(others, answered(), strict=True):
            each.met.may = may


class _Meeting:
    """Which nodes that share a value may be one, and are not by the first round: one of them bears no number, the
    blocking rules that name the field say that they are like, and the scorer does not rule them out."""

    def __init__(self, model: Model, first: Mapping[str, str]) -> None:
        # without the field itself: these keys say which names are like, whoever speaks
        asking = ((rule, tuple(each for each in rule.fields if each != CIRCLE)) for rule in model.rules)
        rules = tuple(replace(rule, fields=fields) for rule, fields in asking if fields != rule.fields)
        self._asking, self._scorer, self._first = replace(model, rules=rules), Scorer(model), first
        self._met: dict[str, _Met] = {}
        """By value."""

    def asked(
        self, nodes: Mapping[str, Node], found: Mapping[str, Collection[str]], renewed: Collection[str]
    ) -> Iterator["_Asked"]:
        """The values whose bearers are to be compared: all but those whose bearers are who they were."""
        bearers: dict[str, list[str]] = defaultdict(list)
        for name, node in nodes.items():
            for value in {value for party in node.parties for value in found.get(party, ())}:
                bearers[value].append(name)
        former, likeness = self._met, cache(partial(self._likeness, nodes))
        self._met = {}
        for value, names in bearers.items():
            met = former.get(value)
            if met and met.bearers == names and not (renewed and any(name in renewed for name in names)):
                self._met[value] = met
            else:
                self._met[value] = _Met(names)
                yield _Asked(self._met[value], partial(self._of, names, nodes, likeness))

    def telling_apart(
        self, nodes: Mapping[str, Node], found: Mapping[str, Collection[str]]
    ) -> dict[str, frozenset[str]]:
        """The values that two nodes have which may be one and are not in one cluster."""
        kept: Values = defaultdict(set)
        for value, met in self._met.items():
            for name in met.may:
                kept[name].add(value)
        return {
            party: frozenset(shared)
            for name, each in kept.items()
            for party in nodes[name].parties
            if (shared := each.intersection(found.get(party, ())))
        }

    def _likeness(self, nodes: Mapping[str, Node], name: str) -> tuple[int, ...]:
        return tuple(map(hash, blocking.keys(nodes[name], self._asking)))

    def _of(
        self, names: Sequence[str], nodes: Mapping[str, Node], likeness: Callable[[str], tuple[int, ...]]
    ) -> Collection[str]:
        """Of these nodes, those that may be one with another of them."""
        met: set[str] = set()
        if not self._are_several(names, nodes):
            return met
        alike: dict[int, list[str]] = defaultdict(list)
        for name in names:
            for like in likeness(name):
                alike[like].append(name)
        for group in alike.values():
            if len(group) > 1 and self._are_several(group, nodes):
                for a, b in combinations(group, 2):
                    if not met.issuperset((a, b)) and self._may(nodes[a], nodes[b]):
                        met.update((a, b))
        return met

    def _are_several(self, names: Sequence[str], nodes: Mapping[str, Node]) -> bool:
        """They are of several clusters, and one of them bears no number."""
        home, first = self._first, self._first[names[0]]
        return any(home[each] != first for each in names) and any(not nodes[each].strong for each in names)

    def _may(self, left: Node, right: Node) -> bool:
        if (left.strong and right.strong) or self._first[left.id] == self._first[right.id]:
            return False
        # names rule out nearly all
        return not self._scorer.bars(left.names, right.names) and not self._scorer.score(left, right).vetoed
