"""The reader of SemEval-2025 Task 10."""

from __future__ import annotations

from corpus_files import by_id, problems

from clf.corpora import semeval2025_narratives
from clf.corpora.archive import Files
from clf.schema import Labelling, LabelSpan

RUSSIAN = "Мост\n\nМэр Иванов открыл мост.\n"
TRAIN = "data/train_data"
LAYOUT = {
    f"{TRAIN}/EN/raw-documents/EN_1.txt": "Ferry\n\nMayor Brown opened it.\n",
    f"{TRAIN}/EN/raw-documents/EN_2.txt": "Nothing\n\nhere.\n",
    f"{TRAIN}/EN/subtask-1-annotations.txt": (
        "EN_1.txt\tBrown\t13\t17\tProtagonist\tGuardian\tVirtuous\n"
        "EN_1.txt\tMayor\t5\t9\tProtagonist\tGuardian\n"
        "EN_1.txt\tGreen\t13\t17\tInnocent\tVictim\n"
        "EN_9.txt\tBrown\t0\t4\tInnocent\tVictim\n"
        "EN_1.txt\tBrown\n"
    ),
    f"{TRAIN}/EN/subtask-2-annotations.txt": (
        "EN_1.txt\tURW: Blaming, Praising;URW: Blaming, Praising;CC: Doubt\tURW: x: a;URW: x: b;CC: Doubt: Other\n"
        "EN_2.txt\tOther\tOther\n"
    ),
    f"{TRAIN}/EN/subtask-3-annotations.txt": "EN_1.txt\tCC: Doubt\tnone\tBecause.\n",
    f"{TRAIN}/RU/raw-documents/RU-1.txt": b"\xef\xbb\xbf" + RUSSIAN.encode(),
    f"{TRAIN}/RU/subtask-1-annotations.txt": "RU-1.txt\tИванов\t13\t18\tProtagonist\tRebel\n",
    "data_gold/dev_set/BG/subtask-2-documents/BG_5.txt": "Мост\n\nДруг текст.\n",
    "data_gold/dev_set/BG/subtask-1-documents/BG_5.txt": "Мост\n\nТекст.\n",
    "data_gold/dev_set/BG/subtask-1-entity-mentions.txt": "BG_5.txt\tТекст\t6\t10\n",
}


def test_narratives_are_parted_by_semicolons_and_given_once(files: Files) -> None:
    article = by_id(semeval2025_narratives.read(files, "documents"))["EN_1.txt"]
    assert article.names("semeval2025_narratives") == ("URW: Blaming, Praising", "CC: Doubt")
    assert article.names("semeval2025_subnarratives") == ("URW: x: a", "URW: x: b", "CC: Doubt: Other")
    assert (article.title, article.lang) == ("Ferry", "en")


def test_roles_are_spans_with_exclusive_ends(files: Files) -> None:
    article = by_id(semeval2025_narratives.read(files, "documents"))["EN_1.txt"]
    roles = article.labels[-1]
    assert roles.scheme == "semeval2025_roles"
    assert roles.names == ("Protagonist", "Guardian", "Virtuous")
    assert roles.spans[:3] == tuple(LabelSpan(name, 13, 18) for name in ("Protagonist", "Guardian", "Virtuous"))


def test_an_offset_that_slipped_is_corrected_by_the_entity(files: Files) -> None:
    article = by_id(semeval2025_narratives.read(files, "documents"))["EN_1.txt"]
    slipped = article.labels[-1].spans[3]
    assert article.text[slipped.start : slipped.end] == "Mayor"


def test_line_feeds_counted_twice_and_a_byte_order_mark(files: Files) -> None:
    article = by_id(semeval2025_narratives.read(files, "documents"))["RU-1.txt"]
    assert article.text == RUSSIAN
    assert {article.text[s.start : s.end] for s in article.labels[-1].spans} == {"Иванов"}


def test_documents_without_annotation_have_no_labelling(files: Files) -> None:
    articles = by_id(semeval2025_narratives.read(files, "documents"))
    assert articles["BG_5.txt"].labels == ()
    assert [labelling.scheme for labelling in articles["RU-1.txt"].labels] == ["semeval2025_roles"]
    assert articles["EN_2.txt"].labels[0] == Labelling("semeval2025_narratives", ("Other",))


def test_text_of_subtask_1_is_preferred(files: Files) -> None:
    assert by_id(semeval2025_narratives.read(files, "documents"))["BG_5.txt"].text == "Мост\n\nТекст.\n"


def test_rows_that_cannot_be_read_are_told(files: Files) -> None:
    found = problems(semeval2025_narratives.read(files, "documents"))
    assert sorted(problem.row or 0 for problem in found) == [3, 4, 5]
