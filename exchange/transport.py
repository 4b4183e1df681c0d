"""Pulling a partner's feed over HTTP and returning receipts: the client half; api.routes.exchange is the server half.

Owns: the signed request, paging by cursor, the order receive -> resolve -> receipt. Refuses: trusting the connection
(every byte is verified) and pushing (a webhook may one day hint; pull by cursor is the truth).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from exchange import inbox as inboxes
from exchange.agreements import Agreement
from exchange.errors import MalformedMessage, NotAgreed, TransportFailed
from exchange.inbox import Inbox
from exchange.model import City, Event, Step
from exchange.signing import canonical, key_id, sign, verify

PULL = "xintu-pull+json"
PAGE = 500
FRESH = timedelta(minutes=5)
"""How old a signed request may be: longer than clocks differ, shorter than a captured request stays useful."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one pull brought."""

    received: int
    applied: int
    rejected: int
    cursor: int


def pull(inbox: Inbox, partner: str, client: httpx.Client, resolve: Callable[[], None]) -> Pulled:
    """Take in everything new from a partner's feed, resolve it into the graph, and return the receipts.

    ``client`` has the partner's base URL. Raises TransportFailed, and whatever exchange.inbox.receive raises: what was
    taken in before stays, and the next pull goes on from there.
    """
    agreement = inbox.city.agreement_with(partner, inbox.clock().date())
    taken: list[tuple[Event, Step]] = []
    while tokens := _page(inbox, agreement, client):
        taken += [inboxes.receive(inbox, partner, token) for token in tokens]
    if taken:
        resolve()
    for event, _ in taken:
        _post_receipts(inbox, event, client)
    applied = sum(step is Step.APPLIED for _, step in taken)
    return Pulled(len(taken), applied, len(taken) - applied, inboxes.cursor(inbox.store, agreement))


def request_token(city: City, agreement: Agreement, after: int, now: datetime) -> str:
    """The signed question for the events after a cursor."""
    question = {"agreement": agreement.id, "region": city.region, "after": after, "at": now.isoformat()}
    return sign(canonical(question), city.key, PULL)


def open_request(token: str, city: City, now: datetime) -> tuple[Agreement, int]:
    """Who asks and from where, verified. Raises NotAgreed, BadSignature, UnknownKey or MalformedMessage."""
    for agreement in city.agreements.values():
        if not agreement.in_force(now.date()) or key_id(token) not in agreement.keys:
            continue
        question = json.loads(verify(token, agreement.keys, PULL))
        if question.get("agreement") != agreement.id:
            raise MalformedMessage(f"a question under {question.get('agreement')!r} signed by {agreement.partner}")
        if abs(now - datetime.fromisoformat(question["at"])) > FRESH:
            raise MalformedMessage(f"the signed question is older than {FRESH}; set the clock and sign a new one")
        return agreement, int(question["after"])
    raise NotAgreed("no agreement in force lists the key that signed this question")


def _page(inbox: Inbox, agreement: Agreement, client: httpx.Client) -> list[str]:
    after = inboxes.cursor(inbox.store, agreement)
    token = request_token(inbox.city, agreement, after, inbox.clock())
    answer = _send(client, "GET", f"/exchange/v1/feed?limit={PAGE}", headers={"Authorization": f"Xintu {token}"})
    events = answer.json().get("events")
    if not isinstance(events, list) or not all(isinstance(event, str) for event in events):
        raise TransportFailed(f"{client.base_url} answered something else than a feed")
    return events


def _post_receipts(inbox: Inbox, event: Event, client: httpx.Client) -> None:
    for receipt in inboxes.receipts_for(inbox, event):
        body = {"receiver": inbox.city.region, "receipt": receipt}
        _send(client, "POST", "/exchange/v1/receipts", json=body)


def _send(client: httpx.Client, method: str, path: str, **options: object) -> httpx.Response:
    try:
        answer = client.request(method, path, **options)  # type: ignore[arg-type]
        answer.raise_for_status()
    except httpx.HTTPError as problem:
        raise TransportFailed(f"{method} {client.base_url}{path.partition('?')[0]}: {problem}") from problem
    return answer
