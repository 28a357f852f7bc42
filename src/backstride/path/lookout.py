"""The one who looks: a picture and the runner's pose in, a report of the things on and near the lane out.

It knows neither the runner's speed nor what is dangerous; that is ``warden``'s.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ..core.boxes import Box, area, held
from ..types import Found, Frame, Motion, Pose, Report
from .asked import ANSWER_S, FAILED, SILENT, Asked, Region
from .blind import Eye, Sight
from .body import drawn
from .changes import Changes
from .closer import Closer
from .detector import ON_LEGS, Detection, is_name
from .empty import MOST_DIFFERS, OTHER_LIGHT, Trial
from .ground import Ground
from .lane import Lane
from .on_legs import OnLegs, once
from .plot import plot_of, small_lane
from .region import Ahead, cuts
from .sighting import PERSON, Sighting
from .tracks import Tracks
from .whereabouts import Place

DETECT_S = 0.4  # the least time between two looks of the detector
ASKED_AGAIN_S = 0.2  # at most, after an answer that came late
CLOSER_S, CLOSER_BESIDE_M = 0.2, 2.0  # after the last question; from the lane's middle
EASED_DETECT_S = 2 * DETECT_S  # while the machine cannot keep up: what changes in the lane is seen as often as ever
NEAR_RUNNER_M = 0.7  # what adjoins the body so near is the body
# Of a named box the body covers so much: near the runner; of what may be a name of the runner; of a bench behind them.
ADJOINING, OF_A_NAME, BEHIND = 0.1, 0.35, 0.6
WITHIN, WITH_A_BALL = 0.85, 1.6  # a "person" around so much of the runner, so much taller: runner and ball named as one
MOSTLY_HIDDEN = 0.8  # of the corridor
HUGE = 0.4  # of the picture: what is named so large is a pattern of shadows, or hides all anyway
NOWHERE: Region = (0, 0, 0, 0)
UNSOUGHT = "the runner is not seen: nothing was sought"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Question:
    """What the detector was shown: when, how tall in pixels, and where runner and camera were."""

    t_s: float
    tall_px: int
    ground: Ground
    body_box: Box  # around the pose's points, in image heights
    shift: tuple[float, float]
    place: Place
    ahead: Region = NOWHERE  # all of the way ahead
    shown: Region = NOWHERE  # that, or its far half, or what is
    close: Box | None = None  # about this box


class Lookout:
    """Looks at pictures of one lane, one after the other."""

    def __init__(self, lane: Lane, names: Asked, empty: np.ndarray | None = None):
        """``lane`` in pixels of the camera's pictures; ``empty`` shows it with nothing on it, where somebody looked."""
        self._lane, self._names = lane, names
        self._plot = plot_of(small_lane(lane))
        self._work = self._plot.lane.image_size
        self._ahead = Ahead(lane, self._plot, lane.image_size[1] / self._work[1])
        self._eye = Eye(self._plot.in_heights)
        self._changes, self._on_legs, self._tracks = Changes(self._plot), OnLegs(self._plot.in_heights[3]), Tracks()
        self._empty = None if empty is None else cv2.resize(empty, self._work, interpolation=cv2.INTER_AREA)
        self._trial = None if self._empty is None else Trial(self._eye, self._empty)
        if self._empty is not None:
            self._changes.know(self._plot.cut(self._empty))
        self._note = ""
        self._last: Report | None = None
        self._question: Question | None = None
        self._unnamed = ""  # why nobody knows what things are, until the detector answers
        self._asked_s, self.detect_s = -np.inf, DETECT_S
        self._closer, self._looked_closer = Closer(), False
        self._took_s = 0.0  # from the last question to its answer
        self._has_far, self._far_next = False, False

    def ease(self, eased: bool) -> None:
        """Names what lies there half as often, or as often as usual."""
        self.detect_s = EASED_DETECT_S if eased else DETECT_S

    def look(self, frame: Frame, pose: Pose, place: Place | None) -> Report:
        """Looks once. Where the runner is not seen nothing is sought: the body itself would be taken for a thing.

        While only the runner's place is bridged, what was reported last stays as old as it is.
        """
        picture = frame.image
        if frame.size != self._work:
            picture = cv2.resize(picture, self._work, interpolation=cv2.INTER_AREA)
        sight = self._sight(picture, frame.t_s)
        if sight.why or place is None:
            return Report(frame.t_s, sight.why or self._unnamed, self._found(frame.t_s), note=self._note)
        if not pose.tracked:
            return self._last or Report(frame.t_s, UNSOUGHT, note=self._note)
        shift = (sight.shift[0] * self._work[1], sight.shift[1] * self._work[1])
        corner = (self._plot.corner[0] + shift[0], self._plot.corner[1] + shift[1])
        body = drawn(pose, self._work[1], corner, self._plot.size)
        cut = self._plot.cut(picture, shift)
        changes = self._changes.look(cut, body)
        if self._trial is not None and self._changes.hidden_share > MOST_DIFFERS:
            self._without_empty()
            changes = self._changes.look(cut, body)
        if self._changes.hidden_share > MOSTLY_HIDDEN:
            return Report(frame.t_s, "most of the lane is hidden", self._found(frame.t_s), note=self._note)
        ground = Ground(self._plot, body, cut)
        asked = Question(frame.t_s, frame.size[1], ground, _box_of(pose, sight.shift), sight.shift, place)
        named = self._names_now(asked, frame.image)
        sightings = [ground.under(change) for change in changes]
        apart = [one for one in sightings if one is not None and not _part_of_runner(one, place)]
        rest, wholes = self._on_legs.parted(apart, frame.t_s)
        seen = [replace(one, stands=True) for box in wholes if (one := ground.standing(box)) is not None]
        self._tracks.look(rest + seen + named, frame.t_s, place.along_m, ground, self._answers_s)
        self._last = Report(frame.t_s, self._unnamed, self._found(frame.t_s), note=self._note)
        return self._last

    @property
    def _answers_s(self) -> float:
        """How long the detector's answers of one place lie apart."""
        return (2 if self._has_far else 1) * max(self.detect_s, self._took_s + ASKED_AGAIN_S)

    def _sight(self, picture: np.ndarray, t_s: float) -> Sight:
        if self._trial is None:
            return self._eye.look(picture, t_s)
        sight = self._trial.look(picture, t_s)
        self._eye = self._trial.eye
        if not self._trial.serves:
            self._without_empty()
        elif self._trial.over:
            self._trial = None
        return sight

    def _without_empty(self) -> None:
        """The look at the empty lane does not serve: the first picture is all there is to begin with."""
        log.warning(OTHER_LIGHT)
        self._note, self._trial, self._changes = OTHER_LIGHT, None, Changes(self._plot)

    def _names_now(self, question: Question, picture: np.ndarray) -> list[Sighting]:
        """Asks the detector where it is time to, and gives what it named since; a failure is remembered."""
        try:
            directed = self._directed(question) if self._question is None else None
            if directed is not None and self._names.ask(picture, directed.shown):
                self._question = directed
            return self._hear(question.t_s)
        except cv2.error:
            log.exception(FAILED)
            self._question, self._unnamed = None, FAILED
            return []

    def _directed(self, question: Question) -> Question | None:
        """Shows by turns all of the way ahead and its far half, where things look small; None where it is too early."""
        waited_s = question.t_s - self._asked_s + 1e-6
        if waited_s < self.detect_s:
            return self._closely(question) if waited_s >= CLOSER_S else None
        self._asked_s, self._looked_closer = question.t_s, False
        along_m = question.place.along_m
        ahead, far = self._ahead.of(along_m), self._ahead.far(along_m)
        self._has_far, self._far_next = far is not None, not self._far_next
        return replace(question, ahead=ahead, shown=ahead if far is None or self._far_next else far)

    def _closely(self, question: Question) -> Question | None:
        """Shows once between two turns what was seen but faintly, unless the machine cannot keep up."""
        if self._looked_closer or self.detect_s > DETECT_S:
            return None
        known = [box for track in self._tracks.believed for box in track.boxes(question.t_s)]
        close = self._closer.next(known, question.t_s)
        if close is None:
            return None
        self._looked_closer = True
        right, down = question.shift
        x0, y0, x1, y1 = (side * question.tall_px for side in close)
        aside, low = right * question.tall_px, down * question.tall_px
        shown = self._ahead.about((x0 + aside, y0 + low, x1 + aside, y1 + low))
        return replace(question, ahead=self._ahead.of(question.place.along_m), shown=shown, close=close)

    def _hear(self, t_s: float) -> list[Sighting]:
        asked, self._question = self._question, None  # whatever makes it fail, it can be asked again
        if asked is None:
            return []
        told, late = self._names.finished(), t_s - asked.t_s > ANSWER_S
        if told is None:
            self._question, self._unnamed = asked, SILENT if late else self._unnamed
            return []
        self._took_s = min(t_s - asked.t_s, ANSWER_S)
        self._unnamed = self._unnamed if late else ""  # a late answer tells nothing of now
        named = [] if late else once(self._named(told, asked))
        boxes = self._on_legs.name(named, asked.t_s)
        return [one if box == one.box else self._steadied(one, box, asked)
                for one, box in zip(named, boxes, strict=True)]  # fmt: skip

    def _steadied(self, one: Sighting, box, asked: Question) -> Sighting:
        steady = asked.ground.standing(box, one.label, one.score)
        return one if steady is None else replace(steady, shown_s=asked.t_s)

    def _named(self, told: tuple[Detection, ...], asked: Question) -> list[Sighting]:
        """What stood near the lane on the picture that the detector was shown, without the runner."""
        found, seen = [], []
        for detection in told:
            if cuts(asked.shown, detection.box, asked.ahead):
                continue
            x0, y0, x1, y1 = (value / asked.tall_px for value in detection.box)
            right, down = asked.shift
            box = x0 - right, y0 - down, x1 - right, y1 - down
            one = asked.ground.standing(box, detection.label, detection.score)
            if one is None or area(box) > HUGE * self._work[0] / self._work[1] or _is_runner(one, asked):
                continue
            if one.along_m > asked.place.along_m and abs(one.across_m) < CLOSER_BESIDE_M:
                seen.append((one.score, box))
            if is_name(detection):
                through = one.label in ON_LEGS  # the ground is seen through it: that looks so without it, too
                found.append(replace(one, shown_s=asked.t_s, look=None if through else asked.ground.look(box)))
        self._closer.answered(seen, asked.close, asked.t_s)
        return found

    def _found(self, t_s: float) -> tuple[Found, ...]:
        return tuple(
            Found(track.number, track.label, Motion(*track.motion(t_s), track.half_width_m), track.box)
            for track in self._tracks.believed
        )


def _box_of(pose: Pose, shift: tuple[float, float]) -> Box:
    """The box around the pose's points, in image heights, on the picture as it would be unshaken."""
    points = pose.points[:, :2] - shift
    return (*points.min(axis=0).tolist(), *points.max(axis=0).tolist())


def _is_runner(one: Sighting, asked: Question) -> bool:
    share = asked.ground.share_hidden(one.box)
    most = BEHIND if one.label in ON_LEGS else OF_A_NAME
    if share > most or (share > ADJOINING and abs(one.along_m - asked.place.along_m) < NEAR_RUNNER_M):
        return True
    tall = (one.box[3] - one.box[1]) / (asked.body_box[3] - asked.body_box[1])
    return one.label == PERSON and held(asked.body_box, one.box) > WITHIN and tall < WITH_A_BALL


def _part_of_runner(one: Sighting, place: Place) -> bool:
    return one.by_runner and abs(one.along_m - place.along_m) < NEAR_RUNNER_M
