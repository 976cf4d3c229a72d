from __future__ import annotations

import dataclasses
import json

import pytest
from datasets import Dataset

from clf.schema import (
    RECORD_VERSION,
    Article,
    Labelling,
    LabelSpan,
    Score,
    Span,
    Support,
    TechniqueCall,
    features,
    names_of,
)

FULL = Article(
    "a1",
    "The bridge is closed.\nNul\x00 and “quotes” – мост, 桥, 🌉.",
    document="d1",
    title="Bridge",
    outlet="The Alder Post",
    date="2017-05",
    lang="en",
    url="https://alder.example/a1",
    labels=(
        Labelling("frames", ("Economic", "Safety"), (LabelSpan("Economic", 4, 10), LabelSpan("Safety", 0, 3))),
        Labelling("genre"),
    ),
)
BARE = Article("a2", "Nobody labelled this.")
EMPTY = Article("a3", "", labels=(Labelling("frames"),))

RECORD_KEYS = [
    "version",
    "id",
    "source",
    "outlet",
    "date",
    "lang",
    "n_chars",
    "frames",
    "frames_called",
    "frames_support",
    "genre",
    "genre_called",
    "genre_support",
    "techniques",
    "techniques_called",
    "techniques_support",
    "frames_with_boilerplate",
    "other",
    "state_media",
    "boilerplate",
    "model",
    "warnings",
    "error",
]


def full_score() -> Score:
    return Score(
        "a1",
        file="in.csv",
        row=3,
        text="The secret text of the article. Follow us!",
        outlet="Post",
        date="2017-05",
        lang="en",
        n_chars=42,
        frame_scheme="frames",
        frame_probabilities={"Safety": 0.25, "Economic": 0.987654},
        frames_called=["Economic"],
        frames_support={"Economic": Support(7, 9, 0.453456, 0.936789)},
        genre={"opinion": 1 / 3},
        technique_probabilities={"Doubt": 2 / 3},
        technique_calls=[TechniqueCall("Doubt", 0, 31, 0.6666666)],
        frames_with_boilerplate={"Economic": 0.5},
        other={"bias": {"biased": 0.12345}},
        boilerplate=[Span(32, 42, "follow_us", 0.912345, "reads like a follow-us line", "Post")],
        model="tiny 1",
        warnings=["short"],
    )


def test_articles_come_back_from_a_dataset_as_they_were() -> None:
    rows = Dataset.from_list([article.as_row() for article in (FULL, BARE, EMPTY)], features=features())
    assert rows.features == features()
    assert [Article.from_row(row) for row in rows] == [FULL, BARE, EMPTY]


def test_articles_come_back_from_parquet_as_they_were(tmp_path) -> None:
    Dataset.from_list([a.as_row() for a in (FULL, BARE)], features=features()).to_parquet(tmp_path / "a.parquet")
    import pyarrow.parquet as pq

    assert [Article.from_row(row) for row in pq.read_table(tmp_path / "a.parquet").to_pylist()] == [FULL, BARE]


def test_a_row_has_exactly_the_columns_of_features() -> None:
    assert list(FULL.as_row()) == list(features()) == list(BARE.as_row())


def test_where_it_was_read_is_not_part_of_the_row() -> None:
    placed = dataclasses.replace(FULL, file="a.csv", row=7)
    assert placed.as_row() == FULL.as_row()


def test_names_tells_unannotated_from_none_of_the_labels() -> None:
    assert FULL.names("frames") == ("Economic", "Safety")
    assert FULL.names("genre") == ()
    assert FULL.names("bias") is None
    assert BARE.names("frames") is None


def test_names_of_says_the_same_of_a_row() -> None:
    row = FULL.as_row()
    assert names_of(row, "frames") == ["Economic", "Safety"]
    assert names_of(row, "genre") == []
    assert names_of(row, "bias") is None


@pytest.mark.parametrize("value", [FULL, FULL.labels[0], Span(0, 1, "promo"), Support(1, 2, 0.0, 1.0)])
def test_values_cannot_be_changed(value: object) -> None:
    with pytest.raises(AttributeError):
        setattr(value, next(iter(type(value).__annotations__)), None)


def test_the_record_has_its_keys_in_order_with_or_without_a_score() -> None:
    assert list(full_score().record()) == RECORD_KEYS
    assert list(Score("").record()) == RECORD_KEYS
    assert Score("").record()["version"] == RECORD_VERSION == 1


def test_the_record_is_plain_json_rounded_to_four_decimals_without_the_text() -> None:
    record = full_score().record()
    assert json.loads(json.dumps(record)) == record
    assert "secret" not in json.dumps(record)
    assert record["source"] == {"file": "in.csv", "row": 3}
    assert record["frames"] == {"Safety": 0.25, "Economic": 0.9877}
    assert record["frames_support"] == {"Economic": [7, 9, 0.4535, 0.9368]}
    assert record["genre"] == {"opinion": 0.3333}
    assert record["techniques_called"] == [{"technique": "Doubt", "start": 0, "end": 31, "probability": 0.6667}]
    assert record["other"] == {"bias": {"biased": 0.1235}} or record["other"] == {"bias": {"biased": 0.1234}}
    assert record["boilerplate"] == [
        {
            "start": 32,
            "end": 42,
            "kind": "follow_us",
            "score": 0.9123,
            "outlet": "Post",
            "evidence": "reads like a follow-us line",
        }
    ]


def test_series_are_sorted_and_named_after_what_they_hold() -> None:
    score = full_score()
    assert score.frames.to_dict() == {"Economic": 0.987654, "Safety": 0.25}
    assert list(score.frames.index) == ["Economic", "Safety"]
    assert (score.frames.name, score.techniques.name) == ("frames", "techniques")
    assert score.techniques.to_dict() == {"Doubt": 2 / 3}


def test_series_of_a_score_without_numbers_are_empty() -> None:
    assert Score("x").frames.empty
    assert Score("x").techniques.empty
    assert Score("x").frames.dtype == float


def test_scores_do_not_share_their_lists() -> None:
    one, other = Score("1"), Score("2")
    one.warnings.append("w")
    one.frame_probabilities["x"] = 1.0
    assert other.warnings == []
    assert other.frame_probabilities == {}


def test_repr_leaves_the_text_out() -> None:
    assert "secret" not in repr(full_score())
