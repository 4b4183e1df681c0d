"""``xintu proof``: give a logged answer again, as known then, and compare.

Owns: options, output and exit codes. Refuses: the comparison itself (api.proofs).
"""

from typing import Annotated

import typer

from api.cli.caller import Inquirer
from api.cli.grouped import grouped
from api.cli.session import FAILED, out, print_json
from api.labels import label
from api.numbers import read_number
from api.proofs import PROVED, Proof, prove

commands = typer.Typer()


@commands.command("proof")
@grouped
def proof(
    who: Inquirer,
    query: Annotated[str, typer.Argument(metavar="NUMBER", help="Query number of an answer: Q20261120-0a1b2c3d4e.")],
    number: Annotated[str, typer.Option(help="The person's number that was asked, when no record states it.")] = "",
) -> None:
    """Prove an answer: recompute it as known then, under the rules of then. Exit 1 when it differs."""
    with who.reading("proof") as (app, reader):
        given = read_number(number, app.settings.region) if number else ()
        found = prove(app, query, reader, given)
    print_json(found.content()) if who.json_ else show(found)
    if found.verdict != PROVED:
        raise typer.Exit(FAILED)


def show(found: Proof) -> None:
    """The proof for a terminal."""
    entry = found.entry
    out.print(f"{label('proof', found.verdict)} {found.verdict}", markup=False, style="bold")
    out.print(
        f"  {entry['query']}  {entry['at']}  {entry['caller']}  {label('purpose', entry['purpose'])}", markup=False
    )
    for each in found.answers:
        verdict = label("verdict", each["answer"]["verdict"]) if each["answer"] else each["reason"]
        out.print(
            f"  {each['place']}. {label('proof', each['result'])}  {verdict}  记录摘要 {each['logged']}", markup=False
        )
    if found.lot:
        out.print(f"  标段 {label('proof', found.lot['result'])}  记录摘要 {found.lot['logged']}", markup=False)
    for part, version in found.policy.items():
        out.print(f"  {part} {version}", markup=False)
    state = "完整" if found.chain["sound"] else "断裂"
    out.print(f"  日志第{found.chain['seq']}条，链{state} {found.chain['digest']}", markup=False)
