"""Dates whose month is a word: English, French, German, Spanish, Italian, Portuguese, Polish, Russian and Ukrainian."""

from __future__ import annotations

import re
from itertools import chain

from clf.text.as_read import plain_letters
from clf.text.dates import iso_date

__all__ = ["written_date"]

_MONTHS = (
    "janvier januar january jänner janv jan enero gennaio janeiro stycznia styczeń января январь січня січень",
    "février februar february févr fév feb febrero febbraio fevereiro lutego luty февраля февраль лютого лютий",
    "mars märz maerz march mar mär marzo março marca marzec марта март березня березень",
    "avril april avr apr abril aprile kwietnia kwiecień апреля апрель квітня квітень",
    "mai may mayo maggio maio maja maj мая май травня травень",
    "juin juni june jun junio giugno junho czerwca czerwiec июня июнь червня червень",
    "juillet juli july juil jul julio luglio julho lipca lipiec июля июль липня липень",
    "août august aug agosto sierpnia sierpień августа август серпня серпень",
    "septembre september sept sep septiembre setiembre settembre setembro września wrzesień сентября сентябрь "
    "вересня вересень",
    "octobre oktober october oct okt octubre ottobre outubro października październik октября октябрь жовтня жовтень",
    "novembre november nov noviembre novembro listopada listopad ноября ноябрь листопада листопад",
    "décembre dezember december déc dec dez diciembre dicembre dezembro grudnia grudzień декабря декабрь "
    "грудня грудень",
)
_SHORT = (
    "ene gen sty янв січ",
    "fev lut фев лют",
    "мар бер",
    "abr kwi апр кві",
    "mag май тра",
    "giu cze июн чер",
    "lug lip июл лип",
    "ago sie авг сер",
    "set wrz сен сент вер",
    "ott out paź окт жов",
    "lis ноя лис",
    "dic gru дек гру",
)  # besides those of English, French and German above
_DAY_MONTH = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:er|[.º°])?\s+(?:de\s+)?(?P<month>[^\W\d_]{3,12})\.?,?\s+(?:del?\s+)?(?P<year>\d{4})(?!\d)"
)
_MONTH_DAY = re.compile(r"(?P<month>[^\W\d_]{3,12})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})(?!\d)")
_MONTH_YEAR = re.compile(r"\s*(?P<month>[^\W\d_]{3,12})\.?,?\s+(?:del?\s+)?(?P<year>\d{4})\s*")
_MONTH_OF = {
    plain_letters(name): month
    for names in (_MONTHS, _SHORT)
    for month, of_one in enumerate(names, 1)
    for name in of_one.split()
}


def written_date(text: str) -> str | None:
    """Return the first date in `text` whose month is a word, as ISO 8601; a text that is only that may have no day.

    Examples
    --------
    >>> written_date("Politique, vendredi 5 avril 2019, p. 4"), written_date("Thursday, December 22, 2022 1388 mots")
    ('2019-04-05', '2022-12-22')
    """
    matches = chain.from_iterable(pattern.finditer(text) for pattern in (_DAY_MONTH, _MONTH_DAY))
    for match in sorted(matches, key=lambda match: match.start()):
        if month := _MONTH_OF.get(plain_letters(match["month"])):
            return iso_date(f"{match['year']}-{month:02}-{int(match['day']):02}")
    alone = _MONTH_YEAR.fullmatch(text)
    month = _MONTH_OF.get(plain_letters(alone["month"])) if alone else None
    return iso_date(f"{alone['year']}-{month:02}") if alone and month else None
