"""``xintu exchange …``: keys, the feed, pulling, ratings and their recognition.

Owns: the operator's commands for exchange. Refuses: protocol decisions (exchange makes them).
"""

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import httpx
import typer

from api.cli.days import day_option
from api.cli.session import FAILED, JsonOption, StoreOption, out, print_json, session, settings_of
from api.partners import city_of, inbox_of, publish_all, resolve_new
from exchange.model import Rating
from exchange.products import issue_rating
from exchange.recognition import recognise
from exchange.signing import generate_key, write_key
from exchange.transport import pull

commands = typer.Typer(help="与伙伴城市交换名单和信用产品  exchange with partner cities")


@commands.command("keygen")
def keygen(path: Annotated[Path, typer.Argument(help="File for the private key; must not exist yet.")]) -> None:
    """Make a signing key; prints the public part for the partner's agreement."""
    if path.exists():
        raise typer.BadParameter(f"{path} exists; a key is never overwritten")
    key = generate_key()
    write_key(path, key)
    lines = "\n".join(f'{name} = "{value}"' for name, value in key.public.items() if name in {"kty", "crv", "x"})
    out.print(f"[keys.{key.id}]\n{lines}", markup=False)


@commands.command("publish")
def publish(ctx: typer.Context, store: StoreOption = None) -> None:
    """Bring the feeds for all partners up to date (serving does so on every pull)."""
    with session(ctx, store, fresh=True) as app:
        out.print(f"{publish_all(app, city_of(app.settings), datetime.now(UTC))} 条新事件 new events")


@commands.command("pull")
def pull_feed(
    ctx: typer.Context,
    partner: Annotated[str, typer.Argument(help="Region code of the partner, such as 410200.")],
    url: Annotated[str, typer.Argument(help="Its address, such as https://credit.example.cn.")],
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Take in everything new from a partner, resolve it, and return signed receipts."""
    with session(ctx, store, fresh=True) as app, httpx.Client(base_url=url, timeout=60) as client:
        pulled = pull(inbox_of(app, city_of(app.settings)), partner, client, lambda: resolve_new(app))
        if json:
            print_json(asdict(pulled))
        else:
            out.print(f"收到 {pulled.received} 生效 {pulled.applied} 退回 {pulled.rejected} 游标 {pulled.cursor}")


@commands.command("issue")
def issue(
    ctx: typer.Context,
    id: Annotated[str, typer.Option(help="报告编号 number of the product.")],
    agency: Annotated[str, typer.Option(help="评级机构 rating agency.")],
    name: Annotated[str, typer.Option(help="主体名称 name of the subject.")],
    uscc: Annotated[str, typer.Option(help="统一社会信用代码.")],
    scale: Annotated[str, typer.Option(help="等级体系 scale.")],
    grade: Annotated[str, typer.Option(help="等级 grade.")],
    issued: Annotated[date, day_option("First day.")],
    valid_to: Annotated[date, day_option("Last day.")],
) -> None:
    """Sign a rating; prints the token, which is the product."""
    city = city_of(settings_of(ctx))
    rating = Rating(id, city.region, agency, name, uscc, scale, grade, issued, valid_to)
    out.print(issue_rating(rating, city.key), markup=False)


@commands.command("recognise")
def recognise_rating(
    ctx: typer.Context,
    token: Annotated[str, typer.Argument(help="The product as issued.")],
    issuer: Annotated[str, typer.Option(help="Region it is presented as coming from.")],
    as_of: Annotated[date | None, day_option("Day of the verdict; today.")] = None,
    json: JsonOption = False,
) -> None:
    """Judge a partner's rating offline; exit 1 when it is refused."""
    city = city_of(settings_of(ctx))
    day = as_of or datetime.now(UTC).date()
    found = recognise(token, city.agreements, issuer, day)
    if json:
        print_json({"accepted": found.accepted, "reason": found.reason.value, "local_grade": found.local_grade})
    else:
        out.print(f"{'认可' if found.accepted else '不予认可'} {found.reason.value} {found.local_grade} {found.detail}")
    if not found.accepted:
        raise typer.Exit(FAILED)
