"""What columns of users' tables are called, by field: English, and French, German, Russian and Ukrainian.

In the order in which a guess prefers them; compared without case, accents, blanks and punctuation.
"""

from __future__ import annotations

__all__ = ["ENGLISH", "OTHERS"]

ENGLISH = {
    "text": "text fulltext articletext maintext bodytext body content articlebody articlecontent article plaintext "
    "storytext transcript html contenthtml bodyhtml htmlbody",
    "title": "title headline articletitle heading",
    "outlet": "outlet outletname medianame mediaoutlet newspaper publisher publication publicationname journal media "
    "source sourcename site sitename domain",
    "date": "date publishdate publisheddate publicationdate datepublished datepublish publishedat published pubdate "
    "articledate datetime timestamp",
    "lang": "lang language languagecode",
    "id": "id storiesid articleid docid documentid uid uuid identifier newsid",
    "url": "url link articleurl permalink",
    "label": "label labels cats",
}
_RUSSIAN_UKRAINIAN = {
    "text": "текст полныйтекст текстстатьи статья содержание повнийтекст текстстатті стаття зміст",
    "title": "заголовок название назва",
    "outlet": "издание сми источник газета сайт видання змі джерело",
    "date": "дата датапубликации датапублікації опубликовано опубліковано",
    "lang": "язык мова",
    "id": "ид номер ідентифікатор идентификатор",
    "url": "ссылка адрес посилання",
    "label": "метка метки мітка мітки",
}
_FRENCH_GERMAN = {
    "text": "texte textecomplet texteintegral contenu corps corpsdutexte textearticle textedelarticle inhalt "
    "volltext artikeltext artikel fliesstext haupttext",
    "title": "titre titrearticle titel uberschrift schlagzeile",
    "outlet": "medianom nomdumedia nomdujournal titredepresse quelle zeitung medium herausgeber",
    "date": "datedeparution datedepublication datepublication parution publie publiele datum "
    "erscheinungsdatum veroffentlicht veroffentlichungsdatum",
    "lang": "langue langues sprache",
    "id": "identifiant numero kennung",
    "url": "lien adresse",
    "label": "etiquettes etiquette",
}
OTHERS = {field: f"{_FRENCH_GERMAN[field]} {_RUSSIAN_UKRAINIAN[field]}" for field in ENGLISH}
