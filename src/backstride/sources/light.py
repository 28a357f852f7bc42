"""Is there light enough to see feet? Judged by what the camera had to do for its picture.

A foot in its swing passes some 6 m/s: in 8 ms it smears over 5 cm. So the exposure is short and fixed, and where the
light does not reach for that the camera turns up its gain until feet drown in noise. Either is told, neither mended: a
longer exposure would blur, and nobody would know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BLUR_US = 8000
GAIN_SHARE = 0.95  # of the camera's highest gain: it has nothing more to give
GLOOM = 30  # mean brightness of 255 below which a picture without such figures is too dark
HOLD_S = 2.0  # so long before it is told: the gain swings when a camera starts or a cloud passes
CALM_S = 5.0  # and so long before it is taken back


class Light:
    """Judges picture after picture. ``dim`` says why the light does not do; empty while it does, or nobody knows."""

    def __init__(self) -> None:
        self.dim = ""
        self._last, self._since_s = "", 0.0

    def seen(self, why: str, t_s: float) -> None:
        """What one picture said, by its own time. A change counts when it has lasted."""
        if bool(why) != bool(self._last):
            self._since_s = t_s
        self._last = why
        if t_s - self._since_s >= (HOLD_S if why else CALM_S):
            self.dim = why


def dim_by_camera(metadata: Mapping[str, Any], asked_us: int, highest_gain: float) -> str:
    """Why a picture's own figures (libcamera's metadata) say that it is too dark; empty where they don't."""
    exposure_us, gain = metadata.get("ExposureTime"), metadata.get("AnalogueGain")
    if exposure_us is not None and exposure_us > max(BLUR_US, 1.5 * asked_us):
        return f"Too dark: each picture takes {exposure_us / 1000:.0f} ms, and feet blur"
    if gain is not None and gain >= GAIN_SHARE * highest_gain:
        return f"Too dark: feet are lost in noise (gain {gain:.0f} at {(exposure_us or asked_us) / 1000:g} ms)"
    return ""


def dim_by_brightness(mean: float) -> str:
    """The same for a camera that tells nothing but its picture."""
    return f"Too dark: the picture's brightness is {100 * mean / 255:.0f} %" if mean < GLOOM else ""
