from __future__ import annotations

import math
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np
import pandas as pd
import pytest
from multilingual import article

import clf
from clf.comparison.contrast import _delta, contrast
from clf.errors import UsageError

RARE = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def texts(outlet: str, own: str, n: int = 30, lang: str = "en") -> list[dict[str, str]]:
    """Texts that share most words; `own` stands in all of this outlet's."""
    return [
        {
            "text": f"The council met again on {RARE[i % 10]} matters of water and roads, {own} {own} and {RARE[i % 7]}.",
            "outlet": outlet,
            "date": f"2021-{1 + i % 12:02}-03",
            "lang": lang,
        }
        for i in range(n)
    ] + [{"text": f"{outlet} wrote about water {i}, of {own} and roads.", "outlet": outlet, "date": "2020-05-01", "lang": lang} for i in range(3)]  # fmt: skip


TABLE = pd.DataFrame([*texts("Alder Post", "herring"), *texts("Elm Times", "tram")])


@pytest.fixture(scope="module")
def found() -> clf.comparison.contrast.Contrast:
    return contrast(TABLE, "Alder Post", "Elm Times", keep_boilerplate=True, repeats=100)


def test_log_odds_and_z_are_those_of_the_paper() -> None:
    """Equations 16, 20 and 21 of Monroe, Colaresi and Quinn, written out for one word."""
    a, b, alpha = np.array([10.0, 90.0]), np.array([30.0, 70.0]), np.array([2.0, 8.0])
    by_hand = math.log((10 + 2) / (100 + 10 - 10 - 2)) - math.log((30 + 2) / (100 + 10 - 30 - 2))
    assert _delta([a, b], [100.0, 100.0], alpha)[0] == pytest.approx(by_hand)


def test_counts_z_and_log_odds_belong_together(found: clf.comparison.contrast.Contrast) -> None:
    table = found.table
    prior = 500 * (table["count_one"] + table["count_other"]) / (table["count_one"].sum() + table["count_other"].sum())
    spread = np.sqrt(1 / (table["count_one"] + prior) + 1 / (table["count_other"] + prior))
    assert (table["z"] * spread).tolist() == pytest.approx(table["log_odds"].tolist())
    assert ((table["low"] <= table["log_odds"] + 1e-9) & (table["log_odds"] - 1e-9 <= table["high"])).mean() > 0.9
    assert (table["texts_one"] + table["texts_other"] >= 3).all()
    assert table["z"].is_monotonic_decreasing


def test_each_outlets_own_word_is_found_and_shared_ones_are_not(found: clf.comparison.contrast.Contrast) -> None:
    clear = set(found.top(50)["term"])
    assert {"herring", "tram"} <= clear
    assert not {"council", "water", "roads"} & clear
    assert (found.one, found.other, found.n_one, found.n_other) == ("Alder Post", "Elm Times", 33, 33)


def test_outlet_names_are_told_apart(found: clf.comparison.contrast.Contrast) -> None:
    assert set(found.table.loc[found.table["outlet_name"], "term"]) == {"alder post", "elm times"}
    assert not found.top(50)["outlet_name"].any()


def test_the_same_texts_on_both_sides_differ_in_nothing() -> None:
    same = pd.concat([TABLE.assign(outlet="A"), TABLE.assign(outlet="B")])
    found = contrast(same, "A", keep_boilerplate=True, repeats=50)
    assert found.other == "not A"
    assert found.table["log_odds"].abs().max() < 1e-12
    assert not found.table["clear"].any()


def test_an_interval_of_a_bursty_word_is_wider_than_its_z_says() -> None:
    """A word that one article repeats sixty times has a large z; whole articles resampled do not believe it."""
    rows = [*texts("A", "herring"), *texts("B", "herring")]
    rows[0]["text"] += " eclipse" * 60
    rows[1]["text"] += " eclipse"
    rows[40]["text"] += " eclipse"
    row = contrast(rows, "A", keep_boilerplate=True, repeats=200).table.set_index("term").loc["eclipse"]
    assert row["z"] > 4
    assert row["low"] < 0.1


def test_periods_are_beginnings_of_dates() -> None:
    found = contrast(TABLE, "2020", "2021-03", by="date", keep_boilerplate=True)
    assert (found.n_one, found.n_other) == (6, 6)
    assert found.table["low"].isna().all()  # too few texts for an interval
    assert not found.table["clear"].any()


def test_equal_texts_of_one_outlet_count_once() -> None:
    assert contrast(pd.concat([TABLE, TABLE]), "Alder Post", keep_boilerplate=True, repeats=50).n_one == 33


