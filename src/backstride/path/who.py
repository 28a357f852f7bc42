"""Who looks and who judges at a place: along a track's lane, or about a treadmill's belt."""

from __future__ import annotations

from ..types import Setup
from . import threat
from .asked import Asked
from .empty import read_empty
from .lane import lane_of
from .lookout import Lookout
from .room_lookout import RoomLookout
from .room_warden import RoomWarden
from .warden import Warden


def lookout_of(setup: Setup, image_size: tuple[int, int], names: Asked, spotters: int = 0) -> Lookout | RoomLookout:
    """Who looks. BadInput where a track's lane cannot be used on pictures of this size."""
    if setup.site == "treadmill":
        return RoomLookout(setup, image_size, names, spotters)
    return Lookout(lane_of(setup.lane, image_size), names, read_empty(setup.lane))


def warden_of(setup: Setup, image_size: tuple[int, int], who: threat.Runner = threat.ADULT) -> Warden | RoomWarden:
    """Who judges. BadInput as above."""
    return RoomWarden() if setup.site == "treadmill" else Warden(lane_of(setup.lane, image_size), setup.view, who)
