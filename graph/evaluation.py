"""Labels joined to delivered parties, and how well the entities in the store answer them.

Owns: reading truth.csv (file, row, role, name, entity) and finding the party that each labelled row delivered. Refuses:
metrics (linkage.evaluation). Enterprises and other organisations (labels e…, o…) are reported together as
``enterprise``: departments confuse them and one model resolves them; natural persons (p…) as ``person``.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from graph.errors import GraphError
from graph.model import Certainty, DeliveredParty
from graph.store.port import GraphStore
from linkage.evaluation import Labelled, report
from linkage.identifiers import implied
from linkage.model import Kind, Party
from linkage.names import parse_enterprise
from linkage.persons import parse_person

FAMILIES = {"e": "enterprise", "o": "enterprise", "p": "person"}
COLUMNS = ("file", "row", "role", "name", "entity")


class TruthError(GraphError):
    """The file of labels cannot be read."""

    code = "graph.truth"


@dataclass(frozen=True, slots=True)
class Label:
    """One line of truth.csv."""

    file: str
    row: int
    role: str
    name: str
    entity: str

    @property
    def family(self) -> str:
        """enterprise or person."""
        return FAMILIES[self.entity[0]]


@dataclass(frozen=True, slots=True)
class Matched:
    """A label and the party its row delivered; ``fate`` is found, rejected or unmatched."""

    label: Label
    party: DeliveredParty | None
    fate: str


@dataclass(frozen=True, slots=True)
class Truth:
    """The labels of a file beside the parties that their rows delivered, read once for every question."""

    found: Sequence[Matched]
    parties: Mapping[str, Party]


def read(store: GraphStore, truth: Path) -> Truth:
    """Join the labels of a file to the parties in the store; TruthError says which line is wrong."""
    found = match(store, read_truth(truth))
    return Truth(found, {each.id: each for each in store.parties({m.party.party for m in found if m.party})})


def evaluate(truth: Truth) -> dict[str, dict[str, object]]:
    """Per family: counts, pairs, B³ and confirmed memberships of the entities in the store."""
    numbered = frozenset(
        name for name, party in truth.parties.items() if any(each.vetoes for each in party.identifiers)
    )
    return _reports(truth.found, lambda each: _stored(each, numbered))


def baselines(truth: Truth) -> dict[str, dict[str, dict[str, object]]]:
    """What exact identifiers alone, and exact identifiers plus exact names, reach on the same rows."""
    numbers = {name: _number_keys(party) for name, party in truth.parties.items()}
    named = {name: [*numbers[name], *_name_keys(party)] for name, party in truth.parties.items()}
    answers = {}
    for title, keys in (("identifiers", numbers), ("identifiers_and_names", named)):
        home = _glued(keys)
        answers[title] = _reports(truth.found, lambda each, home=home: _by_home(each, home))  # type: ignore[misc]
    return answers


def read_truth(path: Path) -> list[Label]:
    """The labels of a file; TruthError says which line is wrong."""
    labels = []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        lacking = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if lacking:
            raise TruthError(f"{path.name}: column {', '.join(lacking)} is missing; it has file,row,role,name,entity")
        for number, cells in enumerate(reader, 2):
            if (cells["entity"] or "")[:1] not in FAMILIES or not (cells["row"] or "").isdigit():
                raise TruthError(f"{path.name} line {number}: row is a number and entity starts with e, o or p")
            labels.append(Label(cells["file"], int(cells["row"]), cells["role"], cells["name"] or "", cells["entity"]))
    return labels


def match(store: GraphStore, labels: Sequence[Label]) -> list[Matched]:
    """The delivered party of every label, by file, row, role and name; else the only one of its family unclaimed."""
    wanted: dict[tuple[str, int], list[Label]] = defaultdict(list)
    for label in labels:
        wanted[label.file, label.row].append(label)
    rejected = {(delivery.path, outcome.row) for delivery, outcome in store.rejections()}
    found: list[Matched] = []
    seen = set()
    for place, group in groupby(store.delivered_parties(), key=lambda each: (each.file, each.row)):
        if place in wanted and place not in seen:
            seen.add(place)
            found.extend(_claimed(wanted[place], list(group)))
    for place, missed in wanted.items():
        if place not in seen:
            fate = "rejected" if place in rejected else "unmatched"
            found.extend(Matched(label, None, fate) for label in missed)
    return found


def _claimed(labels: Sequence[Label], delivered: Sequence[DeliveredParty]) -> Iterator[Matched]:
    free = list(delivered)
    waiting = []
    for label in labels:
        fit = [each for each in free if each.role == label.role and _family(each) == label.family]
        named = [each for each in fit if _same_name(each, label)] if label.name and len(fit) > 1 else fit
        chosen = (named or fit)[:1]
        if chosen:
            free.remove(chosen[0])
            yield Matched(label, chosen[0], "found")
        else:
            waiting.append(label)
    for label in waiting:
        fit = [each for each in free if _family(each) == label.family]
        if len(fit) == 1:
            free.remove(fit[0])
            yield Matched(label, fit[0], "found")
        else:
            yield Matched(label, None, "unmatched")


def _same_name(party: DeliveredParty, label: Label) -> bool:
    if party.name == label.name:
        return True
    if label.family == "person":
        return parse_person(party.name).normal == parse_person(label.name).normal
    return parse_enterprise(party.name).normal == parse_enterprise(label.name).normal


def _family(party: DeliveredParty) -> str:
    return "person" if party.kind is Kind.PERSON else "enterprise"


def _stored(matched: Matched, numbered: frozenset[str]) -> Labelled:
    party = matched.party
    if party is None:
        return Labelled(matched.label.entity, None)
    confirmed = party.certainty is Certainty.CONFIRMED
    return Labelled(matched.label.entity, party.entity, confirmed, party.party in numbered)


def _by_home(matched: Matched, home: Mapping[str, str]) -> Labelled:
    return Labelled(matched.label.entity, home[matched.party.party] if matched.party else None)


def _reports(found: Sequence[Matched], answer: Callable[[Matched], Labelled]) -> dict[str, dict[str, object]]:
    reports = {}
    for family in ("enterprise", "person"):
        mine = [each for each in found if each.label.family == family]
        fates = [each.fate for each in mine]
        reports[family] = report([answer(each) for each in mine], fates.count("rejected"), fates.count("unmatched"))
    return reports


def _number_keys(party: Party) -> list[str]:
    whole = [each for each in party.identifiers if not each.masked]
    return [each.to_text() for number in whole for each in (number, *implied(number))]


def _name_keys(party: Party) -> list[str]:
    family = "p" if party.kind is Kind.PERSON else "e"
    return [f"{family}|{party.name}"] if party.name else []


def _glued(keys: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Connected components over shared keys: the naive answer."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for party, shared in keys.items():
        for key in shared:
            parent[root(f"#{key}")] = root(party)
    return {party: root(party) for party in keys}
