"""Exports of press databases and annotation tools, in small files of the same layout written for these tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clf.corpora.files import Columns, read_files
from clf.errors import Problem
from clf.schema import Article, Labelling, LabelSpan


def read(path: Path, columns: Columns | None = None) -> list[Article | Problem]:
    return list(read_files([str(path)], columns, on_guess=lambda message: None))


def save(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def one(path: Path) -> Article:
    (found,) = read(path)
    assert isinstance(found, Article), str(found)
    return found


def problem(path: Path) -> Problem:
    (found,) = read(path)
    assert isinstance(found, Problem)
    return found


# --- Europresse

EUROPRESSE = """<!DOCTYPE html><html><head><title>Europresse</title><meta charset="utf-8"></head><body>
<article>
  <header>
    <div class="rdp__DocPublicationName"><span class="DocPublicationName">Le Phare, no. 23157</span></div>
    <div class="rdp__DocHeader"><span class="DocHeader">Politique, vendredi 5 avril 2019 512 mots, p. 4</span></div>
    <div class="titreArticle"><p class="sm-margin-TopNews rdp__subtitle">Transports</p>
      <p class="sm-margin-TopNews titreArticleVisu rdp__articletitle">La <mark>grève</mark> continue</p>
      <p class="sm-margin-bottomNews">Anne Dupuis</p></div>
  </header>
  <section><div class="DocText clearfix"><div class="docOcurrContainer">
    <p>Les cheminots négocient&nbsp;; la <mark>grève</mark>
       continue.</p><p>Les trains restent à quai.<br>Jusqu'à lundi.
    <p>Une balise ouverte &amp; un <i>mot</i> en italique.</div>
    <script>no()</script></div></section>
  <footer><small>&copy; 2019 Le Phare. Tous droits réservés.</small>
    <div class="publiC-lblNodoc">news·20190405·LP·7302</div></footer>
</article>
<article>
  <header><div><span class="DocPublicationName">The Beacon (website)</span></div>
  <div><span class="DocTitreSousSection">World</span> <span>x</span></div>
  <p class="titreArticleVisu">A bridge reopens</p></header>
  <section><div class="DocText clearfix"><p>The bridge reopened.</p></div></section>
  <div class="publiC-lblNodoc">web·20221222·TBW·0001</div>
</article>
<article><header><span class="DocPublicationName">Vide</span></header><div class="docOcurrContainer"> </div></article>
</body></html>"""


def test_europresse(tmp_path: Path) -> None:
    path = save(tmp_path / "export.HTML", EUROPRESSE)
    first, second, third = read(path)
    assert first == Article(
        id="news·20190405·LP·7302",
        text="Les cheminots négocient ; la grève continue.\n\nLes trains restent à quai.\n\nJusqu'à lundi.\n\n"
        "Une balise ouverte & un mot en italique.",
        title="La grève continue",
        outlet="Le Phare",
        date="2019-04-05",
        file=str(path),
        row=1,
    )
    assert isinstance(second, Article)
    assert (second.title, second.outlet, second.date) == ("A bridge reopens", "The Beacon (website)", "2022-12-22")
    assert second.text == "The bridge reopened."
    assert isinstance(third, Problem)
    assert (third.row, third.found) == (3, "an empty field")


def test_europresse_in_windows_1252(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(EUROPRESSE.encode("cp1252"))
    first = read(path)[0]
    assert isinstance(first, Article)
    assert first.title == "La grève continue"


def test_europresse_without_articles(tmp_path: Path) -> None:
    found = problem(save(tmp_path / "a.html", "<article></article><span class='DocPublicationName'>X</span>"))
    assert "Europresse" in found.expected


def test_a_page_nested_without_end(tmp_path: Path) -> None:
    deep = '<article><span class="DocPublicationName">X</span><div class="DocText">' + "<div>" * 50_000 + "deep"
    assert one(save(tmp_path / "a.html", deep)).text == "deep"


# --- Factiva

FACTIVA_LINES = """<html><body>
<div class="article enArticle">
  <div>News</div>
  <div id="hd"><span class='enHeadline'>A bridge
     reopens</span></div>
  <div class="author">By Jane Doe </div>
  <div>312 words</div><div>6 October 2018</div><div>08:30</div><div>The Beacon</div><div>TBCN</div>
  <div>1</div><div>English</div><div>Copyright 2018. The Beacon. All Rights Reserved. </div>
  <p class="articleParagraph enarticleParagraph">The <b>bridge</b> reopened.</p>
  <p class="articleParagraph enarticleParagraph">Cars crossed it
     on Monday.</p>
  <p>Document TBCN000020181006eea60003a</p>
