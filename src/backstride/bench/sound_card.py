"""A sound device for the latency benchmark: real ALSA and real aplay, at whose end a pipe is read at a card's own pace.

What a real card adds is its own buffer: a few milliseconds on a wire, 30 to 300 over Bluetooth. It is not in here.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from contextlib import suppress
from math import nan
from pathlib import Path
from threading import Event, Lock, Thread

import numpy as np

RATE_HZ = 22050
BLOCK = 220  # samples the card takes at once: 10 ms
SAMPLE_BYTES = 8  # two channels of 32 bits: the pipe's smallest size, 4096 bytes, then holds no more than 23 ms
AUDIBLE = 30  # of 32768
PAUSE_S = 0.15  # of silence, after which a sound is a new one


def sound_can_be_heard() -> bool:
    return shutil.which("aplay") is not None


class SoundCard:
    """Notes when sounds began. ``config`` is what ALSA_CONFIG_PATH must name while it is used."""

    def __init__(self, folder: Path):
        pipe, self.config = folder / "card", folder / "asound.conf"
        os.mkfifo(pipe)
        self.config.write_text(
            f'pcm.!default {{ type plug slave {{ format S32_LE channels 2 rate {RATE_HZ} pcm {{ type file format "raw" '
            f'file "{pipe}" slave.pcm {{ type null }} }} }} }}\n'
        )
        self._reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        self._held_open = os.open(pipe, os.O_WRONLY)  # else every player's end would end the reading
        fcntl.fcntl(self._reading, fcntl.F_SETPIPE_SZ, 4096)
        os.set_blocking(self._reading, True)
        self._lock, self._over, self._begun_s, self._loud_s = Lock(), Event(), [], -PAUSE_S
        self._thread = Thread(target=self._run, name="sound card", daemon=True)
        self._thread.start()

    def first_sound_after(self, time_s: float) -> float:
        """When the first sound began after a time (perf_counter), from silence; NaN when none did."""
        with self._lock:
            return next((t_s for t_s in self._begun_s if t_s >= time_s), nan)

    def close(self) -> None:
        self._over.set()
        with suppress(BrokenPipeError):  # it ended already
            os.write(self._held_open, bytes(SAMPLE_BYTES * BLOCK))
        os.close(self._held_open)
        self._thread.join()

    def _run(self) -> None:
        due_s = 0.0
        while not self._over.is_set():
            raw = os.read(self._reading, BLOCK * SAMPLE_BYTES)
            now_s = time.perf_counter()
            block = np.frombuffer(raw[: len(raw) // SAMPLE_BYTES * SAMPLE_BYTES], "<i4")[::2] >> 16
            if block.size and np.abs(block).max() > AUDIBLE:
                if now_s - self._loud_s >= PAUSE_S:
                    with self._lock:
                        self._begun_s.append(now_s)
                self._loud_s = now_s
            due_s = max(due_s, now_s) + block.size / RATE_HZ
            self._over.wait(due_s - now_s)  # the card's crystal
        os.close(self._reading)
