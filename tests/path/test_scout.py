"""The scout whole, on a made-up lane: in line, live and recorded, and the files it leaves."""

import threading
import zipfile
from dataclasses import replace
from threading import Event

import cv2
import numpy as np
import pytest
from lane_scene import ORANGE, SIZE, bare, frame, lit, nobody, pixels, pose, run, setup, with_box, with_runner

from backstride.errors import BadInput, BadRecording
from backstride.path.asked import AtOnce, NamesBeside
from backstride.path.detector import Detection, NoDetector
from backstride.path.lane import lane_of
from backstride.path.live import LiveScout
from backstride.path.lookout import Lookout
from backstride.path.recorded import Kept, RecordedScout, read_path, write_path
from backstride.path.scout import InlineScout
from backstride.path.whereabouts import Place
from backstride.types import Frame


def at_a_run(t_s):
    return 0.5 + 1.5 * t_s


def entering(t_s):
    """A box that slides onto the lane at 8.5 m in the second second, and stays."""
    return with_box(bare(), 8.5, max(0.0, 1.9 - 1.5 * t_s), colour=ORANGE)


class Gate:
    """A detector that takes until the gate is opened."""

    def __init__(self, *detections):
        self.detections, self.open, self.looks = detections, Event(), 0

    def look(self, picture, region):
        self.open.wait(timeout=30)
        self.looks += 1
        return self.detections


class Names:
    """A detector that always sees the same, or fails."""

    def __init__(self, *detections, fault=None):
        self.detections, self.fault = detections, fault

    def look(self, picture, region):
        if self.fault is not None:
            raise self.fault
        return self.detections


def in_line(names=None):
    return InlineScout(setup(), SIZE, names or NoDetector())


def test_a_box_that_enters_is_warned_of_in_time():
    views = run(in_line(), at_a_run, entering, 4.5)
    states = list(dict.fromkeys(view.state for view in views))
    assert states == ["unknown", "watching", "slow", "stop"]
    at_slow = 8.5 - at_a_run(next(i for i, view in enumerate(views) if view.state == "slow") / 30)
    assert at_slow > 1.5 * 2.1 + 1.5**2 / 2 + 1.0  # the stop model's slow, 0.4 s late at most


def test_two_looks_at_the_same_pictures_say_the_same():
    assert run(in_line(), at_a_run, entering, 3.0) == run(in_line(), at_a_run, entering, 3.0)


def test_an_empty_lane_is_watched_and_nothing_more():
    views = run(in_line(), at_a_run, lambda t_s: bare(), 3.0)
    assert {view.state for view in views[20:]} == {"watching"}


def test_a_dark_picture_is_unknown_within_a_second_and_later_watched_again():
    views = run(in_line(), at_a_run, lambda t_s: lit(bare(), 0.03 if 1.0 <= t_s < 2.0 else 1.0), 3.0)
    assert {view.state for view in views[33:60]} == {"unknown"} and "dark" in views[45].why
    assert views[-1].state == "watching"


def test_while_the_pose_is_lost_the_path_is_not_watched_longer_than_a_look_may_be_old():
    scout = in_line()
    assert run(scout, at_a_run, lambda t_s: bare(), 1.5)[-1].state == "watching"
    lost = [scout.look(frame(bare(), i / 30, i), nobody(i / 30, i)) for i in range(45, 66)]
    assert {view.state for view in lost[:12]} == {"watching"}
    assert {view.state for view in lost[17:]} == {"unknown"}  # the runner's place is bridged for longer


def test_the_detector_gives_a_thing_its_name():
    foot = with_box(np.zeros_like(bare()), 6.0, 0.0, colour=(255, 255, 255))
    x, y, w, h = cv2.boundingRect(cv2.cvtColor(foot, cv2.COLOR_BGR2GRAY))
    dog = Names(Detection("dog", 0.8, (x, y, x + w, y + h)))
    views = run(in_line(dog), at_a_run, lambda t_s: with_box(bare(), 6.0, 0.0), 1.5)
    assert [thing.label for thing in views[-1].things] == ["dog"]


