"""Bytes into text: UTF-8, UTF-16 with a mark, else an older encoding, told apart by the language.

Text in an older encoding is hardly ever valid UTF-8 by accident. So bytes of which nearly all are UTF-8 are damaged
UTF-8, and all others are read in the encoding under which they look most like a language that is written in it.

charset-normalizer, which guesses by bytes, errs more: of texts of 400 characters in French, Spanish, Italian and Polish
it misreads a fifth to a half, this way none (`python benchmarks/code_pages.py`).
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from itertools import pairwise
from typing import IO, NamedTuple, cast

from clf.errors import DataError, Problem, UsageError
from clf.messages import Message
from clf.text.language import UNDETERMINED, identify

__all__ = ["Decoded", "Joined", "LineDecoder", "asked_encoding", "decoded", "has_utf16_mark", "recoded"]

_USUAL = "cp1252"
_CENTRAL = frozenset(["pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro", "sq"])
_LANGUAGES = {
    "cp1250": _CENTRAL,
    "cp1251": frozenset(["ru", "uk", "bg", "be", "sr", "mk"]),
    "cp1253": frozenset(["el"]),
    "cp1254": frozenset(["tr", "az"]),
    "cp1255": frozenset(["he"]),
    "cp1256": frozenset(["ar", "fa", "ur"]),
    "iso8859-2": _CENTRAL,
    "koi8-r": frozenset(["ru"]),
    "koi8-u": frozenset(["uk"]),
    "cp866": frozenset(["ru"]),
    "gb18030": frozenset(["zh"]),
    "big5": frozenset(["zh"]),
    "cp932": frozenset(["ja"]),
    "euc_jp": frozenset(["ja"]),
    "cp949": frozenset(["ko"]),
}
_COMMONEST = frozenset([_USUAL, "cp1250", "cp1251"])
_RARE = 0.05  # by so much must another encoding look surer than one of the commonest
_PUNCTUATION = frozenset("«»„“”‘’‚‹›–—…•·¿¡№§°€£©®™،؛؟ـ")
_NEARLY_ALL = 0.8  # of the bytes beyond ASCII
_SAMPLE_BYTES = 1 << 16
_PIECE_BYTES = 1 << 16
_GUESSED = {
    "en": "The file is not UTF-8: read as {encoding}, which is a guess. If letters look wrong, save it as UTF-8.",
    "fr": "Le fichier n'est pas en UTF-8 : lu comme {encoding}, ce qui est une supposition. Si des lettres semblent "
    "fausses, enregistrez-le en UTF-8.",
}
_DAMAGED = {
    "en": "{n} {n:place of the text is|places of the text are} not UTF-8: each stands as one character U+FFFD in what "
    "was scored and counted.",
    "fr": "{n} {n:endroit du texte n'est|endroits du texte ne sont} pas en UTF-8 : chacun est un caractère U+FFFD dans "
    "ce qui a été évalué et compté.",
}


class Decoded(NamedTuple):
    """A text, and what a reader of it should know."""

    text: str
    warnings: tuple[Message, ...] = ()


def asked_encoding(name: str) -> str:
    """Return the name that Python gives to an encoding.

    Raises
    ------
    UsageError
        When it knows none of that name.
    """
    try:
        found = codecs.lookup(name)
        "a".encode(found.name)  # zip, rot13 … are codecs and no encodings of text
    except (LookupError, ValueError, TypeError) as error:
        raise UsageError(f"{name}: no encoding of that name. Usual ones: utf-8, cp1252, cp1251, cp1250.") from error
    return found.name


def has_utf16_mark(content: bytes) -> bool:
    """Return whether bytes begin with the mark of UTF-16, as Excel's and Notepad's "Unicode" do."""
    return content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def decoded(content: bytes, *, is_utf8: bool = False) -> Decoded | None:
    """Return a whole text, or None when the bytes are none; with `is_utf8` no code page is guessed."""
    try:
        return Decoded(content.decode("utf-16" if has_utf16_mark(content) else "utf-8"))
    except UnicodeDecodeError:
        pass
    if has_utf16_mark(content):
        return None
    if is_utf8 or _is_damaged_utf8(content):
        text = content.decode("utf-8", "replace")
        return Decoded(text, (Message(_DAMAGED, n=text.count("\ufffd")),))
    encoding = _code_page(content)
    return None if encoding is None else Decoded(content.decode(encoding), (_guessed(encoding),))


class LineDecoder:
    """Decodes the lines of one file, in UTF-8 or in the code page that its first lines beyond ASCII suggest.

    Parameters
    ----------
    warn : callable
        Told once of a code page.
    ahead : callable
        Returns some of what follows the line in question, without going past it.
    """

    def __init__(self, warn: Callable[[Message], None], ahead: Callable[[int], bytes]) -> None:
        self._warn, self._ahead = warn, ahead
        self._encoding: str | None = None

    def decode(self, line: bytes) -> str | None:
        """Return the text, or None when the bytes are not in the file's encoding; a line in UTF-8 is always read."""
        if line.isascii():
            return line.decode("ascii")
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            return self._otherwise(line)
        self._encoding = "utf-8"
        return text

    def _otherwise(self, line: bytes) -> str | None:
        if self._encoding is None:
            sample = line + self._ahead(_SAMPLE_BYTES)
            self._encoding = "utf-8" if _is_damaged_utf8(sample) else _code_page(sample) or "utf-8"
            if self._encoding != "utf-8":
                self._warn(_guessed(self._encoding))
        try:
            return line.decode(self._encoding)
        except UnicodeDecodeError:
            return None


