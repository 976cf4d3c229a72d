"""How often is the encoding of a text guessed right, by clf and by charset-normalizer?

    python benchmarks/code_pages.py

Of real articles (up to 60 a language, seed 13) the first 100, 400 and 2,000 characters are written in an older encoding
of their language and guessed. A guess is right when it gives the text back. Prints a table: right of all.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import islice

import numpy as np
from charset_normalizer import from_bytes

from clf.corpora.encodings import decoded
from clf.corpora.registry import read_corpus
from clf.schema import Article

CORPORA = ("semeval2023", "saudi_news", "cctv", "unlp2025", "slavic_persuasion", "ppn")
ENCODINGS = {
    **{lang: ["cp1252"] for lang in ("fr", "de", "es", "it")},
    "pl": ["cp1250", "iso8859-2"],
    "ru": ["cp1251", "koi8-r", "cp866"],
    "uk": ["cp1251", "koi8-u"],
    "bg": ["cp1251"],
    "ar": ["cp1256"],
    "zh": ["gb18030", "big5"],
}
SIZES, MOST, READ = (100, 400, 2000), 60, 8000


def main() -> None:
    texts: dict[str, list[str]] = defaultdict(list)
    for corpus in CORPORA:
        for row in islice(read_corpus(corpus), READ):
            if isinstance(row, Article) and row.lang in ENCODINGS:
                texts[row.lang].append(row.text)
    print(f"{'':16}{'clf':>24}{'charset-normalizer':>30}")
    for lang, encodings in ENCODINGS.items():
        for encoding in encodings:
            found = [_right(texts[lang], encoding, size) for size in SIZES]
            ours, theirs = ("  ".join(f"{row[column]}/{row[2]}" for row in found) for column in (0, 1))
            print(f"{lang} {encoding:13}{ours:>24}{theirs:>30}", flush=True)


def _right(texts: list[str], encoding: str, size: int) -> tuple[int, int, int]:
    long_enough = [text[:size] for text in texts if len(text) >= size]
    ours = theirs = n = 0
    for row in np.random.default_rng(13).permutation(len(long_enough))[:MOST]:
        text = long_enough[row]
        content = text.encode(encoding, "ignore")
        wanted = content.decode(encoding)
        if content.isascii() or wanted == content.decode("utf-8", "replace"):
            continue
        guess, other = decoded(content), from_bytes(content).best()
        ours += guess is not None and guess.text == wanted
        theirs += other is not None and str(other) == wanted
        n += 1
    return ours, theirs, n


if __name__ == "__main__":
    main()
