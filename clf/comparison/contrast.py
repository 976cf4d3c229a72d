"""The words that set two outlets, or two periods, apart: weighted log-odds with an informative Dirichlet prior.

Monroe, Colaresi and Quinn, Fightin' Words, Political Analysis 16 (2008), sections 3.4 and 3.5. Their z-scores take the
words of a text for independent, which they are not: one article repeats its subject, and with sides drawn by lot most
corpora have a term of large z. So z ranks and is shown, but what is called clear rests on whole texts: on how many of
either side have the term, and on an interval from resampling them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.comparison.rows import FEWEST, table_of
from clf.corpora.file_dates import iso_dates
from clf.errors import UsageError
from clf.explanation.features import NameScreen
from clf.messages import amount
from clf.text.as_read import seen, word_characters
from clf.text.cells import is_missing, plain_value
from clf.text.language import UNDETERMINED, identify
from clf.text.language_codes import language_code

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray
    from scipy import sparse

    from clf.evaluation.sums import Floats
    from clf.views.charts import Chart

__all__ = ["Contrast", "contrast", "members"]

_RECOGNISED = 200  # texts whose language is recognised where no column has it
_SURE = 0.7  # least confidence of a language that counts
_RESAMPLED = 2000  # terms of the smallest p for which articles are resampled
_BLOCK = 50  # resamples at a time, for memory


@dataclass(slots=True, repr=False)
class Contrast:
    """What one group of texts says more often than another.

    Attributes
    ----------
    one, other : str
    by : str
    n_one, n_other : int
        Texts of each.
    table : pandas.DataFrame
        A row per term, highest z first: ``term``; ``count_one, count_other`` (words); ``texts_one, texts_other``;
        ``log_odds`` (above 0: more of `one`); ``low, high`` (95 %, whole articles resampled; missing for terms of
        large p, and where a side has fewer than 10 texts); ``z`` (Monroe and others, words taken for independent);
        ``p`` (two-sided, of how many texts of either side have the term, `_tail_of_texts`); ``clear`` (p times the
        number of terms, by Bonferroni, below .05, and an interval that excludes 0);
        ``outlet_name`` (of an outlet in the data).
    seed : int
    """

    one: str
    other: str
    by: str
    n_one: int
    n_other: int
    table: pd.DataFrame
    seed: int

    def top(self, n: int = 15, *, names: bool = False) -> pd.DataFrame:
        """Return the n surest clear terms of either side, `one` first, those of the largest log-odds first.

        Outlet names only on request.
        """
        table = self.table[self.table["clear"] & (names | ~self.table["outlet_name"])]
        import pandas as pd

        table = table.assign(size=table["z"].abs()).sort_values(["p", "size"], ascending=[True, False], kind="stable")
        ones, others = (table[side].drop(columns="size").head(n) for side in (table["z"] > 0, table["z"] < 0))
        sides = (ones.sort_values("log_odds", ascending=False), others.sort_values("log_odds"))
        return pd.concat(sides).reset_index(drop=True)

    def finding(self, n: int = 12) -> str:
        """Return which of the n terms of `top` sets `one` apart most, with its interval."""
        from clf.views.comparison import contrast_finding

        return contrast_finding(self, n)

    def plot(self, n: int = 12, title: str = "") -> Chart:
        """Return a chart of the n clear terms of either side with their intervals, headed by the finding.

        Raises
        ------
        UsageError
            When no term is clear.
        """
        from clf.views.charts import terms

        return terms(self, n, title)

    def _repr_html_(self) -> str:
        from clf.views.comparison import contrast_html

        return contrast_html(self)

    def __repr__(self) -> str:
        from clf.views.comparison import contrast_text

        return contrast_text(self)


def contrast(
    data: Any,
    one: str,
    other: str | None = None,
    *,
    by: str = "outlet",
    text_column: str = "text",
    lengths: tuple[int, int] = (1, 2),
    min_texts: int = 3,
    prior_words: float = 500.0,
    keep_boilerplate: bool = False,
    repeats: int = 500,
    seed: int = 13,
) -> Contrast:
    """Return the words that one outlet or period uses more than another.

    Parameters
    ----------
    data : pandas.DataFrame, datasets.Dataset, or an iterable of dict
        Articles in one language, with a text and the column `by`.
    one, other : str
        Two values of `by`; `other` is everything else by default. With ``by="date"`` a value is the beginning of a
        date: ``2021`` or ``2021-03``.
    by, text_column : str
    lengths : (int, int)
        Words of a term.
    min_texts : int
        A term must stand in so many texts; never below 3, so that no single article shows.
    prior_words : float
        Weight of the prior, in words of text: it holds each group's shares near those of both together.
    keep_boilerplate : bool
        Leave boilerplate in; otherwise it sets outlets apart before anything else does.
    repeats, seed : int
        Of the resampling of articles.

    Returns
    -------
    Contrast

    Raises
    ------
    UsageError
        When a column or group is missing, when both groups are the same, or the texts are in several languages.
    """
    shortest, longest = lengths
    if not 1 <= shortest <= longest:
        raise UsageError(f"lengths={lengths}: expected the fewest and the most words of a term, such as (1, 2).")
    if not prior_words > 0:
        raise UsageError(f"prior_words={prior_words}: expected a number above 0.")
    if repeats < 1:
        raise UsageError(f"repeats={repeats}: expected 1 or more.")
    table, is_one = _sides(table_of(data, text_column, by), text_column, by, one, other)
    _one_language(table, text_column)
    counts, terms = _counted(_texts(table, text_column, keep_boilerplate), lengths, max(min_texts, 3))
    found = _log_odds(counts[is_one], counts[~is_one], prior_words, repeats, seed)
    screen = NameScreen(table["outlet"].dropna().astype(str).unique() if "outlet" in table else ())
    found.insert(0, "term", terms)
    found["outlet_name"] = [screen.is_name(term, "word") for term in terms]
    found = found.sort_values(["z", "term"], ascending=[False, True]).reset_index(drop=True)
    return Contrast(one, other or f"not {one}", by, int(is_one.sum()), int((~is_one).sum()), found, seed)


def _sides(
    table: pd.DataFrame, text_column: str, by: str, one: str, other: str | None
) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Return the texts of both groups, equal texts of one once, and which belong to `one`."""
    if one == other:
        raise UsageError(
            f"Expected two different values of {by!r}, found {one!r} twice. Leave the second out for the rest."
        )
    table = table.drop_duplicates([text_column, by])
    table = table[table[text_column].map(lambda text: isinstance(text, str)) & table[by].notna()]
    first = members(table, by, one)
    second = ~first if other is None else members(table, by, other) & ~first
    for value, found in ((one, first), (other, second)):
        if not found.any() and value is not None:
            raise UsageError(f"No text has {value!r} in the column {by!r}. There are: {_some(table[by])}.")
    if not second.any():
        raise UsageError(f"All texts have {one!r} in the column {by!r}: there is nothing to compare them with.")
    both = table[first | second].sort_values(text_column, kind="stable")  # resamples do not depend on the order given
    return both, first.loc[both.index].to_numpy(dtype=bool)