def test_boilerplate_sets_no_outlets_apart() -> None:
    """A flagged line of every text is no term."""
    rows = texts("A", "herring", 12) + texts("B", "tram", 12)
    for row in rows[:15]:
        row["text"] += "\n\nSubscribe to our newsletter and get the day's top stories in your inbox."
    assert "newsletter" in set(contrast(rows, "A", keep_boilerplate=True).table["term"])
    assert "newsletter" not in set(contrast(rows, "A").table["term"])


@pytest.mark.parametrize(
    ("changes", "arguments", "message"),
    [
        ({}, {"one": "Nobody"}, r"No text has 'Nobody' in the column 'outlet'. There are: 'Alder Post', 'Elm Times'"),
        ({}, {"one": "Alder Post", "by": "desk"}, "There is no column 'desk'"),
        ({"lang": "de"}, {"one": "Alder Post"}, "Texts in de, en"),
        ({"text": "a"}, {"one": "Alder Post"}, ""),
    ],
)
def test_a_call_that_cannot_work_says_why(changes: dict[str, str], arguments: dict[str, str], message: str) -> None:
    rows = [*texts("Alder Post", "herring"), *({**row, **changes} for row in texts("Elm Times", "tram"))]
    if "text" in changes:
        rows = [{**row, "text": f"only{i}"} for i, row in enumerate(rows)]
        message = "No word stands in 3 of 66 texts"
    with pytest.raises(UsageError, match=message):
        contrast(rows, **arguments, keep_boilerplate=True)  # type: ignore[arg-type]


def test_displays_name_the_terms_and_escape_them(found: clf.comparison.contrast.Contrast, tmp_path: Path) -> None:
    assert "herring" in str(found)
    evil = contrast(TABLE.replace("Alder Post", "<script>\x1b"), "<script>\x1b", keep_boilerplate=True, repeats=50)
    html = evil._repr_html_()
    assert "herring" in html
    assert "<script>" not in html
    assert "\x1b" not in html + str(evil)
    evil.plot().save(tmp_path / "evil.svg")


def test_the_term_that_heads_the_chart_is_the_first_of_table_and_prompt(
    found: clf.comparison.contrast.Contrast,
) -> None:
    top = found.top(12)
    assert top.loc[top["z"] > 0, "log_odds"].is_monotonic_decreasing
    assert top.loc[top["z"] < 0, "log_odds"].is_monotonic_increasing
    first = top.iloc[0]
    said = f"“{first['term']}” sets Alder Post apart most (log-odds {first['log_odds']:.1f} [{first['low']:.1f}, "
    assert found.finding().startswith(said)
    assert found.plot().figure._suptitle.get_text().replace("\n", " ") == found.finding()
    assert repr(found) == str(found)
    assert found.finding(12) == found.finding()


def test_without_a_clear_term_there_is_no_chart() -> None:
    same = pd.concat([TABLE.assign(outlet="A"), TABLE.assign(outlet="B")])
    nothing = contrast(same, "A", "B", keep_boilerplate=True, repeats=50)
    assert nothing.finding() == "No term sets A and B apart clearly"
    with pytest.raises(UsageError, match="No term sets A and B apart clearly: there is no chart to draw"):
        nothing.plot()


def test_a_term_of_one_side_alone_is_clear_when_enough_texts_have_it() -> None:
    """The prior bounds z where a count is 0, however many texts have the term: Fisher's exact test does not."""
    from scipy.stats import fisher_exact

    random = np.random.default_rng(3)
    words = [f"word{n}" for n in range(300)]
    rows = [
        {"text": " ".join(random.choice(words, 300)) + (" harbour" if n < 34 else ""), "outlet": "A" if n < 42 else "B"}
        for n in range(400)
    ]
    table = contrast(rows, "A", "B", keep_boilerplate=True, repeats=100, lengths=(1, 1)).table.set_index("term")
    row = table.loc["harbour"]
    assert (row["texts_one"], row["texts_other"]) == (34, 0)
    assert row["z"] < 4  # not beyond the bound for 300 terms by itself
    assert row["clear"]
    assert row["p"] >= 2 * fisher_exact([[34, 8], [0, 358]], alternative="greater").pvalue
    assert table["clear"].sum() == 1


@pytest.mark.parametrize(("one", "other"), [(100, 100), (400, 80), (60, 600)])
def test_few_terms_are_clear_by_chance(one: int, other: int) -> None:
    """Also where the texts of one side are longer: more of them have any word."""
    found = 0
    for seed in range(10):
        random = np.random.default_rng(seed)
        words, chances = [f"word{n}" for n in range(2000)], 1 / np.arange(1, 2001)
        lengths = [one, other]
        rows = [
            {"text": " ".join(random.choice(words, lengths[n % 2], p=chances / chances.sum())), "outlet": "AB"[n % 2]}
            for n in range(100)
        ]
        found += contrast(rows, "A", "B", keep_boilerplate=True, repeats=50, lengths=(1, 1)).table["clear"].any()
    assert found <= 1


