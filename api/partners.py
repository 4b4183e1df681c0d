"""This node as a city among cities: its key and agreements from settings, and the wording of the common list forms.

Owns: assembling :class:`exchange.model.City` and what publishing and receiving need. Refuses: the protocol
(exchange does).
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from api.bootstrap import Application
from api.errors import ApiError
from api.settings import Settings
from exchange.agreements import read_agreements
from exchange.inbox import Inbox
from exchange.model import City
from exchange.outbox import Wording, publish
from exchange.signing import read_key
from graph.resolution import resolve
from linkage.vocabulary import table


class ExchangeNotConfigured(ApiError):
    """The node has no signing key: it takes part in no exchange."""

    code = "exchange_not_configured"


def city_of(settings: Settings) -> City:
    """Who this node is. Raises ExchangeNotConfigured, MalformedMessage (the key) or AgreementInvalid (an agreement)."""
    if not settings.exchange_key:
        raise ExchangeNotConfigured(
            "this node has no signing key",
            remedy="make one with `xintu exchange keygen FILE` and set XINTU_EXCHANGE_KEY and XINTU_AGREEMENTS",
        )
    folder = Path(settings.agreements) if settings.agreements else None
    return City(settings.region, read_key(Path(settings.exchange_key)), read_agreements(folder) if folder else {})


def inbox_of(app: Application, city: City, clock: Callable[[], datetime] | None = None) -> Inbox:
    """What receiving from a partner needs."""
    return Inbox(app.store, city, app.formats, clock or (lambda: datetime.now(UTC)))


def publish_all(app: Application, city: City, now: datetime) -> int:
    """Bring the feed of every agreement in force up to date; returns the number of new events."""
    partners = [region for region, agreement in city.agreements.items() if agreement.in_force(now.date())]
    return sum(publish(app.store, city, partner, wording(), now) for partner in partners)


def wording() -> Wording:
    """Chinese names of list categories and events, as readers of the common list forms understand them."""
    return Wording(_first_words("listings"), _first_words("events"))


def _first_words(name: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for word, meaning in table(name).items():
        words.setdefault(meaning, word)
    return words


def resolve_new(app: Application) -> None:
    """Resolve what has arrived since the last resolution, under the pinned models."""
    resolve(app.store, app.clock)
