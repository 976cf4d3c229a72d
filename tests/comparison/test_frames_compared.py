from __future__ import annotations

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from datasets import Dataset
from multilingual import article

import clf
from clf.comparison.compare import Comparison, compare
from clf.comparison.rows import in_period
from clf.errors import UsageError
from clf.evaluation.uncertainty import bootstrap
from clf.models.store import open_model
from clf.scoring.score import Scorer
from clf.scoring.stream import articles_of, score_rows
from clf.scoring.writers import open_writer


def scored(seed: int = 13) -> pd.DataFrame:
    """A table as `clf.score_table` returns it: two outlets that differ in one of three labels."""
    random = np.random.default_rng(seed)
    n = 240
    outlet = np.where(np.arange(n) % 3 == 0, "Alder", "Elm")
    crime = random.random(n) * 0.4 + 0.4 * (outlet == "Alder")
    table = pd.DataFrame({"id": range(n), "outlet": outlet, "lang": "en"})
    table["date"] = [f"2021-{1 + i % 6:02}-11" for i in range(n)]
    table["frames.Crime_and_punishment"] = crime
    table["frames.Economic"] = random.random(n) * 0.5
    table["frames.Morality"] = 0.125
    table["frames_called"] = np.where(crime > 0.5, "Crime_and_punishment; Economic", "")
    return table


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compare(scored())


def test_shares_are_means_with_the_bootstraps_interval(found: Comparison) -> None:
    table = scored()
    values = table.loc[table["outlet"] == "Alder", "frames.Economic"].to_numpy()
    row = found.totals.set_index(["group", "label"]).loc[("Alder", "Economic")]
    expected = bootstrap(lambda one: float(np.mean(one)), [values])
    assert row["share"] == pytest.approx(values.mean())
    assert row["articles"] == len(values) == 80
    assert (row["low"], row["high"]) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert found.groups == ["Elm", "Alder"]
    assert found.labels[-1] == "Morality"


def test_months_add_up_to_the_whole(found: Comparison) -> None:
    cells = found.cells[found.cells["label"] == "Economic"]
    assert cells["articles"].sum() == 240
    assert sorted(cells["period"].unique()) == [f"2021-{month:02}" for month in range(1, 7)]
    weighted = (cells["share"] * cells["articles"]).groupby(cells["group"]).sum() / cells.groupby("group")[
        "articles"
    ].sum()
    totals = found.totals[found.totals["label"] == "Economic"].set_index("group")["share"]
    assert weighted.to_dict() == pytest.approx(totals.to_dict())


def test_a_cell_of_few_articles_has_no_interval() -> None:
    few = compare(scored().head(24), over="month")
    assert few.cells["low"].isna().all()
    assert few.totals.loc[few.totals["group"] == "Elm", "low"].notna().all()
    assert few.totals.loc[few.totals["group"] == "Alder", "low"].isna().all()
    with pytest.raises(UsageError, match="Alder: 8 articles; at least 10"):
        few.difference("Alder", "Elm")


def test_the_difference_that_is_there_is_clear_and_no_other(found: Comparison) -> None:
    table = found.difference("Alder", "Elm").set_index("label")
    assert table.index[0] == "Crime_and_punishment"
    assert table["clear"].to_dict() == {"Crime_and_punishment": True, "Economic": False, "Morality": False}
    assert table.loc["Crime_and_punishment", "low"] > 0.3
    assert found.difference("Elm", "Alder").set_index("label")["difference"].to_dict() == pytest.approx(
        (-table["difference"]).to_dict()
    )


def test_called_counts_articles_over_the_threshold() -> None:
    table = scored()
    shares = compare(table, over=None, measure="called").totals.set_index(["group", "label"])["share"]
    over = table["frames.Crime_and_punishment"] > 0.5
    assert shares["Alder", "Economic"] == pytest.approx(over[table["outlet"] == "Alder"].mean())
    assert shares["Elm", "Morality"] == 0


def test_texts_are_scored_first() -> None:
    rows = [{"text": "Police arrested two men after the robbery.", "outlet": "A", "lang": "en"}] * 2
    found = compare(rows, over=None)
    assert found.totals["articles"].unique().tolist() == [2]
    assert found.scheme == "semeval2023_frames"


