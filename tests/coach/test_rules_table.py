"""The rule table as a table: every entry whole, sourced, worded, and able to fire and to clear by its own numbers."""

import re
from math import inf, isfinite, isnan

import pytest

from backstride.coach.judge import Judge
from backstride.coach.now import Now
from backstride.coach.references import REFERENCES, reference
from backstride.coach.rules import PRAISE_SOURCES, RULES, Rule, bands_for, cue_ids, rule
from backstride.coach.words import LANGUAGES, phrases, sentences
from backstride.core.claims import claimed_error
from backstride.types import Measures, PathView

KEYS = {
    "lean", "lean_back", "head_down", "shoulder_check", "elbow", "arm_leg", "foot_strike", "knee_contact",
    "clearance", "stride", "cadence", "bounce", "asymmetry", "belt_drift", "lane_drift", "obstacle",
    "path_unknown", "stumble", "fall", "sudden_stop", "intruder", "fatigue", "speed_cap", "heat", "pain",
    "effort", "rails", "turned_forward", "turnaround", "step_width", "praise", "visibility",
}  # fmt: skip
"""The rule keys of the surface."""
SITES = ("track", "treadmill")
SPOKEN = [(rule, site) for rule in RULES for site in rule.sites if not rule.silent]
ALARMS = [pair for pair in SPOKEN if pair[0].class_ == "safety"]
FORBIDDEN = {
    "en": r"\bclear\b|safe|risk|injur|impact|\bpain|heal|treat|diagnos|\bforward|\bback\b|backward|calor",
    "de": r"\bfrei\b|sicher\b|gefahr|risiko|verletz|schmerz|heil|behandl|vorwärts|rückwärts|zurück|\bvorn",
    "fr": r"\blibre|\bsûr|sécur|risque|bless|douleur|soign|diagnos|\ben avant\b|arrière\b|recule|avance",
    "it": r"liber|sicur|rischi|infortun|dolor|cura|diagnos|\bavanti|indietro|retro",
    "es": r"libre|segur|riesgo|lesi|dolor|cura|diagnós|adelante|atrás|hacia delante",
}
"""Words that promise, doctor, or name a movement by forward and back."""
STOP = {
    "en": r"\bstop", "de": r"\bhalt\b|\banhalten|\bstopp", "fr": r"\bstop|\barrête\b", "it": r"ferm",
    "es": r"\balto\b|\bpara\b",
}  # fmt: skip
BELT = {"en": "belt", "de": "band", "fr": "tapis", "it": "nastro", "es": "cinta"}


def key_of(part) -> str:
    return getattr(part, "key", part)


def test_keys_are_unique_and_all_from_the_surface():
    keys = [rule.key for rule in RULES]
    assert len(keys) == len(set(keys)) and set(keys) <= KEYS


def test_what_the_surface_names_and_the_table_leaves_out_is_told():
    assert KEYS - {rule.key for rule in RULES} == {"praise", "heat", "effort"}


def test_safety_stands_first_in_the_table():
    classes = [rule.class_ for rule in RULES]
    assert classes == sorted(classes, key=["safety", "balance", "form"].index)


@pytest.mark.parametrize("rule", RULES, ids=key_of)
def test_every_source_exists(rule):
    assert rule.sources and all(reference(key).says for key in rule.sources)


def test_every_reference_is_used_and_named_once():
    used = {key for rule in RULES for key in rule.sources} | set(PRAISE_SOURCES)
    assert {entry.key for entry in REFERENCES} == used and len(REFERENCES) == len(used)


@pytest.mark.parametrize("rule", RULES, ids=key_of)
def test_bands_are_ordered_and_holds_are_not_longer_for_worse(rule):
    for bands in (rule.bands, rule.run_bands or rule.bands):
        low, high = bands.ok
        assert bands.slack[0] <= low < high <= bands.slack[1] and bands.release >= 0.0
        assert isfinite(low) or isfinite(high)
    assert rule.hold_s[1] <= rule.hold_s[0] and rule.margin >= 0.0 and rule.window_s >= 0.0


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.silent], ids=key_of)
def test_a_silent_rule_gives_its_reason(rule):
    assert rule.note


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.measure], ids=key_of)
def test_a_rule_allows_for_an_error_that_is_claimed_and_for_no_less(rule):
    claims = [claimed_error(rule.measure, view, True, fps) for view in rule.views for fps in (30.0, 60.0)]
    known = [claim for claim in claims if isfinite(claim)]
    assert known and max(known) <= rule.margin


