from __future__ import annotations

import numpy as np
from invented import corpus
from scipy import sparse

from clf.framing.guides import Guide, Reader, directions

WORDS = ("bank", "budget", "fell", "police", "prices", "prison", "rose", "taxes", "thief", "wages")


def reader(words: tuple[str, ...] = WORDS) -> Reader:
    return Reader(np.array(words), np.ones(len(words)), sparse.csr_matrix(np.eye(len(words))))


def guide(lang: str = "en") -> Guide:
    texts, targets, _ = corpus()
    return Guide({lang: texts + texts}, {lang: np.concatenate([targets, targets])})


def test_words_point_to_the_labels_they_speak_for() -> None:
    money, crime = directions([guide()], {"en": reader()}).T
    weight = dict(zip(WORDS, money - crime, strict=True))
    assert min(weight["prices"], weight["taxes"], weight["budget"]) > 0 > max(weight["thief"], weight["police"])


def test_each_guide_weighs_the_same_however_many_labels_it_has() -> None:
    both = guide()
    one = Guide(both.texts, {"en": both.targets["en"][:, :1]})
    found = directions([both, one], {"en": reader()})
    assert found.shape == (len(WORDS), 3)
    assert np.allclose([np.sum(found[:, :2] ** 2), np.sum(found[:, 2:] ** 2)], 1)


def test_rare_labels_and_foreign_languages_teach_nothing() -> None:
    texts, targets, _ = corpus()
    few = Guide({"en": texts[:30]}, {"en": targets[:30]})
    assert directions([few, guide("ko")], {"en": reader()}).shape == (len(WORDS), 0)


def test_languages_of_a_guide_are_learned_from_together() -> None:
    english, french = guide(), guide("fr")
    both = Guide({**english.texts, **french.texts}, {**english.targets, **french.targets})
    readers = {"en": reader(), "fr": reader()}
    assert np.allclose(directions([both], readers), directions([english], readers), atol=0.1)


def test_a_text_of_unknown_words_has_no_meaning() -> None:
    assert reader().read(["nothing known here", "prices rose"]).toarray()[0].tolist() == [0.0] * len(WORDS)
