"""Articles out of web pages, and the fetching of one page from a public address only."""

from __future__ import annotations

import gzip
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from clf.errors import UsageError
from clf.text import html
from clf.text.html import Page, fetch_page, html_to_text

TEXT = "The river rose again on Monday, and the whole town waited for the water to go down before it was dark. "
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>The river rises - The Beacon</title>
<meta property="og:title" content="The river rises"><meta property="og:site_name" content="The Beacon">
<meta property="article:published_time" content="2021-03-04T10:00:00+01:00"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>The river rises</h1><p>{TEXT * 3}</p><p>{TEXT * 2}</p></article>
<footer>All rights reserved</footer></body></html>"""


def test_the_article_of_a_page() -> None:
    pytest.importorskip("trafilatura")
    for given in (PAGE, PAGE.encode()):
        page = html_to_text(given)
        assert (page.title, page.date, page.outlet, page.lang) == ("The river rises", "2021-03-04", "The Beacon", "en")
        assert page.text.count(TEXT.strip()) == 5
        assert "Sport" not in page.text


def test_the_language_of_a_page_is_that_of_its_article_not_of_its_template() -> None:
    pytest.importorskip("trafilatura")
    russian = "Река снова поднялась в понедельник, и весь город ждал, пока вода спадёт до наступления темноты. "
    assert html_to_text(PAGE.replace(TEXT, russian)).lang == "ru"
    assert html_to_text(PAGE.replace(TEXT, "Ok. ")).lang == "en"  # too little to tell


def test_a_page_without_article() -> None:
    pytest.importorskip("trafilatura")
    assert html_to_text("<html lang='fr'><body></body></html>") == Page("", lang="fr")
    assert html_to_text(b"").text == ""


def test_the_dependency_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(UsageError, match=r"pip install 'clf-framing\[html\]'"):
        html_to_text(PAGE)


# --- addresses

PRIVATE = [
    "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.100.100.200",
    "0.0.0.0", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1",  # noqa: S104
    "::1", "::", "fec0::1", "fe80::1", "fe80::1%1", "fd00:ec2::254", "fc00::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "2002:7f00:1::", "2002:a00:1::1", "::127.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not html._is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_that_are_public(address: str) -> None:
    assert html._is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://10.1.2.3/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://localhost/",
        "http://169.254.169.254/latest/meta-data/", "https://192.168.0.1/", "http://2130706433/", "http://0x7f.1/",
        "http://0/", "http://127.1:8080/", "http://[fd00:ec2::254]/",
    ],
)  # fmt: skip
def test_private_addresses_are_refused_before_anything_is_sent(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: Any) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(UsageError, match="public internet"):
        fetch_page(url)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/a", "gopher://example.org/", "javascript:alert(1)", "article.txt", "",
        "//example.org/a", "data:text/html,x",
    ],
)  # fmt: skip
def test_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(UsageError):
        fetch_page(url)


@pytest.mark.parametrize(
    "url", ["http://", "http://:80/", "http://a:99999/", "http://[::1/", "http://a:0/", "https:///x"]
)
def test_incomplete_addresses(url: str) -> None:
    with pytest.raises(UsageError, match="not a complete web address"):
        fetch_page(url)


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        fetch_page("http://anna:hunter2@example.org/")
    assert "hunter2" not in str(caught.value)


def test_control_characters() -> None:
    with pytest.raises(UsageError) as caught:
        fetch_page("http://example.org/\r\nX: \x1b[31m")
    assert str(caught.value).isprintable()


def resolve(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let names resolve to `answers`, one after the other."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(html.socket, "getaddrinfo", getaddrinfo)
    return asked


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(UsageError, match="public internet"):
        fetch_page("http://news.example/")


def test_a_name_is_looked_up_once_and_that_address_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolve(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    tried: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], _timeout: float) -> Any:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(html.socket, "create_connection", connect)
    with pytest.raises(UsageError, match="ConnectionRefusedError"):
        fetch_page("http://news.example/")
    assert (asked, tried) == (["news.example"], [("93.184.216.34", 80)])


# --- a server of our own

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A server on this machine; `answers` maps paths to what it does."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.requests.append((self.path, dict(self.headers.items())))
                site.answers[self.path](self)

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def says(self, path: str, body: bytes, status: int = 200, **headers: str) -> str:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in {"content_type": "text/html; charset=utf-8", **headers}.items():
                if value:
                    handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = answer
        return self.url + path


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    pytest.importorskip("trafilatura")
    monkeypatch.setattr(html, "_is_public", lambda address: True)
    server = Site()
    yield server
    server.server.shutdown()
    server.server.server_close()


def test_a_page_is_fetched(site: Site) -> None:
    page = fetch_page(site.says("/a?b=c%20d", PAGE.encode()) + "#top")
    assert (page.title, page.outlet) == ("The river rises", "The Beacon")
    path, headers = site.requests[0]
    assert path == "/a?b=c%20d"
    assert headers["Host"] == site.url.removeprefix("http://")


def test_letters_in_the_path_are_escaped(site: Site) -> None:
    site.says("/gr%C3%A8ve%20g%C3%A9n%C3%A9rale", PAGE.encode())
    assert fetch_page(site.url + "/grève générale").text


def test_the_charset_of_the_answer_is_used(site: Site) -> None:
    page = PAGE.replace("river", "rivière").encode("latin-1")
    assert "rivière" in fetch_page(site.says("/", page, content_type="text/html; charset=ISO-8859-1")).text
    assert fetch_page(site.says("/odd", PAGE.encode(), content_type="text/html; charset=x-unknown")).text


def test_a_packed_answer(site: Site) -> None:
    assert fetch_page(site.says("/", gzip.compress(PAGE.encode()), content_encoding="gzip")).text


def test_redirects_are_followed(site: Site) -> None:
    site.says("/end", PAGE.encode())
    site.says("/middle", b"", 301, location="/end#part")
    assert fetch_page(site.says("/start", b"", 302, location=f"{site.url}/middle")).text


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("http://10.0.0.1/", "public internet"),
        ("http://169.254.169.254/latest/meta-data/", "public internet"),
        ("http://[::1]/", "public internet"),
        ("file:///etc/passwd", "http:// and https://"),
        ("ftp://example.org/", "http:// and https://"),
        ("http://anna:x@example.org/", "password"),
    ],
)
def test_a_redirect_is_checked_like_the_address(
    site: Site, monkeypatch: pytest.MonkeyPatch, target: str, message: str
) -> None:
    monkeypatch.setattr(html, "_is_public", lambda address: address == "127.0.0.1")
    with pytest.raises(UsageError, match=message):
        fetch_page(site.says("/", b"", 302, location=target))


def test_redirects_in_a_circle(site: Site) -> None:
    with pytest.raises(UsageError, match="more than 5 redirects"):
        fetch_page(site.says("/", b"", 302, location="/"))
    assert len(site.requests) == 6


@pytest.mark.parametrize(
    ("status", "headers", "body", "message"),
    [
        (404, {}, b"", "answered 404"),
        (403, {}, PAGE.encode(), "answered 403"),
        (302, {}, b"", "answered 302"),
        (200, {"content_type": "application/pdf"}, b"%PDF", "found application/pdf"),
        (200, {"content_type": ""}, PAGE.encode(), "found nothing"),
        (200, {"content_encoding": "br"}, b"x", "packed"),
        (200, {"content_encoding": "gzip"}, b"x", "cannot be fetched"),
        (200, {}, b"<html></html>", "no article"),
        (200, {"content_length": "999999"}, PAGE.encode(), "cannot be fetched"),
    ],
)
def test_answers_that_are_no_page(site: Site, status: int, headers: dict[str, str], body: bytes, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        fetch_page(site.says("/", body, status, **headers))


@pytest.mark.parametrize("packed", [False, True])
def test_a_page_that_is_too_large(site: Site, monkeypatch: pytest.MonkeyPatch, packed: bool) -> None:
    monkeypatch.setattr(html, "MAX_PAGE_BYTES", 1 << 20)
    body = PAGE.encode() + b" " * (2 << 20)
    headers = {"content_encoding": "gzip"} if packed else {}
    with pytest.raises(UsageError, match="more than 1 MB"):
        fetch_page(site.says("/", gzip.compress(body) if packed else body, **headers))


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_server_that_drips_is_left(site: Site, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    monkeypatch.setattr(html, "TIMEOUT_SECONDS", 0.4)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        start = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n" + (b"\r\n" if where == "body" else b"X-A: ")
        handler.wfile.write(start)
        for _ in range(100):
            handler.wfile.write(b"a")
            time.sleep(0.05)

    site.answers["/"] = drip
    began = time.monotonic()
    with pytest.raises(UsageError, match="no complete answer within"):
        fetch_page(site.url + "/")
    assert time.monotonic() - began < 2


def test_a_server_that_says_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "TIMEOUT_SECONDS", 0.3)
    site.answers["/"] = lambda handler: time.sleep(2)
    with pytest.raises(UsageError, match="no complete answer within"):
        fetch_page(site.url + "/")


def test_https_checks_the_certificate(site: Site) -> None:
    # The server speaks plain HTTP: the handshake fails, and there is no falling back.
    with pytest.raises(UsageError, match="cannot be fetched"):
        fetch_page(site.url.replace("http:", "https:") + "/")


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "_is_public", lambda address: True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(UsageError, match="cannot be fetched"):
        fetch_page(f"http://127.0.0.1:{port}/")


def test_the_year_of_a_copyright_notice_is_no_date() -> None:
    paragraphs = "".join(
        f"<p>The river rose again on day {i}, and the mill stopped until evening.</p>" for i in range(8)
    )
    page = f"<html><body><article>{paragraphs}</article><footer>© 2024 The Beacon</footer></body></html>"
    assert html_to_text(page).date is None
