"""Does something hide a part of the view: it takes the edges that were there, block by block, and brings none.

A shadow keeps the ground's edges. A thing that stands on the ground is in focus: it has a sharp outline, and a foot on
the picture. Where the ground has no edges to lose the cover's colour tells: no shadow has it, and its outline is soft.
"""

from __future__ import annotations

import cv2
import numpy as np

from .outline import is_sharp

BLOCK = 12  # pixels of the small picture
NOISY_EDGE = 10.0  # steps: weaker ones may be the camera's noise
LOST_EDGES, EDGY_BLOCK = 0.3, 0.1  # of a block's edges; blocks that tell something
FEWEST_BLOCKS, LOST_BLOCKS, STILL_LOST = 12, 0.45, 0.3  # the last where the look before was covered: hands tremble
LOST_ABOUT, KEPT_ABOUT = 3, 0.5  # lost blocks of nine about a hidden one, and how many kept ones for each of these
# Of the lane's part, by what reaches in from the picture's edge: whatever its colour; of its own; of one that no shadow
# gives the ground; once it was told.
SURELY_HIDDEN, HIDDEN_LANE, HIDDEN_PART, STILL_HIDDEN = 0.16, 0.09, 0.06, 0.04
# Logs of ratios, of the colour that differs most.
OTHER_COLOUR, FAR_COLOUR, SAME_COLOUR, NEAR_BLOCKS = 0.15, 0.8, 0.1, 7
# Logs of ratios: what no shadow does to a block's colour, in its hue or its darkness; and steps that are burnt out.
OTHER_HUE, DEEPEST_SHADE, BURNT = 0.25, 1.1, 250.0
IN_A_ROW = 2  # looks: what passes close by is gone as fast

Region = tuple[float, float, float, float]


class Cover:
    """The first picture, its edges and colours, and one verb: ``hides``."""

    def __init__(self, picture: np.ndarray, blocks: np.ndarray, lane: Region):
        """``picture`` (small, uint8 B G R) and its ``blocks`` (see ``blocks_of``) are the first ones; ``lane`` is the
        part that matters, in image heights.
        """
        self._first, self._known, self._colours = picture.copy(), blocks.copy(), _colours_of(picture)
        self._lane = piece_of(lane, blocks.shape[0], blocks.shape)
        self._was_hidden, self._reached = False, 0

    def hides(self, picture: np.ndarray, blocks: np.ndarray) -> bool:
        """Whether a good part of the picture, or of the lane's part of it, is hidden."""
        telling = self._known > EDGY_BLOCK
        lost = telling & (blocks < LOST_EDGES * self._known)
        self._reached = self._reached + 1 if self._reaches_in(telling, lost, blocks, picture) else 0
        most = STILL_LOST if self._was_hidden else LOST_BLOCKS
        self._was_hidden = self._reached >= IN_A_ROW or any(
            part.sum() >= FEWEST_BLOCKS and gone.sum() > most * part.sum()
            for part, gone in ((telling, lost), (telling[self._lane], lost[self._lane]))
        )
        return self._was_hidden

    def renew(self, picture: np.ndarray, blocks: np.ndarray, share: float) -> None:
        """Takes in what changed for good."""
        self._first = cv2.addWeighted(self._first, 1 - share, picture, share, 0.0)
        self._known = cv2.addWeighted(self._known, 1 - share, blocks, share, 0.0)
        self._colours = cv2.addWeighted(self._colours, 1 - share, _colours_of(picture), share, 0.0)

    def _reaches_in(self, telling: np.ndarray, lost: np.ndarray, blocks: np.ndarray, picture: np.ndarray) -> bool:
        """Whether what lost its edges in one piece, from the picture's edge on, is a good part of the lane's part.

        A piece goes on over bare blocks, where there never were edges; these count where their colour is another's.
        Where something was at first that has left there are no edges either, but the ground goes on there in its own
        colour.
        """
        kept, colours = telling & ~lost, _colours_of(picture)
        hidden = ~kept & (_about(lost) >= np.maximum(LOST_ABOUT, _about(kept) / KEPT_ABOUT))
        plain = blocks < EDGY_BLOCK
        painted = hidden | (plain & _is_repainted(self._colours, colours))
        pieces = cv2.connectedComponents((painted | (plain & ~telling)).astype(np.uint8), connectivity=4)[1]
        outer = np.unique(np.concatenate([pieces[0], pieces[-1], pieces[:, 0], pieces[:, -1]]))
        ground = plain & (np.abs(_changes(self._colours, colours)).max(axis=2) < SAME_COLOUR)
        for one in outer[outer > 0]:
            piece = pieces == one
            much = self._is_much(hidden & piece, ground, colours)
            if not (much or self._is_painted(painted & piece, ground, colours)):
                continue
            footless = much and (piece & ~ground)[-1].any()
            if footless or not self._is_sharp(painted & piece, picture):
                return True
        return False

    def _is_sharp(self, painted: np.ndarray, picture: np.ndarray) -> bool:
        """Whether it is in focus, as a thing on the ground is; what was told once is not asked again."""
        return not self._was_hidden and is_sharp(self._first, picture, painted, BLOCK)

    def _is_much(self, hidden: np.ndarray, ground: np.ndarray, colours: np.ndarray) -> bool:
        share = np.mean(hidden[self._lane])
        if self._was_hidden:
            return bool(share > STILL_HIDDEN)
        return bool(share > SURELY_HIDDEN or _stands_out(share, hidden, ground, colours))

    def _is_painted(self, painted: np.ndarray, ground: np.ndarray, colours: np.ndarray) -> bool:
        """Whether a good part took on another colour than the ground's about it."""
        lane = painted[self._lane]
        enough = STILL_HIDDEN if self._was_hidden else HIDDEN_LANE
        return bool(lane.sum() >= FEWEST_BLOCKS) and _stands_out(lane.mean(), painted, ground, colours, enough)


