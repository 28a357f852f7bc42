"""The drawn picture, looked at as pixels: what is there, what is not, and that the input stays as it was."""

import unicodedata
from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest

from backstride.core import skeleton as body
from backstride.core.corridor import corridor_px
from backstride.sinks import overlay_ink as ink
from backstride.sinks.overlay import draw, draw_path, notice
from backstride.types import (
    BeltCalibration,
    LaneCalibration,
    Measures,
    Moment,
    Observation,
    PathCamera,
    PathView,
    Pose,
    Setup,
    Thing,
)  # fmt: skip
from moments import cue_at

SIZES = [(640, 360), (1280, 720), (720, 1280), (320, 240), (64, 48)]
SPOTS = {  # a runner who faces right and bends her near, right arm and leg; x and y in image heights
    body.NOSE: (0.93, 0.24), body.LEFT_EAR: (0.88, 0.23), body.RIGHT_EAR: (0.88, 0.24),
    body.LEFT_SHOULDER: (0.89, 0.32), body.RIGHT_SHOULDER: (0.87, 0.32),
    body.LEFT_ELBOW: (0.95, 0.40), body.RIGHT_ELBOW: (0.80, 0.41),
    body.LEFT_WRIST: (1.02, 0.36), body.RIGHT_WRIST: (0.88, 0.46),
    body.LEFT_HIP: (0.90, 0.53), body.RIGHT_HIP: (0.88, 0.53),
    body.LEFT_KNEE: (0.97, 0.65), body.RIGHT_KNEE: (0.88, 0.67),
    body.LEFT_ANKLE: (0.84, 0.72), body.RIGHT_ANKLE: (0.82, 0.81),
    body.LEFT_HEEL: (0.82, 0.73), body.RIGHT_HEEL: (0.80, 0.83),
    body.LEFT_TOE: (0.88, 0.76), body.RIGHT_TOE: (0.87, 0.84),
}  # fmt: skip


def runner(visibility=1.0):
    points = np.full((33, 3), 0.3, np.float32)
    for point, spot in SPOTS.items():
        points[point, :2] = spot
    return Pose(points, np.full(33, visibility, np.float32), (640, 360), 1.0, 30)


def moment(pose=None, path=None, caption=None, observations=(), **measured):
    measures = Measures(1.0, **{
        "tracked": True, "facing": "right", "direction": "backward", "near_side": "right", "trunk_lean_deg": -4.0,
        "elbow_right_deg": 92.0, "knee_flexion_right_deg": 31.0, "cadence_spm": 164.0, **measured,
    })  # fmt: skip
    path = path or PathView(1.0, "off", "treadmill")
    return Moment(1.0, 30, pose or runner(), measures, path, observations, caption, caption)


def grey(width=640, height=360, level=128):
    return np.full((height, width, 3), level, np.uint8)


def changed(first, second):
    """Where two pictures differ: (rows, columns)."""
    return np.nonzero((first != second).any(axis=2))


def has(image, colour):
    return bool((image == np.array(colour, np.uint8)).all(axis=2).any())


def observed(rule, band):
    return Observation(rule, band, 0.0, "deg", 0.0, False)


def thing(level, box=(0.2, 0.3, 0.5, 0.6), distance_m=4.2, ttc_s=1.8):
    return Thing(1, "person", distance_m, 0.0, 2.0, ttc_s, level, box)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_input_stays_as_it_was_and_the_picture_keeps_its_size(size):
    image = grey(*size)
    drawn = draw(image, moment(caption=cue_at(), path=PathView(1.0, "stop", "", (thing("stop"),))))
    assert (image == 128).all()
    assert drawn.shape == image.shape
    assert (drawn != image).any()


def test_the_same_moment_gives_the_same_picture():
    assert (draw(grey(), moment()) == draw(grey(), moment())).all()


