"""``xintu serve``: the page and the API on one address.

Owns: choosing the port and running uvicorn. Refuses: TLS and authentication, which a reverse proxy in front does.
"""

import socket
from typing import Annotated

import typer
import uvicorn

from api.app import create_app
from api.bootstrap import Application, formats_of, is_served
from api.cli.session import StoreOption, err, out, session
from api.warming import warm

commands = typer.Typer()


@commands.command("serve")
def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on (XINTU_HOST).")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port (XINTU_PORT); a free one is taken when it is not free.")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Serve the page and the API until Ctrl-C; a Neo4j server is warmed first (XINTU_WARM_SECONDS)."""
    with session(ctx, store, fresh=True, answering=True) as app:
        formats_of(app.settings)  # a wrong one of the operator's is told now, not when a partner delivers
        if is_served(app.settings.store):
            warm(app, app.settings.warm_seconds)
        run(app, host or app.settings.host, app.settings.port if port is None else port)


def run(app: Application, host: str, port: int) -> None:
    """Serve an assembled application until Ctrl-C; prints the address first."""
    listener = listen(host, port)
    taken = listener.getsockname()[1]
    if port not in (0, taken):
        err.print(f"端口 {port} 已被占用，改用 {taken}  port {port} is taken", style="yellow")
    shown = f"[{host}]" if ":" in host else host
    out.print(f"信图 Xintu: http://{shown}:{taken}/    (Ctrl-C 结束)", markup=False)
    config = uvicorn.Config(create_app(app), log_level="warning", server_header=False, access_log=False)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()


def listen(host: str, port: int) -> socket.socket:
    """A bound socket on the port, or on a free one when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in (port, 0):
        # the protocol named, for asyncio then sends at once: else an answer's body waits 40 ms for the head's receipt
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen()
        except OSError:
            listener.close()
            if candidate == 0 or port == 0:
                raise
        else:
            return listener
    raise OSError(f"no free port on {host}")
