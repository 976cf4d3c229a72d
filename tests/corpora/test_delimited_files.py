"""Users' CSV and TSV files: columns, dates, labels, and every way a row can be damaged."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest
from reading import RIVER, STRIKE, articles, notices, problem, read, write

from clf.corpora import delimited_files
from clf.corpora.files import MAX_CHARS, Columns, read_files
from clf.errors import Problem
from clf.schema import Article, Labelling

# --- CSV and TSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_told_apart(tmp_path: Path, delimiter: str) -> None:
    rows = [["id", "texte", "journal"], ["a1", f'"{STRIKE}"', "Le Phare"]]
    path = write(tmp_path / "corpus.csv", "\n".join(delimiter.join(row) for row in rows) + "\n")
    (article,) = articles(path)
    assert (article.id, article.text, article.outlet) == ("a1", STRIKE, "Le Phare")
    assert (article.file, article.row) == (str(path), 1)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Corps", "text"), ("CONTENU", "text"), ("maintext", "text"), ("body", "text"), ("Artikel", "text"),
        ("full_text", "text"), ("Titre", "title"), ("headline", "title"), ("Überschrift", "title"),
        ("Média", "outlet"), ("media_name", "outlet"), ("Zeitung", "outlet"), ("site", "outlet"),
        ("Publié le", "date"), ("parution", "date"), ("Datum", "date"), ("langue", "lang"), ("Sprache", "lang"),
        ("lien", "url"), ("stories_id", "id"), ("étiquette", "label"), ("labels", "label"),
        ("Treść", "text"), ("TYTUŁ", "title"), ("źródło", "outlet"), ("data publikacji", "date"), ("język", "lang"),
        ("Metin", "text"), ("BAŞLIK", "title"), ("kaynak", "outlet"), ("Yayın tarihi", "date"), ("dil", "lang"),
        ("Texto", "text"), ("Título", "title"), ("data", "date"), ("testo", "text"), ("testata", "outlet"),
        ("inhoud", "text"), ("krant", "outlet"), ("taal", "lang"), ("النص", "text"), ("المصدر", "outlet"),
        ("Повний текст", "text"), ("сайт", "outlet"), ("дата публікації", "date"),
    ],
)  # fmt: skip
def test_columns_are_guessed_in_many_languages(tmp_path: Path, header: str, field: str) -> None:
    other = "note" if field == "text" else "text"
    path = write(tmp_path / "a.csv", f"{header},{other}\n2019,y\n")
    (told,) = notices(path)
    assert f"{field} ← '{header}'" in told


def test_data_is_a_date_beside_a_text_alone(tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path / "a.csv", f'data\n"{STRIKE}"\n'))
    assert (article.text, article.date) == (STRIKE, None)
    (article,) = articles(write(tmp_path / "b.csv", f'data,testo\n2019-04-05,"{STRIKE}"\n'))
    assert (article.text, article.date) == (STRIKE, "2019-04-05")


def test_the_guess_is_told_once_with_the_way_out(tmp_path: Path) -> None:
    path = write(tmp_path / "corpus.csv", f'texte,journal,date\n"{RIVER}",Le Phare,2019-04-05\n"{RIVER}",X,2019\n')
    told = notices(path)
    assert told == [f"{path}: text ← 'texte', outlet ← 'journal' (say otherwise with --text-column …)"]


def test_the_default_is_to_log_the_guess(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = write(tmp_path / "corpus.csv", f"texte,n\n{RIVER!r},1\n")
    with caplog.at_level(logging.INFO, logger="clf"):
        list(read_files([path]))
    assert "text ← 'texte'" in caplog.text
    assert "river" not in caplog.text


def test_named_columns_decide(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "text,lead,source\nlong,short,X\n")
    (article,) = articles(path, columns=Columns(text="lead", outlet=""))
    assert (article.text, article.outlet) == ("short", None)


def test_a_named_column_may_differ_in_case(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Mon Texte,n\nlong,1\n")
    assert articles(path, columns=Columns(text="mon texte"))[0].text == "long"


@pytest.mark.parametrize("columns", [Columns(text="corpus"), Columns(title="titel_neu")])
def test_a_missing_named_column_is_one_problem_with_the_columns_found(tmp_path: Path, columns: Columns) -> None:
    path = write(tmp_path / "a.csv", "text,source\nlong,X\nlong,X\n")
    (found,) = read(path, columns=columns)
    assert isinstance(found, Problem)
    assert (columns.text or columns.title or "") in found.expected
    assert "'text', 'source'" in found.found


def test_a_table_without_text_column(tmp_path: Path) -> None:
    found = problem(write(tmp_path / "a.csv", "n,number\n1,2\n3,4\n"))
    assert "'n', 'number'" in found.found
    assert "--text-column" in found.remedy


def test_a_table_without_header_does_not_show_its_first_article(tmp_path: Path) -> None:
    found = problem(write(tmp_path / "a.csv", f'1,"{RIVER}"\n2,"{STRIKE}"\n'))
    assert "river" not in str(found)


def test_one_column_is_the_text(tmp_path: Path) -> None:
    assert [a.text for a in articles(write(tmp_path / "b.csv", "phrase\nun\ndeux\n"))] == ["un", "deux"]


def test_the_id_falls_back_on_the_row_and_duplicates_stay(tmp_path: Path) -> None:
    assert [a.id for a in articles(write(tmp_path / "a.csv", "text,n\na,1\nb,2\n"))] == ["1", "2"]
    assert [a.id for a in articles(write(tmp_path / "b.csv", "id,text\n7,a\n7,b\n,c\n"))] == ["7", "7", "3"]


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_text_is_a_problem_of_its_row(tmp_path: Path, value: str) -> None:
    found = read(write(tmp_path / "a.csv", f"id,text\n1,a\nx2,{value}\n3,c\n"))
    assert isinstance(found[1], Problem)
    assert (found[1].row, found[1].id, found[1].found) == (2, "x2", "an empty field")
    assert [one.id for one in found] == ["1", "x2", "3"]


def test_too_long_a_text(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.csv", f"id,text\n1,{'a' * MAX_CHARS}\n2,{'b' * (MAX_CHARS + 1)}\n3,c\n"))
    assert [type(one) for one in found] == [Article, Problem, Article]
    assert "1,000,001" in str(found[1])
    assert "bbb" not in str(found[1])


def test_a_byte_order_mark_and_nul_stay_out_of_the_way(tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path / "a.csv", b"\xef\xbb\xbftext,n\nbe\x00fore,1\n"))
    assert article.text == "be\x00fore"


def test_cp1252_is_read_with_a_notice(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"texte;n\n{STRIKE.replace(' ;', ',')} – œuvre;1\n".encode("cp1252"))
    assert articles(path)[0].text.endswith("négocient. – œuvre")
    assert any("cp1252" in message for message in notices(path))


def test_a_bad_byte_in_a_utf8_file_costs_one_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", b"text,n\n\xc3\xa9t\xc3\xa9,1\nhiv\xe9r,2\nautomne,3\n")
    found = read(path)
    assert [type(one) for one in found] == [Article, Problem, Article]
    assert isinstance(found[1], Problem)
    assert (found[1].row, found[1].found) == (2, "bytes that are not UTF-8")


def test_a_bad_byte_before_all_others_costs_no_other_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", b"text,n\nhiv\xe9r,1\n\xc3\xa9t\xc3\xa9,2\n")
    bad, good = read(path)
    assert isinstance(bad, Problem)
    assert (bad.row, bad.found) == (1, "bytes that are not UTF-8")
    assert isinstance(good, Article)
    assert good.text == "été"


def test_bytes_that_are_neither(tmp_path: Path) -> None:
    assert problem(write(tmp_path / "a.csv", b"text,n\nx\x81\x8dy,1\nz,2\n")).row == 1


def test_ragged_rows(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.csv", "id,text,n\n1,a,x\n2,b\n3,c,x,y\n4,d,x,,\n\n,,\n5,e,x\n"))
    assert [(type(one).__name__, one.row) for one in found] == [
        ("Article", 1), ("Problem", 2), ("Problem", 3), ("Article", 4), ("Article", 7),
    ]  # fmt: skip
    assert "3 fields" in str(found[1])
    assert "found 2." in str(found[1])


def test_a_quote_that_never_closes_costs_its_own_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'id,text\n1,"one"\n2,"two never closes\n3,three\n4,four\n')
    found = read(path)
    assert [(type(one).__name__, one.row) for one in found] == [
        ("Article", 1), ("Problem", 2), ("Article", 3), ("Article", 4),
    ]  # fmt: skip
    assert "two" not in str(found[1])


def test_a_quote_that_the_next_row_would_close(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.csv", 'id,text\n1,"one\n2,"two"\n3,"three"\n'))
    assert [(type(one).__name__, one.row) for one in found] == [("Problem", 1), ("Article", 2), ("Article", 3)]


def test_a_row_beyond_the_limit_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited_files, "_MAX_RECORD", 5_000)
    path = write(tmp_path / "a.csv", 'id,text\n1,"never\n' + "".join(f"{n},words\n" for n in range(2, 2000)))
    found = read(path)
    assert isinstance(found[0], Problem)
    assert len([one for one in found if isinstance(one, Article)]) == 1998


def test_a_line_beyond_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited_files, "_MAX_LINE_BYTES", 1_000)
    found = read(write(tmp_path / "a.csv", f"id,text\n1,{'a' * 5_000}\n2,b\n"))
    assert [(type(one).__name__, one.row) for one in found] == [("Problem", 1), ("Article", 2)]


def test_line_breaks_inside_quotes_are_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'id,text\r\n1,"one\r\n\r\ntwo ""quoted"""\r\n2,b\r\n')
    assert [a.text for a in articles(path)] == ['one\r\n\r\ntwo "quoted"', "b"]


