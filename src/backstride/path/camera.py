"""The live scout of a path camera: a thread of its own reads and looks, every frame of the other camera is answered.

A camera that gives no more pictures, or pictures too late, leaves the path unknown and the coaching untouched.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from math import inf
from threading import Thread

from ..errors import BackstrideError
from ..types import Frame, PathCamera, PathView, Pose, Report
from . import threat
from .beside import LOOK_S, Beside, OpenEye, PathEye
from .warden import LATE_S

NOT_CALIBRATED = "the path camera is not calibrated"
MISFIT = "the path camera's calibration does not fit its picture"
NO_PICTURE = "the path camera gives no picture"
BETWEEN_FRAMES_S, JOIN_S = 1.0, 5.0
LEAST_STEP_S = 1e-3

log = logging.getLogger(__name__)


class CameraScout:
    """Answers from the path camera's last look; ``camera`` None: it is there, but nobody calibrated it yet.

    ``show`` is handed each picture of it with what is known of the path, from the thread that reads.
    """

    def __init__(self, source: Iterable[Frame], camera: PathCamera | None, open_eye: OpenEye,
                 who: threat.Runner = threat.ADULT, show: Callable[[Frame, PathView], None] = lambda frame, view: None,
                 clock: Callable[[], float] = time.monotonic):  # fmt: skip
        self._source, self._open_eye, self._show, self._clock = source, open_eye, show, clock
        self._judge = Beside(camera, who) if camera is not None else None
        self._why = "" if camera is not None else NOT_CALIBRATED
        self._looks: deque[tuple[float, Report]] = deque()  # with the clock's time at which each picture came
        self._heard_s, self._over, self._eased = -inf, False, False
        self._view = PathView(0.0, "unknown", self._why or NO_PICTURE)
        self._thread = Thread(target=self._work, name="path camera", daemon=True)
        self._thread.start()

    def look(self, frame: Frame, pose: Pose) -> PathView:
        """What is known of the path at this frame of the other camera; never waits."""
        self._view = self._judged(frame.t_s, pose)
        return self._view

    def ease(self, eased: bool) -> None:
        """Names what lies there half as often, or as often as usual."""
        self._eased = eased

    def close(self) -> None:
        """Ends the thread, unless the camera's driver holds it; then the process's end does."""
        self._over = True
        self._thread.join(BETWEEN_FRAMES_S)  # a film must not be closed under the hands of who reads it
        self._source.close()
        self._thread.join(JOIN_S)

    def _judged(self, t_s: float, pose: Pose) -> PathView:
        now_s = self._clock()
        while self._looks:
            came_s, report = self._looks.popleft()
            self._heard_s = max(t_s - (now_s - came_s), self._heard_s + LEAST_STEP_S)  # on the other camera's clock
            if self._judge is not None:
                self._judge.hear(replace(report, t_s=self._heard_s))
        if self._judge is None or self._why:
            return PathView(t_s, "unknown", self._why)
        view = self._judge.view(pose, t_s)
        late = view.state == "unknown" and t_s - self._heard_s > LATE_S
        return replace(view, why=NO_PICTURE) if late else view

    # ---- the thread

    def _work(self) -> None:
        eye: PathEye | None = None
        looked_s = -inf
        try:
            for frame in self._source:
                if self._over:
                    break
                came_s = self._clock()
                if self._judge is not None and not self._why and frame.t_s - looked_s >= LOOK_S - 1e-6:
                    looked_s = frame.t_s
                    eye = eye or self._opened(frame.size)
                    if eye is not None:
                        self._looks.append((came_s, self._looked(eye, frame)))
                self._show(frame, self._view)
        except BackstrideError as fault:  # nobody else may fall with this camera
            log.warning("the path camera: %s", fault)
        finally:
            if eye is not None:
                eye.close()

    def _opened(self, size: tuple[int, int]) -> PathEye | None:
        try:
            return self._open_eye(size)
        except BackstrideError as misfit:
            log.warning("the path is not watched: %s", misfit)
            self._why = MISFIT
            return None

    def _looked(self, eye: PathEye, frame: Frame) -> Report:
        try:
            eye.ease(self._eased)
            return eye.look(frame)
        except Exception:  # a look that fails must not end the watch unseen: it says so, and the next one is tried
            log.exception("a look at the path failed")
            return Report(frame.t_s, "the look at the path failed")
