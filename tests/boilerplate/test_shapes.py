"""The shape of a passage."""

from __future__ import annotations

import numpy as np
import pytest

from clf.boilerplate.passages import description
from clf.boilerplate.shapes import shapes


def shape(passage: str) -> str:
    return shapes(f"{passage}\n", np.array([len(passage)]))[0]


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        ("OSLO, 3 May (np/apx) —", "ucntblsled"),
        ("МОСКВА, 3 мая — РИА", "ucnldu"),
        ("Ann Reed", "t"),
        ("By Ann Reed, staff writer", "tcl"),
        ("Ann van Reed", "tlt"),
        ("Photo: Ann Reed / NordPix", "tktst"),
        ("北方社3日电", "ono"),
        ("👉 @harbour", "zgl"),
        ("12 345", "n"),
        ("½", "r"),
        ("← Zurück • → Weiter", "ztzt"),
        ("文／簡予安（記者）", "osoboe"),
        ("《港口日報》", "qoq"),
        ("Ha\u00adfen", "t"),
        ("Jose\u0301", "t"),
        ("الشَّمال \u200fالشمال", "o"),
        ("👁\u200d🗨", "z"),
        ("a; b", "lrl"),
        ("", ""),
        (" \t", ""),
    ],
)
def test_shape(passage: str, expected: str) -> None:
    assert shape(passage) == expected


def test_passages_one_behind_the_other_keep_their_own() -> None:
    passages = ["Ann", "Reed", "", "", "a\nb", "—"]
    text = "".join(f"{passage}\x1e" for passage in passages)
    ends = np.cumsum([len(passage) + 1 for passage in passages]) - 1
    assert shapes(text, ends) == ["t", "t", "", "", "l", "d"]


def test_a_description_ends_with_the_shape() -> None:
    assert description("OSLO –").split()[-1] == "zzfudzz"
    # Of a long one how it begins and how it ends.
    assert description("The mayor said in May that 4 left, (he), and 5 stayed.").split()[-2:] == [
        "zzftltlnl",
        "eclnlfzz",
    ]
