"""The kernel, numpy and scikit-learn give the same n-grams and scores."""

from __future__ import annotations

import copy
import dataclasses
import itertools
import pickle
import re
import subprocess
import sys
import threading
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from clf.framing.contributions import _with_numpy as spread_by_numpy
from clf.framing.contributions import character_contributions
from clf.framing.model import LinearModel
from clf.scoring.kernel import Kernel, KernelRefusal, in_use
from clf.scoring.kernel.library import library
from tests.scoring.strings import HARD, random_strings

needs_kernel = pytest.mark.skipif(library() is None, reason=f"scores come from {in_use()}")
TEXTS = [*HARD, *random_strings(3000, seed=1)]
LENGTHS = [((1, 2), (3, 5)), ((1, 3), (1, 5)), ((2, 4), (2, 3))]


def fitted(
    words: tuple[int, int], chars: tuple[int, int], texts: list[str], vocabulary_of: list[str] | None = None
) -> tuple[LinearModel, NDArray[np.float64]]:
    """Return a model with scikit-learn's vocabulary of a third of `texts`, and scikit-learn's decisions for all."""
    known = texts[::3] if vocabulary_of is None else vocabulary_of
    blocks = [
        TfidfVectorizer(ngram_range=words, sublinear_tf=True).fit(known),
        TfidfVectorizer(analyzer="char_wb", ngram_range=chars, sublinear_tf=True).fit(known),
    ]
    grams = [tuple(block.get_feature_names_out()) for block in blocks]
    draw, n_texts = np.random.default_rng(0), len(known)
    weights = draw.standard_normal((sum(map(len, grams)), 5)).astype(np.float32)
    idf = np.concatenate([block.idf_ for block in blocks])
    model = invented(*grams, weights, np.rint((n_texts + 1) / np.exp(idf - 1) - 1), n_texts)
    model = dataclasses.replace(model, word_lengths=words, char_lengths=chars)
    halves = np.split(weights.astype(np.float64), [len(grams[0])])
    expected = sum(block.transform(texts) @ half for block, half in zip(blocks, halves, strict=True))
    return model, expected + model.bias


def invented(
    words: tuple[str, ...],
    chars: tuple[str, ...],
    weights: NDArray[np.float32] | None = None,
    frequencies: NDArray[np.float64] | None = None,
    n_texts: int = 10,
) -> LinearModel:
    n = len(words) + len(chars)
    weights = np.linspace(-1, 1, 5 * n, dtype=np.float32).reshape(n, 5) if weights is None else weights
    frequencies = np.full(n, 3) if frequencies is None else frequencies
    zeros = np.zeros(5)
    return LinearModel(
        labels=tuple("abcde"),
        words=words,
        chars=chars,
        document_frequencies=frequencies.astype(np.int32),
        n_texts=n_texts,
        weights=weights,
        bias=np.linspace(-0.5, 0.5, 5),
        slope=zeros + 1,
        intercept=zeros,
        thresholds=zeros + 0.5,
        support_edges=np.zeros((5, 0)),
        support_k=np.zeros((5, 1), dtype=np.int64),
        support_n=np.zeros((5, 1), dtype=np.int64),
    )


def with_numpy(model: LinearModel) -> LinearModel:
    model = dataclasses.replace(model)
    model._kernel = False
    return model


@needs_kernel
@pytest.mark.parametrize(("words", "chars"), LENGTHS)
def test_decisions_equal_those_of_scikit_learn(words: tuple[int, int], chars: tuple[int, int]) -> None:
    model, expected = fitted(words, chars, TEXTS)
    found = model.decisions(TEXTS)
    assert model._kernel
    assert np.abs(found - expected).max() < 1e-12
    assert ((found > 0) == (expected > 0)).all()
    assert np.array_equal(found, np.concatenate([model.decisions([text]) for text in TEXTS]))


