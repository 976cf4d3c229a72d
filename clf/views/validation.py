"""The page `clf validate` prints: what the coded articles say of the model, in plain sentences and two tables."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table

from clf.errors import UsageError
from clf.messages import fill, number, said
from clf.views.plain import Text, plain_text
from clf.views.words import colon, label_words, printable

if TYPE_CHECKING:
    from clf.evaluation.uncertainty import Estimate
    from clf.validation.validate import DomainShare, LabelResult, Validation

__all__ = ["page", "page_text"]

_SAYS = {
    "en": {
        "coded": "{n} coded {n:article speaks|articles speak} for {all}.",
        "brackets": "In brackets: the range that holds the true value in 95 of 100 such samples.",
        "whole": "The whole corpus",
        "heads": ("label", "model", "corrected", "F1", "coders", "agreement"),
        "f1": "F1 (2 × hits / (2 × hits + false alarms + misses)): of the model on this corpus; coders: of one coder "
        "against another. Agreement: Krippendorff's alpha, 1 where coders always agree, 0 where they do as by chance.",
        "by": {"outlet": "By outlet", "month": "By month"},
        "other": "Other labels, and months: --label NAME. Everything: -o validation.json or .csv.",
        "micro": "On this corpus the model's micro-F1, its F1 over all labels' decisions together, is {f1}.",
        "human": "One coder against another reaches {f1}: a model that does as well differs from people as they do "
        "from each other.",
        "unsure": "? Alpha may be below .667, where a label is not to be used: its interval reaches there, or fewer "
        "than 10 articles have the label, or lack it.",
        "none_off": "No label is clearly counted too often or too seldom: all lie in the corrected range.",
        "off": "{n} of {all} {all:label|labels} {n:is|are} counted too often or too seldom: outside the corrected "
        "range, as by chance one label in 20 would be. The most:",
        "most": "the model says {raw} of articles, the coded articles say {corrected}.",
        "domains": ("articles", "coded", "model", "corrected", ""),
        "kinds": {"outlet": "outlet", "month": "month"}, "no": {"outlet": "(no outlet)", "month": "(no month)"},
        "pooled": "pooled",
    },
    "fr": {
        "coded": "{n} {n:article codé parle|articles codés parlent} pour {all}.",
        "brackets": "Entre crochets : l'intervalle qui contient la vraie valeur dans 95 échantillons sur 100.",
        "whole": "Tout le corpus",
        "heads": ("étiquette", "modèle", "corrigé", "F1", "codeurs", "accord"),
        "f1": "F1 (2 × justes / (2 × justes + fausses alertes + oublis)) : du modèle sur ce corpus ; codeurs : d'un "
        "codeur face à un autre. Accord : alpha de Krippendorff, 1 si les codeurs sont toujours d'accord, 0 s'ils ne "
        "le sont que par hasard.",
        "by": {"outlet": "Par média", "month": "Par mois"},
        "other": "Autres étiquettes, et mois : --label NOM. Tout : -o validation.json ou .csv.",
        "micro": "Sur ce corpus, le micro-F1 du modèle, son F1 sur les décisions de toutes les étiquettes ensemble, "
        "est de {f1}.",
        "human": "Un codeur face à un autre atteint {f1} : un modèle qui en fait autant s'écarte des gens comme ils "
        "s'écartent les uns des autres.",
        "unsure": "? Alpha peut être sous 0,667, où une étiquette n'est pas à utiliser : son intervalle y descend, ou "
        "moins de 10 articles ont l'étiquette, ou ne l'ont pas.",
        "none_off": "Aucune étiquette n'est nettement comptée trop souvent ou trop peu : toutes sont dans l'intervalle "
        "corrigé.",
        "off": "{n} {n:étiquette est comptée|étiquettes sont comptées} trop souvent ou trop peu, sur {all} : hors de "
        "l'intervalle corrigé, comme une étiquette sur 20 le serait par hasard. La plus éloignée :",
        "most": "le modèle dit {raw} des articles, les articles codés disent {corrected}.",
        "domains": ("articles", "codés", "modèle", "corrigé", ""),
        "kinds": {"outlet": "média", "month": "mois"}, "no": {"outlet": "(sans média)", "month": "(sans mois)"},
        "pooled": "emprunté",
    },
}  # fmt: skip
_WIDTH = {"en": 24, "fr": 21}  # of a label's words, so that a row fits a usual terminal
_TIERS: dict[str, dict[str, str]] = {
    "en": {},
    "fr": {"usable": "fiable", "caution": "prudence", "do not use": "à écarter", "not defined": "non défini"},
}  # fmt: skip


def page(found: Validation, lang: str = "en", label: str | None = None) -> RenderableType:
    """Return the page as a rich renderable; `label` shows one label by outlet and month.

    Raises
    ------
    UsageError
        When `label` was not coded.
    """
    names = [result.label for result in found.labels]
    if label is not None and label not in names:
        raise UsageError(f"{label}: not a label that was coded. There are: {', '.join(names)}.")
    return Group(*_parts(found, lang, label))


def page_text(found: Validation) -> str:
    """Return the page as plain text."""
    return plain_text(page(found), 80)


def _parts(found: Validation, lang: str, label: str | None) -> Iterator[RenderableType]:
    says: dict[str, Any] = _SAYS[lang]
    facts, whole = found.facts, {share.label: share for share in found.shares if share.kind == "corpus"}
    yield Text(fill(says["coded"], lang, n=facts["coded"], all=facts["articles"]), style="bold")
    yield Text(says["brackets"], style="dim")
    for line in _sentences(found, whole, lang):
        yield Text(line)
    for note in found.notes:
        yield Text(f"! {printable(said(note, lang))}", style="yellow")
    yield Text(f"\n{says['whole']}", style="bold")
    yield _labels(found, whole, lang)
    yield Text(says["f1"], style="dim")
    if any(result.agreement and result.agreement.is_unsure for result in found.labels):
        yield Text(says["unsure"], style="dim")
    shown = label or max(whole, key=lambda name: whole[name].share.best.value)
    words = label_words(facts.get("scheme"), shown, lang)
    for kind in ("outlet", "month") if label else ("outlet",):
        rows = [share for share in found.shares if share.kind == kind and share.label == shown]
        if rows:
            yield Text(f"\n{says['by'][kind]}{colon(lang)}{words}", style="bold")
            yield _domains(rows, kind, lang)
    if not label:
        yield Text(says["other"], style="dim")


def _sentences(found: Validation, whole: dict[str, DomainShare], lang: str) -> Iterator[str]:
    says: dict[str, Any] = _SAYS[lang]
    if "micro_f1" in found.joint:
        yield says["micro"].format(f1=_f1(found.joint["micro_f1"]))
    if "human_f1" in found.joint:
        yield says["human"].format(f1=_f1(found.joint["human_f1"]))
    off = [share for share in whole.values() if _is_off(share)]
    if "micro_f1" not in found.joint:
        return
    if not off:
        yield says["none_off"]
        return
    yield fill(says["off"], lang, n=len(off), all=len(whole))
    share = max(off, key=lambda share: abs(share.share.raw.value - share.share.best.value))
    words = label_words(found.facts.get("scheme"), share.label, lang)
    told = says["most"].format(raw=f"{share.share.raw.value:.0%}", corrected=_percent(share.share.corrected))
    yield f"  {words}{colon(lang)}{told}"


def _is_off(share: DomainShare) -> bool:
    corrected = share.share.corrected
    return corrected is not None and not corrected.low <= share.share.raw.value <= corrected.high


def _labels(found: Validation, whole: dict[str, DomainShare], lang: str) -> Table:
    table = _table(_WIDTH[lang], *_SAYS[lang]["heads"])
    for result in sorted(found.labels, key=lambda result: -whole[result.label].share.best.value):
        share = whole[result.label].share
        table.add_row(
            Text(label_words(found.facts.get("scheme"), result.label, lang)),
            f"{share.raw.value:.0%}",
            _percent(share.corrected),
            _f1(result.quality["f1"]),
            _number(result.agreement.f1.value) if result.agreement else "–",
            _agreed(result, lang),
        )
    return table


def _domains(rows: list[DomainShare], kind: str, lang: str) -> Table:
    says: dict[str, Any] = _SAYS[lang]
    table = _table(_WIDTH[lang], says["kinds"][kind], *says["domains"])
    for row in rows:
        share = row.share
        table.add_row(
            Text(printable((row.outlet if kind == "outlet" else row.month) or says["no"][kind])),
            number(share.raw.n, lang),
            number(share.coded, lang),
            f"{share.raw.value:.0%}",
            _percent(share.corrected),
            says["pooled"] if share.method == "pooled" else "",
        )
    return table


def _table(width: int, first: str, *others: str) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(first, no_wrap=True, max_width=width)
    for name in others:
        table.add_column(name, no_wrap=True, justify="right")
    return table


def _percent(estimate: Estimate | None) -> str:
    if estimate is None:
        return "–"
    return f"{estimate.value:.0%} [{100 * estimate.low:.0f}, {100 * estimate.high:.0f}]"


def _f1(estimate: Estimate) -> str:
    if isnan(estimate.value):
        return "–"
    value, low, high = map(_number, (estimate.value, estimate.low, estimate.high))
    return f"{value} [{low}, {high}]"


def _number(value: float) -> str:
    """Return two digits without the zero before the point: six columns fit a usual terminal."""
    return "–" if isnan(value) else f"{value:.2f}".removeprefix("0")


def _agreed(result: LabelResult, lang: str) -> str:
    if result.agreement is None:
        return "–"
    alpha, tier = result.agreement.alpha.value, result.agreement.tier
    verdict = result.agreement.verdict.replace(tier, _TIERS[lang].get(tier, tier))
    return verdict if isnan(alpha) else f"{_number(alpha)} {verdict}"