def test_tabs_without_quoting(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", 'id\ttext\n1\t"Non", dit-il.\n2\t"never closed\n3\tc\n')
    assert [a.text for a in articles(path)] == ['"Non", dit-il.', '"never closed', "c"]


@pytest.mark.parametrize("end", ["\r", ""])
def test_the_line_ends_of_an_old_macintosh(tmp_path: Path, end: str) -> None:
    path = write(tmp_path / "a.csv", f'id,text\r1,"a, b"\r2,"c\nd"\r3,e{end}')
    assert [(a.id, a.text, a.row) for a in articles(path)] == [("1", "a, b", 1), ("2", "c\nd", 2), ("3", "e", 3)]


def test_a_large_file_of_an_old_macintosh_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited_files, "_MAX_LINE_BYTES", 1_000)
    found = problem(write(tmp_path / "a.csv", "id,text\r" + "1,words\r" * 500))
    assert (found.found, found.remedy) == (
        "carriage returns alone",
        "Save it anew with the line ends of Windows or Unix.",
    )


def test_excel_says_its_delimiter(tmp_path: Path) -> None:
    assert articles(write(tmp_path / "a.csv", "sep=;\r\nid;text\r\n1;a, b, c\r\n"))[0].text == "a, b, c"


@pytest.mark.parametrize(("content", "found"), [("", "an empty file"), ("\n\n", "an empty file"), ("text,n\n", "none")])
def test_empty_tables(tmp_path: Path, content: str, found: str) -> None:
    assert problem(write(tmp_path / "a.csv", content)).found == found