@needs_kernel
@pytest.mark.parametrize(("words", "chars"), LENGTHS)
def test_explanations_equal_those_of_numpy(words: tuple[int, int], chars: tuple[int, int]) -> None:
    model, _ = fitted(words, chars, TEXTS[:250])
    for text in TEXTS[:250]:
        columns, values, places = model.taken_apart(text)
        there = with_numpy(model).taken_apart(text)
        assert columns[columns.argsort()].tolist() == there[0].tolist()
        assert np.allclose(values[columns.argsort()], there[1], rtol=1e-13, atol=0)
        assert sorted(places.tolist()) == sorted(there[2].tolist())


@needs_kernel
@pytest.mark.parametrize("largest", [1e-3, 1.0])  # weights in half precision, and others
def test_contributions_of_characters_have_the_bits_of_numpy(largest: float) -> None:
    model, _ = fitted((1, 2), (3, 5), TEXTS[:250])
    precision = np.float16 if largest == 1.0 else np.float32
    model = dataclasses.replace(model, weights=(model.weights * largest).astype(precision).astype(np.float32))
    for text in TEXTS[:250]:
        for labels in ([3], [4, 0, 1], None):
            found, expected = character_contributions(model, text, labels), spread_by_numpy(model, text, labels)
            assert found.tobytes("F") == expected.tobytes("F")


@needs_kernel
def test_the_cache_of_chunks_may_fill_up_inside_a_text() -> None:
    text = " ".join(f"{i:07d}abcdefghijklmnopqrstuvwxyz{i}" for i in range(20_000))
    model, expected = fitted((1, 2), (3, 5), [text[:2_000], "other text", text])
    assert np.abs(model.decisions([text, text[:2_000], "other text"]) - expected[[2, 0, 1]]).max() < 1e-12


@needs_kernel
def test_a_large_model_has_the_same_bits_whatever_came_before() -> None:
    letters = "abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûü"
    model = invented((), tuple(map("".join, itertools.product(letters, repeat=3))))
    assert len(model.chars) > 1 << 17  # as many n-grams as it takes to be large
    draw = np.random.default_rng(3)
    chunks = ["".join(some) for some in draw.choice(list(letters), (300_000, 6))]
    texts = [" ".join(chunks[first : first + 500]) for first in range(0, len(chunks), 500)]
    alone = model.decisions(texts[:1])
    assert np.abs(alone - with_numpy(model).decisions(texts[:1])).max() < 1e-12
    model.decisions(texts)  # more chunks than are remembered
    assert np.array_equal(model.decisions(texts[:1]), alone)


@needs_kernel
@pytest.mark.parametrize("largest", [1.0, 63.9, 64.0, 65504.0])
def test_weights_in_half_precision(largest: float) -> None:
    model, _ = fitted((1, 2), (3, 5), TEXTS[:300])
    weights = np.random.default_rng(2).uniform(-1, 1, model.weights.shape).astype(np.float16)
    # Halves at the ends of their range: none, the smallest, a subnormal one, the largest.
    weights[:40, 0] = np.resize([0, -0.0, 2**-24, -(2**-24), 2**-15 + 2**-24, largest, -largest], 40)
    model = dataclasses.replace(model, weights=weights.astype(np.float32))
    expected = with_numpy(model).decisions(TEXTS[:300])
    assert np.abs(model.decisions(TEXTS[:300]) - expected).max() < 1e-12 * largest


@needs_kernel
@pytest.mark.parametrize("size", [0x7000 - 1, 0x7000, 0x7000 + 1, 70_000])
def test_a_text_too_long_for_counts_in_halves(size: int) -> None:
    words = [word for text in TEXTS for word in text.split()]
    text = (" ".join(words[:1500]) + " a b" * size).encode("utf-8", "surrogatepass")[:size]
    texts = [text.decode("utf-8", "ignore"), *TEXTS[:50]]
    model, expected = fitted((1, 2), (1, 5), texts)
    assert np.abs(model.decisions(texts) - expected).max() < 1e-12


