"""Short invented news texts, three sentences each, in every language clf is tested in."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, ...]] = {
    "en": (
        "The council voted on Tuesday to close the old bridge over the river.",
        "Repairs will cost 4.5 million pounds, said Mrs. Alder.",
        "Will the buses still run?",
    ),
    "fr": (
        "Le conseil municipal a voté mardi la fermeture du vieux pont.",
        "Les travaux coûteront 4,5 millions d'euros, a déclaré le maire.",
        "Les bus rouleront-ils encore ?",
    ),
    "de": (
        "Der Gemeinderat beschloss am Dienstag, die alte Brücke über den Fluss zu sperren.",
        "Die Reparatur kostet rund 4,5 Millionen Euro.",
        "Fahren die Busse weiter?",
    ),
    "it": (
        "Il consiglio comunale ha votato martedì la chiusura del vecchio ponte.",
        "I lavori costeranno quattro milioni e mezzo di euro.",
        "Gli autobus passeranno ancora?",
    ),
    "es": (
        "El ayuntamiento votó el martes el cierre del viejo puente sobre el río.",
        "Las obras costarán cuatro millones y medio de euros.",
        "¿Seguirán pasando los autobuses?",
    ),
    "pl": (
        "Rada miasta zdecydowała we wtorek o zamknięciu starego mostu na rzece.",
        "Naprawa będzie kosztować cztery i pół miliona złotych.",
        "Czy autobusy będą jeszcze jeździć?",
    ),
    "ru": (
        "Городской совет во вторник решил закрыть старый мост через реку.",
        "Ремонт обойдётся в четыре с половиной миллиона рублей.",
        "Будут ли ещё ходить автобусы?",
    ),
    "uk": (
        "Міська рада у вівторок вирішила закрити старий міст через річку.",
        "Ремонт коштуватиме чотири з половиною мільйони гривень.",
        "Чи їздитимуть ще автобуси?",
    ),
    "bg": (
        "Общинският съвет реши във вторник да затвори стария мост над реката.",
        "Ремонтът ще струва четири милиона и половина лева.",
        "Ще се движат ли още автобусите?",
    ),
    "pt": (
        "A câmara municipal decidiu na terça-feira fechar a velha ponte sobre o rio.",
        "As obras vão custar quatro milhões e meio de euros.",
        "Os autocarros não vão continuar a passar?",
    ),
    "el": (
        "Το δημοτικό συμβούλιο αποφάσισε την Τρίτη να κλείσει την παλιά γέφυρα.",
        "Οι εργασίες θα κοστίσουν τεσσεράμισι εκατομμύρια ευρώ.",
        "Τα λεωφορεία θα περνούν ακόμη από τον ποταμό.",
    ),
    "ka": (
        "საკრებულომ სამშაბათს ძველი ხიდის დახურვა გადაწყვიტა.",
        "შეკეთება ოთხნახევარი მილიონი ლარი დაჯდება.",
        "ივლის თუ არა ავტობუსები?",
    ),
    "zh": (
        "市议会星期二决定关闭河上的旧桥。",
        "维修工程将花费四百五十万元。",
        "公共汽车还会继续运行吗？",
    ),
    "ar": (
        "قرر المجلس البلدي يوم الثلاثاء إغلاق الجسر القديم فوق النهر.",
        "ستكلف أعمال الإصلاح أربعة ملايين ونصف مليون دينار.",
        "هل ستستمر الحافلات في العمل؟",
    ),
}


def article(lang: str) -> str:
    """Return the three sentences as one paragraph."""
    return ("" if lang == "zh" else " ").join(SENTENCES[lang])