@pytest.mark.parametrize("options", [{"lengths": (2, 1)}, {"lengths": (0, 1)}, {"prior_words": 0.0}, {"repeats": 0}])
def test_options_that_mean_nothing_are_named(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=next(iter(options))):
        clf.contrast([{"text": article("en"), "outlet": outlet} for outlet in "ab"], "a", **options)


def test_texts_in_several_languages_are_refused_where_no_column_says_so_too() -> None:
    rows = [{"text": f"{article(lang)} {n}", "outlet": lang} for lang in ("en", "fr") for n in range(12)]
    with pytest.raises(UsageError, match="Texts in en, fr"):
        clf.contrast(rows, "en")
    same = [row | {"lang": lang, "outlet": lang} for row in rows[:12] for lang in ("EN", "en")]
    assert clf.contrast(same, "EN", "en", keep_boilerplate=True).n_one == 12


@pytest.mark.parametrize("data", [5, None, "text"])
def test_what_is_no_collection_is_refused(data: Any) -> None:
    with pytest.raises(UsageError, match="Expected a table, a Dataset or a list of records, found"):
        clf.contrast(data, "A")
    with pytest.raises(UsageError, match="Expected a table, a Dataset or a list of records, found"):
        clf.compare(data)


def test_an_encoding_is_no_wording_and_words_of_hindi_stay_whole() -> None:
    words = "Les députés ont dénoncé la réforme à l'école."
    rows = [
        {"text": f"{normalize(form, words)} {n}", "outlet": form, "lang": "fr"}
        for form in ("NFC", "NFD")
        for n in range(9)
    ]
    table = contrast(rows, "NFC", keep_boilerplate=True, lengths=(1, 1)).table
    assert {"députés", "dénoncé"} <= set(table["term"])
    assert not table["clear"].any()
    hindi = [{"text": f"सरकार ने मंत्रालय {n}", "outlet": "AB"[n % 2], "lang": "hi"} for n in range(18)]
    assert {"सरकार", "मंत्रालय"} <= set(contrast(hindi, "A", keep_boilerplate=True, lengths=(1, 1)).table["term"])


def test_rows_without_a_language_are_recognised() -> None:
    rows = [{"text": article(lang), "outlet": outlet, "lang": None} for lang in ("en", "fr") for outlet in "ab"] * 5
    for langs in ([None] * 20, ["en" if row["text"] == article("en") else "" for row in rows]):
        with pytest.raises(UsageError, match="Texts in en, fr"):
            contrast(pd.DataFrame(rows).assign(lang=langs), "a", "b")


def test_values_are_named_as_in_a_file() -> None:
    """A column of whole numbers with a gap is one of floats; a blank is no part of a name; dates may be 03/04/2021."""
    table = TABLE.assign(outlet=np.where(TABLE["outlet"] == "Alder Post", 1.0, 2.0), day=TABLE["date"])
    options = {"keep_boilerplate": True, "repeats": 10}
    expected = contrast(TABLE, "Alder Post", "Elm Times", **options).table["term"].tolist()
    assert contrast(table, 1, 2, **options).table["term"].tolist() == expected
    assert contrast(TABLE.assign(outlet=TABLE["outlet"] + " "), "Alder Post", **options).n_one == 33
    written = TABLE.assign(date=pd.to_datetime(TABLE["date"]).dt.strftime("%d/%m/%Y"))
    assert contrast(written, "2020", by="date", **options).n_one == 6


def test_subjects_of_articles_on_sides_drawn_by_lot_are_not_clear_though_their_z_is_large() -> None:
    """An article repeats its subject: z takes each of its words for evidence of its own, a text counts once here."""
    chance = np.random.default_rng(5)
    common, subjects = [f"word{n}" for n in range(300)], [f"subject{n}" for n in range(25)]
    surely_by_z, clear = 0, 0
    for _ in range(20):
        rows = [
            {
                "outlet": "A" if n < 60 else "B",
                "text": " ".join([*chance.choice(common, 60), *[str(chance.choice(subjects))] * 20]),
                "lang": "en",
            }
            for n in range(120)
        ]
        table = contrast(rows, "A", "B", lengths=(1, 1), keep_boilerplate=True, repeats=100).table
        surely_by_z += bool(
            (np.array([math.erfc(abs(z) / math.sqrt(2)) for z in table["z"]]) * len(table) < 0.05).any()
        )
        clear += bool(table["clear"].any())
    assert surely_by_z > 10
    assert clear <= 2


def test_the_order_of_the_rows_changes_no_interval() -> None:
    rows = [*texts("A", "tariffs"), *texts("B", "harvest")]
    one, other = (contrast(given, "A", "B", keep_boilerplate=True, repeats=50).table for given in (rows, rows[::-1]))
    pd.testing.assert_frame_equal(one, other)
