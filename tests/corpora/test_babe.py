"""BABE: two subgroups that repeat each other, semicolons, biased words."""

from __future__ import annotations

from pathlib import Path

from corpus_files import read_both

from clf.corpora import babe

HEADER = "text;news_link;outlet;topic;type;label_bias;label_opinion;biased_words\n"
SG1 = HEADER + "The mill closed.;http://paper.example/mill;usa-today;gun-control;center;No agreement;No agreement;[]\n"
SG2 = (
    "\ufeff"
    + HEADER
    + '"A ""grand"" mill; so grand, so grandiose.";http://paper.example/mill;USA Today;taxes;;Biased;'
    + "Expresses writer’s opinion;['\"Grand\"', 'so', 'absent']\n"
    + "The mill closed.;;Reuters;taxes;center;Non-biased;Entirely factual;[]\n"
    + "The dam stands.;;Reuters;taxes;center;Biased;Entirely factual;['absent']\n"
    + "The bridge fell.;;Reuters;taxes;center;Biased;Entirely factual;__import__('os')\n"
)
FILES: dict[str, str | bytes] = {"data/final_labels_SG1.csv": SG1, "data/final_labels_SG2.csv": SG2}


def test_biased_words_become_spans_of_every_place(tmp_path: Path) -> None:
    articles, problems = read_both(babe, "sg2", tmp_path, FILES)
    first, second, third = articles
    words = first.labels[2]
    assert [first.text[span.start : span.end] for span in words.spans] == ["grand", "so", "grand", "so"]
    assert (words.scheme, words.names) == ("babe_words", ("biased",))
    assert second.names("babe_words") == ()
    assert (third.names("babe_words"), third.labels[2].spans) == (("biased",), ())
    assert [problem.row for problem in problems] == [4]


def test_sentences_of_one_article_share_a_document(tmp_path: Path) -> None:
    articles, _ = read_both(babe, "sg2", tmp_path, FILES)
    assert [article.document for article in articles] == ["http://paper.example/mill", None, None]
    assert articles[0].names("babe_opinion") == ("Expresses writer’s opinion",)
    assert articles[0].text.startswith('A "grand" mill; so')


def test_sg1_is_a_view_of_its_own_with_the_outlets_of_sg2(tmp_path: Path) -> None:
    (article,), _ = read_both(babe, "sg1", tmp_path, FILES)
    assert (article.id, article.outlet, article.names("babe_bias")) == ("sg1-1", "USA Today", ("No agreement",))