@needs_kernel
def test_a_token_of_a_megabyte() -> None:
    texts = ["ab" * 500_000, "é" * 50_000 + " ab abab"]
    model, expected = fitted((1, 2), (3, 5), [*texts, *TEXTS[:50]])
    assert np.abs(model.decisions(texts) - expected[:2]).max() < 1e-12


@needs_kernel
def test_an_alphabet_beyond_four_thousand_characters() -> None:
    ideographs = "".join(map(chr, range(0x4E00, 0x9F00)))
    texts = [ideographs[i : i + 50] + " " + ideographs[-i : 50 - i] for i in range(1, len(ideographs) - 50, 17)]
    model, expected = fitted((1, 2), (3, 5), texts)
    assert np.abs(model.decisions(texts) - expected).max() < 1e-12


@needs_kernel
@pytest.mark.parametrize("n_labels", [1, 2, 3, 4, 5, 8, 13, 20, 23, 24, 25, 49, 130])
def test_any_number_of_labels(n_labels: int) -> None:
    model, _ = fitted((1, 2), (3, 5), TEXTS[:300])
    weights = np.random.default_rng(1).standard_normal((len(model.weights), n_labels)).astype(np.float32)
    labels = tuple(map(str, range(n_labels)))
    model = dataclasses.replace(model, labels=labels, weights=weights, bias=np.arange(n_labels, dtype=float))
    assert np.abs(model.decisions(TEXTS[:300]) - with_numpy(model).decisions(TEXTS[:300])).max() < 1e-12


@needs_kernel
@pytest.mark.parametrize("words", [(), ("ab", "ab cd"), ("only longer", "only longer ones")])
@pytest.mark.parametrize("chars", [(), (" ab", "ab ")])
def test_a_block_may_be_empty(words: tuple[str, ...], chars: tuple[str, ...]) -> None:
    model = invented(words, chars)
    texts = ["ab cd", "nothing known", "only longer ones", ""]
    assert np.allclose(model.decisions(texts), with_numpy(model).decisions(texts), rtol=0, atol=1e-12)
    assert model._kernel


@needs_kernel
def test_a_character_younger_than_the_tables_is_left_to_python(monkeypatch: pytest.MonkeyPatch) -> None:
    unassigned = next(chr(code) for code in range(0x370, 0x500) if unicodedata.category(chr(code)) == "Cn")
    monkeypatch.setattr(unicodedata, "unidata_version", "99.0.0")
    model = invented(("ab", "cd"), (" ab",))
    texts = ["ab cd", f"ab {unassigned} cd", "cd"]
    assert model.kernel()
    _, left = Kernel(model).decisions(texts)
    assert left == [1]
    assert np.allclose(model.decisions(texts), with_numpy(model).decisions(texts), rtol=0, atol=1e-12)
    assert model.highlights(texts[1], ["a"]) == with_numpy(model).highlights(texts[1], ["a"])


BROKEN = [b"\xff", b"\xc3", b"\xc0\xaf", b"\xe0\x80\x80", b"\xf0\x80\x80\x80", b"\xf4\x90\x80\x80", b"\x80", b"\xe2\x80", b"\xe2 \x80"]  # fmt: skip


@needs_kernel
@pytest.mark.parametrize("broken", BROKEN)
def test_broken_utf8_is_refused_and_leaves_no_trace(broken: bytes) -> None:
    kernel = Kernel(invented(("ab", "ab cd"), (" ab", "cd ")))
    before = kernel.decisions(["ab cd"])[0]
    for content in (broken, b"ab cd " + broken, b"ab" + broken + b" cd", b"ab " * 2000 + broken):
        with pytest.raises(ValueError, match="UTF-8"):
            kernel.decisions_utf8(content, np.array([0, len(content)]))
    assert np.array_equal(kernel.decisions(["ab cd"])[0], before)


