from __future__ import annotations

import dataclasses
import gc
import hashlib
import json
import shutil
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load, save

from clf.boilerplate.flagger import flagger_of
from clf.errors import ModelError, UsageError
from clf.framing.model import LinearModel
from clf.models.store import FORMAT, Model, open_model, shipped, write_card, write_part
from clf.schema import Article
from clf.scoring.score import Scorer

TINY = LinearModel(
    labels=("Economic", "Santé 桥"),
    words=("prices", "prices rose", "мост"),
    chars=(" pr", "pri", "🌉 ", "\x00a "),
    document_frequencies=np.arange(3, 10, dtype=np.int32),
    n_texts=12,
    weights=np.linspace(-1, 1, 14, dtype=np.float32).reshape(7, 2),
    bias=np.array([-0.5, 0.25]),
    slope=np.array([1.5, 2.0]),
    intercept=np.array([0.0, -1.0]),
    thresholds=np.array([0.4, 0.4]),
    support_edges=np.array([[0.3, 0.6], [0.2, 0.5]]),
    support_k=np.array([[0, 1, 2], [1, 1, 3]], dtype=np.int64),
    support_n=np.array([[4, 4, 4], [4, 4, 4]], dtype=np.int64),
    word_lengths=(1, 2),
    char_lengths=(3, 3),
)


def written(folder: Path, model: LinearModel = TINY, **card: Any) -> Path:
    entry = {"task": "frames", "scheme": "mine", "lang": "en", **write_part(folder, "frames-en", model)}
    write_card(folder, {"name": "tiny", "version": "1", "research_only": False, "parts": [entry], **card})
    return folder


def changed(folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """Return `folder` with its card changed."""
    path = folder / "card.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    change(card)
    path.write_text(json.dumps(card), encoding="utf-8")
    return folder


def with_arrays(folder: Path, change: Callable[[dict[str, np.ndarray]], None]) -> Path:
    """Return `folder` with the arrays of its part changed."""
    path = folder / "frames-en.safetensors"
    arrays = {name: array.copy() for name, array in load(path.read_bytes()).items()}
    change(arrays)
    content = save({name: np.ascontiguousarray(array) for name, array in arrays.items()})
    path.write_bytes(content)
    return changed(folder, lambda card: card["parts"][0].update(sha256=hashlib.sha256(content).hexdigest()))


def test_a_part_that_is_not_the_cards_is_refused(tmp_path: Path) -> None:
    """One bit of a weight is seen by nothing else."""
    folder = written(tmp_path / "m")
    path = folder / "frames-en.safetensors"
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelError, match="another checksum"):
        open_model(folder).part("frames", "en")


def test_a_model_comes_back_as_it_was(tmp_path: Path) -> None:
    model = open_model(written(tmp_path / "m"))
    part = model.part("frames", "en")
    assert part is not None
    for field in dataclasses.fields(LinearModel):
        if field.name.startswith("_"):
            continue
        one, other = getattr(part, field.name), getattr(TINY, field.name)
        if isinstance(other, np.ndarray):
            assert one.dtype == other.dtype
            assert np.array_equal(one, other)
        else:
            assert one == other
    assert part.probabilities("Prices rose on the мост 🌉") == TINY.probabilities("Prices rose on the мост 🌉")


@pytest.mark.parametrize(("weight", "width"), [(0.5, 2), (0.1, 4), (1e6, 4)])
def test_weights_are_kept_in_half_precision_where_that_loses_nothing(tmp_path: Path, weight: float, width: int) -> None:
    weights = np.full(TINY.weights.shape, weight, dtype=np.float32)
    folder = written(tmp_path / "m", dataclasses.replace(TINY, weights=weights))
    kept = load((folder / "frames-en.safetensors").read_bytes())["weights"]
    assert kept.dtype.itemsize == width
    part = open_model(folder).part("frames", "en")
    assert part is not None
    assert part.weights.dtype == np.float32
    assert np.array_equal(part.weights, weights)


@pytest.mark.parametrize("block", ["words", "chars"])
def test_a_block_may_be_empty(tmp_path: Path, block: str) -> None:
    kept = len(TINY.chars if block == "words" else TINY.words)
    values: dict[str, Any] = {block: (), "weights": np.ones((kept, 2), dtype=np.float32)}
    model = dataclasses.replace(TINY, document_frequencies=np.full(kept, 3, dtype=np.int32), **values)
    part = open_model(written(tmp_path / "m", model)).part("frames", "en")
    assert part is not None
    assert (part.words, part.chars) == (model.words, model.chars)


