"""The article in a web page: out of its HTML, or fetched from a public address.

Extraction is `trafilatura <https://trafilatura.readthedocs.io>`_ (Barbaresi, ACL 2021 demos), an optional dependency.
What is ours is the fetching: one page, from a public address only, whatever the page or its redirects ask for.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import logging
import re
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from clf.errors import UsageError
from clf.text.as_read import seen
from clf.text.dates import iso_date
from clf.text.language import UNDETERMINED, identify

__all__ = ["MAX_PAGE_BYTES", "TIMEOUT_SECONDS", "Page", "fetch_page", "html_to_text"]

TIMEOUT_SECONDS = 20.0
"""For the whole of `fetch_page`, redirects included; looking up a name has the system's own limit on top."""
MAX_PAGE_BYTES = 10 << 20
_MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KINDS = frozenset({"text/html", "application/xhtml+xml"})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LANG = re.compile(rb"<html\b[^>]{0,2000}?\blang\s*=\s*[\"']?([a-zA-Z]{2,3})\b", re.IGNORECASE)
_SURE = 0.8  # confidence from which the recognised language stands against the one that a page states
_DATES = {"original_date": True, "extensive_search": False}
"""Only what the page states as its date: an extensive search makes January 1 of the year in a copyright notice."""
_INSTALL = "reading web pages needs trafilatura: pip install 'clf-framing[html]'"

_HEADERS = {
    "User-Agent": "clf-framing (one page, at a reader's request)",
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
_SAFE = "/%:@!$&'()*+,;=~?-._"

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Page:
    """The article of a web page; `text` is empty where none was found."""

    text: str
    title: str | None = None
    date: str | None = None
    outlet: str | None = None
    lang: str | None = None

    def known(self) -> dict[str, Any]:
        """Return what is known of the article besides its text, by the names that `clf.schema.Article` has for it."""
        return {"title": self.title, "date": self.date, "outlet": self.outlet, "lang": self.lang}


def html_to_text(html: str | bytes, url: str | None = None) -> Page:
    """Return the article in a page, without navigation, comments and advertising; a paragraph per line.

    Parameters
    ----------
    html : str or bytes
        Bytes are decoded as the page itself says.
    url : str, optional
        Where it was found: helps to find date and outlet.

    Raises
    ------
    UsageError
        When the optional dependency is not installed.
    """
    try:
        import trafilatura
    except ImportError as error:
        raise UsageError(_INSTALL) from error
    for library in ("trafilatura", "htmldate"):
        if not (log := logging.getLogger(library)).handlers:
            log.addHandler(logging.NullHandler())  # else what it says of odd pages ends up on the terminal
    found = trafilatura.bare_extraction(
        html, url=url, include_comments=False, with_metadata=True, date_extraction_params=_DATES
    )
    head = html[:100_000].encode("utf-8", "replace") if isinstance(html, str) else html[:100_000]
    stated = _LANG.search(head)
    code = stated[1].decode().lower() if stated else None
    if found is None:
        return Page("", lang=code)
    date = iso_date(found.date) if found.date else None
    text = found.text or ""
    return Page(text, found.title or None, date, found.sitename or found.hostname or None, _language(text, code))


def _language(text: str, stated: str | None) -> str | None:
    """Return the language of a page's article; templates state one, whatever the article is in."""
    found = identify(seen(text))
    return found.code if found.code != UNDETERMINED and found.confidence >= _SURE else stated


def fetch_page(url: str) -> Page:
    """Return the article at a public web address.

    Only http and https, only addresses of the public internet (checked after each redirect too, and the connection
    goes to the very address that was checked), at most 20 seconds and 10 MB, only HTML. Proxies are not used, for
    behind a proxy there is no telling where the request ends up.

    Raises
    ------
    UsageError
        Says which of these was not so, or that the page has no article.
    """
    deadline = time.monotonic() + TIMEOUT_SECONDS
    here = url
    for _ in range(_MAX_REDIRECTS + 1):
        answer = _get(here, deadline)
        if isinstance(answer, bytes | str):
            page = html_to_text(answer, here)
            if not page.text.strip():
                raise UsageError(f"{url}: no article found in the page. Save its text in a file and score that.")
            return page
        here = answer.target
    raise UsageError(f"{url}: more than {_MAX_REDIRECTS} redirects.")


@dataclass(frozen=True, slots=True)
class _Redirect:
    target: str


def _get(url: str, deadline: float) -> str | bytes | _Redirect:
    parts = _checked(url)
    try:
        sock = _connect(parts, deadline)
        # One clock for everything that follows: a socket's own time-out starts anew with every byte it gets.
        clock = threading.Timer(max(deadline - time.monotonic(), 0.0), _hang_up, [sock])
        clock.daemon = True
        clock.start()
        try:
            answer = _ask(sock, parts, url)
            if time.monotonic() >= deadline:  # what was cut off by the clock looks like the end of the page
                raise TimeoutError
            return answer
        finally:
            clock.cancel()
            sock.close()
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
        if time.monotonic() >= deadline:
            raise UsageError(f"{url}: no complete answer within {TIMEOUT_SECONDS:.0f} seconds.") from error
        reason = f"cannot be fetched ({type(error).__name__})"
        raise UsageError(f"{url}: {reason}. Check the address and the network.") from error


def _checked(url: str) -> SplitResult:
    if not url.isprintable():
        raise UsageError(f"{url!a}: not a web address, it holds characters that do not print.")
    try:
        parts = urlsplit(url)
        is_complete = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_complete = False
    if not is_complete and "://" in url and not url.startswith("file:"):
        raise UsageError(f"{url}: not a complete web address.")
    if not is_complete or parts.scheme not in ("http", "https"):
        raise UsageError(f"{url}: only http:// and https:// addresses can be fetched. For a file give its path.")
    if parts.username is not None or parts.password is not None:
        raise UsageError("The address holds a user name or a password; give it without.")
    return parts


def _connect(parts: SplitResult, deadline: float) -> socket.socket:
    """Return a connection to an address that was looked up once, checked, and is not looked up again."""
    host = parts.hostname or ""
    is_secure = parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    # One private address among public ones is reason enough: which of them is used would be chance.
    if not all(_is_public(address) for address in addresses):
        raise UsageError(f"{parts.geturl()}: only addresses of the public internet can be fetched.")
    refused: OSError = OSError("no address")
    for address in addresses:
        try:
            sock = socket.create_connection((address, port), max(deadline - time.monotonic(), 0.001))
        except OSError as error:
            refused = error
            continue
        if not is_secure:
            return sock
        # The handshake comes later, under the clock; it checks the certificate against the name.
        context = ssl.create_default_context()
        return context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
    raise refused


def _is_public(address: str) -> bool:
    ip: _Address = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None and (ip.ipv4_mapped or ip in _NAT64):
            return _is_public(str(inner))
        if inner is not None and not _is_public(str(inner)):
            return False
        if ip.is_site_local:  # fec0::/10, which Python 3.11 takes for global
            return False
    odd = ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_reserved or ip.is_unspecified
    return ip.is_global and not odd


def _hang_up(sock: socket.socket) -> None:
    # Past SSLSocket.shutdown, which is not made to be called while another thread reads.
    with contextlib.suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _ask(sock: socket.socket, parts: SplitResult, url: str) -> str | bytes | _Redirect:
    if isinstance(sock, ssl.SSLSocket):
        sock.do_handshake()
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port)
    connection.sock = sock  # connected already, to the address that was checked
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    connection.request("GET", path, headers=_HEADERS)
    response = connection.getresponse()
    try:
        return _answer(response, url)
    finally:
        response.close()
        connection.close()


