"""A moment in words: unknown is unknown, and no words promise a free path."""

import json
from dataclasses import asdict, replace
from math import nan
from typing import get_args

import pytest
from panel_fakes import cue, moment

from backstride.panel.shown import Shown, nothing_shown, path_shown, shown
from backstride.types import Direction, Measures, Observation, PathState, PathView, Quality, Site, Thing


def readings_of(measures, *observations):
    now = shown(moment(1, measures=measures, observations=observations), "track", False, ())
    return {reading.key: reading for reading in now.readings}


def seen(**measured):
    return Measures(1.0, tracked=True, **measured)


def test_numbers_are_shown_with_their_unit():
    read = readings_of(seen(near_side="right", trunk_lean_deg=6.4, elbow_right_deg=91.6, knee_flexion_right_deg=34.5,
                            knee_flexion_left_deg=80.0, cadence_spm=168.2))  # fmt: skip
    assert {key: r.text for key, r in read.items()} == {
        "lean": "6°", "elbow": "92°", "knee": "34°", "cadence": "168",
    }  # fmt: skip


LEANS = [(-7.2, "7°", "back"), (0.3, "0°", "upright"), (-0.3, "0°", "upright"), (1.0, "1°", "forward")]


@pytest.mark.parametrize("lean_deg, text, way", LEANS)
def test_the_way_of_the_lean_is_a_word(lean_deg, text, way):
    lean = readings_of(seen(trunk_lean_deg=lean_deg))["lean"]
    assert (lean.text, lean.note) == (text, way)


def test_what_is_not_measured_is_a_dash_with_its_reason():
    why = (("trunk_lean_deg", "the hips are hidden"), ("elbow_left_deg", "the side is not known"))
    read = readings_of(seen(not_measured=why))
    assert (read["lean"].value, read["lean"].text, read["lean"].note) == (None, "–", "the hips are hidden")
    assert read["elbow"].note == "the side is not known"
    assert read["cadence"].note == "not measured"


def test_without_a_runner_that_is_the_reason():
    now = shown(moment(1, measures=Measures(1.0)), "track", False, ())
    assert {r.note for r in now.readings} == {"no runner in sight"}
    assert now.direction_words == "NO RUNNER IN SIGHT"


def test_a_number_has_the_worst_band_of_its_rules():
    read = readings_of(
        seen(trunk_lean_deg=-9.0, near_side="left", elbow_left_deg=90.0),
        Observation("lean", "green", 1, "deg", 0, False), Observation("lean_back", "red", 1, "deg", 0, False),
        Observation("elbow", "unknown", nan, "deg", 0, False),
    )  # fmt: skip
    assert (read["lean"].band, read["lean"].note) == ("red", "back, off")
    assert (read["elbow"].band, read["elbow"].note) == ("unknown", "")


@pytest.mark.parametrize("direction", get_args(Direction))
def test_each_direction_has_its_word(direction):
    words = shown(moment(1, measures=seen(direction=direction)), "track", False, ()).direction_words
    assert direction.upper() in words


@pytest.mark.parametrize("site", get_args(Site))
@pytest.mark.parametrize("state", get_args(PathState))
@pytest.mark.parametrize("things", [(), (Thing(1, "person", 3.24, 0, 1, 2.1, "stop", (0, 0, 1, 1)),)])
def test_no_words_promise_a_free_path(site, state, things):
    now = path_shown(PathView(1.0, state, "the lane is dark", things, 8.0), site)
    for promise in ["clear", "free", "safe", "empty", "ok", "good"]:
        assert promise not in f"{now.words} {now.detail} {now.reach}".lower().split()
    assert now.words


FAR = Thing(2, "dog", 6.18, 0.2, 1.0, 6.2, "watching", (0, 0, 1, 1))
BESIDE = Thing(3, "person", 4.0, -1.4, 1.0, nan, "watching", (0, 0, 1, 1), in_way=False)
NEAR = Thing(4, "bench", 2.0, 0.0, 1.0, 2.0, "stop", (0, 0, 1, 1))


def test_things_are_told_with_label_metres_seconds_and_side():
    now = path_shown(PathView(1.0, "stop", "", (NEAR, FAR, BESIDE), 8.0, 2.0), "track")
    assert [thing.words for thing in now.things] == [
        "bench · 2.0 m · 2.0 s · in the way", "dog · 6.2 m · 6.2 s · in the way", "person · 4.0 m · right of the lane",
    ]  # fmt: skip
    assert [thing.headline for thing in now.things] == [True, False, False]
    assert now.things[2].ttc_s is None and now.things[0].distance_m == 2.0


def test_what_stands_beside_the_lane_is_no_obstacle_and_nobody_counts_seconds_to_it():
    nameless = Thing(5, "obstacle", 2.0, 1.0, 1.2, 1.7, "watching", (0, 0, 1, 1), in_way=False)
    now = path_shown(PathView(1.0, "watching", "", (nameless, FAR), 8.0, 2.0), "track")
    told = ["dog · 6.2 m · 6.2 s · in the way", "something · 2.0 m · left of the lane"]
    assert [thing.words for thing in now.things] == told
    at_feet = replace(nameless, distance_m=0.4)
    now = path_shown(PathView(1.0, "watching", "", (at_feet,), 8.0, 2.0), "track")
    assert now.things == () and "Nothing found" in now.detail


def test_what_was_passed_a_moment_ago_is_not_told_as_behind_and_never_as_less_than_nothing():
    passed, ahead = replace(NEAR, distance_m=-0.2, ttc_s=nan), replace(NEAR, distance_m=2.0, ttc_s=nan)
    assert path_shown(PathView(1.0, "stop", "", (passed, ahead)), "track").detail == "2.0 m away"
    assert path_shown(PathView(1.0, "stop", "", (passed,)), "track").detail == "0.0 m away"


