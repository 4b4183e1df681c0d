"""The code map as a service: any old code to its unified code, with the rows that say so and since when.

Owns: translation of one number both ways, conflicts with their sources, the rows of the upward report. Refuses:
choosing between two unified codes (a conflict is shown as one), and numbers of natural persons.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from graph.errors import GraphError
from graph.model import Certainty, Evidence
from graph.store.port import GraphStore
from linkage.codemap import OLD, CodeTable, tabulate
from linkage.identifiers import Identifier, IdentifierKind, implied
from linkage.model import Kind

_PAGE = 500


class NoCode(GraphError):
    """The number is a natural person's, or masked: it stands for no unified code."""

    code = "graph.codes.no_code"


@dataclass(frozen=True, slots=True)
class Correspondence:
    """An old code and a unified one. ``how``: stated (on one row), contained (the unified code holds the organisation
    code ``by``), linked (rows of one confirmed entity). ``first`` and ``last``: days of the deliveries that say so."""

    old: Identifier
    uscc: Identifier
    how: str
    by: Identifier | None
    sources: tuple[Evidence, ...]

    @property
    def first(self) -> date | None:
        """Since when."""
        return min((each.as_at for each in self.sources), default=None)

    @property
    def last(self) -> date | None:
        """Last said."""
        return max((each.as_at for each in self.sources), default=None)


@dataclass(frozen=True, slots=True)
class Translation:
    """One reading of a number with all that it corresponds to, stated first."""

    asked: Identifier
    found: tuple[Correspondence, ...]

    @property
    def uscc(self) -> Identifier | None:
        """The one unified code; None when there is none, or several."""
        codes = {each.uscc for each in self.found}
        return next(iter(codes)) if len(codes) == 1 else None

    @property
    def is_conflict(self) -> bool:
        """Whether one old code stands for several unified ones, or one unified code for several of a kind."""
        kinds = [each.old.kind for each in {each.old: each for each in self.found}.values()]
        return len({each.uscc for each in self.found}) > 1 or len(kinds) > len(set(kinds))


@dataclass(frozen=True, slots=True)
class Conflict:
    """A number with the several numbers that it cannot all stand for, each with the rows that say so.

    ``kind``: several_usccs (of one old code) or several_olds (of one kind, of one unified code).
    """

    kind: str
    number: Identifier
    others: tuple[tuple[Identifier, tuple[Evidence, ...]], ...]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of the upward report; empty where no code is known, or where it is in conflict or a person's."""

    name: str
    uscc: str
    reg_no: str
    org_code: str
    tax_no: str


def translate(store: GraphStore, readings: Iterable[Identifier]) -> list[Translation]:
    """Every reading of a number that somebody states; the readings themselves, found nothing, when nobody does."""
    asked = [each for each in readings if not each.masked and not each.is_personal]
    if not asked:
        raise NoCode(
            "自然人证件号码或遮蔽的号码没有对应的统一社会信用代码 no code of an organisation; ask with a whole one"
        )
    found = [Translation(each, tuple(_correspondences(store, each))) for each in asked]
    return [each for each in found if each.found] or found[:1]


def _correspondences(store: GraphStore, asked: Identifier) -> Iterator[Correspondence]:
    beside = store.code_map([asked]).get(asked, ())
    if asked.kind is IdentifierKind.USCC:
        olds = {each for each in beside if each.kind in OLD}
        yield from (Correspondence(old, asked, "stated", None, _rows(store, old, asked)) for old in sorted(olds))
        for inside in implied(asked):
            if inside not in olds:
                yield Correspondence(inside, asked, "contained", inside, _rows(store, asked))
        return
    stated = sorted(each for each in beside if each.kind is IdentifierKind.USCC)
    yield from (Correspondence(asked, uscc, "stated", None, _rows(store, asked, uscc)) for uscc in stated)
    contained = [each for each in _contained(store, asked, beside) if each.uscc not in stated]
    yield from contained
    if not stated and not contained:
        yield from _linked(store, asked)


def _contained(store: GraphStore, asked: Identifier, beside: Sequence[Identifier]) -> Iterator[Correspondence]:
    """By an organisation code: the number itself, one inside it, or one stated beside it."""
    inner = {each for number in (asked, *beside) for each in (number, *implied(number))}
    codes = {each for each in inner if each.kind is IdentifierKind.ORG_CODE}
    for organisation, usccs in sorted(store.containing(codes).items()):
        for uscc in usccs:
            rows = _rows(store, asked) if asked != organisation else ()
            yield Correspondence(asked, uscc, "contained", organisation, (*rows, *_rows(store, uscc)))


def _linked(store: GraphStore, asked: Identifier) -> Iterator[Correspondence]:
    """By the confirmed entity that bears the number."""
    entities = [e for e, certainty in store.by_identifier([asked]).get(asked, ()) if certainty is Certainty.CONFIRMED]
    for node in store.nodes(entities).values():
        for uscc in node.identifiers:
            if uscc.kind is IdentifierKind.USCC:
                yield Correspondence(asked, uscc, "linked", None, (*_rows(store, asked), *_rows(store, uscc)))


def _rows(store: GraphStore, *numbers: Identifier) -> tuple[Evidence, ...]:
    """Rows whose mention bears all the numbers, oldest first."""
    held = store.parties_with(numbers)
    parties = set.intersection(*(set(held.get(each, ())) for each in numbers))
    rows = {row for stated in store.statements(parties).values() for row in stated}
    return tuple(sorted(rows, key=lambda row: (row.as_at, row.department, row.file, row.row)))


def table(store: GraphStore) -> CodeTable:
    """Old and unified codes of every organisation in the store, in one pass."""
    return tabulate(party.identifiers for party in store.parties() if party.kind is not Kind.PERSON)


def conflicts(store: GraphStore, codes: CodeTable) -> Iterator[Conflict]:
    """Every conflict, old codes first; the rows of each are read when it is asked for."""
    for kind, several in (("several_usccs", codes.several_usccs()), ("several_olds", codes.several_olds())):
        for number, others in several.items():
            yield Conflict(kind, number, tuple((each, _rows_of(store, number, each)) for each in sorted(others)))


def _rows_of(store: GraphStore, number: Identifier, other: Identifier) -> tuple[Evidence, ...]:
    """Rows that state both; an organisation code inside is stated by every row of its unified code."""
    return _rows(store, number, other) or _rows(store, number)


def report(store: GraphStore, codes: CodeTable) -> Iterator[ReportRow]:
    """One row per unified code beside which an old one stands, in order; names are those of the entities today."""
    wanted = iter(sorted(codes.olds))
    while page := list(islice(wanted, _PAGE)):
        names = _names(store, page)
        for uscc in page:
            cells = ("" if each is None or each.is_personal else each.value for each in codes.row(uscc))
            yield ReportRow(names.get(uscc, ""), uscc.value, *cells)


def _names(store: GraphStore, usccs: Sequence[Identifier]) -> Mapping[Identifier, str]:
    """The name of the entity that surely bears each code; before the first resolution a name stated with it."""
    held = {uscc: found[0][0] for uscc, found in store.by_identifier(usccs).items() if found}
    nodes = store.nodes(held.values())
    names = {uscc: nodes[entity].name for uscc, entity in held.items() if entity in nodes}
    rest = [each for each in usccs if not names.get(each)]
    stated = {each: found[0] for each, found in store.parties_with(rest).items() if found} if rest else {}
    parties = {party.id: party.name for party in store.parties(stated.values())}
    return names | {uscc: parties[party] for uscc, party in stated.items()}