@pytest.mark.parametrize(("band", "colour"), ink.BANDS.items())
@pytest.mark.parametrize("rule", ["lean", "lean_back", "elbow"])
def test_a_value_wears_the_colour_of_its_rules_band(rule, band, colour):
    drawn = draw(grey(level=0), moment(observations=(observed(rule, band),)))
    assert has(drawn, colour)
    others = {other for other in ("amber", "red", "green") if other != band}
    assert not any(has(drawn, ink.BANDS[other]) for other in others)


def test_of_two_rules_for_one_value_the_worse_shows():
    rules = observed("lean", "green"), observed("lean_back", "red")
    drawn = draw(grey(level=0), moment(observations=rules, elbow_right_deg=nan, knee_flexion_right_deg=nan))
    assert has(drawn, ink.VERMILION)
    assert not has(drawn, ink.TEAL)


def test_bands_differ_by_shape_for_those_who_see_no_colours():
    shapes = []
    for band in ink.BANDS:
        drawn = grey(40, 40, 0)
        ink.mark(drawn, ink.Rect(10, 10, 20, 20), band, ink.WHITE)
        shapes.append(drawn)
    for n, shape in enumerate(shapes):
        assert all((shape != other).any() for other in shapes[n + 1 :])


def test_a_value_that_was_not_measured_has_no_label():
    bare = {"trunk_lean_deg": nan, "elbow_right_deg": nan, "knee_flexion_right_deg": nan}
    without = draw(grey(), moment(**bare))
    for name, value in (("trunk_lean_deg", 0.0), ("elbow_right_deg", 90.0), ("knee_flexion_right_deg", 30.0)):
        assert (draw(grey(), moment(**{**bare, name: value})) != without).any()
    assert (draw(grey(), moment(elbow_left_deg=80.0)) == draw(grey(), moment())).all()  # the far arm has no number


def test_the_near_side_is_drawn_stronger_than_the_far_side():
    def ink_on(side):  # white or grey strokes, with both legs hidden but the one
        pose = runner()
        other = body.LEFT_LEG if side == "right" else body.RIGHT_LEG
        pose.visibility[list(other)] = 0
        drawn = draw(grey(level=90), moment(pose=pose, knee_flexion_right_deg=nan))
        return (drawn[200:310, 260:345] == 255).all(axis=2).sum()

    assert ink_on("right") > 10 * ink_on("left")


def test_points_that_the_model_doubts_are_not_drawn():
    doubted = draw(grey(), moment(pose=runner(visibility=0.3)))
    rows, _ = changed(doubted, grey())
    assert not ((rows > 90) & (rows < 320)).any()


def test_a_hidden_far_side_does_not_hide_the_lean():
    pose = runner()
    pose.visibility[[body.LEFT_SHOULDER, body.LEFT_HIP]] = 0
    assert has(draw(grey(), moment(pose=pose, observations=(observed("lean", "red"),))), ink.VERMILION)


def test_points_far_outside_the_picture_or_missing_harm_nothing():
    pose = runner()
    pose.points[body.RIGHT_WRIST] = 1e30
    pose.points[body.RIGHT_ANKLE] = nan
    pose.points[body.LEFT_HIP] = -3.0
    assert (draw(grey(), moment(pose=pose)) != grey()).any()


def test_a_picture_without_a_runner_says_so():
    nobody = replace(runner(), points=np.full((33, 3), nan, np.float32), visibility=np.zeros(33, np.float32))
    drawn = draw(grey(), moment(pose=nobody, tracked=False))
    rows, columns = changed(drawn, grey())
    assert ((rows < 60) & (columns < 300)).any()
    assert not ((rows > 90) & (rows < 320)).any()


@pytest.mark.parametrize("state", ["watching", "slow", "stop", "unknown", "off"])
def test_each_state_of_the_path_has_its_own_look(state):
    def chip(shown):
        return draw(grey(), moment(path=PathView(1.0, shown, "why")))[:70, 320:]

    others = {"watching", "slow", "stop", "unknown", "off"} - {state}
    assert all((chip(state) != chip(other)).any() for other in others)


