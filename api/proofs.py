"""Proof of an answer: it is given again, as known then and under the policy of then, and compared with the log.

Owns: what a query number proves, and reading the log for it. Refuses: numbers of persons that no record states (they
were not kept: whoever asks gives them again), and unlogged proofs: a proof shows what the answer showed.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.audit import STREAM, Read
from api.bootstrap import Application
from api.checks import SCREEN
from api.errors import ApiError, InvalidQuery
from api.lots import judged_again
from api.reading import Reader
from graph.answers import Answer, to_json
from graph.pinned import NAMES, POLICY
from graph.questions import NumberNeeded, asked
from graph.screening import Policy, screen_under
from graph.store.port import GraphStore
from linkage.identifiers import Identifier

PROVED, DIFFERS, NUMBER_NEEDED = "proved", "differs", "number_needed"
_SHOWN = ("query", "at", "caller", "purpose", "basis", "case", "channel")


class UnknownQueryNumber(ApiError):
    """The log has no answer under that number."""

    code = "unknown_query_number"


@dataclass(frozen=True, slots=True)
class Proof:
    """``verdict``: proved, differs or number_needed, the worst of its answers. ``chain``: the log up to the entry."""

    verdict: str
    entry: Mapping[str, Any]
    answers: tuple[Mapping[str, Any], ...]
    lot: Mapping[str, Any]
    policy: Mapping[str, str]
    models: Mapping[str, str | None]
    chain: Mapping[str, Any]

    def content(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "verdict": self.verdict,
            "asked": dict(self.entry),
            "answers": [dict(each) for each in self.answers],
            "lot": dict(self.lot) or None,
            "policy": dict(self.policy),
            "models": dict(self.models),
            "chain": dict(self.chain),
        }


@dataclass(frozen=True, slots=True)
class _Again:
    """One answer given again: what is said of it, the answer when it could be given, and whom it shows."""

    content: Mapping[str, Any]
    answer: Answer | None = None

    @property
    def shown(self) -> tuple[str, ...]:
        if self.answer is None:
            return ()
        ids = [self.answer.entity.id] if self.answer.entity else []
        return (*ids, *(hop.entity for finding in self.answer.findings for hop in finding.path))


def prove(app: Application, number: str, reader: Reader, given: Sequence[Identifier] = ()) -> Proof:
    """Give an answer (or all of a log entry) again and compare; UnknownQueryNumber when there is none."""
    reader.demand()
    entry, place = _entry(app.store, number)
    documents = _documents(app.store, entry["policy"])
    policy = Policy.of(documents, app.book.current())
    places = range(len(entry["questions"])) if place is None else [place]
    again = [_again(app, policy, entry, each, given) for each in places]
    lot = _lot(app, entry, [each.answer for each in again], documents, policy) if place is None else {}
    shown = [person for each in again for person in each.shown]
    app.audit.record(app.clock(), reader.access, Read("proof", reader.channel, tuple(shown), {"proved": number}))
    results = [each.content["result"] for each in again] + ([lot["result"]] if lot else [])
    worst = next((verdict for verdict in (DIFFERS, NUMBER_NEEDED) if verdict in results), PROVED)
    chain = _chain(app.store, entry["query"])
    return Proof(
        verdict=worst if chain["sound"] else DIFFERS,
        entry={name: entry[name] for name in _SHOWN},
        answers=tuple(each.content for each in again),
        lot=lot,
        policy=dict(each.split(":", 1) for each in entry["policy"]),
        models=_models(app.store, entry["known_at"][places[0]]) if places else {},
        chain=chain,
    )


def _entry(store: GraphStore, number: str) -> tuple[dict[str, Any], int | None]:
    key, _, place = number.strip().partition(".")
    found = store.find(STREAM, key)
    content: dict[str, Any] = json.loads(found.payload) if found else {}
    count = len(content.get("questions", ())) if content.get("action") == SCREEN else 0
    wanted = int(place) - 1 if place.isdigit() else None
    if not count or (place and (wanted is None or not 0 <= wanted < count)):
        remedy = "give the number that the answer carries: Q, the day, and ten letters or digits"
        raise UnknownQueryNumber(f"没有编号为 {number[:40]} 的核查 no answer has that number", remedy=remedy)
    return content, wanted


def _documents(store: GraphStore, named: Sequence[str]) -> dict[str, str]:
    """The policy texts by part that the entry names, out of the store."""
    held = {kind: store.policy(kind) for kind in named}
    missing = [kind for kind, found in held.items() if found is None]
    if missing:
        raise InvalidQuery(f"库中缺少当时的政策文本 missing: {', '.join(missing)}", remedy="restore a full backup")
    return {kind.split(":", 1)[0]: found[1] for kind, found in held.items() if found}


def _again(
    app: Application, policy: Policy, entry: Mapping[str, Any], place: int, given: Sequence[Identifier]
) -> _Again:
    logged, known_at = entry["digests"][place], entry["known_at"][place]
    content = {"place": place + 1, "known_at": known_at, "logged": logged}
    try:
        query = asked(app.store, entry["questions"][place], known_at, given)
    except NumberNeeded as error:
        return _Again(content | {"result": NUMBER_NEEDED, "reason": str(error), "answer": None})
    answer = screen_under(app.store, policy, [query])[0]
    found = answer.digest()
    result = PROVED if found == logged else DIFFERS
    return _Again(content | {"result": result, "recomputed": found, "answer": to_json(answer)}, answer)


def _lot(
    app: Application,
    entry: Mapping[str, Any],
    answers: Sequence[Answer | None],
    documents: Mapping[str, str],
    policy: Policy,
) -> dict[str, Any]:
    """What was said of the bidders together; empty when the entry is of no lot."""
    kept = entry.get("lot")
    if kept is None:
        return {}
    if None in answers:
        return {"logged": kept["digest"], "result": NUMBER_NEEDED}
    found = judged_again(app, kept, answers, documents, policy.rules)
    result = PROVED if found.digest() == kept["digest"] else DIFFERS
    return {"logged": kept["digest"], "recomputed": found.digest(), "result": result, "verdict": found.verdict}


def _models(store: GraphStore, tx: int) -> dict[str, str | None]:
    """The linkage models that were in force, by content."""
    held = {name: store.policy(f"{POLICY}.{name}", tx) for name in NAMES}
    return {name: found[0] if found else None for name, found in held.items()}


def _chain(store: GraphStore, number: str) -> dict[str, Any]:
    """Whether every entry of the log up to this one still chains to its predecessor."""
    entry = store.find(STREAM, number)
    assert entry is not None
    after, digest, sound = 0, bytes(32), True
    while after < entry.seq and sound:
        for each in store.read(STREAM, after=after, limit=min(1000, entry.seq - after)):
            digest = hashlib.blake2b(digest + each.payload, digest_size=32).digest()
            sound = sound and each.seq == after + 1 and each.digest == digest.hex()
            after = each.seq
    return {"seq": entry.seq, "digest": entry.digest, "sound": sound}
