"""`clf sample` and `clf validate` as a new user runs them: draw, fill in, read back, and everything that goes wrong."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from click.testing import CliRunner, Result

import clf
from clf.cli import cli
from clf.errors import ClfError, DataError, UsageError
from clf.resources import data_dir
from clf.validation.coded import Coded
from clf.validation.population import Population, read_population
from clf.validation.validate import Validation, _validated

SAMPLE = data_dir("sample")
LABELS = ["Economic", "Security_and_defense", "Political"]
CODER_1 = [f"coder 1: {label}" for label in LABELS]
CODER_2 = [f"coder 2: {label}" for label in LABELS]


def gold() -> dict[str, list[str]]:
    rows = [json.loads(line) for file in SAMPLE.glob("*.jsonl") for line in file.read_text("utf-8").splitlines()]
    return {row["id"]: row["labels"]["frames"] for row in rows}


def run(*arguments: str | Path) -> tuple[Result, int]:
    """Return the result and what the shell would see."""
    result = CliRunner().invoke(cli, [*map(str, arguments)], standalone_mode=False)
    if isinstance(result.exception, ClfError):
        return result, result.exception.exit_code
    assert result.exception is None, result.exception
    return result, int(result.return_value or 0)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sample of 120 of the sample corpus, as workbook and as CSV, not coded yet."""
    folder = tmp_path_factory.mktemp("drawn")
    for name in ("to_code.xlsx", "codes.csv"):
        files = sorted(SAMPLE.glob("*.jsonl"))
        result, status = run("sample", *files, "-n", 120, "-o", folder / name, "--labels", ",".join(LABELS))
        assert status == 0, result.output
        assert "120 of 250 articles drawn" in result.output
    return folder


@pytest.fixture
def folder(drawn: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(drawn, tmp_path / "mine"))


