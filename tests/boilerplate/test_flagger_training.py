"""How the flagger's thresholds are chosen, on documents of ours."""

from __future__ import annotations

import numpy as np
from plain_context import plain_context

from clf.boilerplate.gold import ReadDocument
from clf.boilerplate.pieces import pieces
from clf.boilerplate.train import (
    _best_thresholds,
    _characters,
    _Document,
    _fit_context,
    _parts,
    _probabilities,
    _with_products,
)
from clf.framing.crossfit import folds

TEXT = "The port closed.\nRead also: Ferry sinks\nHarbour to reopen\nThe mayor agreed."


def document(*marked: str) -> _Document:
    """Return a document whose `marked` passages are boilerplate; white space is −2."""
    kinds = np.array([-2 if c.isspace() else 0 for c in TEXT], np.int8)
    for passage in marked:
        start = TEXT.index(passage)
        here = kinds[start : start + len(passage)]
        here[here == 0] = 2
    return _Document(ReadDocument("ours", "ours", TEXT, "en", "gold", kinds), pieces(TEXT, "en"))


def test_characters_are_counted_without_white_space() -> None:
    one = document("Read also: Ferry sinks")
    flags = np.array([p.number in (1, 2) for p in one.pieces])
    assert _characters(one, flags).tolist() == [len("Readalso:Ferrysinks"), len("Harbourtoreopen"), 0]
    assert _characters(one, ~flags).tolist() == [0, len("Theportclosed.Themayoragreed."), len("Readalso:Ferrysinks")]


def test_the_thresholds_have_the_best_f1() -> None:
    one = document("Read also: Ferry sinks", "Harbour to reopen")
    by_line = np.array([0.1, 0.9, 0.35, 0.05])
    probabilities = by_line[[p.number for p in one.pieces]]
    chosen = _best_thresholds(plain_context(1.0), [one], [probabilities], np.array([0]))
    assert chosen.flagged(probabilities).tolist() == [p.number in (1, 2) for p in one.pieces]
    assert 0.1 < chosen.beside <= 0.35 < chosen.threshold <= 0.9


def test_further_families_do_not_move_the_folds_of_the_others() -> None:
    families = np.array([f"outlet {n % 13}" for n in range(40)])
    more = np.concatenate([families, [f"new {n % 7}" for n in range(20)], ["outlet 3"]])
    alone, both = _parts(families, {*families}), _parts(more, {*families})
    for (rest, test), (first, second), (_, held_out) in zip(alone, folds(families), both, strict=True):
        assert np.array_equal(rest, first)
        assert np.array_equal(test, second)
        assert np.array_equal(held_out[held_out < 40], test)
        assert (60 in held_out) == (3 in test)
    assert sorted(np.concatenate([test for _, test in both])) == [*range(61)]


def test_every_product_of_two_numbers_stands_behind_them() -> None:
    rows = _with_products(np.array([[2.0, 3.0, -1.0]]))
    assert rows.tolist() == [[2, 3, -1, 4, 6, -2, 9, -3, 1]]


def test_the_context_model_learns_what_counts_only_together() -> None:
    # Boilerplate is where the two numbers agree; neither alone says anything.
    random = np.random.default_rng(7)
    documents = []
    for _ in range(200):
        one = document("Read also: Ferry sinks", "Harbour to reopen")
        is_boilerplate = np.array([label is not None and label > 0 for label in one.labels])
        first = random.choice([-1.0, 1.0], len(one.pieces))
        one.numbers = np.stack([first, np.where(is_boilerplate, first, -first)], axis=1)
        documents.append(one)
    model = _fit_context(documents, ("first", "second"))
    assert abs(model.products[0, 1]) > 10 * np.abs(model.weights).max()
    for one in documents[:20]:
        called = _probabilities(model, one) > 0.5
        assert called.tolist() == [label is not None and label > 0 for label in one.labels]
