"""What the templates are given of the life of a listing: its steps, clocks, objections and joint-punishment cases.

Owns: wording and order. Refuses: reading the store, and who asked for what to a visitor who has not said why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from api import wire
from api.desks import Standing
from api.labels import label
from graph.cases import Step
from graph.casework import CaseView, ItemView
from graph.clocks import Duty
from graph.petitions import Petition
from linkage.identifiers import mask_text

SAID = frozenset({Step.PUSHED, Step.APPLIED, Step.NOT_APPLIED, Step.LIFTED})
"""Steps of a case whose reason is told; those before and after them repeat it."""


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A limit: what, of whom, due when, and how it stands (open, late, done)."""

    title: str
    who: str
    due: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class PetitionRow:
    """An objection or request for repair with its steps in words."""

    id: str
    word: str
    is_open: bool
    steps: Sequence[str]


@dataclass(frozen=True, slots=True)
class LifeRow:
    """Where a listing stands: state, publication in words, steps as (code, word, day, who, whether it counts)."""

    code: str
    word: str
    disputed: bool
    publication: str
    steps: Sequence[tuple[str, str, str, str, bool]]
    duties: Sequence[DutyRow]
    petitions: Sequence[PetitionRow]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What one department was asked about the card's entity, and what it said."""

    addressee: str
    asked: str
    steps: Sequence[str]
    to_lift: str
    duties: Sequence[DutyRow]
    closed: bool


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A joint-punishment case that names the card's entity."""

    id: str
    listing: str
    state: str
    word: str
    begun: str
    items: Sequence[ItemRow]


def life_row(found: Standing, day: date, names: bool) -> LifeRow:
    """The life of a listing; ``names=False`` leaves out who asked for what."""
    published, life = found.publication, found.life
    until = f"可公示至 {published.last_day}" if found.is_published(day) else "不公示"
    until += "；披露期满，已归档" if found.is_archived(day) else ""
    return LifeRow(
        code=str(life.state),
        word=label("life", life.state),
        disputed=life.disputed,
        publication=until,
        steps=[(s.event, label("event", s.event), wire.day_words(s.days), s.by, s.counts) for s in life.steps],
        duties=duty_rows(found.duties, day),
        petitions=[_petition(each, day) for each in found.petitions if each.opened <= day] if names else [],
    )


def duty_rows(duties: Iterable[Duty], day: date) -> list[DutyRow]:
    """Limits that run by the day: open ones first, then by due day."""
    begun = sorted((each for each in duties if each.start <= day), key=lambda d: (not d.is_open(day), d.due))
    return [_duty(each, day) for each in begun]


def _duty(duty: Duty, day: date) -> DutyRow:
    is_open, late = duty.is_open(day), duty.late(day)
    state = "late" if late else "open" if is_open else "done"
    done = "" if is_open else f"已于 {duty.done} 办结"
    note = "，".join(word for word in (done, "逾期" if late else "", "暂计" if duty.provisional else "") if word)
    return DutyRow(duty.limit.title_zh, duty.who, duty.due.isoformat(), state, note)


def _petition(petition: Petition, day: date) -> PetitionRow:
    steps = [
        " ".join(
            filter(
                None,
                (
                    each.day.isoformat(),
                    label("taken", each.step),
                    mask_text(each.by),
                    label("outcome_of", each.outcome) if each.outcome else "",
                    mask_text(each.reason),
                ),
            )
        )
        for each in petition.steps
        if each.day <= day
    ]
    return PetitionRow(petition.id, label("asked", petition.asked), petition.is_open(day), steps)


def case_row(view: CaseView) -> CaseRow:
    """A case with the items that are given."""
    about = view.case.about
    return CaseRow(
        id=view.id,
        listing=f"{label('category', about.category)} {about.authority} {about.document}".rstrip(),
        state=str(view.state),
        word=label("life", view.state),
        begun=about.day.isoformat(),
        items=[_item(each, view.day) for each in view.items],
    )


def _item(found: ItemView, day: date) -> ItemRow:
    item = found.item
    told = [
        (label("case", s.step), s.day.isoformat(), mask_text(s.reason if s.step in SAID else "")) for s in item.steps
    ]
    return ItemRow(
        addressee=item.addressee,
        asked=_measures(item.asked),
        steps=[f"{on} {word}{f'（{reason}）' if reason else ''}" for word, on, reason in told],
        to_lift=_measures(found.to_lift),
        duties=[replace(row, who="") for row in duty_rows(found.duties, day) if row.state != "done"],
        closed=found.closed,
    )


def _measures(codes: Iterable[str]) -> str:
    return "、".join(label("measure", each) for each in codes)
