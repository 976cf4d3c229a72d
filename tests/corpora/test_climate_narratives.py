"""Climate narratives: one narrative per article, the Australian file without texts passed over."""

from __future__ import annotations

from pathlib import Path

from corpus_files import read_both

from clf.corpora import climate_narratives

US = (
    "\tID\tNARRATIVE\tHERO\tARTICLE\toutlet\tleaning\tCO\n"
    '0\t17\tMILL_WILL_STOP\tNONE\t"The "" mill "" turns , they say ."\tThe Village Post\tleft\tTrue\n'
    "1\t18\t\tNONE\tA quiet day .\tbbc\tleft\tFalse\n"
    "2\t19\tMILL_WILL_STOP\tNONE\t\tbbc\tleft\tFalse\n"
)
FILES: dict[str, str | bytes] = {
    "Final_datasets/annotated_USA_100.tsv": US,
    "Final_datasets/annotated_Australia_100.csv": "\ufeff,ProQuest ID,Title,Narrative\n0,5,A mill,MILL_WILL_STOP\n",
}


def test_articles_have_one_narrative(tmp_path: Path) -> None:
    articles, problems = read_both(climate_narratives, "articles", tmp_path, FILES)
    assert [article.names("climate_narratives") for article in articles] == [("MILL_WILL_STOP",), None]
    assert [(article.id, article.outlet) for article in articles] == [("17", "thevillagepost"), ("18", "bbc")]
    assert articles[0].text == 'The " mill " turns , they say .'
    assert [(problem.row, problem.id) for problem in problems] == [(3, "19")]
