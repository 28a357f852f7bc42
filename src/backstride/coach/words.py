"""What a cue says, per language and site. The sentences themselves are data, one module a language.

No sentence says that a path is free or that something is without risk, none speaks of forward or back for a movement
(the runner's own frame is toes, belt, left and right), and on a treadmill none asks for a bare stop.
"""

from __future__ import annotations

from ..types import Site
from . import words_de, words_en, words_es, words_fr, words_it
from .rules import RULES, cue_ids

LANGUAGES = ("en", "de", "fr", "it", "es")
_WORDS = {"en": words_en, "de": words_de, "fr": words_fr, "it": words_it, "es": words_es}


def phrases(language: str, site: Site, cue_id: str) -> tuple[str, ...]:
    """The wordings of one cue at one site; empty where nothing is said there."""
    words = _WORDS[language]
    if site == "treadmill" and cue_id in words.ON_TREADMILL:
        return words.ON_TREADMILL[cue_id]
    return words.SAID.get(cue_id, ())


def claim_code(code: str, language: str) -> str:
    """The one-time code, each symbol a sentence of its own so that a listener can write along, and all of it twice."""
    spelt = ". ".join(code)
    return f"{_WORDS[language].CLAIM_CODE} {spelt}. {_WORDS[language].CLAIM_CODE} {spelt}."


def broken_settings(language: str) -> str:
    """What is said where the settings are such that nobody can be coached."""
    return _WORDS[language].BROKEN_SETTINGS


def sentences_of(key: str, language: str, site: Site) -> tuple[str, ...]:
    """Every sentence of the rule of that name; empty where there is no such rule."""
    spoken = ["praise"] if key == "praise" else [cue for rule in RULES if rule.key == key for cue in cue_ids(rule)]
    return tuple(dict.fromkeys(words for cue_id in spoken for words in phrases(language, site, cue_id)))


def sentences(language: str, site: Site) -> tuple[str, ...]:
    """Every sentence that can be spoken in this language at this site, for rendering beforehand."""
    spoken = [cue_id for rule in RULES if site in rule.sites and not rule.silent for cue_id in cue_ids(rule)]
    spoken.sort(key=lambda cue_id: cue_id[-1].isdigit())  # with metres last: there are many, and each has one without
    return tuple(dict.fromkeys(words for cue_id in (*spoken, "praise") for words in phrases(language, site, cue_id)))
