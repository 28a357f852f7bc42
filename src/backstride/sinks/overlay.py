"""The picture with what is known drawn on it: ``draw(image, moment)``, pure, the input stays as it was.

Neutral white is the body; colour and shape are judgement. What is unknown is shown as unknown, and an unknown path is
as plain to see as one that says stop.
"""

from __future__ import annotations

import numpy as np

from backstride.core import skeleton as body
from backstride.sinks import overlay_ink as ink
from backstride.sinks import overlay_words as words
from backstride.sinks.overlay_layout import (
    Body,
    Rect,
    body_on,
    column,
    free_spot,
    scale,
    shortened,
    side_of,
    wrapped,
)  # fmt: skip
from backstride.types import Cue, Measures, Moment, PathView, Setup, Thing, known

CAPTIONS = {  # class of a cue -> ground and letters
    "safety": (ink.VERMILION, ink.WHITE), "balance": (ink.ORANGE, ink.BLACK),
    "form": (ink.BLUE, ink.WHITE), "praise": (ink.TEAL, ink.BLACK),
}  # fmt: skip
CLASS_BANDS = {"safety": "red", "balance": "amber", "form": "unknown", "praise": "green"}
PATHS = {  # state of the path -> ground, letters, mark
    "watching": (ink.DARK, ink.SKY, "unknown"), "slow": (ink.ORANGE, ink.BLACK, "amber"),
    "stop": (ink.VERMILION, ink.WHITE, "red"), "unknown": (ink.WHITE, ink.BLACK, "unknown"),
    "off": (ink.DARK, ink.GREY, "unknown"),
}  # fmt: skip
THINGS = {"watching": ink.SKY, "slow": ink.ORANGE, "stop": ink.VERMILION}
ARMS = {"left": body.LEFT_ARM, "right": body.RIGHT_ARM}
LEGS = {"left": body.LEFT_LEG[:3], "right": body.RIGHT_LEG[:3]}
NOWHERE = Setup()


def draw(image: np.ndarray, moment: Moment, setup: Setup = NOWHERE) -> np.ndarray:
    """A copy of ``image`` (B G R) with the moment on it; ``setup`` adds the calibrated lane or belt."""
    sheet = Sheet(image.copy())
    sheet.ground(setup)
    sheet.caption(moment.caption)
    sheet.runner_state(moment)
    sheet.path_state(moment.path)
    sheet.things(moment.path.things)
    sheet.runner(moment)
    sheet.foot_line(moment)
    return sheet.image


def notice(size: tuple[int, int], text: str) -> np.ndarray:
    """A dark picture of ``size`` (width, height) that says why there is no live one."""
    width, height = size
    image = np.full((height, width, 3), ink.DARK, np.uint8)
    sheet = Sheet(image)
    size_px = sheet.px(26)
    rows = wrapped(text, lambda row: ink.text_width(row, size_px), 0.9 * width)
    top = (height - len(rows) * sheet.px(36)) // 2
    for n, row in enumerate(rows):
        x = (width - ink.text_width(row, size_px)) // 2
        ink.text(image, row, x, top + n * sheet.px(36) + sheet.px(26), size_px)
    return image


