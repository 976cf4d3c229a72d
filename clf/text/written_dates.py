"""Dates whose month is a word, in 13 languages, and those of Chinese, Japanese and Korean.

The languages: Arabic, Dutch, English, French, German, Italian, Polish, Portuguese, Russian, Spanish, Swedish, Turkish
and Ukrainian.
"""

from __future__ import annotations

import re
from itertools import chain

from clf.text.as_read import plain_letters
from clf.text.dates import iso_date

__all__ = ["written_date"]

_MONTHS = (
    "janvier januar january jänner janv jan enero gennaio janeiro stycznia styczeń января январь січня січень "
    "januari ocak يناير",
    "février februar february févr fév feb febrero febbraio fevereiro lutego luty февраля февраль лютого лютий "
    "februari şubat فبراير",
    "mars märz maerz march mar mär marzo março marca marzec марта март березня березень maart mart مارس",
    "avril april avr apr abril aprile kwietnia kwiecień апреля апрель квітня квітень nisan أبريل ابريل",
    "mai may mayo maggio maio maja maj мая май травня травень mei mayıs mayis مايو",
    "juin juni june jun junio giugno junho czerwca czerwiec июня июнь червня червень haziran يونيو",
    "juillet juli july juil jul julio luglio julho lipca lipiec июля июль липня липень temmuz يوليو",
    "août august aug agosto sierpnia sierpień августа август серпня серпень augustus augusti ağustos أغسطس",
    "septembre september sept sep septiembre setiembre settembre setembro września wrzesień сентября сентябрь "
    "вересня вересень eylül سبتمبر",
    "octobre oktober october oct okt octubre ottobre outubro października październik октября октябрь жовтня жовтень "
    "ekim أكتوبر",
    "novembre november nov noviembre novembro listopada listopad ноября ноябрь листопада листопад kasım kasim نوفمبر",
    "décembre dezember december déc dec dez diciembre dicembre dezembro grudnia grudzień декабря декабрь "
    "грудня грудень aralık aralik ديسمبر",
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
_WITH_SIGNS = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일])?")
_MONTH_OF = {
    plain_letters(name): month
    for names in (_MONTHS, _SHORT)
    for month, of_one in enumerate(names, 1)
    for name in of_one.split()
}


def written_date(text: str) -> str | None:
    """Return the first date in `text` whose month is a word, or that is written 2017年4月3日, as ISO 8601.

    A month and a year without a day count where they are all of the text, or are written 2017年4月.

    Examples
    --------
    >>> written_date("Politique, vendredi 5 avril 2019, p. 4"), written_date("Thursday, December 22, 2022 1388 mots")
    ('2019-04-05', '2022-12-22')
    """
    matches = chain.from_iterable(pattern.finditer(text) for pattern in (_DAY_MONTH, _MONTH_DAY))
    for match in sorted(matches, key=lambda match: match.start()):
        if month := _MONTH_OF.get(plain_letters(match["month"])):
            return iso_date(f"{match['year']}-{month:02}-{int(match['day']):02}")
    if signs := _WITH_SIGNS.search(text):
        return iso_date("-".join(part for part in signs.groups() if part))
    alone = _MONTH_YEAR.fullmatch(text)
    month = _MONTH_OF.get(plain_letters(alone["month"])) if alone else None
    return iso_date(f"{alone['year']}-{month:02}") if alone and month else None
