"""The three spellings of the labels of CCF, folded to the one of its first file.

The first file writes ``Eco Detection``, ``Solution_1_SUB`` and ``Emotion: Neutral``; the consensus of two coders
``Eco_Detection``, ``Solutions_1_SUB`` and ``Emotion:_Neutral``; the second coder French display names, which the
authors map in ``label_mapping_second_coder.csv``.
"""

from __future__ import annotations

__all__ = ["KNOWN", "MAIN_FRAMES", "first_spelling"]

MAIN_FRAMES = (
    "Cult Detection",
    "Eco Detection",
    "Envt Detection",
    "Just Detection",
    "Pbh Detection",
    "Pol Detection",
    "Sci Detection",
    "Secu Detection",
)

_FRENCH = {
    "MENTION DU CANADA": "Location Detection",
    "PRÉSENCE D'ÉVÈNEMENT(S)": "Event Detection",
    "Évènement météo extrême": "Event_1_SUB",
    "Meeting": "Event_2_SUB",
    "Publication": "Event_3_SUB",
    "Élection": "Event_4_SUB",
    "Nouvelle politique": "Event_5_SUB",
    "Décision judiciaire": "Event_6_SUB",
    "Évènement culture/sport": "Event_7_SUB",
    "PRÉSENCE DE MESSAGER(S)": "Messenger Detection",
    "Expertise santé": "Messenger_1_SUB",
    "Expertise économique": "Messenger_2_SUB",
    "Expertise sécurité": "Messenger_3_SUB",
    "Expertise droit": "Messenger_4_SUB",
    "Expertise culture/sport": "Messenger_5_SUB",
    "Expertise sciences dures": "Messenger_6_SUB",
    "Expertise sciences sociales": "Messenger_7_SUB",
    "Expertise activiste": "Messenger_8_SUB",
    "Expertise politique": "Messenger_9_SUB",
    "PRÉSENCE DE SOLUTION(S)": "Solutions Detection",
    "Solutions d'atténuation": "Solution_1_SUB",
    "Solutions d'adaptation": "Solution_2_SUB",
    "URGENCE D'AGIR": "RED Detection",
    "Emotion: Positive": "Emotion: Positive",
    "Emotion: Negative": "Emotion: Negative",
    "Emotion: Neutre": "Emotion: Neutral",
    "CADRAGE SANTÉ": "Pbh Detection",
    "Impacts négatifs des CC sur la santé": "Pbh_1_SUB",
    "Impacts positifs des CC sur la santé": "Pbh_2_SUB",
    "Co-bénéfices santé de l'action climatique": "Pbh_3_SUB",
    "Empreinte carbone du secteur santé": "Pbh_4_SUB",
    "CADRAGE ÉCONOMIQUE": "Eco Detection",
    "Impacts négatifs des CC sur l'économie": "Eco_1_SUB",
    "Impacts positifs des CC sur l'économie": "Eco_2_SUB",
    "Coûts économiques de l'action climatique": "Eco_3_SUB",
    "Bénéfices économiques de l'action climatique": "Eco_4_SUB",
    "Empreinte carbone du secteur économique": "Eco_5_SUB",
    "CADRAGE SÉCURITÉ": "Secu Detection",
    "Aide militaire post-sinistre": "Secu_1_SUB",
    "Perturbation des opérations militaires à cause des CC": "Secu_2_SUB",
    "Présence de réfugiés climatiques": "Secu_3_SUB",
    "Conflits à cause des CC": "Secu_4_SUB",
    "Empreinte carbone du secteur défense": "Secu_5_SUB",
    "CADRAGE JUSTICE": "Just Detection",
    "Gagnants/perdants de l'action climatique": "Just_1_SUB",
    "Responsabilité différenciée": "Just_2_SUB",
    "Vulnérabilité différente face aux CC": "Just_3_SUB",
    "Accès inégal à l'action climatique": "Just_4_SUB",
    "Justice intergénérationnelle": "Just_5_SUB",
    "CADRAGE CULTURE": "Cult Detection",
    "Représentation artistique des CC": "Cult_1_SUB",
    "Difficulté à tenir un évènement culture/sport à cause des CC": "Cult_2_SUB",
    "Perte de pratiques autochtones à cause des CC": "Cult_3_SUB",
    "Empreinte carbone du secteur culture/sport": "Cult_4_SUB",
    "CADRAGE ENVIRONNEMENT": "Envt Detection",
    "Disparition de milieux naturels": "Envt_1_SUB",
    "Disparition de faune et flore": "Envt_2_SUB",
    "CADRAGE SCIENTIFIQUE": "Sci Detection",
    "Débat scientifique": "Sci_1_SUB",
    "Vulgarisation, découverte ou innovation scientifique": "Sci_2_SUB",
    "Remise en question de la science du climat": "Sci_3_SUB",
    "CADRAGE POLITIQUE": "Pol Detection",
    "Mise en place d'une politique": "Pol_1_SUB",
    "Débat politique sur les CC": "Pol_2_SUB",
    "Positionnement politique sur les CC": "Pol_3_SUB",
    "Données d'opinion publique sur les CC": "Pol_4_SUB",
    "Manifestation": "Event_8_SUB",
    "Défense de la science du climat": "Sci_4_SUB",
}
KNOWN = frozenset((*_FRENCH.values(), "CC article"))
"""Every label of CCF, as its first file spells it."""


def first_spelling(label: str) -> str | None:
    """Return `label` as the first file spells it, or None where the codebook has no such label.

    Examples
    --------
    >>> first_spelling("Solutions_1_SUB"), first_spelling("CADRAGE ÉCONOMIQUE"), first_spelling("Eco Detection")
    ('Solution_1_SUB', 'Eco Detection', 'Eco Detection')
    """
    if label in KNOWN:
        return label
    if label in _FRENCH:
        return _FRENCH[label]
    folded = label.replace("_Detection", " Detection").replace("Emotion:_", "Emotion: ").replace("CC_", "CC ")
    if folded.endswith("_SUB"):
        folded = folded.replace("Solutions_", "Solution_")
    return folded if folded in KNOWN else None
