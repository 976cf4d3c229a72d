"""``clf serve``: a local page to read one article."""

from __future__ import annotations

import errno
import ipaddress
import socket
from contextlib import suppress
from pathlib import Path

import click

from clf.errors import UsageError

__all__ = ["command"]

_AT_ONCE = 64
"""Connections; more are told to come back (503)."""
_LAST_PORT = 65535


@click.command(name="serve")
@click.option("--port", type=click.IntRange(1, _LAST_PORT), default=8017, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--allow-host", "allowed", multiple=True, help="Another host name by which browsers may reach this computer."
)
@click.option("--lang", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Language of the page.")
@click.option("--model", "model_name", help="default, open, or a folder that clf train wrote (also: CLF_MODEL).")
@click.option("--index", type=click.Path(path_type=Path), help="What `clf boilerplate mine` wrote.")
@click.option("--phrases", type=click.Path(path_type=Path), help="Your own phrases: CSV with text, kind, outlet.")
def command(
    port: int,
    host: str,
    allowed: tuple[str, ...],
    lang: str,
    model_name: str | None,
    index: Path | None,
    phrases: Path | None,
) -> None:
    """Serve a page on this computer into which you paste an article, or a page's HTML, to see its scores.

    Beside it, POST /score answers programs with the output record (docs/serve.md). Nothing is kept or sent on. It
    has neither password nor encryption: do not make it listen to a network that you do not trust.
    """
    from clf.cli.inputs import open_scorer, read_own

    try:
        import uvicorn

        from clf.views.serve.app import application, warm_up
        from clf.views.serve.guard import hosts_of
    except ImportError as error:
        raise UsageError("The local page needs starlette and uvicorn: pip install 'clf-framing[serve]'.") from error
    if not _is_loopback(host):
        click.echo(
            "Anybody who can reach this address can use the page: it has neither password nor encryption.", err=True
        )
    with _bound(host, port) as listening:
        scorer = open_scorer(model_name, index, read_own(phrases)[0])
        app = application(scorer, hosts_of(port, allowed), lang)
        warm_up(scorer)
        config = uvicorn.Config(app, access_log=False, log_level="warning", limit_concurrency=_AT_ONCE,
                                server_header=False, date_header=False, ws="none", timeout_keep_alive=5)  # fmt: skip
        click.echo(f"Open http://{f'[{host}]' if ':' in host else host}:{port}/ in a browser; Ctrl-C stops it.")
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def _bound(host: str, port: int) -> socket.socket:
    """Return the socket to listen on, before a model is read and an address promised."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        remedy = f"Choose another port, as with --port {port + 1 if port < _LAST_PORT else port - 1}."
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"Port {port} is in use, perhaps by another `clf serve`. {remedy}") from error
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            remedy = "Give an address of this computer: --host 127.0.0.1."
        raise UsageError(f"Cannot listen on {host}, port {port} ({error.strerror}). {remedy}") from error


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
