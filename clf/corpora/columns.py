"""Which column of a user's table holds what, and how one of its rows becomes an article."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Self, TypeVar

from clf.corpora.column_names import ENGLISH, LAST, OTHERS
from clf.corpora.file_dates import Dates
from clf.corpora.user_labels import BadLabelsError, labelling
from clf.errors import DataError, Problem, on_one_line
from clf.messages import Message, amount
from clf.schema import Article, Labelling
from clf.text.as_read import plain_letters
from clf.text.cells import ERRORS, in_one, is_empty, is_unicode, plain_value
from clf.text.html_tree import is_markup, without_markup
from clf.text.language_codes import language_code

__all__ = [
    "MAX_CHARS",
    "NO_DATE",
    "TITLE_ROWS",
    "Columns",
    "DateCells",
    "Rows",
    "checked_article",
    "said_type",
]

MAX_CHARS = 1_000_000
"""A text with more characters is refused: it is a book or a whole corpus in one field."""

TITLE_ROWS = 10
"""Rows in which the names of the columns are looked for: an export may have its own title above them."""

_SHOWN_NAMES, _SHOWN_LENGTH = 30, 40
_CACHED = 256

T = TypeVar("T")

NO_DATE = {
    "en": "The date of this row could not be read and is left out (write 2017-04-03).",
    "fr": "La date de cette ligne n'a pas pu être lue et manque (écrivez 2017-04-03).",
}
_NO_LANGUAGE = {
    "en": "The language of this row is not known by that name and was recognised instead (write fr, or French).",
    "fr": "La langue de cette ligne n'est pas connue sous ce nom et a été reconnue (écrivez fr, ou français).",
}
_MARKED_UP = {
    "en": "The text was HTML: its tags were taken out, and offsets count the characters that are left.",
    "fr": "Le texte était en HTML : les balises ont été ôtées, et les positions comptent les caractères qui restent.",
}
_SAID_TYPES = {"NoneType": "nothing", "list": "a list", "dict": "an object", "str": "a text", "bool": "true or false"}

_MEDIA_CLOUD = {"title", "url", "publishdate", "medianame"}


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a user names; None: guess it, the empty string: read none.

    Parameters
    ----------
    text, title, outlet, date, lang, id, url, label : str or None
        Column of a table, or key of a JSON record.
    dayfirst : bool or None
        Whether 03/04/2017 is the third of April; None: as the other dates and the language of the columns suggest.
    encoding : str or None
        Of the user's texts, CSV and JSON; None: UTF-8, or what the bytes suggest.
    """

    text: str | None = None
    title: str | None = None
    outlet: str | None = None
    date: str | None = None
    lang: str | None = None
    id: str | None = None
    url: str | None = None
    label: str | None = None
    dayfirst: bool | None = None
    encoding: str | None = None

    def named(self) -> dict[str, str]:
        """Return field → column for what the user names."""
        return {field: name for field in ENGLISH if (name := getattr(self, field)) is not None}


