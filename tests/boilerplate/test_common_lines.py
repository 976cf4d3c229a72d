"""Lines that every reader knows for the outlet's, each in an article of two paragraphs. All texts are invented.

Of 76 put together at once; those that the model does not find are in CONTRIBUTING.md.
"""

from __future__ import annotations

import pytest

from clf.boilerplate.index import open_flagger

NEWS = {
    "en": (
        "The county council voted on Tuesday to raise the price of water by nine per cent, the largest increase in twenty years.",
        "A court will decide in May whether the county may cut off households that do not pay, officials said.",
    ),
    "fr": (
        "Le conseil a voté mardi une hausse du prix de l'eau de neuf pour cent, la plus forte depuis vingt ans.",
        "Un tribunal tranchera en mai sur les coupures, a indiqué la mairie.",
    ),
    "de": (
        "Der Rat hat am Dienstag beschlossen, den Preis für Wasser um neun Prozent zu erhöhen, so stark wie seit zwanzig Jahren nicht.",
        "Ein Gericht entscheidet im Mai über die Sperren, teilte das Rathaus mit.",
    ),
    "es": (
        "El consejo votó el martes subir el precio del agua un nueve por ciento, el mayor aumento en veinte años.",
        "Un tribunal decidirá en mayo sobre los cortes, dijo el ayuntamiento.",
    ),
    "it": (
        "Il consiglio ha votato martedì l'aumento del prezzo dell'acqua del nove per cento, il più forte da vent'anni.",
        "Un tribunale deciderà a maggio sui distacchi, ha detto il comune.",
    ),
    "pl": (
        "Rada przegłosowała we wtorek podwyżkę cen wody o dziewięć procent, największą od dwudziestu lat.",
        "Sąd zdecyduje w maju o odcięciach, podał ratusz.",
    ),
    "ru": (
        "Совет во вторник проголосовал за повышение цен на воду на девять процентов, самое большое за двадцать лет.",
        "Суд примет решение в мае, сообщили в мэрии.",
    ),
    "uk": (
        "Рада у вівторок проголосувала за підвищення цін на воду на дев'ять відсотків, найбільше за двадцять років.",
        "Суд ухвалить рішення у травні, повідомили в мерії.",
    ),
    "pt": (
        "O conselho votou na terça-feira o aumento do preço da água em nove por cento, o maior em vinte anos.",
        "Um tribunal decidirá em maio sobre os cortes, disse a câmara.",
    ),
    "nl": (
        "De raad heeft dinsdag besloten de prijs van water met negen procent te verhogen, de grootste stijging in twintig jaar.",
        "Een rechter beslist in mei over de afsluitingen, zei de gemeente.",
    ),
    "zh": (
        "市议会星期二投票决定将水价提高百分之九，为二十年来最大涨幅。",
        "法院将于五月就断水问题作出裁决，市政府说。",
    ),
    "ar": (
        "صوت المجلس يوم الثلاثاء على رفع سعر المياه بنسبة تسعة في المئة، وهي أكبر زيادة منذ عشرين عاما.",
        "ستقرر المحكمة في مايو بشأن قطع المياه، حسبما قال المسؤولون.",
    ),
    "tr": (
        "Meclis salı günü su fiyatını yüzde dokuz artırma kararı aldı, bu son yirmi yılın en büyük artışı.",
        "Mahkeme mayıs ayında karar verecek, dedi belediye.",
    ),
}
BEFORE, BETWEEN, BEHIND = 0, 1, 2
MISSED = pytest.mark.xfail(strict=True, reason="not found (CONTRIBUTING.md)")
WRONG = pytest.mark.xfail(strict=True, reason="flagged since the context model has products (CONTRIBUTING.md)")
LINES = [
    ("en", BEFORE, "LONDON — "),
    ("en", BEFORE, "MILLBROOK, 3 March — "),
    ("en", BEFORE, "By Ann Reed\n\n"),
    ("en", BEFORE, "Kyiv, Ukraine (CNN) "),
    ("en", BEHIND, "(Reporting by Ann Reed; Editing by Jo Lind)"),
    ("en", BEHIND, "Our Standards: The Thomson Reuters Trust Principles."),
    (
        "en",
        BEHIND,
        "Copyright 2020 The Associated Press. All rights reserved. This material may not be published, broadcast, rewritten or redistributed.",
    ),
    ("en", BEHIND, "Sign up for our daily newsletter to get the day's top stories in your inbox."),
    ("en", BEHIND, "Read more: Ferry sinks in the harbour"),
    ("en", BEHIND, "Ann Reed is a staff writer at the Harbour Post. Follow her on Twitter @annreed."),
    ("en", BETWEEN, "ADVERTISEMENT"),
    ("en", BETWEEN, "Story continues below advertisement"),
    ("en", BEHIND, "Support independent journalism. Become a member for $5 a month."),
    ("fr", BEFORE, "PARIS, 3 mars (AFP) – "),
    ("fr", BEFORE, "Paris (AFP) - "),
    ("fr", BEHIND, "Avec AFP"),
    ("fr", BETWEEN, "Lire aussi : Le pont ferme pour trois mois"),
    ("fr", BEHIND, "Abonnez-vous à notre newsletter pour recevoir l'essentiel de l'actualité."),
    ("fr", BEHIND, "Article réservé aux abonnés. Il vous reste 70 % de cet article à lire."),
    ("fr", BEHIND, "Téléchargez l'application pour suivre toute l'actualité en direct."),
    ("fr", BEHIND, "Copyright AFP. Tous droits de reproduction réservés."),
    pytest.param("de", BEFORE, "BERLIN taz | ", marks=MISSED),
    ("de", BEFORE, "Berlin (dpa/tmn) - "),
    ("de", BEHIND, "© dpa-infocom, dpa:210303-99-123456/2"),
    ("de", BEHIND, "Mit Material von dpa"),
    ("de", BETWEEN, "Lesen Sie auch: Hafen bleibt gesperrt"),
    ("de", BEHIND, "Von Anna Ried"),
    ("de", BEHIND, "(rt/dpa)"),
    ("de", BEHIND, "Jetzt den Newsletter abonnieren und nichts mehr verpassen!"),
    ("de", BETWEEN, "Anzeige"),
    ("de", BETWEEN, "Mehr zum Thema:"),
    ("es", BEHIND, "EFE ar/jl"),
    ("es", BEHIND, "Síguenos en Twitter y Facebook para estar al día."),
    ("es", BEHIND, "(Con información de EFE)"),
    ("es", BETWEEN, "Lea también: El puente cierra tres meses"),
    ("it", BEFORE, "(ANSA) - ROMA, 03 MAR - "),
    ("it", BEFORE, "Roma, 3 mar. (Adnkronos) - "),
    ("it", BEHIND, "(ANSA)."),
    ("it", BEHIND, "RIPRODUZIONE RISERVATA © Copyright ANSA"),
    ("it", BETWEEN, "Leggi anche: Il ponte chiude per tre mesi"),
    ("it", BEHIND, "Iscriviti alla nostra newsletter per restare aggiornato."),
    ("pl", BEFORE, "Warszawa, 3 marca (PAP) – "),
    ("pl", BEHIND, "(PAP) jjk/ mok/"),
    ("pl", BEHIND, "Źródło: PAP"),
    ("pl", BEHIND, "Dołącz do nas na Facebooku!"),
    ("pl", BETWEEN, "Czytaj także: Most zamknięty na trzy miesiące"),
    ("ru", BEFORE, "МОСКВА, 3 марта. /ТАСС/. "),
    ("ru", BEFORE, "Москва. 3 марта. INTERFAX.RU - "),
    ("ru", BEFORE, "МОСКВА, 3 мар — РИА Новости. "),
    ("ru", BEHIND, "Подписывайтесь на наш телеграм-канал"),
    ("ru", BETWEEN, "Читайте также: Мост закрыли на три месяца"),
    ("ru", BEHIND, "Фото: РИА Новости / Иван Петров"),
    ("ru", BEHIND, "🎯[ Подписывайся на Гавань](https://t.me/gavan)"),
    ("uk", BETWEEN, "Читайте також: Міст закрили на три місяці"),
    ("uk", BEHIND, "Підписуйтесь на наш канал у Telegram"),
    ("uk", BEHIND, "Джерело: Укрінформ"),
    ("pt", BEFORE, "Lisboa, 03 mar 2021 (Lusa) - "),
    ("pt", BEHIND, "Lusa/Fim"),
    ("pt", BETWEEN, "Leia também: Ponte fecha por três meses"),
    ("pt", BEHIND, "Siga-nos no Instagram e no Facebook."),
    ("nl", BEFORE, "DEN HAAG (ANP) - "),
    ("nl", BETWEEN, "Lees ook: Brug drie maanden dicht"),
    ("nl", BEHIND, "Schrijf je in voor onze nieuwsbrief."),
    ("zh", BEFORE, "新华社北京3月3日电（记者李明）"),
    ("zh", BEHIND, "关注我们的微信公众号，获取更多新闻"),
    ("zh", BEHIND, "（完）"),
    ("zh", BEHIND, "责任编辑：李明"),
    ("ar", BEFORE, "الرياض - واس: "),
    ("ar", BEHIND, "تابعونا على تويتر"),
    ("ar", BEHIND, "اقرأ أيضا: إغلاق الجسر لثلاثة أشهر"),
    ("tr", BEFORE, "ANKARA (AA) - "),
    ("tr", BEHIND, "Bizi Twitter'da takip edin"),
    ("tr", BEHIND, "Kaynak: AA"),
]


