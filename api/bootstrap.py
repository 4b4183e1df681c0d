"""The composition root: settings in, an assembled application out.

Owns: the only place that names a store adapter, and loading rules, purposes and formats once. Refuses: global state;
nothing is opened at import.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from api.audit import AuditLog
from api.clearing import ClearanceBook
from api.errors import StoreUnavailable
from api.rulebooks import read_rules
from api.settings import Settings
from graph.policy import Purposes, RuleSet, load_purposes, load_rules
from graph.screening import Policy
from graph.store.port import GraphStore
from graph.store.sqlite import SqliteStore
from linkage.formats import Formats, load_formats

Clock = Callable[[], datetime]
SQLITE = "sqlite:///"
NEO4J = ("neo4j://", "neo4j+s://", "neo4j+ssc://", "bolt://", "bolt+s://")


@dataclass(frozen=True, slots=True)
class Application:
    """Everything that commands and routes work with."""

    settings: Settings
    store: GraphStore
    formats: Formats
    ruleset: RuleSet
    purposes: Purposes
    clock: Clock
    audit: AuditLog
    book: ClearanceBook

    @property
    def policy(self) -> Policy:
        """What answers rest on beside the facts, with the hits that are cleared by now."""
        return Policy(self.ruleset, self.purposes, clearances=self.book.current())

    @property
    def rules_version(self) -> str:
        """The digest of the rule set, stamped on every conclusion."""
        return self.ruleset.version


def now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


def assemble(settings: Settings, clock: Clock = now) -> Application:
    """Open the store that the settings name and load the rules, purposes and formats."""
    store = open_store(settings.store)
    return Application(
        settings=settings,
        store=store,
        formats=formats_of(settings),
        ruleset=rules_of(settings),
        purposes=load_purposes(),
        clock=clock,
        audit=AuditLog(store),
        book=ClearanceBook(store, clock),
    )


def open_store(url: str) -> GraphStore:
    """The store behind a URL: ``sqlite:///relative.db``, ``sqlite:////absolute.db``; else StoreUnavailable."""
    if url.startswith(SQLITE) and len(url) > len(SQLITE):
        return SqliteStore(Path(url.removeprefix(SQLITE)))
    if url.startswith(NEO4J):
        raise StoreUnavailable(f"{_host(url)}: 本版本尚无 Neo4j 适配器", remedy="use sqlite:///file.db")
    raise StoreUnavailable(f"{_host(url)}: 不是数据库地址 is no store URL", remedy="write it as sqlite:///xintu.db")


def _host(url: str) -> str:
    """The URL without user and password."""
    scheme, mark, rest = url.partition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}" if mark else url


def rules_of(settings: Settings) -> RuleSet:
    """The shipped rules, or those of the folder that ``XINTU_RULES`` names; PolicyError names what is wrong there."""
    return read_rules(Path(settings.rules)) if settings.rules else load_rules()


def formats_of(settings: Settings) -> Formats:
    """The shipped formats and those of the folder that ``XINTU_FORMATS`` names."""
    return load_formats([Path(settings.formats)] if settings.formats else [])
