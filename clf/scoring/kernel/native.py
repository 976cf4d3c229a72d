"""The kernel's functions as Python sees them: ctypes declarations and one class."""

from __future__ import annotations

import ctypes
import threading
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.scoring.kernel.library import library

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clf.framing.model import LinearModel

__all__ = ["Kernel", "KernelRefusal"]

_OK, _NOT_UTF8, _UNKNOWN_CHARACTER, _NO_MEMORY = range(4)
_PLACE = np.dtype([("column", "u4"), ("start", "u8"), ("end", "u8")], align=True)


class KernelRefusal(Exception):  # noqa: N818 - not an error: numpy takes over
    """The kernel does not take this vocabulary or text; numpy does, and gives the same scores."""


class _Source(ctypes.Structure):
    _fields_ = (
        *[(name, ctypes.c_int32) for name in ("word_low", "word_high", "char_low", "char_high", "n_labels", "strict")],
        *[(name, ctypes.c_int64) for name in ("n_words", "n_chars", "words_size", "chars_size")],
        *[(name, ctypes.c_char_p) for name in ("words", "chars")],
        *[(name, ctypes.c_void_p) for name in ("document_frequencies", "idf", "bias", "weights")],
    )


class _Explanation(ctypes.Structure):
    _fields_ = (
        *[(name, ctypes.c_int64) for name in ("n_values", "n_places")],
        *[(name, ctypes.c_void_p) for name in ("columns", "values", "places")],
    )


@cache
def _functions() -> Any:
    found: Any = library()
    if found is None:
        raise KernelRefusal("there is no compiled kernel")
    pointer, size = ctypes.c_void_p, ctypes.c_int64
    for name, result, arguments in (
        ("clf_unicode", ctypes.c_char_p, ()),
        ("clf_model_new", pointer, (ctypes.POINTER(_Source),)),
        ("clf_model_free", None, (pointer,)),
        ("clf_scratch_new", pointer, (pointer,)),
        ("clf_scratch_free", None, (pointer,)),
        ("clf_score", None, (pointer, pointer, ctypes.c_char_p, pointer, size, pointer, pointer)),
        ("clf_explain", ctypes.c_int, (pointer, pointer, ctypes.c_char_p, size, ctypes.POINTER(_Explanation))),
        (
            "clf_contributions",
            ctypes.c_int,
            (pointer, pointer, ctypes.c_char_p, size, pointer, size, size, pointer),
        ),
    ):
        getattr(found, name).restype, getattr(found, name).argtypes = result, arguments
    return found