</div><br/>
<div class="article frArticle">
  <div id="hd"><span class="frHeadline">La grève continue</span></div>
  <div>120 mots</div><div>5 avril 2019</div><div>Le Phare</div><div>LPHA</div><div>Français</div>
  <p class="articleParagraph frarticleParagraph">Les trains restent à quai.</p>
  <p>Document LPHA000020190405ef450002x</p>
</div></body></html>"""

FACTIVA_CODES = """<div class="article deArticle"><p><table>
<tr><td><b>SE</b>&nbsp;</td><td>Wirtschaft</td></tr>
<tr><td><b>HD</b>&nbsp;</td><td><span class="deHeadline">Die Brücke ist offen</span></td></tr>
<tr><td><b>WC</b></td><td>99 Wörter</td></tr>
<tr><td><b>PD</b></td><td>3. Dezember 2018</td></tr>
<tr><td><b>SN</b></td><td>Der Leuchtturm</td></tr>
<tr><td><b>LP</b></td><td><p class="articleParagraph dearticleParagraph">Die Brücke ist offen.</p></td></tr>
<tr><td><b>TD</b></td><td><p class="articleParagraph dearticleParagraph">Autos fahren wieder.</p></td></tr>
<tr><td><b>AN</b></td><td>Document LEUCHT0020181203eec30001f</td></tr>
</table></p></div>"""


def test_factiva(tmp_path: Path) -> None:
    path = save(tmp_path / "Factiva.html", FACTIVA_LINES)
    first, second = read(path)
    assert first == Article(
        id="TBCN000020181006eea60003a",
        text="The bridge reopened.\n\nCars crossed it on Monday.",
        title="A bridge reopens",
        outlet="The Beacon",
        date="2018-10-06",
        lang="en",
        file=str(path),
        row=1,
    )
    assert isinstance(second, Article)
    assert (second.outlet, second.date, second.lang) == ("Le Phare", "2019-04-05", "fr")


def test_factiva_with_codes(tmp_path: Path) -> None:
    article = one(save(tmp_path / "Factiva.htm", FACTIVA_CODES))
    assert article.text == "Die Brücke ist offen.\n\nAutos fahren wieder."
    assert (article.title, article.outlet, article.date) == ("Die Brücke ist offen", "Der Leuchtturm", "2018-12-03")
    assert (article.id, article.lang) == ("LEUCHT0020181203eec30001f", "de")


def test_factiva_headlines_alone(tmp_path: Path) -> None:
    found = problem(save(tmp_path / "a.html", '<div class="article enArticle"><div id="hd">A bridge</div></div>'))
    assert found.row == 1
    assert "bridge" not in str(found)


# --- Media Cloud


def test_media_cloud_with_texts(tmp_path: Path) -> None:
    head = "stories_id,publish_date,title,url,language,ap_syndicated,media_id,media_name,media_url,text"
    row = (
        "1234,2019-04-05 08:30:00,A bridge,https://beacon.example/1,en,False,7,The Beacon,https://x.example,It opened."
    )
    article = one(save(tmp_path / "mc.csv", f"{head}\n{row}\n"))
    assert (article.id, article.title, article.outlet, article.lang) == ("1234", "A bridge", "The Beacon", "en")
    assert (article.text, article.date) == ("It opened.", "2019-04-05T08:30:00")
    assert article.url == "https://beacon.example/1"


def test_media_cloud_as_it_comes(tmp_path: Path) -> None:
    head = "id,indexed_date,language,media_name,media_url,publish_date,title,url"
    path = save(tmp_path / "mc.csv", f"{head}\nab,2024-01-02,en,beacon.example,b,2024-01-01,A bridge,https://b/1\n")
    assert "Media Cloud" in problem(path).remedy
    (article,) = read(path, Columns(text="title"))
    assert isinstance(article, Article)
    assert (article.text, article.id, article.outlet) == ("A bridge", "ab", "beacon.example")


# --- Label Studio


def choice(*names: str, control: str = "frames") -> dict[str, Any]:
    return {"type": "choices", "from_name": control, "to_name": "text", "value": {"choices": list(names)}}


def span(start: int, end: int, *names: str, text: str | None = None) -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": list(names), **({"text": text} if text else {})}
    return {"type": "labels", "from_name": "techniques", "to_name": "text", "value": value}


def task(*annotations: dict[str, Any], text: str = "The river rose.", **more: Any) -> dict[str, Any]:
    return {"id": 5, "data": {"text": text, "source": "Beacon"}, "annotations": list(annotations), **more}


def test_label_studio(tmp_path: Path) -> None:
    result = [choice("Economic", "Health", "Economic"), choice("news", control="genre"), span(4, 9, "Loaded")]
    path = save(tmp_path / "project-1.json", [task({"result": result}), task()])
    first, second = read(path)
    assert isinstance(first, Article)
    assert (first.id, first.text, first.outlet) == ("5", "The river rose.", "Beacon")
    assert first.labels == (
        Labelling("frames", ("Economic", "Health")),
        Labelling("genre", ("news",)),
        Labelling("techniques", (), (LabelSpan("Loaded", 4, 9),)),
    )
    assert isinstance(second, Article)
    assert second.labels == ()


def test_label_studio_takes_the_ground_truth_and_no_cancelled_work(tmp_path: Path) -> None:
    annotations = [
        {"result": [choice("a")], "was_cancelled": True},
        {"result": [choice("b")]},
        {"result": [choice("c")], "ground_truth": True},
    ]
    path = save(tmp_path / "a.json", [task(*annotations)] * 3)
    told: list[str] = []
    found = list(read_files([str(path)], on_guess=told.append))
    assert isinstance(found[0], Article)
    assert found[0].names("frames") == ("c",)
    assert len([message for message in told if "several annotations" in message]) == 1
    assert one(save(tmp_path / "b.json", [task(*annotations[:2])])).names("frames") == ("b",)


@pytest.mark.parametrize(("start", "end"), [(5, 10), (6, 11)])
def test_label_studio_offsets_after_an_emoji(tmp_path: Path, start: int, end: int) -> None:
    text = "\U0001f30a The river rose."
    start, end = (start + 1, end + 1)
    article = one(save(tmp_path / "a.json", [task({"result": [span(start, end, "x", text="river")]}, text=text)]))
    (found,) = article.labels[0].spans
    assert article.text[found.start : found.end] == "river"


@pytest.mark.parametrize("bad", [span(4, 99, "x"), span(9, 4, "x")])
def test_label_studio_spans_outside(tmp_path: Path, bad: dict[str, Any]) -> None:
    found = problem(save(tmp_path / "a.json", [task({"result": [bad]})]))
    assert (found.row, found.id) == (1, "5")


@pytest.mark.parametrize(
    "annotation",
    [{}, {"result": None}, {"result": [None, 3, {"value": 3}, {"value": {"rating": 4}, "from_name": "r"}]}, 7],
)
def test_label_studio_results_of_other_kinds(tmp_path: Path, annotation: Any) -> None:
    assert one(save(tmp_path / "a.json", [task(annotation)])).labels == ()


def test_label_studio_without_text(tmp_path: Path) -> None:
    found = problem(save(tmp_path / "a.json", [{"id": 1, "data": {"image": "x.jpg"}, "annotations": []}]))
    assert "'id', 'image'" in found.found


def test_label_studio_in_its_short_form(tmp_path: Path) -> None:
    spans = [{"start": 4, "end": 9, "text": "river", "labels": ["x", "y"]}]
    article = one(save(tmp_path / "a.json", [{"id": 1, "text": "The river rose.", "label": spans}]))
    assert article.labels[0].spans == (LabelSpan("x", 4, 9), LabelSpan("y", 4, 9))
    article = one(save(tmp_path / "b.json", [{"id": 1, "text": "The river rose.", "label": {"choices": ["x", "y"]}}]))
    assert article.names("label") == ("x", "y")


# --- Doccano

DOCCANO = "The river rose."


@pytest.mark.parametrize(
    ("record", "names", "spans"),
    [
        ({"text": DOCCANO, "label": ["a", "b"]}, ("a", "b"), []),
        ({"text": DOCCANO, "label": [[4, 9, "x"], [0, 3, "y"]]}, (), [("x", 4, 9), ("y", 0, 3)]),
        ({"text": DOCCANO, "label": []}, (), []),
        ({"data": DOCCANO, "label": [[4, 9, "x"]]}, (), [("x", 4, 9)]),
        ({"text": DOCCANO, "cats": ["a"], "entities": [[4, 9, "x"]]}, ("a",), [("x", 4, 9)]),
        ({"text": DOCCANO, "cats": {"a": 1.0, "b": 0.0, "c": True}}, ("a", "c"), []),
        (
            {
                "text": DOCCANO,
                "entities": [{"id": 1, "label": "x", "start_offset": 4, "end_offset": 9}],
                "relations": [],
            },
            (),
            [("x", 4, 9)],
        ),
    ],
)
def test_doccano(tmp_path: Path, record: dict[str, Any], names: tuple[str, ...], spans: list[Any]) -> None:
    article = one(save(tmp_path / "admin.jsonl", json.dumps({"id": 3, **record, "Comments": []}) + "\n"))
    assert (article.id, article.text) == ("3", DOCCANO)
    assert article.labels == (Labelling("label", names, tuple(LabelSpan(*span) for span in spans)),)