@needs_kernel
def test_an_ngram_that_is_there_twice() -> None:
    model = invented(("ab", "ab cd", "ab", "ab cd"), ("abc", "abc"))
    assert np.allclose(model.decisions(TEXTS[:9]), with_numpy(model).decisions(TEXTS[:9]), rtol=0, atol=1e-12)
    assert np.allclose(model.decision("ab cd abc"), with_numpy(model).decision("ab cd abc"), rtol=0, atol=1e-12)


@needs_kernel
def test_a_vocabulary_that_is_none_is_left_to_numpy() -> None:
    model = invented(("ab",), ("a\nb",))
    with pytest.raises(KernelRefusal):
        Kernel(model)
    assert model.decisions(["abc"]).shape == (1, 5)


@needs_kernel
def test_threads_share_a_model() -> None:
    model, expected = fitted((1, 2), (3, 5), TEXTS[:900])
    found: dict[int, NDArray[np.float64]] = {}

    def score(number: int) -> None:
        found[number] = np.concatenate([model.decisions(TEXTS[i : i + 50]) for i in range(0, 900, 50)])

    threads = [threading.Thread(target=score, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.abs(found[number] - expected[:900]).max() < 1e-12 for number in range(4))


def test_a_copied_model_builds_tables_of_its_own() -> None:
    model = invented(("ab",), ("abc",))
    expected = model.decisions(["ab abc"])
    for copied in (pickle.loads(pickle.dumps(model)), copy.deepcopy(model)):  # noqa: S301 - written in this line
        assert copied._kernel is None or copied._kernel is False
        assert np.array_equal(copied.decisions(["ab abc"]), expected)


def run(code: str, **environment: str) -> str:
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout  # fmt: skip


@pytest.mark.parametrize("value", ["numpy", "/no/such/library.so"])
def test_numpy_takes_over_where_there_is_no_kernel(value: str) -> None:
    code = "from tests.scoring.test_kernel import *; m = invented(('ab',), ('abc',)); print(m.decisions(['ab abc']).tolist(), m._kernel, in_use())"  # fmt: skip
    root = str(Path(__file__).parents[2])
    scores, kernel, way = re.fullmatch(r"(\[\[.*\]\]) (\w+) (.*)\n", run(code, CLF_KERNEL=value, PYTHONPATH=root)).groups()  # type: ignore[union-attr] # fmt: skip
    assert kernel == "False"
    assert way.startswith("numpy")
    assert np.allclose(np.array(eval(scores)), invented(("ab",), ("abc",)).decisions(["ab abc"]), rtol=0, atol=1e-12)  # noqa: S307


def test_bytes_that_may_begin_white_space_are_all_that_do() -> None:
    spaces = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace()]
    first = {space.encode()[0] for space in spaces}
    assert all(byte <= 0x20 or byte == 0xC2 or 0xE1 <= byte <= 0xE3 for byte in first)


def test_the_unicode_table_is_what_its_script_writes() -> None:
    folder = Path(sys.modules["clf.scoring.kernel"].__file__ or "").parent
    header = (folder / "unicode_table.h").read_text(encoding="utf-8")
    if f'"{unicodedata.unidata_version}"' not in header:
        pytest.skip("the table is that of another Python's Unicode")
    code = (
        f"import sys; sys.path.insert(0, {str(folder)!r}); import unicode_table; print(unicode_table.table(), end='')"
    )
    assert run(code) == header


@needs_kernel
@pytest.mark.parametrize("times", [0xFFFF, 0x10000, 0x10001, 0x10002])
def test_an_ngram_that_is_there_as_often_as_a_flag_is_large(times: int) -> None:
    texts = ["the " * times + "of", *TEXTS[:50]]
    model, expected = fitted((1, 1), (3, 5), texts)
    assert np.abs(model.decisions(texts) - expected).max() < 1e-12
