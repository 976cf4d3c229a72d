"""The report page in a real browser: hostile texts do nothing, and people can search, filter, sort and read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import Watched
from by_hand import HOSTILE
from report_pages import article_score, make

from clf.schema import Span, TechniqueCall

ATTACKS = [
    "<script>window.pwned = 1</script>",
    "</script><script>window.pwned = 2</script>",
    '<img src=x onerror="window.pwned = 3">',
    "<svg onload='window.pwned=4'><iframe srcdoc='<script>top.pwned=5</script>'>",
    '"\'><a href="javascript:window.pwned=6" onclick=alert(6)>click</a>',
    "javascript:window.pwned=7",
    "line\u2028window.pwned=8\u2029//*/ ${window.pwned=9} {{constructor.constructor('window.pwned=10')()}}",
    "<!--<script>\x00\u202eevil\u2066 ]]> &lt;script&gt; &#60;img&#62;",
    "</style><style>body{display:none}</style><base href=https://evil.example/><meta http-equiv=refresh content=0>",
    "__proto__",
    HOSTILE,
]

OpenTab = Callable[..., Watched]


def attack(number: int, text: str) -> Any:
    body = f"{text} stands in the news.\n\n{text} follows us."
    return article_score(
        number,
        id=f"{number} {text}",
        text=body,
        n_chars=len(body),
        title=text,
        outlet=text,
        date=text,
        lang=text,
        frame_scheme="mine",
        frame_probabilities={text: 0.75},
        frames_called=[text],
        frames_support={},
        frames_with_boilerplate={text: 0.25},
        genre={text: 0.5},
        genre_called=text,
        genre_shares={text: 0.5},
        technique_calls=[TechniqueCall(text, 0, 5, 0.5)],
        boilerplate=[Span(len(text) + 22, len(body), "promo", 0.9, text, text)],
        highlights=[(0, min(5, len(text)), 0.5)],
        warnings=[text],
        model=text,
    )


@pytest.fixture
def water(tmp_path: Path) -> str:
    """The address of a page with 240 articles of ours."""
    make(tmp_path / "water.html", [article_score(number) for number in range(240)], url="https://example.org/a")
    return (tmp_path / "water.html").as_uri()


def titles(tab: Any) -> list[str]:
    return list(tab.locator(".list .title").all_inner_texts())


@pytest.mark.parametrize("with_texts", [False, True])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_nothing_hostile_runs(tmp_path: Path, open_tab: OpenTab, lang: str, with_texts: bool) -> None:
    scores = [attack(number, text) for number, text in enumerate(ATTACKS)]
    path = tmp_path / "hostile.html"
    make(path, scores, url="javascript:window.pwned=11", title=ATTACKS[1], lang=lang, with_texts=with_texts)
    watched = open_tab(path.as_uri())
    tab = watched.tab
    tab.wait_for_selector(".list button")
    assert tab.locator(".list button").count() == len(ATTACKS)
    for place in range(len(ATTACKS)):
        tab.locator(".list button").nth(place).click()
        tab.wait_for_selector(".reading")
        closed = tab.locator("details:not([open]) > summary:visible")
        while closed.count():
            closed.first.click()
    for frame in range(tab.locator("#frame-choice option").count()):
        tab.select_option("#frame-choice", index=frame)
    tab.fill("#search", ATTACKS[2])
    assert tab.evaluate("typeof window.pwned") == "undefined"
    assert tab.evaluate("({}).polluted === undefined && Object.getPrototypeOf({}) === Object.prototype")
    assert tab.locator("img, iframe, base, form[action], svg[onload], [onclick], [onerror]").count() == 0
    assert tab.locator("a[href^='javascript' i]").count() == 0
    assert tab.locator("main").is_visible()
    assert watched.dialogs == []
    assert watched.errors == []
    assert watched.requests == [path.as_uri()]
    watched.shoot(tmp_path / f"hostile-{lang}.png")


@pytest.mark.parametrize("text", ATTACKS[:4])
def test_without_escaping_the_same_texts_would_run(open_tab: OpenTab, text: str) -> None:
    watched = open_tab("about:blank")
    watched.tab.set_content(f"<!doctype html><body>{text}")
    watched.tab.wait_for_function("window.pwned !== undefined", timeout=5_000)


def test_the_policy_stops_what_gets_past_the_escaping(tmp_path: Path, open_tab: OpenTab) -> None:
    path = tmp_path / "page.html"
    make(path, [article_score(1)])
    html = path.read_text(encoding="utf-8").replace("<main>", f"<main>{''.join(ATTACKS[:4])}")
    path.write_text(html, encoding="utf-8")
    watched = open_tab(path.as_uri())
    watched.tab.wait_for_selector(".list button")
    assert watched.tab.evaluate("typeof window.pwned") == "undefined"
    assert any("Content Security Policy" in error for error in watched.errors)
    with pytest.raises(Exception, match="TrustedHTML"):
        watched.tab.evaluate("document.body.innerHTML = '<b>x</b>'")


def test_searching_finds_words_in_any_order_and_spelling(open_tab: OpenTab, water: str) -> None:
    tab = open_tab(water).tab
    tab.fill("#search", "fanal WATER 001")
    assert titles(tab) == ["Water 001"]
    assert tab.inner_text(".count") == "1 of 240 articles"
    tab.fill("#search", "wäter")
    assert tab.inner_text(".count") == "240 of 240 articles"
    tab.fill("#search", "nowhere")
    assert tab.inner_text(".count") == "No article fits. Take a filter away."
    assert tab.locator(".more").is_hidden()
    tab.click(".reset")
    tab.wait_for_selector(".count:text-is('240 of 240 articles')")


def test_filters_narrow_the_list_together(open_tab: OpenTab, water: str) -> None:
    tab = open_tab(water).tab
    tab.select_option("#filter-outlet", label="Le Fanal")
    assert tab.inner_text(".count") == "80 of 240 articles"
    tab.select_option("#filter-has", label="with boilerplate")
    assert tab.inner_text(".count") == "40 of 240 articles"
    tab.select_option("#filter-frame", label="the economy and money")
    assert tab.inner_text(".count") == "20 of 240 articles"
    assert all(int(title.split()[1]) % 12 == 4 for title in titles(tab))
    tab.select_option("#filter-has", label="without boilerplate")
    assert tab.inner_text(".count") == "No article fits. Take a filter away."


def test_sorting(open_tab: OpenTab, water: str) -> None:
    tab = open_tab(water).tab
    assert titles(tab)[:2] == ["Water 000", "Water 001"]
    tab.select_option("#sort", "new")
    assert titles(tab)[0] == "Water 011"
    tab.select_option("#sort", "old")
    assert titles(tab)[0] == "Water 000"
    tab.select_option("#filter-frame", label="the economy and money")
    tab.select_option("#sort", "frame")
    assert titles(tab)[0] == "Water 096"
    tab.select_option("#filter-frame", "")
    tab.select_option("#sort", "outlet")
    assert "Elbkurier" in tab.locator(".list .facts").first.inner_text()
    tab.select_option("#sort", "boilerplate")
    assert "Boilerplate" in tab.locator(".list li").first.inner_text()


def test_a_long_list_grows_when_asked(open_tab: OpenTab, water: str) -> None:
    tab = open_tab(water).tab
    assert len(titles(tab)) == 100
    tab.click(".more")
    tab.click(".more")
    assert len(titles(tab)) == 240
    assert tab.locator(".more").is_hidden()


def test_the_scripts_count_as_the_language_does(open_tab: OpenTab, water: str) -> None:
    tab = open_tab(water).tab
    say = "([lang, sentence, values]) => writes(lang).say(sentence, values)"
    support = "{k} {k:{units}} sur {n} {k:l'avait|l'avaient}"
    for k, told in ((0, "0 texte sur 8 l'avait"), (1, "1 texte sur 8 l'avait"), (2, "2 textes sur 8 l'avaient")):
        assert tab.evaluate(say, ["fr", support, {"k": k, "n": 8, "units": "texte|textes"}]) == told
    assert tab.evaluate(say, ["en", "{n} {n:text|texts}", {"n": 0}]) == "0 texts"
    assert tab.evaluate(say, ["en", "{name}", {"name": "{n:a|b}", "n": 1}]) == "{n:a|b}"


def test_the_reading_pane(open_tab: OpenTab, water: str) -> None:
    watched = open_tab(water)
    tab = watched.tab
    tab.click("text=Water 004")
    pane = tab.locator(".reading")
    assert pane.locator("h3").inner_text() == "Water 004"
    assert pane.locator(".mainly").inner_text() == "Mainly about: the economy and money."
    words = pane.inner_text()
    for fact in (
        "7 of 9 training articles with such a score had it (45% to 94%)",
        "with boilerplate 50%",
        "a follow-us line, 90%",
    ):
        assert fact in words
    assert pane.locator("s.boilerplate").last.text_content() == "[a follow-us line: Follow us on Alder, every day!]"
    assert pane.locator("s.boilerplate .unseen").first.bounding_box()["width"] <= 1
    assert pane.locator(".genre").inner_text() == (
        "news reporting 62% (40% of the training articles are)\nopinion 25% (50% of the training articles are)"
    )
    assert pane.locator(".block .margin").inner_text().endswith("80%")
    link = pane.locator("header a")
    assert link.get_attribute("href") == "https://example.org/a"
    assert link.get_attribute("rel") == "noopener noreferrer nofollow"
    assert tab.locator(".list [aria-current]").inner_text().count("Water 004") == 1
    assert watched.errors == []


def test_what_is_read_aloud_names_its_language(open_tab: OpenTab, tmp_path: Path) -> None:
    scores = [article_score(0, lang="fr"), article_score(1, lang='x" onload="y'), article_score(2, lang="", title="")]
    make(tmp_path / "r.html", scores, lang="en")
    tab = open_tab((tmp_path / "r.html").as_uri()).tab
    tab.wait_for_selector(".list button")
    langs = [title.get_attribute("lang") for title in tab.locator(".list .title").all()]
    assert langs == ["fr", None, None]
    tab.click("text=Water 000")
    pane = tab.locator(".reading")
    assert pane.locator("h3").get_attribute("lang") == "fr"
    assert {block.get_attribute("lang") for block in pane.locator(".block > p:first-child").all()} == {"fr"}
    assert pane.locator("s.boilerplate .unseen[lang]").get_attribute("lang") == "en"
    tab.click("text=Water 001")
    assert pane.locator("h3").get_attribute("lang") is None


def test_the_keyboard_alone_reads_articles(open_tab: OpenTab, water: str) -> None:
    tab = open_tab(water).tab
    tab.wait_for_selector(".list button")
    tab.focus(".reset")
    tab.keyboard.press("Tab")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    tab.wait_for_selector(".reading h3:text-is('Water 002')")
    assert tab.evaluate("document.activeElement.id") == "a2"
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".reading h3:focus")
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.id") == "a2"
    tab.keyboard.press("End")
    assert tab.evaluate("document.activeElement.id") == "a99"
    tab.keyboard.press("Home")
    assert tab.evaluate("document.activeElement.id") == "a0"


def test_an_address_of_one_article_shows_it(open_tab: OpenTab, water: str) -> None:
    tab = open_tab(f"{water}#article-12").tab
    tab.wait_for_selector(".reading h3:focus")
    assert tab.locator(".reading h3").inner_text() == "Water 012"
    assert tab.evaluate("scrollY") > 0
    box = tab.locator(".reading h3").bounding_box()
    assert 0 < box["y"] < 900


def test_on_a_phone_the_pane_takes_the_lists_place(open_tab: OpenTab, water: str, tmp_path: Path) -> None:
    watched = open_tab(water, width=390, height=844, scheme="dark")
    tab = watched.tab
    tab.wait_for_selector(".list button")
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    assert tab.locator(".pane").is_hidden()
    tab.click("text=Water 003")
    tab.wait_for_selector(".reading")
    assert tab.locator(".side").is_hidden()
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    watched.shoot(tmp_path / "phone.png")
    tab.click(".back")
    assert tab.locator(".side").is_visible()
    assert tab.evaluate("document.activeElement.id") == "a3"


def test_charts_follow_the_frame(open_tab: OpenTab, water: str) -> None:
    tab = open_tab(water).tab
    row = tab.locator("#charts .ranges tbody tr").first
    assert row.inner_text().split()[-4:][:2] != []
    assert "All outlets" in row.inner_text()
    assert "25%" in row.inner_text()
    assert tab.locator("#charts figure").count() == 4
    tab.select_option("#frame-choice", label="right and wrong")
    assert "0%" in row.inner_text()
    tab.click("#charts summary")
    assert "n = 240, 3 outlets" in tab.locator("#charts figcaption").first.inner_text()
    assert tab.locator("#charts details tbody tr").count() > 8


def test_whole_texts_are_unpacked_when_an_article_is_opened(tmp_path: Path, open_tab: OpenTab) -> None:
    scores = [
        article_score(
            number, text=f"Text {number}. " + "word " * 400 + "end.", boilerplate=[], technique_calls=[], highlights=[]
        )
        for number in range(120)
    ]
    make(tmp_path / "t.html", scores, with_texts=True)
    tab = open_tab((tmp_path / "t.html").as_uri() + "#article-119").tab
    tab.wait_for_selector(".reading")
    text = tab.inner_text(".reading .text")
    assert "Text 119." in text
    assert text.strip().endswith("end.")


def test_a_damaged_page_says_so(tmp_path: Path, open_tab: OpenTab) -> None:
    path = tmp_path / "r.html"
    make(path, [article_score(1)])
    html = path.read_text(encoding="utf-8")
    at = html.index('id="chunk-0">') + len('id="chunk-0">')
    path.write_text(html[: at + 4] + "AAAA" + html[at + 8 :], encoding="utf-8")
    tab = open_tab(path.as_uri()).tab
    tab.click(".list button")
    tab.wait_for_selector(".pane .note")
    assert "could not be opened" in tab.inner_text(".pane .note")


@pytest.mark.parametrize(
    ("scheme", "width", "lang"),
    [("light", 1360, "en"), ("dark", 1360, "fr"), ("light", 390, "fr"), ("dark", 390, "en")],
)
def test_the_page_is_accessible(
    tmp_path: Path, open_tab: OpenTab, axe: Any, scheme: str, width: int, lang: str
) -> None:
    make(tmp_path / "r.html", [article_score(number) for number in range(60)], lang=lang, with_texts=True)
    watched = open_tab((tmp_path / "r.html").as_uri(), width=width, scheme=scheme)
    tab = watched.tab
    tab.wait_for_selector(".list button")
    before = axe(tab)
    tab.click("text=Water 004")
    tab.wait_for_selector(".reading")
    closed = tab.locator("details:not([open]) > summary:visible")
    while closed.count():
        closed.first.click()
    watched.shoot(tmp_path / f"report-{scheme}-{width}.png")
    assert before + axe(tab) == []
