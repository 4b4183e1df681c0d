"""``xintu network``: neighbours, hops, paths, common neighbours, owners, groups, circles.

Owns: options and tables. Refuses: the answers (api.networks), and unlogged reads of natural persons.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from api.cli import network_tables as tables
from api.cli.caller import BasisOption, CallerOption, CaseOption, access_of
from api.cli.screen import moment
from api.cli.session import FAILED, JsonOption, StoreOption, print_json, session
from api.networks import Desk, Sight
from api.reading import Reader
from api.wire import Json
from graph.networks.settings import limits

commands = typer.Typer(help="Neighbours, paths, owners, groups and circles.", no_args_is_help=True)
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Entity id.")]
TypeOption = Annotated[
    list[str], typer.Option("--type", help="Only relations of this type, code or title; repeatable.")
]
AsOfOption = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day on which they hold; today.")]
EverOption = Annotated[bool, typer.Option("--ever", help="Relations of any time, ended ones too.")]
KnownAtOption = Annotated[str, typer.Option(help="As known on that day or at that ISO moment; now.")]


@dataclass(frozen=True, slots=True)
class Asked:
    """The options that say what is looked at."""

    as_of: datetime | None = None
    known_at: str = ""
    types: Sequence[str] = ()
    ever: bool = False


@contextmanager
def desk(ctx: typer.Context, store: str | None, who: tuple[str | None, ...], asked: Asked) -> Iterator[Desk]:
    """The network of the store for who asks: caller, basis, case."""
    with session(ctx, store) as app:
        caller, basis, case = who
        day = None if asked.ever else asked.as_of.date() if asked.as_of else app.today
        reader = Reader(access_of(app, caller, basis, case, "network"), "cli")
        yield Desk(app, reader, Sight(day, moment(asked.known_at), tuple(asked.types)))


def tell(answer: Json, json_: bool, show: Callable[[Json], None]) -> None:
    """The answer as JSON or as a table."""
    print_json(answer) if json_ else show(answer)


@commands.command("neighbours")
def neighbours(
    ctx: typer.Context,
    id_: IdArgument,
    type_: TypeOption = [],  # noqa: B006  read only
    as_of: AsOfOption = None,
    ever: EverOption = False,
    known_at: KnownAtOption = "",
    after: Annotated[str, typer.Option(help="Cursor that the page before ended with.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=limits().most_page, help="Neighbours of one page.")] = limits().page,
    caller: CallerOption = None,
    basis: BasisOption = None,
    case: CaseOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Whom an entity is related to, with counts per relation type; a hub's neighbours come page by page."""
    with desk(ctx, store, (caller, basis, case), Asked(as_of, known_at, type_, ever)) as at:
        tell(at.neighbours(id_, after, limit), json_, tables.neighbours)


@commands.command("hops")
def hops(
    ctx: typer.Context,
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Entity ids.")],
    hops: Annotated[int, typer.Option(min=1, max=limits().most_hops, help="How far.")] = limits().hops,
    hub: Annotated[int, typer.Option(min=1, help="Not through entities with more relations.")] = limits().hub,
    links: Annotated[bool, typer.Option(help="With the relations between them.")] = True,
    type_: TypeOption = [],  # noqa: B006  read only
    as_of: AsOfOption = None,
    ever: EverOption = False,
    known_at: KnownAtOption = "",
    caller: CallerOption = None,
    basis: BasisOption = None,
    case: CaseOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Everything within a few hops, nearest first."""
    with desk(ctx, store, (caller, basis, case), Asked(as_of, known_at, type_, ever)) as at:
        tell(at.hops(ids, hops, hub, links), json_, tables.reached)


@commands.command("paths")
def paths(
    ctx: typer.Context,
    a: Annotated[str, typer.Argument(metavar="A", help="Entity id.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Entity id.")],
    count: Annotated[int, typer.Option(min=1, max=limits().most_paths, help="How many.")] = limits().paths,
    longest: Annotated[
        int, typer.Option(min=1, max=limits().path_length, help="Relations, at most.")
    ] = limits().path_length,
    type_: TypeOption = [],  # noqa: B006  read only
    as_of: AsOfOption = None,
    ever: EverOption = False,
    known_at: KnownAtOption = "",
    caller: CallerOption = None,
    basis: BasisOption = None,
    case: CaseOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """The shortest paths between two entities. Exit 1 when there is none."""
    with desk(ctx, store, (caller, basis, case), Asked(as_of, known_at, type_, ever)) as at:
        answer = at.paths(a, b, count, longest)
        tell(answer, json_, tables.paths)
    if not answer["paths"]:
        raise typer.Exit(FAILED)


@commands.command("common")
def common(
    ctx: typer.Context,
    a: Annotated[str, typer.Argument(metavar="A", help="Entity id.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Entity id.")],
    type_: TypeOption = [],  # noqa: B006  read only
    as_of: AsOfOption = None,
    ever: EverOption = False,
    known_at: KnownAtOption = "",
    caller: CallerOption = None,
    basis: BasisOption = None,
    case: CaseOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Entities that are related to both."""
    with desk(ctx, store, (caller, basis, case), Asked(as_of, known_at, type_, ever)) as at:
        tell(at.common(a, b), json_, tables.reached)


@commands.command("owners")
def owners(
    ctx: typer.Context,
    id_: IdArgument,
    together: Annotated[
        list[str], typer.Option("--together", metavar="ID", help="Add the shares of these holders; repeatable.")
    ] = [],  # noqa: B006  read only
    as_of: AsOfOption = None,
    known_at: KnownAtOption = "",
    caller: CallerOption = None,
    basis: BasisOption = None,
    case: CaseOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Who owns and who controls a company: fifty percent in the aggregate, integrated ownership, control."""
    with desk(ctx, store, (caller, basis, case), Asked(as_of, known_at)) as at:
        tell(at.owners(id_, together), json_, tables.owners)


@commands.command("group")
def group(
    ctx: typer.Context,
    id_: IdArgument,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = "",
    caller: CallerOption = None,
    basis: BasisOption = None,
    case: CaseOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Everything that is connected with an entity by control."""
    with desk(ctx, store, (caller, basis, case), Asked(as_of, known_at)) as at:
        tell(at.group(id_), json_, tables.group)


@commands.command("circles")
def circles(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="[ID]", help="Around this company; all when left out.")] = "",
    as_of: AsOfOption = None,
    known_at: KnownAtOption = "",
    caller: CallerOption = None,
    basis: BasisOption = None,
    case: CaseOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Companies that hold shares of each other in a circle."""
    with desk(ctx, store, (caller, basis, case), Asked(as_of, known_at)) as at:
        tell(at.circles(id_), json_, tables.circles)
