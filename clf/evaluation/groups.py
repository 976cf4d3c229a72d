"""Which documents belong together: one outlet, copies of one text, one topic.

A group is what must not stand on both sides of a split. Codes are whole numbers from 0, one per document.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.int64]

__all__ = [
    "group_codes",
    "join_groups",
    "near_duplicate_groups",
    "outlet_groups",
    "site_of",
    "topic_groups",
    "usual_names",
]

_HOST = re.compile(r"[^\s/@:]+\.[^\s/@:.\d]{2,}")
_FRONT = re.compile(r"(?:(?:www\d*|m|mobile|amp)\.)+(?=[^.]+\.)")
_PERMUTATIONS = 128
_SHINGLE = 3
_WORD = re.compile(r"\w+")


def group_codes(groups: Iterable[Any]) -> Codes:
    """Return one code per row, in order of name; a row without a group (None, NaN, empty) is a group of its own.

    >>> group_codes(["b", "a", None, "b", None]).tolist()
    [1, 0, 2, 1, 3]
    """
    import pandas as pd

    values = pd.Series(list(groups), dtype=object)
    codes, names = pd.factorize(values.mask(values.eq("")), sort=True)
    missing = codes < 0
    codes[missing] = len(names) + np.arange(missing.sum())
    return codes.astype(np.int64)


def site_of(name_or_url: str) -> str:
    """Return the one spelling of an outlet, from its address or its name.

    An address gives its host without scheme, port, ``www.`` and mobile prefixes; a name is folded (case, accents,
    spaces, punctuation). A name and an address of the same outlet stay two: no list of outlets is consulted.

    >>> site_of("https://www.Example.org:443/news?id=1"), site_of("example.org"), site_of("m.example.org/x")
    ('example.org', 'example.org', 'example.org')
    >>> site_of("Le Méridien"), site_of("le-meridien")
    ('lemeridien', 'lemeridien')
    """
    text = name_or_url.strip()
    address = text if "//" in text else "//" + text
    try:
        host = (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:  # a broken bracket in what is no address
        host = ""
    if host and ("://" in text or _HOST.fullmatch(host)):
        front = _FRONT.match(host)
        return host[front.end() :] if front else host
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum()) or text


def outlet_groups(outlets: Iterable[Any]) -> Codes:
    """Return one code per site (see `site_of`); a document without an outlet is a group of its own."""
    return group_codes(site_of(name) if isinstance(name, str) else name for name in outlets)


def usual_names(names: Iterable[str], sites: Iterable[str]) -> dict[str, str]:
    """Return the commonest spelling of each site that is known, of equally common ones the first by alphabet.

    >>> usual_names(["a.org", "www.a.org", "www.a.org", ""], ["a.org", "a.org", "a.org", ""])
    {'a.org': 'www.a.org'}
    """
    return usual_spellings(Counter(zip(names, sites, strict=True)))


def usual_spellings(counts: Counter[tuple[str, str]]) -> dict[str, str]:
    """Return the same as `usual_names` of names that were counted with their sites."""
    found: dict[str, str] = {}
    for name, site in sorted(counts, key=lambda kind: (-counts[kind], kind)):
        if site:
            found.setdefault(site, name)
    return found


def join_groups(a: Iterable[Any], b: Iterable[Any]) -> Codes:
    """Return the finest grouping in which every group of `a` and every group of `b` is whole.

    These are the connected components of documents that share a group in either. Mind that copies between outlets
    join these outlets whole: look at the largest component before splitting by it.

    >>> join_groups(["x", "x", "y", "z"], [1, 2, 2, 3]).tolist()
    [0, 0, 0, 1]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    left, right = group_codes(a), group_codes(b)
    if len(left) != len(right):
        raise ValueError(f"both groupings need one entry per document, got {len(left)} and {len(right)}")
    if not len(left):
        return left
    size = int(left.max()) + int(right.max()) + 2
    links = coo_array((np.ones(len(left)), (left, left.max() + 1 + right)), shape=(size, size))
    return group_codes(connected_components(links, directed=False)[1][left])