def test_columns_of_the_same_name(tmp_path: Path) -> None:
    assert articles(write(tmp_path / "a.csv", "text,text,\nfirst,second,x\n"))[0].text == "first"


# --- dates, languages, labels


def test_dates_that_cannot_be_read_are_told_once(tmp_path: Path) -> None:
    rows = "".join(f"{RIVER!r},{value}\n" for value in ("mardi dernier", "45000", "2024/13/45", "", "2017-04-03"))
    path = write(tmp_path / "a.csv", f"text,date\n{rows}".replace("'", '"'))
    assert [a.date for a in articles(path)] == [None, None, None, None, "2017-04-03"]
    told = [message for message in notices(path) if "some dates" in message]
    assert told == [f"{path}: some dates could not be read and are left out (write 2017-04-03)"]
    dated = write(tmp_path / "b.csv", 'text,date\n"a",2017-04-03\n"b",\n')
    assert not any("some dates" in message for message in notices(dated))


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2017-05-11", "2017-05-11"),
        ("11 mai 2017", "2017-05-11"),
        ("1er août 2019", "2019-08-01"),
        ("3. Dezember 2018", "2018-12-03"),
        ("Thursday, December 22, 2022", "2022-12-22"),
        ("03.04.2017", "2017-04-03"),
        ("last week", None),
        ("", None),
    ],
)
def test_dates(tmp_path: Path, value: str, iso: str | None) -> None:
    assert articles(write(tmp_path / "a.csv", f'text,date\nx,"{value}"\n'))[0].date == iso


