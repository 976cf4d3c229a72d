"""A score built by hand, and one made of everything that must not reach a screen raw."""

from __future__ import annotations

from clf.schema import Score, Span, Support, TechniqueCall

BODY = "The council raised the price of water. Follow us on Alder!"
HOSTILE = "\x1b[31m\x07\u202eevil\u2066\x9b2J\ud800<script>alert(1)</script>[bold]&\"'><img src=x onerror=y>"


def score(lang: str = "en", **changes: object) -> Score:
    """Return the score of one article, called Economic."""
    values: dict[str, object] = {
        "id": "a1",
        "file": "in.csv",
        "row": 3,
        "text": BODY,
        "title": "Water",
        "outlet": "The Alder Post",
        "date": "2017-05",
        "lang": lang,
        "n_chars": len(BODY),
        "frame_scheme": "semeval2023_frames",
        "frame_probabilities": {"Morality": 0.125, "Economic": 0.75},
        "frames_called": ["Economic"],
        "frames_support": {"Economic": Support(7, 9, 0.45, 0.94)},
        "frames_with_boilerplate": {"Morality": 0.125, "Economic": 0.5},
        "genre": {"opinion": 0.25, "reporting": 0.625},
        "genre_called": "reporting",
        "genre_shares": {"opinion": 0.5, "reporting": 0.4},
        "technique_probabilities": {"Doubt": 0.8},
        "technique_calls": [TechniqueCall("Doubt", 0, 38, 0.8)],
        "boilerplate": [Span(39, len(BODY), "follow_us", 0.875, "reads like a follow-us line (“Follow”)")],
        "highlights": [(4, 11, -0.1), (12, 18, 0.2), (23, 28, 0.4)],
        "model": "tiny 1",
    }
    return Score(**{**values, **changes})  # type: ignore[arg-type]


def hostile(lang: str = "en") -> Score:
    """Return a score whose every field from outside is hostile."""
    return score(
        lang,
        id=HOSTILE,
        file=HOSTILE,
        text=HOSTILE * 3,
        title=HOSTILE,
        outlet=HOSTILE,
        date=HOSTILE,
        n_chars=3 * len(HOSTILE),
        frame_scheme="mine",
        frame_probabilities={HOSTILE: 0.75},
        frames_called=[HOSTILE],
        frames_support={HOSTILE: Support(7, 9, 0.45, 0.94)},
        frames_with_boilerplate={HOSTILE: 0.25},
        genre={HOSTILE: 0.5},
        genre_called=HOSTILE,
        genre_shares={HOSTILE: 0.5},
        technique_probabilities={HOSTILE: 0.5},
        technique_calls=[TechniqueCall(HOSTILE, 0, 5, 0.5)],
        other={HOSTILE: {HOSTILE: 0.5}},
        boilerplate=[Span(len(HOSTILE), 2 * len(HOSTILE), "promo", 0.9, HOSTILE, HOSTILE)],
        highlights=[(0, 10, 0.5), (12, 30, 0.25)],
        model=HOSTILE,
        warnings=[HOSTILE],
    )
