"""Which models there are to train: a corpus, what of it is predicted, and how; and which of them ship together.

`clf.framing.examples` reads what a recipe names.
"""

from __future__ import annotations

from dataclasses import dataclass

from clf.framing.further import Source
from clf.framing.silver import silver_corpora
from clf.framing.train import Settings

__all__ = ["BUNDLES", "RECIPES", "Bundle", "Recipe"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one kind of model is made from one corpus.

    Parameters
    ----------
    name, corpus, view, scheme : str
    task : str
        ``frames``, ``genre`` or ``techniques``; another name is reported under ``other`` in the record.
    langs : tuple of str
        A model each; languages with fewer than 50 documents make none worth having.
    whole_articles : bool
        The rows are articles, from which boilerplate is left out; paragraphs and sentences are taken as they are.
    besides : tuple of str
        Languages whose rows every one of `langs` learns from, too; they are not measured.
    contrast : bool
        Learn from marked words too, where there are any (`clf.framing.contrast`).
    jointly : bool
        Each language learns from the others' articles, too (`clf.framing.joint`); this needs bilingual dictionaries.
    in_common : bool
        The languages' models are calibrated as one and share their thresholds (`clf.framing.crossfit`).
    further : tuple of Source
        Rows of other corpora with the same labels to learn from besides, in the languages that have them.
    by_line : bool
        The rows are the lines of articles (`clf.framing.line_rows`).
    special : tuple of (language, Settings)
        Languages that are trained otherwise than by `settings`.
    background : tuple of str
        Corpora whose unlabelled articles say how common words are (`clf.framing.background`).
    guides : tuple of (corpus, scheme)
        Other labelled corpora to learn the meanings of words from (`clf.framing.guides`).
    silver : float
        How much a text that a large language model labelled (`clf.framing.silver`) weighs beside an annotated one; 0
        where none is learned from, 1 where languages are trained jointly.
    """

    name: str
    corpus: str
    view: str | None
    scheme: str
    task: str
    langs: tuple[str, ...]
    settings: Settings
    whole_articles: bool = True
    besides: tuple[str, ...] = ()
    contrast: bool = False
    jointly: bool = False
    in_common: bool = False
    further: tuple[Source, ...] = ()
    by_line: bool = False
    special: tuple[tuple[str, Settings], ...] = ()
    background: tuple[str, ...] = ()
    guides: tuple[tuple[str, str], ...] = ()
    silver: float = 0.0

    @property
    def corpora(self) -> set[str]:
        """All corpora that go into a model of this kind."""
        guides = (corpus for corpus, _ in self.guides)
        silver = silver_corpora(self.scheme) if self.silver else ()
        return {self.corpus, *self.background, *guides, *silver, *(source.corpus for source in self.further)}

    def settings_of(self, lang: str) -> Settings:
        """Return how the model of one language is trained."""
        return dict(self.special).get(lang, self.settings)


_ARTICLES = Settings(n_features=24_000, word_lengths=(1, 1), together=True)
_GENRE = Settings(n_features=8_000, metric="macro")
_STORIES = Settings(n_features=4_000, metric="macro")
_PARAGRAPHS = Settings(c=0.3, n_features=16_000, nested=False, char_lengths=(1, 5), naive_bayes=True)
# With marked words to learn from and four times as many paragraphs, a weaker penalty is better.
_MARKED = Settings(c=1.0, n_features=24_000, nested=False, naive_bayes=True)
_POSTS = Settings(c=1.0, n_features=12_000, nested=False, char_lengths=(2, 5), metric="macro")
_CODED = Settings(c=3.0, n_features=12_000, naive_bayes=True, metric="macro")
_CLIMATE = Settings(c=1.0, n_features=24_000, char_lengths=(1, 5), naive_bayes=True, metric="macro")
_OUTLETS = ("article_bias_prediction", "bbc_afrique", "fang_covid", "media_pl", "ppn", "telegram_news_ru")
_GUIDES = (
    ("ccf", "ccf_labels"),
    ("gvfc", "gvfc_frames"),
    ("frac", "frac_frames"),
    ("narrative_frames", "narrative_frames"),
    ("narrative_frames", "narrative_roles"),
    ("semeval2025_narratives", "semeval2025_narratives"),
    ("babe", "babe_bias"),
)
_SIX = ("en", "fr", "de", "it", "pl", "ru")

RECIPES = {
    recipe.name: recipe
    for recipe in (
        Recipe(
            "semeval2023-frames",
            "semeval2023",
            "articles",
            "semeval2023_frames",
            "frames",
            _SIX,
            _ARTICLES,
            jointly=True,
            background=_OUTLETS,
            guides=_GUIDES,
            silver=1.0,
        ),
        Recipe(
            "semeval2023-genre",
            "semeval2023",
            "articles",
            "semeval2023_genre",
            "genre",
            _SIX,
            _GENRE,
            silver=0.3,
        ),
        Recipe(
            "semeval2023-techniques",
            "semeval2023",
            "paragraphs",
            "semeval2023_techniques",
            "techniques",
            _SIX,
            _PARAGRAPHS,
            whole_articles=False,
            contrast=True,
            further=(Source("slavic_persuasion", None, "slavic_techniques", ("pl",)),),
            special=(("en", _MARKED),),
        ),
        Recipe(
            "unlp2025-techniques",
            "unlp2025",
            None,
            "unlp2025_techniques",
            "techniques",
            ("uk",),
            _POSTS,
            whole_articles=False,
            besides=("ru",),
            silver=0.3,
        ),
        Recipe(
            "ccf-frames",
            "ccf",
            None,
            "ccf_frames",
            "frames",
            ("en", "fr"),
            _CLIMATE,
            whole_articles=False,
            in_common=True,
            silver=1.0,
        ),
        Recipe("gvfc-frames", "gvfc", "english", "gvfc_frames", "gvfc_frames", ("en",), _CODED, whole_articles=False),
        Recipe("frac-frames", "frac", None, "frac_frames", "frac_frames", ("en",), _CODED, whole_articles=False),
        Recipe("narrative-frames", "narrative_frames", None, "narrative_frames", "narrative_frames", ("en",), _STORIES),
        Recipe("climate-narratives", "climate_narratives", None, "climate_narratives", "narratives", ("en",), _STORIES),
        Recipe("framenews-pt", "framenews_pt", None, "framenews_pt_frames", "framenews_frames", ("pt",), _STORIES),
        Recipe(
            "semeval2025-narratives",
            "semeval2025_narratives",
            None,
            "semeval2025_narratives",
            "narratives",
            ("bg", "en", "hi", "pt", "ru"),
            _STORIES,
        ),
        Recipe("babe-bias", "babe", None, "babe_bias", "bias", ("en",), _CODED, whole_articles=False),
        Recipe(
            "slavic-techniques",
            "slavic_persuasion",
            None,
            "slavic_techniques",
            "techniques",
            ("bg", "pl", "ru"),
            _PARAGRAPHS,
            whole_articles=False,
            further=(Source("semeval2023", "paragraphs", "semeval2023_techniques", ("pl", "ru")),),
        ),
        Recipe(
            "ptc-techniques",
            "ptc",
            None,
            "ptc_techniques",
            "techniques",
            ("en",),
            _MARKED,
            whole_articles=False,
            contrast=True,
            by_line=True,
        ),
        Recipe(
            "ru-zen-techniques",
            "ru_zen_prop",
            None,
            "ru_zen_techniques",
            "techniques",
            ("ru",),
            _PARAGRAPHS,
            whole_articles=False,
            by_line=True,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Bundle:
    """Models that ship together in one folder, with the flagger their texts were cleaned with."""

    name: str
    title: str
    recipes: tuple[str, ...]
    open_only: bool


BUNDLES = {
    "default": Bundle(
        "default",
        "Frames and genre in six languages, persuasion techniques in seven",
        ("semeval2023-frames", "semeval2023-genre", "semeval2023-techniques", "unlp2025-techniques"),
        open_only=False,
    ),
    "open": Bundle(
        "open",
        "What can be had without corpora whose terms forbid free use",
        ("ccf-frames", "gvfc-frames", "frac-frames", "narrative-frames"),
        open_only=True,
    ),
}