class Sheet:
    """A picture being drawn on, with the places that letters already took."""

    def __init__(self, image: np.ndarray) -> None:
        self.image = image
        self.height, self.width = image.shape[:2]
        self.scale = scale(self.width, self.height)
        self.taken: list[Rect] = []

    def px(self, at_640: float) -> int:
        return max(1, round(at_640 * self.scale))

    # ---- ground

    def ground(self, setup: Setup) -> None:
        """The calibrated lane or belt, thin: it is where the camera looks, not a judgement."""
        if setup.lane is not None:
            corners = self._from_calibration(setup.lane.image_px, setup.lane.image_size)
            ink.lines(self.image, [np.vstack([corners, corners[:1]])], ink.SKY, self.px(1))
        if setup.belt is not None:
            ends = self._from_calibration(setup.belt.belt_px, setup.belt.image_size)
            ink.lines(self.image, [ends], ink.SKY, self.px(1))

    def _from_calibration(self, points_px, size: tuple[int, int]) -> np.ndarray:
        return np.array(points_px, float) * (self.width / size[0], self.height / size[1])

    # ---- words at the edges

    def caption(self, cue: Cue | None) -> None:
        """The cue at the foot of the picture, large, in its class's colour and with its mark."""
        if cue is None:
            return
        ground, letters = CAPTIONS[cue.class_]
        size = self.px(30)
        most = self.width - self.px(70)
        rows = wrapped(cue.words, lambda row: ink.text_width(row, size, ink.HEAVY), most)
        widest = max(ink.text_width(row, size, ink.HEAVY) for row in rows)
        if widest > most:
            size, widest = size * most // widest, most
        line, pad = round(size * 1.25), self.px(8)
        room = Rect(0, 0, widest + size + 3 * pad, line * len(rows) + pad)
        place = Rect((self.width - room.width) // 2, self.height - room.height - self.px(6), room.width, room.height)
        place = place.within(self.width, self.height)
        self._take(place, ground, ink.WHITE)
        icon = round(size * 0.7)
        mark = Rect(place.x + pad, place.y + (place.height - icon) // 2, icon, icon)
        ink.mark(self.image, mark, CLASS_BANDS[cue.class_], letters)
        for n, row in enumerate(rows):
            baseline = place.y + pad // 2 + n * line + round(size * 0.98)
            ink.text(self.image, row, place.x + 2 * pad + icon, baseline, size, letters, ink.HEAVY)

    def runner_state(self, moment: Moment) -> None:
        """Top left: direction with its arrow on the picture, facing and cadence."""
        measures = moment.measures
        if not measures.tracked:
            self._block(self.px(6), ["RUNNER NOT SEEN"], self.px(20))
        else:
            rows = [words.DIRECTIONS[measures.direction], words.FACINGS[measures.facing], words.rhythm(measures)]
            self._block(self.px(6), rows, self.px(20), words.travel(measures))
        if not moment.coaching:
            self._label("Coaching paused", Rect(self.px(6), self.taken[-1].bottom + self.px(4), 0, 0), "unknown")

    def path_state(self, view: PathView) -> None:
        """Top right: what the path's watcher knows, in words."""
        ground, letters, mark = PATHS[view.state]
        size, small, pad = self.px(18), self.px(13), self.px(6)
        title = words.path(view)
        most = self.width // 2 - self.px(40)
        why = shortened(words.path_reason(view), lambda row: ink.text_width(row, small), most)
        width = max(ink.text_width(title, size, ink.HEAVY) + size + pad, ink.text_width(why, small)) + 2 * pad
        height = round(size * 1.5) + (round(small * 1.35) if why else 0)
        place = Rect(self.width - width - self.px(6), self.px(6), width, height)
        place = free_spot(place, self.taken, self.width, self.height)
        self._take(place, ground, ink.BLACK if view.state == "unknown" else ink.WHITE if view.state != "off" else None)
        icon = round(size * 0.7)
        ink.mark(self.image, Rect(place.x + pad, place.y + round(size * 0.4), icon, icon), mark, letters)
        ink.text(self.image, title, place.x + 2 * pad + icon, place.y + round(size * 1.1), size, letters, ink.HEAVY)
        if why:
            ink.text(self.image, why, place.x + pad, place.bottom - round(small * 0.45), small, letters)

    def foot_line(self, moment: Moment) -> None:
        """Just above the caption or at the foot: why something is not measured, and the frame's time."""
        clock = f"{moment.t_s:.1f} s"
        size = self.px(12)
        room = ink.text_width(clock, size) + self.px(8)
        bottom = min((place.y for place in self.taken if place.bottom > self.height - self.px(12)), default=self.height)
        y = bottom - self.px(4) - round(size * 1.5)
        self._note(clock, self.width - room - self.px(6), y, size)
        why = words.not_measured(moment.measures)
        if why:
            most = self.width - room - self.px(30)
            self._note(shortened(why, lambda row: ink.text_width(row, size), most), self.px(6), y, size)

    def _note(self, text: str, x: int, y: int, size: int) -> None:
        place = Rect(x, y, ink.text_width(text, size) + self.px(8), round(size * 1.5))
        place = free_spot(place, self.taken, self.width, self.height)
        self._take(place, ink.DARK)
        ink.text(self.image, text, place.x + self.px(4), place.y + round(size * 1.12), size, ink.GREY)

    def _block(self, x: int, rows: list[str], size: int, way: tuple[int, int] | None = None) -> None:
        small, pad = self.px(14), self.px(6)
        icon = round(size * 1.1) if way is not None else 0
        title = ink.text_width(rows[0], size, ink.HEAVY) + (icon + pad if icon else 0)
        width = max([title, *(ink.text_width(row, small) for row in rows[1:])]) + 2 * pad
        place = Rect(x, self.px(6), width, round(size * 1.4) + round(small * 1.35) * (len(rows) - 1) + self.px(2))
        self._take(place, ink.DARK)
        if way is not None:
            ink.arrow(self.image, Rect(place.x + pad, place.y + round(size * 0.2), icon, icon), way, ink.WHITE)
        start = place.x + pad + (icon + pad if icon else 0)
        ink.text(self.image, rows[0], start, place.y + round(size * 1.05), size, ink.WHITE, ink.HEAVY)
        for n, row in enumerate(rows[1:]):
            baseline = place.y + round(size * 1.4) + round(small * 1.35 * n) + small
            ink.text(self.image, row, place.x + pad, baseline, small)

    # ---- the path's things

    def things(self, found: tuple[Thing, ...]) -> None:
        """A box round each thing with label, metres and seconds; the gravest last, so that nothing lies over it."""
        order = ("watching", "slow", "stop")
        for thing in sorted(found, key=lambda thing: order.index(thing.level)):
            if not np.isfinite(thing.box).all():
                continue
            x0, y0, x1, y1 = np.clip(np.array(thing.box) * self.height, -self.width, 2 * self.width)
            frame = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)])
            ink.outlined(self.image, [frame], THINGS[thing.level], self.px(3 if thing.level == "stop" else 2))
            band = {"watching": "unknown", "slow": "amber", "stop": "red"}[thing.level]
            self._label(words.thing(thing), Rect(round(x0), round(y0) - self.px(22), 0, 0), band)

    # ---- the runner

    def runner(self, moment: Moment) -> None:
        if not moment.pose.tracked:
            return
        drawn = body_on(moment.pose, self.width, self.height)
        self._skeleton(drawn, moment.measures.near_side)
        self._values(drawn, moment)

    def _skeleton(self, drawn: Body, near: str) -> None:
        """The far side thin and dim beneath, the near side strong above; both strong where the side is unknown."""
        far = {"left": "right", "right": "left"}.get(near)
        bones = [(a, b) for a, b in body.BONES if drawn.seen[a] and drawn.seen[b]]
        behind = [drawn.px[list(bone)] for bone in bones if far in (side_of(bone[0]), side_of(bone[1]))]
        before = [drawn.px[list(bone)] for bone in bones if far not in (side_of(bone[0]), side_of(bone[1]))]
        ink.lines(self.image, behind, ink.BLACK, self.px(2) + 1, smooth=False)
        ink.lines(self.image, behind, ink.DIM, self.px(1))
        ink.outlined(self.image, before, ink.WHITE, self.px(2))

    def _values(self, drawn: Body, moment: Moment) -> None:
        """Lean, elbow and knee: a figure at the joint, the number in a calm column beside the body."""
        hips, shoulders = drawn.middle(body.HIPS), drawn.middle(body.SHOULDERS)
        if hips is None or shoulders is None:
            return
        bands = words.bands(moment)
        torso = float(np.linalg.norm(shoulders - hips))
        readings = [*self._lean(hips, shoulders, moment.measures, bands.get("lean", "unknown"))]
        for side in self._sides(moment.measures):
            elbow, knee = bands.get("elbow", "unknown"), bands.get("knee", "unknown")
            readings += self._elbow(drawn, side, moment.measures, elbow, torso)
            readings += self._knee(drawn, side, moment.measures, knee, torso)
        self._column(readings, hips, shoulders, moment.measures)

    def _sides(self, measures: Measures) -> tuple[str, ...]:
        return ("left", "right") if measures.near_side == "unknown" else (measures.near_side,)

    def _lean(self, hips, shoulders, measures: Measures, band):
        if not known(measures.trunk_lean_deg):
            return
        beyond = hips + 1.25 * (shoulders - hips)
        upright = np.array((hips[0], beyond[1]))
        ink.lines(self.image, ink.dashes(hips, upright, self.px(5)), ink.BLACK, self.px(1) + 2, smooth=False)
        ink.lines(self.image, ink.dashes(hips, upright, self.px(5)), ink.WHITE, self.px(1))
        ink.outlined(self.image, [np.array([hips, beyond])], ink.BANDS[band], self.px(3))
        yield words.degrees("lean", measures.trunk_lean_deg, signed=True), band, beyond, shoulders[1]

    def _elbow(self, drawn: Body, side: str, measures: Measures, band, torso: float):
        value = getattr(measures, f"elbow_{side}_deg")
        shoulder, elbow, wrist = (drawn.px[point] for point in ARMS[side])
        if known(value) and drawn.seen[list(ARMS[side])].all():
            self._arc(ink.arc(elbow, shoulder, wrist, 0.25 * torso), band)
            yield words.degrees("elbow", value), band, elbow, elbow[1]

    def _knee(self, drawn: Body, side: str, measures: Measures, band, torso: float):
        """Flexion is the turn away from the straight leg: from the thigh's own line, carried on, to the shank."""
        value = getattr(measures, f"knee_flexion_{side}_deg")
        hip, knee, ankle = (drawn.px[point] for point in LEGS[side])
        if known(value) and drawn.seen[list(LEGS[side])].all():
            straight = knee + 0.5 * (knee - hip)
            ink.lines(self.image, ink.dashes(knee, straight, self.px(3)), ink.WHITE, self.px(1))
            self._arc(ink.arc(knee, straight, ankle, 0.35 * torso), band)
            yield words.degrees("knee", value), band, knee, knee[1]

    def _arc(self, path, band) -> None:
        if path is not None:
            ink.outlined(self.image, [path], ink.BANDS[band], self.px(3))

    def _column(self, readings, hips, shoulders, measures: Measures) -> None:
        size = self.px(15)
        widest = max((self._label_room(text, size) for text, *_ in readings), default=0)
        x, on_right = column(hips, shoulders, measures.facing, widest, self.width)
        for text, band, joint, y in readings:
            place = self._label(text, Rect(x, round(y) - self.px(11), 0, 0), band)
            edge = np.array((place.x if on_right else place.right, place.y + place.height / 2))
            ink.lines(self.image, ink.dashes(edge, joint, self.px(3)), ink.BANDS[band], 1)

    # ---- labels

    def _label_room(self, text: str, size: int) -> int:
        return ink.text_width(text, size) + round(size * 0.75) + 3 * self.px(4)

    def _label(self, text: str, corner: Rect, band) -> Rect:
        """Words with their band's mark on a dark ground, at ``corner`` or as near above or below as is free."""
        size, pad = self.px(15), self.px(4)
        wanted = Rect(corner.x, corner.y, self._label_room(text, size), round(size * 1.45))
        place = free_spot(wanted, self.taken, self.width, self.height)
        self._take(place, ink.DARK)
        icon = round(size * 0.7)
        ink.mark(self.image, Rect(place.x + pad, place.y + round(size * 0.38), icon, icon), band, ink.BANDS[band])
        ink.text(self.image, text, place.x + 2 * pad + icon, place.y + round(size * 1.1), size)
        return place

    def _take(self, place: Rect, ground, edge=None) -> None:
        ink.pill(self.image, place, ground, edge, self.px(1))
        self.taken.append(place)