class Rows:
    """Turns the rows of one file into articles and tells, once per column, what was guessed.

    Parameters
    ----------
    file : str
        Name as the user gave it.
    columns : Columns
    on_guess : callable
    dates : callable, optional
        Gives the dates of the file as they are written, for the order of 03/04/2017.
    """

    def __init__(
        self,
        file: str,
        columns: Columns,
        on_guess: Callable[[str], None],
        dates: Callable[[], Iterable[str | None]] | None = None,
    ) -> None:
        self.file, self.encoding = file, columns.encoding
        self._warnings: tuple[Message, ...] = ()
        self._named, self._tell = columns.named(), on_guess
        self._dates = Dates(self.notice, columns.dayfirst, dates)
        self._assigned: dict[tuple[str, ...], dict[str, str]] = {}
        self._told: set[tuple[str, str]] = set()
        self._found: set[str] = set()

    @property
    def is_table(self) -> bool:
        """Whether the user names a column, which only a table has."""
        return any(self._named.values())

    def notice(self, message: str) -> None:
        """Tell the user what was taken for granted about this file."""
        self._tell(f"{on_one_line(self.file)}: {message}")

    def notice_once(self, message: str) -> None:
        """Tell it the first time only."""
        if ("", message) not in self._told:
            self._told.add(("", message))
            self.notice(message)

    def warn(self, warning: Message) -> None:
        """Tell the user of something that also stands on the record of every article from here on."""
        self._warnings += (warning,)
        self.notice(warning)

    def tell_doubles(self, header: Sequence[str], what: str = "columns", read: str = "first") -> None:
        """Tell of columns with the same name, and of which is read."""
        for name in dict.fromkeys(header):
            if name.strip() and header.count(name) > 1 and len(name) <= _SHOWN_LENGTH:
                self.notice_once(f"{header.count(name)} {what} are named {name!r}, of which the {read} is read")

    def sheet(self, name: str) -> Self:
        """Return what turns the rows of one sheet of the file into articles, with all that was told and guessed."""
        part = copy(self)
        part.file = f"{self.file}, sheet {name}"
        return part

    def fits(self, names: Iterable[str]) -> bool:
        """Return whether a column has the name that the user gives, or the usual one, of a column of texts."""
        named = self._named.get("text")
        texts = f"{ENGLISH['text']} {OTHERS['text']}".split() if named is None else [_plain(named)]
        return any(_plain(name) in texts for name in names)

    def below_title(self, records: Iterator[T], names: Callable[[T], Iterable[str]]) -> Iterator[T]:
        """Yield the rows of a table from the one on that names its columns, which is the first where none does.

        Parameters
        ----------
        records : iterator
        names : callable
            Gives the cells of a row that hold something.
        """
        first: list[T] = []
        above = widest = 0
        try:
            for record in islice(records, TITLE_ROWS):
                first.append(record)
                cells = [name for name in names(record) if name.strip()]
                # A title is narrower than the table; a row with a cell "article" is not its header.
                if self.fits(cells) and (len(first) == 1 or len(cells) > widest):
                    above = len(first) - 1
                    break
                widest = max(widest, len(cells))
        except DataError:  # of what comes behind the rows that were read
            yield from first
            raise
        if above:
            self.notice(f"{amount(above, 'row')} above the names of the columns passed over")
        yield from first[above:]
        yield from records

    def known(self, names: Iterable[str]) -> int:
        """Return how many of `names` are those of columns, by the user or usual."""
        usual = {name for names in (ENGLISH, OTHERS) for field in names.values() for name in field.split()}
        return len({_plain(name) for name in names} & (usual | {_plain(name) for name in self._named.values()}))

    def assign(self, names: Iterable[str]) -> dict[str, str]:
        """Return field → column for a header or the keys of a record."""
        header = tuple(names)
        if header not in self._assigned:
            if len(self._assigned) >= _CACHED:
                self._assigned.clear()
            self._assigned[header] = self._assign(header)
        return self._assigned[header]

    def problem(self, names: Iterable[str], row: int | None = None) -> Problem | None:
        """Return what keeps a table with these columns from being read, or None; columns are named, never cells."""
        header = list(names)
        assigned = self.assign(header)
        if row is None:
            missing = [column for field, column in self._named.items() if column and field not in assigned]
            if missing:
                return self.missing(", ".join(missing), header)
        if "text" in assigned:
            return None
        if self._named.get("text"):
            return self.missing(self._named["text"], header, row)
        remedy = "Name it with --text-column."
        if {_plain(name) for name in header} >= _MEDIA_CLOUD:
            remedy = (
                "Media Cloud exports hold no texts: add them as a column 'text', or score titles: --text-column title."
            )
        return Problem(self.file, "a column with the text of the article", _listed(header), remedy, row)

    def missing(self, column: str, header: Iterable[str], row: int | None = None) -> Problem:
        """Return the problem of a column that the user names and the table lacks."""
        return Problem(self.file, f"the column {column}", _listed(header), "Check the spelling of the option.", row)

    def never_found(self) -> Problem | None:
        """Return the problem of a column that the user names and no JSON record had; None when there was none."""
        missing = [name for field, name in self._named.items() if name and field != "text" and field not in self._found]
        if not missing or not self._assigned:
            return None
        keys = dict.fromkeys(key for header in self._assigned for key in header)
        return self.missing(", ".join(missing), keys)

    def article(
        self, row: int, values: Mapping[str, Any], labels: tuple[Labelling, ...] | None = None
    ) -> Article | Problem:
        """Return the article of one row, or what is wrong with it.

        `labels` are those that an annotation tool's own layout gave; None: read the label column.
        """
        if problem := self.problem(values, row):
            return self.traced(problem, values)
        cells = self._cells(values, self.assign(values))
        text, label = in_one(cells.pop("text")), cells.pop("label", None)
        plain = {field: plain_value(value) for field, value in cells.items()}
        written, plain["date"] = plain.get("date"), self._date(plain.get("date"))
        warnings = self._warnings
        if written and plain["date"] is None:
            warnings += (Message(NO_DATE),)
        if plain.get("lang") and language_code(plain["lang"]) is None:
            warnings += (Message(_NO_LANGUAGE),)
        if labels is None and isinstance(text, str):
            try:
                found = labelling(None if is_empty(label) else label, text)
            except BadLabelsError as error:
                remedy = "This row was left out; check its labels."
                return self.traced(Problem(self.file, "labels that fit the text", str(error), remedy, row), values)
            labels = (found,) if found else ()
        if isinstance(text, str) and is_markup(text) and not any(label.spans for label in labels or ()):
            text = without_markup(text)
            plain["title"] = without_markup(plain.get("title") or "") or None
            warnings += (Message(_MARKED_UP),)
        return checked_article(self.file, row, text, labels=labels or (), warnings=warnings, **plain)

    def traced(self, problem: Problem, values: Mapping[str, Any]) -> Problem:
        """Return the problem of a row with what the row says of its id, outlet and date."""
        return self._traced(problem, values, self.assign(values))

    def traced_before_text(self, problem: Problem, names: list[str], fields: list[str]) -> Problem:
        """Return the problem of a row with too many or too few fields: what stands before its text is in its place."""
        assigned = self.assign(names)
        before = names[: names.index(assigned["text"])]
        return self._traced(problem, dict(zip(before, fields, strict=False)), assigned)

    def _traced(self, problem: Problem, values: Mapping[str, Any], assigned: Mapping[str, str]) -> Problem:
        known = {field: plain_value(cell) for field, cell in self._cells(values, assigned).items()}
        return replace(problem, id=known.get("id"), outlet=known.get("outlet"), date=self._date(known.get("date")))

    def _cells(self, values: Mapping[str, Any], assigned: Mapping[str, str]) -> dict[str, Any]:
        """Return field → cell of a row; one that holds the error of a formula is empty."""
        cells = {field: values[column] for field, column in assigned.items() if column in values}
        for field, cell in cells.items():
            if isinstance(cell, str) and cell in ERRORS:
                self.notice_once("cells with an error of a spreadsheet, such as #N/A, count as empty")
                cells[field] = None
        return cells

    def _date(self, written: str | None) -> str | None:
        date = self._dates.iso(written) if written else None
        if written and date is None:
            self.notice_once("some dates could not be read and are left out (write 2017-04-03)")
        return date

    def _assign(self, header: tuple[str, ...]) -> dict[str, str]:
        plain: dict[str, str] = {}
        for name in header:
            if _plain(name) == name:  # the very name goes before "te\nxt"
                plain[name] = name
            plain.setdefault(_plain(name), name)
        assigned = {}
        for field, named in self._named.items():
            column = named if named in header else plain.get(_plain(named))
            if named and column is not None:
                assigned[field] = column
        self._guess(header, plain, assigned)
        self._found.update(assigned)
        return assigned

    def _guess(self, header: tuple[str, ...], plain: Mapping[str, str], assigned: dict[str, str]) -> None:
        guessed = {}
        for field in ENGLISH:
            names = f"{ENGLISH[field]} {OTHERS[field]} {LAST.get(field, '')}".split()
            if "text" not in assigned:  # a date in Italian, Polish and Portuguese, and else anything, the article too
                names = [name for name in names if name != "data"]
            free = (plain[name] for name in names if name in plain and plain[name] not in assigned.values())
            column = next(free, None) if field not in self._named else None
            if column is not None:
                assigned[field] = guessed[field] = column
        only = header[0] if len(header) == 1 else ""
        if not assigned and "text" not in self._named and 0 < len(only) <= _SHOWN_LENGTH:
            assigned["text"] = guessed["text"] = only
        self._dates.usual = self._dates.usual or any(
            _plain(column) in OTHERS[field].split() for field, column in assigned.items()
        )
        # A column "date" that holds the dates is no guess.
        new = {field: column for field, column in guessed.items() if column != field}
        new = {field: column for field, column in new.items() if (field, column) not in self._told}
        if new and "text" in assigned:
            self._told.update(new.items())
            told = ", ".join(f"{field} ← {column!r}" for field, column in new.items())
            self.notice(f"{told} (say otherwise with --{next(iter(new))}-column …)")


