"""Other people's faces: who is the runner, what is blurred, and for how long."""

from dataclasses import dataclass
from math import nan

import numpy as np

from backstride.faces import BlurredFaces, found_on, heads, people_in, regions, runners_head
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
    """A detector that gives the answers it was handed, one a picture, and only to the first look at it."""

    def __init__(self, answers):
        self._answers = iter(answers)

    def look(self, picture, region):
        return tuple(next(self._answers)) if region == (0, 0, *SIZE) else ()


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
    """A film of ten pictures a second on which the detector finds what ``answers`` say."""
    kept = Kept()
    frames = [Frame(NOISE, n / 10, n) for n in range(len(answers))]
    sink = BlurredFaces(kept, people_in(frames, Answers(answers)), runner_too)
    for frame in frames:
        here = pose(frame.number, tracked)
        sink.take(frame, Moment(frame.t_s, frame.number, here, Measures(frame.t_s), PathView(0, "off"), (), None, None))
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


def test_a_face_found_once_is_blurred_for_a_second_before_and_after():
    answers = [[] for _ in range(50)]
    answers[25] = [Found(OTHER)]
    kept, _ = film(answers)
    assert [n for n, frame in enumerate(kept.frames) if is_blurred(frame, OTHER)] == list(range(15, 36))


def test_somebody_missed_for_a_while_is_followed_on_the_way_between():
    answers = [[] for _ in range(40)]
    answers[10] = [Found((40.0, 30.0, 80.0, 170.0))]
    answers[30] = [Found((100.0, 30.0, 140.0, 170.0))]
    kept, _ = film(answers)
    assert is_blurred(kept.frames[20], (70.0, 30.0, 110.0, 170.0))
    assert not is_blurred(kept.frames[20], (140.0, 30.0, 180.0, 170.0))
    assert len(people_in([Frame(NOISE, n / 10, n) for n in range(40)], Answers(answers))) == 1


def test_a_big_and_a_small_person_are_two():
    answers = [[Found(OTHER), Found((60.0, 40.0, 75.0, 90.0))]] * 3
    people = people_in([Frame(NOISE, n / 10, n) for n in range(3)], Answers(answers))
    assert sorted(len(person.boxes) for person in people) == [3, 3]


def test_the_same_person_seen_in_two_looks_is_one():
    class Twice:
        def look(self, picture, region):
            return (Found(OTHER),)

    assert len(found_on(Frame(NOISE, 0.0, 0), Twice())) == 1


def test_a_box_that_a_square_cuts_off_does_not_count():
    class OnlySquares:
        def look(self, picture, region):
            return () if region == (0, 0, *SIZE) else (Found((float(region[2]) - 20, 10.0, float(region[2]), 90.0)),)

    inner = [r for r in regions(SIZE) if r != (0, 0, *SIZE) and r[2] < SIZE[0]]
    assert inner and len(found_on(Frame(NOISE, 0.0, 0), OnlySquares())) == 1  # the one at the picture's own edge


def test_every_frame_comes_out_once_in_order():
    kept, _ = film([[] for _ in range(40)])
    assert [frame.number for frame in kept.frames] == list(range(40))


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
