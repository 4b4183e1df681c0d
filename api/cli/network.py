"""``xintu network``: neighbours, hops, paths, common neighbours, owners, groups, circles.

Owns: options and tables. Refuses: the answers (api.networks), and unlogged reads of natural persons.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

import typer

from api.cli import network_tables as tables
from api.cli.caller import Inquirer
from api.cli.days import day_of, day_option, moment
from api.cli.grouped import grouped
from api.cli.session import FAILED, print_json
from api.networks import Desk, Sight
from api.wire import Json
from graph.networks.settings import limits

commands = typer.Typer(help="Neighbours, paths, owners, groups and circles.", no_args_is_help=True)
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Entity id.")]
AsOfOption = Annotated[date | None, day_option("Day on which they hold; today.")]
AfterOption = Annotated[str, typer.Option(help="Cursor that the page before ended with.")]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, the store, and the state of knowledge."""

    who: Inquirer
    as_of: date | None
    known_at: str
    types: Sequence[str] = ()
    ever: bool = False

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The network of the store for who asks."""
        with self.who.reading("network") as (app, reader):
            day = None if self.ever else day_of(app, self.as_of)
            yield Desk(app, reader, Sight(day, moment(self.known_at), tuple(self.types)))

    def tell(self, ask: Callable[[Desk], Json], show: Callable[[Json], None]) -> Json:
        """The answer as JSON or as a table."""
        with self.desk() as at:
            answer = ask(at)
        print_json(answer) if self.who.json_ else show(answer)
        return answer


@dataclass(frozen=True, slots=True)
class OnADay(Inquirer):
    """Options of a question about one day."""

    as_of: AsOfOption = None
    known_at: Annotated[str, typer.Option(help="As known on that day or at that ISO moment; now.")] = ""

    @property
    def asker(self) -> Asker:
        """Who asks."""
        return Asker(self, self.as_of, self.known_at)


@dataclass(frozen=True, slots=True)
class Looking(OnADay):
    """Options of a question about some relations of a day, or of any time."""

    type_: Annotated[
        list[str], typer.Option("--type", help="Only relations of this type, code or title; repeatable.")
    ] = field(default_factory=list)
    ever: Annotated[bool, typer.Option("--ever", help="Relations of any time, ended ones too.")] = False

    @property
    def asker(self) -> Asker:
        """Who asks."""
        return Asker(self, self.as_of, self.known_at, self.type_, self.ever)


@commands.command("neighbours")
@grouped
def neighbours(
    id_: IdArgument,
    looking: Looking,
    after: AfterOption = "",
    limit: Annotated[int, typer.Option(min=1, max=limits().most_page, help="Neighbours of one page.")] = limits().page,
) -> None:
    """Whom an entity is related to, with counts per relation type; a hub's neighbours come page by page."""
    looking.asker.tell(lambda at: at.neighbours(id_, after, limit), tables.neighbours)


@commands.command("hops")
@grouped
def hops(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Entity ids.")],
    looking: Looking,
    hops: Annotated[int, typer.Option(min=1, max=limits().most_hops, help="How far.")] = limits().hops,
    hub: Annotated[int, typer.Option(min=1, help="Not through entities with more relations.")] = limits().hub,
    links: Annotated[bool, typer.Option(help="With the relations between them.")] = True,
) -> None:
    """Everything within a few hops, nearest first."""
    looking.asker.tell(lambda at: at.hops(ids, hops, hub, links), tables.reached)


@commands.command("paths")
@grouped
def paths(
    a: Annotated[str, typer.Argument(metavar="A", help="Entity id.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Entity id.")],
    looking: Looking,
    count: Annotated[int, typer.Option(min=1, max=limits().most_paths, help="How many.")] = limits().paths,
    longest: Annotated[
        int, typer.Option(min=1, max=limits().path_length, help="Relations, at most.")
    ] = limits().path_length,
) -> None:
    """The shortest paths between two entities. Exit 1 when there is none."""
    if not looking.asker.tell(lambda at: at.paths(a, b, count, longest), tables.paths)["paths"]:
        raise typer.Exit(FAILED)


@commands.command("common")
@grouped
def common(
    a: Annotated[str, typer.Argument(metavar="A", help="Entity id.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Entity id.")],
    looking: Looking,
) -> None:
    """Entities that are related to both."""
    looking.asker.tell(lambda at: at.common(a, b), tables.reached)


@commands.command("owners")
@grouped
def owners(
    id_: IdArgument,
    on: OnADay,
    together: Annotated[
        list[str], typer.Option("--together", metavar="ID", help="Add the shares of these holders; repeatable.")
    ] = [],  # noqa: B006  read only
) -> None:
    """Who owns and who controls a company: fifty percent in the aggregate, integrated ownership, control."""
    on.asker.tell(lambda at: at.owners(id_, together), tables.owners)


@commands.command("group")
@grouped
def group(id_: IdArgument, on: OnADay) -> None:
    """Everything that is connected with an entity by control."""
    on.asker.tell(lambda at: at.group(id_), tables.group)


@commands.command("groups")
@grouped
def groups(
    on: OnADay,
    after: AfterOption = "",
    limit: Annotated[int, typer.Option(min=1, max=limits().most_page, help="Groups of one page.")] = limits().groups,
) -> None:
    """Every group of the store with its heads, the largest first."""
    on.asker.tell(lambda at: at.groups(after, limit), tables.groups)


@commands.command("circles")
@grouped
def circles(
    on: OnADay,
    id_: Annotated[str, typer.Argument(metavar="[ID]", help="Around this company; all when left out.")] = "",
) -> None:
    """Companies that hold shares of each other in a circle."""
    on.asker.tell(lambda at: at.circles(id_), tables.circles)