def test_a_thing_that_lies_far_off_is_never_told_as_nothing_found():
    assert "Nothing found" in path_shown(PathView(1.0, "watching"), "track").detail
    assert "Nothing found" not in path_shown(PathView(1.0, "watching", "", (FAR,)), "track").detail


def test_the_watched_range_is_told_with_the_speed_that_it_allows():
    now = path_shown(PathView(1.0, "watching", range_m=8.0, speed_mps=2.0), "track")
    assert (now.range_m, now.speed_mps, now.reach) == (8.0, 2.0, "8 m watched: far enough for 2.0 m/s")
    assert path_shown(PathView(1.0, "unknown", "dark"), "track").reach == ""


def test_the_watched_range_is_told_in_seconds_of_the_runners_own_pace_where_that_is_known():
    path = PathView(1.0, "watching", range_m=8.0, speed_mps=2.0)

    def reach(**measured):
        return shown(moment(1, measures=seen(**measured), path=path), "track", False, ()).path.reach

    assert reach(direction="backward", speed_mps=1.6) == "8 m (5 s) watched: far enough for 2.0 m/s"
    for unknown in ({"speed_mps": nan}, {"speed_mps": 0.1}, {"direction": "forward", "speed_mps": 1.6}):
        assert reach(**{"direction": "backward"} | unknown) == "8 m watched: far enough for 2.0 m/s"


def test_a_range_too_short_for_any_speed_is_not_called_far_enough():
    short = path_shown(PathView(1.0, "watching", range_m=0.8, speed_mps=0.0), "track")
    assert short.reach == "1 m watched: too little to run on"


def test_who_is_faster_than_the_watched_range_allows_reads_so():
    path = PathView(1.0, "watching", range_m=6.0, speed_mps=1.5)
    capped = (Observation("speed_cap", "red", 1.6, "of the cap", 0, False),)
    fast = moment(1, measures=seen(direction="backward", speed_mps=2.4), path=path, observations=capped)
    slow = moment(1, measures=seen(speed_mps=1.2), path=path, observations=capped)
    assert shown(fast, "track", False, ()).path.reach == "Too fast for 6 m (2 s) watched: 1.5 m/s at most"
    assert "far enough" in shown(slow, "track", False, ()).path.reach


@pytest.mark.parametrize("state", ["stop", "unknown", "off", "slow"])
def test_not_knowing_the_path_of_a_track_is_as_loud_as_a_stop(state):
    assert path_shown(PathView(1.0, state), "track").alarm


def test_a_treadmill_has_no_path_and_raises_no_alarm():
    assert not path_shown(PathView(1.0, "off", "a treadmill has no path"), "treadmill").alarm


def test_on_a_treadmill_nobody_is_told_to_stop():
    assert "STOP" not in path_shown(PathView(1.0, "stop"), "treadmill").words


def test_on_a_treadmill_nobody_is_told_to_look_round_when_the_data_stop():
    now = nothing_shown("treadmill", False, ()).path
    assert now.alarm and now.words == "NOBODY WATCHES YOU NOW"


def test_who_comes_near_a_belt_is_told_of_in_whole_metres_and_who_stays_there_alarms_nobody():
    known = Thing(1, "person", 0.3, nan, 0, nan, "watching", (0, 0, 1, 1), True)
    new = Thing(2, "person", 1.4, nan, 0, nan, "slow", (0, 0, 1, 1), True)
    came = path_shown(PathView(1.0, "slow", "", (known, new)), "treadmill")
    assert (came.words, came.detail, came.alarm) == ("SOMEONE CLOSE: HOLD THE RAILS", "about 1 m from the belt", True)
    stays = path_shown(PathView(1.0, "watching", "", (known,)), "treadmill")
    assert (stays.detail, stays.alarm) == ("Somebody stays at the belt", False)
    assert stays.things[0].words == "person · at the belt"


def test_the_nearest_thing_that_matters_is_named():
    things = (
        Thing(1, "cone", 1.0, 0, 0, nan, "watching", (0, 0, 1, 1)),
        Thing(2, "bicycle", 6.0, 0, 1, 2.0, "stop", (0, 0, 1, 1)),
        Thing(3, "person", 3.24, 0, 1, nan, "stop", (0, 0, 1, 1)),
    )  # fmt: skip
    now = path_shown(PathView(1.0, "stop", "", things), "track")
    assert (now.words, now.detail) == ("STOP: PERSON BEHIND", "3.2 m away")


def test_the_reason_of_not_seeing_is_told():
    assert path_shown(PathView(1.0, "unknown", "no lane is calibrated"), "track").detail == "no lane is calibrated"


def test_the_cue_that_still_stands_is_shown():
    now = shown(moment(9, caption=cue(class_="safety", words="Look behind you")), "track", True, ("x",))
    assert (now.cue.words, now.cue.class_words, now.muted, now.notices) == ("Look behind you", "Safety", True, ("x",))


def test_what_makes_the_picture_hard_to_judge_is_told():
    now = shown(moment(1, measures=seen(quality=Quality(warnings=("too dark",)))), "track", False, ())
    assert now.hints == ("too dark",)


@pytest.mark.parametrize("now", [nothing_shown("track", False, ()), shown(moment(1), "treadmill", False, ())])
def test_everything_shown_is_plain_json(now):
    assert isinstance(now, Shown)
    assert json.loads(json.dumps(asdict(now), allow_nan=False))


def test_nothing_known_is_shown_as_nothing_known():
    now = nothing_shown("track", False, ("No camera",))
    assert not now.live and now.direction_words == "NO DATA" and now.path.alarm and now.cue is None
    assert {r.text for r in now.readings} == {"–"} and {r.note for r in now.readings} == {"no data"}
