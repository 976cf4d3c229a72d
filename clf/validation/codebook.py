"""The page beside the articles to code: what to do, and what each label means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clf.errors import UsageError
from clf.framing.labels import load_scheme

__all__ = ["Codebook", "codebook"]

_TITLE = {"en": "How to code these articles", "fr": "Comment coder ces articles"}
_STEPS = {
    "en": (
        "Read the title and the text of a row. For each label, ask: does the article speak of its subject in this way?",
        "Write 1 when it does and 0 when it does not, in every column of your own (coder 1 or coder 2). Several labels "
        "may hold for one article, or none.",
        "Decide from this row alone. Do not look at the other coder's columns and do not talk about a row before both "
        "of you have coded it.",
        "Do not skip difficult rows: the sample was drawn by chance, and each row stands for many articles. Leave a "
        "row wholly empty only when you did not read it.",
        "Do not change the column 'article'. Save the file and run: clf validate {file}",
    ),
    "fr": (
        "Lisez le titre et le texte de la ligne. Pour chaque étiquette, demandez-vous : l'article parle-t-il de son "
        "sujet de cette manière ?",
        "Écrivez 1 si oui et 0 sinon, dans chacune de vos colonnes (coder 1 ou coder 2). Un article peut avoir "
        "plusieurs étiquettes, ou aucune.",
        "Décidez d'après cette seule ligne. Ne regardez pas les colonnes de l'autre codeur et ne parlez pas d'une "
        "ligne avant de l'avoir codée tous les deux.",
        "N'écartez pas les lignes difficiles : l'échantillon a été tiré au sort et chaque ligne représente beaucoup "
        "d'articles. Ne laissez une ligne entièrement vide que si vous ne l'avez pas lue.",
        "Ne modifiez pas la colonne « article ». Enregistrez le fichier et lancez : clf validate {file}",
    ),
}
_HEADER = {"en": ("label", "in plain words", "meaning"), "fr": ("étiquette", "en mots simples", "définition")}


@dataclass(frozen=True, slots=True)
class Codebook:
    """A title, numbered steps, a header, and a row of label, plain words and definition per label."""

    title: str
    steps: tuple[str, ...]
    header: tuple[str, str, str]
    rows: tuple[tuple[str, str, str], ...]
    source: str

    def markdown(self) -> str:
        """Return the page as Markdown."""
        steps = "\n".join(f"{number}. {step}" for number, step in enumerate(self.steps, 1))
        lines = [self.header, ("---", "---", "---"), *self.rows]
        table = "\n".join(f"| {' | '.join(_cell(value) for value in line)} |" for line in lines)
        return f"# {self.title}\n\n{steps}\n\n{table}\n" + (f"\n{_cell(self.source)}\n" if self.source else "")


def codebook(scheme: str | None, labels: Sequence[str], lang: str, file: str) -> Codebook:
    """Return the codebook of some labels of a scheme; a user's own labels have names but no definitions.

    Parameters
    ----------
    scheme : str or None
        As `clf labels` lists them.
    labels : sequence of str
    lang : str
        ``en`` or ``fr``.
    file : str
        Name of the file to code.
    """
    known, source = {}, ""
    if scheme is not None:
        try:
            entry = load_scheme(scheme)
            known, source = {label.name: label for label in entry.labels}, entry.source
        except UsageError:
            pass
    rows = tuple(
        (name, known[name].words[lang], known[name].definition[lang]) if name in known else (name, "", "")
        for name in labels
    )
    return Codebook(_TITLE[lang], tuple(s.format(file=file) for s in _STEPS[lang]), _HEADER[lang], rows, source)


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
