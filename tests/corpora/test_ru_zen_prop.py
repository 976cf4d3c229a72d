"""The reader of ru_zen_prop."""

from __future__ import annotations

from corpus_files import by_id, problems

from clf.corpora import ru_zen_prop
from clf.corpora.archive import Files
from clf.schema import Labelling, LabelSpan

LAYOUT = {
    "datasets/train-articles/article1.txt": (
        "Мост закрыт // Яндекс. Дзен. Речной Вестник; URL: https://example.org/a/1 (07.03.2021)\n\nПозорный ремонт.\n"
    ),
    "datasets/train-articles/article2.txt": (
        "Мост открыт // Запись во ВКонтакте: 3 мая (https://example.org/w?x=1)\n\nВсё спокойно.\n"
    ),
    "datasets/train-articles/article3.txt": "Про мост // Яндекс. Дзен. \nТекст.\n",
    "datasets/train-task2-TC.labels": (
        "1\tLoaded_language\t88\t96\n1\t“you_should”\t88\t103\n1\tLoaded_language\t88\t96\n"
    ),
    "datasets/train-task2-TC.labels_meta": "1\tManipulations\t88\t96\n",
    "datasets/train-task1-SI.labels": "1\t88\t96\n",
    "datasets/dev-articles/article9.txt": "Другой мост\n\nТекст.\n",
    "datasets/dev-task2-TC.labels": "9\tRumours\t13\t18\n",
    "datasets/all.jsonl": "{}\n",
}


def test_spans_and_names_as_in_the_corpus(files: Files) -> None:
    article = by_id(ru_zen_prop.read(files, "articles"))["1"]
    (labelling,) = article.labels
    assert labelling.names == ("Loaded_language", "“you_should”")
    assert [article.text[s.start : s.end] for s in labelling.spans] == ["Позорный", "Позорный ремонт", "Позорный"]
    assert article.lang == "ru"


def test_reference_line_gives_title_blog_address_and_date(files: Files) -> None:
    articles = by_id(ru_zen_prop.read(files, "articles"))
    first, post, bare = articles["1"], articles["2"], articles["3"]
    assert (first.title, first.outlet) == ("Мост закрыт", "Речной Вестник")
    assert (first.url, first.date) == ("https://example.org/a/1", "2021-03-07")
    assert (post.title, post.outlet, post.date) == ("Мост открыт", None, None)
    assert post.url == "https://example.org/w?x=1"
    assert (bare.title, bare.outlet) == ("Про мост", None)


def test_parts_and_empty_annotations(files: Files) -> None:
    rows = list(ru_zen_prop.read(files, "articles"))
    assert not problems(rows)
    articles = by_id(rows)
    assert articles["2"].labels == (Labelling("ru_zen_techniques"),)
    assert articles["9"].labels[0].spans == (LabelSpan("Rumours", 13, 18),)
