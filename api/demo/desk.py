"""Owns the desk at which one department fills one table: what it picks, numbers and dates.

Refuses dirt: rows come out clean. Every sheet draws from a generator of its own: none shifts another's rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from api.demo import departments, world
from api.demo.departments import Sheet
from api.demo.firms import City, Firm
from api.demo.world import Enterprise, Mention, Person, Row

Draft = tuple[tuple[int, ...], Row]
"""A row with the deliveries (numbers of the sheet's files) in which it stands."""

OPEN_END = date(2099, 12, 31)
SERIAL_FIRST = {"penalty_2016": 10_000, "penalty_2018": 30_000, "permit_2016": 50_000, "permit_2018": 70_000}


@dataclass(slots=True)
class Desk:
    """One sheet being filled. ``firms`` are those of the department's region (all, for the province)."""

    city: City
    sheet: Sheet
    rng: Random = field(init=False)
    authority: Enterprise = field(init=False)
    firms: list[Firm] = field(init=False)
    serial: int = field(init=False)

    def __post_init__(self) -> None:
        sheet = self.sheet
        self.rng = Random(f"{self.city.seed}/{sheet.key}")
        self.authority = self.city.authorities[departments.authority(sheet.region, sheet.department)]
        self.firms = self.city.firms if sheet.region == "410000" else self.city.by_region[sheet.region]
        self.serial = SERIAL_FIRST.get(sheet.format, 90_000)

    def volume(self) -> int:
        """How many background rows the sheet holds."""
        return round(self.sheet.rows * len(self.firms) / 100)

    def firm(self) -> Firm:
        """Any firm of the region."""
        return self.rng.choice(self.firms)

    def company(self) -> Firm:
        """Any firm of the region that is no sole trader."""
        while True:
            firm = self.rng.choice(self.firms)
            if firm.enterprise.comp_type != world.SOLE_TRADER:
                return firm

    def person(self) -> Person:
        """Any person of the region."""
        region = self.sheet.region if self.sheet.region in self.city.residents else "410100"
        return self.rng.choice(self.city.residents[region])

    def day(self, first: date, last: date) -> date:
        """A day from ``first`` to ``last``; ``last`` when the span is empty."""
        return world.day(self.rng, first, last) if first < last else last

    def last(self) -> date:
        """The day of the last delivery."""
        return self.sheet.deliveries[-1][1]

    def since(self, firm: Firm, first: date, last: date | None = None) -> date:
        """A day in the firm's life from ``first`` to ``last`` (default: the last delivery)."""
        return self.day(max(first, firm.enterprise.est_date), last or self.last())

    def document(self, year: int) -> str:
        """The next decision's number of this authority."""
        self.serial += 1
        return world.document_number(self.rng, self.authority.name, year, self.serial)

    def pilot(self, firm: Firm) -> bool:
        """Whether the firm's district was in the first snapshot."""
        return int(firm.enterprise.district) % 3 == 0

    def deliveries(self, since: date, until: date | None = None) -> tuple[int, ...]:
        """The files in which a fact stands that began and ended on these days."""
        sheet = self.sheet
        if sheet.deliveries[0][0] == departments.DELTA:
            return (next((n for n, (_, at) in enumerate(sheet.deliveries) if since <= at), len(sheet.deliveries) - 1),)
        numbers = tuple(
            n for n, (_, at) in enumerate(sheet.deliveries) if since <= at and not (until is not None and until <= at)
        )
        return numbers or (len(sheet.deliveries) - 1,)

    def row(self, cells: dict[str, str], mentions: Iterable[Mention | None]) -> Row:
        """A clean row of this sheet, without its empty mentions."""
        return Row(self.sheet.key, cells, tuple(mention for mention in mentions if mention is not None))


def heads(firm: Firm, on: date) -> tuple[str, tuple[Mention, ...]]:
    """The cell of a firm's 法定代表人 on a day and its mentions: a partnership may have two."""
    head = firm.representative(on)
    if head is None:
        return "", ()
    if firm.partner is None or firm.partner.name == head.name or firm.changed:
        return head.name, (Mention("legal_representative", head.label),)
    both = (head, firm.partner)
    mentions = tuple(Mention("legal_representative", person.label, person.name) for person in both)
    return "、".join(person.name for person in both), mentions


def years_later(on: date, years: int) -> date:
    """The same day some years later (29 February: 28)."""
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return on.replace(year=on.year + years, day=28)
