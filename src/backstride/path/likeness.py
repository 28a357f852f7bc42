"""How a thing looked where it was named: while the picture there looks so, it is still there.

The detector may miss it for a while, and a thing of the ground's own colour that lay there at the first look is no
change. What is gone shows the ground instead, and what moves on looks so nowhere.
"""

from __future__ import annotations

import cv2
import numpy as np

SMALLEST_PX = 6  # a side: fewer pixels look like anything
PLAINEST_STEPS = 4.0  # of 255, spread: what is plainer has no look of its own
ALIKE = 0.85  # correlation of two looks


def likeness(part: np.ndarray) -> np.ndarray | None:
    """The look of a part of a picture (uint8 B G R), free of its light; None where it has none of its own."""
    if min(part.shape[:2]) < SMALLEST_PX:
        return None
    grey = cv2.cvtColor(part, cv2.COLOR_BGR2GRAY).astype(np.float32)
    spread = float(grey.std())
    return None if spread < PLAINEST_STEPS else (grey - grey.mean()) / spread


def alike(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two looks are one."""
    return one.shape == other.shape and float((one * other).mean()) > ALIKE