class FarSighted:
    """A detector that remembers what it was shown, and names a person who stands so far above where the least ends."""

    def __init__(self, above_px=0):
        self.above_px, self.regions = above_px, []

    def look(self, picture, region):
        self.regions.append(region)
        x0, y0, x1, y1 = region
        middle, foot = (x0 + x1) / 2, y1 - self.above_px
        is_far = region != self.regions[0]
        return (Detection("person", 0.8, (middle - 8, y0 + 10, middle + 8, foot)),) if is_far else ()


def test_the_detector_is_shown_by_turns_all_of_the_way_and_its_far_half_larger():
    run(in_line(names := FarSighted()), lambda t_s: 0.5, lambda t_s: bare(), 1.5)
    all_of_it, far, again, far_again = names.regions
    assert all_of_it == again and far == far_again
    assert far[2] - far[0] < 0.7 * (all_of_it[2] - all_of_it[0])


@pytest.mark.parametrize(("above_px", "found"), [(0, 0), (12, 1)])
def test_whom_the_far_halfs_edge_cuts_does_not_stand_where_that_ends(above_px, found):
    names = FarSighted(above_px)
    lookout = Lookout(lane_of(setup().lane, SIZE), AtOnce(names))
    reports = [lookout.look(frame(bare(), i / 10, i), pose(0.5, i / 10, number=i), Place(i / 10, 0.5, 0.0, 1.0))
               for i in range(15)]  # fmt: skip
    assert len(reports[-1].found) == found


def test_the_seat_of_a_bench_stands_where_its_legs_do():
    def seat(t_s):
        picture = with_box(bare(), 7.0, 0.1, wide=1.0, tall=0.6)
        (x0, y1), (x1, _) = pixels(7.0, -0.45), pixels(7.0, 0.65)
        under = np.s_[round(pixels(7.0, 0.1, 0.4)[1]) : round(y1) + 1, round(x0) : round(x1)]
        picture[under] = bare()[under]  # its legs are too thin to be seen
        return picture

    (x0, y1), (x1, _), y0 = pixels(7.0, -0.4), pixels(7.0, 0.6), pixels(7.0, 0.1, 0.6)[1]
    bench = Names(Detection("bench", 0.8, (x0, y0, x1, y1)))
    (thing,) = run(in_line(bench), at_a_run, seat, 1.5)[-1].things
    assert thing.label == "bench" and thing.distance_m == pytest.approx(7.0 - at_a_run(1.5), abs=0.4)


def test_what_stands_before_a_car_is_no_part_of_it():
    (x0, y0), (x1, y1) = pixels(7.0, -1.5, 1.5), pixels(4.0, 1.5)
    car = Names(Detection("car", 0.8, (x0, y0, x1, y1)))
    views = run(in_line(car), at_a_run, lambda t_s: with_box(bare(), 7.0, 0.1, wide=0.4, tall=0.5), 1.5)
    nearest = [thing for thing in views[-1].things if thing.distance_m == pytest.approx(7.0 - at_a_run(1.5), abs=0.4)]
    assert nearest and nearest[0].level != "watching"


def test_a_failing_detector_is_unknown_and_not_silence():
    views = run(in_line(Names(fault=cv2.error("broken"))), at_a_run, lambda t_s: bare(), 1.5)
    assert {view.why for view in views} == {"the detector failed"}


class Late:
    """A detector whose answer comes so many looks after the question; from ``hangs_s`` on, none comes."""

    def __init__(self, looks, named=lambda: (), hangs_s=np.inf):
        self.looks, self.named, self.hangs_s = looks, named, hangs_s
        self.left, self.told, self.asked = -1, (), 0

    def ask(self, picture, region):
        self.asked += 1
        self.left, self.told = self.looks, self.named()
        return True

    def finished(self):
        self.left -= 1
        return self.told if self.left < 0 else None


def reports(names, seconds, eased=False):
    """What a lookout sees of a lane with nothing on it but the runner."""
    lookout = Lookout(lane_of(setup().lane, SIZE), names)
    lookout.ease(eased)
    yield from (looked(lookout, tenths) for tenths in range(round(seconds * 10)))


