"""The reader of SemEval-2023 Task 3."""

from __future__ import annotations

from pathlib import Path

from corpus_files import by_id, problems

from clf.corpora import semeval2023
from clf.corpora.archive import Files
from clf.schema import Article, Labelling, LabelSpan

ENGLISH = "Ferry stops\n\nA brave and\u2028foolish plan.\nThe end is near.\n"
LAYOUT = {
    "data/en/train-articles-subtask-3/article7.txt": b"\xef\xbb\xbf" + ENGLISH.encode(),
    "data/en/train-articles-subtask-3/._article7.txt": b"\x00\x05",
    "data/en/train-labels-subtask-3.txt": "7\t1\t\n7\t3\tLoaded_Language,Doubt\n7\t4\tDoubt\n7\t2\tDoubt\n7\tx\n",
    "data/en/train-labels-subtask-3/article7-labels-subtask-3.txt": "7\t1\t\n",
    "data/en/train-labels-subtask-3-spans/article7-labels-subtask-3.txt": (
        "7\tLoaded_Language\t16\t21\n7\tDoubt\t26\t49\n"
    ),
    "data/fr/train-articles-subtask-1/article9.txt": "Le pont ferme\r\n\r\nVersion un.\r\n",
    "data/fr/train-articles-subtask-2/article9.txt": "Le pont ferme\r\n\r\nVersion deux.\r\n",
    "data/fr/train-articles-subtask-3/article9.txt": "Le pont ferme\r\n\r\nVersion trois.\r\n",
    "data/fr/train-labels-subtask-1.txt": "9\topinion\n10\tsatire\n",
    "data/fr/train-labels-subtask-2.txt": "9\tEconomic,Political\n",
    "data/fr/train-labels-subtask-3.txt": "9\t1\tDoubt\n9\t3\tDoubt,Slogans\n",
    "data/fr/train-labels-subtask-3-spans/article9-labels-subtask-3.txt": "9\tDoubt\t0\t2\n",
    "data/ge/dev-articles-subtask-1/article9.txt": "Ohne Titel\nZweite Zeile\n",
    "data/ge/dev-labels-subtask-1.txt": "9\treporting\n",
    "data/po/test-articles-subtask-3/article5.txt": "Bez etykiet\n\nDrugi akapit\n",
    "readme": "organisers' readme",
}


def test_one_row_per_article_with_the_labels_of_all_subtasks(files: Files) -> None:
    articles = by_id(semeval2023.read(files, "articles"))
    assert list(articles) == ["de/9", "en/7", "fr/9", "pl/5"]
    french = articles["fr/9"]
    assert french.labels == (
        Labelling("semeval2023_genre", ("opinion",)),
        Labelling("semeval2023_frames", ("Economic", "Political")),
        Labelling("semeval2023_techniques", ("Doubt", "Slogans")),
    )
    assert french.title == "Le pont ferme"
    assert french.lang == "fr"


def test_text_of_subtask_2_is_preferred(files: Files) -> None:
    french = by_id(semeval2023.read(files, "articles"))["fr/9"]
    assert french.text == "Le pont ferme\r\n\r\nVersion deux.\r\n"
    assert french.file is not None
    assert french.file.endswith("train-articles-subtask-2/article9.txt")


def test_subtasks_of_an_article_show_in_its_schemes(files: Files) -> None:
    articles = by_id(semeval2023.read(files, "articles"))
    assert [labelling.scheme for labelling in articles["de/9"].labels] == ["semeval2023_genre"]
    assert [labelling.scheme for labelling in articles["en/7"].labels] == ["semeval2023_techniques"]
    assert articles["pl/5"].labels == ()
    assert articles["de/9"].title is None


def test_paragraphs_are_lines_of_subtask_3(files: Files) -> None:
    paragraphs = by_id(semeval2023.read(files, "paragraphs"))
    assert list(paragraphs) == ["en/7#1", "en/7#3", "en/7#4", "fr/9#1", "fr/9#3", "pl/5#1", "pl/5#3"]
    french = paragraphs["fr/9#3"]
    assert (french.text, french.document, french.title) == ("Version trois.", "fr/9", "Le pont ferme")
    assert french.names("semeval2023_techniques") == ("Doubt", "Slogans")
    assert paragraphs["en/7#1"].names("semeval2023_techniques") == ()
    assert paragraphs["pl/5#1"].labels == ()


def test_english_spans_are_cut_at_paragraphs_and_others_are_left_out(files: Files) -> None:
    paragraphs = by_id(semeval2023.read(files, "paragraphs"))
    first, second = paragraphs["en/7#3"], paragraphs["en/7#4"]
    assert [(s.name, first.text[s.start : s.end]) for s in first.labels[0].spans] == [
        ("Loaded_Language", "brave"),
        ("Doubt", "foolish plan."),
    ]
    assert [second.text[s.start : s.end] for s in second.labels[0].spans] == ["The end i"]
    assert paragraphs["fr/9#1"].labels[0].spans == ()


def test_spans_that_do_not_agree_with_the_paragraph_are_left_out(tmp_path: Path) -> None:
    for name, content in {
        "en/train-articles-subtask-3/article1.txt": "Some text\n",
        "en/train-labels-subtask-3.txt": "1\t1\tDoubt\n",
        "en/train-labels-subtask-3-spans/article1-labels-subtask-3.txt": "1\tSlogans\t0\t4\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    (row,) = semeval2023.read(Files(tmp_path), "paragraphs")
    assert isinstance(row, Article)
    assert row.labels == (Labelling("semeval2023_techniques", ("Doubt",)),)


def test_rows_that_cannot_be_read_are_told(files: Files) -> None:
    found = problems(semeval2023.read(files, "paragraphs"))
    assert sorted((problem.row, problem.id) for problem in found if problem.id) == [(2, "en/7"), (2, "fr/10")]
    assert [problem.row for problem in found if problem.id is None] == [5]


def test_span_offsets_stay_inside(files: Files) -> None:
    for row in by_id(semeval2023.read(files, "paragraphs")).values():
        for labelling in row.labels:
            assert all(isinstance(s, LabelSpan) and 0 <= s.start < s.end <= len(row.text) for s in labelling.spans)
