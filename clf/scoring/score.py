"""Score one article: find its language, set its boilerplate aside, score the news that is left."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from clf.boilerplate.flagger import flagger_of
from clf.corpora.subjects import subject_of
from clf.errors import Problem, UsageError
from clf.messages import Message, units
from clf.models.store import Model, default_model, open_model
from clf.schema import NO_ID, Article, Score, TechniqueCall
from clf.scoring.news import News, news_of
from clf.text.as_read import seen
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
    "en": "The language could not be told: the text is too short to score. Give it if you know it (--lang, lang=).",
    "fr": "La langue n'a pas pu être reconnue : le texte est trop court pour être évalué. Indiquez-la si vous la "
    "connaissez (--lang, lang=).",
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
    "en": "The whole text reads like boilerplate. It was scored as it stands.",
    "fr": "Tout le texte ressemble à du paratexte. Il a été évalué tel quel.",
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
        Also say how much the wording is that of state outlets, with its caveat, or why that is not said
        (docs/state_media.md).

    Returns
    -------
    Score
        `Score.frames` are calibrated probabilities; `Score.warnings` says what to mind.

    Raises
    ------
    ValueError
        When the text is empty.
    UsageError
        When `lang` is no language.
    ModelError
        When the model's folder is damaged.
    """
    if not isinstance(text, str):
        raise TypeError(
            f"Expected the text of one article (str), got {type(text).__name__}. For many: clf.score_table."
        )
    code = None if lang is None else asked_language(lang, "lang")
    article = Article(NO_ID, text, title=title, outlet=outlet, date=date, lang=code)
    result = _scorer(open_model(model or default_model()), state_media).score(article, highlight=True)
    if result.error:
        raise ValueError(result.error)
    return result


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
        header = read_header(article.text)
        result = Score(
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
        if not any(character.isalnum() for character in article.text[header.end :]):
            result.error = "expected an article, found no word. Leave the row out or give its text."
            return result
        result.lang = self._language(article, header.end, header.lang, result)
        news = news_of(_with_lang(article, result.lang), self.flagger)
        result.boilerplate = list(news.boilerplate)
        self._warn(news, result)
        if any(character.isalnum() for character in news.body):
            self._score_news(news, result, highlight)
        if self.state_media:
            from clf.statemedia.reading import read_wording

            result.state_media = read_wording(self.model, result.lang, news.text, result.outlet)
        return result

    def _language(self, article: Article, start: int, stated: str | None, result: Score) -> str:
        if known := language_code(article.lang or stated):
            return known
        found = identify(seen(article.text[start:]))
        if found.code == UNDETERMINED:
            result.warnings.append(Message(_NO_LANGUAGE))
        elif found.confidence < 0.5:
            result.warnings.append(Message(_UNSURE_LANGUAGE, code=found.code))
        return found.code

    def _warn(self, news: News, result: Score) -> None:
        letters = len(news.body.strip())
        result.news_chars = len(news.text.strip())
        if news.reads_like_boilerplate:
            result.warnings.append(Message(_LIKE_BOILERPLATE))
        if not any(character.isalnum() for character in news.body):
            result.warnings.append(Message(_NO_NEWS))
        elif letters < _FEW_CHARACTERS:
            result.warnings.append(Message(_LITTLE_NEWS, n=letters))
        self._warn_of_subject(result)
        self._warn_of_units(result)
        scored = self.model.languages("frames")
        if not scored:
            result.warnings.append(Message(_NO_FRAMES))
        elif result.lang not in scored and result.lang != UNDETERMINED:  # of which _language has told
            result.warnings.append(Message(_NOT_TRAINED, known=", ".join(scored), lang=result.lang))

    def _warn_of_subject(self, result: Score) -> None:
        entry = self.model.entry("frames", result.lang or UNDETERMINED) or {}
        if (corpus := entry.get("corpus")) and (subject := subject_of(corpus)):
            result.warnings.append(Message(_OF_A_SUBJECT, subject=subject))

    def _warn_of_units(self, result: Score) -> None:
        # Techniques are scored by paragraph, as they were learned; all else is scored on the whole article.
        parts = [e for e in self.model.card["parts"] if e["lang"] == result.lang and e["task"] != "techniques"]
        shorter = {e["task"]: units(_unit(e)) for e in parts if _unit(e) not in _WHOLE}
        if shorter:
            named = {lang: ", ".join(f"{task} ({words[lang]})" for task, words in shorter.items()) for lang in _SHORTER}
            result.warnings.append(Message(_SHORTER, parts=named))

    def _score_news(self, news: News, result: Score, highlight: bool) -> None:
        lang = result.lang or UNDETERMINED
        if frames := self.model.part("frames", lang):
            self._score_frames(frames, lang, news, result, highlight)
        if genre := self.model.part("genre", lang):
            result.genre = genre.probabilities(news.text)
            result.genre_called = genre.called_alone(result.genre)
            result.genre_support = genre.support(result.genre)
            result.genre_shares = dict(zip(genre.labels, genre.thresholds.tolist(), strict=True))
        if techniques := self.model.part("techniques", lang):
            _score_techniques(techniques, news, result)
        for entry in self.model.card["parts"]:
            if entry["task"] not in _MAIN_TASKS and entry["lang"] == lang:
                part = self.model.part(entry["task"], lang)
                assert part is not None  # noqa: S101 - the card lists it
                result.other[entry["scheme"]] = part.probabilities(news.text)

    def _score_frames(self, part: LinearModel, lang: str, news: News, result: Score, highlight: bool) -> None:
        entry = self.model.entry("frames", lang)
        if entry:
            result.frame_scheme, result.frame_unit = entry["scheme"], _unit(entry)
        texts = [news.text, news.with_boilerplate] if news.boilerplate else [news.text]
        probabilities, *with_boilerplate = part.probabilities_of(texts)
        result.frame_probabilities = probabilities
        result.frames_called = part.called(probabilities)
        result.frames_support = part.support(probabilities)
        result.frame_thresholds = dict(zip(part.labels, part.thresholds.tolist(), strict=True))
        result.frames_with_boilerplate = with_boilerplate[0] if with_boilerplate else dict(probabilities)
        if highlight:
            chosen = result.frames_called or [max(probabilities, key=lambda label: probabilities[label])]
            # Positions are found in the body alone: the title is not part of the text a reader sees marked.
            result.highlights = [
                (*news.offsets.span_to_original(start, end), gain)
                for start, end, gain in part.highlights(news.body, chosen)
            ]


def _score_techniques(part: LinearModel, news: News, result: Score) -> None:
    """Score every paragraph; the article's probability of a technique is its highest."""
    places = paragraphs(news.body)
    probabilities = part.calibrate(part.decisions([news.body[start:end] for start, end in places]))
    rows, columns = np.nonzero(probabilities >= part.thresholds)
    where = {row: news.offsets.span_to_original(*places[row]) for row in set(rows.tolist())}
    over = zip(rows.tolist(), (-probabilities[rows, columns]).tolist(), columns.tolist(), strict=True)
    for row, negative, label in sorted((row, negative, part.labels[column]) for row, negative, column in over):
        result.technique_calls.append(TechniqueCall(label, *where[row], -negative))
    result.technique_probabilities = dict(zip(part.labels, probabilities.max(axis=0).tolist(), strict=True))
    result.techniques_support = part.support(result.technique_probabilities)


def _unit(entry: dict[str, Any]) -> str:
    return str(entry.get("unit", "article"))


def _with_lang(article: Article, lang: str | None) -> Article:
    from dataclasses import replace

    return article if article.lang == lang else replace(article, lang=lang)


def failed(problem: Problem) -> Score:
    """Return the output row of an input row that could not be read."""
    message = f"expected {problem.expected}, found {problem.found}. {problem.remedy}"
    return Score(
        id=problem.id or (problem.file if problem.row is None else str(problem.row)),
        file=problem.file,
        row=problem.row,
        outlet=problem.outlet,
        date=problem.date,
        error=message,
        is_whole_file=problem.row is None and problem.id is None,  # of a text alone its name is known
    )
