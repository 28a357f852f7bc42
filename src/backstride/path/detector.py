"""What a thing is: NanoDet through OpenCV on the part of the picture with the lane. It names, it does not judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from ..core.boxes import overlap
from ..errors import BadModel

SIDE = 416
STRIDES = (8, 16, 32)
BINS = 11  # steps of a side's distance distribution, in strides
MEAN = np.array([103.53, 116.28, 123.675], np.float32)  # B G R
SPREAD = np.array([57.375, 57.12, 58.395], np.float32)
LEAST_SCORE, SAME, SAME_THING = 0.4, 0.5, 0.75
FAINT_SCORE = 0.12  # no name yet: a closer look may tell more
LANE_SCORE = 0.25  # on a lane, of what has thin legs: it must be named twice before it counts
# Which of COCO's 80 classes can be in a runner's way, and what they are called here.
NAMES = {
    0: "person", 1: "bicycle", 2: "car", 3: "motorcycle", 5: "bus", 7: "truck", 13: "bench", 15: "cat", 16: "dog",
    17: "horse", 24: "backpack", 25: "umbrella", 26: "handbag", 28: "suitcase", 32: "sports ball", 36: "skateboard",
    56: "chair", 58: "potted plant",
}  # fmt: skip
ON_LEGS = frozenset({"bench", "chair", "bicycle", "motorcycle", "dog", "horse"})  # told by little else than their name


@dataclass(frozen=True)
class Detection:
    """A named thing, with its box in pixels of the picture handed in."""

    label: str
    score: float
    box: tuple[float, float, float, float]


class NanoDet:
    """The detector model, read once."""

    def __init__(self, model: Path, least_score: float = LEAST_SCORE, on_legs_score: float | None = None,
                 faint_score: float | None = None):  # fmt: skip
        """``on_legs_score``, where it is given, is enough for a name of what has thin legs.

        From ``faint_score`` on, where it is given, what was not named is told too: see ``is_name``.
        """
        self._enough = enough(least_score, least_score if on_legs_score is None else on_legs_score)
        self._faint = None if faint_score is None else enough(faint_score, faint_score)
        try:
            self._net = cv2.dnn.readNetFromONNX(str(model))
        except cv2.error as fault:
            raise BadModel(f"{model}: cannot be read as a detector; accepted: the manifest's ONNX file") from fault
        self._names = self._net.getUnconnectedOutLayersNames()

    def look(self, picture: np.ndarray, region: tuple[int, int, int, int]) -> tuple[Detection, ...]:
        """The things on ``region`` (x0, y0, x1, y1) of a picture (uint8 B G R), the surest first."""
        x0, y0, x1, y1 = region
        scale = SIDE / max(x1 - x0, y1 - y0)
        self._net.setInput(_input(picture[y0:y1, x0:x1], scale))
        scores, boxes = _decoded(self._net.forward(self._names))
        return tuple(
            Detection(NAMES[kind], score, tuple((box / scale + (x0, y0, x0, y0)).tolist()))
            for kind, score, box in _told(scores, boxes, self._enough, self._faint)
        )


def on_lane(model: Path) -> NanoDet:
    """The model as a lane's watch asks it: little else tells what has thin legs, other things are seen to differ."""
    return NanoDet(model, on_legs_score=LANE_SCORE, faint_score=FAINT_SCORE)


def is_name(one: Detection) -> bool:
    """Whether it counts on a lane; else it is only where to look closer."""
    return one.score >= (LANE_SCORE if one.label in ON_LEGS else LEAST_SCORE)


def enough(least_score: float, on_legs_score: float) -> dict[int, float]:
    """The score that is enough for each kind."""
    return {kind: on_legs_score if name in ON_LEGS else least_score for kind, name in NAMES.items()}


def _input(cut: np.ndarray, scale: float) -> np.ndarray:
    """The cut, letterboxed to the model's square from its upper left corner."""
    size = max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    square = np.zeros((SIDE, SIDE, 3), np.float32)
    square[: size[1], : size[0]] = cv2.resize(cut, size, interpolation=way)
    return np.ascontiguousarray(((square - MEAN) / SPREAD).transpose(2, 0, 1)[None])


def _decoded(outputs) -> tuple[np.ndarray, np.ndarray]:
    """Scores (n, 80) and boxes (n, 4) in the model's square, of all cells of all strides."""
    outputs = [output.reshape(output.shape[-2], output.shape[-1]) for output in outputs]
    scores, boxes = [], []
    for stride in STRIDES:
        cells = (SIDE // stride) ** 2
        scores.append(next(o for o in outputs if o.shape == (cells, 80)))
        sides = next(o for o in outputs if o.shape == (cells, 4 * BINS)).reshape(cells, 4, BINS)
        share = np.exp(sides - sides.max(axis=2, keepdims=True))
        reach = (share / share.sum(axis=2, keepdims=True)) @ np.arange(BINS, dtype=np.float32) * stride
        y, x = np.divmod(np.arange(cells), SIDE // stride)
        x, y = (x + 0.5) * stride, (y + 0.5) * stride
        boxes.append(np.stack([x - reach[:, 0], y - reach[:, 1], x + reach[:, 2], y + reach[:, 3]], 1))
    return np.concatenate(scores), np.concatenate(boxes)


def _told(scores: np.ndarray, boxes: np.ndarray, names: Mapping[int, float], faint: Mapping[int, float] | None):
    """What is named, and after it what is but faintly seen; that takes no name away."""
    named = _kept(scores, boxes, names)
    return named if faint is None else _once([*named, *_kept(scores, boxes, faint)])


def _kept(scores: np.ndarray, boxes: np.ndarray, enough: Mapping[int, float]):
    """Kind, score and box of the surest of boxes that lie over one another, kind by kind."""
    found = []
    for kind, score in enough.items():
        sure = np.flatnonzero(scores[:, kind] >= score)
        if not len(sure):
            continue
        corners = boxes[sure]
        as_given = np.c_[corners[:, :2], corners[:, 2:] - corners[:, :2]].tolist()
        chosen = cv2.dnn.NMSBoxes(as_given, scores[sure, kind].tolist(), score, SAME)
        found += [(kind, float(scores[sure[i], kind]), boxes[sure[i]]) for i in np.ravel(chosen)]
    return _once(sorted(found, key=lambda one: -one[1]))


def _once(found):
    """Without what is named a second time by a less sure name: the same dog as a cat."""
    kept = []
    for one in found:
        if all(overlap(tuple(one[2]), tuple(other[2])) < SAME_THING for other in kept):
            kept.append(one)
    return kept


class NoDetector:
    """Where no detector is wanted: things stay unnamed."""

    def look(self, picture: np.ndarray, region: tuple[int, int, int, int]) -> tuple[Detection, ...]:
        return ()
