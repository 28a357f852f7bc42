"""The measures of one frame, on figures whose angles can be worked out in the head. x right, y down, image heights."""

from math import cos, isnan, radians, sin

import pytest

from backstride.core import skeleton as sk
from backstride.core.figure import figure_of
from backstride.core.metrics import elbow_deg, head_pitch_deg, knee_flexion_deg, trunk_lean_deg

RIGHT, LEFT = 1.0, -1.0  # the way the runner faces in the picture


def figure(visibility=1.0, **at):
    """Upright and straight as a post at x = 0.5, but for the points named in ``at``."""
    heights = {sk.SHOULDERS: 0.3, sk.ELBOWS: 0.4, sk.WRISTS: 0.5, sk.HIPS: 0.5, sk.KNEES: 0.7, sk.ANKLES: 0.9}
    rows = [(0.5, 0.2)] * sk.COUNT
    for pair, y in heights.items():
        for point in pair:
            rows[point] = (0.5, y)
    for name, place in at.items():
        rows[getattr(sk, name)] = place
    return figure_of(0.0, rows, [visibility] * sk.COUNT, 1.78)


@pytest.mark.parametrize("ahead", [RIGHT, LEFT])
@pytest.mark.parametrize("bend_deg", [0, 30, 90])
def test_a_knee_is_bent_by_as_much_as_the_shank_turns_off_the_thigh_s_line(ahead, bend_deg):
    turned = radians(bend_deg)
    bent = figure(LEFT_ANKLE=(0.5 - 0.2 * ahead * sin(turned), 0.7 + 0.2 * cos(turned)))
    assert knee_flexion_deg(bent, "left", ahead) == pytest.approx(bend_deg, abs=1e-4)
    assert knee_flexion_deg(bent, "right", ahead) == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize(("wrist", "angle_deg"), [((0.5, 0.5), 180), ((0.6, 0.4), 90), ((0.6, 0.5), 135)])
def test_an_elbow_is_the_angle_between_its_two_bones(wrist, angle_deg):
    assert elbow_deg(figure(RIGHT_WRIST=wrist), "right", RIGHT) == pytest.approx(angle_deg, abs=1e-4)


@pytest.mark.parametrize(("ahead", "lean"), [(RIGHT, 45), (LEFT, -45)])
def test_shoulders_on_the_side_that_is_faced_lean_forward(ahead, lean):
    tilted = figure(LEFT_SHOULDER=(0.7, 0.3), RIGHT_SHOULDER=(0.7, 0.3))
    assert trunk_lean_deg(tilted, ahead) == pytest.approx(lean, abs=1e-4)


def test_a_head_is_level_when_the_nose_lies_twelve_degrees_under_the_ears():
    level = figure(NOSE=(0.5 + 0.1 * cos(radians(12)), 0.2 + 0.1 * sin(radians(12))))
    assert head_pitch_deg(level, RIGHT) == pytest.approx(0, abs=1e-4)
    assert head_pitch_deg(figure(NOSE=(0.6, 0.2)), RIGHT) == pytest.approx(12, abs=1e-4)


def test_limbs_and_trunk_that_are_not_seen_have_no_angle():
    hidden = figure(visibility=0.05)
    assert isnan(trunk_lean_deg(hidden, RIGHT))
    assert isnan(knee_flexion_deg(hidden, "left", RIGHT)) and isnan(elbow_deg(hidden, "left", RIGHT))
