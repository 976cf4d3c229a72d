"""Check and fetch, against small files and a server of our own on the loopback."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from rich.console import Console

from clf.corpora import fetch as module
from clf.corpora.check import check
from clf.corpora.fetch import fetch
from clf.corpora.registry import Card, ExpectedFile, load_card
from clf.errors import DataError, UsageError

CONTENT = bytes(range(256)) * 4096
NAME = "mill.bin"
FRAC_FILE = "gold_standard_single_label_all.csv"
SECRET = "The mill pays no tax"


class Server(ThreadingHTTPServer):
    """Serves CONTENT in several manners, one per path, and notes the ranges asked for."""

    daemon_threads = True
    ranges: list[str | None]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that refuses an answer hangs up."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        manner = self.path.strip("/")
        if manner == "gone":
            self.send_error(404)
        elif manner == "away":
            self._head(302, 0, Location=f"http://mill.example/{NAME}")
        elif manner == "moved":
            self._head(302, 0, Location="/whole")
        elif manner == "file":
            self._head(302, 0, Location="file:///mill.bin")
        else:
            self._send(manner, int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0)

    def _send(self, manner: str, start: int) -> None:
        body = CONTENT[::-1] if manner == "other" else CONTENT
        if manner == "endless":
            self._head(200, None)
            self.wfile.write(CONTENT + b"more")
        elif manner == "longer":
            self._head(200, len(body) + 1)
        elif manner == "truncated":
            self._head(200, len(body))
            self.wfile.write(body[:1000])
        elif start and manner != "no-ranges":
            shift = 1 if manner == "shifted" else 0
            extent = f"bytes {start + shift}-{len(body) - 1}/{len(body)}"
            self._head(206, len(body) - start, **{"Content-Range": extent})
            self.wfile.write(body[start:])
        else:
            self._head(200, len(body))
            self.wfile.write(body)

    def _head(self, status: int, length: int | None, **headers: str) -> None:
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(module, "_HTTP_ON_LOOPBACK", True)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with Server(("127.0.0.1", 0), Handler) as running:
        running.ranges = []
        Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield running
        running.shutdown()


def card_of(url: str | None, *, research_only: bool = False) -> Card:
    file = ExpectedFile(NAME, hashlib.sha256(CONTENT).hexdigest(), len(CONTENT), url)
    return replace(load_card("frac"), public=(file,) if url else (), folders=("",), research_only=research_only)


def test_full_download(server: Server, tmp_path: Path) -> None:
    card = card_of(f"{server.url}/whole")
    text = fetch(card, tmp_path / "new" / "folder")
    assert (tmp_path / "new" / "folder" / NAME).read_bytes() == CONTENT
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == [NAME]
    assert "sha256 equal" in text
    assert card.licence_note in text
    assert card.how_to_get not in text
    assert f"Then: clf corpora check frac --data {tmp_path / 'new' / 'folder'}" in text


def test_a_file_that_is_there_is_not_downloaded_again_nor_overwritten(server: Server, tmp_path: Path) -> None:
    card = card_of(f"{server.url}/whole")
    (tmp_path / NAME).write_bytes(CONTENT)
    assert "already" in fetch(card, tmp_path)
    (tmp_path / NAME).write_bytes(b"mine")
    with pytest.raises(DataError, match="another checksum"):
        fetch(card, tmp_path)
    assert (tmp_path / NAME).read_bytes() == b"mine"
    assert server.ranges == []


@pytest.mark.parametrize("manner", ["whole", "no-ranges"])
def test_an_interrupted_download_is_continued(server: Server, tmp_path: Path, manner: str) -> None:
    (tmp_path / f"{NAME}.partial").write_bytes(CONTENT[:5000])
    fetch(card_of(f"{server.url}/{manner}"), tmp_path)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert server.ranges == ["bytes=5000-"]


def test_a_redirect_keeps_the_range(server: Server, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.partial").write_bytes(CONTENT[:5000])
    fetch(card_of(f"{server.url}/moved"), tmp_path)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert server.ranges == ["bytes=5000-", "bytes=5000-"]


def test_a_complete_partial_needs_no_server(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.partial").write_bytes(CONTENT)
    fetch(card_of("https://mill.example"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_partial_that_is_too_long_is_begun_anew(server: Server, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.partial").write_bytes(CONTENT + b"more")
    fetch(card_of(f"{server.url}/whole"), tmp_path)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert server.ranges == [None]


@pytest.mark.parametrize("start", [b"", b"not the beginning"])
def test_a_wrong_checksum_removes_the_download(server: Server, tmp_path: Path, start: bytes) -> None:
    if start:
        (tmp_path / f"{NAME}.partial").write_bytes(start)
    with pytest.raises(DataError, match=r"expected sha256 .*, found another checksum"):
        fetch(card_of(f"{server.url}/{'whole' if start else 'other'}"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_truncated_download_is_kept_and_continued(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="found 1,000"):
        fetch(card_of(f"{server.url}/truncated"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f"{NAME}.partial"]
    fetch(card_of(f"{server.url}/whole"), tmp_path)
    assert server.ranges == [None, "bytes=1000-"]
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(
    ("manner", "found"),
    [
        ("gone", "HTTP status 404"),
        ("longer", "1,048,577"),
        ("endless", "more than these"),
        ("away", "without https"),
        ("file", "HTTP status 302"),
    ],
)
def test_what_is_not_the_file_leaves_nothing(server: Server, tmp_path: Path, manner: str, found: str) -> None:
    with pytest.raises(DataError, match=found) as raised:
        fetch(card_of(f"{server.url}/{manner}"), tmp_path)
    assert raised.value.problem.file == NAME
    assert list(tmp_path.iterdir()) == []


def test_another_part_than_asked_for_is_not_appended(server: Server, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.partial").write_bytes(CONTENT[:5000])
    with pytest.raises(DataError, match="another part"):
        fetch(card_of(f"{server.url}/shifted"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there(server: Server, tmp_path: Path) -> None:
    server.shutdown()
    server.server_close()
    with pytest.raises(DataError, match="an answer from"):
        fetch(card_of(f"{server.url}/whole"), tmp_path)


@pytest.mark.parametrize("url", ["http://127.0.0.1/a", "http://mill.example/a", "file:///mill.bin", "ftp://mill/a"])
def test_only_https(tmp_path: Path, url: str) -> None:
    with pytest.raises(DataError, match="https"):
        fetch(card_of(url), tmp_path)


def test_http_is_for_the_loopback_alone(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="https"):
        fetch(card_of("http://mill.example/a"), tmp_path)


def test_a_full_disk_is_told_before(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SPARE_BYTES", shutil.disk_usage(tmp_path).total)
    with pytest.raises(UsageError, match="are free"):
        fetch(card_of(f"{server.url}/whole"), tmp_path)
    assert server.ranges == []


def test_a_file_is_no_folder(server: Server, tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(UsageError, match="taken"):
        fetch(card_of(f"{server.url}/whole"), tmp_path / "taken" / "below")


def test_a_folder_that_cannot_be_written(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.os, "access", lambda *_: False)  # for a superuser every folder can be written
    with pytest.raises(UsageError, match="nothing can be written"):
        fetch(card_of(f"{server.url}/whole"), tmp_path)
    assert server.ranges == []


def test_without_address_or_for_research_only_nothing_is_downloaded(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    for card in (card_of(None), card_of(f"{server.url}/whole", research_only=True)):
        text = fetch(card, folder)
        assert card.how_to_get in text
        assert card.licence_note in text
    assert server.ranges == []
    assert not folder.exists()


def test_files_lie_as_in_the_repository_and_are_checked_there(server: Server, tmp_path: Path) -> None:
    card = card_of(f"{server.url}/whole")
    one, two = (replace(card.public[0], name=f"data/{name}.bin") for name in ("one", "two"))
    card = replace(card, public=(one, two), folders=("FrAC",))
    fetch(card, tmp_path)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")) == [
        "FrAC/data/one.bin",
        "FrAC/data/two.bin",
    ]
    (tmp_path / "FrAC" / "data" / "one.bin").write_bytes(b"other")
    (tmp_path / "FrAC" / "data" / "two.bin").unlink()
    report = check(card, tmp_path)
    assert not report.ok
    assert "data/one.bin: sha256 differs" in report.text
    assert "data/two.bin: missing" in report.text


def test_a_terminal_sees_how_far_it_is(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    terminal = Console(file=screen, force_terminal=True, width=80, color_system=None)
    monkeypatch.setattr(module, "Console", lambda **_: terminal)
    (tmp_path / f"{NAME}.partial").write_bytes(CONTENT[: len(CONTENT) // 2])
    fetch(card_of(f"{server.url}/whole"), tmp_path)
    shares = [int(share) for share in re.findall(r"(\d+)%", screen.getvalue())]
    assert NAME in screen.getvalue()
    assert shares == sorted(shares)
    assert shares[0] >= 50
    assert shares[-1] == 100


def test_no_terminal_no_progress(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fetch(card_of(f"{server.url}/whole"), tmp_path)
    assert capsys.readouterr().err == ""


def packed(folder: Path, rows: str, name: str = "frac_gold.tar.xz") -> tuple[Path, Card]:
    """Write a small FrAC as archive, and return it with a card that fits it."""
    clone = folder / "FrAC"
    clone.mkdir()
    (clone / FRAC_FILE).write_text("sentence,label\n" + rows, encoding="utf-8")
    archive = folder / name
    with tarfile.open(archive, "w:xz") as tar:
        tar.add(clone, "FrAC")
    content = archive.read_bytes()
    file = ExpectedFile("frac_gold.tar.xz", hashlib.sha256(content).hexdigest(), len(content))
    return archive, replace(load_card("frac"), files=(file,), public=(), rows={"sentences": 2})


GOOD = f"{SECRET}.,1\nNobody asked.,15\n"


def test_check_of_what_is_as_on_the_card(tmp_path: Path) -> None:
    archive, card = packed(tmp_path, GOOD)
    for data in (archive, tmp_path):
        report = check(card, data)
        assert report.ok
        assert f"found {archive}, sha256 equal" in report.text
        assert "sentences: 2 rows, as on the card; 0 problems" in report.text
        assert SECRET not in report.text


def test_check_under_another_name(tmp_path: Path) -> None:
    archive, card = packed(tmp_path, GOOD, "renamed.tar.xz")
    assert check(card, archive).ok


def test_check_of_a_folder_has_no_checksum(tmp_path: Path) -> None:
    archive, card = packed(tmp_path, GOOD)
    archive.unlink()
    report = check(card, tmp_path)
    assert report.ok
    assert "no checksum" in report.text


def test_check_tells_a_changed_file_and_other_counts(tmp_path: Path) -> None:
    archive, card = packed(tmp_path, GOOD + f"{SECRET} either.,x\n" * 5)
    card = replace(card, files=(replace(card.files[0], sha256="0" * 64, bytes=1),), rows={"sentences": 3})
    report = check(card, archive)
    assert not report.ok
    assert "sha256 differs" in report.text
    assert "sentences: 2 rows, 3 on the card, counted in frac_gold.tar.xz; 5 problems" in report.text
    assert report.text.count("a number as label") == 3
    assert SECRET not in report.text


def test_rows_that_cannot_be_read_are_not_as_on_the_card(tmp_path: Path) -> None:
    archive, card = packed(tmp_path, GOOD + f"{SECRET} either.,x\n")
    assert not check(card, archive).ok


def test_check_of_a_damaged_file(tmp_path: Path) -> None:
    archive, card = packed(tmp_path, GOOD)
    archive.write_bytes(archive.read_bytes()[:-40])
    report = check(card, archive)
    assert not report.ok
    assert "sha256 differs" in report.text
    assert "Reading stopped" in report.text


def test_check_names_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLF_DATA", raising=False)
    archive, card = packed(tmp_path, GOOD)
    two = replace(card, files=(*card.files, ExpectedFile("second.tar.xz", "0" * 64, 1)))
    report = check(two, archive)
    assert not report.ok
    assert "sha256 equal" in report.text
    assert "second.tar.xz: missing" in report.text
    assert "sentences:" not in report.text
    assert "frac_gold.tar.xz: missing" in check(card, None).text
    with pytest.raises(UsageError, match="no such file"):
        check(card, tmp_path / "nowhere")