@pytest.mark.parametrize(
    ("header", "values", "iso"),
    [
        ("text,date", ["03/04/2017"], ["2017-03-04"]),
        ("texte,date", ["03/04/2017"], ["2017-04-03"]),
        ("text,date", ["25/04/2017", "03/04/2017"], ["2017-04-25", "2017-04-03"]),
        ("text,date", ["03/04/2017", "05/06/2017", "25/04/2017"], ["2017-04-03", "2017-06-05", "2017-04-25"]),
        (
            "text,date",
            ["Mon 03/04/2017", "'03/04/2017", "03 / 04 / 2017", "Sun 31/12/2017"],
            ["2017-04-03"] * 3 + ["2017-12-31"],
        ),
        ("texte,date", ["03/04/2017", "04/25/2017", "05/26/2017"], ["2017-03-04", "2017-04-25", "2017-05-26"]),
        ("texte,date", ["04/25/2017", "03/04/2017"], ["2017-04-25", "2017-03-04"]),
    ],
)
def test_the_order_of_day_and_month(tmp_path: Path, header: str, values: list[str], iso: list[str]) -> None:
    path = write(tmp_path / "a.csv", "\n".join([header, *(f"x,{value}" for value in values)]))
    assert [a.date for a in articles(path)] == iso
    assert len([message for message in notices(path) if "03/04/2017" in message]) == 1


def test_dates_of_both_orders_are_told_and_the_commoner_one_counts(tmp_path: Path) -> None:
    values = ["03/04/2017", "25/04/2017", "26/04/2017", "04/27/2017"]
    path = write(tmp_path / "a.csv", "\n".join(["text,date", *(f"x,{value}" for value in values)]))
    assert [a.date for a in articles(path)] == ["2017-04-03", "2017-04-25", "2017-04-26", "2017-04-27"]
    assert any("some dates are day/month/year and some month/day/year" in message for message in notices(path))


def test_of_a_stream_what_came_before_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"text,date\nx y,03/04/2017\nx z,25/04/2017\nx a,03/04/2017\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    told: list[str] = []
    found = [row.date for row in read_files(["-"], on_guess=told.append) if isinstance(row, Article)]
    assert found == ["2017-03-04", "2017-04-25", "2017-04-03"]
    assert "-: dates such as 03/04/2017 were read as month/day/year; here one is day/month/year" in told


def test_the_user_decides_the_order(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "text,date\nx,03/04/2017\n")
    assert articles(path, columns=Columns(dayfirst=True))[0].date == "2017-04-03"
    assert not any("read as" in message for message in notices(path, columns=Columns(dayfirst=True)))


@pytest.mark.parametrize(
    ("value", "code"),
    [("fr", "fr"), ("FR-ca", "fr"), ("en_US", "en"), ("Français", "fr"), ("deu", "de"), ("klingon", None), ("", None)],
)
def test_languages(tmp_path: Path, value: str, code: str | None) -> None:
    assert articles(write(tmp_path / "a.csv", f"text,lang\nx,{value}\n"))[0].lang == code


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("economy", ("economy",)),
        ("economy; security ;economy", ("economy", "security")),
        ('["economy", "security"]', ("economy", "security")),
        ("['economy', 'security']", ("economy", "security")),
        ("[]", ()),
    ],
)
def test_label_cells(tmp_path: Path, cell: str, names: tuple[str, ...]) -> None:
    doubled = cell.replace('"', '""')
    (article,) = articles(write(tmp_path / "a.csv", f'text,label\nx,"{doubled}"\n'))
    assert article.labels == (Labelling("label", names),)


def test_an_empty_label_cell_is_not_annotated(tmp_path: Path) -> None:
    assert articles(write(tmp_path / "a.csv", "text,label\nx,\n"))[0].labels == ()