def _counted(texts: list[str], lengths: tuple[int, int], min_texts: int) -> tuple[sparse.csr_matrix, NDArray[Any]]:
    from sklearn.feature_extraction.text import CountVectorizer

    words = rf"\w[{word_characters()}]+"
    vectorizer = CountVectorizer(token_pattern=words, ngram_range=lengths, min_df=min_texts, dtype=np.int64)
    try:
        counts = vectorizer.fit_transform(texts).tocsr()
    except ValueError as error:
        raise UsageError(f"No word stands in {min_texts} of {amount(len(texts), 'text')}.") from error
    return counts, vectorizer.get_feature_names_out()


def members(table: pd.DataFrame, by: str, value: str) -> pd.Series[bool]:
    """Return which rows have `value` in the column `by`; of dates, which begin with it."""
    import pandas as pd

    value = plain_value(value) or ""
    if by == "date":
        column = pd.Series(iso_dates(table[by], lambda _: None), table.index)
    else:
        column = table[by].map(plain_value)
    column = column.fillna("")
    return column.str.startswith(value) if by == "date" else column == value


def _recognised(text: str) -> str:
    found = identify(text)
    return found.code if found.confidence >= _SURE else UNDETERMINED


def _some(column: pd.Series[Any]) -> str:
    names = sorted(column.map(plain_value).dropna().unique())
    return ", ".join(map(repr, names[:12])) + (", …" if len(names) > 12 else "")


