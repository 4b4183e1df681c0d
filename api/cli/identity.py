"""``xintu identity``: what an entity id stood for, now or on a past day, and how that came about.

Owns: options and output, names of natural persons masked. Refuses: unlogged reads of natural persons.
"""

from datetime import date
from typing import Annotated, Any

import typer

from api.cli.caller import Inquirer
from api.cli.days import day_option, moment
from api.cli.grouped import grouped
from api.cli.session import out, print_json
from api.labels import label
from api.reading import log
from graph.history import Identity, identity
from linkage.identifiers import mask_text
from linkage.model import Kind

commands = typer.Typer()


@commands.command("identity")
@grouped
def identity_(
    who: Inquirer,
    id_: Annotated[str, typer.Argument(metavar="ID", help="Entity id, also a retired one.")],
    as_of: Annotated[date | None, day_option("By what records had stated by that day.")] = None,
    known_at: Annotated[str, typer.Option(help="As known on that day or at that ISO moment; now.")] = "",
) -> None:
    """Who an entity id was on that day: the entity that answers for it, its mentions, and the ledger until then."""
    with who.reading("entity") as (app, reader):
        found = identity(app.store, id_, app.known(moment(known_at)), as_of)
        if found.node is not None and found.node.kind is Kind.PERSON:
            log(app, reader, "entity", [found.entity])
    if who.json_:
        print_json(_json(found))
    else:
        _show(found)


def _json(found: Identity) -> dict[str, Any]:
    return {
        "asked": found.asked,
        "entity": found.entity,
        "now": found.now,
        "kind": found.node.kind if found.node else None,
        "name": mask_text(found.node.name) if found.node else None,
        "mentions": [
            {"party": held.party, "name": mask_text(party.name), "role": party.role, "certainty": held.certainty}
            for held, party in found.members
        ],
        "ledger": [
            {"tx": made.tx, "at": made.at.isoformat(), "by": made.actor, "event": event.event, "entity": event.entity,
             "valid": event.valid and event.valid.isoformat(),
             "others": list(event.others), "parties": list(event.parties), "reason": event.reason}
            for made, event in found.ledger
        ],
    }  # fmt: skip


def _show(found: Identity) -> None:
    name = f"{label('kind', found.node.kind)} {mask_text(found.node.name)}" if found.node else "（当时没有主体提及）"
    out.print(f"{found.asked} → {found.entity}  {name}", markup=False, style="bold")
    if found.now != found.entity:
        out.print(f"  现为 now {found.now}", markup=False, style="yellow")
    for held, party in found.members:
        out.print(f"  {label('certainty', held.certainty)}  {mask_text(party.name)}  {held.party}", markup=False)
    for made, event in found.ledger:
        others = f" {'、'.join(event.others)}" if event.others else ""
        told = f"{label('identity_event', event.event)} {event.entity}{others}"
        since = f"（事实自 {event.valid}）" if event.valid else ""
        out.print(f"  {made.at:%Y-%m-%d %H:%M} [{made.tx}] {told}{since} {event.reason}", markup=False)
