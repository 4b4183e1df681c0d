"""The composition root: settings in, an assembled application out.

Owns: the only place that names a store adapter, and loading rules, purposes and formats once. Refuses: global state;
nothing is opened at import.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from api.audit import AuditLog
from api.clearing import ClearanceBook
from api.errors import InvalidQuery, StoreUnavailable
from api.registers import Register, cases_of, petitions_of
from api.rulebooks import read_rules
from api.settings import Settings
from graph.cases import Case
from graph.petitions import Petition
from graph.policy import Purposes, RuleSet, load_purposes, load_rules
from graph.screening import Policy
from graph.store.port import GraphStore
from graph.store.sqlite import SqliteStore
from linkage.formats import Formats, load_formats

if TYPE_CHECKING:
    from linkage.resolver import Models

Clock = Callable[[], datetime]
SQLITE = "sqlite:///"
NEO4J = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")


@dataclass(frozen=True, slots=True)
class Application:
    """Everything that commands and routes work with."""

    settings: Settings
    store: GraphStore
    ruleset: RuleSet
    purposes: Purposes
    clock: Clock
    audit: AuditLog
    book: ClearanceBook
    petitions: Register[Petition]
    cases: Register[Case]

    @property
    def formats(self) -> Formats:
        """The shipped formats and the operator's, read when first asked for: a check needs none of them."""
        return formats_of(self.settings)

    @property
    def policy(self) -> Policy:
        """What answers rest on beside the facts, with the hits that are cleared by now."""
        return self.policy_in(self.store)

    def policy_in(self, store: GraphStore) -> Policy:
        """The same, as this store tells it: one that foresaw a check holds what was cleared as well."""
        return Policy(self.ruleset, self.purposes, clearances=self.book.current(store))

    def known(self, at: datetime | None) -> datetime | None:
        """A moment that is asked about; InvalidQuery for one on a day that is to come."""
        if at is not None and at.astimezone().date() > self.today:
            raise InvalidQuery(
                f"{at.astimezone().date()} 尚未到来：无人知道届时所知 known_at is to come",
                remedy="leave it out for what is known now; a day of the answer that is to come is as_of",
            )
        return at

    @property
    def today(self) -> date:
        """The day on the clock where this process runs."""
        return self.clock().astimezone().date()

    @property
    def rules_version(self) -> str:
        """The digest of the rule set, stamped on every conclusion."""
        return self.ruleset.version


def now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


def assemble(settings: Settings, clock: Clock = now, answering: bool = False, still: bool = False) -> Application:
    """Open the store that the settings name and load the rules and purposes. ``answering``: for a server, or a
    worker on a long file of questions; ``still``: for a worker that only reads."""
    store = open_store(settings.store, password_of(settings), answering, still)
    return Application(
        settings=settings,
        store=store,
        ruleset=rules_of(settings),
        purposes=load_purposes(),
        clock=clock,
        audit=AuditLog(store),
        book=ClearanceBook(store, clock),
        petitions=petitions_of(store),
        cases=cases_of(store),
    )


def open_store(url: str, password: str = "", answering: bool = False, still: bool = False) -> GraphStore:
    """The store behind a URL: ``sqlite:///relative.db``, ``sqlite:////absolute.db``, ``neo4j://user@host:7687/neo4j``;
    else StoreUnavailable. ``password`` is that of a server; ``answering``, ``still``: see :func:`assemble`."""
    if url.startswith(SQLITE) and len(url) > len(SQLITE):
        return SqliteStore(Path(url.removeprefix(SQLITE)), answering, still)
    if is_served(url):
        # read when it is asked for: the driver takes as long to import as a small question to answer
        from graph.store.neo4j import open_store as open_neo4j

        return open_neo4j(url, password)
    raise StoreUnavailable(
        f"{_host(url)}: 不是数据库地址 is no store URL",
        remedy="write it as sqlite:///xintu.db or neo4j://user@host:7687/neo4j",
    )


def require_store(url: str) -> None:
    """StoreUnavailable for an embedded store whose file is not there: opening it would make an empty one."""
    path = Path(url.removeprefix(SQLITE))
    if url.startswith(SQLITE) and not path.exists():
        raise StoreUnavailable(
            f"{path}: 没有这个数据库文件 no such store",
            remedy="check --store or XINTU_STORE; `xintu ingest` makes a new store",
        )


def migrate_store(settings: Settings) -> Sequence[str]:
    """Bring the database that the settings name into shape; the migrations that were applied, none when it was.

    The embedded store makes its file when it is opened and needs none.
    """
    if not is_served(settings.store):
        open_store(settings.store).close()
        return []
    from graph.store.neo4j import migrate_store as migrate_neo4j

    return migrate_neo4j(settings.store, password_of(settings))


def password_of(settings: Settings) -> str:
    """The store's password, out of the file that is named or the environment; StoreUnavailable when the file is not
    readable."""
    if not settings.store_password_file:
        return settings.store_password.get_secret_value()
    try:
        return Path(settings.store_password_file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise StoreUnavailable(
            f"XINTU_STORE_PASSWORD_FILE: {error.strerror}", remedy="name a file that holds the store's password"
        ) from error


def is_served(url: str) -> bool:
    """Whether a server of its own answers for the store."""
    return url.partition("://")[0] in NEO4J


def _host(url: str) -> str:
    """The URL without user and password."""
    scheme, mark, rest = url.partition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}" if mark else url


def rules_of(settings: Settings) -> RuleSet:
    """The shipped rules, or those of the folder that ``XINTU_RULES`` names; PolicyError names what is wrong there."""
    return read_rules(Path(settings.rules)) if settings.rules else load_rules()


def formats_of(settings: Settings) -> Formats:
    """The shipped formats and those of the folder that ``XINTU_FORMATS`` names."""
    return _formats(settings.formats)


@cache
def _formats(folder: str) -> Formats:
    return load_formats([Path(folder)] if folder else [])


def models_to_pin(settings: Settings) -> "Models":
    """What the next full resolution pins: the models of the folder that ``XINTU_MODELS`` names, else the shipped ones;
    ModelError names what is wrong there."""
    from graph.pinned import default_models, models_of  # all of linkage: most commands resolve nobody

    return models_of(Path(settings.models)) if settings.models else default_models()