def test_the_card_entry_tells_what_was_written(tmp_path: Path) -> None:
    entry = write_part(tmp_path / "a" / "b", "x", TINY)
    assert (tmp_path / "a" / "b" / "x.safetensors").is_file()
    assert len(entry.pop("sha256")) == 64
    assert entry == {
        "file": "x.safetensors",
        "labels": ["Economic", "Santé 桥"],
        "n_texts": 12,
        "word_lengths": [1, 2],
        "char_lengths": [3, 3],
        "n_words": 3,
        "n_chars": 4,
    }


def test_names_languages_and_entries(tmp_path: Path) -> None:
    model = open_model(written(tmp_path / "m"))
    assert model.name == "tiny 1"
    assert model.languages("frames") == ["en"]
    assert model.languages("genre") == []
    assert model.entry("frames", "fr") is None
    assert model.part("frames", "fr") is None
    assert model.part("frames", "en") is model.part("frames", "en")


def test_research_use_is_part_of_the_name(tmp_path: Path) -> None:
    assert open_model(written(tmp_path / "m", research_only=True)).name == "tiny 1 (research use only)"


def test_a_folder_is_found_as_str_and_as_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "m")
    monkeypatch.chdir(tmp_path)
    assert open_model("m").card == open_model(tmp_path / "m").card == open_model(str(tmp_path / "m")).card


def test_the_same_relative_name_elsewhere_is_another_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("one", "two"):
        written(tmp_path / place / "m", version=place)
    monkeypatch.chdir(tmp_path / "one")
    one = open_model("m")
    monkeypatch.chdir(tmp_path / "two")
    assert (one.name, open_model("m").name) == ("tiny one", "tiny two")


def test_a_model_opened_before_the_folder_changed_keeps_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "one" / "m")
    monkeypatch.chdir(tmp_path / "one")
    model = open_model("m")
    monkeypatch.chdir(tmp_path)
    assert model.part("frames", "en") is not None


def test_a_model_trained_again_into_the_same_folder_is_read_again(tmp_path: Path) -> None:
    assert open_model(written(tmp_path / "m", version="1")).name == "tiny 1"
    assert open_model(written(tmp_path / "m", version="2")).name == "tiny 2"


def test_models_opened_long_ago_are_let_go(tmp_path: Path) -> None:
    """A script that opens a hundred models in turn must not hold the tables of them all."""
    first = weakref.ref(open_model(written(tmp_path / "0")))
    for number in range(1, 9):
        open_model(written(tmp_path / str(number)))
    gc.collect()
    assert first() is None


@pytest.mark.parametrize("name", ["no-such-model", "", "../..", "card.json", "a\x00b"])
def test_an_unknown_name_is_a_usage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        open_model(name)