def looked(lookout, tenths):
    """The runner at that tenth of a second, and what the lookout reports then."""
    t_s = tenths / 10
    runner = pose(at_a_run(t_s), t_s, number=tenths)
    place = Place(t_s, at_a_run(t_s), 1.5, 0.0)
    return runner, lookout.look(frame(with_runner(bare(), runner), t_s, tenths), runner, place)


@pytest.mark.parametrize("eased", [False, True])
def test_a_detector_that_hangs_is_told_of_and_one_that_takes_a_second_is_not(eased):
    whys = [report.why for _, report in reports(Late(10**6), 4.0, eased)]
    assert set(whys[:26]) == {""} and set(whys[26:]) == {"the detector has not answered"}
    assert {report.why for _, report in reports(Late(10), 5.0, eased)} == {""}


def test_a_detector_that_answers_again_ends_the_silence():
    names = Late(28)
    whys = []
    for _, report in reports(names, 4.0):
        whys.append(report.why)
        names.looks = 3  # of the next question
    assert set(whys[26:32]) == {"the detector has not answered"} and set(whys[33:]) == {""}


def test_a_detector_whose_answers_are_all_too_late_is_told_of_throughout():
    whys = [report.why for _, report in reports(Late(28), 10.0)]
    assert set(whys[26:]) == {"the detector has not answered"}


def test_a_detector_that_failed_once_in_whatever_way_is_asked_again():
    names = Names(fault=ValueError("broken"))
    beside = NamesBeside(names, patience_s=30.0)
    lookout = Lookout(lane_of(setup().lane, SIZE), beside)
    with pytest.raises(ValueError, match="broken"):
        looked(lookout, 0)
    names.fault = None
    whys = [looked(lookout, tenths)[1].why for tenths in range(1, 40)]
    beside.close()
    assert set(whys) == {""}


def test_while_the_runner_is_out_of_sight_a_failing_detector_is_not_forgotten():
    lookout = Lookout(lane_of(setup().lane, SIZE), AtOnce(Names(fault=cv2.error("broken"))))
    runner, _ = looked(lookout, 0)
    unseen = replace(runner, points=np.full_like(runner.points, np.nan))
    report = lookout.look(frame(bare(), 0.1, 1), unseen, Place(0.1, at_a_run(0.1), 1.5, 0.0))
    assert report.why == "the detector failed"


def test_a_faint_name_that_comes_late_stood_there_when_it_was_shown_too():
    (x0, y1), (x1, _), y0 = pixels(7.0, -0.4), pixels(7.0, 0.6), pixels(7.0, 0.1, 0.6)[1]
    sure, faint = Detection("bench", 0.8, (x0, y0, x1, y1)), Detection("bench", 0.3, (x0, y0 - 5, x1, y1 - 3))
    names = Late(3, lambda: (faint if names.asked > 1 else sure,))
    lookout = Lookout(lane_of(setup().lane, SIZE), names)
    for tenths in range(9):  # asked at 0.0 and 0.4 s, answered at 0.3 and 0.7 s
        looked(lookout, tenths)
    (bench,) = lookout._tracks.believed
    assert bench.named == 2 and bench.whole.t_s == 0.4


def test_somebody_whose_feet_are_just_below_the_horizon_is_far_and_not_nowhere():
    walker = Detection("person", 0.9, (300.0, 120.0, 304.0, 130.6))  # the horizon is at 130
    found = [one for _, report in reports(Late(0, lambda: (walker,)), 1.5) for one in report.found]
    assert found and all(one.motion.along_m > 500 for one in found)


@pytest.mark.parametrize("eased", [False, True])
@pytest.mark.parametrize("looks", [0, 5, 10])
def test_what_only_the_detector_sees_is_found_and_stays_however_seldom_it_answers(looks, eased):
    (x0, y1), (x1, _), y0 = pixels(9.0, -0.4), pixels(9.0, 0.6), pixels(9.0, 0.1, 0.6)[1]
    bench = Detection("bench", 0.8, (x0, y0, x1, y1))
    found = [bool(report.found) for _, report in reports(Late(looks, lambda: (bench,)), 5.0, eased)]
    assert all(found[28:]) and not any(found[:2])


