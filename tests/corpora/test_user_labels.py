"""Labels as annotation tools, spreadsheets and pandas write them into a cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from clf.corpora.files import Columns, read_files
from clf.corpora.user_labels import BadLabelsError, labelling
from clf.errors import Problem
from clf.schema import Article

TEXT = "Ten soldiers left."


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("economy; security", ("economy", "security")),
        ('["economy", "security"]', ("economy", "security")),
        ("['economy', 'security']", ("economy", "security")),
        ("['economy' 'security']", ("economy", "security")),  # an array of numpy
        ("""["it's", 'economy']""", ("it's", "economy")),
        ('{"choices": ["economy", "health"]}', ("economy", "health")),
        ("{'choices': ['economy']}", ("economy",)),
        ('{"economy": 0.9, "health": 0.2}', ("economy",)),
        ("[]", ()),
        ("[unclear]", ("[unclear]",)),  # a name in brackets
        ("{other}", ("{other}",)),
        ("[sic] economy; health", ("[sic] economy", "health")),
        ("[1, 2]", ("1", "2")),
    ],
)
def test_a_cell_says_its_labels(cell: str, names: tuple[str, ...]) -> None:
    found = labelling(cell, TEXT)
    assert found is not None
    assert found.names == names


def test_an_empty_cell_is_not_annotated() -> None:
    assert labelling("  ", TEXT) is None
    assert labelling(None, TEXT) is None


def test_one_span_as_a_record_is_a_span() -> None:
    found = labelling('{"start": 4, "end": 12, "label": "who"}', TEXT)
    assert found is not None
    assert [(span.name, span.start, span.end) for span in found.spans] == [("who", 4, 12)]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("[economy; security]", "a list of labels without quotation marks"),
        ("[economy, security]", "a list of labels without quotation marks"),
        ('{"text": "economy"}', "a record without a label, a choice or a share"),
        ('[[0, 99, "who"]]', "a label outside the text"),
        ("[" + "economy, " * 2000 + "]", "a long list of labels that is not JSON"),
        ("[" * 4000 + "," + "]" * 4000, "a list of labels without quotation marks"),
    ],
)
def test_what_says_no_labels_is_refused(cell: str, message: str) -> None:
    with pytest.raises(BadLabelsError, match=message):
        labelling(cell, TEXT)


def test_labels_that_cannot_be_read_keep_an_article_out_only_where_labels_are_asked_for(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"text,label\n{TEXT},[a; b]\n", encoding="utf-8")
    assert isinstance(next(iter(read_files([table]))), Problem)
    assert isinstance(next(iter(read_files([table], Columns(label="")))), Article)


def test_a_hostile_cell_is_no_more_than_a_bad_one() -> None:
    with pytest.raises(BadLabelsError, match="a number without end as a label"):
        labelling(f"[0x{'f' * 9000}]", TEXT)
    found = labelling("{[1]: 2}", TEXT)
    assert found is not None
    assert found.names == ("{[1]: 2}",)
