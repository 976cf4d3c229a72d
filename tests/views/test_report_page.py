from __future__ import annotations

import base64
import hashlib
import json
import tracemalloc
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from by_hand import HOSTILE, hostile
from report_pages import FOLLOW, article_score, make, read, shown

import clf
from clf.errors import Problem, UsageError
from clf.schema import Article
from clf.views.report import build, sections
from clf.views.report.build import Options, write_report
from clf.views.report.leak import read_leak

CALLS = {
    "n": 120,
    "value": 0.61,
    "low": 0.5,
    "high": 0.7,
}
LEAK: dict[str, Any] = {
    "version": 1,
    "model": "tfidf",
    "measure": "macro-F1",
    "n": 120,
    "outlets": 9,
    "answer": "A third of the score is the outlet.",
    "decision": {"leak_found": True, "why": "Larger than chance allows."},
    "notes": [],
    "scores": {
        "random": CALLS,
        "outlet_disjoint": CALLS | {"outlets": 9},
        "time_disjoint": {"value": None, "why": "there are no dates"},
    },
    "gaps": {"outlet": CALLS | {"p_holm": 0.01}},
    "carriers": [
        {
            "feature": "follow us",
            "label": "left",
            "outlet": "Alder",
            "outlet_share": 0.9,
            "n": 7,
            "boilerplate_share": 1.0,
        }
    ],
}


def leak_file(path: Path, **changes: object) -> Path:
    path.write_text(json.dumps(LEAK | changes), encoding="utf-8")
    return path


def test_the_page_has_every_section_and_names_its_numbers(tmp_path: Path) -> None:
    done = make(tmp_path / "r.html", [article_score(number) for number in range(60)])
    page = read(tmp_path / "r.html")
    assert (done.articles, done.listed, done.failed, done.size) == (60, 60, 0, (tmp_path / "r.html").stat().st_size)
    words = " ".join(page.text.split())
    for fact in (
        "Water in three towns",
        "60 articles of 3 outlets, 2021-01 to 2021-12.",
        "The most common frame is the economy and money: it is called in 25% of the articles",
        "weak evidence: 3 outlets",
        "Boilerplate was found in 50% of the articles",
        "10 articles · a follow-us line, 90% · reads like a follow-us line; the last paragraph",
        "There is no leak report in this page.",
        "They are no verdict on truth or propaganda.",
    ):
        assert fact in words
    ids = {attributes.get("id") for _, attributes in page.elements}
    assert {"overview", "frames", "boilerplate", "leak", "articles"} <= ids


def test_a_french_page_speaks_french(tmp_path: Path) -> None:
    scores = [article_score(number) for number in range(30)]
    make(tmp_path / "r.html", scores, lang="fr", leak=read_leak(leak_file(tmp_path / "leak.json")))
    page = read(tmp_path / "r.html")
    assert page.elements[0] == ("html", {"lang": "fr"})
    words = " ".join(page.text.split())
    assert "30 articles de 3 médias, 2021-01 à 2021-12." in words
    assert "médias jamais vus à l'entraînement" in words
    assert "0,610" in words
    assert page.data()["tables"]["frames"] == ["le bien et le mal", "l'économie et l'argent"]
    for english in ("articles of", "outlet-disjoint", "The most common", "weak evidence", "Choose a frame"):
        assert english not in words