def _one_language(table: pd.DataFrame, text_column: str) -> None:
    """Refuse texts in several languages; where no column says so, some are recognised, and one in ten may err."""
    said = table["lang"].map(plain_value) if "lang" in table else table[text_column].map(lambda _: None)
    given = {language_code(code) or code for code in said.dropna()}
    texts = table.loc[said.isna(), text_column]
    counts = Counter(map(_recognised, texts.iloc[:: max(1, len(texts) // _RECOGNISED)]))
    del counts[UNDETERMINED]
    langs = sorted(given | {code for code, n in counts.items() if n > 0.1 * counts.total()})
    if len(langs) > 1:
        raise UsageError(f"Texts in {', '.join(langs)}: words can be contrasted in one language alone. Filter by lang.")


def _texts(table: pd.DataFrame, text_column: str, keep_boilerplate: bool) -> list[str]:
    # An accent that is a character of its own, or a soft hyphen, is no difference of wording.
    texts = [*map(seen, table[text_column])]
    if keep_boilerplate:
        return texts
    from clf.leak.variants import flag_all, removed

    langs = [None if is_missing(code) else code for code in table.get("lang", [None] * len(texts))]
    return [removed(text, spans) for text, spans in zip(texts, flag_all(texts, langs), strict=True)]


def _log_odds(a: sparse.csr_matrix, b: sparse.csr_matrix, prior_words: float, repeats: int, seed: int) -> pd.DataFrame:
    import pandas as pd

    counts = [np.asarray(part.sum(axis=0), dtype=float).ravel() for part in (a, b)]
    prior = prior_words * (counts[0] + counts[1]) / (counts[0].sum() + counts[1].sum())
    log_odds = _delta(counts, [count.sum() for count in counts], prior)
    z = log_odds / np.sqrt(1 / (counts[0] + prior) + 1 / (counts[1] + prior))
    texts = [np.diff(part.tocsc().indptr) for part in (a, b)]
    of_texts = _tail_of_texts(texts, (a.shape[0], b.shape[0]), counts[0].sum() / (counts[0].sum() + counts[1].sum()))
    p = np.minimum(2 * np.where(log_odds > 0, *of_texts), 1.0)
    low, high = np.full(len(z), np.nan), np.full(len(z), np.nan)
    chosen = np.sort(np.lexsort((-np.abs(z), p))[:_RESAMPLED])
    if min(a.shape[0], b.shape[0]) >= FEWEST:
        low[chosen], high[chosen] = _intervals(a, b, chosen, prior, repeats, seed)
    return pd.DataFrame(
        {
            "count_one": counts[0].astype(int),
            "count_other": counts[1].astype(int),
            "texts_one": texts[0],
            "texts_other": texts[1],
            "log_odds": log_odds,
            "low": low,
            "high": high,
            "z": z,
            "p": p,
            "clear": (p * len(p) < 0.05) & ((low > 0) | (high < 0)),
        }
    )


def _tail_of_texts(texts: list[Floats], sizes: tuple[int, int], words: float) -> tuple[Floats, Floats]:
    """Return, per term, the chance that so many texts of the first side have it, or more; and so many, or fewer.

    Were there no difference, the first side's share of the texts with a term would lie between its share of the texts
    (of terms that stand in nearly every text) and its share of the `words` (of rare ones), for longer texts have more.
    The larger of both chances counts: Fisher's exact test, and the binomial test of the share of words.
    """
    from scipy.stats import binom, hypergeom

    # Few pairs differ, and the tails are sums.
    pairs, at = np.unique(np.column_stack([texts[0], texts[0] + texts[1]]), axis=0, return_inverse=True)
    first, both = pairs.T
    of_texts = (sum(sizes), both, sizes[0])
    more = np.maximum(hypergeom.sf(first - 1, *of_texts), binom.sf(first - 1, both, words))
    fewer = np.maximum(hypergeom.cdf(first, *of_texts), binom.cdf(first, both, words))
    return more[at.ravel()], fewer[at.ravel()]


def _delta(counts: list[Floats], totals: list[Any], prior: Floats, prior_total: float | None = None) -> Floats:
    """Return the difference of log-odds (Monroe and others, equation 16) for counts of shape (…, V)."""
    whole = prior.sum() if prior_total is None else prior_total
    odds = [
        np.log((count + prior) / (np.expand_dims(np.asarray(total), -1) + whole - count - prior))
        for count, total in zip(counts, totals, strict=True)
    ]
    return np.asarray(odds[0] - odds[1])


def _intervals(
    a: sparse.csr_matrix, b: sparse.csr_matrix, chosen: Any, prior: Floats, repeats: int, seed: int
) -> tuple[Floats, Floats]:
    """Return 95 % bounds of the terms `chosen`, whole texts of either group resampled."""
    chance = np.random.default_rng(seed)
    lengths = [np.asarray(part.sum(axis=1), dtype=float).ravel() for part in (a, b)]
    parts = [part[:, chosen] for part in (a, b)]
    draws = []
    for start in range(0, repeats, _BLOCK):
        size = min(_BLOCK, repeats - start)
        times = [chance.multinomial(part.shape[0], np.full(part.shape[0], 1 / part.shape[0]), size) for part in parts]
        counts = [np.asarray((part.T @ time.T).T, dtype=float) for part, time in zip(parts, times, strict=True)]
        totals = [time @ length for time, length in zip(times, lengths, strict=True)]
        draws.append(_delta(counts, totals, prior[chosen], float(prior.sum())))
    low, high = np.quantile(np.concatenate(draws), [0.025, 0.975], axis=0)
    return low, high
