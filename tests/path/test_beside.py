"""A camera that looks only at the path, beside the one that sees the runner's form."""

from dataclasses import replace
from math import sin
from threading import Event

import numpy as np
import pytest
from lane_scene import LENGTH_M, ORANGE, SIZE, bare, calibration, frame, lit, nobody, pose, with_box, with_runner

from backstride.errors import BadInput, SourceLost
from backstride.path.asked import AtOnce
from backstride.path.beside import FilmScout, Limbs, PathEye
from backstride.path.camera import CameraScout
from backstride.path.detector import NoDetector
from backstride.path.lane import lane_of, runner_view
from backstride.path.recorded import Kept, RecordedBeside, read_path, write_path
from backstride.types import Frame, PathCamera

CAMERA = PathCamera(calibration())
FORM = (1280, 720)  # the other camera's picture is another one


def at_a_run(t_s):
    return 0.5 + 1.5 * t_s


def entering(t_s):
    return with_box(bare(), 8.5, max(0.0, 1.9 - 1.5 * t_s), colour=ORANGE)


class Knows:
    """An estimator that knows where the runner is, unless nobody is to be found."""

    def __init__(self, place=at_a_run, found=lambda t_s: True):
        self.place, self.found, self.closed = place, found, False

    def estimate(self, frame):
        found = self.found(frame.t_s)
        return pose(self.place(frame.t_s), frame.t_s) if found else nobody(frame.t_s)

    def close(self):
        self.closed = True


def film(picture=entering, place=at_a_run, seconds=4.5, starts_s=0.0, fps=30):
    """What the path camera sees of a runner who goes where ``place`` says."""
    for i in range(round(seconds * fps)):
        t_s = i / fps
        shown = with_runner(picture(t_s + starts_s), pose(place(t_s + starts_s)))
        yield frame(shown, t_s, i)


def in_form(t_s, number, runs=True):
    """The runner as the other camera sees them: at one place, with limbs that swing."""
    seen = pose(3.0, t_s, number=number)
    if not runs:
        return seen
    points = seen.points.copy()
    points[23:, 0] += 0.05 * sin(20 * t_s)
    points[13:17, 0] -= 0.05 * sin(20 * t_s)
    return replace(seen, points=points)


def views_of(scout, seconds=4.5, runs=True, fps=30):
    black = np.zeros((FORM[1], FORM[0], 3), np.uint8)
    return [
        scout.look(Frame(black, i / fps, i), in_form(i / fps, i, runs)) for i in range(round(seconds * fps))
    ]


def film_scout(pictures=None, camera=CAMERA, estimator=None):
    estimator = estimator or Knows()
    return FilmScout(film() if pictures is None else pictures, camera,
                     lambda size: PathEye(camera, size, AtOnce(NoDetector()), estimator))  # fmt: skip


def states(views):
    return list(dict.fromkeys(view.state for view in views))


def test_distances_begin_where_the_path_camera_sees_the_runner():
    views = views_of(film_scout())
    assert states(views) == ["unknown", "watching", "slow", "stop"]
    box = next(thing for thing in views[100].things if thing.in_way)
    assert box.distance_m == pytest.approx(8.5 - at_a_run(100 / 30), abs=0.4)


def test_two_films_side_by_side_say_the_same_twice():
    assert views_of(film_scout()) == views_of(film_scout())


def test_a_film_that_began_later_is_matched_by_time():
    late = replace(CAMERA, starts_s=0.5)
    estimator = Knows(place=lambda t_s: at_a_run(t_s + 0.5))
    began = views_of(film_scout(film(seconds=4.0, starts_s=0.5), late, estimator))
    together = views_of(film_scout())
    assert {view.state for view in began[:15]} == {"unknown"}
    assert [view.state for view in began[60:]] == [view.state for view in together[60:]]


def test_a_film_that_ends_leaves_the_path_unknown_within_a_second():
    views = views_of(film_scout(film(seconds=2.0)), seconds=3.2)
    assert {view.state for view in views[-18:]} == {"unknown"} and "too old" in views[-1].why


def test_a_runner_whom_the_path_camera_does_not_find_leaves_the_path_unknown():
    views = views_of(film_scout(estimator=Knows(found=lambda t_s: t_s < 1.5)), seconds=3.0)
    assert views[40].state == "slow" and views[-1].state == "unknown"
    assert "runner is not seen" in views[-1].why


def test_a_dark_path_camera_is_unknown_whatever_the_other_one_sees():
    views = views_of(film_scout(film(lambda t_s: lit(bare(), 0.03 if t_s >= 1.0 else 1.0))), seconds=2.5)
    assert views[28].state == "watching" and {view.state for view in views[60:]} == {"unknown"}


def test_someone_who_stands_on_the_lane_is_not_taken_for_the_runner_who_runs():
    standing = Knows(place=lambda t_s: 6.0)
    def pictures():
        return film(lambda t_s: bare(), lambda t_s: 6.0, 3.0)

    views = views_of(film_scout(pictures(), estimator=standing), seconds=3.0)
    assert views[-1].state == "unknown" and "does not see this runner" in views[-1].why
    still = views_of(film_scout(pictures(), estimator=standing), seconds=3.0, runs=False)
    assert still[-1].state == "watching"


