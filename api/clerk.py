"""What is written at the desk through any channel: an owner's steps, objections, repairs, joint-punishment cases.

Owns: who acts on which day, that a re-sent request writes once, and the log entry of what was shown. Refuses: what may
be written (graph.desk, graph.casework), and a caller who has not stated purpose, basis and case.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date

from api.bootstrap import Application
from api.desks import Standing, clocks, standings
from api.errors import InvalidQuery
from api.reading import Reader, log
from graph.cases import Step
from graph.casework import CaseView, Casework
from graph.desk import Act, Desk, Named, one_listing, owns, petition
from graph.listings import OWNERS_ACTS
from graph.petitions import Asked, Outcome, Petition
from graph.requests import UNKEPT, Request
from graph.rules import Measure
from linkage.identifiers import mask_text

_TOGETHER = 500
"""Cases whose subjects are read at once."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A listing as somebody names it: its key or document number; the rest where that names several."""

    listing: str
    authority: str = ""
    subject: str = ""
    category: str = ""

    def find(self, app: Application) -> Named:
        """The one listing that is meant; UnknownListing, SubjectUnresolved or SeveralListings otherwise."""
        return one_listing(app.store, self.listing, self.authority, self.subject, self.category)


@dataclass(frozen=True, slots=True)
class Said:
    """Who acts (empty: the caller), on which day (None: today), for which region (empty: ours), and why."""

    by: str = ""
    day: date | None = None
    region: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a case: some of its subjects and measures; all where nothing is named."""

    subjects: Collection[str] = ()
    measures: Sequence[Measure] = ()


WHOLE = Part()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which petitions or cases: of one office (empty: all), only open ones or all, as they stand on a day."""

    day: date
    office: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Clerk:
    """One caller who writes or reads at the desk. ``key``: the caller's own for this request."""

    app: Application
    reader: Reader
    key: str = ""

    # listings
    def standing(self, meant: Meant, day: date) -> Standing:
        """Where a listing stands."""
        self.reader.demand()
        return self._standing(meant.find(self.app), day)

    def step(self, meant: Meant, event: str, said: Said) -> Standing:
        """Write an owner's step; where the listing stands after it."""
        if event not in OWNERS_ACTS:
            raise InvalidQuery(f"{event[:20]!r} is no step of an owner", remedy=f"one of {', '.join(OWNERS_ACTS)}")
        act, named = self._act(said, event), meant.find(self.app)
        self._desk("step", *astuple(meant), event, act=act).act(named, act)
        return self._standing(meant.find(self.app), act.day)

    def _standing(self, named: Named, day: date) -> Standing:
        meant = named.listing
        found = standings(self.app, meant.subject, day)
        return next(s for s in found if (s.listing.key, s.listing.category) == (meant.key, meant.category))

    # objections and repairs
    def raise_petition(self, asked: Asked, meant: Meant, said: Said) -> Petition:
        """Raise an objection (the listing is marked at once) or ask for repair."""
        if asked is Asked.OBJECTION:
            _demand_reason(said)
        act, named = self._petitioned(said), meant.find(self.app)
        return self._desk("raise", asked, *astuple(meant), act=act).open(named, asked, act)

    def answer(self, id_: str, outcome: Outcome, said: Said) -> Petition:
        """The answer of the office that provided the record."""
        act = self._petitioned(said)
        return self._desk("answer", id_, outcome, act=act).answer(id_, outcome, act)

    def close(self, id_: str, outcome: Outcome, said: Said) -> Petition:
        """End an objection, or decide on a repair; the decision is the owner's. A refusal says why."""
        if outcome is Outcome.REJECTED:
            _demand_reason(said)
        act = self._petitioned(said)
        return self._desk("close", id_, outcome, act=act).close(id_, outcome, act)

    def petition(self, id_: str) -> Petition:
        """One of them."""
        self.reader.demand()
        return petition(self.app.store, id_)

    def petitions(self, wanted: Wanted, asked: Asked | None = None) -> list[Petition]:
        """Those raised by the day, oldest first. ``office``: about listings of that authority."""
        self.reader.demand()
        store, region = self.app.store, self.app.settings.region
        return [
            each
            for each in self.app.petitions.current().values()
            if each.opened <= wanted.day
            and asked in (None, each.asked)
            and (not wanted.is_open or each.is_open(wanted.day))
            and (not wanted.office or owns(store, wanted.office, region, each.about.authority))
        ]

    # cases
    def open_case(self, meant: Meant, said: Said) -> CaseView:
        """Open a case with whom the rules reach by a listing."""
        act, named = self._act(said), meant.find(self.app)
        work = self._work("open", *astuple(meant), act=act)
        return work.view(work.open(named, act), act.day)

    def push(self, id_: str, to: Sequence[str], said: Said, measures: Sequence[Measure] = ()) -> CaseView:
        """Ask departments to act."""
        act, offices = self._act(said), [self._office(each) for each in to if each.strip()]
        if len(offices) < len(to) or not offices:
            raise InvalidQuery("没有写明推送单位 no office to push to", remedy="name every office: `to`, --to")
        work = self._work("push", id_, *offices, "", *measures, act=act)
        return work.view(work.push(id_, offices, act, measures), act.day)

    def answer_case(self, id_: str, steps: Sequence[Step], said: Said, part: Part = WHOLE) -> CaseView:
        """An addressee's steps, in order, about its subjects; all of them or none is written."""
        act = self._act(said)
        act = replace(act, by=self._office(act.by))
        work = self._work("answer", id_, *steps, "", *sorted(part.subjects), "", *part.measures, act=act)
        return work.view(work.answer(id_, steps, act, part.subjects, part.measures), act.day)

    def case(self, id_: str, wanted: Wanted) -> CaseView:
        """A case as it stands; with an office only what it was asked."""
        self.reader.demand()
        work = self._casework(UNKEPT)
        return self._narrowed(work.view(work.case(id_), wanted.day), wanted)

    def cases(self, wanted: Wanted) -> list[CaseView]:
        """Cases initiated by the day, oldest first. ``office``: those pushed to it, with its own items only."""
        self.reader.demand()
        work, office = self._casework(UNKEPT), self._office(wanted.office)
        mine = [
            case
            for case in self.app.cases.current().values()
            if case.about.day <= wanted.day
            and (not office or any(item.addressee == office for item in case.items.values()))
        ]
        views: list[CaseView] = []
        for start in range(0, len(mine), _TOGETHER):
            views += work.views(mine[start : start + _TOGETHER], wanted.day)
        narrowed = (self._narrowed(view, wanted) for view in views)
        return [view for view in narrowed if not wanted.is_open or view.is_open]

    def _narrowed(self, view: CaseView, wanted: Wanted) -> CaseView:
        office = self._office(wanted.office)
        return view.only(lambda each: each.item.addressee == office) if office else view

    def log(self, action: str, entities: Iterable[str]) -> str:
        """Write to the audit log whom this reader was shown; the query number."""
        return log(self.app, self.reader, action, entities)

    def _office(self, name: str) -> str:
        """A department's own name for one of its names."""
        return self.app.store.department(self.app.settings.region, name) if name else ""

    def _act(self, said: Said, event: str = "") -> Act:
        """The act as it is kept: numbers of persons in what was said are masked before."""
        self.reader.demand()
        by = mask_text(said.by.strip() or self.reader.access.caller)
        day, region = self._day(said), said.region or self.app.settings.region
        return Act(event, day, by, region, mask_text(said.reason.strip()))

    def _petitioned(self, said: Said) -> Act:
        """A step of an objection or repair: it has been taken; InvalidQuery for a day that is to come."""
        if said.day is not None and said.day > self.app.today:
            raise InvalidQuery(f"{said.day} 尚未到来 is to come", remedy="give the day on which it was done, or none")
        return self._act(said)

    def _day(self, said: Said) -> date:
        """The day of the act; InvalidQuery when it is too far from today to be meant."""
        today, settings = self.app.today, self.app.settings
        day = said.day or today
        if not -settings.act_days_back <= (day - today).days <= settings.act_days_ahead:
            raise InvalidQuery(f"{day} 离今日过远 is too far from today", remedy="give the day of the act, or none")
        return day

    def _request(self, words: Iterable[str], act: Act) -> Request:
        return Request.of(self.reader.access.caller, (*words, *map(str, astuple(act))), self.key)

    def _desk(self, *words: str, act: Act) -> Desk:
        app = self.app
        return Desk(app.store, app.ruleset, app.clock(), self.reader.access.caller, self._request(words, act))

    def _work(self, *words: str, act: Act) -> Casework:
        return self._casework(self._request(("case", *words), act))

    def _casework(self, request: Request) -> Casework:
        app = self.app
        return Casework(app.store, app.ruleset, clocks(), app.clock(), self.reader.access.caller, request)


def _demand_reason(said: Said) -> None:
    if not said.reason.strip():
        raise InvalidQuery("没有给出理由 no reason", remedy="say why: `reason`, --reason")