def test_a_late_answer_is_of_the_picture_that_was_shown_and_the_runner_on_it_is_no_thing():
    shown, found = [], []

    def runner_there():
        points = shown[-1].points[:, :2] * SIZE[1]
        return (Detection("person", 0.9, (*points.min(axis=0).tolist(), *points.max(axis=0).tolist())),)

    lookout = Lookout(lane_of(setup().lane, SIZE), Late(3, runner_there))
    for i in range(25):
        place = Place(i / 10, 0.0, 2.0 - 1.6 * i / 10, 1.6)  # across the picture
        shown.append(pose(0.0, i / 10, place.across_m, i))
        found += lookout.look(frame(with_runner(bare(), shown[-1]), i / 10, i), shown[-1], place).found
    assert not found


CLOSE_PX = 110  # what a closer look at the bicycle shows


class Glimpsing:
    """A detector that is sure of what is small on a lane only where it is shown little else; it remembers its looks."""

    def __init__(self, box, sure=0.5):
        self.box, self.sure, self.looks = box, sure, []

    def look(self, picture, region):
        close = region[2] - region[0] <= CLOSE_PX
        self.looks.append(close)
        return (Detection("bicycle", self.sure if close else 0.15, self.box),)


def far_bicycle():
    (x0, y1), (x1, _), y0 = pixels(9.0, -0.4), pixels(9.0, 0.6), pixels(9.0, 0.1, 0.6)[1]
    return x0, y0, x1, y1


def test_what_is_but_faintly_seen_is_looked_at_closely_and_found_by_that():
    names = Glimpsing(far_bicycle())
    found = [one.label for _, report in reports(AtOnce(names), 2.0) for one in report.found]
    assert "bicycle" in found and any(names.looks)


def test_what_stays_faint_is_nothing_and_hardly_costs_a_look():
    names = Glimpsing(far_bicycle(), sure=0.15)
    assert not any(report.found for _, report in reports(AtOnce(names), 2.0)) and any(names.looks)
    assert sum(names.looks) <= len(names.looks) / 2


def test_an_eased_detector_looks_at_nothing_more_closely():
    names = Glimpsing(far_bicycle())
    assert not any(report.found for _, report in reports(AtOnce(names), 2.0, eased=True))
    assert names.looks and not any(names.looks)


@pytest.mark.parametrize(("box", "found"), [((60, 60, 600, 358), False), ((260, 60, 460, 358), True)])
def test_what_is_named_nearly_as_large_as_the_picture_is_a_pattern_of_shadows_and_no_thing(box, found):
    names = AtOnce(Names(Detection("umbrella", 0.8, box)))
    assert any(report.found for _, report in reports(names, 2.0)) == found


class Counting(Names):
    """A detector that counts how often it was asked."""

    looks = 0

    def look(self, picture, region):
        self.looks += 1
        return ()


def test_eased_the_detector_is_asked_half_as_often_and_what_enters_is_warned_of_all_the_same():
    usual, eased = Counting(), Counting()
    run(in_line(usual), at_a_run, entering, 4.5)
    scout = in_line(eased)
    scout._lookout.ease(True)
    states = list(dict.fromkeys(view.state for view in run(scout, at_a_run, entering, 4.5)))
    assert eased.looks <= usual.looks / 2 + 1
    assert states == ["unknown", "watching", "slow", "stop"]


def test_a_lane_calibrated_on_another_shape_of_picture_is_refused():
    with pytest.raises(BadInput, match="640x360"):
        InlineScout(setup(), (640, 480), NoDetector())


def test_a_live_watch_that_cannot_begin_leaves_no_thread_behind(tmp_path):
    lost = replace(setup(), lane=replace(setup().lane, empty=tmp_path / "lost.png"))
    before = set(threading.enumerate())
    with pytest.raises(BadInput):
        LiveScout(lost, SIZE, NoDetector())
    assert set(threading.enumerate()) == before


def test_live_answers_from_its_last_look_and_says_when_that_is_too_old():
    scout = LiveScout(setup(), SIZE, NoDetector())
    shown = frame(with_runner(bare(), pose(1.0)), 0.0, 0)
    scout.look(shown, pose(1.0))
    scout.close()  # finishes the look in hand
    views = [scout.look(frame(bare(), i / 30, i), pose(1.0 + i / 30, i / 30, number=i)) for i in range(1, 30)]
    assert views[11].state == "watching" and views[11].t_s == 0.0
    assert views[-1].state == "unknown" and "too old" in views[-1].why