class DateCells(Rows):
    """Gives of each row not the article but its date, as it is written."""

    def article(  # type: ignore[override]
        self,
        row: int,
        values: Mapping[str, Any],
        labels: tuple[Labelling, ...] | None = None,
    ) -> str | None:
        """Return the date of one row."""
        del row, labels
        column = self.assign(values).get("date")
        return None if column is None else plain_value(values[column])


def checked_article(
    file: str,
    row: int | None,
    text: Any,
    *,
    labels: tuple[Labelling, ...] = (),
    warnings: tuple[Message, ...] = (),
    id: str | None = None,
    lang: str | None = None,
    **plain: str | None,
) -> Article | Problem:
    """Return the article, or what keeps its text from being scored; `lang` may be a name (``French``) or a code."""
    wrong: tuple[str, str, str] | None = None
    if isinstance(text, list | dict):
        wrong = "text", said_type(text), "Name the column of the texts (--text-column), or give the list in it alone."
    elif not isinstance(text, str):
        wrong = "text", said_type(text), "Fill in the text or drop the row."
    elif not text.strip():
        wrong = "text", "an empty field", "Fill in the text or drop the row."
    elif len(text) > MAX_CHARS:
        wrong = f"at most {MAX_CHARS:,} characters", f"{len(text):,}", "Split it into articles."
    elif not is_unicode(text):
        wrong = "Unicode text", "bytes or halves of characters that are not", "Export it again as UTF-8."
    if wrong:
        return Problem(file, *wrong, row, id, plain.get("outlet"), plain.get("date"))
    fallback = str(row) if row is not None else file
    code = language_code(lang)
    known: dict[str, Any] = {"labels": labels, "warnings": warnings, **plain}
    return Article(id or fallback, text, lang=code, file=file, row=row, **known)


def said_type(value: Any) -> str:
    """Return what kind of thing a value is, in a word of everyday language."""
    name = type(value).__name__
    return _SAID_TYPES.get(name, "a number" if isinstance(value, int | float) else f"a {name}")


def in_file(problem: Problem, file: str) -> Problem:
    """Return `problem` with the file named as the user gave it."""
    return replace(problem, file=file)


def _plain(name: str) -> str:
    return "".join(character for character in plain_letters(name) if character.isalnum())


def _listed(names: Iterable[str]) -> str:
    # A table without a header has its first article where the names should be: long names are not shown.
    listed = [str(name) if len(str(name)) <= _SHOWN_LENGTH else "(a long name)" for name in names]
    more = f" and {len(listed) - _SHOWN_NAMES} more" if len(listed) > _SHOWN_NAMES else ""
    return f"the columns {', '.join(map(repr, listed[:_SHOWN_NAMES]))}{more}" if listed else "no columns"
