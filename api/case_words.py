"""Cases as JSON.

Owns: field names. Refuses: numbers of persons (entities are named by id and name) and reading the store.
"""

from typing import Any

from api.desk_words import duty_json
from graph.cases import Closure
from graph.casework import CaseView, ItemView
from linkage.identifiers import mask_text


def case_json(view: CaseView) -> dict[str, Any]:
    """A case as it stands."""
    about = view.case.about
    return {
        "id": view.case.id,
        "listing": about.listing,
        "category": about.category,
        "document": about.document,
        "authority": about.authority,
        "initiated": about.day.isoformat(),
        "by": about.by,
        "reason": mask_text(about.reason),
        "as_of": view.day.isoformat(),
        "listing_state": str(view.state),
        "open": view.is_open,
        "due": view.next_duty.due.isoformat() if view.next_duty else None,
        "late": view.next_duty.late(view.day) if view.next_duty else False,
        "subjects": [_due(view, each.subject, each.measures, each.rules) for each in about.due],
        "items": [_item(view, each) for each in view.items],
        "closure": closure_json(view.closure),
    }


def closure_json(found: Closure) -> dict[str, Any]:
    """Items pushed and closed; the rate is 0 to 1, None where nothing was pushed."""
    rate = round(found.rate, 4) if found.pushed else None
    return {"pushed": found.pushed, "closed": found.closed, "rate": rate}


def _named(view: CaseView, entity: str) -> dict[str, Any]:
    node = view.nodes.get(entity)
    return {"entity": node.id if node else entity, "name": mask_text(node.name) if node else ""}


def _due(view: CaseView, entity: str, measures: Any, rules: Any) -> dict[str, Any]:
    return _named(view, entity) | {"measures": [str(each) for each in measures], "rules": list(rules)}


def _item(view: CaseView, found: ItemView) -> dict[str, Any]:
    item = found.item
    return _named(view, item.subject) | {
        "addressee": item.addressee,
        "step": str(item.step),
        "asked": [str(each) for each in item.asked],
        "carried": [str(each) for each in found.carried],
        "applied": sorted(str(each) for each in item.applied),
        "to_lift": [str(each) for each in found.to_lift],
        "closed": found.closed,
        "steps": [
            {"step": str(each.step), "day": each.day.isoformat(), "by": each.by, "reason": mask_text(each.reason)}
            for each in item.steps
        ],
        "duties": [duty_json(each, view.day) for each in found.duties],
    }