def test_rows_without_a_score_group_or_date_are_left_out_where_they_must() -> None:
    table = scored()
    table.loc[0, "frames.Economic"] = np.nan
    table.loc[1, "outlet"] = None
    table.loc[2, "date"] = "2021"
    found = compare(table)
    one = found.totals[found.totals["label"] == "Economic"]
    assert one["articles"].sum() == 238
    assert found.cells.loc[found.cells["label"] == "Economic", "articles"].sum() == 237


def test_rows_left_out_are_counted_and_their_languages_are_not_named() -> None:
    table = scored().assign(lang="en")
    table.loc[table.index[:3], [name for name in table.columns if name.startswith("frames.")]] = None
    table.loc[table.index[:3], "lang"] = "es"
    notes = compare(table).notes
    assert any(note.startswith("3 articles without a score of frames or a value in the column") for note in notes)
    assert not any("Articles in" in note for note in notes)


def test_languages_are_warned_of() -> None:
    assert any("Articles in de, en" in note for note in compare(scored().assign(lang=["de", "en"] * 120)).notes)
    assert not any("Articles in" in note for note in compare(scored()).notes)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"by": "desk"}, "no column 'desk'"),
        ({"data": scored().drop(columns="date")}, "no column 'date' .* Give over=None to leave time out"),
        ({"over": "week"}, "expected one of year, month, day"),
        ({"task": "mood"}, "task='mood': expected one of frames, genre, techniques"),
        ({"measure": "sum"}, "expected one of probability, called"),
        ({"measure": "called", "task": "genre"}, "measure='probability'"),
        ({"measure": "called", "data": scored().drop(columns="frames_called")}, "no column 'frames_called'"),
        ({"data": []}, "found an empty table"),
    ],
)
def test_a_call_that_cannot_work_says_why(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        compare(**{"data": scored(), **arguments})  # type: ignore[arg-type]


def test_the_display_escapes_names_and_holds_its_charts() -> None:
    html = compare(scored().replace("Alder", "<script>$\\frac\x1b😀")).  _repr_html_()  # fmt: skip
    assert "<script>" not in html
    assert "\x1b" not in html
    assert html.count('src="data:image/png;base64,') == 2
    assert "<td>Elm</td><td class=n>160</td><td class=n>0.20<br>[0.19, 0.22]</td>" in html


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf", "SVG"])
def test_charts_are_saved_without_a_browser_and_equal_when_made_again(
    found: Comparison, tmp_path: Path, suffix: str
) -> None:
    for chart in (found.heatmap("A finding"), found.over_time(["Economic"])):
        paths = [tmp_path / f"{i}.{suffix}" for i in range(2)]
        for path in paths:
            chart.save(path)
        assert paths[0].stat().st_size > 2000
        assert paths[0].read_bytes()[:4] == {"png": b"\x89PNG", "svg": b"<?xm", "pdf": b"%PDF"}[suffix.lower()]
    with pytest.raises(UsageError, match="expected a plot named"):
        chart.save(tmp_path / "x.gif")


def test_a_chart_shows_itself_with_words_for_those_who_do_not_see_it(found: Comparison) -> None:
    picture, metadata = found.over_time(["Economic"])._repr_png_()
    assert picture.startswith(b"\x89PNG")
    assert metadata == {"alt": "Economic by outlet and month: Elm, Alder"}


def test_without_matplotlib_the_tables_are_shown_and_a_chart_says_what_is_missing(
    found: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "<img" not in found._repr_html_()
    assert "articles" in found._repr_html_()
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(UsageError, match="clf-framing\\[charts\\]"):
        found.heatmap()


def test_lines_need_periods_and_known_labels(found: Comparison) -> None:
    with pytest.raises(UsageError, match="no periods"):
        compare(scored(), over=None).over_time()
    with pytest.raises(UsageError, match="Nope: not a label"):
        found.over_time(["Nope"])


def test_public_names() -> None:
    assert clf.compare is compare


def test_a_prompt_shows_shares_with_intervals_and_what_to_know(found: Comparison) -> None:
    shown = repr(found)
    assert shown.startswith("3 labels by outlet, mean calibrated probability with 95 % intervals over articles\n")
    assert "0.20 [0.19, 0.22]" in shown
    assert shown.endswith(found.notes[-1])
    assert "\x1b" not in repr(compare(scored().replace("Alder", "\x1b[31m")))


def test_a_chart_is_a_sheet_with_round_corners_on_whatever_page(found: Comparison, tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    chart = found.heatmap("A finding " * 20)
    shown = image.open(BytesIO(chart._repr_png_()[0])).convert("RGBA")
    width, height = shown.size
    assert shown.getpixel((0, 0))[3] == shown.getpixel((width - 1, height - 1))[3] == 0
    assert shown.getpixel((width // 2, 6)) == (255, 255, 255, 255)
    chart.save(tmp_path / "a.png")  # a file is for print: all white, without the sheet's edge
    assert image.open(tmp_path / "a.png").convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)


def test_labels_of_one_language_are_compared_where_they_are_scored() -> None:
    table = scored()
    table["lang"] = np.where(table["outlet"] == "Alder", "en", "fr")
    table.loc[table["lang"] == "en", "frames.Morality"] = np.nan  # a label that no English model has
    found = compare(table)
    whole = compare(scored())
    rows = found.totals.set_index(["group", "label"])
    assert ("Alder", "Morality") not in rows.index
    assert rows.loc[("Elm", "Morality"), "articles"] == 160
    rest = whole.totals.set_index(["group", "label"]).drop(("Alder", "Morality"))
    pd.testing.assert_frame_equal(rows.loc[rest.index], rest)
    assert found.difference("Alder", "Elm")["label"].tolist() == ["Crime_and_punishment", "Economic"]
    assert found.table().loc["Alder", "Morality"] == "–"
    assert "Morality" in repr(found)


def test_techniques_of_several_languages_are_compared() -> None:
    pytest.importorskip("matplotlib")
    texts = {
        "en": "The minister is a liar and a coward, and everyone knows that the whole country will burn.",
        "fr": "Le ministre est un menteur et un lâche, et tout le monde sait que le pays entier va brûler.",
    }
    rows = [{"text": texts[lang], "lang": lang, "outlet": f"The {lang}"} for lang in texts for _ in range(30)]
    found = compare(rows, over=None, task="techniques")
    assert found.articles.to_dict() == {"The en": 30, "The fr": 30}
    assert {"Loaded_Language", "Doubt"} <= set(found.labels)
    found.heatmap()


def test_a_label_of_few_articles_is_clear_in_any_resample() -> None:
    n = 300
    rare = np.where(np.arange(n) % 30 == 0, 1.0, np.nan)
    table = pd.DataFrame({"id": range(2 * n), "outlet": ["A"] * n + ["B"] * n, "lang": "en"})
    table["frames.Common"] = 0.5
    table["frames.Rare"] = np.concatenate([rare, rare * 0.1])
    for seed in range(6):
        found = compare(table, over=None, seed=seed).difference("A", "B").set_index("label")
        assert found.loc["Rare", "clear"]


def test_what_is_no_date_is_in_no_period() -> None:
    dates = pd.Series(["2020-04-25", "2020-04", "25/04/2020", "yesterday", "20200102", None, "2020-05-01T10:00"])
    with pytest.warns(UserWarning, match="1 date could not be read"):
        found = in_period(dates, "month").fillna("").tolist()
    assert found == ["2020-04", "2020-04", "2020-04", "", "2020-01", "", "2020-05"]


@pytest.mark.parametrize(
    ("model", "scheme"),
    [("default 1 (research use only)", "semeval2023_frames"), ("open 1", "ccf_frames"), ("mine 1", None)],
)
def test_labels_are_those_of_the_model_that_scored_the_table(model: str, scheme: str | None) -> None:
    assert compare(scored().assign(model=model)).scheme == scheme
    assert compare(pd.concat([scored().assign(model=model), scored().assign(model="other 1")])).scheme is None


def called(numbers: dict[str, tuple[int, int]], labels: int = 14) -> pd.DataFrame:
    """Return groups of so many articles, of which so many are called each of the labels."""
    names = [f"Label_{n}" for n in range(labels)]
    return pd.DataFrame(
        {"outlet": group, "frames_called": "; ".join(names) if n < k else "", **{f"frames.{x}": 0.1 for x in names}}
        for group, (k, total) in numbers.items()
        for n in range(total)
    )


def test_none_of_ten_called_is_no_certainty() -> None:
    found = compare(called({"A": (0, 10), "B": (6, 10)}), over=None, measure="called")
    row = found.totals.set_index(["group", "label"]).loc[("A", "Label_0")]
    assert (row["share"], row["low"], row["high"]) == pytest.approx((0.0, 0.0, 0.2775), abs=1e-4)
    gap = found.difference("A", "B").iloc[0]
    assert (gap["difference"], gap["low"], gap["high"]) == pytest.approx((-0.6, -0.8318, -0.2005), abs=1e-4)
    assert not gap["clear"]  # Fisher's exact test says .011, and there are 14 labels
    assert (
        compare(called({"A": (0, 30), "B": (18, 30)}), over=None, measure="called").difference("A", "B")["clear"].all()
    )


def test_the_interval_of_a_difference_is_newcombes() -> None:
    """His example: 56 of 70 and 48 of 80, method 10 (Statistics in Medicine 17, 1998, table II)."""
    gap = compare(called({"A": (56, 70), "B": (48, 80)}, 1), over=None, measure="called").difference("A", "B").iloc[0]
    assert (gap["low"], gap["high"]) == pytest.approx((0.0524, 0.3339), abs=1e-4)


@pytest.mark.parametrize(("task", "word"), [("genre", "add up to 1"), ("techniques", "no share of articles")])
def test_what_a_mean_of_another_task_is_not_stands_beside_it(task: str, word: str) -> None:
    table = pd.DataFrame({"outlet": ["A"] * 12, f"{task}.x": 0.5})
    assert word in str(compare(table, over=None, task=task))
    assert word not in str(compare(scored()))


@pytest.mark.parametrize(
    ("suffix", "read"),
    [("parquet", pd.read_parquet), ("csv", pd.read_csv), ("jsonl", lambda path: pd.read_json(path, lines=True))],
)
def test_what_the_command_writes_is_compared_as_what_python_returns(
    suffix: str, read: Callable[[Path], pd.DataFrame], tmp_path: Path
) -> None:
    texts = [f"{article('fr' if n % 2 else 'en')} {n}" for n in range(24)]
    rows = [{"text": text, "outlet": "ab"[n % 2], "date": f"2021-0{1 + n % 3}"} for n, text in enumerate([*texts, ""])]
    scorer = Scorer(open_model("default"))
    with open_writer(tmp_path / f"scores.{suffix}", scorer.model.labels()) as writer:
        for score in score_rows(articles_of(rows, "text"), scorer):
            writer.write(score.record())
    table, returned = read(tmp_path / f"scores.{suffix}"), clf.score_table(rows)
    for options in ({}, {"measure": "called"}, {"task": "techniques"}):
        found, expected = compare(table, **options), compare(returned, **options)
        pd.testing.assert_frame_equal(found.totals, expected.totals)
        pd.testing.assert_frame_equal(found.cells, expected.cells)
        assert found.scheme == expected.scheme is not None


def test_groups_of_a_dataset_are_the_names_of_its_classes() -> None:
    table = scored().drop(columns="id").rename(columns={"frames_called": "called"})
    dataset = Dataset.from_pandas(table).class_encode_column("outlet")
    for given in (dataset, dataset.to_iterable_dataset()):
        found = compare(given, over=None)
        assert found.groups == ["Elm", "Alder"]
        pd.testing.assert_frame_equal(found.totals, compare(table, over=None).totals)


def test_a_table_with_a_name_twice_is_refused_and_one_of_columns_too() -> None:
    table = scored()
    with pytest.raises(UsageError, match="Several columns have the name 'outlet'"):
        compare(pd.concat([table, table[["outlet"]]], axis=1))
    with pytest.raises(UsageError, match="Several columns have the name 'outlet'"):
        clf.contrast(pd.concat([table.assign(text="x"), table[["outlet"]]], axis=1), "Elm")
    with pytest.raises(UsageError, match="Expected a table, a Dataset or a list of records, found dict"):
        compare({"outlet": ["a"], "text": ["b"]})


def test_columns_of_articles_are_guessed_as_they_are_for_scoring() -> None:
    texts = [f"{article('fr')} {n}" for n in range(12)]
    named = pd.DataFrame({"text": texts, "outlet": ["a", "b"] * 6, "date": "2021-03-02"})
    guessed = named.rename(columns={"text": "texte", "outlet": "journal", "date": "parution"})
    with pytest.warns(UserWarning, match="text ← 'texte'"):
        found = compare(guessed)
    pd.testing.assert_frame_equal(found.cells, compare(named).cells)
    with pytest.raises(UsageError, match="There is no column 'outlet'"):
        compare(guessed.drop(columns="journal"))
