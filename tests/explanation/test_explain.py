from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from unicodedata import normalize

import pandas as pd
import pytest

import clf
from clf.errors import UsageError
from clf.explanation.explain import explain_all
from clf.explanation.labels import meant
from clf.explanation.result import PARTS
from clf.models.store import open_model
from clf.resources import data_dir
from clf.schema import Score

ARTICLE = (data_dir("sample") / "article.txt").read_text(encoding="utf-8")
TITLE = "  Le Fanal sur la sécurité "


@pytest.fixture(scope="module")
def score() -> Score:
    return clf.score(ARTICLE, title=TITLE, outlet="Canal Méridien")


def sample_rows() -> list[dict]:
    rows = []
    for path in sorted(data_dir("sample").glob("*.jsonl")):
        rows += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[:2]]
    return rows


@pytest.mark.parametrize("with_boilerplate", [False, True])
@pytest.mark.parametrize("row", sample_rows(), ids=lambda row: row["id"])
def test_words_and_sentences_sum_to_the_logit_of_every_label(row: dict, with_boilerplate: bool) -> None:
    made = clf.score(row["text"], title=row["title"], outlet=row["outlet"], lang=row["lang"])
    found = list(explain_all(made, with_boilerplate=with_boilerplate))
    assert {one.task for one in found} == {"frames", "genre"} | (set() if with_boilerplate else {"techniques"})
    for one in found:
        for pieces in (one.words(), one.sentences()):
            assert abs(one.bias + sum(piece.contribution for piece in pieces) - one.logit) < 1e-9
        assert abs(sum(one.parts().values()) - one.logit) < 1e-9


def test_the_probability_explained_is_the_one_scored(score: Score) -> None:
    for one in explain_all(score):
        given = {"frames": score.frame_probabilities, "genre": score.genre, "techniques": score.technique_probabilities}
        assert one.probability == pytest.approx(given[one.task][one.label], abs=1e-12)
    for one in explain_all(score, with_boilerplate=True):
        if one.task == "frames":
            assert one.probability == pytest.approx(score.frames_with_boilerplate[one.label], abs=1e-12)


def test_pieces_stand_where_they_say(score: Score) -> None:
    found = score.explain()
    for piece in [*found.words(), *found.sentences()]:
        assert piece.part in PARTS
        assert (TITLE if piece.part == "title" else ARTICLE)[piece.start : piece.end] == piece.text


def test_header_and_boilerplate_add_nothing(score: Score) -> None:
    found = score.explain("security")
    assert found.label == "Security_and_defense"
    assert not found.text_gains[: ARTICLE.index("L'Union")].any()
    assert not found.text_gains[ARTICLE.index("Suivez") :].any()
    assert {piece.part for piece in found.words()} == {"title", "news", "boilerplate"}
    assert found.parts()["boilerplate"] == 0
    assert score.explain("security", with_boilerplate=True).parts()["boilerplate"] != 0


def test_the_outlets_own_name_is_told_apart() -> None:
    text = "The Alder Post reports that the army crossed the border. Soldiers fired on the town for two hours."
    made = clf.score(text, outlet="The Alder Post")
    named = [word.text for word in made.explain("security").words() if word.part == "outlet_name"]
    assert named == ["The", "Alder", "Post"]
    asked = made.explain("security", outlets=["Soldiers"])
    assert "Soldiers" in [word.text for word in asked.words() if word.part == "outlet_name"]


def test_a_technique_is_explained_in_its_likeliest_paragraph(score: Score) -> None:
    found = score.explain("Doubt")
    places = found.text_gains.nonzero()[0]
    paragraph = ARTICLE[places[0] : places[-1] + 1]
    assert "\n\n" not in paragraph
    assert not found.title_gains.any()


def test_the_table_adds_equal_words_up(score: Score) -> None:
    found = score.explain()
    table = found.table()
    assert table["contribution"].sum() + found.bias == pytest.approx(found.logit)
    assert table["times"].sum() == len(found.words())
    assert table["contribution"].abs().is_monotonic_decreasing
    assert list(found.table("sentence")) == ["text", "part", "contribution", "start", "end"]
    with pytest.raises(UsageError, match="expected word or sentence"):
        found.table("letter")


