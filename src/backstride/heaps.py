"""Memory that stays flat: the C library would give every thread a heap of its own, and none of them ever shrinks.

What one thread takes another frees here all the time (frames, clips, pages); with one heap it is used again.
"""

from __future__ import annotations

import ctypes

M_ARENA_MAX = -8  # of glibc's malloc.h


def share_one_heap() -> None:
    """For all threads that come. Where the C library knows no such wish, nothing happens."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 1)
