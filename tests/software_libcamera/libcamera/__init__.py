"""libcamera's bindings as far as picamera2 looks at them, over cameras that a test plugs in: see `SoftCamera`."""

from . import _libcamera, controls, properties
from ._libcamera import *  # noqa: F403 - the real package does the same

__all__ = [*_libcamera.__all__, "controls", "properties"]