def test_live_never_waits_for_its_first_look():
    names = Gate()
    scout = LiveScout(setup(), SIZE, names)
    assert scout.look(frame(with_runner(bare(), pose(1.0)), 0.0, 0), pose(1.0)).state == "unknown"
    names.open.set()
    scout.close()


def test_live_survives_a_look_that_fails_and_says_so():
    scout = LiveScout(setup(), SIZE, NoDetector())
    scout.look(Frame(np.zeros((SIZE[1], SIZE[0]), np.uint8), 0.0, 0), pose(1.0))  # a picture without colours
    scout.close()
    assert scout.look(frame(bare(), 0.1, 3), pose(1.1, 0.1)).why == "the look at the path failed"


def test_a_slow_detector_names_later_what_it_was_shown_and_keeps_nobody_waiting():
    names = Gate(Detection("dog", 0.8, (1.0, 1.0, 9.0, 9.0)))
    beside = NamesBeside(names, patience_s=0.0)
    assert beside.ask(bare(), (0, 0, 9, 9)) and beside.finished() is None
    assert not beside.ask(bare(), (0, 0, 9, 9))
    names.open.set()
    beside.close()
    assert beside.finished() == names.detections and beside.finished() is None and names.looks == 1


def test_a_quick_answer_is_had_at_the_look_that_asked_and_a_failure_too():
    seen = Names(Detection("dog", 0.8, (1.0, 1.0, 9.0, 9.0)))
    for names in (seen, Names(fault=cv2.error("broken"))):
        beside = NamesBeside(names, patience_s=30.0)
        beside.ask(bare(), (0, 0, 9, 9))
        if names is seen:
            assert beside.finished() == seen.detections
        else:
            with pytest.raises(cv2.error):
                beside.finished()
        beside.close()


class ByHand(LiveScout):
    """A live scout without its thread: its looks begin and end when the test says so."""

    in_hand = None

    def _work(self):
        """Is done by ``begin`` and ``end``."""

    def begin(self):
        self.in_hand = self.in_hand or self._due()
        return self.in_hand is not None

    def end(self):
        self._report, self.in_hand = self._looked(self.in_hand), None


def live(place, picture, seconds, look_s):
    """Every frame's view of a live watch each of whose looks takes so long."""
    scout, views, ends = ByHand(setup(), SIZE, NoDetector()), [], np.inf
    for i in range(round(seconds * 30)):
        runner = pose(place(i / 30), i / 30, number=i)
        if i >= ends:
            scout.end()
            ends = i + round(look_s * 30) if scout.begin() else np.inf
        views.append(scout.look(frame(with_runner(picture(i / 30), runner), i / 30, i), runner))
        if ends == np.inf and scout.begin():
            ends = i + round(look_s * 30)
    scout.close()
    return views


def changes_of(views):
    """When each level began."""
    began = [i / 30 for i, view in enumerate(views) if i == 0 or view.state != views[i - 1].state]
    return list(zip([views[round(t_s * 30)].state for t_s in began], began, strict=True))


@pytest.mark.parametrize(("look_s", "late_s"), [(0.033, 0.1), (0.1, 0.1), (0.2, 0.4)])
def test_live_and_replay_agree_on_levels_within_a_look_and_within_two_where_looks_are_slow(look_s, late_s):
    replayed = changes_of(run(in_line(), at_a_run, entering, 4.5))
    watched = changes_of(live(at_a_run, entering, 4.5, look_s))
    assert [level for level, _ in watched] == [level for level, _ in replayed]
    assert all(-1e-6 <= a[1] - b[1] <= late_s + 1e-6 for a, b in zip(watched, replayed, strict=True))


def test_after_a_slow_look_the_newest_frame_is_looked_at():
    views = live(at_a_run, entering, 2.0, 0.2)
    known = {view.t_s: i / 30 for i, view in reversed(list(enumerate(views))) if view.report}
    assert max(known_s - t_s for t_s, known_s in known.items()) < 0.2 + 1.5 / 30