def _answer(response: http.client.HTTPResponse, url: str) -> str | bytes | _Redirect:
    location = response.getheader("Location")
    if response.status in _REDIRECTS and location:
        # The header is bytes that http.client shows as Latin-1; whatever is not plain ASCII goes out escaped.
        return _Redirect(urljoin(url, quote(location.strip().encode("latin-1"), safe=_SAFE + "#[]")))
    if response.status != 200:
        raise UsageError(f"{url}: the server answered {response.status}. Save the page or its text and score the file.")
    kind = response.headers.get_content_type() if response.getheader("Content-Type") else "nothing"
    if kind not in _KINDS:
        raise UsageError(f"{url}: expected an HTML page, found {kind}.")
    content = response.read(MAX_PAGE_BYTES + 1)
    if response.length and len(content) <= MAX_PAGE_BYTES:
        raise http.client.IncompleteRead(b"")
    content = _unpacked(content, (response.getheader("Content-Encoding") or "identity").strip().lower(), url)
    if len(content) > MAX_PAGE_BYTES:
        raise UsageError(f"{url}: the page has more than {MAX_PAGE_BYTES >> 20} MB.")
    return _decoded(content, response.headers.get_content_charset())


def _unpacked(content: bytes, coding: str, url: str) -> bytes:
    # Some servers pack although they were asked not to.
    if coding in ("gzip", "x-gzip"):
        unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
        plain = unpacker.decompress(content, MAX_PAGE_BYTES + 1)
        if not unpacker.eof and len(plain) <= MAX_PAGE_BYTES:
            raise zlib.error("truncated")
        return plain
    if coding != "identity":
        raise UsageError(f"{url}: the page is packed in a way that is not read here ({coding[:20]!a}).")
    return content


def _decoded(content: bytes, charset: str | None) -> str | bytes:
    try:
        return content.decode(charset) if charset else content
    except (LookupError, UnicodeDecodeError):
        return content
