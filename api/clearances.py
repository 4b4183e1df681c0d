"""Clearing a false hit, and taking a clearance back.

Owns: the two acts, each a unit of work with its reviewer as actor. Refuses: a clearance of what is confirmed, of
nothing, or of a person asked by name alone: a name is borne by many, and the next bearer may be the listed one.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.bootstrap import Application
from api.checks import Check, query_of
from api.errors import ApiError, InvalidQuery
from api.reading import Reader, log
from graph.clearances import STREAM, Clearance, evidence_of, is_clearable, withdrawal
from graph.findings import Finding
from graph.identification import Identification
from graph.screening import confirmed, doubtful, parties_of, screen_under
from linkage.identifiers import mask_text
from linkage.model import Kind

_ID_BYTES = 5


class UnknownClearance(ApiError):
    """No clearance that stands has that id."""

    code = "unknown_clearance"


@dataclass(frozen=True, slots=True)
class Clearing:
    """What a reviewer says: the subject of ``check`` is not whom the listing means; ``until`` is its last day.

    ``listing``: the key of one listing; empty: every doubtful hit of the subject.
    """

    check: Check
    reason: str
    listing: str = ""
    until: date | None = None


def clear(app: Application, clearing: Clearing, reader: Reader) -> list[Clearance]:
    """Clear the doubtful hits of a subject, one clearance per listing; InvalidQuery when there is nothing to clear."""
    reader.demand()
    if not clearing.reason.strip():
        raise InvalidQuery("没有给出理由 no reason", remedy="say why the hit is somebody else: --reason")
    if clearing.until is not None and clearing.until < app.today:
        raise InvalidQuery(f"{clearing.until} 已过 is over", remedy="`until` is the last day: today or later")
    query = query_of(app, clearing.check)
    if not (query.identifiers or query.entity) and query.kind is not Kind.ENTERPRISE:
        raise InvalidQuery(
            "仅凭姓名不能排除 a name alone clears nobody", remedy="give the number, or --kind enterprise"
        )
    answer = screen_under(app.store, app.policy, [query])[0]
    who = Identification(app.store, answer.known_at).subjects([query])[0]
    parties = parties_of(app.store, confirmed(who.meant), answer.known_at)
    keys = app.book.keyed().keys(query, parties.values())
    made = [
        _clearance(app, clearing, reader, group, keys)
        for key, group in _by_listing(answer.findings, doubtful(who.meant)).items()
        if clearing.listing in ("", key)
    ]
    if not made:
        raise InvalidQuery("没有可以排除的待核实结果 no doubtful hit", remedy="confirmed ones need an objection")
    with app.store.unit(app.clock(), reader.access.caller, "clear") as unit:
        for each in made:
            unit.append(STREAM, each.payload(), key=each.id)
    log(app, reader, "clear", (hop.entity for found in answer.findings for hop in found.path))
    return made


def _by_listing(found: Iterable[Finding], unsure: frozenset[str]) -> dict[str, list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for each in found:
        if is_clearable(each, unsure) and each.cleared is None:
            groups.setdefault(each.listing.key, []).append(each)
    return groups


def _clearance(
    app: Application, clearing: Clearing, reader: Reader, group: list[Finding], subject: frozenset[str]
) -> Clearance:
    return Clearance(
        id=f"C{secrets.token_hex(_ID_BYTES)}",
        subject=subject,
        evidence=frozenset().union(*(evidence_of(each) for each in group)),
        listing=group[0].listing.key,
        reason=mask_text(clearing.reason.strip()),
        reviewer=reader.access.caller,
        at=app.clock(),
        until=clearing.until,
    )


def withdraw(app: Application, clearance: str, reason: str, reader: Reader) -> Clearance:
    """Take a clearance back: the hit is open again in the next answer."""
    reader.demand()
    held = app.book.current().all.get(clearance)
    if held is None or held.withdrawn is not None:
        raise UnknownClearance(f"没有有效的排除 {clearance[:20]} no such clearance", remedy="see xintu clearances")
    at = app.clock()
    with app.store.unit(at, reader.access.caller, "clear") as unit:
        unit.append(STREAM, withdrawal(clearance, mask_text(reason.strip()), reader.access.caller, at))
    return app.book.current().all[clearance]


STANDING, WITHDRAWN, EXPIRED, CHANGED = "standing", "withdrawn", "expired", "evidence_changed"


def states(app: Application, held: Iterable[Clearance]) -> dict[str, str]:
    """Clearance -> whether it still silences what it was given for: a record of the listing that has another version
    now opened the hit again, as a further record does."""
    told = {each.id: [tuple(key.rsplit("@", 1)) for key in each.evidence] for each in held}
    now = app.store.versions({record for keys in told.values() for record, _ in keys})
    latest = {record: str(version.version) for record, version in now.items()}
    changed = {id_ for id_, keys in told.items() if any(latest.get(record) != version for record, version in keys)}
    return {each.id: _state(each, app.today, each.id in changed) for each in held}


def _state(held: Clearance, today: date, changed: bool) -> str:
    if held.withdrawn is not None:
        return WITHDRAWN
    if held.until is not None and held.until < today:
        return EXPIRED
    return CHANGED if changed else STANDING


def contents(app: Application, held: Sequence[Clearance]) -> list[dict[str, Any]]:
    """Each as JSON with its ``state``."""
    said = states(app, held)
    return [{**content(each), "state": said[each.id]} for each in held]


def content(held: Clearance) -> dict[str, Any]:
    """As JSON: what it speaks of by its listing, never by a person's number."""
    return {
        "id": held.id,
        "listing": held.listing,
        "reviewer": held.reviewer,
        "reason": held.reason,
        "at": held.at.isoformat(timespec="seconds"),
        "until": held.until.isoformat() if held.until else None,
        "withdrawn": held.withdrawn is not None,
        "evidence": sorted(held.evidence),
    }