@pytest.mark.parametrize(("lang", "place", "line"), LINES)
def test_a_common_line_is_flagged_and_no_news(lang: str, place: int, line: str) -> None:
    first, last = NEWS[lang]
    text = (f"{line}{first}\n\n{last}", f"{first}\n\n{line}\n\n{last}", f"{first}\n\n{last}\n\n{line}")[place]
    begin = text.index(line)
    end = begin + len(line.rstrip())
    flagged = {at for span in open_flagger("default").flag(text, lang) for at in range(span.start, span.end)}
    assert len(flagged & set(range(begin, end))) > 0.85 * (end - begin)
    assert len(flagged - set(range(begin, end))) < 3


CORRECTIONS = [
    ("en", "Correction: An earlier version of this article misstated the year of the flood."),
    ("en", "This article was updated on Tuesday with a statement by the ministry."),
    ("en", "Updated at 4.30 p.m. on 5 May 2020."),
    ("en", "Editor's note: the figure for rents was corrected on 12 March."),
    ("fr", "Correction : une première version de cet article donnait une date fausse."),
    ("fr", "Mis à jour le 5 mai 2020 à 16h30."),
    ("de", "Korrektur: In einer früheren Fassung stand ein falsches Jahr."),
    ("de", "Aktualisiert am 5. Mai 2020 um 16.30 Uhr."),
    ("es", "Corrección: una versión anterior de este artículo daba un año equivocado."),
    ("it", "Aggiornato il 5 maggio 2020 alle 16.30."),
    ("pl", "Sprostowanie: we wcześniejszej wersji podaliśmy błędny rok."),
    ("ru", "Обновлено 5 мая 2020 года в 16:30."),
]


@pytest.mark.parametrize(
    ("lang", "line", "place"),
    [
        pytest.param(lang, line, place, marks=WRONG if (lang, place) == ("it", 0) else ())
        for lang, line in CORRECTIONS
        for place in (0, 2)
    ],
)
def test_update_stamps_and_corrections_are_news(lang: str, line: str, place: int) -> None:
    parts = list(NEWS[lang])
    parts.insert(place, line)
    assert open_flagger().flag("\n\n".join(parts), lang) == []
