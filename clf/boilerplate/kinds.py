"""The kinds of outlet boilerplate, and what each is called in plain words."""

from __future__ import annotations

__all__ = ["KINDS", "describe"]

KINDS: dict[str, dict[str, str]] = {
    "follow_us": {"en": "a follow-us line", "fr": "un appel à s'abonner à une chaîne ou à un réseau"},
    "read_more": {"en": "links to other articles", "fr": "un renvoi à d'autres articles"},
    "dateline": {"en": "a dateline", "fr": "une mention de lieu et d'agence"},
    "disclaimer": {"en": "a disclaimer", "fr": "un avertissement"},
    "author_note": {"en": "a note on the author", "fr": "une note sur l'auteur"},
    "media_credit": {"en": "a photo or agency credit", "fr": "un crédit photo ou d'agence"},
    "copyright": {"en": "a copyright line", "fr": "une mention de droits"},
    "promo": {"en": "self-promotion", "fr": "une autopromotion"},
    "sign_off": {"en": "a sign-off", "fr": "une formule de fin"},
    "navigation": {"en": "page navigation", "fr": "un élément de navigation"},
}
"""Kind → its name in English and French, as `Span.kind` and the evidence use it."""


def describe(kind: str, lang: str = "en") -> str:
    """Return the kind in plain words.

    >>> describe("follow_us")
    'a follow-us line'
    """
    return KINDS[kind].get(lang, KINDS[kind]["en"])