def test_an_unknown_name_is_told_with_those_that_ship(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no model folder.*Models that ship"):
        open_model(tmp_path / "nothing")
    assert isinstance(shipped(), list)


CARDS = {
    "not JSON": b"{",
    "empty": b"",
    "not UTF-8": b'{"name": "\xff"}',
    "a list": b"[]",
    "null": b"null",
    "a number": b"3",
    "no fields": b"{}",
    "nested too deep": b"[" * 100_000,
    "parts of another kind": json.dumps(
        {"format": FORMAT, "name": "x", "version": "1", "research_only": False, "parts": ["a"]}
    ).encode(),
}


@pytest.mark.parametrize("content", CARDS.values(), ids=CARDS)
def test_a_card_that_is_none_is_a_model_error(tmp_path: Path, content: bytes) -> None:
    folder = written(tmp_path / "m")
    (folder / "card.json").write_bytes(content)
    with pytest.raises(ModelError, match=r"m/card\.json: expected a model card"):
        open_model(folder)


@pytest.mark.parametrize("field", ["format", "name", "version", "research_only", "parts"])
def test_a_card_without_one_of_its_fields(tmp_path: Path, field: str) -> None:
    folder = changed(written(tmp_path / "m"), lambda card: card.pop(field))
    with pytest.raises(ModelError, match=r"card\.json"):
        open_model(folder)


@pytest.mark.parametrize("field", ["task", "scheme", "lang", "file", "labels", "word_lengths", "char_lengths"])
@pytest.mark.parametrize("value", [None, 3, {}])
def test_a_part_with_a_mistyped_field(tmp_path: Path, field: str, value: object) -> None:
    folder = changed(written(tmp_path / "m"), lambda card: card["parts"][0].__setitem__(field, value))
    with pytest.raises(ModelError, match=r"card\.json"):
        open_model(folder)


@pytest.mark.parametrize("number", [0, 2, 99, -1])
def test_another_format_is_refused(tmp_path: Path, number: int) -> None:
    folder = changed(written(tmp_path / "m"), lambda card: card.__setitem__("format", number))
    with pytest.raises(ModelError, match=f"expected model format {FORMAT}, found format {number}"):
        open_model(folder)


def assert_damaged(folder: Path) -> None:
    model = open_model(folder)
    with pytest.raises(ModelError) as caught:
        model.part("frames", "en")
    assert caught.value.problem.remedy.startswith("Train the model again")
    assert str(folder.parent) not in str(caught.value)


@pytest.mark.parametrize("kept", [0, 1, 7, 8, 100, -1])
def test_a_truncated_part(tmp_path: Path, kept: int) -> None:
    folder = written(tmp_path / "m")
    path = folder / "frames-en.safetensors"
    path.write_bytes(path.read_bytes()[:kept])
    assert_damaged(folder)


def test_a_part_that_is_not_there(tmp_path: Path) -> None:
    folder = written(tmp_path / "m")
    (folder / "frames-en.safetensors").unlink()
    assert_damaged(folder)


@pytest.mark.parametrize("content", [b"\xff" * 64, b"\x02" + b"\x00" * 7 + b"{}", b"PK\x03\x04" + b"\x00" * 60])
def test_a_part_that_is_something_else(tmp_path: Path, content: bytes) -> None:
    folder = written(tmp_path / "m")
    (folder / "frames-en.safetensors").write_bytes(content)
    assert_damaged(folder)


@pytest.mark.parametrize("file", ["../frames-en.safetensors", "/etc/hostname", "sub/x.safetensors", "..", ".", ""])
def test_a_part_outside_the_folder_is_not_read(tmp_path: Path, file: str) -> None:
    folder = written(tmp_path / "m")
    (tmp_path / "frames-en.safetensors").write_bytes((folder / "frames-en.safetensors").read_bytes())
    changed(folder, lambda card: card["parts"][0].__setitem__("file", file))
    assert_damaged(folder)


NUMBERS = [
    "document_frequencies",
    "weights",
    "bias",
    "slope",
    "intercept",
    "thresholds",
    "support_edges",
    "support_k",
    "support_n",
]
COUNTS = ["document_frequencies", "support_k", "support_n"]


@pytest.mark.parametrize("name", [*NUMBERS, "words", "chars"])
def test_a_missing_array(tmp_path: Path, name: str) -> None:
    assert_damaged(with_arrays(written(tmp_path / "m"), lambda arrays: arrays.pop(name)))


@pytest.mark.parametrize("count", [0, -1, 13])
def test_a_document_frequency_that_cannot_be(tmp_path: Path, count: int) -> None:
    def change(arrays: dict[str, np.ndarray]) -> None:
        arrays["document_frequencies"][0] = count

    assert_damaged(with_arrays(written(tmp_path / "m"), change))


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("shape", ["longer", "flat", "deep", "empty"])
def test_an_array_of_another_shape(tmp_path: Path, name: str, shape: str) -> None:
    def change(arrays: dict[str, np.ndarray]) -> None:
        array = arrays[name]
        arrays[name] = {
            "longer": lambda: np.concatenate([array, array[:1]]),
            "flat": lambda: array.reshape(-1)[: array.size - 1],
            "deep": lambda: array[None],
            "empty": lambda: array[:0],
        }[shape]()

    assert_damaged(with_arrays(written(tmp_path / "m"), change))


@pytest.mark.parametrize("name", NUMBERS)
def test_an_array_of_another_type(tmp_path: Path, name: str) -> None:
    assert_damaged(
        with_arrays(written(tmp_path / "m"), lambda arrays: arrays.update({name: arrays[name].astype(np.int16)}))
    )


@pytest.mark.parametrize("name", [name for name in NUMBERS if name not in COUNTS])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_no_number(tmp_path: Path, name: str, value: float) -> None:
    def change(arrays: dict[str, np.ndarray]) -> None:
        arrays[name].flat[0] = value

    assert_damaged(with_arrays(written(tmp_path / "m"), change))


@pytest.mark.parametrize(
    "words",
    [
        np.frombuffer(b"prices\nprices rose", dtype=np.uint8),  # one fewer
        np.frombuffer(b"a\nb\nc\nd", dtype=np.uint8),  # one more
        np.frombuffer(b"prices\nprices rose\n\xff\xfe", dtype=np.uint8),  # no UTF-8
        np.zeros(0, dtype=np.uint8),
    ],
)
def test_a_vocabulary_that_does_not_fit(tmp_path: Path, words: np.ndarray) -> None:
    assert_damaged(with_arrays(written(tmp_path / "m"), lambda arrays: arrays.update(words=words)))


@pytest.mark.parametrize("labels", [["Economic"], ["a", "b", "c"]])
def test_labels_that_do_not_fit(tmp_path: Path, labels: list[str]) -> None:
    assert_damaged(changed(written(tmp_path / "m"), lambda card: card["parts"][0].update(labels=labels)))


def test_labels_that_repeat_do_not_fit(tmp_path: Path) -> None:
    folder = changed(written(tmp_path / "m"), lambda card: card["parts"][0].update(labels=["a", "a"]))
    assert_damaged(folder)


@pytest.mark.parametrize("lengths", [[], [1], [1, 2, 3], [2, 1], [0, 1], [1, 21], ["1", "2"], [1.0, 2.0], [None, 1]])
@pytest.mark.parametrize("name", ["word_lengths", "char_lengths"])
def test_ngram_lengths_that_cannot_be(tmp_path: Path, name: str, lengths: list[Any]) -> None:
    assert_damaged(changed(written(tmp_path / "m"), lambda card: card["parts"][0].update({name: lengths})))


def test_the_labels_of_a_task_are_those_of_all_its_languages(tmp_path: Path) -> None:
    parts = [("frames", "en", ["b", "a"]), ("genre", "en", ["x"]), ("frames", "fr", ["c", "a"])]
    card = {"parts": [{"task": task, "lang": lang, "labels": labels} for task, lang, labels in parts]}
    assert Model(tmp_path, card).labels() == {"frames": ["b", "a", "c"], "genre": ["x"]}


@pytest.mark.parametrize(
    ("field", "value"), [("labels", []), ("labels", [["x"], "y"]), ("labels", [1, 2]), ("corpus", ["ccf"])]
)
def test_labels_and_corpus_that_are_no_names(tmp_path: Path, field: str, value: object) -> None:
    folder = changed(written(tmp_path), lambda card: card["parts"][0].update({field: value}))
    with pytest.raises(ModelError, match="missing or mistyped fields"):
        open_model(folder)


def test_a_card_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "card.json").mkdir()
    with pytest.raises(ModelError, match="something else"):
        open_model(tmp_path)


@pytest.mark.parametrize("corpus", ["newer_corpus", "../labels/mapping"])
def test_a_corpus_that_clf_does_not_know_keeps_nothing_from_being_scored(tmp_path: Path, corpus: str) -> None:
    folder = changed(written(tmp_path), lambda card: card["parts"][0].update(corpus=corpus))
    score = Scorer(open_model(folder)).score(Article("a", "Prices rose in spring.", lang="en"))
    assert score.error is None
    assert set(score.frame_probabilities) == set(TINY.labels)


def damaged_flagger(folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    shutil.copytree(open_model("open").folder, folder)
    return changed(folder, change)


def test_a_context_model_of_nothing_is_refused(tmp_path: Path) -> None:
    def change(card: dict[str, Any]) -> None:
        (entry,) = [entry for entry in card["parts"] if entry["task"] == "boilerplate"]
        entry["context"] |= {name: [] for name in ("names", "mean", "scale", "weights", "products")}

    with pytest.raises(ModelError, match="a context model"):
        flagger_of(open_model(damaged_flagger(tmp_path / "model", change)))
