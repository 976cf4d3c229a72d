"""The main job with the models that ship, as a user calls it: files in, pages and records out, bad rows told."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

import clf
from clf.cli import main
from clf.messages import said
from clf.models.store import open_model, shipped
from clf.resources import data_dir

SAMPLE = data_dir("sample")
ARTICLE = (SAMPLE / "article.txt").read_text(encoding="utf-8")


def run(*arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "clf", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, check=False)


def records(output: bytes) -> list[dict]:
    return [json.loads(line) for line in output.decode().splitlines()]


def test_the_sample_article_is_scored_and_its_promotion_set_aside() -> None:
    score = clf.score(ARTICLE)
    assert score.lang == "fr"
    assert score.date == "2024-05"
    start = ARTICLE.index("Suivez")
    assert [(span.start, span.end) for span in score.boilerplate] == [(start, len(ARTICLE.rstrip()))]
    assert score.frames.is_monotonic_decreasing
    assert score.frames.between(0, 1).all()
    assert len(score.frames) == 14
    assert set(score.frames.nlargest(2).index) == {"External_regulation_and_reputation", "Security_and_defense"}
    assert "research use only" in score.model


def test_the_boilerplate_of_an_article_does_not_change_its_frames() -> None:
    without = ARTICLE[: ARTICLE.index("Suivez")]
    assert clf.score(ARTICLE).frame_probabilities == pytest.approx(clf.score(without).frame_probabilities)


@pytest.mark.parametrize(
    ("lang", "text", "passage"),
    [
        ("fr", "Le gouvernement a présenté hier son budget devant les députés de la commission des finances.", "Lire aussi : Le budget en cinq questions"),
        ("en", "The council approved the new bus lanes on Tuesday after a debate of four hours.", "Subscribe to our newsletter and get the day's top stories in your inbox."),
        ("de", "Der Stadtrat hat am Dienstag den neuen Haushalt mit knapper Mehrheit beschlossen.", "© 2023 Elbpost. Alle Rechte vorbehalten. Nachdruck verboten."),
        ("ru", "Городской совет во вторник утвердил новый бюджет после долгих споров между фракциями.", "Подписывайтесь на наш канал в Telegram, чтобы не пропустить главное!"),
        ("en", "The council approved the new bus lanes on Tuesday after a debate of four hours.", "The views expressed in this article are the author's own and do not necessarily reflect our editorial stance."),
    ],
)  # fmt: skip
def test_the_last_line_is_flagged_and_the_news_is_not(lang: str, text: str, passage: str) -> None:
    article = f"{text}\n\n{passage}"
    spans = clf.score(article, lang=lang).boilerplate
    assert [(span.start, span.end) for span in spans] == [(article.index(passage), len(article))]


@pytest.mark.parametrize(
    "dateline",
    [
        "PARIS, 3 mai (Agence Horizon) — ",
        "BERLIN (nda) - ",
        "LONDON, May 3 (Meridian) -- ",
        "МОСКВА, 3 мая — РИО Восток. ",
    ],
)
def test_a_dateline_is_flagged(dateline: str) -> None:
    lang = "ru" if dateline.startswith("М") else "en"
    body = {
        "ru": "Министр заявил, что переговоры продолжатся в четверг и что стороны близки к соглашению.",
        "en": "The minister said on Thursday that the talks would go on and that both sides were close to a deal.",
    }[lang]
    spans = clf.score(dateline + body + "\n\n" + body, lang=lang).boilerplate
    assert [(span.start, span.kind) for span in spans][:1] == [(0, "dateline")]
    assert spans[0].end <= len(dateline)


def test_a_language_without_model_gives_no_score_and_says_so() -> None:
    score = clf.score("Ο πρωθυπουργός ανακοίνωσε χθες νέα μέτρα για την οικονομία και τις συντάξεις. " * 5)
    assert score.lang == "el"
    assert score.frame_probabilities == {}
    assert any("No frame scores" in warning for warning in score.warnings)


def test_every_bad_row_is_told_and_the_others_are_scored(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "good", "text": ARTICLE}).encode(),
        b'{"id": "no text", "title": "x"}',
        b'{"id": "empty", "text": ""}',
        b"{broken",
        b'{"id": "bytes", "text": "\xff\xfe"}',
        json.dumps({"id": "huge", "text": "mot " * 2_500_000}).encode(),
        json.dumps({"id": "odd", "text": ARTICLE + "\x00\x1b[31m\u202e", "outlet": "\x1b]0;x\x07"}).encode(),
        json.dumps({"id": "good", "text": ARTICLE}).encode(),
    ]
    file = tmp_path / "rows.jsonl"
    file.write_bytes(b"\n".join(lines))
    done = run("score", file, "-o", tmp_path / "out.jsonl")
    assert done.returncode == 1
    rows = records((tmp_path / "out.jsonl").read_bytes())
    assert [row["source"]["row"] for row in rows] == list(range(1, 9))
    assert [bool(row["error"]) for row in rows] == [False, True, True, True, True, True, False, False]
    assert [row["id"] for row in rows if not row["error"]] == ["good", "odd", "good"]
    assert b"\x1b" not in done.stderr
    for number in (2, 3, 4, 5, 6):
        assert f"row {number}:".encode() in done.stderr


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".tsv", ".xlsx", ".parquet", ".jsonl.gz"])
def test_every_output_holds_the_same_rows(tmp_path: Path, suffix: str) -> None:
    import pandas as pd

    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "b.txt").write_text(ARTICLE, encoding="utf-8")
    out = tmp_path / "out" / f"scores{suffix}"
    out.parent.mkdir()
    done = run("score", tmp_path / "a.txt", tmp_path / "b.txt", "-o", out)
    assert done.returncode == 0, done.stderr.decode()
    readers = {
        ".csv": pd.read_csv,
        ".tsv": lambda path: pd.read_csv(path, sep="\t"),
        ".xlsx": pd.read_excel,
        ".parquet": pd.read_parquet,
    }
    table = readers.get(suffix, lambda path: pd.read_json(path, lines=True))(out)
    assert list(table["id"]) == ["a.txt", "b.txt"]
    assert set(table["lang"]) == {"fr"}
    assert [file.name for file in out.parent.iterdir()] == [out.name]


def test_unusable_calls_end_with_status_2(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    for arguments in (
        ["score", tmp_path / "absent.txt"],
        ["score", tmp_path / "a.txt", "-o", tmp_path / "out.docx"],
        ["score", tmp_path / "a.txt", "--model", empty],
        ["score"],
        ["train", "no-such-recipe", "-o", tmp_path / "m"],
        ["labels", "no-such-scheme"],
    ):
        done = run(*arguments)
        assert done.returncode == 2, arguments
        assert done.stderr
        assert b"Traceback" not in done.stderr


def status(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Return what `clf` tells the shell, without a process of its own."""
    monkeypatch.setattr(sys, "argv", ["clf", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize("further", [["-o", "o.csv"], ["--json"], ["--page"]])
@pytest.mark.parametrize(
    "arguments", [["semi.csv", "--text-column", "nope"], ["x.docx"], ["emptyfolder"], ["x.docx", "emptyfolder"]]
)
def test_an_input_of_which_nothing_can_be_read_ends_with_status_2_and_leaves_the_output_as_it_was(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    arguments: list[str],
    further: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("semi.csv").write_text("id;texte\n1;Le ministre a parlé.\n", encoding="utf-8")
    Path("x.docx").write_bytes(b"x")
    Path("emptyfolder").mkdir()
    Path("o.csv").write_text("of an earlier call", encoding="utf-8")
    assert status(monkeypatch, "score", *arguments, *further) == 2
    said = capfd.readouterr().err
    assert f"{arguments[0]}: expected" in said
    assert "clf: None of the input could be read" in said
    assert Path("o.csv").read_text(encoding="utf-8") == "of an earlier call"


def test_a_file_among_others_and_an_empty_text_end_with_status_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.csv").write_text("id;texte\n1;Le ministre a parlé.\n", encoding="utf-8")
    Path("x.docx").write_bytes(b"x")
    Path("empty.txt").write_bytes(b"")
    assert status(monkeypatch, "score", "good.csv", "x.docx", "--json", "-j", "1") == 1
    assert status(monkeypatch, "score", "empty.txt", "--json") == 1
    assert status(monkeypatch, "score", "good.csv", "x.docx", "-o", "o.csv", "-j", "1") == 1
    assert "1 article scored, 1 row not scored, written to o.csv." in capfd.readouterr().err
    assert status(monkeypatch, "train", "good.tsv", "-o", "m") == 2
    assert capfd.readouterr().err == "clf: good.tsv: no such file, and no recipe of that name.\n"
    assert status(monkeypatch, "explain", "x.docx") == 2


def test_damaged_inputs_are_told_without_a_traceback(tmp_path: Path) -> None:
    whole = gzip.compress(json.dumps({"text": ARTICLE}).encode() * 1)
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[:-20])
    (tmp_path / "wrong.parquet").write_bytes(b"PAR1nothing")
    (tmp_path / "odd.docx").write_bytes(b"x")
    (tmp_path / "empty").mkdir()
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(link)
        outside = tarfile.TarInfo("../outside.txt")
        tar.addfile(outside)
    for name in ("cut.jsonl.gz", "wrong.parquet", "odd.docx", "empty", "evil.tar"):
        done = run("score", tmp_path / name, "--json")
        assert done.returncode in (1, 2), name
        assert b"Traceback" not in done.stderr
        assert name.encode() in done.stderr
    assert not (tmp_path.parent / "outside.txt").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / ".s.jsonl.partial").symlink_to("/dev/full")
    done = run("score", tmp_path / "a.txt", "-o", tmp_path / "s.jsonl")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert not (tmp_path / "s.jsonl").exists()


def test_standard_input_and_python_m_clf(tmp_path: Path) -> None:
    done = run("score", "-", stdin=ARTICLE.encode(), cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert records(done.stdout)[0]["lang"] == "fr"


def test_the_page_says_what_the_article_is_about_first() -> None:
    done = run("score", SAMPLE / "article.txt", "--page")
    page = " ".join(done.stdout.decode().split())
    assert page.startswith("Sujet principal : ")
    assert "ni sur la vérité ni sur la propagande" in page
    assert "ressemble à un appel à s'abonner" in page


@pytest.mark.parametrize("model", shipped())
@pytest.mark.parametrize("text", [ARTICLE, ARTICLE[13:90], ARTICLE[ARTICLE.index("Suivez") :], "Oui. Non."])
def test_all_that_a_french_score_says_is_french_on_its_page(text: str, model: str) -> None:
    score = clf.score(text, lang="fr", model=model)
    page = " ".join(str(score).split())
    for sentence in (*score.warnings, *(span.evidence for span in score.boilerplate)):
        assert sentence not in page
        assert said(sentence, "fr") in page
    assert "(research use only)" not in page


def test_the_record_stays_english() -> None:
    record = clf.score(ARTICLE, lang="fr", model="open").record()
    assert record["warnings"] == [
        "The frames were learned from texts on climate change in Canadian newspapers: elsewhere they mean little.",
        "Learned from shorter texts than articles: frames (passages). What they say of a whole article was not measured.",
    ]
    assert record["boilerplate"][-1]["evidence"].startswith("reads like a follow-us line (")


def test_about_names_models_and_terms() -> None:
    page = run("--about").stdout.decode()
    for name in shipped():
        assert name in page
    assert "Research use only" in page
    assert "numpy" in page


def test_scoring_one_article_imports_no_heavy_library() -> None:
    code = (
        "import sys, clf; clf.score('Le ministre a parlé hier à Paris de la guerre. ' * 20);"
        "sys.exit(' '.join(m for m in ('sklearn', 'pandas', 'datasets', 'scipy') if m in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_models_that_ship_are_small_and_use_frequent_ngrams_only() -> None:
    assert {"default", "open"} <= set(shipped())
    folder = open_model("default").folder.parent
    assert sum(file.stat().st_size for file in folder.rglob("*.safetensors")) <= 20_500_000
    assert open_model("open").card["research_only"] is False
    assert all(entry["open_use"] for entry in open_model("open").card["corpora"] if entry["name"] != "page_blocks")


def test_score_table_keeps_the_index() -> None:
    import pandas as pd

    table = clf.score_table(pd.DataFrame({"text": [ARTICLE, "", None]}, index=["x", "y", "z"]))
    assert list(table.index) == ["x", "y", "z"]
    assert table.loc["x", "frames.External_regulation_and_reputation"] > 0
    assert table["error"].notna().tolist() == [False, True, True]


def test_an_address_that_cannot_be_read_costs_itself_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    done = run("score", "http://127.0.0.1:9/x", "a.txt", "--json", cwd=tmp_path)
    assert done.returncode == 1
    bad, good = records(done.stdout)
    assert bad["id"] == "http://127.0.0.1:9/x"
    assert "the address of an article" in bad["error"]
    assert good["error"] is None
    assert run("score", "http://127.0.0.1:9/x", cwd=tmp_path).returncode == 2
    for command in (["boilerplate", "flag"], ["report", "-o", "r.html"]):
        assert run(*command, "http://127.0.0.1:9/x", "a.txt", cwd=tmp_path).returncode == 1
        assert run(*command, "http://127.0.0.1:9/x", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["score", "-", "--json", "--page"], "Choose one of --json and --page."),
        (["explain", "-", "--task", "foo", "--label", "Economic"], "The model has no 'foo' in fr. It has: "),
        (["validate", "nope.xlsx"], "nope.xlsx: there is no such file."),
    ],
)
def test_what_cannot_be_meant_is_told(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = run(*arguments, stdin=ARTICLE.encode(), cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr.decode()
