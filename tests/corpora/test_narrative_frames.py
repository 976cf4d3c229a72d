"""Narrative Frames Corpus: frame cells as text, actors, titles from the annotation file, two spellings of outlets."""

from __future__ import annotations

import json
from pathlib import Path

from corpus_files import read_both

from clf.corpora import narrative_frames
from clf.schema import LabelSpan

ARTICLES = (
    "ID\tsource\tmbfc\tdate\ttext\tRE\tHI\tCO\tMO\tEC\n"
    '0\tThe Village Post\tleft\t2018-03-04\t"The Mill\'s ""End""! The miller and the duke met. The miller wept."'
    "\tFalse\tFalse\tTrue\tFalse\tFalse)\n"
    "1\tthevillagepost\tleft\t0001-01-01\tA quiet day.\tFalse\tFalse\tFalse\tFalse\tFalse\n"
    "2\tBBC\tleft\t2018-03-05\tA row cut short.\n"
    "3\tBBC\tleft\t2018-03-05\tA strange row.\tMaybe\tFalse\tFalse\tFalse\tFalse\n"
    "4\tBBC\tleft\t2018-03-05\t\tTrue\tFalse\tFalse\tFalse\tFalse\n"
)
ROLES = (
    "ID\tentity\tgroup\trole\tmbfc\tRE\tHI\tCO\tMO\tEC\n"
    "0\tthe duke\tELITE\tvillain\tleft\tFalse\tFalse\tTrue\tFalse\tFalse\n"
    "0\tThe miller\tPUBLIC\tvictim\tleft\tFalse\tFalse\tTrue\tFalse\tFalse\n"
    "0\tthe duke's mill\tELITE\tvillain\tleft\tFalse\tFalse\tTrue\tFalse\tFalse\n"
)
ANSWERS = json.dumps(
    {"0": {"_ID": "thevillagepost--2018-03-04--The Mills End.txt"}, "1": {"_ID": "thevillagepost--2018-03-04--Another"}}
)
FILES: dict[str, str | bytes] = {
    "data/articles_metadata.tsv": ARTICLES,
    "data/role_and_frame_annoations.tsv": ROLES,
    "data/full_annotations.json": ANSWERS,
}


def test_frames_are_the_true_ones_and_a_row_without_cells_was_not_annotated(tmp_path: Path) -> None:
    articles, problems = read_both(narrative_frames, "articles", tmp_path, FILES)
    assert [article.names("narrative_frames") for article in articles] == [("CO",), (), None]
    assert [(problem.row, problem.id) for problem in problems] == [(4, "3"), (5, "4")]


def test_an_actor_has_a_span_only_where_its_place_is_clear(tmp_path: Path) -> None:
    articles, _ = read_both(narrative_frames, "articles", tmp_path, FILES)
    roles = articles[0].labels[1]
    start = articles[0].text.index("the duke")
    assert (roles.scheme, roles.names) == ("narrative_roles", ("villain", "victim"))
    assert roles.spans == (LabelSpan("villain", start, start + len("the duke")),)
    assert articles[1].names("narrative_roles") == ()


def test_title_is_the_beginning_of_the_text_that_fits_the_id(tmp_path: Path) -> None:
    articles, _ = read_both(narrative_frames, "articles", tmp_path, FILES)
    assert [article.title for article in articles] == ['The Mill\'s "End"!', None, None]


def test_outlets_in_two_spellings_are_one_and_impossible_dates_none(tmp_path: Path) -> None:
    articles, _ = read_both(narrative_frames, "articles", tmp_path, FILES)
    assert [article.outlet for article in articles] == ["thevillagepost", "thevillagepost", "bbc"]
    assert [article.date for article in articles] == ["2018-03-04", None, "2018-03-05"]


def test_articles_are_read_without_the_other_files(tmp_path: Path) -> None:
    articles, _ = read_both(narrative_frames, "articles", tmp_path, {"articles_metadata.tsv": ARTICLES})
    assert [len(article.labels) for article in articles] == [1, 1, 0]


def test_a_damaged_annotation_file_costs_only_the_titles(tmp_path: Path) -> None:
    articles, problems = read_both(
        narrative_frames, "articles", tmp_path, {**FILES, "data/full_annotations.json": b"[1", "data/x.txt": b""}
    )
    assert len(articles) == 3
    assert problems[0].file == "full_annotations.json"
