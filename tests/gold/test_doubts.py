"""Documents read where a model is in doubt. All texts are invented."""

from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.gold import doubts
from clf.schema import Article

NEWS = "The ferry to the island was late again on Monday, and nobody at the port could say why it was.\n"


class _Flagger:
    """Doubts of every piece with a capital F."""

    model = SimpleNamespace(
        decisions=lambda words: np.array([[float("follow" in w.lower())] + [0.0] * 10 for w in words])
    )
    context = SimpleNamespace(probabilities=lambda numbers: np.where(numbers["piece"] > 0, 0.4, 0.001))


@pytest.fixture
def corpus(monkeypatch):
    articles = [
        Article(
            id=f"{outlet}{n}", text=f"{NEWS * 3}{'Mayor resigns. ' * n}\nFollow {outlet}!", outlet=outlet, lang="en"
        )
        for outlet in ("alder", "birch", "shut")
        for n in range(3)
    ]
    monkeypatch.setattr(doubts, "read_corpus", lambda name, view=None: iter(articles))
    monkeypatch.setattr(doubts, "is_held_out", lambda name, article: article.outlet == "shut")


@pytest.fixture
def drawn(corpus):
    return doubts.draw("fang_covid", 100, _Flagger, set())


def test_outlets_take_turns_and_what_is_held_out_is_not_drawn(drawn):
    assert {document.family for document in drawn[:2]} == {"fang_covid/alder", "fang_covid/birch"}
    assert len(drawn) == 6


def test_a_reader_sees_the_passage_in_its_document_once_for_an_outlet(drawn):
    shown = doubts.page(drawn)
    assert shown.count("⟦1: Follow alder!⟧") == shown.count("⟦1: Follow birch!⟧") == 1
    assert "0.4" not in shown
    assert "alder" not in shown.replace("Follow alder!", "")


def test_what_was_read_holds_for_all_documents_of_the_outlet_and_the_rest_is_unknown(drawn):
    first = {document.family: number for number, document in reversed(list(enumerate(drawn, 1)))}
    answers = doubts.read_answers(f"{first['fang_covid/alder']} 1=follow_us\n\n")
    rows = doubts.rows(drawn, answers)
    for document, row in zip(drawn, rows, strict=True):
        start = document.text.index("Follow")
        place = [start, len(document.text)]
        if document.family == "fang_covid/alder":
            assert [[span["start"], span["end"]] for span in row["spans"]] == [place]
            assert not row["unknown"]
        else:
            assert not row["spans"]
            assert [list(unknown) for unknown in row["unknown"]] == [place]


def test_of_documents_drawn_at_random_all_passages_are_read_once_for_an_outlet(corpus):
    drawn = doubts.draw("fang_covid", 100, None, set())
    assert doubts.page(drawn).count(f"⟦1: {NEWS.strip()}⟧") == 2
    rows = doubts.rows(drawn, doubts.read_answers("".join(f"{n} -\n" for n in range(1, len(drawn) + 1))))
    assert all(row["whole"] and not row["spans"] and not row["unknown"] for row in rows)


@pytest.mark.parametrize("line", ["x 1=promo", "3 1=news", "3 promo", "3 a=promo"])
def test_a_line_that_is_no_answer_is_refused(line):
    with pytest.raises(ValueError, match="expected a line"):
        doubts.read_answers(line)


def test_neighbours_are_answered_together():
    assert doubts.read_answers("3 1=? 4-6=promo") == {3: {1: "?", 4: "promo", 5: "promo", 6: "promo"}}


def test_all_news_is_an_answer():
    assert doubts.read_answers("3 -") == {3: {}}
