"""Texts and tables in other encodings than UTF-8. All texts are ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import STRIKE, articles, notices, problem, read, write

from clf.corpora.columns import Columns
from clf.corpora.encodings import decoded
from clf.corpora.files import read_files
from clf.errors import Problem, UsageError
from clf.messages import said
from clf.models.store import open_model
from clf.schema import Article
from clf.scoring.score import Scorer

RU = "Правительство объявило в понедельник о повышении налогов. Оппозиция протестовала в парламенте."
PL = "Rząd ogłosił w poniedziałek podwyżkę podatków. Opozycja protestowała w sejmie, żądając głosowania."
UK = "Уряд оголосив у понеділок про підвищення податків. Опозиція протестувала у парламенті."
FR = "Le gouvernement a annoncé lundi une hausse des impôts. L’opposition a protesté à l’Assemblée « nationale »."
DE = "Die Regierung kündigte am Montag höhere Steuern an. Die Opposition protestierte – für größere Städte."
IT = "Il governo ha annunciato lunedì un aumento delle tasse. L’opposizione protesterà perché è così."
AR = "أعلنت الحكومة يوم الاثنين زيادة الضرائب، واحتجت المعارضة في البرلمان على هذا القرار."
ZH = "政府星期一宣布提高税收，反对党在议会提出抗议，要求重新表决。市民在广场上等候消息。"
JA = "政府は月曜日に増税を発表した。野党は国会で抗議し、採決のやり直しを求めている。"
KO = "정부는 월요일에 세금 인상을 발표했다. 야당은 국회에서 항의하며 재표결을 요구했다."
TR = "Hükümet pazartesi günü vergilerin artırılacağını açıkladı. Muhalefet mecliste karşı çıktı, oylama istiyor."
EL = "Η κυβέρνηση ανακοίνωσε τη Δευτέρα αύξηση φόρων. Η αντιπολίτευση διαμαρτυρήθηκε στη Βουλή."
HE = "הממשלה הודיעה ביום שני על העלאת מסים. האופוזיציה מחתה בכנסת ודרשה הצבעה חוזרת."
CODED = [
    *[(RU, "cp1251"), (UK, "cp1251"), (PL, "cp1250"), (FR, "cp1252"), (DE, "cp1252"), (IT, "cp1252")],
    *[(RU, "koi8-r"), (UK, "koi8-u"), (RU, "cp866"), (PL, "iso8859-2"), (AR, "cp1256"), (TR, "cp1254")],
    *[(EL, "cp1253"), (HE, "cp1255"), (ZH, "gb18030"), (JA, "cp932"), (JA, "euc_jp"), (KO, "cp949")],
]


@pytest.mark.parametrize(("text", "encoding"), CODED)
def test_a_text_in_a_code_page(tmp_path: Path, text: str, encoding: str) -> None:
    path = write(tmp_path / "a.txt", text.encode(encoding))
    (article,) = articles(path)
    assert article.text == text
    assert encoding in article.warnings[0]
    assert encoding in notices(path)[0]


@pytest.mark.parametrize("text", ["Le procès est terminé.", "Niños", "Libertà", "São Paulo", "Où va l’Europe ?"])
def test_a_few_words_are_western(text: str) -> None:
    found = decoded(text.encode("cp1252"))
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize(("text", "encoding"), CODED)
def test_a_table_in_a_code_page(tmp_path: Path, text: str, encoding: str) -> None:
    rows = f"id;text\n1;{text}\n2;plain\n3;{text}\n"
    found = articles(write(tmp_path / "a.csv", rows.encode(encoding)))
    assert [article.text for article in found] == [text, "plain", text]
    assert all(encoding in article.warnings[0] for article in found)


def test_russian_columns(tmp_path: Path) -> None:
    table = f"№;Издание;Дата;Заголовок;Текст;Язык\n7;Вязовая газета;01.05.2024;Налоги;{RU};ru\n"
    (article,) = articles(write(tmp_path / "a.csv", table.encode("cp1251")))
    assert (article.text, article.outlet, article.date) == (RU, "Вязовая газета", "2024-05-01")
    assert (article.title, article.lang) == ("Налоги", "ru")


def test_a_stray_byte_does_not_make_a_text_western(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", FR.encode() + b" \xe9 " + RU.encode())
    (article,) = articles(path)
    assert article.text == f"{FR} \ufffd {RU}"
    assert article.warnings[0].startswith("1 place of the text is not UTF-8")
    score = Scorer(open_model("default")).score(article)
    assert score.record()["warnings"][0] == article.warnings[0]
    assert score.n_chars == len(article.text)
    assert "U+FFFD" in said(score.warnings[0], "fr")


def test_a_stray_byte_in_a_table_costs_its_row_alone(tmp_path: Path) -> None:
    rows = b"id,text\n1,caf\xe9\n" + "".join(f"{n},{RU}\n" for n in range(2, 5)).encode()
    found = read(write(tmp_path / "a.csv", rows))
    assert isinstance(found[0], Problem)
    assert [article.text for article in found[1:] if isinstance(article, Article)] == [RU] * 3


@pytest.mark.parametrize("order", ["le", "be"])
def test_a_table_in_utf16(tmp_path: Path, order: str) -> None:
    table = f"\ufeffid\ttext\n1\t{RU}\n2\t{STRIKE.strip()}\n"
    path = write(tmp_path / "a.csv", table.encode(f"utf-16-{order}"))
    assert [article.text for article in articles(path)] == [RU, STRIKE.strip()]
    assert all(article.warnings == () for article in articles(path))


def test_a_table_in_utf16_that_is_cut_off(tmp_path: Path) -> None:
    table = f"\ufeffid\ttext\n1\t{RU}\n".encode("utf-16-le")[:-1]
    assert "utf-16" in problem(write(tmp_path / "a.csv", table)).expected


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "{}"),
        ("a.csv", "id,text\n1,{}\n"),
        ("a.jsonl", '{{"text": "{}"}}\n'),
        ("a.json", '[{{"text": "{}"}}]'),
    ],
)
@pytest.mark.parametrize("encoding", ["koi8-r", "cp866", "utf-16", "UTF8"])
def test_an_encoding_that_the_user_names(tmp_path: Path, name: str, content: str, encoding: str) -> None:
    path = write(tmp_path / name, content.format(RU).encode(encoding))
    (article,) = read_files([path], Columns(encoding=encoding), on_guess=lambda message: None)  # type: ignore[list-item]
    assert isinstance(article, Article)
    assert (article.text, article.warnings) == (RU, ())


@pytest.mark.parametrize("name", ["zip", "klingon", ""])
def test_no_encoding(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "a.txt", "a")
    with pytest.raises(UsageError, match="no encoding of that name"):
        read_files([str(path)], Columns(encoding=name))