@pytest.mark.parametrize(
    ("label", "message"),
    [("nothing such", "No label 'nothing such' in fr"), ("o", "No label 'o' in fr"), ("", "fits several labels")],
)
def test_an_unclear_label_is_refused_with_what_there_is(score: Score, label: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        score.explain(label)


def test_a_label_of_several_tasks_needs_its_task() -> None:
    made = clf.score("Prices rose and the economy shrank, the ministry of finance said.", lang="en", model="open")
    tasks = {entry["task"] for entry in open_model("open").card["parts"] if entry["lang"] == "en"}
    assert {"frames", "gvfc_frames", "frac_frames"} <= tasks
    with pytest.raises(UsageError, match=r"fits several labels.*gvfc_frames"):
        made.explain("economic")
    found = made.explain("economic", task="gvfc_frames")
    assert found.task == "gvfc_frames"
    assert found.probability == pytest.approx(made.other[found.scheme][found.label])


def test_what_cannot_be_explained_says_why(score: Score) -> None:
    with pytest.raises(UsageError, match="never with boilerplate"):
        score.explain("Doubt", with_boilerplate=True)
    with pytest.raises(UsageError, match="no text"):
        Score("x", error="no text").explain()
    with pytest.raises(UsageError, match="without a model"):
        Score("x", text="a text").explain()
    with pytest.raises(UsageError, match=r"its language is .sv., and default .* was trained for de, en,"):
        clf.score("Ett svenskt kort besked om vädret i dag.", lang="sv").explain()


def test_an_explanation_imports_no_training_library() -> None:
    code = (
        "import sys, clf\n"
        "clf.score('The army crossed the border and soldiers fired at night.').explain().parts()\n"
        "print(*[name for name in ('sklearn', 'pandas', 'datasets') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


def test_a_genre_is_explained_beside_its_share_and_the_one_that_is_called(score: Score) -> None:
    for name in score.genre:
        found = score.explain(name, task="genre")
        assert found.threshold is None
        assert found.training_share == score.genre_shares[name]
        assert found.as_dict()["threshold"] is None
        assert "retenu à partir de" not in str(found)
        assert "des articles d'entraînement" in " ".join(str(found).split())
    frame = score.explain("Economic")
    assert frame.training_share is None
    assert "retenu à partir de" in " ".join(str(frame).split())


def test_labels_there_are_are_named(score: Score) -> None:
    with pytest.raises(UsageError, match=r"No label 'hope' in en\. There are: fear, joy\."):
        meant("hope", "en", [("own", "label", "fear"), ("own", "label", "joy")])
    with pytest.raises(UsageError, match="Expected the name of a label, found int"):
        score.explain(5)  # type: ignore[arg-type]


def test_words_are_whole_in_whatever_form_their_letters_come() -> None:
    text = "Les députés ont dénoncé la réforme de l'éducation, a dit le gouvernement mardi à l'Assemblée."
    composed, apart = (clf.score(normalize(form, text), lang="fr").explain("Political") for form in ("NFC", "NFD"))
    assert apart.probability == pytest.approx(composed.probability)
    assert set(apart.table()["text"]) == set(composed.table()["text"])
    assert sum(word.contribution for word in apart.words()) + apart.bias == pytest.approx(apart.logit)


@pytest.mark.parametrize(
    "hidden", [lambda t: normalize("NFD", t), lambda t: t.replace("r", "r\u00ad"), lambda t: t.replace("i", "i\u200b")]
)
def test_words_of_a_title_are_its_own_in_whatever_form_they_come(hidden: Callable[[str], str]) -> None:
    title = "Café président économie soldiers"
    made = [clf.score(ARTICLE, title=one, lang="fr").explain("Political") for one in (title, hidden(title))]
    gains = [[word.contribution for word in one.words() if word.part == "title"] for one in made]
    assert gains[1] == pytest.approx(gains[0])
    for one in made:
        assert abs(one.bias + sum(word.contribution for word in one.words()) - one.logit) < 1e-9
        assert abs(sum(one.parts().values()) - one.logit) < 1e-9


def test_outlets_may_be_a_column(score: Score) -> None:
    names = pd.Series(["Le Fanal", None, "Le Fanal", 3])
    assert (
        score.explain("Political", outlets=names).names == score.explain("Political", outlets=["Le Fanal", "3"]).names
    )