def test_the_title_of_an_export_above_the_names_of_the_columns(tmp_path: Path) -> None:
    for name, content in {
        "a.csv": "# Media report 2024\n\nid,text,outlet\n1,one,Alder\n2,two,Elm\n",
        "b.csv": "Media report;;\nid;text;outlet\n1;one;Alder\n2;two;Elm\n",
        "c.csv": "Media report\nid;text;outlet\n1;one;Alder\n2;two;Elm\n",
        "d.tsv": "Media report\nid\ttext\toutlet\n1\tone\tAlder\n2\ttwo\tElm\n",
    }.items():
        path = write(tmp_path / name, content)
        assert [(a.id, a.text, a.outlet, a.row) for a in articles(path)] == [
            ("1", "one", "Alder", 1), ("2", "two", "Elm", 2),
        ], name  # fmt: skip
        assert any("above the names of the columns" in told for told in notices(path))


def test_a_column_of_another_name_is_not_looked_for_below(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Meldung\neins\ntext\ndrei\n")
    assert [a.text for a in articles(path)] == ["eins", "text", "drei"]  # a title is narrower than its table
    path = write(tmp_path / "b.csv", "Meldung\neins\nzwei\n")
    assert [a.text for a in articles(path)] == ["eins", "zwei"]


def test_blank_lines_count_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.csv", "id,text\n1,one\n\n\n2,\n"))
    assert [(type(one).__name__, one.row) for one in found] == [("Article", 1), ("Problem", 4)]


def test_a_long_list_of_labels_keeps_its_spans(tmp_path: Path) -> None:
    text = "x" * 3000
    spans = [[n, n + 1, "Doubt"] for n in range(1000)]
    cell = str(spans).replace("'", '"')
    assert len(cell) > 10_000
    (article,) = articles(write(tmp_path / "a.csv", f'text,labels\n{text},"{cell.replace(chr(34), chr(34) * 2)}"\n'))
    assert len(article.labels[0].spans) == 1000
    wrong = problem(write(tmp_path / "b.csv", f'text,labels\n{text},"[{"x, " * 4000}]"\n'))
    assert wrong.found == "a long list of labels that is not JSON"


def test_a_cell_with_the_name_of_a_column_is_not_the_header(tmp_path: Path) -> None:
    found = problem(
        write(tmp_path / "a.csv", f'id,type,story\n1,article,"{RIVER}"\n2,article,"{STRIKE}"\n3,letter,Hello\n')
    )
    assert "--text-column" in found.remedy
    single = articles(write(tmp_path / "b.csv", "text\ncontent; and more\nid;text\n"))
    assert [a.text for a in single] == ["content; and more", "id;text"]
    title = write(tmp_path / "c.csv", "Media report, Berlin, 2024\nid;text;outlet\n1;one;Alder\n")
    assert [(a.text, a.outlet) for a in articles(title)] == [("one", "Alder")]


@pytest.mark.parametrize("header", ["id,text", "\ufeffid,text", '\ufeff"id","text"'])
def test_files_put_together_have_their_header_again(tmp_path: Path, header: str) -> None:
    path = write(tmp_path / "a.csv", f"id,text\n1,The council met.\n{header}\n2,The bridge fell.\n")
    assert [(article.id, article.row) for article in articles(path)] == [("1", 1), ("2", 3)]
    assert notices(path) == [f"{path}: rows that name the columns again, as files put together have, are passed over"]


def test_a_table_with_a_blank_behind_each_delimiter(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv", 'id, text, outlet\n1, "The council, of late,\nmet.", Fanal\n2,  no quotes, Rivage\n'
    )
    found = articles(path)
    assert [(article.text, article.outlet) for article in found] == [
        ("The council, of late,\nmet.", "Fanal"), ("no quotes", "Rivage")
    ]  # fmt: skip
    assert articles(write(tmp_path / "b.csv", "id,text\n1, as given\n"))[0].text == " as given"


def test_a_carriage_return_alone_ends_a_row_and_stays_in_a_quoted_field(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f'id,text\n1,"{RIVER}"\r2,"one\rtwo"\r\n3,c\n')
    assert [(a.id, a.text) for a in articles(path)] == [("1", RIVER), ("2", "one\rtwo"), ("3", "c")]