def edit_workbook(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Let `change` edit every row, as a person at a spreadsheet does."""
    book = openpyxl.load_workbook(path)
    sheet = book["code"]
    names = [cell.value for cell in sheet[1]]
    for number in range(2, sheet.max_row + 1):
        row = {name: sheet.cell(number, place).value for place, name in enumerate(names, 1)}
        change(row)
        for place, name in enumerate(names, 1):
            sheet.cell(number, place).value = row[name]
    book.save(path)


def rows_of(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def write_rows(path: Path, rows: list[dict[str, str]], delimiter: str = ",", encoding: str = "utf-8-sig") -> None:
    with path.open("w", encoding=encoding, newline="", errors="replace") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


def coded_rows(path: Path, yes: str = "1", no: str = "0") -> list[dict[str, str]]:
    truth, rows = gold(), rows_of(path)
    for row in rows:
        row.update({f"coder 1: {label}": yes if label in truth[row["id"]] else no for label in LABELS})
    return rows


def test_the_file_shows_text_and_not_what_the_model_says(drawn: Path) -> None:
    book = openpyxl.load_workbook(drawn / "to_code.xlsx")
    assert book.sheetnames == ["code", "codebook"]
    header, *rows = book["code"].iter_rows(values_only=True)
    assert list(header) == ["article", "id", "title", "text", *CODER_1, *CODER_2]
    assert len(rows) == 120
    assert all(row[4:] == (None,) * 6 for row in rows)
    outlets = {json.loads(line)["outlet"] for line in (SAMPLE / "fr.jsonl").read_text("utf-8").splitlines()}
    assert not outlets & {cell for row in rows for cell in row[:3]}
    page = [cell for row in book["codebook"].iter_rows(values_only=True) for cell in row if cell]
    assert "the economy and money" in page
    assert "1. " not in page[0]
    assert [name for name in page if name in LABELS] == LABELS


def test_csv_has_the_same_articles_and_a_codebook_beside_it(drawn: Path) -> None:
    rows = rows_of(drawn / "codes.csv")
    book = openpyxl.load_workbook(drawn / "to_code.xlsx")
    assert [row["article"] for row in rows] == [cell.value for cell in book["code"]["A"]][1:]
    page = (drawn / "codes.codebook.md").read_text("utf-8")
    assert "clf validate codes.csv" in page
    assert "| Economic | the economy and money |" in page


def test_the_population_has_every_article_and_no_text(drawn: Path) -> None:
    population = read_population(drawn / "to_code.population.parquet")
    assert len(population) == 250
    assert population.sampled.sum() == 120
    assert population.inclusion.sum() == pytest.approx(120)
    assert (population.inclusion > 0).all()
    assert set(population.labels) == set(LABELS)
    columns = pd.read_parquet(drawn / "to_code.population.parquet").columns
    assert "text" not in columns and "title" not in columns
    per_outlet = pd.Series(population.sampled).groupby(population.plain["outlet"]).sum()
    assert per_outlet.min() >= 12  # of 15 on average


def test_a_french_codebook(tmp_path: Path) -> None:
    _, status = run("sample", SAMPLE / "fr.jsonl", "-n", 5, "-o", tmp_path / "a.csv", "--lang", "fr", "--coders", 1)
    assert status == 0
    page = (tmp_path / "a.codebook.md").read_text("utf-8")
    assert page.startswith("# Comment coder ces articles")
    assert "l'économie et l'argent" in page
    assert not any(name.startswith("coder 2") for name in rows_of(tmp_path / "a.csv")[0])


def test_a_coded_workbook_gives_quality_agreement_and_shares_that_cover_the_truth(folder: Path) -> None:
    truth, random = gold(), np.random.default_rng(3)

    def code(row: dict[str, Any]) -> None:
        for label in LABELS:
            value = float(label in truth[row["id"]])  # Excel gives numbers back as floats
            row[f"coder 1: {label}"] = value
            row[f"coder 2: {label}"] = value if random.random() < 0.97 else 1 - value

    edit_workbook(folder / "to_code.xlsx", code)
    outputs = ["-o", folder / "found.json", "-o", folder / "found.csv"]
    result, status = run("validate", folder / "to_code.xlsx", *outputs, "--label", "Economic")
    assert status == 0, result.output
    assert "120 coded articles speak for 250." in result.output
    assert "By month: the economy and money" in result.output
    found = json.loads((folder / "found.json").read_text("utf-8"))
    assert (found["coded"], found["coders"], found["articles"]) == (120, 2, 250)
    for label in LABELS:
        entry = found["labels"][label]
        assert 0 <= entry["f1"]["low"] <= entry["f1"]["value"] <= entry["f1"]["high"] <= 1
        assert entry["agreement"]["n"] == 120
        assert entry["agreement"]["alpha"]["value"] > 0.8
        share = next(row for row in found["shares"] if row["kind"] == "corpus" and row["label"] == label)
        real = np.mean([label in names for names in truth.values()])
        # The second coder errs, and that counts in part: .03 / 2 of the articles.
        assert share["corrected_low"] - 0.015 <= real <= share["corrected_high"] + 0.015
    table = pd.read_csv(folder / "found.csv")
    assert set(table["kind"]) == {"corpus", "outlet", "month", "outlet_month"}
    assert set(table["method"]) == {"direct", "pooled"}
    assert (table["corrected_low"] <= table["corrected"]).all() and (
        table["corrected"] <= table["corrected_high"]
    ).all()
    assert table.query("kind == 'outlet'").groupby("label")["articles"].sum().eq(250).all()


@pytest.mark.parametrize(
    ("yes", "no"),
    [("1", "0"), ("yes", "no"), ("oui", "non"), ("x", "n"), ("1.0", "0.0"), ("TRUE", "FALSE"), (" Oui ", "'0")],
)
def test_yes_and_no_in_the_ways_people_write_them(folder: Path, yes: str, no: str) -> None:
    path = folder / "codes.csv"
    plain = clf.validate(_written(path, coded_rows(path)))
    found = clf.validate(_written(path, coded_rows(path, yes, no)))
    assert not found.problems
    assert found.table().equals(plain.table())


def _written(path: Path, rows: list[dict[str, str]], delimiter: str = ",", encoding: str = "utf-8-sig") -> Path:
    write_rows(path, rows, delimiter, encoding)
    return path


def test_as_a_french_excel_saves_csv(folder: Path) -> None:
    path = folder / "codes.csv"
    _written(path, coded_rows(path), ";", "cp1252")
    found = clf.validate(path)
    assert (found.facts["coded"], found.problems) == (120, [])


def test_every_bad_row_is_told_once_and_the_others_count(folder: Path) -> None:
    path = folder / "codes.csv"
    rows = coded_rows(path)
    rows[0][CODER_1[0]] = "2"
    rows[1][CODER_1[1]] = "maybe\x1b[31m"
    rows[2][CODER_1[2]] = ""
    rows[3]["article"] = "A999999"
    rows[4]["article"] = ""
    rows[5]["article"] = rows[6]["article"]
    _written(path, rows)
    result, status = run("validate", path)
    assert status == 1
    lines = result.stderr.splitlines()
    assert [line.split(":")[0] for line in lines] == [f"codes.csv, row {n}" for n in (1, 2, 3, 4, 5, 7)]
    assert "expected 1 or 0 in the column 'coder 1: Economic', found '2'." in lines[0]
    assert "\x1b" not in result.output
    assert "an empty cell" in lines[2] and "--empty-is-no" in lines[2]
    assert "'A999999'" in lines[3]
    assert "found nothing" in lines[4]
    assert "by coder 1 again" in lines[5]
    assert "114 coded articles speak for 250." in result.output


def test_crosses_alone_need_the_option_that_says_so(folder: Path) -> None:
    path = folder / "codes.csv"
    plain = clf.validate(_written(path, coded_rows(path)))
    _written(path, coded_rows(path, "x", ""))
    result, status = run("validate", path)
    assert (status, "--empty-is-no" in result.output) == (1, True)
    found = clf.validate(path, empty_is_no=True)
    assert found.facts["coded"] == 120
    assert found.table().query("kind == 'corpus'").equals(plain.table().query("kind == 'corpus'"))


def test_each_coder_may_send_a_copy(folder: Path) -> None:
    rows = coded_rows(folder / "codes.csv")
    first = _written(folder / "anna.csv", rows)
    second = [dict(row) for row in rows]
    for row in second:
        row.update({two: row[one] for one, two in zip(CODER_1, CODER_2, strict=True)})
        row.update(dict.fromkeys(CODER_1, ""))
    second = _written(folder / "ben.csv", second)
    found = clf.validate([first, second], population=folder / "codes.population.parquet")
    assert (found.facts["coders"], found.problems) == (2, [])
    assert all(result.agreement and result.agreement.alpha.value == 1 for result in found.labels)


def test_the_population_of_another_corpus_is_refused(folder: Path) -> None:
    """Every sample has articles A1, A2, …: codes must not be joined to another corpus's calls."""
    files = sorted(SAMPLE.glob("*.jsonl"), reverse=True)  # the same articles in another order
    assert run("sample", *files, "-n", 250, "-o", folder / "other.csv", "--labels", ",".join(LABELS))[1] == 0
    coded = _written(folder / "mine.csv", coded_rows(folder / "codes.csv"))
    with pytest.raises(DataError, match=r"others in \d+ of 120 rows"):
        clf.validate(coded, population=folder / "other.population.parquet")
    assert run("validate", coded, "--population", folder / "other.population.parquet")[1] == 2


def test_ids_that_a_spreadsheet_has_rewritten_are_not_others(folder: Path) -> None:
    population = folder / "codes.population.parquet"
    table = pd.read_parquet(population)
    rows = coded_rows(folder / "codes.csv")
    long = {article: str(1234567890123456 + number) for number, article in enumerate(table["article"])}
    short = {article: f"{number:04}" for number, article in enumerate(table["article"])}
    for known, written in (
        (long, lambda id: f"{float(id):.2E}"),
        (short, lambda id: str(int(id))),
        ({article: f"@{id}" for article, id in short.items()}, lambda id: f"'{id}"),
        (short, lambda _: ""),
    ):
        _with_ids(population, known)
        for row in rows:
            row["id"] = written(known[row["article"]])
        found = clf.validate(_written(folder / "codes.csv", rows))
        assert (found.facts["coded"], found.problems) == (120, [])


def _with_ids(path: Path, ids: dict[str, str]) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    column = pa.array([ids[article] for article in table["article"].to_pylist()])
    pq.write_table(table.set_column(table.schema.get_field_index("id"), "id", column), path)


def test_articles_left_uncoded_are_told(folder: Path) -> None:
    path = folder / "codes.csv"
    rows = coded_rows(path)
    for row in rows[:40]:
        row.update(dict.fromkeys(CODER_1, ""))
    found = clf.validate(_written(path, rows))
    assert found.facts["coded"] == 80
    assert any("40 of 120 drawn articles are not coded" in note for note in found.notes)


def validated(population: Population, codes: np.ndarray, coded: np.ndarray | None = None) -> Validation:
    """Validate codes of shape (drawn, coders, L); `coded` says which drawn articles have any."""
    names = [population.plain["article"][row] for row in np.flatnonzero(population.sampled)]
    coded = np.ones(len(names), bool) if coded is None else coded
    given = {
        (name, coder): codes[place, coder].tolist()
        for place, name in enumerate(names)
        for coder in range(codes.shape[1])
        if coded[place]
    }
    return _validated(population, Coded(given))


def population_of(
    called: list[int], inclusion: list[float], outlets: list[str] | None = None, months: list[str] | None = None
) -> Population:
    """One label; every article was drawn."""
    size = len(called)
    plain = dict.fromkeys(("id", "lang", "stratum"), [""] * size)
    plain |= {"article": [f"A{k}" for k in range(size)], "outlet": outlets or [""] * size}
    plain["month"] = months or [""] * size
    calls = np.array(called)[:, None]
    return Population(plain, np.array(inclusion), np.ones(size, bool), calls, calls * 0.8, ("x",), {"scheme": None})


def test_the_coders_f1_is_of_the_corpus_as_the_models_is() -> None:
    # Half of the drawn articles stand for one, half for ten; the coders agree on the label among the first alone.
    first, second = np.array([1, 0] * 20 + [1, 0] * 20), np.array([1, 0] * 20 + [0, 1] * 20)
    found = validated(population_of([1, 0] * 40, [0.9] * 40 + [0.09] * 40), np.stack([first, second], 1)[:, :, None])
    # 2 · hits / all given, each article by its weight: 40 / (40 + 400), not 40 / 80
    assert found.joint["human_f1"].value == pytest.approx(40 / 440)
    agreement = found.labels[0].agreement
    assert agreement is not None and agreement.f1.value == pytest.approx(40 / 440)


def test_uncoded_articles_are_stood_for_by_those_like_them() -> None:
    outlets = ["sure"] * 20 + ["a"] * 30 + ["b"] * 30
    population = population_of([0] * 80, [1.0] * 20 + [0.5] * 60, outlets)
    coded = np.ones(80, bool)
    coded[35:50] = False  # half of those of "a"
    codes = np.zeros((80, 1, 1), int)
    codes[20:50] = 1
    found = validated(population, codes, coded)
    # 20 that were sure and all coded count once, the others twice, and those of "a" for their uncoded too: 60 of 140
    corpus = next(share for share in found.shares if share.kind == "corpus")
    assert corpus.share.corrected is not None
    assert corpus.share.corrected.value == pytest.approx(60 / 140)
    assert any("15 of 80 drawn articles are not coded (81% are)" in note for note in found.notes)
    whole = next(share for share in found.shares if share.outlet == "sure").share.corrected
    assert whole is not None and (whole.low, whole.high) == (0, 0)


def test_an_outlet_is_its_site_not_its_spelling(tmp_path: Path) -> None:
    rows = [json.loads(line) for line in (SAMPLE / "fr.jsonl").read_text("utf-8").splitlines()][:12]
    for place, row in enumerate(rows):
        row["outlet"] = ["a.example", "www.a.example", "a.example", "B"][place % 4]
    clf.sample(pd.DataFrame(rows)[["id", "text", "outlet", "lang"]], 5, tmp_path / "a.csv")
    assert set(read_population(tmp_path / "a.population.parquet").plain["outlet"]) == {"a.example", "B"}


def test_parts_are_not_told_twice() -> None:
    codes = np.tile([[[1]], [[0]]], (20, 1, 1))
    outlets, months = ["a", "b"] * 20, ["2020-01"] * 20 + ["2020-02"] * 20

    def kinds(**parts: list[str]) -> set[str]:
        return {share.kind for share in validated(population_of([0, 1] * 20, [0.5] * 40, **parts), codes).shares}

    assert kinds(outlets=outlets) == {"corpus", "outlet"}
    assert kinds(months=months) == {"corpus", "month"}
    assert kinds(outlets=outlets, months=months) == {"corpus", "outlet", "month", "outlet_month"}


def test_a_label_whose_calls_nobody_coded_is_told() -> None:
    population = population_of([1] * 10 + [0] * 90, [0.5] * 100)
    population.sampled[:10] = False
    found = validated(population, np.tile([[[1]], [[0]]], (45, 1, 1)))
    assert any("No coded article was called x by the model" in note for note in found.notes)
    share = found.shares[0].share.corrected
    assert share is not None and share.value == pytest.approx(0.5)


def test_a_handful_of_coded_articles_corrects_nothing(folder: Path) -> None:
    path = folder / "codes.csv"
    rows = coded_rows(path)
    for row in rows[6:]:
        row.update(dict.fromkeys(CODER_1, ""))
    result, status = run("validate", _written(path, rows))
    assert status == 0
    assert "Only 6 articles are coded" in result.output
    assert set(clf.validate(path).table()["method"]) == {"none"}


def test_a_file_that_cannot_be_read_back(folder: Path, tmp_path: Path) -> None:
    path = folder / "codes.csv"
    rows = coded_rows(path)
    beside = ["--population", folder / "codes.population.parquet"]

    def told(file: Path, *more: str | Path) -> str:
        result, status = run("validate", file, *more)
        assert status in (1, 2)
        return str(result.exception)

    assert "at least one coded article" in told(path)  # nothing filled in
    column = [{name: value for name, value in row.items() if name != CODER_1[1]} for row in rows]
    assert "expected the column 'coder 1: Security_and_defense'" in told(
        _written(folder / "b.csv", column), *beside
    ) or ("expected the column 'coder 1: Political'" in told(folder / "b.csv", *beside))
    renamed = [{name.replace("article", "key"): value for name, value in row.items()} for row in rows]
    assert "expected the column 'article'" in told(_written(folder / "c.csv", renamed), *beside)
    (folder / "d.csv").write_text("")
    assert "an empty file" in told(folder / "d.csv", *beside)
    (folder / "e.xlsx").write_bytes(b"not a workbook")
    assert "Excel workbook" in told(folder / "e.xlsx", *beside)
    (folder / "f.docx").write_bytes(b"")
    assert "expected a coded file" in told(folder / "f.docx", *beside)
    assert "there is no such file" in told(folder / "nowhere.csv", *beside)
    alone = _written(tmp_path / "codes.csv", rows)
    assert "--population" in told(alone)
    assert "population file" in told(alone, "--population", alone)
    assert "not a label that was coded" in told(_written(path, rows), "--label", "Morality")
    assert "suffix is not known" in told(path, "-o", folder / "x.txt")


def test_calls_that_cannot_work(folder: Path, tmp_path: Path) -> None:
    corpus = SAMPLE / "fr.jsonl"
    for arguments, said in [
        ([corpus, "-o", folder / "codes.csv"], "may hold codes"),
        ([corpus, "-o", tmp_path / "a.docx"], "suffix is not known"),
        ([corpus, "--labels", "Economy", "-o", tmp_path / "a.csv"], "has no frames label 'Economy'. It has: Economic"),
        (["-", "-o", tmp_path / "a.csv"], "read twice"),
        ([tmp_path / "nowhere.csv", "-o", tmp_path / "a.csv"], "nowhere.csv"),
    ]:
        result, status = run("sample", *arguments)
        assert status == 2, said
        assert said in str(result.exception)
    assert not list(tmp_path.glob("a.*"))


def test_bad_rows_and_other_languages_are_counted_and_texts_are_harmless(tmp_path: Path) -> None:
    texts = [json.loads(line) for line in (SAMPLE / "fr.jsonl").read_text("utf-8").splitlines()][:12]
    for row in texts:
        row["title"] = '=HYPERLINK("http://x.example")'
    texts[0]["text"] = "+" + texts[0]["text"] + "\x0b" + "long " * 8000
    rows = [
        *texts,
        {"id": "empty", "text": ""},
        {"id": "zh", "text": "市议会星期二决定关闭河上的旧桥。" * 9, "lang": "zh"},
    ]
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    result, status = run("sample", corpus, "-n", 50, "-o", tmp_path / "a.xlsx")
    assert status == 1
    assert "corpus.jsonl, row 13: expected text" in result.output
    assert "1 article without frames scores" in result.output
    assert "12 of 12 articles drawn" in result.output
    assert "Cut to what a cell holds: 1 text;" in result.output
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["code"]
    cells = [cell for row in sheet.iter_rows(min_row=2, max_col=4) for cell in row]
    assert all(cell.data_type == "s" and not str(cell.value).startswith(("=", "+")) for cell in cells)


def test_the_same_seed_draws_the_same_articles_from_a_table(tmp_path: Path) -> None:
    rows = [json.loads(line) for line in (SAMPLE / "en.jsonl").read_text("utf-8").splitlines()]
    table = pd.DataFrame(rows)[["id", "text", "outlet", "date", "lang"]]
    keys = []
    for number, seed in enumerate((13, 13, 14)):
        done = clf.sample(table, 10, tmp_path / f"{number}.csv", seed=seed, labels=["Political"])
        assert (done.n, done.articles) == (10, len(rows))
        keys.append([row["article"] for row in rows_of(done.output)])
    assert keys[0] == keys[1] != keys[2]


def test_python_raises_what_the_command_says(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="1 to 9 coders"):
        clf.sample(SAMPLE / "fr.jsonl", output=tmp_path / "a.csv", coders=0)
    with pytest.raises(UsageError, match="there is no such file"):
        clf.validate(tmp_path / "a.csv")
    (tmp_path / "a.csv").write_text("article\n", encoding="utf-8")
    (tmp_path / "a.population.parquet").write_bytes(b"PAR1")
    with pytest.raises(DataError, match="population file"):
        clf.validate(tmp_path / "a.csv")


def test_a_french_page_is_french(folder: Path) -> None:
    rows = coded_rows(folder / "codes.csv")
    for row in rows[40:50]:
        row.update(dict.fromkeys(CODER_1, ""))
    result, _ = run("validate", _written(folder / "codes.csv", rows), "--lang", "fr")
    page = result.stdout
    assert "articles codés parlent pour" in page
    assert "Tout le corpus" in page
    assert "alpha de Krippendorff, 1 si les codeurs" in " ".join(page.split())
    for word in ("coded", "corrected", "agreement", "pooled", "drawn articles"):
        assert word not in page


def test_few_coded_articles_are_counted_though_they_correct_nothing(folder: Path) -> None:
    path = folder / "codes.csv"
    rows = coded_rows(path)
    for row in rows[12:]:
        row.update(dict.fromkeys([*CODER_1, *CODER_2], ""))
    found = clf.validate(_written(path, rows))
    whole = found.table().query("kind == 'corpus'")
    assert (whole["coded"] == found.facts["coded"]).all()
    assert found.facts["coded"] == 12
    assert (whole["method"] == "none").all()


def test_one_label_is_a_name(tmp_path: Path) -> None:
    texts = [json.loads(line)["text"] for line in next(SAMPLE.glob("*.jsonl")).read_text("utf-8").splitlines()]
    done = clf.sample(texts, n=5, output=tmp_path / "one.csv", labels="Economic", coders=1)
    assert read_population(done.population).labels == ("Economic",)


@pytest.mark.parametrize("options", [{"n": 2.5}, {"n": 0}, {"seed": "x"}, {"seed": -1}])
def test_numbers_that_draw_no_sample_are_refused(tmp_path: Path, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="Expected a whole number from"):
        clf.sample(["a text"], output=tmp_path / "x.csv", **options)


def test_labels_that_a_language_lacks_are_not_counted_as_not_called(tmp_path: Path) -> None:
    rows = [json.loads(path.read_text("utf-8").splitlines()[0]) for path in sorted(SAMPLE.glob("*.jsonl"))]
    with pytest.raises(UsageError, match="Not all languages of this corpus have the labels"):
        clf.sample(rows, n=2, output=tmp_path / "x.csv", task="techniques")


def test_tables_of_arrow_are_taken(tmp_path: Path) -> None:
    texts = [json.loads(line)["text"] for line in next(SAMPLE.glob("*.jsonl")).read_text("utf-8").splitlines()]
    assert clf.sample(pa.table({"text": texts}), n=5, output=tmp_path / "x.csv").articles == len(texts)


def test_a_workbook_under_the_name_of_a_csv_file_is_told(drawn: Path, tmp_path: Path) -> None:
    shutil.copy(drawn / "to_code.xlsx", tmp_path / "to_code.csv")
    shutil.copy(drawn / "to_code.population.parquet", tmp_path)
    result, _ = run("validate", tmp_path / "to_code.csv")
    told = f"{result.output}{result.exception}"
    assert "found a workbook or zip archive. Name a workbook .xlsx" in told
    assert "PK" not in told
