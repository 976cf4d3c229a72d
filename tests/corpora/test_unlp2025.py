"""The reader of the UNLP 2025 shared task."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pyarrow as pa
from corpus_files import by_id, problems
from pyarrow import parquet

from clf.corpora import unlp2025
from clf.corpora.archive import Files
from clf.errors import Problem
from clf.schema import Article, Labelling, LabelSpan

POSTS = [
    {
        "id": "p1",
        "content": "🌉 Ганебний міст",
        "lang": "uk",
        "manipulative": True,
        "techniques": ["loaded_language", "fud"],
        "trigger_words": [[2, 10], [11, 99], [50, 60]],
    },
    {
        "id": "p2",
        "content": "Мост открыт",
        "lang": "ru",
        "manipulative": False,
        "techniques": None,
        "trigger_words": None,
    },
]


def parquet_bytes(rows: list[dict[str, Any]]) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


LAYOUT = {
    "data/techniques_classification/train.parquet": parquet_bytes(POSTS),
    "data/span_detection/train.parquet": parquet_bytes(POSTS),
    "data/techniques_classification/test.csv": "id,content\nt1,Новий міст\n",
    "data/techniques_classification/solution.csv": "id,fud,cliche,Usage\nt1,0,1,Public\nt2,1,0,Private\n",
    "data/span_detection/solution.csv": 'id,trigger_words,Usage\nt1,"[(0, 5)]",Public\nt2,nonsense,Private\n',
    "data/techniques-en.md": "definitions",
}


def test_posts_of_both_tracks_are_read_once(files: Files) -> None:
    rows = [row for row in unlp2025.read(files, "posts") if isinstance(row, Article)]
    assert [row.id for row in rows] == ["p1", "p2", "t1"]
    assert [row.lang for row in rows] == ["uk", "ru", None]


def test_spans_count_code_points_and_are_cut_at_the_end_of_the_text(files: Files) -> None:
    post = by_id(unlp2025.read(files, "posts"))["p1"]
    techniques, manipulative, triggers = post.labels
    assert techniques == Labelling("unlp2025_techniques", ("loaded_language", "fud"))
    assert manipulative == Labelling("unlp2025_manipulative", ("manipulative",))
    assert triggers.scheme == "unlp2025_triggers"
    assert triggers.spans == (LabelSpan("trigger", 2, 10), LabelSpan("trigger", 11, 15))
    assert [post.text[s.start : s.end] for s in triggers.spans] == ["Ганебний", "міст"]


def test_null_means_annotated_with_nothing(files: Files) -> None:
    post = by_id(unlp2025.read(files, "posts"))["p2"]
    assert [labelling.names for labelling in post.labels] == [(), (), ()]
    assert len({labelling.scheme for labelling in post.labels}) == 3


def test_solutions_are_joined_to_the_test_texts(files: Files) -> None:
    post = by_id(unlp2025.read(files, "posts"))["t1"]
    assert post.names("unlp2025_techniques") == ("cliche",)
    assert post.names("unlp2025_manipulative") is None
    assert next(part.spans for part in post.labels if part.scheme == "unlp2025_triggers") == (
        LabelSpan("trigger", 0, 5),
    )


def test_labels_without_text_and_broken_cells_are_told(files: Files) -> None:
    found = problems(unlp2025.read(files, "posts"))
    assert [problem.id for problem in found] == ["t2", None]
    assert found[-1].found == "1 labelled posts without one"


def test_a_damaged_parquet_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "train.parquet").write_bytes(b"PAR1 but not really")
    (problem,) = unlp2025.read(Files(tmp_path), "posts")
    assert isinstance(problem, Problem)
    assert problem.expected == "a parquet file"