def near_duplicate_groups(
    texts: Iterable[str], groups: Iterable[Any] | None = None, threshold: float = 0.8, seed: int = 13
) -> Codes:
    """Return one code per group of near-duplicate texts: the same story printed twice or by several outlets.

    Two texts are near-duplicates when their sets of three-word sequences overlap by at least `threshold` (Jaccard,
    estimated by MinHash with 128 permutations, standard error .035 at .8; Broder 1997). Candidates come from banded
    signatures (Leskovec, Rajaraman and Ullman, ch. 3), of which each is compared with the next and the first in its
    bucket alone, so time grows with the number of texts and not with its square; chains of copies come together.
    Texts with equal signatures always do.

    Parameters
    ----------
    texts : sequence or column of str, length n
        A text without a word is alone.
    groups : iterable of length n, optional
        A grouping to be kept whole as well (see `join_groups`).
    threshold : float, 0 to 1
    seed : int

    Returns
    -------
    array of int of shape (n,)
    """
    if isinstance(texts, str) or getattr(texts, "ndim", 1) != 1:
        raise ValueError(
            f"a sequence of texts was expected, got {'one string' if isinstance(texts, str) else 'a table'}"
        )
    texts = list(texts)
    for row, text in enumerate(texts, 1):
        if not isinstance(text, str):
            raise ValueError(f"text {row}: a str was expected, got {type(text).__name__}; leave the row out")
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold must lie above 0 and at most at 1, got {threshold}")
    signatures = _signatures(texts, seed)
    # Equal ones are one before any comparison: others may stand between them in every bucket.
    keys = group_codes(row.tobytes() for row in signatures)
    _, firsts, kinds = np.unique(keys, return_index=True, return_inverse=True)
    equal = np.column_stack([firsts[kinds], np.arange(len(texts))])
    candidates = firsts[_candidates(signatures[firsts], threshold)]
    similar = (signatures[candidates[:, 0]] == signatures[candidates[:, 1]]).mean(axis=1) >= threshold
    pairs = np.concatenate([equal, candidates[similar]])
    empty = (signatures == np.iinfo(np.uint32).max).all(axis=1)  # where every minimum starts
    codes = _components(len(texts), pairs[~empty[pairs[:, 0]]])
    return codes if groups is None else join_groups(codes, groups)


def topic_groups(features: Any, n_topics: int = 20, random_state: int | None = 13) -> Codes:
    """Return one topic per document: k-means clusters of directions (rows are scaled to length 1).

    Parameters
    ----------
    features : array or sparse matrix of shape (n, d)
        Numbers, such as TF-IDF or embeddings; not texts.
    n_topics : int
    random_state : int or None
    """
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.preprocessing import normalize

    model = MiniBatchKMeans(n_topics, random_state=random_state, n_init=3)
    return np.asarray(model.fit_predict(normalize(features)), dtype=np.int64)


def _signatures(texts: Sequence[str], seed: int) -> NDArray[np.uint32]:
    from datasketch import MinHash
    from xxhash import xxh32_intdigest

    shingles = (_shingles(text) for text in texts)
    hashes = MinHash.generator(shingles, num_perm=_PERMUTATIONS, seed=seed, hashfunc=xxh32_intdigest)
    found = [hashed.hashvalues.astype(np.uint32) for hashed in hashes]
    return np.array(found, dtype=np.uint32).reshape(len(texts), _PERMUTATIONS)


def _shingles(text: str) -> list[bytes]:
    words = _WORD.findall(text.casefold())
    starts = range(max(len(words) - _SHINGLE + 1, min(len(words), 1)))
    return [" ".join(words[start : start + _SHINGLE]).encode("utf-8", "surrogatepass") for start in starts]


def _candidates(signatures: NDArray[np.uint32], threshold: float) -> Codes:
    """Return pairs of rows that agree in a whole band; bands are as long as finds ≥ 99.5 % of pairs at `threshold`."""
    fits = [r for r in range(1, 33) if 1 - (1 - threshold**r) ** (_PERMUTATIONS // r) >= 0.995]
    width = max(fits, default=1)
    pairs = []
    for start in range(0, _PERMUTATIONS - width + 1, width):
        band = np.ascontiguousarray(signatures[:, start : start + width])
        keys = group_codes(row.tobytes() for row in band)
        order = np.argsort(keys, kind="stable")
        same = keys[order[:-1]] == keys[order[1:]]
        starts = np.concatenate([[True], ~same])[: len(order)]
        first = order[np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))]
        pairs += [np.column_stack([order[:-1][same], order[1:][same]]), np.column_stack([first, order])[~starts]]
    return np.unique(np.concatenate(pairs), axis=0) if pairs else np.empty((0, 2), dtype=np.int64)


def _components(n: int, pairs: Codes) -> Codes:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    return group_codes(connected_components(links, directed=False)[1]) if n else np.empty(0, dtype=np.int64)