def test_the_policy_allows_the_pages_own_script_and_style_alone(tmp_path: Path) -> None:
    make(tmp_path / "r.html", [article_score(1)])
    page = read(tmp_path / "r.html")
    (policy,) = (a["content"] for t, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; ")
    run = [(tag, text) for tag, attributes, text in page.blocks if tag == "style" or "type" not in attributes]
    assert [tag for tag, _ in run] == ["style", "script"]
    for tag, text in run:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_nothing_in_the_page_is_loaded_or_run(tmp_path: Path) -> None:
    make(tmp_path / "r.html", [article_score(1), hostile()], url=HOSTILE, title=HOSTILE)
    page = read(tmp_path / "r.html")
    for tag, attributes in page.elements:
        assert tag not in ("img", "iframe", "object", "embed", "link", "base", "form", "video", "audio")
        assert not any(name.startswith("on") or name in ("src", "style", "srcdoc") for name in attributes), tag
        assert attributes.get("href") is None or str(attributes["href"]).startswith("#")
    kinds = [attributes.get("type") for tag, attributes, _ in page.blocks if tag == "script"]
    assert kinds == ["application/json", "application/octet-stream", "application/octet-stream", None]


def test_without_texts_no_more_than_an_excerpt_is_in_the_page(tmp_path: Path) -> None:
    made = article_score(2, text=" ".join(f"word{number}" for number in range(500)), boilerplate=[], highlights=[])
    make(tmp_path / "r.html", [made])
    (detail,) = read(tmp_path / "r.html").details()
    assert made.text.startswith(shown(detail))
    assert 280 <= len(shown(detail)) <= 300
    make(tmp_path / "t.html", [made], with_texts=True)
    page = read(tmp_path / "t.html")
    assert shown(page.details()[0]) == made.text
    assert "The page holds the whole texts." in page.text


def test_of_a_large_corpus_some_are_listed_and_all_counted(tmp_path: Path) -> None:
    scores = [article_score(number) for number in range(300)]
    done = make(tmp_path / "r.html", scores, listed=40)
    page = read(tmp_path / "r.html")
    assert (done.articles, done.listed) == (300, 40)
    places = [int(row["id"][1:]) for row in page.rows()]
    assert len(places) == len(set(places)) == 40
    assert places == sorted(places)
    assert max(places) > 150
    assert page.data()["series"][0]["whole"][0][0] == 300
    assert "The list holds 40 of the 300 articles" in page.text
    make(tmp_path / "again.html", scores, listed=40)
    assert read(tmp_path / "again.html").rows() == page.rows()


def test_memory_does_not_grow_with_the_corpus(tmp_path: Path) -> None:
    made = [article_score(number, text=f"{number} " + "word " * 400) for number in range(50)]
    scorer = SimpleNamespace(model=SimpleNamespace(name="m"), flagger=None, score=lambda a, highlight: made[int(a.id)])

    def peak(n: int) -> int:
        rows = (Article(str(number % 50), "x" * 2_000) for number in range(n))
        tracemalloc.start()
        write_report(rows, scorer, tmp_path / "r.html", Options("x", listed=20))  # type: ignore[arg-type]
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)  # what is loaded and kept once
    assert peak(3_000) < 1.1 * peak(300)


def test_small_outlets_are_counted_and_said_to_be_missing(tmp_path: Path) -> None:
    n = sections.OUTLETS + 5
    make(tmp_path / "r.html", [article_score(number, outlet=f"Outlet {number}") for number in range(n)])
    page = read(tmp_path / "r.html")
    assert page.data()["hidden"] == 5
    assert "5 smaller outlets are not shown" in page.text


def test_bad_rows_are_told_and_the_others_are_there(tmp_path: Path) -> None:
    rows = [Problem("in.csv", "a text", "nothing", "Leave it out.", 3, HOSTILE), Article("a1", "x")]
    scorer = SimpleNamespace(model=SimpleNamespace(name="m"), flagger=None, score=lambda a, highlight: article_score(1))
    told: list[str | None] = []
    done = write_report(rows, scorer, tmp_path / "r.html", Options("x"), lambda score: told.append(score.error))  # type: ignore[arg-type]
    assert (done.articles, done.failed) == (1, 1)
    assert told == ["expected a text, found nothing. Leave it out."]
    assert "in.csv, row 3: expected a text" in read(tmp_path / "r.html").text