class Kernel:
    """The tables of one model, ready to score.

    They are built when a model is first used: some 3 ms for 12,000 n-grams, less than checking finished tables of
    an untrusted folder would take.

    Parameters
    ----------
    model : LinearModel

    Raises
    ------
    KernelRefusal
        Where there is no compiled kernel, or it does not take the model's vocabulary.
    """

    def __init__(self, model: LinearModel) -> None:
        self._library = _functions()
        self._local, self._n_labels = threading.local(), len(model.labels)
        words, chars = _packed(model.words), _packed(model.chars)
        arrays = [
            np.ascontiguousarray(values, dtype=kind)
            for values, kind in (
                (model.document_frequencies, np.int32),
                (model.idf, np.float64),
                (model.bias, np.float64),
                (model.weights, np.float32),
            )
        ]
        # Characters younger than the kernel's tables are left to Python where Python may know them.
        strict = unicodedata.unidata_version != self._library.clf_unicode().decode()
        source = _Source(
            *model.word_lengths, *model.char_lengths, self._n_labels, strict, len(model.words), len(model.chars),
            len(words), len(chars), words, chars, *(array.ctypes.data for array in arrays),
        )  # fmt: skip
        self._model = self._library.clf_model_new(ctypes.byref(source))
        if not self._model:
            raise KernelRefusal("the kernel does not take the model's vocabulary")

    def __del__(self) -> None:
        if model := self.__dict__.get("_model"):
            self._library.clf_model_free(model)

    def __reduce__(self) -> tuple[Any, ...]:
        # A copied or unpickled model builds tables of its own: an address means nothing elsewhere.
        return type(None), ()

    def decisions(self, texts: Sequence[str]) -> tuple[NDArray[np.float64], list[int]]:
        """Return the decision values of `texts`, and the numbers of those that numpy must score.

        Returns
        -------
        decisions : array of shape (n, L)
        left : list of int
            Rows with a character that the kernel's Unicode tables do not know.
        """
        try:
            content = [text.encode() for text in texts]
        except UnicodeEncodeError:
            content = [_utf8(text) for text in texts]
        offsets = np.fromiter(accumulate(map(len, content), initial=0), np.int64, len(content) + 1)
        return self.decisions_utf8(b"".join(content), offsets)

    def decisions_utf8(self, content: bytes, offsets: NDArray[np.int64]) -> tuple[NDArray[np.float64], list[int]]:
        """As `decisions`, of texts that lie in one piece of UTF-8: text i is ``content[offsets[i]:offsets[i + 1]]``."""
        n = len(offsets) - 1
        found, status = np.empty((n, self._n_labels)), np.empty(n, np.int8)
        self._library.clf_score(
            self._model, self._scratch(), content, offsets.ctypes.data, n, found.ctypes.data, status.ctypes.data
        )
        if not np.count_nonzero(status):
            return found, []
        for code, error in ((_NOT_UTF8, ValueError("a text is not UTF-8")), (_NO_MEMORY, MemoryError())):
            if code in status:
                raise error
        return found, np.flatnonzero(status).tolist()

    def explain(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[Any]]:
        """Return what one text is made of.

        Returns
        -------
        columns, values : array
            The n-grams that the model knows, and their TF-IDF values.
        places : array of (column, start, end)
            Every place where one of them stands, in characters of `text`.

        Raises
        ------
        KernelRefusal
            Where the text has a character that the kernel's Unicode tables do not know.
        """
        content, found = _utf8(text), _Explanation()
        _check(self._library.clf_explain(self._model, self._scratch(), content, len(content), ctypes.byref(found)))
        return (
            _copied(found.columns, found.n_values, np.dtype(np.int32)),
            _copied(found.values, found.n_values, np.dtype(np.float64)),
            _copied(found.places, found.n_places, _PLACE),
        )

    def contributions(self, text: str, labels: Sequence[int]) -> NDArray[np.float64]:
        """Return what each of the n characters of one text adds to the decisions for `labels`, shape (n, len(labels)).

        Raises
        ------
        KernelRefusal
            Where the text has a character that the kernel's Unicode tables do not know.
        """
        content, chosen, n = _utf8(text), np.array(labels, np.int32), len(text)
        added = np.empty((len(chosen), n))
        error = self._library.clf_contributions(
            self._model, self._scratch(), content, len(content), chosen.ctypes.data, len(chosen), n, added.ctypes.data
        )
        _check(error)
        return added.T

    def _scratch(self) -> Any:
        held: _Scratch | None = getattr(self._local, "scratch", None)
        if held is None:
            held = self._local.scratch = _Scratch(self)
        return held.address


class _Scratch:
    """What one thread works with; freed with the thread, or with the kernel."""

    def __init__(self, kernel: Kernel) -> None:
        self._free = kernel._library.clf_scratch_free
        self.address = kernel._library.clf_scratch_new(kernel._model)
        if not self.address:
            raise MemoryError

    def __del__(self) -> None:
        # Interrupted before it had one (Ctrl-C), it has nothing to free.
        if address := self.__dict__.get("address"):
            self._free(address)


def _packed(grams: Sequence[str]) -> bytes:
    found: bytes | None = getattr(grams, "packed", None)  # as `clf.framing.ngrams.Grams` has them
    return _utf8("\n".join(grams)) if found is None else found


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:  # half of a pair alone, as careless JSON has it
        return text.encode("utf-8", "surrogatepass")


def _check(error: int) -> None:
    if error == _NO_MEMORY:
        raise MemoryError
    if error != _OK:
        raise KernelRefusal("the text has a character younger than the kernel's Unicode tables")


def _copied(address: int | None, n: int, kind: np.dtype[Any]) -> NDArray[Any]:
    if not n or not address:
        return np.empty(0, kind)
    return np.frombuffer(ctypes.string_at(address, n * kind.itemsize), dtype=kind)
