"""Who may talk to the local page: the browser tab it was opened in, and programs of this computer.

A page of the web can make a reader's browser send requests to this computer, and with a name that it points to
127.0.0.1 (DNS rebinding) even read the answers. So the Host must be one of ours, an Origin must be ours, and what
changes nothing may still not be asked for by another site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HEADERS", "POLICY", "Guard", "hosts_of"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def hosts_of(port: int, allowed: Iterable[str] = ()) -> frozenset[str]:
    """Return the values of the Host header that are ours: the loopback names, and names the user gave."""
    names = [*_LOOPBACK, *(name.lower() for name in allowed)]
    # A browser leaves the port away where it is that of the scheme.
    return frozenset(f"{name}:{port}" for name in names) | (frozenset(names) if port == 80 else frozenset())


class Guard:
    """ASGI middleware that refuses strangers and puts the protecting headers on every answer.

    Parameters
    ----------
    app : ASGI application
    hosts : frozenset of str
        From `hosts_of`.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app, self.hosts = app, hosts
        self.origins = frozenset(f"http://{host}" for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # no websocket here: uvicorn closes it

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refused = self._refusal(Headers(scope=scope), scope["method"])
        await (refused or self.app)(scope, receive, protected)

    def _refusal(self, headers: Headers, method: str) -> JSONResponse | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self.hosts:
            return _refused(421, "a Host that this program answers to", "another one")
        if any(origin not in self.origins for origin in headers.getlist("origin")):
            return _refused(403, "a request of this program's own page", "one of another site")
        # Only a plain visit (GET) may come from elsewhere: a link to the page.
        if method not in ("GET", "HEAD") and headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return _refused(403, "a request of this program's own page", "one of another site")
        return None


def _refused(status: int, expected: str, found: str) -> JSONResponse:
    remedy = "Open the address that clf serve printed; another name for this computer is allowed with --allow-host."
    return JSONResponse({"error": {"expected": expected, "found": found, "remedy": remedy}}, status)