def _guessed(encoding: str) -> Message:
    name = f"Windows-{encoding.removeprefix('cp')} ({encoding})" if encoding.startswith("cp12") else encoding
    return Message(_GUESSED, encoding=name)


def _is_damaged_utf8(content: bytes) -> bool:
    beyond = sum(byte > 127 for byte in content)
    valid = content.decode("utf-8", "ignore")
    return len(valid.encode()) - sum(map(str.isascii, valid)) >= _NEARLY_ALL * beyond


def _code_page(content: bytes) -> str | None:
    """Return the encoding under which the bytes are most surely in a language that is written in it."""
    candidates = {}
    others = frozenset().union(*_LANGUAGES.values())
    for encoding in (_USUAL, *_LANGUAGES):
        try:
            text = " ".join(_with_marks(content.decode(encoding)))
        except UnicodeDecodeError:
            continue
        found = identify(text)
        sure = found.confidence - _oddness(text) - _RARE * (encoding not in _COMMONEST)
        if encoding == _USUAL:
            candidates[encoding] = 0.0 if found.code in {*others, UNDETERMINED} else sure
        elif found.code in _LANGUAGES[encoding]:
            candidates[encoding] = sure
    return max(candidates, key=lambda name: candidates[name], default=None)


def _oddness(text: str) -> float:
    """Return how many signs and inner capitals there are for each character beyond ASCII.

    Letters of a script that one language alone uses are that language for sure, in whatever order they stand. But in
    the wrong encoding many letters become signs, or capitals behind small ones.
    """
    beyond = [character for character in text if not character.isascii()]
    signs = sum(not (c.isalnum() or c.isspace() or c in _PUNCTUATION or _is_wide(c)) for c in beyond)
    capitals = sum(a.islower() and b.isupper() for a, b in pairwise(text))
    return (signs + capitals) / max(len(beyond), 1)


def _is_wide(character: str) -> bool:
    """Return whether a character is of the punctuation and wide forms of East Asia."""
    return "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uffef"


def _with_marks(text: str) -> list[str]:
    """Return the lines that are not ASCII, which alone tell code pages apart."""
    return [line for line in text.splitlines() if not line.isascii()]


class Joined(io.RawIOBase):
    """A stream with its beginning, which was read already and ends with a line, put back."""

    def __init__(self, start: bytes, rest: IO[bytes]) -> None:
        self._start, self._rest = io.BytesIO(start), rest

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return the next line."""
        return self._start.readline(size) or self._rest.readline(-1 if size is None else size)

    def read(self, size: int = -1, /) -> bytes:
        """Return at most so many bytes; all with -1."""
        piece = self._start.read(size)
        return piece + self._rest.read(-1 if size < 0 else size - len(piece))


def recoded(stream: IO[bytes], encoding: str, file: str) -> IO[bytes]:
    """Return a stream in UTF-8 of one in another encoding; bytes that are not in it stay, and are not UTF-8.

    Raises
    ------
    DataError
        While reading, when UTF-16 or UTF-32 ends in the middle of a character.
    """
    return cast(IO[bytes], io.BufferedReader(_Recoded(stream, encoding, file), _PIECE_BYTES))


class _Recoded(io.RawIOBase):
    def __init__(self, stream: IO[bytes], encoding: str, file: str) -> None:
        self._stream, self._file, self._ready = stream, file, b""
        errors = "strict" if encoding.startswith(("utf-16", "utf-32", "utf_16", "utf_32")) else "surrogateescape"
        self._encoding, self._decoder = encoding, codecs.getincrementaldecoder(encoding)(errors)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while not self._ready:
            raw = self._stream.read(_PIECE_BYTES)
            try:
                self._ready = self._decoder.decode(raw, final=not raw).encode("utf-8", "surrogateescape")
            except UnicodeError as error:
                remedy = "Save it as UTF-8 and try again."
                raise DataError(Problem(self._file, f"text in {self._encoding}", "other bytes", remedy)) from error
            if not raw:
                break
        piece, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(piece)] = piece
        return len(piece)