@pytest.mark.parametrize("rule", RULES, ids=key_of)
def test_nothing_is_known_of_a_runner_nobody_measured(rule):
    value = rule.value(Now(Measures(0.0), PathView(0.0, "off")))
    assert value != value or value == 0.0


def beyond(rule: Rule, limits: tuple[float, float], by: float) -> float:
    low, high = limits
    return high + rule.margin + by if isfinite(high) else low - rule.margin - by


def within(rule: Rule) -> float:
    (low, high), release = rule.bands.ok, rule.bands.release
    return high + rule.margin - 2 * release - 0.001 if isfinite(high) else low - rule.margin + 2 * release + 0.001


def feed(judge: Judge, t_s: float, seconds: float, value: float):
    for frame in range(round(seconds * 60)):
        standing = judge.step(t_s + frame / 60, value, judge.rule.bands)
    return t_s + seconds, standing


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.silent], ids=key_of)
def test_each_rule_fires_and_clears_by_its_own_numbers(rule):
    judge = Judge(rule)
    t_s, standing = feed(judge, 0.0, rule.window_s + 0.1, within(rule))
    assert standing.band == "green"
    lasts_s, a_little = rule.window_s + rule.hold_s[0] + 0.2, rule.bands.release / 4 + 0.001
    t_s, standing = feed(judge, t_s, lasts_s, beyond(rule, rule.bands.ok, a_little))
    assert standing.band == "amber"
    if any(map(isfinite, rule.bands.slack)):
        t_s, standing = feed(judge, t_s, lasts_s, beyond(rule, rule.bands.slack, a_little))
        assert standing.band == "red"
    t_s, standing = feed(judge, t_s, rule.window_s + 0.1, within(rule))
    assert standing.band == "green"


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.run_bands], ids=key_of)
def test_running_has_its_own_bands(rule):
    assert bands_for(rule, "run") != bands_for(rule, "walk") == rule.bands


def test_a_rule_is_found_by_its_key():
    assert rule("elbow").gaits == ("run",)


# ---- real backward motion, from motion capture: what no rule may blame
# (lean, knee at contact, swing knee, reach, cadence, gait, elbow)
REAL = {
    "active walk": (-4.2, 50.3, 66.0, 0.35, 102.5, "walk", 77.0),
    "angry walk": (6.6, 45.1, 49.0, 0.24, 112.9, "walk", 159.0),
    "childish walk": (3.9, 47.5, 48.0, 0.10, 151.6, "walk", 125.0),
    "giant's walk": (0.1, 59.1, 63.0, 0.23, 90.9, "walk", 147.0),
    "happy walk": (2.6, 45.5, 70.0, 0.23, 125.3, "walk", 70.5),
    "masculine walk": (-3.6, 43.3, 52.0, 0.36, 110.4, "walk", 151.0),
    "musical walk": (-0.3, 45.5, 59.0, 0.39, 90.6, "walk", 155.0),
    "tired walk": (-3.6, 55.6, 57.0, 0.25, 115.2, "walk", 161.0),
    "walk in reverse": (-4.4, 45.0, 63.0, 0.45, 106.1, "walk", 144.0),
    "run in reverse": (7.9, 9.3, 105.0, 0.54, 174.8, "run", 67.0),
}


@pytest.mark.parametrize("lean, knee, swing, reach, cadence, gait, elbow", REAL.values(), ids=REAL)
def test_real_backward_motion_is_not_blamed(lean, knee, swing, reach, cadence, gait, elbow):
    measures = Measures(
        0.0, tracked=True, direction="backward", gait=gait, near_side="left", trunk_lean_deg=lean, elbow_left_deg=elbow,
        knee_at_contact_deg=knee, knee_swing_peak_deg=swing, reach_ll=reach, cadence_spm=cadence,
    )  # fmt: skip
    now = Now(measures, PathView(0.0, "off"))
    for entry in RULES:
        value, bands = entry.value(now), bands_for(entry, gait)
        if value == value and (not entry.gaits or gait in entry.gaits):
            assert bands.ok[0] - entry.margin <= value <= bands.ok[1] + entry.margin, entry.key


