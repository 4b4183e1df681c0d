"""A small town for tests: firms, persons, offices, decisions, as the store would bring them in one subgraph.

Ids are the names. Days are ISO texts; an empty ``until`` is open. Every record comes from the authority's own
department unless ``department`` and ``region`` say that it is a copy.
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import count

from graph.findings import Finding
from graph.model import Certainty, Evidence, Fact, Node, Subgraph
from graph.policy import RuleSet, load_rules
from graph.propagation import findings
from linkage.dates import FOREVER, VOID, PartialDate, Span
from linkage.identifiers import Identifier
from linkage.model import Claim, ClaimKind, Kind, facts

TODAY = date(2026, 11, 20)
COURT, TAX, MARKET, FINANCE = "郑州市中级人民法院", "国家税务总局郑州市税务局", "郑州市市场监督管理局", "郑州市财政局"
SURE, MODEL = Certainty.CONFIRMED, Certainty.PROBABLE


@dataclass(frozen=True)
class Decision:
    key: str
    category: str
    subject: str
    authority: str
    doc: str


def span(since: str = "", until: str = "", known: str = "2026-10-31") -> Span:
    """[since, until); an unknown beginning lies before the day on which it was known."""
    begin = PartialDate.parse(since) if since else None
    end = PartialDate.parse(until) if until else None
    low, high = (begin.first, begin.last) if begin else (date.min, date.fromisoformat(known))
    return Span(low, high, end.first if end else FOREVER, end.last if end else FOREVER)


@dataclass
class Town:
    nodes: dict[str, Node] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    as_at: date = date(2026, 10, 31)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def person(self, *names: str) -> None:
        self._add(Kind.PERSON, names)

    def firm(self, *names: str) -> None:
        self._add(Kind.ENTERPRISE, names)

    def _add(self, kind: Kind, names: tuple[str, ...]) -> None:
        for name in names:
            self.nodes[name] = Node(name, kind, name, (), (name,))

    def role(self, holder: str, type_: str, company: str, since: str = "", until: str = "", **how: object) -> None:
        """An office. ``sure=MODEL`` makes the holder probable, ``void=True`` a 冒名登记."""
        when = VOID if how.get("void") else span(since, until)
        sure = how.get("sure", SURE)
        claim = Claim(self._id(), ClaimKind.RELATION, type_, f"p-{holder}", f"p-{company}", span=when)
        self.facts.append(Fact(claim, holder, sure, company, SURE, self._evidence("市场监督管理局"), holder))  # type: ignore[arg-type]

    def listed(self, category: str, subject: str, day: str = "2025-06-03", until: str = "", **how: object) -> Decision:
        """A listing or penalty. Facts by name; also ``doc`` (``""``: none), ``authority``, ``department``, ``sure``."""
        authority, doc = str(how.pop("authority", MARKET)), str(how.pop("doc", f"豫{next(self._numbers)}号"))
        region, department = str(how.pop("region", "410100")), str(how.pop("department", authority))
        sure, kept = how.pop("sure", SURE), tuple(how.pop("numbers", ()))  # type: ignore[arg-type]
        key = str(how.pop("key", f"{authority}|{doc}" if doc else f"{category}|{authority}|{day}|{subject}"))
        entity, name = how.pop("entity", subject), str(how.pop("name", subject))
        said = facts([("authority", authority), ("doc_no", doc), *((k, str(v)) for k, v in how.items())])
        claim = Claim(self._id(), ClaimKind.LISTING, category, f"p-{subject}", None, key, span(day, until), said)
        evidence = self._evidence(department, region)
        self.facts.append(Fact(claim, entity, sure, None, None, evidence, name, kept))  # type: ignore[arg-type]
        return Decision(key, category, subject, authority, doc)

    def copy(self, decision: Decision, until: str = "", day: str = "2025-06-03", **how: object) -> None:
        """The same decision as the province delivers it."""
        how = {"department": "发展和改革委员会", "region": "410000", "key": decision.key, **how}
        self.listed(
            decision.category, decision.subject, day, until, authority=decision.authority, doc=decision.doc, **how
        )

    def event(self, decision: Decision, type_: str, day: str, **how: object) -> None:
        """A step in the listing's life; ``entity=None`` is a row whose subject is not resolved yet."""
        said = facts([("authority", decision.authority), ("doc_no", decision.doc), ("category", decision.category),
                      ("status", str(how.get("status", ""))), ("objection", str(how.get("objection", "")))])  # fmt: skip
        entity, numbers = how.get("entity", decision.subject), tuple(how.get("numbers", ()))  # type: ignore[arg-type]
        claim = Claim(self._id(), ClaimKind.EVENT, type_, "p-e", None, decision.key, span(day), said)
        evidence = self._evidence(str(how.get("department", decision.authority)), str(how.get("region", "410100")))
        name = str(how.get("name", decision.subject))
        self.facts.append(Fact(claim, entity, SURE if entity else None, None, None, evidence, name, numbers))  # type: ignore[arg-type]

    def mark(self, decision: Decision, person: str, role: str, violation: str = "", **said: str) -> None:
        """A row of 责任人员认定 (responsible=yes unless given)."""
        pairs = {
            "authority": decision.authority,
            "responsible": "yes",
            "role": role,
            "violation_date": violation,
            **said,
        }
        claim = Claim(
            self._id(), ClaimKind.RESPONSIBILITY, role, "p-c", "p-p", decision.key, Span(), facts(pairs.items())
        )
        evidence = self._evidence(decision.authority)
        self.facts.append(Fact(claim, decision.subject, SURE, person, SURE, evidence, decision.subject))

    def product(self, type_: str, subject: str, since: str, until: str = "", **said: str) -> None:
        claim = Claim(self._id(), ClaimKind.PRODUCT, type_, "p-s", None, None, span(since, until), facts(said.items()))
        self.facts.append(Fact(claim, subject, SURE, None, None, self._evidence("税务局"), subject))

    def subgraph(self) -> Subgraph:
        return Subgraph(dict(self.nodes), tuple(self.facts))

    def about(
        self, subject: str, day: date | str = TODAY, rules: RuleSet | None = None, region: str = ""
    ) -> list[Finding]:
        """All findings about one subject."""
        as_of = date.fromisoformat(day) if isinstance(day, str) else day
        return list(findings(self.subgraph(), rules or load_rules(), subject, as_of, region))

    def _id(self) -> str:
        return f"c{next(self._numbers)}"

    def _evidence(self, department: str, region: str = "410100") -> Evidence:
        number = next(self._numbers)
        return Evidence(f"r{number}", 1, "test", region, department, "f.csv", number, self.as_at)


def told(found: list[Finding]) -> set[str]:
    """Rule ids, a mark for what is not confirmed (``?`` possible, ``~`` probable)."""
    signs = {"confirmed": "", "probable": "~", "possible": "?"}
    return {each.rule + signs[each.sureness] for each in found}


def number(kind: str, value: str) -> Identifier:
    return Identifier.from_text(f"{kind}:{value}")
