from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import clf
from clf.errors import UsageError
from clf.explanation.features import NameScreen, known_outlets, top_features
from clf.models.store import open_model


@pytest.mark.parametrize("lang", open_model("default").languages("frames"))
def test_the_strongest_ngrams_of_every_label_are_told(lang: str) -> None:
    part = open_model("default").part("frames", lang)
    assert part is not None
    table = top_features("default", lang=lang, n=5)
    assert table.groupby("label").size().to_dict() == dict.fromkeys(part.labels, 5)
    first = table[table["label"] == part.labels[0]]
    strength = part.weights[:, 0].astype(float) * part.idf
    assert first["strength"].tolist() == pytest.approx(np.sort(strength)[::-1][:5].tolist())
    assert (table["texts"] >= 3).all()  # nothing that one article alone has


def test_names_are_screened_and_words_are_not() -> None:
    screen = NameScreen(["Spiegel", "https://www.zeit.de", "Fox News"])
    flagged = {gram for gram in ("spiegel", "zeit", "fox news", "news", "zeitung") if screen.is_name(gram, "word")}
    assert flagged == {"spiegel", "zeit", "fox news"}
    parts = {gram for gram in (" spie", "egel ", "pieg", " zei", " zeit", "oxne") if screen.is_name(gram, "characters")}
    assert parts == {" spie", "egel ", " zeit"}


def test_the_outlets_of_clfs_own_data_are_known() -> None:
    assert {"Canal Méridien", "zeit.de", "de.rt.com"} <= set(known_outlets())


def test_a_part_or_label_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match=r"has frames in .*, not in sv"):
        clf.top_features(lang="sv")
    with pytest.raises(UsageError, match="No label 'nope' in fr"):
        clf.top_features(lang="fr", label="nope")


def test_outlets_may_be_a_column_with_gaps() -> None:
    outlets = pd.Series(["Economy", None, pd.NA, 7.0], dtype=object)
    found = clf.top_features(lang="en", label="Economic", outlets=outlets)
    assert found.equals(clf.top_features(lang="en", label="Economic", outlets=["Economy", "7"]))
    assert found.loc[found["feature"] == "economy", "outlet_name"].all()
    assert clf.top_features(lang="en", outlets=None).equals(clf.top_features(lang="en"))  # type: ignore[arg-type]