def looks_of(views):
    """What a recorder keeps of them."""
    known = {view.report.t_s: Kept(i / 30, view.report) for i, view in reversed(list(enumerate(views))) if view.report}
    return tuple(known[t_s] for t_s in sorted(known))


@pytest.fixture(scope="module")
def watched():
    """The looks of a scout that watched a box enter, and what it said."""
    views = run(in_line(), at_a_run, entering, 3.0)
    return looks_of(views), views


def test_recorded_looks_say_what_the_scout_said(watched, tmp_path):
    looks, views = watched
    write_path(tmp_path / "path.npz", looks)
    again = RecordedScout(setup(), SIZE, read_path(tmp_path / "path.npz"))
    assert run(again, at_a_run, lambda t_s: np.zeros_like(bare()), 3.0) == views


def test_looks_that_were_known_late_say_again_what_was_said_live(tmp_path):
    views = live(at_a_run, entering, 3.0, 0.2)
    write_path(tmp_path / "path.npz", looks_of(views))
    again = RecordedScout(setup(), SIZE, read_path(tmp_path / "path.npz"))
    assert run(again, at_a_run, lambda t_s: np.zeros_like(bare()), 3.0) == views


def test_a_file_from_before_it_was_kept_when_a_look_was_known_can_be_read(watched, tmp_path):
    path = tmp_path / "path.npz"
    write_path(path, watched[0])
    with np.load(path) as file:
        np.savez(path, **{name: file[name] for name in file if name != "known_s"})
    assert [look.report for look in read_path(path)] == [look.report for look in watched[0]]


def test_the_same_looks_give_the_same_bytes(watched, tmp_path):
    for name in ("one.npz", "two.npz"):
        write_path(tmp_path / name, watched[0])
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_no_looks_at_all_can_be_written_and_read(tmp_path):
    write_path(tmp_path / "path.npz", ())
    assert read_path(tmp_path / "path.npz") == ()


def _without(arrays):
    del arrays["box"]


def _pickled(arrays):
    arrays["labels"] = np.array([{"a": 1}], object)


def _foreign_row(arrays):
    arrays["label"] = arrays["label"] + 7


def _backward(arrays):
    arrays["t_s"] = arrays["t_s"][::-1]


def _nowhere(arrays):
    arrays["motion"] = arrays["motion"] * np.nan


@pytest.mark.parametrize("spoil", [_without, _pickled, _foreign_row, _backward, _nowhere])
def test_a_spoiled_file_is_refused(spoil, watched, tmp_path):
    path = tmp_path / "path.npz"
    write_path(path, watched[0])
    with np.load(path) as file:
        arrays = dict(file)
    spoil(arrays)
    np.savez(path, **arrays)
    with pytest.raises(BadRecording, match=r"path\.npz"):
        read_path(path)


def test_other_files_are_refused(tmp_path):
    (tmp_path / "text.npz").write_text("hello")
    with zipfile.ZipFile(tmp_path / "zip.npz", "w") as archive:
        archive.writestr("t_s.npy", b"nothing")
    for name in ("text.npz", "zip.npz", "absent.npz"):
        with pytest.raises(BadRecording, match=name):
            read_path(tmp_path / name)


@pytest.mark.parametrize(("longer", "found"), [(0.5, False), (1.2, True)], ids=["with a ball", "somebody nearer"])
def test_the_runner_and_a_ball_named_as_one_person_are_nobody_else(longer, found):
    shown = []

    def as_one():
        (x0, y0), (x1, y1) = (corner(shown[-1].points[:, :2] * SIZE[1], axis=0) for corner in (np.min, np.max))
        aside, down = 1.0 * (x1 - x0), longer * (y1 - y0)
        return (Detection("person", 0.9, (x0 - aside, y0, x1 + aside, y1 + down)),)

    lookout = Lookout(lane_of(setup().lane, SIZE), Late(0, as_one))
    reports = []
    for i in range(15):
        shown.append(pose(6.0, i / 10, number=i))
        reports.append(lookout.look(frame(with_runner(bare(), shown[-1]), i / 10, i), shown[-1],
                                    Place(i / 10, 6.0, 0.0, 0.0)))  # fmt: skip
    assert any(report.found for report in reports) == found
