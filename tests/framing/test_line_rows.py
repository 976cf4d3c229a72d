"""Lines of articles as rows."""

from clf.errors import Problem
from clf.framing.line_rows import lines_of
from clf.schema import Article, Labelling, LabelSpan

TEXT = "A headline\n\nThe wicked mayor lied.\nNobody knows why."


def span(name: str, words: str) -> LabelSpan:
    return LabelSpan(name, TEXT.index(words), TEXT.index(words) + len(words))


def test_a_line_has_the_labels_marked_in_it_and_offsets_of_its_own() -> None:
    marked = (span("Loaded", "wicked mayor"), span("Doubt", "lied.\nNobody knows"), span("Loaded", "lied"))
    article = Article("7", TEXT, lang="en", labels=(Labelling("scheme", ("Loaded", "Doubt"), marked),))
    problem = Problem("file", "a label", "none", "Add one.")
    rows = list(lines_of([problem, article, Article("8", "Not annotated.")], "scheme"))
    assert rows[0] is problem
    lines = [row for row in rows if isinstance(row, Article)]
    assert [(row.id, row.document, row.text) for row in lines] == [
        ("7#1", "7", "A headline"),
        ("7#3", "7", "The wicked mayor lied."),
        ("7#4", "7", "Nobody knows why."),
    ]
    assert [row.names("scheme") for row in lines] == [(), ("Loaded", "Doubt"), ("Doubt",)]
    words = [[row.text[s.start : s.end] for s in row.labels[0].spans] for row in lines]
    assert words == [[], ["wicked mayor", "lied.", "lied"], ["Nobody knows"]]