def blocks_of(grey: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Edges over brightness, block by block."""
    rows, columns = grey.shape[0] // BLOCK, grey.shape[1] // BLOCK
    whole = np.s_[: rows * BLOCK, : columns * BLOCK]  # whole blocks are quick to average
    clear = cv2.max(cv2.subtract(edges[whole], NOISY_EDGE), 0.0)
    bright, clear = (cv2.resize(one, (columns, rows), interpolation=cv2.INTER_AREA) for one in (grey[whole], clear))
    return clear / (bright.astype(np.float32) + 8.0)


def _colours_of(picture: np.ndarray) -> np.ndarray:
    """The mean colour of each block of a small picture (uint8 B G R), float32."""
    rows, columns = picture.shape[0] // BLOCK, picture.shape[1] // BLOCK
    whole = picture[: rows * BLOCK, : columns * BLOCK]
    return cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32)


def piece_of(region: Region, height: float, shape: tuple[int, int]) -> tuple[slice, slice]:
    """The rows and columns of a region given in image heights, of a picture so high."""
    x0, y0, x1, y1 = (min(value * height, 1e6) for value in region)
    return slice(max(0, int(y0)), int(y1)), slice(max(0, int(x0)), int(x1))


def _about(blocks: np.ndarray) -> np.ndarray:
    """How many of the nine about each block."""
    return cv2.boxFilter(blocks.astype(np.float32), -1, (3, 3), normalize=False, borderType=cv2.BORDER_CONSTANT)


def _is_repainted(known: np.ndarray, colours: np.ndarray) -> np.ndarray:
    """Where a block took on a colour that no other light gives it: it has another hue, or is darker than a shadow."""
    change = _changes(known, colours)
    burnt = np.maximum(colours, known).max(axis=2) > BURNT
    return ~burnt & ((np.ptp(change, axis=2) > OTHER_HUE) | (change.max(axis=2) < -DEEPEST_SHADE))


def _changes(known: np.ndarray, colours: np.ndarray) -> np.ndarray:
    """The log of each block's colour over its known one, without the whole picture's light."""
    change = np.log((colours + 8.0) / (known + 8.0))
    return change - np.median(change, axis=(0, 1))


def _stands_out(share: float, hidden: np.ndarray, ground: np.ndarray, colours: np.ndarray,
                enough: float = HIDDEN_LANE) -> bool:  # fmt: skip
    """Whether what hides such a share of the lane has another colour than the ground; the smaller, the clearer."""
    if share <= min(HIDDEN_PART, enough):
        return False
    return _off_ground(hidden, ground, colours) > (OTHER_COLOUR if share > enough else FAR_COLOUR)


def _off_ground(hidden: np.ndarray, ground: np.ndarray, colours: np.ndarray) -> float:
    """How far the colour of what hides some blocks is off that of the ground near it that looks as it did at first.

    Lines and whatever else is no bare ground would be taken for its colour; they tell only where there is none.
    """
    for others in (ground & ~hidden, ~hidden):
        inside, outside = (_mean_near(colours, one) for one in (hidden, others))
        off = np.abs(np.log((inside[hidden] + 8.0) / (outside[hidden] + 8.0))).max(axis=1)
        known = off[np.isfinite(off)]
        if len(known):
            return float(np.median(known))
    return 0.0


def _mean_near(colours: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The mean colour of the blocks of ``mask`` near each block; NaN where there are none."""
    share, size = mask.astype(np.float32), (NEAR_BLOCKS, NEAR_BLOCKS)
    total, weight = (cv2.boxFilter(one, -1, size, normalize=False, borderType=cv2.BORDER_CONSTANT)
                     for one in (colours * share[..., None], share))  # fmt: skip
    return total / np.where(weight > 0.5, weight, np.nan)[..., None]
