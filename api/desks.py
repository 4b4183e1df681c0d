"""The desk where objections, requests for repair and an office's own steps are written, and the clocks over all of it.

Owns: reading what a listing's life, publication, petitions and duties are, for any channel. Refuses: writing by itself
(graph.desk does) and words of a language (api.labels).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from api.bootstrap import Application
from graph.casework import CaseView, Casework
from graph.clocks import Clocks, Duty, load_limits
from graph.life import STANDING, UNPUBLISHED, Life, State, ending, life
from graph.listings import Listing, assemble
from graph.model import Subgraph
from graph.petitions import Outcome, Petition, correction, duties
from graph.policy import RuleSet
from graph.publication import Disclosure, Publication, load_periods
from graph.workdays import load_workdays
from linkage.dates import PartialDate
from linkage.model import Kind, fact

_PAGE = 500
"""Entities whose records are read at once."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a listing stands on a day: its life, its publication, what its office owes, what was asked about it."""

    listing: Listing
    life: Life
    publication: Publication
    duties: tuple[Duty, ...]
    petitions: tuple[Petition, ...]
    kind: Kind | None = None
    disclosure: Disclosure | None = None
    is_list: bool = True

    def is_archived(self, day: date) -> bool:
        """Whether the time of disclosure is over, and it does not stand on a list any more: it is kept, and marked."""
        last = self.disclosure.last_day(self.listing) if self.disclosure else None
        return last is not None and day > last and not (self.is_list and self.life.state in STANDING)

    def is_published(self, day: date) -> bool:
        """Whether the record may be published on the standing's day: within its period, not repaired or removed.

        Natural persons' records are never in open publication.
        """
        return self.publication.is_open(day) and self.life.state not in UNPUBLISHED and self.kind is not Kind.PERSON


def clocks() -> Clocks:
    """The limits and the calendar that ship."""
    return Clocks(load_limits(), load_workdays())


def standing(
    ruleset: RuleSet, subgraph: Subgraph, listing: Listing, day: date, asked: Sequence[Petition] = ()
) -> Standing:
    """Where a listing stands on a day, from the subgraph that brought it."""
    node, category = subgraph.nodes.get(listing.subject), ruleset.category(listing.category)
    mine = tuple(each for each in asked if (each.about.listing, each.about.category) == (listing.key, listing.category))
    counted = clocks()
    owed = [*counted.of_listing(listing, category.published), *(d for each in mine for d in duties(each, counted))]
    owed += [duty for each in mine if (duty := correction(each, listing, counted))]
    lived = life(listing, day, ending(listing, ruleset, node.kind if node else None))
    never = lived.state is State.REVOKED  # what never was is taken down, not disclosed
    return Standing(
        listing=listing,
        kind=node.kind if node else None,
        life=lived,
        disclosure=None if category.incentive or never else load_periods().disclosure(listing, day),
        is_list=category.is_list,
        publication=load_periods().of(listing, category.is_list, _stated_end(listing)),
        duties=tuple(owed),
        petitions=mine,
    )


def _stated_end(listing: Listing) -> date | None:
    """公示截止期 as the record states it."""
    text = fact(listing.facts, "publish_until")
    try:
        return PartialDate.parse(text).last if text else None
    except ValueError:
        return None


def standings(app: Application, entity: str, day: date) -> Iterator[Standing]:
    """Where every listing of an entity stands."""
    subgraph = app.store.subgraph([entity], hops=0)
    asked = tuple(app.petitions.current().values())
    for listing in assemble(subgraph):
        if listing.subject == entity:
            yield standing(app.ruleset, subgraph, listing, day, asked)


def cases_about(app: Application, entity: str, day: date) -> list[CaseView]:
    """Joint-punishment cases that name an entity, initiated by the day, with its own items."""
    begun = [case for case in app.cases.current().values() if case.about.day <= day]
    alive = app.store.successors({each for case in begun for each in case.named}) if begun else {}
    mine = [case for case in begun if entity in {alive.get(each) for each in case.named}]
    views = Casework(app.store, app.ruleset, clocks(), app.clock(), "").views(mine, day)
    return [view.only(lambda item: alive.get(item.item.subject) == entity) for view in views]


def open_duties(app: Application, day: date, with_reports: bool) -> list[Duty]:
    """Every duty that is open on the day, the most overdue first; with reports, also those that listings show."""
    counted = clocks()
    asked = list(app.petitions.current().values())
    owed = [duty for each in asked for duty in duties(each, counted)] + list(_corrections(app, asked, counted))
    work = Casework(app.store, app.ruleset, counted, app.clock(), "")
    views = work.views(list(app.cases.current().values()), day)
    owed += [duty for view in views for item in view.items for duty in item.duties]
    if with_reports:
        owed += list(_reports(app, counted))
    found = [each for each in owed if each.is_open(day) or (with_reports and each.start <= day and each.late(day))]
    return sorted(found, key=lambda each: (each.due, each.limit.duty, each.key))


def _corrections(app: Application, asked: Sequence[Petition], counted: Clocks) -> Iterator[Duty]:
    """What upheld objections still ask of the owners."""
    upheld = [each for each in asked if each.closed and each.closed.outcome is Outcome.UPHELD]
    alive = app.store.successors({each.about.subject for each in upheld})
    listings = assemble(app.store.subgraph(set(alive.values()), hops=0)) if upheld else ()
    for each in upheld:
        meant = (each.about.listing, each.about.category, alive.get(each.about.subject))
        for listing in listings:
            if (listing.key, listing.category, listing.subject) == meant and (
                duty := correction(each, listing, counted)
            ):
                yield duty


def _reports(app: Application, counted: Clocks) -> Iterator[Duty]:
    """What the records of every entity show of decisions and steps, page by page."""
    after = ""
    while page := [node.id for node in app.store.entities(after=after, limit=_PAGE)]:
        subgraph = app.store.subgraph(page, hops=0)
        for listing in assemble(subgraph):
            if listing.subject in page:
                yield from counted.of_listing(listing, app.ruleset.category(listing.category).published)
        yield from counted.of_permits(each for each in subgraph.facts if each.subject in page)
        after = page[-1]