def test_an_unknown_path_takes_as_much_of_the_picture_as_one_that_says_stop():
    def area(state):
        drawn = draw(grey(level=0), moment(path=PathView(1.0, state, "too dark")))[:90, 320:]
        return (drawn.max(axis=2) > 100).sum()

    assert area("unknown") >= area("stop")
    assert area("unknown") > 2 * area("off")


@pytest.mark.parametrize("level", ["watching", "slow", "stop"])
def test_a_thing_on_the_path_is_framed_where_it_is(level):
    without = draw(grey(), moment(path=PathView(1.0, level)))
    drawn = draw(grey(), moment(path=PathView(1.0, level, "", (thing(level, box=(0.2, 0.4, 0.5, 0.8)),))))
    rows, columns = changed(drawn[100:], without[100:])
    assert columns.min() == pytest.approx(0.2 * 360, abs=4)
    assert rows.max() + 100 == pytest.approx(0.8 * 360, abs=4)


def aside(**other):
    return replace(thing("watching"), in_way=False, **other)


def test_what_stands_beside_the_way_is_drawn_thin_and_small():
    def touched(found):
        views = (PathView(1.0, "watching", "", things) for things in ((found,), ()))
        with_it, without = (draw(grey(), moment(path=view))[90:] for view in views)
        return changed(with_it, without)[0].size

    assert 0 < touched(aside(label="obstacle")) < touched(aside()) < 0.6 * touched(thing("watching"))


def test_the_runners_own_shadow_is_not_drawn_and_the_same_thing_is_where_it_warns():
    without = draw(grey(), moment(path=PathView(1.0, "watching")))
    shadow = aside(label="obstacle", distance_m=0.4)
    assert (draw(grey(), moment(path=PathView(1.0, "watching", "", (shadow,)))) == without).all()
    warns = PathView(1.0, "watching", "", (replace(shadow, level="slow"),))
    assert has(draw(grey(), moment(path=warns))[90:], ink.ORANGE)


def test_a_belts_picture_never_speaks_of_a_path():
    slow = moment(path=PathView(1.0, "slow", "", (replace(thing("slow"), lateral_m=nan),)))
    track, belt = (draw(grey(), slow, Setup(site)) for site in ("track", "treadmill"))
    assert (track[:70, 320:] != belt[:70, 320:]).any()


def test_a_thing_without_a_known_place_distance_or_time_is_still_named():
    lost = thing("stop", box=(nan, nan, nan, nan), distance_m=nan, ttc_s=inf)
    drawn = draw(grey(), moment(path=PathView(1.0, "stop", "", (lost,))))
    assert (drawn != draw(grey(), moment(path=PathView(1.0, "stop")))).any()


def test_lane_and_belt_stand_where_they_were_calibrated_whatever_the_pictures_size():
    ground = ((0, 10), (1.22, 10), (1.22, 0), (0, 0))
    lane = LaneCalibration(((200, 100), (600, 100), (1000, 700), (40, 700)), ground, 1.22, (0, 1), (1280, 720))
    belt = BeltCalibration(((100, 500), (900, 500)), 1.5, (1280, 720))
    for size in ((1280, 720), (640, 360)):
        plain = draw(grey(*size), moment())
        rows, columns = changed(draw(grey(*size), moment(), Setup(lane=lane)), plain)
        assert (columns.min() / size[0], rows.max() / size[1]) == pytest.approx((40 / 1280, 700 / 720), abs=0.01)
        rows, _ = changed(draw(grey(*size), moment(), Setup(belt=belt)), plain)
        assert rows.mean() / size[1] == pytest.approx(500 / 720, abs=0.01)


CAPTIONS = {
    "en": "Chest over your toes", "de": "Hindernis hinter dir. Langsamer, größer, Überblick, Äste, Öl!",
    "fr": "Penchez-vous légèrement, là, ça va, œil à l’arrière, Être", "it": "Così è perfetto, più giù, perché",
    "es": "¡Codos a noventa grados, año! ¿Duele el corazón? Ánimo, Él, Índice, Ó, Ú",
}  # fmt: skip