def test_limbs_that_swing_tell_a_runner_from_one_who_stands():
    runs, stands = Limbs(), Limbs()
    for i in range(60):
        speeds = runs.bhps(in_form(i / 30, i)), stands.bhps(in_form(i / 30, i, runs=False))
    assert speeds[0] > 0.3 and speeds[1] < 0.05
    assert runs.bhps(nobody(2.0)) == 0.0


def test_recorded_looks_of_a_path_camera_say_again_what_was_said(tmp_path):
    views = views_of(film_scout())
    known = {view.report.t_s: Kept(i / 30, view.report) for i, view in reversed(list(enumerate(views))) if view.report}
    write_path(tmp_path / "path.npz", [known[t_s] for t_s in sorted(known)])
    assert views_of(RecordedBeside(CAMERA, read_path(tmp_path / "path.npz"))) == views


@pytest.mark.parametrize("travel, view", [((0.0, 1.0), "front"), ((0.0, -1.0), "rear")])
def test_what_it_sees_of_the_runner_follows_from_the_way_of_travel(travel, view):
    assert runner_view(lane_of(replace(calibration(), travel=travel), SIZE)) == view


def test_a_lane_across_the_picture_shows_the_runners_side():
    ground = ((0.0, 0.0), (1.2, 0.0), (1.2, LENGTH_M), (0.0, LENGTH_M))
    across = replace(calibration(), image_px=((620, 320), (560, 250), (60, 250), (10, 320)), ground_m=ground)
    assert runner_view(lane_of(across, SIZE)) == "side"


# ---- live


class Clock:
    def __init__(self):
        self.now_s = 100.0

    def __call__(self):
        return self.now_s


class Source:
    """A camera that gives each picture when it is asked to, then waits until it is closed, or is lost."""

    def __init__(self, pictures, clock, lost=False):
        self._pictures, self._clock, self._lost = list(pictures), clock, lost
        self.given, self.closed, self._over = Event(), False, Event()

    def __iter__(self):
        for shown in self._pictures:
            self._clock.now_s = 100.0 + shown.t_s
            yield shown
        self.given.set()
        if self._lost:
            raise SourceLost("pulled out")
        self._over.wait(30)

    def close(self):
        self.closed = True
        self._over.set()


def live(pictures, camera=CAMERA, open_eye=None, lost=False, show=lambda frame, view: None):
    """A live scout whose camera gave its pictures; what it answers a runner at the clock's time."""
    clock = Clock()
    source = Source(pictures, clock, lost)
    eye = open_eye or (lambda size: PathEye(camera, size, AtOnce(NoDetector()), Knows()))
    scout = CameraScout(source, camera, eye, show=show, clock=clock)
    assert source.given.wait(30)
    return scout, source, clock


def asked(scout, clock, t_s):
    """The answer to a frame of the other camera, whose time is 40 s ahead of this one's."""
    clock.now_s = 100.0 + t_s
    return scout.look(Frame(np.zeros((9, 16, 3), np.uint8), 40.0 + t_s, 7), in_form(40.0 + t_s, 7))


def test_live_looks_are_told_in_the_other_cameras_time():
    scout, source, clock = live(film(seconds=3.0))
    view = asked(scout, clock, 3.0)
    scout.close()
    assert view.state in ("slow", "stop") and view.t_s == pytest.approx(42.9, abs=0.05)
    assert source.closed


def test_a_path_camera_that_gives_no_more_pictures_is_unknown_within_a_second_and_coaching_goes_on():
    scout, _, clock = live(film(seconds=2.0), lost=True)
    assert asked(scout, clock, 2.0).state != "unknown"
    views = [asked(scout, clock, 2.0 + i / 30) for i in range(1, 31)]
    scout.close()
    assert views[-1].state == "unknown" and views[-1].why == "the path camera gives no picture"
    assert next(i for i, view in enumerate(views) if view.state == "unknown") <= 18


def test_a_path_camera_that_nobody_calibrated_is_shown_and_watches_nothing():
    shown = []
    scout, _, clock = live(film(seconds=1.0), None, show=lambda frame, view: shown.append((frame, view)))
    view = asked(scout, clock, 1.0)
    scout.close()
    assert view.state == "unknown" and view.why == "the path camera is not calibrated"
    assert len(shown) == 30 and shown[-1][1].state == "unknown"


def test_a_calibration_that_does_not_fit_its_picture_is_told():
    def misfit(size):
        raise BadInput("lane calibration: made on a picture of another shape")

    scout, _, clock = live(film(seconds=1.0), open_eye=misfit)
    view = asked(scout, clock, 1.0)
    scout.close()
    assert view.state == "unknown" and "does not fit" in view.why


def test_a_look_that_fails_is_told_and_the_next_one_is_tried():
    class Breaks(Knows):
        def estimate(self, frame):
            if frame.t_s < 2.9:
                raise RuntimeError("broken")
            return super().estimate(frame)

    scout, _, clock = live(film(seconds=2.0),
                           open_eye=lambda size: PathEye(CAMERA, size, AtOnce(NoDetector()), Breaks()))  # fmt: skip
    assert asked(scout, clock, 2.0).why == "the look at the path failed"
    scout.close()
