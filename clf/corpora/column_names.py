"""What columns of users' tables are called, by field: English, and eleven other languages.

In the order in which a guess prefers them; compared without case, accents, blanks and punctuation.
"""

from __future__ import annotations

from clf.text.as_read import plain_letters

__all__ = ["ENGLISH", "LAST", "OTHERS"]

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
_ITALIAN_SPANISH_PORTUGUESE = {
    "text": "testo testocompleto testoarticolo contenuto corpo articolo texto textocompleto contenido cuerpo artículo "
    "conteúdo artigo",
    "title": "titolo título titular manchete",
    "outlet": "fonte testata giornale fuente periódico medio jornal veículo",
    "date": "data datapubblicazione datadipubblicazione fecha fechapublicación fechadepublicación datapublicação "
    "datadepublicação",
    "lang": "lingua idioma língua",
    "id": "identificativo identificador",
    "url": "indirizzo enlace endereço",
    "label": "etichetta etichette etiqueta etiquetas rótulo rótulos",
}
_POLISH_DUTCH = {
    "text": "tekst treść pełnytekst tekstartykułu treśćartykułu artykuł inhoud artikeltekst volledigetekst",
    "title": "tytuł nagłówek kop",
    "outlet": "źródło gazeta redakcja wydawca bron krant uitgever",
    "date": "datapublikacji datawydania opublikowano publicatiedatum gepubliceerd",
    "lang": "język taal",
    "id": "identyfikator numer nummer",
    "url": "odnośnik adres",
    "label": "etykieta etykiety",
}
_TURKISH_ARABIC = {
    "text": "metin içerik tammetin haber habermetni makale النص نص المحتوى المقال نصالمقال",
    "title": "başlık baslik العنوان عنوان",
    "outlet": "kaynak gazete المصدر مصدر الصحيفة الجريدة",
    "date": "tarih yayıntarihi yayintarihi التاريخ تاريخ تاريخالنشر",
    "lang": "dil اللغة لغة",
    "id": "kimlik المعرف رقم",
    "url": "bağlantı الرابط رابط",
    "label": "etiket etiketler التصنيف",
}
_LANGUAGES = (_FRENCH_GERMAN, _RUSSIAN_UKRAINIAN, _ITALIAN_SPANISH_PORTUGUESE, _POLISH_DUTCH, _TURKISH_ARABIC)
OTHERS = {field: plain_letters(" ".join(names[field] for names in _LANGUAGES)) for field in ENGLISH}

LAST = {
    "text": "posttext tweettext tweet message",
    "outlet": "channelname channeltitle channel pagename",
    "date": "postcreated postcreateddate createdat createdutc",
}
"""Of social media: tried where nothing else is there, for elsewhere they say something else (a server's message)."""
