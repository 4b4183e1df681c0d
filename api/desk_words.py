"""Lives, publications, petitions and duties as JSON.

Owns: field names. Refuses: identity numbers (reasons are masked) and reading the store.
"""

from datetime import date
from typing import Any

from api.desks import Standing, clocks
from graph.clocks import Duty
from graph.life import Step
from graph.petitions import Entry, Petition, duties
from graph.publication import Publication
from linkage.dates import ALWAYS, FOREVER
from linkage.identifiers import mask_text


def standing_json(found: Standing, day: date, names: bool = True) -> dict[str, Any]:
    """Where a listing stands; ``names=False`` leaves out who asked for what (petitions name persons)."""
    listing = found.listing
    return {
        "key": listing.key,
        "category": listing.category,
        "subject": listing.subject,
        "authority": listing.authority,
        "document": listing.doc_no,
        "as_of": day.isoformat(),
        "state": str(found.life.state),
        "disputed": found.life.disputed,
        "history": [step_json(each) for each in found.life.steps],
        "publication": publication_json(found.publication, found.is_published(day)),
        "disclosure": _disclosure(found, day),
        "duties": [duty_json(each, day) for each in found.duties],
        "petitions": [petition_json(each, day) for each in found.petitions] if names else [],
    }


def _disclosure(found: Standing, day: date) -> dict[str, Any] | None:
    """``archived``: the last day is over and the record no longer stands."""
    row = found.disclosure
    if row is None:
        return None
    law = " ".join(part for part in (row.law, row.article) if part)
    return {"last_day": _day(row.last_day(found.listing)), "archived": found.is_archived(day), "law": law}


def step_json(step: Step) -> dict[str, Any]:
    """One step; ``from`` and ``to`` are the days on which it may have been taken."""
    return {
        "event": step.event,
        "from": _day(step.days[0]),
        "to": _day(step.days[1]),
        "by": step.by,
        "state": str(step.state),
        "disputed": step.disputed,
        "counts": step.counts,
        "objection": step.objection or None,
    }


def publication_json(found: Publication, is_open: bool) -> dict[str, Any]:
    """The days are the last day of publication and the first on which repair may be asked for, both inclusive."""
    period = found.period
    return {
        "severity": found.severity,
        "last_day": _day(found.last_day),
        "repairable": _day(found.repairable),
        "open": is_open,
        "on_demand": found.on_demand,
        "stated": found.stated,
        "law": " ".join(part for part in (period.law, period.number, period.article) if part),
    }


def duty_json(duty: Duty, day: date) -> dict[str, Any]:
    """A duty as it stands on a day; ``late``: done, or still undone, after its last day."""
    limit = duty.limit
    return {
        "duty": limit.duty,
        "title": limit.title_zh,
        "who": duty.who,
        "what": duty.what,
        "key": duty.key,
        "start": duty.start.isoformat(),
        "due": duty.due.isoformat(),
        "provisional": duty.provisional,
        "done": _day(duty.done),
        "open": duty.is_open(day),
        "late": duty.late(day),
        "basis": " ".join(part for part in (limit.document, limit.article) if part),
    }


def petition_json(petition: Petition, day: date) -> dict[str, Any]:
    """A petition with its steps."""
    about, closed = petition.about, petition.closed
    return {
        "id": petition.id,
        "asked": str(petition.asked),
        "listing": about.listing,
        "category": about.category,
        "subject": about.subject,
        "authority": about.authority,
        "document": about.document,
        "region": about.region,
        "open": petition.is_open(day),
        "outcome": str(closed.outcome) if closed and closed.outcome else None,
        "steps": [_entry(each) for each in petition.steps],
    }


def petition_shown(petition: Petition, day: date) -> dict[str, Any]:
    """A petition with its steps and duties."""
    owed = duties(petition, clocks())
    return petition_json(petition, day) | {"duties": [duty_json(each, day) for each in owed]}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "step": str(entry.step),
        "day": entry.day.isoformat(),
        "by": entry.by,
        "outcome": str(entry.outcome) if entry.outcome else None,
        "reason": mask_text(entry.reason),
    }


def _day(day: date | None) -> str | None:
    return None if day is None or day in (ALWAYS, FOREVER) else day.isoformat()
