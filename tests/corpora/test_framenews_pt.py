"""FrameNews-PT: two annotators, one frame each, names with commas."""

from __future__ import annotations

from pathlib import Path

from corpus_files import read_both

from clf.corpora import framenews_pt

FILE = "data/frames_recsys_test.csv"
ROWS = (
    "prompt_id,text,label,label1,primary_code,primary_code1\n"
    'a1,"O moinho parou.\nA vila, calada.","legality, constitutionality, jurisdiction",political,5,13\n'
    "a2,A ponte abriu.,other,,15,\n"
    "a3,,economic,economic,1,1\n"
)


def test_each_annotator_has_a_scheme(tmp_path: Path) -> None:
    articles, problems = read_both(framenews_pt, "articles", tmp_path, {FILE: ROWS})
    first, second = articles
    assert first.text == "O moinho parou.\nA vila, calada."
    assert first.names("framenews_pt_frames") == ("legality, constitutionality, jurisdiction",)
    assert first.names("framenews_pt_frames_2") == ("political",)
    assert second.names("framenews_pt_frames_2") is None
    assert (first.id, first.lang) == ("a1", "pt")
    assert [(problem.row, problem.id) for problem in problems] == [(3, "a3")]
