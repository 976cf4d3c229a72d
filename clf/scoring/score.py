"""Score one article: find its language, set its boilerplate aside, score the news that is left."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain, islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.boilerplate.flagger import flagger_of
from clf.corpora.subjects import subject_of
from clf.errors import Problem, UsageError
from clf.messages import Message, units
from clf.models.store import Model, default_model, open_model
from clf.schema import NO_ID, Article, Score, TechniqueCall
from clf.scoring.news import News, news_of_all
from clf.text.as_read import seen
from clf.text.cells import is_missing, plain_value
from clf.text.header import read_header
from clf.text.language import UNDETERMINED, identify
from clf.text.language_codes import asked_language, language_code
from clf.text.segments import paragraphs

if TYPE_CHECKING:
    from clf.boilerplate.index import OutletIndex
    from clf.framing.model import LinearModel

__all__ = ["Scorer", "score"]

_FEW_CHARACTERS = 300
_MAIN_TASKS = ("frames", "genre", "techniques", "boilerplate", "state_media")
_NO_LANGUAGE = {
    "en": "The language could not be told: too few letters stand at the beginning, in the middle and at the end of the "
    "text. Give it if you know it (--lang, lang=).",
    "fr": "La langue n'a pas pu être reconnue : il y a trop peu de lettres au début, au milieu et à la fin du texte. "
    "Indiquez-la si vous la connaissez (--lang, lang=).",
}
_UNSURE_LANGUAGE = {
    "en": "The language is a guess ({code}). Give it if you know it (--lang, lang=).",
    "fr": "La langue est devinée ({code}). Indiquez-la si vous la connaissez (--lang, lang=).",
}
_NO_NEWS = {
    "en": "The whole text was flagged as boilerplate: there is no news to score.",
    "fr": "Tout le texte a été signalé comme paratexte : il ne reste rien à évaluer.",
}
_LIKE_BOILERPLATE = {
    "en": "The whole text reads like boilerplate. It was taken as it stands, and none is flagged in it.",
    "fr": "Tout le texte ressemble à du paratexte. Il a été pris tel quel, et rien n'y est signalé.",
}
_LITTLE_NEWS = {
    "en": "Only {n} {n:character|characters} of news: a score of so little text is weak evidence.",
    "fr": "{n} {n:caractère|caractères} d'information seulement : le score d'un texte si court ne prouve pas "
    "grand-chose.",
}
_NOT_TRAINED = {
    "en": "No frame scores: the model was trained in {known}, not in {lang}.",
    "fr": "Pas de score de cadrage : le modèle a été entraîné en {known}, pas en {lang}.",
}
_NO_FRAMES = {
    "en": "No frame scores: the model has no frames.",
    "fr": "Pas de score de cadrage : le modèle n'a pas de cadrages.",
}
_OF_A_SUBJECT = {
    "en": "The frames were learned from texts on {subject}: elsewhere they mean little.",
    "fr": "Les cadrages ont été appris sur des textes qui parlent {subject} : ailleurs, ils ne disent pas grand-chose.",
}
_SHORTER = {
    "en": "Learned from shorter texts than articles: {parts}. What they say of a whole article was not measured.",
    "fr": "Appris sur des textes plus courts que des articles : {parts}. Sur un article entier, rien n'a été mesuré.",
}
_WHOLE = ("article", "text")  # a user's own texts are what they are


def score(
    text: str,
    *,
    title: str | None = None,
    outlet: str | None = None,
    date: str | None = None,
    lang: str | None = None,
    model: str | Path | None = None,
    state_media: bool = False,
) -> Score:
    """Score one article with a model that ships, or one of yours.

    Parameters
    ----------
    text : str
        The article as you have it. A header in front (``date 2017-05 …``) is read, not scored.
    title, outlet, date : str, optional
        What you know besides; `outlet` and `date` are only passed on.
    lang : str, optional
        ISO 639-1 code, or the language's name; recognised when not given.
    model : str or path, optional
        ``default`` (research use only), ``open``, or a folder that `clf train` wrote. Default: the environment
        variable ``CLF_MODEL``, else ``default``.
    state_media : bool
        Also say how much the wording resembles that of state outlets, with its caveat, or why that is not said
        (docs/state_media.md).

    Returns
    -------
    Score
        `Score.frames` are calibrated probabilities; `Score.warnings` says what to mind.

    Raises
    ------
    TypeError
        When `text` is no string.
    ValueError
        When the text has no word.
    UsageError
        When `lang` is no language, `date` no date, or there is no such model.
    ModelError
        When the model's folder is damaged.
    """
    if not isinstance(text, str):
        raise TypeError(
            f"Expected the text of one article (str), got {type(text).__name__}. For many: clf.score_table."
        )
    code = None if lang is None else asked_language(lang, "lang")
    title, outlet = (None if is_missing(one) else str(one) for one in (title, outlet))
    article = Article(NO_ID, text, title=title, outlet=outlet, date=_asked_date(date), lang=code)
    result = _scorer(open_model(model or default_model()), state_media).score(article, highlight=True)
    if result.error:
        raise ValueError(result.error)
    return result


def _asked_date(date: Any) -> str | None:
    if is_missing(date):
        return None
    from clf.corpora.file_dates import date_alone

    given = str(date).removesuffix(" 00:00:00") if hasattr(date, "isoformat") else plain_value(date)
    written = date_alone(given) if isinstance(given, str) else None
    if written is None:
        raise UsageError(
            f"date={date!r}: expected a date such as '2017-05-11', '2017-05' or '2017' "
            "(03/04/2017 may be of two months)."
        )
    return written


@lru_cache(maxsize=4)
def _scorer(model: Model, state_media: bool) -> Scorer:
    # by the model and not its name: a folder trained again is another model
    return Scorer(model, state_media=state_media)


class Scorer:
    """Scores articles with one model.

    Parameters
    ----------
    model : Model
    index : OutletIndex, optional
        What outlets repeat; without a passage classifier in the model it cannot be used.
    state_media : bool
        Also read the wording shared with state outlets.
    """

    def __init__(self, model: Model, index: OutletIndex | None = None, *, state_media: bool = False) -> None:
        self.model, self.state_media = model, state_media
        self.flagger = flagger_of(model, index)
        self._warnings: dict[str, list[Message]] = {}  # by language, what every article in it gets
        if index is not None and self.flagger is None:
            raise UsageError(f"The model {model.name} has no passage classifier, so it cannot use an index.")

    def score(self, article: Article, *, highlight: bool = False) -> Score:
        """Return the score of one article; a text that cannot be scored gives a `Score` with `error`.

        Parameters
        ----------
        article : Article
        highlight : bool
            Also find the words that speak most for the frames called (for a display).
        """
        return self.score_all([article], highlight=highlight)[0]

    def score_all(self, articles: Sequence[Article], *, highlight: bool = False) -> list[Score]:
        """Return the `score` of each of several articles, the same as of it alone; one call is much faster."""
        scores = [self._begun(article) for article in articles]
        begun = [(a, score) for a, score in zip(articles, scores, strict=True) if not score.error]
        found = news_of_all([_with_lang(article, score.lang) for article, score in begun], self.flagger)
        of_lang: dict[str, list[tuple[News, Score]]] = {}
        for (_, score), news in zip(begun, found, strict=True):
            score.boilerplate = list(news.boilerplate)
            self._warn(news, score)
            if _has_words(news.body):
                of_lang.setdefault(score.lang or UNDETERMINED, []).append((news, score))
        for lang, some in of_lang.items():
            self._score_news(lang, some, highlight)
        if self.state_media:
            from clf.statemedia.reading import read_wording

            for (_, score), news in zip(begun, found, strict=True):
                score.state_media = read_wording(self.model, score.lang or UNDETERMINED, news.text, score.outlet)
        return scores

    def _begun(self, article: Article) -> Score:
        """Return the score of an article before its news is read; it has an error where the text has no word."""
        header = read_header(article.text)
        score = Score(
            id=article.id,
            file=article.file,
            row=article.row,
            text=article.text,
            title=article.title or header.title,
            outlet=article.outlet or header.outlet,
            date=article.date or header.date,
            n_chars=len(article.text),
            warnings=list(article.warnings),
            model=self.model.name,
            model_folder=str(self.model.folder),
        )
        if _has_words(article.text[header.end :]):
            score.lang = self._language(article, header.end, header.lang, score)
        else:
            score.error = "expected an article, found no word. Leave the row out or give its text."
        return score

    def _language(self, article: Article, start: int, stated: str | None, score: Score) -> str:
        if known := language_code(article.lang or stated):
            return known
        found = identify(seen(article.text[start:]))
        if found.code == UNDETERMINED:
            score.warnings.append(Message(_NO_LANGUAGE))
        elif found.confidence < 0.5:
            score.warnings.append(Message(_UNSURE_LANGUAGE, code=found.code))
        return found.code

    def _warn(self, news: News, score: Score) -> None:
        letters = len(news.body.strip())
        score.news_chars = len(news.text.strip())
        score.reads_like_boilerplate = news.reads_like_boilerplate
        if news.reads_like_boilerplate:
            score.warnings.append(Message(_LIKE_BOILERPLATE))
        if not _has_words(news.body):
            score.warnings.append(Message(_NO_NEWS))
        elif letters < _FEW_CHARACTERS:
            score.warnings.append(Message(_LITTLE_NEWS, n=letters))
        lang = score.lang or UNDETERMINED
        if lang not in self._warnings:
            self._warnings[lang] = [*self._of_subject(lang), *self._of_units(lang), *self._of_training(lang)]
        score.warnings += self._warnings[lang]

    def _of_subject(self, lang: str) -> Iterator[Message]:
        entry = self.model.entry("frames", lang) or {}
        subject = None
        with contextlib.suppress(UsageError):  # a corpus of a newer clf, or of the user's own
            subject = subject_of(entry["corpus"]) if "corpus" in entry else None
        if subject:
            yield Message(_OF_A_SUBJECT, subject=subject)

    def _of_units(self, lang: str) -> Iterator[Message]:
        # Techniques are scored by paragraph, as they were learned; all else is scored on the whole article.
        parts = [e for e in self.model.card["parts"] if e["lang"] == lang and e["task"] != "techniques"]
        shorter = {e["task"]: units(_unit(e)) for e in parts if _unit(e) not in _WHOLE}
        if shorter:
            named = {lang: ", ".join(f"{task} ({words[lang]})" for task, words in shorter.items()) for lang in _SHORTER}
            yield Message(_SHORTER, parts=named)

    def _of_training(self, lang: str) -> Iterator[Message]:
        scored = self.model.languages("frames")
        if not scored:
            yield Message(_NO_FRAMES)
        elif lang not in scored and lang != UNDETERMINED:  # else `_language` has warned
            yield Message(_NOT_TRAINED, known=", ".join(scored), lang=lang)

    def _score_news(self, lang: str, some: Sequence[tuple[News, Score]], highlight: bool) -> None:
        """Score the news of several articles in one language."""
        texts = [news.text for news, _ in some]
        if frames := self.model.part("frames", lang):
            self._score_frames(frames, lang, some, highlight)
        if genre := self.model.part("genre", lang):
            for (_, score), probabilities in zip(some, genre.probabilities_of(texts), strict=True):
                score.genre = probabilities
                score.genre_called = genre.called_alone(probabilities)
                score.genre_support = genre.support(probabilities)
                score.genre_shares = dict(zip(genre.labels, genre.thresholds.tolist(), strict=True))
        if techniques := self.model.part("techniques", lang):
            _score_techniques(techniques, some)
            entry = self.model.entry("techniques", lang)
            for _, score in some:
                score.technique_scheme = entry["scheme"] if entry else None
        for entry in self.model.card["parts"]:
            if entry["task"] not in _MAIN_TASKS and entry["lang"] == lang:
                part = self.model.part(entry["task"], lang)
                assert part is not None  # noqa: S101 - the card lists it
                for (_, score), probabilities in zip(some, part.probabilities_of(texts), strict=True):
                    score.other[entry["scheme"]] = probabilities

    def _score_frames(self, part: LinearModel, lang: str, some: Sequence[tuple[News, Score]], highlight: bool) -> None:
        entry = self.model.entry("frames", lang)
        both = [[news.text, news.with_boilerplate] if news.boilerplate else [news.text] for news, _ in some]
        found = iter(part.probabilities_of([*chain.from_iterable(both)]))
        for (news, score), texts in zip(some, both, strict=True):
            probabilities, *with_boilerplate = islice(found, len(texts))
            if entry:
                score.frame_scheme, score.frame_unit = entry["scheme"], _unit(entry)
            score.frame_probabilities = probabilities
            score.frames_called = part.called(probabilities)
            score.frames_support = part.support(probabilities)
            score.frame_thresholds = dict(zip(part.labels, part.thresholds.tolist(), strict=True))
            score.frames_with_boilerplate = with_boilerplate[0] if with_boilerplate else dict(probabilities)
            if highlight:
                chosen = score.frames_called or [max(probabilities, key=lambda label: probabilities[label])]
                # Positions are found in the body alone: the title is not part of the text a reader sees marked.
                score.highlights = [
                    (*news.offsets.span_to_original(start, end), gain)
                    for start, end, gain in part.highlights(news.body, chosen)
                ]


def _score_techniques(part: LinearModel, some: Sequence[tuple[News, Score]]) -> None:
    """Score every paragraph; an article's probability of a technique is its highest."""
    places = [paragraphs(news.body) for news, _ in some]
    texts = [news.body[start:end] for (news, _), own in zip(some, places, strict=True) for start, end in own]
    probabilities = part.calibrate(part.decisions(texts))
    bounds = [*accumulate(map(len, places), initial=0)]
    highest = np.maximum.reduceat(probabilities, bounds[:-1])  # every article has a paragraph, for it has a word
    rows, columns = np.nonzero(probabilities >= part.thresholds)
    over = [*zip(rows.tolist(), (-probabilities[rows, columns]).tolist(), columns.tolist(), strict=True)]
    ends = rows.searchsorted(bounds).tolist()
    each = zip(some, places, highest.tolist(), pairwise(bounds), pairwise(ends), strict=True)
    for (news, score), own, best, (first, _), (low, high) in each:
        for row, negative, technique in sorted((row, p, part.labels[column]) for row, p, column in over[low:high]):
            place = news.offsets.span_to_original(*own[row - first])
            score.technique_calls.append(TechniqueCall(technique, *place, -negative))
        score.technique_probabilities = dict(zip(part.labels, best, strict=True))
        score.techniques_support = part.support(score.technique_probabilities)


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def _unit(entry: dict[str, Any]) -> str:
    return str(entry.get("unit", "article"))


def _with_lang(article: Article, lang: str | None) -> Article:
    from dataclasses import replace

    return article if article.lang == lang else replace(article, lang=lang)


def failed(problem: Problem) -> Score:
    """Return the output row of an input row that could not be read."""
    message = f"expected {problem.expected}, found {problem.found}. {problem.remedy}"
    return Score(
        id=problem.output_id,
        file=problem.file,
        row=problem.row,
        outlet=problem.outlet,
        date=problem.date,
        error=message,
        is_whole_file=problem.row is None and problem.id is None,  # of a text alone its name is known
    )
