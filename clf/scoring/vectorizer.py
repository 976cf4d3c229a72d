"""`TfidfVectorizer` of scikit-learn, its vocabulary and matrix made by the kernel: the same ones, sooner."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer

from clf.scoring.kernel.library import library

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

__all__ = ["NativeTfidfVectorizer"]

_BATCH = 500
_PLAIN = {
    "input": "content",
    "lowercase": True,
    "strip_accents": None,
    "preprocessor": None,
    "tokenizer": None,
    "stop_words": None,
    "token_pattern": r"(?u)\b\w\w+\b",
    "vocabulary": None,
    "binary": False,
}
"""Options that the kernel has; with others scikit-learn does all of it."""
_HOOKS = ("build_analyzer", "build_preprocessor", "build_tokenizer", "decode", "get_stop_words")


def _is(given: Any, value: object) -> bool:
    # An array (of a vocabulary) is compared with nothing: it would answer for each of its entries.
    return given is None if value is None else type(given) is type(value) and bool(given == value)


class NativeTfidfVectorizer(TfidfVectorizer):  # type: ignore[misc]  # scikit-learn has no types
    """Learn a vocabulary and return the TF-IDF matrix, as scikit-learn's `TfidfVectorizer` does.

    Vocabulary, order of the columns, idf and matrix are those of scikit-learn, the matrix to the last bit but one (its
    norms are summed in another order); the columns of a row are sorted, as scikit-learn's are not. The kernel takes the
    analyzers ``word`` and ``char_wb`` with the default options of the analysis; for others, without a compiled kernel,
    and for texts with characters younger than its Unicode tables, scikit-learn's own code runs. All parameters are
    scikit-learn's.

    >>> NativeTfidfVectorizer(ngram_range=(1, 2)).fit_transform(["one two", "two three"]).shape
    (2, 5)
    """

    _vocabulary: dict[str, int] | None = None
    _terms: bytes | None = None

    @property
    def vocabulary_(self) -> dict[str, int]:
        """n-gram → column; made when first asked for, as a million strings and their dict take as long as all else."""
        if self._vocabulary is None:
            if self._terms is None:
                raise AttributeError("vocabulary_: the vectorizer is not fitted")
            terms = str(self._terms, "utf-8", "surrogatepass").split("\n")[:-1]
            self._vocabulary = dict(zip(terms, range(len(terms)), strict=True))
        return self._vocabulary

    @vocabulary_.setter
    def vocabulary_(self, vocabulary: dict[str, int]) -> None:
        self._vocabulary, self._terms = vocabulary, None

    def fit(self, raw_documents: Iterable[Any], y: Any = None) -> NativeTfidfVectorizer:
        """Learn vocabulary and idf."""
        self.fit_transform(raw_documents, y)
        return self

    def fit_transform(self, raw_documents: Iterable[Any], y: Any = None) -> Any:
        """Learn vocabulary and idf, and return the matrix of shape (n texts, n features)."""
        if isinstance(raw_documents, str) or not self._is_native():
            return super().fit_transform(raw_documents, y)
        texts = list(raw_documents)
        counts = self._counts(texts) if all(isinstance(text, str) for text in texts) else None
        if counts is None:
            return super().fit_transform(texts, y)
        self._tfidf = TfidfTransformer(
            norm=self.norm, use_idf=self.use_idf, smooth_idf=self.smooth_idf, sublinear_tf=self.sublinear_tf
        )
        self._tfidf.fit(counts)
        return self._tfidf.transform(counts, copy=False)

    def _is_native(self) -> bool:
        plain = all(_is(getattr(self, name), value) for name, value in _PLAIN.items())
        # A class of the user's own may cut texts in its own way.
        plain = plain and all(getattr(type(self), hook) is getattr(TfidfVectorizer, hook) for hook in _HOOKS)
        # What is no n-gram, and what is no type for weights, scikit-learn has its own answers to.
        lengths = self.ngram_range
        is_range = isinstance(lengths, tuple) and len(lengths) == 2 and all(isinstance(n, Integral) for n in lengths)
        plain = plain and is_range and min(lengths) > 0 and self.dtype in (np.float64, np.float32)
        return plain and self.analyzer in ("word", "char_wb") and library() is not None

    def _counts(self, texts: Sequence[str]) -> Any:
        """Return the counts, and set the vocabulary; None where the kernel leaves a text to Python."""
        self._validate_params()
        self._validate_ngram_range()
        fit = _Fit(self.analyzer == "char_wb", self.ngram_range)
        if not fit.add(texts):
            return None
        kept = self._kept(fit)
        self.fixed_vocabulary_ = False
        self._vocabulary, self._terms = None, fit.terms(kept)
        return fit.matrix(kept, self.dtype)

    def _kept(self, fit: _Fit) -> Numbers:
        """Return the features that scikit-learn would keep, in the order of its columns."""
        n_texts = fit.found.n_texts
        most, least = (
            limit if isinstance(limit, Integral) else limit * n_texts for limit in (self.max_df, self.min_df)
        )
        if not fit.has_terms():
            raise ValueError("empty vocabulary; perhaps the documents only contain stop words")
        if most < least:
            raise ValueError("max_df corresponds to < documents than min_df")
        in_texts = fit.in_texts
        kept = fit.ordered(np.flatnonzero((in_texts <= most) & (in_texts >= max(least, 1)) & fit.is_term()))
        if self.max_features is not None and self.max_features < len(kept):
            # As scikit-learn: equal counts are cut where its sort leaves them.
            kept = kept[np.sort((-fit.times[kept].astype(np.int64)).argsort()[: self.max_features])]
        if not len(kept):
            raise ValueError("After pruning, no terms remain. Try a lower min_df or a higher max_df.")
        return kept


class _Found(ctypes.Structure):
    _fields_ = (
        *[(name, ctypes.c_int64) for name in ("n_texts", "n_strings", "n_longer")],
        *[(name, ctypes.c_void_p) for name in ("in_texts", "times")],
    )


@cache
def _functions() -> Any:
    found: Any = library()
    pointer, size, number = ctypes.c_void_p, ctypes.c_int64, ctypes.c_int32
    for name, result, arguments in (
        ("clf_unicode", ctypes.c_char_p, ()),
        ("clf_fit_new", pointer, (number, number, number, number)),
        ("clf_fit_free", None, (pointer,)),
        ("clf_fit_add", number, (pointer, ctypes.c_char_p, pointer, size)),
        ("clf_fit_count", number, (pointer, ctypes.POINTER(_Found))),
        ("clf_fit_order", number, (pointer, pointer, size, pointer, size)),
        ("clf_fit_paths", None, (pointer, size, pointer)),
        ("clf_fit_terms", size, (pointer, pointer, size, size, pointer)),
        ("clf_fit_fill", number, (pointer, pointer, size, pointer, pointer, pointer)),
    ):
        getattr(found, name).restype, getattr(found, name).argtypes = result, arguments
    return found


class _Fit:
    """The n-grams of some texts, inside the kernel.

    Features are numbered from 1: strings (words, or character n-grams), then longer word n-grams, each an n-gram and
    the word that follows it.
    """

    def __init__(self, is_char: bool, lengths: tuple[int, int]) -> None:
        self._library = _functions()
        self._is_char, self._lengths = is_char, lengths
        strict = unicodedata.unidata_version != self._library.clf_unicode().decode()
        self._fit = self._library.clf_fit_new(is_char, *lengths, strict)
        if not self._fit:
            raise MemoryError

    def __del__(self) -> None:
        self._library.clf_fit_free(self._fit)

    def add(self, texts: Sequence[str]) -> bool:
        """Add `texts` and count; False where one has a character that the kernel does not know."""
        for first in range(0, len(texts), _BATCH):
            content = [text.encode("utf-8", "surrogatepass") for text in texts[first : first + _BATCH]]
            offsets = np.fromiter(accumulate(map(len, content), initial=0), np.int64, len(content) + 1)
            error = self._library.clf_fit_add(self._fit, b"".join(content), offsets.ctypes.data, len(content))
            if error == 2:
                return False
            _raise_for(error)
        self.found = _Found()
        _raise_for(self._library.clf_fit_count(self._fit, ctypes.byref(self.found)))
        self._n = 1 + self.found.n_strings + self.found.n_longer
        self.in_texts = _view(self.found.in_texts, self._n, np.dtype(np.uint32))
        self.times = _view(self.found.times, self._n, np.dtype(np.uint32))
        self._words = np.empty((self._n, 1 if self._is_char else self._lengths[1]), np.uint32)
        self._library.clf_fit_paths(self._fit, self._words.shape[1], self._words.ctypes.data)
        return True

    def has_terms(self) -> bool:
        """Return whether there is any n-gram."""
        return bool(self.is_term()[1:].any())

    def is_term(self) -> NDArray[np.bool_]:
        """Return for each feature whether it is an n-gram of a length that is asked for."""
        return self.in_texts > 0

    def ordered(self, features: Numbers) -> Numbers:
        """Return `features` in the order of their code points."""
        order = features.astype(np.uint32)
        given = (self._fit, self._words.ctypes.data, self._words.shape[1], order.ctypes.data, len(order))
        _raise_for(self._library.clf_fit_order(*given))
        return order.astype(np.int64)

    def terms(self, features: Numbers) -> bytes:
        """Return the n-grams in UTF-8, a line end behind each (no n-gram holds one)."""
        path = self._words[features]
        given = (self._fit, path.ctypes.data, *path.shape)
        content = np.empty(self._library.clf_fit_terms(*given, None), np.uint8)
        self._library.clf_fit_terms(*given, content.ctypes.data)
        return content.tobytes()

    def matrix(self, features: Numbers, kind: Any) -> csr_matrix:
        """Return the counts of `features`, a column for each in their order."""
        column = np.full(self._n, -1, np.int32)
        column[features] = np.arange(len(features))
        n_values = int(self.in_texts[features].sum(dtype=np.int64))
        starts = np.zeros(self.found.n_texts + 1, np.int64)
        columns, counts = np.empty(n_values, np.int32), np.empty(n_values)
        addresses = (array.ctypes.data for array in (starts, columns, counts))
        _raise_for(self._library.clf_fit_fill(self._fit, column.ctypes.data, len(features), *addresses))
        if n_values < 2**31:
            starts = starts.astype(np.int32)
        return csr_matrix((counts.astype(kind, copy=False), columns, starts), shape=(self.found.n_texts, len(features)))


def _view(address: int | None, n: int, kind: np.dtype[Any]) -> NDArray[Any]:
    if not address or not n:
        return np.zeros(n, kind)
    memory = (ctypes.c_char * (n * kind.itemsize)).from_address(address)
    return np.frombuffer(memoryview(memory), dtype=kind)


def _raise_for(error: int) -> None:
    if error:
        raise MemoryError("the texts' n-grams do not fit into memory")
