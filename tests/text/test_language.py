from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from multilingual import SENTENCES, article

from clf.text import language
from clf.text.language import UNDETERMINED, Language, identify


@pytest.mark.parametrize("lang", SENTENCES)
def test_every_language_is_recognised(lang: str) -> None:
    found = identify(article(lang))
    assert found.code == lang
    assert 0.3 < found.confidence <= 1.0


@pytest.mark.parametrize("lang", SENTENCES)
def test_line_breaks_nul_and_half_characters_do_not_matter(lang: str) -> None:
    assert identify("\r\n\x00\n".join(SENTENCES[lang])).code == lang
    assert identify("\ud83d " + " \udc00".join(SENTENCES[lang])).code == lang


@pytest.mark.parametrize(
    "text", ["", " \n", "Bonjour", "12 345 678 901 234", "!!! ??? … — 🌉🌉🌉🌉", "桥", "\x00" * 50]
)
def test_a_short_text_is_undetermined(text: str) -> None:
    assert identify(text) == Language(UNDETERMINED, 0.0)


def test_four_ideographs_are_enough() -> None:
    assert identify("市议会决定关闭旧桥").code == "zh"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Le groupe chinois Huawei (华为技术有限公司) a annoncé lundi l'ouverture d'une usine en Alsace.", "fr"),
        ("The president, Xi Jinping (习近平主席), met the delegation in Beijing on Monday, the ministry said.", "en"),
        ("美·中 정상회담이 열렸다. 北 미사일 발사에 대해 韓美日 3국은 공동 성명을 발표했다.", "ko"),
        ("iPhone 15 发布会在加州举行", "zh"),
    ],
)
def test_a_few_ideographs_make_no_text_chinese(text: str, code: str) -> None:
    assert identify(text).code == code


def test_a_long_text_is_as_clear_as_its_beginning() -> None:
    line = (" ".join(SENTENCES["fr"]) * 5)[: language._STRETCH]  # so all three stretches read the same
    assert identify(line * 301) == identify(line * 5)


@given(st.text(max_size=150))
@settings(max_examples=100, deadline=None)
def test_any_text_has_an_answer(text: str) -> None:
    code, confidence = identify(text)
    assert code
    assert 0.0 <= confidence <= 1.0


LINES = [" ".join(lines) for lines in SENTENCES.values()]


@pytest.mark.parametrize(
    "line", [*LINES, *map(str.upper, LINES), *map(str.title, LINES), "ABC 12", "\x0b a\x00b", "😀" * 20]
)
def test_the_classifier_answers_as_the_library_around_it(line: str) -> None:
    assert language._classifier()(line) == language._library()(line)


def test_the_library_takes_over_where_its_model_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    line = " ".join(SENTENCES["fr"])
    expected = identify(line)
    monkeypatch.setattr(language, "find_spec", lambda name: None)
    language._detector.cache_clear()
    assert identify(line) == expected
    language._detector.cache_clear()


def test_what_stands_above_an_article_does_not_say_its_language() -> None:
    notice = "We use cookies and similar tools to give you the best experience on our website. " * 9
    french = "Le conseil municipal a voté hier soir la construction d'une école près de la gare. " * 25
    assert identify(notice + french).code == "fr"
    english = "The council voted last night to build a school near the station. " * 12
    assert identify(f"{'=' * 2500}\n{english}").code == "en"
