"""``xintu lookup``: who is this, asked of the last resolution without delivering anything.

Owns: options and the answer in the terminal. Refuses: unlogged reads of natural persons, and scoring.
"""

from typing import Annotated, Any

import typer
from rich.table import Table

from api.cli.caller import Inquirer
from api.cli.days import region_option
from api.cli.grouped import grouped
from api.cli.session import out, print_json
from api.labels import label
from api.lookups import Described, Question, look_up
from linkage.model import Kind, Role

commands = typer.Typer()


@commands.command("lookup")
@grouped
def lookup(
    who: Inquirer,
    name: Annotated[str, typer.Option(help="Name, also masked (王*明).")] = "",
    number: Annotated[list[str] | None, typer.Option(help="Any identifier, in any spelling, also masked.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Kind of subject; guessed from number and name.")] = None,
    region: Annotated[str, region_option("Region code of whoever says it (XINTU_REGION).")] = "",
    detail: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="FIELD=VALUE",
            help="What else is said: legal_representative, address, phone, birth, sex, former_name.",
        ),
    ] = None,
    company: Annotated[str, typer.Option(help="Of a person: name of the company it stands in.")] = "",
    company_number: Annotated[str, typer.Option(help="Number of that company.")] = "",
    role: Annotated[Role, typer.Option(help="Place of the person in that company.")] = Role.RELATED,
    candidates: Annotated[int, typer.Option(min=0, help="How many candidates are told.")] = 5,
) -> None:
    """Who is this? The entity, why, and candidates with their evidence; nothing is written but the log of the read."""
    with who.reading("lookup") as (app, reader):
        where = region or app.settings.region
        subject = Described(name, tuple(number or ()), kind, where, details(detail or []))
        within = Described(company, (company_number,) if company_number else (), Kind.ENTERPRISE, where)
        asked = Question(
            subject,
            within if company or company_number else None,
            role if company or company_number else Role.SUBJECT,
            candidates,
        )
        found = look_up(app, reader, asked)
    if who.json_:
        print_json(found)
        return
    for answer in found["answers"]:
        show(answer)


def details(said: list[str]) -> tuple[tuple[str, str], ...]:
    """``field=value`` pairs; BadParameter for another field or shape."""
    pairs = [each.partition("=") for each in said]
    for name, equals, value in pairs:
        if name not in FIELDS or not equals or not value:
            raise typer.BadParameter(
                f"--with {name}{equals}…: say one of {', '.join(FIELDS)}, an equals sign and a value"
            )
    return tuple((name, value) for name, _, value in pairs)


FIELDS = ("legal_representative", "address", "phone", "birth", "sex", "former_name")


def show(answer: dict[str, Any]) -> None:
    """One answer for a terminal."""
    said = "  ".join((answer["name"], *answer["numbers"]))
    who = (
        f"{answer['entity']} {answer['entity_name']} {label('certainty', answer['certainty'])}"
        if answer["entity"]
        else "新主体 new"
    )
    out.print(
        f"{label('kind', answer['kind'])} {said} → {who}  {label('answered_by', answer['by'])}",
        markup=False,
        style="bold",
    )
    for each in answer["shops"]:
        out.print(f"  网店“{each['shop']}”的经营者 {each['entity']} {each['name']}，须核实", markup=False)
    for place, each in enumerate(answer["candidates"], 1):
        who = f"{each['name'] or each['party']} [{each['entity'] or '尚未归并'}]"
        title = f"{place}. {who} {each['bits']:+.2f} 比特，阈值 {answer['threshold']:.1f}"
        table = Table("比较", "结果", "比特", "累计", title=title, title_justify="left")
        for line in each["lines"]:
            table.add_row(line["label"], line["result"], f"{line['bits']:+.2f}", f"{line['sum']:+.2f}")
        out.print(table)
