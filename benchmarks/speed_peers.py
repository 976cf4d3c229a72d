"""The scorers that `speed.py` compares: each takes texts and returns scores of 20 labels."""

from __future__ import annotations

import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from clf.framing.model import LinearModel

LABELS = 20
TERMS = 200_000
BLOCKS: dict[str, dict[str, Any]] = {
    "word": {"ngram_range": (1, 2)},
    "char": {"analyzer": "char_wb", "ngram_range": (3, 5)},
}
Peer = Callable[[Sequence[str]], Any]


@dataclass
class Vocabulary:
    """The `TERMS` n-grams of one block that most texts have; weights are random, for speed does not depend on them, and
    in half precision, as clf's models have them."""

    block: str
    terms: list[str]
    frequencies: NDArray[np.int32]
    weights: NDArray[np.float32]
    n_texts: int


def vocabulary(block: str, texts: Sequence[str], n_terms: int = TERMS) -> Vocabulary:
    analyze, counts = TfidfVectorizer(**BLOCKS[block]).build_analyzer(), Counter[str]()
    for text in texts:
        counts.update(set(analyze(text)))
    terms = sorted(term for term, _ in counts.most_common(n_terms))
    weights = np.random.default_rng(0).standard_normal((len(terms), LABELS)).astype(np.float16).astype(np.float32)
    return Vocabulary(block, terms, np.array([counts[term] for term in terms], dtype=np.int32), weights, len(texts))


def kernel_model(known: Vocabulary) -> LinearModel:
    zeros, terms = np.zeros(LABELS), tuple(known.terms)
    return LinearModel(
        labels=tuple(map(str, range(LABELS))),
        words=terms if known.block == "word" else (),
        chars=terms if known.block == "char" else (),
        document_frequencies=known.frequencies,
        n_texts=known.n_texts,
        weights=known.weights,
        bias=zeros,
        slope=zeros,
        intercept=zeros,
        thresholds=zeros,
        support_edges=np.zeros((LABELS, 0)),
        support_k=np.zeros((LABELS, 1), dtype=np.int64),
        support_n=np.zeros((LABELS, 1), dtype=np.int64),
    )


def scikit_learn(known: Vocabulary) -> Peer:
    vectorizer = TfidfVectorizer(sublinear_tf=True, vocabulary=known.terms, **BLOCKS[known.block])
    vectorizer.idf_ = np.log((known.n_texts + 1) / (known.frequencies + 1)) + 1
    weights = known.weights.astype(np.float64)
    return lambda texts: vectorizer.transform(texts) @ weights


def lenlp(block: str, texts: Sequence[str]) -> Peer:
    """`lenlp <https://pypi.org/project/lenlp/>`_: its own vocabulary, the whole of it, for it cannot be given one."""
    from lenlp.sparse import TfidfVectorizer as Lenlp

    options = BLOCKS[block]
    vectorizer = Lenlp(analyzer=options.get("analyzer", "word"), ngram_range=options["ngram_range"])
    n_terms = vectorizer.fit_transform(list(texts)).shape[1]
    weights = np.random.default_rng(0).standard_normal((n_terms, LABELS))
    return lambda some: vectorizer.transform(list(some)) @ weights


def vowpal_wabbit(texts: Sequence[str]) -> Peer:
    """Vowpal Wabbit, 20 labels at once, 1-2-grams, hashed to 20 bits; labels are drawn, the sign of each is learned."""
    from vowpalwabbit import Workspace

    workspace = Workspace(f"--multilabel_oaa {LABELS} --loss_function logistic --ngram 2 -b 20 --quiet")
    draw = np.random.default_rng(0)
    for text in texts:
        workspace.learn(f"{draw.integers(LABELS)} {line(text)}")
    return lambda some: [workspace.predict(line(text)) for text in some]


def line(text: str) -> str:
    return "|t " + text.replace(":", " ").replace("|", " ").replace("\n", " ")


def fast_text(texts: Sequence[str]) -> Peer:
    """fastText, one against all, 1-2-grams, 50 dimensions, by the binding of the ``fasttext`` package."""
    import fasttext

    draw = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "train.txt")
        lines = [f"__label__{draw.integers(LABELS)} {' '.join(text.split())}\n" for text in texts]
        path.write_text("".join(lines), encoding="utf-8")
        options = {"loss": "ova", "wordNgrams": 2, "epoch": 1, "dim": 50, "bucket": TERMS, "thread": 1, "verbose": 0}
        model = fasttext.train_supervised(str(path), **options)
    # The binding itself: the Python method around it fails with numpy 2.
    return lambda some: [model.f.predict(" ".join(text.split()) + "\n", LABELS, 0.0, "strict") for text in some]


def through_scikit_learn(model: LinearModel) -> LinearModel:
    """Return a part of a model whose decisions come from scikit-learn's pipeline."""
    blocks = []
    n_words = len(model.words)
    for terms, idf, options in (
        (model.words, model.idf[:n_words], {"ngram_range": model.word_lengths}),
        (model.chars, model.idf[n_words:], {"analyzer": "char_wb", "ngram_range": model.char_lengths}),
    ):
        vectorizer = TfidfVectorizer(sublinear_tf=True, vocabulary=terms, **options)
        vectorizer.idf_ = idf
        blocks.append(vectorizer)
    halves = np.split(model.weights.astype(np.float64), [n_words])

    class Through(LinearModel):
        def decisions(self, texts: Sequence[str]) -> NDArray[np.float64]:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                rows = [block.transform(texts) @ half for block, half in zip(blocks, halves, strict=True)]
            return np.asarray(rows[0] + rows[1] + self.bias)

    fields = {
        name: getattr(model, name) for name in replace(model).__dataclass_fields__ if name[0] != "_" and name != "idf"
    }
    return Through(**fields)