# ---- words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule, site", SPOKEN, ids=key_of)
def test_every_cue_has_words_in_every_language_at_every_site(language, rule, site):
    for cue_id in cue_ids(rule):
        words = phrases(language, site, cue_id)
        silent_here = cue_id == "fall.candidate" and site == "track"
        assert silent_here == (not words)
        assert all(words) and len(words) == len(set(words))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_cue_has_words_that_the_table_never_says(language):
    from backstride.coach.words import _WORDS

    known = {cue_id for rule in RULES for cue_id in cue_ids(rule)} | {"praise"}
    assert set(_WORDS[language].SAID) <= known and set(_WORDS[language].ON_TREADMILL) <= known


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule, site", ALARMS, ids=key_of)
def test_a_safety_cue_has_at_most_five_words(language, rule, site):
    """An elided word counts with its neighbour, as it is spoken: "quelqu'un" is one."""
    for cue_id in cue_ids(rule):
        for words in phrases(language, site, cue_id):
            assert len(re.findall(r"[\w'’-]+", words)) <= 5, words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule, site", [pair for pair in SPOKEN if pair not in ALARMS], ids=key_of)
def test_what_may_be_said_often_can_be_said_in_two_ways(language, rule, site):
    assert all(len(phrases(language, site, cue_id)) >= 2 for cue_id in cue_ids(rule))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("site", SITES)
def test_no_sentence_but_an_alarm_belongs_to_two_cues(language, site):
    calm = [pair for pair in SPOKEN if pair not in ALARMS and pair[1] == site]
    said = [words for rule, _ in calm for cue_id in cue_ids(rule) for words in phrases(language, site, cue_id)]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("site", SITES)
def test_no_sentence_promises_or_speaks_of_forward_and_back(language, site):
    for words in sentences(language, site):
        assert not re.search(FORBIDDEN[language], words.lower()), words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_treadmill_never_hears_a_stop_that_is_not_the_belts(language):
    for words in sentences(language, "treadmill"):
        assert not re.search(STOP[language], words.lower()) or BELT[language] in words.lower(), words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_say_the_same_things(language):
    from backstride.coach.words import _WORDS

    assert _WORDS[language].SAID.keys() == _WORDS["en"].SAID.keys()
    assert _WORDS[language].ON_TREADMILL.keys() == _WORDS["en"].ON_TREADMILL.keys()


def test_the_sentences_of_a_treadmill_hold_nothing_of_the_track():
    assert "Stop!" not in sentences("en", "treadmill") and "Stop!" in sentences("en", "track")
    assert "Hold the rails!" in sentences("en", "treadmill")


def test_unknown_numbers_are_no_company():
    assert rule("intruder").value(Now(Measures(0.0), PathView(0.0, "unknown"))) != inf


def seen(**measures) -> Now:
    return Now(Measures(0.0, near_side="left", **measures), PathView(0.0, "off"))


def test_lean_is_told_from_the_runners_own_standing():
    assert rule("lean").value(seen(trunk_lean_deg=-5.0, lean_neutral_deg=-4.0)) == -1.0


def test_a_standing_that_was_none_is_not_subtracted():
    assert rule("lean").value(seen(trunk_lean_deg=-5.0, lean_neutral_deg=-20.0)) == -5.0


def test_who_lies_does_not_lean():
    assert isnan(rule("lean_back").value(seen(trunk_lean_deg=-70.0)))


def test_a_head_that_looks_round_is_not_a_head_held_low():
    assert isnan(rule("head_down").value(seen(head_pitch_deg=-40.0, looking=True)))


def test_hands_on_rails_are_not_straight_arms():
    assert isnan(rule("elbow").value(seen(elbow_left_deg=170.0, hands_on_rails=True)))


def test_a_run_of_a_hundred_steps_a_minute_is_a_walk_misnamed():
    cadence = rule("cadence").value
    assert isnan(cadence(seen(cadence_spm=100.0))) and isnan(cadence(seen(cadence_spm=300.0)))
    assert cadence(seen(cadence_spm=145.0)) == 145.0


def test_arms_that_hardly_swing_have_no_rhythm_to_judge():
    hanging = Measures(0.0, arm_leg_correlation=0.9, arm_swing_ll=0.1)
    swinging = Measures(0.0, arm_leg_correlation=0.9, arm_swing_ll=0.4)
    value = rule("arm_leg").value
    assert value(Now(hanging, PathView(0.0, "off"))) != 0.9 and value(Now(swinging, PathView(0.0, "off"))) == 0.9