def test_a_corpus_without_an_article_has_no_page(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no article to report on"):
        write_report([], SimpleNamespace(), tmp_path / "r.html", Options("x"))  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_articles_without_anything_but_a_text_have_a_page(tmp_path: Path) -> None:
    nothing = {
        "title": None,
        "outlet": None,
        "date": None,
        "lang": None,
        "frame_probabilities": {},
        "frames_called": [],
    }
    made = [
        article_score(number, id=f"b{number}", frames_support={}, frames_with_boilerplate={}, **nothing)
        for number in range(3)
    ]
    make(tmp_path / "r.html", made)
    page = read(tmp_path / "r.html")
    assert "No article of this corpus has frame scores" in page.text
    assert "3 articles of unknown outlets." in page.text
    assert page.rows()[0]["lead"].startswith("Council number 0")


def test_the_leak_report_is_shown(tmp_path: Path) -> None:
    leak = read_leak(leak_file(tmp_path / "leak.json"))
    make(tmp_path / "r.html", [article_score(1)], leak=leak)
    words = " ".join(read(tmp_path / "r.html").text.split())
    for fact in (
        "Leak found. A third of the score is the outlet.",
        "outlets never seen in training 0.610 0.500–0.700 120",
        "impossible: there are no dates",
        "what is lost on outlets never seen in training +0.610 +0.500 – +0.700 p 0.010",
        "follow us left Alder (90%) 7 100%",
        "weak evidence: 9 outlets",
    ):
        assert fact in words


def test_what_clf_leak_writes_can_be_read(tmp_path: Path) -> None:
    texts = [f"{'good' if number % 2 else 'bad'} news number {number} of town {number % 7}" for number in range(80)]
    report = clf.leak_report(texts, ["a" if n % 2 else "b" for n in range(80)], [f"outlet {n % 8}" for n in range(80)])
    path = tmp_path / "leak.json"
    path.write_text(json.dumps(report.as_dict()), encoding="utf-8")
    leak = read_leak(path)
    assert leak["n"] == 80
    assert [score["name"] for score in leak["scores"]] == list(report.scores)
    make(tmp_path / "r.html", [article_score(1)], leak=leak)
    assert "outlets never seen in training" in read(tmp_path / "r.html").text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nonsense", "expected JSON, found something else .an error in line 1"),
        ("[" * 200_000, "expected JSON"),
        ("[]", "found a list"),
        ("{}", "found version None"),
        (json.dumps(LEAK | {"version": 2}), "found version 2"),
        (json.dumps(LEAK | {"version": "<script>" * 99}), "expected a leak report"),
        (json.dumps({key: value for key, value in LEAK.items() if key != "scores"}), "found one with parts missing"),
        (json.dumps(LEAK | {"decision": {"leak_found": "yes", "why": ""}}), "found one with parts missing"),
        (json.dumps(LEAK | {"scores": {"random": {"value": "high"}}}), "found one with parts missing"),
        (json.dumps(LEAK | {"n": float("inf")}), "found one with parts missing"),
    ],
)
def test_another_file_is_no_leak_report(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "leak.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        read_leak(path)


def test_a_leak_report_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"leak\.json: cannot be read"):
        read_leak(tmp_path / "leak.json")


def test_a_hostile_leak_report_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    carrier = LEAK["carriers"][0] | {"feature": HOSTILE, "outlet": HOSTILE, "label": HOSTILE}
    path = leak_file(
        tmp_path / "leak.json",
        answer=HOSTILE,
        model=HOSTILE,
        notes=[HOSTILE],
        carriers=[carrier],
        scores={HOSTILE: CALLS},
    )
    make(tmp_path / "r.html", [article_score(1)], leak=read_leak(path))
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "\x1b" not in html


def test_a_page_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        make(tmp_path / "r.html", [article_score(1)])
    assert list(tmp_path.iterdir()) == []


def test_the_size_of_the_excerpt_is_what_the_page_says() -> None:
    assert build.EXCERPT == 300
    assert FOLLOW in article_score(0).text