@pytest.mark.parametrize("size", SIZES[:4], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", CAPTIONS)
def test_a_caption_lies_whole_inside_the_picture(language, size):
    plain = moment(pose=runner(visibility=0.0))
    said = moment(pose=runner(visibility=0.0), caption=cue_at(words=CAPTIONS[language]))
    rows, columns = changed(draw(grey(*size), said), draw(grey(*size), plain))
    assert columns.min() > 0 and columns.max() < size[0] - 1
    assert rows.max() < size[1] - 1


LETTERS = sorted({letter for words in CAPTIONS.values() for letter in words} - set(" ?") | set("−°·…"))


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_of_the_five_languages_is_drawn_as_itself(letter):
    def shape(text):
        picture = grey(64, 64, 0)
        ink.text(picture, text, 12, 44, 30)
        return picture

    bare = unicodedata.normalize("NFD", letter)[0]
    assert shape(letter).any()
    assert (shape(letter) != shape("?")).any()
    assert bare == letter or (shape(letter) != shape(bare)).any()


def test_a_word_wider_than_the_picture_is_made_smaller_and_not_cut():
    plain = draw(grey(), moment(pose=runner(visibility=0.0)))
    long = cue_at(words="Rückwärtslaufgeschwindigkeitsbegrenzung")
    _, columns = changed(draw(grey(), moment(pose=runner(visibility=0.0), caption=long)), plain)
    assert columns.min() > 0 and columns.max() < 639


@pytest.mark.parametrize("class_", ["safety", "balance", "guide", "form", "praise"])
def test_each_class_of_cue_has_its_own_ground(class_):
    def middle(shown):
        return draw(grey(), moment(caption=cue_at(class_=shown)))[320:350, 320:330].reshape(-1, 3)

    others = {"safety", "balance", "guide", "form", "praise"} - {class_}
    assert all((np.median(middle(class_), axis=0) != np.median(middle(other), axis=0)).any() for other in others)


def test_a_pause_of_the_coaching_shows():
    assert (draw(grey(), replace(moment(), coaching=False)) != draw(grey(), moment())).any()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_notice_is_a_picture_of_the_asked_size_with_words_on_a_dark_ground(size):
    picture = notice(size, "Camera lost")
    assert picture.shape == (size[1], size[0], 3)
    assert has(picture, ink.DARK)
    assert (picture.min(axis=2) > 200).any()


def test_the_corridor_is_the_lane_with_its_margin_not_the_rectangle_that_was_measured():
    corners = ((200, 100), (600, 100), (1000, 700), (40, 700))
    lane = LaneCalibration(corners, ((0, 10), (1.2, 10), (1.2, 0), (0, 0)), 0.8, (0, 1), (1280, 720), margin_m=0.1)
    low = sorted(corridor_px(lane), key=lambda at: at[1])[2:]
    assert sorted(x for x, _ in low) == pytest.approx([40 + 960 / 12, 1000 - 960 / 12], abs=0.5)


def test_a_path_cameras_things_are_drawn_on_its_own_picture_and_not_on_the_runners():
    view = PathView(1.0, "stop", "", (thing("stop"),))
    second = Setup(path=PathCamera(LaneCalibration(*LANE_OF_A_PATH_CAMERA)))
    without = draw(grey(), moment(path=PathView(1.0, "stop", "", (replace(thing("stop"), box=(nan,) * 4),))), second)
    assert (draw(grey(), moment(path=view), second) == without).all()
    rows, columns = changed(draw_path(grey(), view, second), draw_path(grey(), PathView(1.0, "stop"), second))
    assert rows.size and columns.size


LANE_OF_A_PATH_CAMERA = (
    ((200, 100), (600, 100), (1000, 700), (40, 700)), ((0, 10), (1.22, 10), (1.22, 0), (0, 0)), 1.22, (0, 1),
    (1280, 720),
)  # fmt: skip
