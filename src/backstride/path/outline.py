"""How sharp is the outline of what came before the ground: a thing on it is in focus, what is near the lens is not.

Told by how much of its colour each pixel took on, whatever the ground's pattern; where both are alike nothing is told.
"""

from __future__ import annotations

import cv2
import numpy as np

NEAR_PX = 5  # a step within so few pixels is sharp
SHARP = 0.6  # of the way from the ground's colour to the other; covers take less than 0.45, things nearly all
UNLIKE_STEPS = 30.0  # between two colours that are told from each other
UNLIKE_SHARE, FEWEST_PX = 0.5, 12  # of the blocks and their surroundings; pixels on the outline


def is_sharp(first: np.ndarray, now: np.ndarray, blocks: np.ndarray, block_px: int) -> bool:
    """Whether what took some blocks (bool) of the first picture (uint8 B G R) has a sharp outline on this one."""
    tall, wide = blocks.shape[0] * block_px, blocks.shape[1] * block_px
    before, after = (cv2.blur(one[:tall, :wide], (3, 3)).astype(np.float32) for one in (first, now))
    way = np.median(after[_enlarged(_core(blocks), block_px)], axis=0) - before
    length = (way**2).sum(axis=2)
    taken = np.clip(((after - before) * way).sum(axis=2) / (length + 1.0), 0, 1)
    unlike = (length > UNLIKE_STEPS**2).astype(np.uint8)
    about = _enlarged(cv2.dilate(blocks.astype(np.uint8), _square(3)), block_px)
    halved = (cv2.dilate(taken, _square(3)) >= 0.5) & (cv2.erode(taken, _square(3)) < 0.5)
    on_outline = about & halved & (cv2.erode(unlike, _square(NEAR_PX)) > 0)
    if unlike[about].mean() < UNLIKE_SHARE or on_outline.sum() < FEWEST_PX:
        return False
    step = cv2.dilate(taken, _square(NEAR_PX)) - cv2.erode(taken, _square(NEAR_PX))
    return bool(np.median(step[on_outline]) > SHARP)


def _core(blocks: np.ndarray) -> np.ndarray:
    """The blocks that have some of their own all about, or all where none has."""
    core = cv2.erode(blocks.astype(np.uint8), _square(3))
    return core if core.any() else blocks


def _enlarged(blocks: np.ndarray, times: int) -> np.ndarray:
    return np.kron(blocks, np.ones((times, times), np.uint8)) > 0


def _square(wide: int) -> np.ndarray:
    return np.ones((wide, wide), np.uint8)
