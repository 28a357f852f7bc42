"""The sentences of a training as tables: complete in every language, and free of what must not be said."""

import re
from string import Formatter

import pytest
from session_story import plan

from backstride.coach.rules import RULES
from backstride.training import drills, ledger, lines_de, lines_en, lines_es, lines_fr, lines_it
from backstride.training.lines import Lines, sentences_of
from backstride.training.plan import Block, Bout
from backstride.training.programmes import PROGRAMMES
from backstride.training.readiness import ticks
from backstride.types import Wishes

TABLES = {"en": lines_en, "de": lines_de, "fr": lines_fr, "it": lines_it, "es": lines_es}
FORBIDDEN = {
    "en": ("clear", "safe ", "safe.", "prevent", " treat", "low impact", "reduces pain", "diagnos", "fall-proof"),
    "de": ("sicher ", "frei von gefahr", "heilt", "verhindert"), "fr": ("sûr", "sans danger", "guérit"),
    "it": ("sicuro", "senza pericolo", "guarisce"), "es": ("seguro", "sin peligro", "cura "),
}  # fmt: skip
HALTS = {
    "en": r"\bstop\b", "de": r"\bhalt\b|\bstopp\b", "fr": r"\bstop\b|\barrête-toi\b", "it": r"\bstop\b|\bfermati\b",
    "es": r"\balto\b|\bpárate\b",
}  # fmt: skip


def fields(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


@pytest.mark.parametrize("language", TABLES)
def test_every_language_has_every_sentence_with_the_same_numbers_in_it(language):
    table = TABLES[language]
    assert set(table.LINES) == set(lines_en.LINES)
    assert set(table.GO) == set(lines_en.GO) and set(table.AMOUNTS) == set(lines_en.AMOUNTS)
    for key, text in lines_en.LINES.items():
        assert fields(table.LINES[key]) == fields(text), key


@pytest.mark.parametrize("language", TABLES)
def test_every_programme_has_its_name_and_every_tick_its_question(language):
    table = TABLES[language]
    assert set(table.NAMES) == {one.key for one in PROGRAMMES}
    for site in ("track", "treadmill"):
        assert set(ticks(site, True, True, True)) <= set(table.LINES)
    assert {drill.key for drill in drills.DRILLS} <= set(table.LINES)


@pytest.mark.parametrize("language", TABLES)
def test_nothing_is_promised(language):
    for key, text in TABLES[language].LINES.items():
        assert not [word for word in FORBIDDEN[language] if word in text.lower()], key


@pytest.mark.parametrize("language", TABLES)
def test_on_a_belt_nothing_asks_for_a_bare_stop(language):
    said = " ".join(sentences_of(plan(site="treadmill", language=language))).lower()
    drill_words = " ".join(TABLES[language].LINES[drill.key] for drill in drills.DRILLS).lower()
    for sentence in re.split(r"(?<=[.?!]) ", said):
        assert sentence in drill_words or not re.search(HALTS[language], sentence), sentence


@pytest.mark.parametrize("language", TABLES)
@pytest.mark.parametrize(("key"), ["done", "done_turn", "limit", "paused", "turn"])
def test_what_ends_a_bout_has_its_own_words_on_a_belt(language, key):
    ground, belt = Lines(language, "track").say(key), Lines(language, "treadmill").say(key)
    assert ground != belt


def test_speeds_are_rounded_down_and_written_as_the_language_does():
    block, bout = Block(()), Bout("backward", "walk", seconds=30, cap_mps=0.89)
    assert Lines("en", "treadmill").belt(block, bout) == "Set the belt to 3.2 kilometres an hour at most, no incline."
    assert "3,2 Kilometer" in Lines("de", "treadmill").belt(block, bout)
    assert "1.6" in Lines("en", "treadmill").belt(block, Bout("backward", "walk", seconds=30, cap_mps=0.45))
    steep = Block((), incline_percent=5)
    assert "5 percent incline at most" in Lines("en", "treadmill").belt(steep, bout)


@pytest.mark.parametrize(
    ("seconds", "words"), [(30, "30 seconds"), (60, "one minute"), (90, "90 seconds"), (180, "3 minutes")],
)
def test_seconds_are_said_as_people_say_them(seconds, words):
    assert Lines("en", "track").amount(seconds) == words


def test_the_rules_that_a_record_counts_are_rules_of_that_class():
    classes = {rule.key: rule.class_ for rule in RULES}
    assert {classes[key] for key in ledger.BALANCE} == {"balance"}
    assert {classes[key] for key in ledger.SAFETY} == {"safety"}
    assert {classes[b.focus] for one in PROGRAMMES for w in one.weeks for b in w.blocks if b.focus} == {"form"}


def test_a_coach_without_a_training_is_asked_for_nothing():
    assert Wishes() == Wishes("", "", 4.0, Wishes().speed_cap_mps, False, False, False, False, True)
