"""Other people's faces: who is the runner, what is blurred, and for how long."""

from dataclasses import dataclass
from math import nan

import numpy as np
import pytest

from backstride.faces import BEFORE_AND_AFTER, BlurredFaces, heads, runners_head
from backstride.types import Frame, Measures, Moment, PathView, Pose

SIZE = (320, 200)
RUNNER, OTHER, SHED = (200.0, 20.0, 260.0, 190.0), (40.0, 30.0, 80.0, 170.0), (180.0, 0.0, 320.0, 200.0)
rng = np.random.default_rng(1)
NOISE = rng.integers(0, 255, (200, 320, 3), np.uint8)


@dataclass
class Found:
    box: tuple
    label: str = "person"


class Answers:
    """A detector that gives the answers it was handed, one a frame."""

    def __init__(self, answers):
        self._answers = iter(answers)

    def look(self, picture, region):
        assert region == (0, 0, *SIZE)
        return tuple(next(self._answers))


class Kept:
    def __init__(self):
        self.frames, self.closed = [], False

    def take(self, frame, moment):
        self.frames.append(frame)

    def close(self):
        self.closed = True


def pose(n=0, tracked=True):
    """A runner in the middle of RUNNER's box."""
    points = np.full((33, 3), nan, np.float32)
    if tracked:
        points[:, 0], points[:, 1] = 230 / 200, np.linspace(0.2, 0.9, 33)
    return Pose(points, np.full(33, float(tracked), np.float32), SIZE, n / 10, n)


def film(answers, runner_too=False, tracked=True):
    kept = Kept()
    sink = BlurredFaces(kept, Answers(answers), runner_too)
    for n in range(len(answers)):
        moment = Moment(n / 10, n, pose(n, tracked), Measures(n / 10), PathView(n / 10, "off"), (), None, None)
        sink.take(Frame(NOISE, n / 10, n), moment)
    sink.close()
    return kept, sink


def is_blurred(frame, box):
    x0, y0, x1, _ = (int(v) for v in box)
    patch = frame.image[y0 + 2 : y0 + 20, x0 + 2 : x1 - 2]
    return patch.std() < 0.5 * NOISE.std()


def test_others_are_blurred_and_the_runner_is_not():
    kept, sink = film([[Found(RUNNER), Found(OTHER)]])
    assert is_blurred(kept.frames[0], OTHER) and not is_blurred(kept.frames[0], RUNNER)
    assert kept.closed and sink.blurred == 1


def test_the_picture_that_came_in_stays_as_it_was():
    before = NOISE.copy()
    film([[Found(OTHER)]])
    assert (before == NOISE).all()


def test_of_two_boxes_about_the_runner_the_tighter_one_is_the_runner():
    assert len(heads([SHED, RUNNER], pose(), SIZE)) == 1
    assert heads([SHED, RUNNER], pose(), SIZE)[0][0] < SHED[0]


def test_where_the_runner_was_not_found_everybody_is_blurred():
    kept, _ = film([[Found(RUNNER), Found(OTHER)]], tracked=False)
    assert is_blurred(kept.frames[0], OTHER) and is_blurred(kept.frames[0], RUNNER)


def test_what_is_no_person_has_no_face():
    kept, sink = film([[Found(OTHER, "dog")]])
    assert (kept.frames[0].image == NOISE).all() and sink.blurred == 0


def test_a_face_that_the_detector_misses_for_a_moment_stays_blurred():
    answers = [[] for _ in range(30)]
    answers[15] = [Found(OTHER)]
    kept, _ = film(answers)
    blurred = [n for n, frame in enumerate(kept.frames) if is_blurred(frame, OTHER)]
    assert blurred == list(range(15 - BEFORE_AND_AFTER, 15 + BEFORE_AND_AFTER + 1))


@pytest.mark.parametrize("count", [1, 3, BEFORE_AND_AFTER, BEFORE_AND_AFTER + 1, 40])
def test_every_frame_comes_out_once_in_order(count):
    kept, _ = film([[] for _ in range(count)])
    assert [frame.number for frame in kept.frames] == list(range(count))


def test_a_person_cut_off_by_the_picture_breaks_nothing():
    kept, _ = film([[Found((-30.0, -20.0, 10.0, 300.0)), Found((310.0, -50.0, 360.0, -10.0))]])
    assert len(kept.frames) == 1


def test_the_runners_face_is_blurred_where_that_is_asked_for():
    body = pose()
    body.points[:11, :2] = (230 / 200, 0.2)
    body.points[11:13, :2] = (230 / 200, 0.35)
    ((x0, y0, x1, y1),) = runners_head(body)
    assert x0 < 230 < x1 and y0 < 40 < y1 < 70
    kept, sink = film([[Found(RUNNER)]], runner_too=True)
    assert sink.blurred == 1 and not (kept.frames[0].image == NOISE).all()
