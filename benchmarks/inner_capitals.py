"""Print the names with a capital inside ("YouTube") that articles of at least four outlets have.

They are where `clf.boilerplate.pieces` would find an end and a beginning without a space and must not cut. From the
corpora that flaggers learn from, outlets of the gold standard's test part aside; not from page_blocks, where menus are
glued together.

python benchmarks/inner_capitals.py
"""

from __future__ import annotations

import re
from collections import defaultdict

from clf.boilerplate.characters import characters_of
from clf.boilerplate.gold import CORPORA
from clf.boilerplate.held_out import is_held_out
from clf.boilerplate.pieces import glued
from clf.corpora.registry import read_corpus
from clf.errors import Problem

_OUTLETS = 4
_WORD = re.compile(r"[^\W\d_]+")


def main() -> None:
    outlets: dict[str, set[str]] = defaultdict(set)
    for corpus in (name for name in CORPORA if name != "page_blocks"):
        for article in read_corpus(corpus):
            if isinstance(article, Problem) or is_held_out(corpus, article):
                continue
            text = article.text
            for at in glued(characters_of(text)).tolist():
                before = re.search(r"[^\W\d_]+$", text[max(at - 40, 0) : at])
                if before and (behind := _WORD.match(text, at)):
                    outlets[before.group() + behind.group()].add(f"{corpus}/{article.outlet or ''}")
    print(*sorted((name for name, of in outlets.items() if len(of) >= _OUTLETS), key=str.lower))


if __name__ == "__main__":
    main()
