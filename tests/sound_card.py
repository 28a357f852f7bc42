"""A sound device whose sound lands in the test: real ALSA, real aplay, at its end a pipe read at a card's own pace."""

import fcntl
import os
import shutil
import time
import wave
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Event, Thread

import numpy as np
import pytest

RATE_HZ = 22050
BLOCK = 220  # samples the card takes at once: 10 ms
SAMPLE_BYTES = 8  # two channels of 32 bits, so that the pipe's smallest size, 4096 bytes, holds no more than 23 ms
KEY = round(0.25 * RATE_HZ)  # a sound is known by its first quarter second: longer than the tone all alarms share

needs_sound = pytest.mark.skipif(
    not (shutil.which("aplay") and shutil.which("espeak-ng")), reason="needs aplay (alsa-utils) and espeak-ng"
)


@dataclass(frozen=True)
class Heard:
    """One sounding of a WAV: when its first sample reached the card (monotonic), and how much of it did."""

    start_s: float
    share: float

    @property
    def whole(self) -> bool:
        return self.share == 1.0


class SoundCard:
    """Takes what the default ALSA device gets, 10 ms at a time, and remembers when it came."""

    def __init__(self, folder: Path):
        self._fifo, self.config = folder / "card", folder / "asound.conf"
        os.mkfifo(self._fifo)
        self.plug_in()
        self._reading = os.open(self._fifo, os.O_RDONLY | os.O_NONBLOCK)
        self._held_open = os.open(self._fifo, os.O_WRONLY)  # else every player's end would end the reading
        fcntl.fcntl(self._reading, fcntl.F_SETPIPE_SZ, 4096)
        os.set_blocking(self._reading, True)
        self._news, self._over = Condition(), Event()
        self._blocks: list[tuple[float, np.ndarray]] = []
        Thread(target=self._run, daemon=True).start()

    def plug_in(self) -> None:
        self.config.write_text(
            f'pcm.!default {{ type plug slave {{ format S32_LE channels 2 rate {RATE_HZ} pcm {{ type file format "raw" '
            f'file "{self._fifo}" slave.pcm {{ type null }} }} }} }}\n'
        )

    def unplug(self) -> None:
        """From now on, opening the default device fails."""
        self.config.write_text("pcm.!default { type hw card 31 }\n")

    def close(self) -> None:
        self._over.set()
        with suppress(BrokenPipeError):  # it ended already
            os.write(self._held_open, bytes(SAMPLE_BYTES * BLOCK))
        os.close(self._held_open)

    def wait_until(self, claim, timeout_s: float = 20.0) -> None:
        """Waits while the card takes sound, until the claim holds."""
        end_s = time.monotonic() + timeout_s
        with self._news:
            while not claim():
                assert time.monotonic() < end_s, "it did not come true in time"
                self._news.wait(0.05)

    def samples(self) -> np.ndarray:
        """Everything so far, -1..1."""
        return self._pcm().astype(float) / 32768

    def heard(self, wav: Path) -> list[Heard]:
        """Each time this WAV sounded, bit by bit the same."""
        wanted, card = pcm_of(wav), self._pcm()
        key, stream = wanted[:KEY].tobytes(), card.tobytes()
        found, at = [], stream.find(key)
        while at >= 0:
            piece = card[at // 2 : at // 2 + wanted.size]
            differs = np.flatnonzero(piece != wanted[: piece.size])
            length = int(differs[0]) if differs.size else piece.size
            found.append(Heard(self._time_of(at // 2), length / wanted.size))
            at = stream.find(key, at + len(key))
        return found

    def first_sound_after(self, time_s: float) -> float:
        """When the first sample that is not silence came after a time; NaN when none did."""
        with self._news:
            blocks = list(self._blocks)
        return next((t_s for t_s, block in blocks if t_s >= time_s and np.abs(block).max() > 30), float("nan"))

    def last_sound(self) -> float:
        with self._news:
            blocks = list(self._blocks)
        return next((t_s for t_s, block in reversed(blocks) if np.abs(block).max() > 30), float("nan"))

    def _pcm(self) -> np.ndarray:
        with self._news:
            return np.concatenate([np.zeros(0, "<i2"), *(block for _, block in self._blocks)])

    def _time_of(self, sample: int) -> float:
        with self._news:
            for t_s, block in self._blocks:
                if sample < block.size:
                    return t_s
                sample -= block.size
        raise IndexError(sample)

    def _run(self) -> None:
        due_s = 0.0
        while not self._over.is_set():
            raw = os.read(self._reading, BLOCK * SAMPLE_BYTES)
            now_s = time.monotonic()
            block = (np.frombuffer(raw[: len(raw) // SAMPLE_BYTES * SAMPLE_BYTES], "<i4")[::2] >> 16).astype("<i2")
            with self._news:
                self._blocks.append((now_s, block))
                self._news.notify_all()
            due_s = max(due_s, now_s) + block.size / RATE_HZ
            self._over.wait(due_s - now_s)  # the card's crystal
        os.close(self._reading)


def pcm_of(wav: Path) -> np.ndarray:
    with wave.open(str(wav), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")
