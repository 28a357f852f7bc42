"""Samples of sound as arrays: WAV files in and out, one loudness for every sentence, and the tone before a safety cue.

Samples are float in -1..1, one channel. Levels are dB below full scale (dBFS). Knows no device and no voice.
"""

from __future__ import annotations

import io
import os
import wave
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

SPEECH_DBFS = -16.0  # RMS while somebody speaks: near the loudest that leaves the consonants unsquashed
CEILING_DBFS = -1.0  # no sample lies above, which leaves room for a device's resampling
TONE_DBFS = -12.0  # RMS of the tone: over the speech, far from the level that startles
TONE_S = 0.14
TONE_ATTACK_S = 0.015  # a hard edge is what startles; 15 ms still reads as firm
TONE_RELEASE_S = 0.03
TONE_HZ = (880.0, 1320.0)  # a fifth below 2 kHz, where old ears and small loudspeakers still hear
TICK_S, TICK_HZ, TICK_DBFS = 0.06, 660.0, -20.0
WINDOW_S = 0.02  # the piece over which a level is taken


def read_wav(path: Path) -> tuple[np.ndarray, int]:
    """Samples and rate in Hz of a 16-bit WAV; several channels are averaged. Raises wave.Error, EOFError, OSError."""
    with wave.open(str(path), "rb") as file:
        if file.getsampwidth() != 2:
            raise wave.Error(f"{path.name} has {8 * file.getsampwidth()} bits, 16 are read")
        rate_hz, channels = file.getframerate(), file.getnchannels()
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    return samples.reshape(-1, channels).mean(axis=1) / 32768.0, rate_hz


def write_wav(path: Path, samples: np.ndarray, rate_hz: int) -> None:
    """Writes a 16-bit WAV that is there whole or not at all, even when the power goes."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    replaced(path, content.getvalue())


def replaced(path: Path, content: bytes) -> None:
    """Writes a file that is there whole or not at all, even when the power goes."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.stem}-", suffix=".part", delete=False) as part:
        try:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
            os.chmod(part.name, 0o644)
            os.replace(part.name, path)
        except BaseException:
            os.unlink(part.name)
            raise


def duration_s(path: Path) -> float:
    """How long a WAV sounds. Raises wave.Error, EOFError or OSError for a file that is damaged or cut short."""
    with wave.open(str(path), "rb") as file:
        wanted = file.getnframes() * file.getnchannels() * file.getsampwidth()
        if not wanted or path.stat().st_size < wanted:
            raise wave.Error(f"{path.name} is cut short")
        return file.getnframes() / file.getframerate()


def dbfs(amplitude: float) -> float:
    """Level of an amplitude; -inf for silence."""
    return float(20 * np.log10(amplitude)) if amplitude > 0 else -np.inf


def amplitude(level_dbfs: float) -> float:
    return 10 ** (level_dbfs / 20)


def peak_dbfs(samples: np.ndarray) -> float:
    return dbfs(float(np.abs(samples).max(initial=0.0)))


def speech_dbfs(samples: np.ndarray, rate_hz: int) -> float:
    """RMS over the pieces in which somebody speaks (within 30 dB of the loudest): pauses don't count."""
    power = _window_power(samples, rate_hz)
    active = power[power > power.max(initial=0.0) * 1e-3]
    return dbfs(float(np.sqrt(active.mean()))) if active.size else -np.inf


def trimmed(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """Without the silence that engines put around a sentence: each millisecond of it would delay a warning."""
    power = _window_power(samples, rate_hz)
    heard = np.flatnonzero(power > power.max(initial=0.0) * 1e-5)
    if not heard.size:
        return samples[:0]
    window = round(WINDOW_S * rate_hz)
    piece = samples[heard[0] * window : (heard[-1] + 1) * window].copy()
    fade = np.linspace(0, 1, min(round(0.005 * rate_hz), piece.size // 2))
    piece[: fade.size] *= fade
    piece[piece.size - fade.size :] *= fade[::-1]
    return piece


def levelled(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """The sentence at SPEECH_DBFS with no sample above the ceiling. Peaks are turned down, never cut off."""
    for _ in range(3):  # turning peaks down takes a little from the RMS; three rounds settle within 0.3 dB
        loudness = speech_dbfs(samples, rate_hz)
        if not np.isfinite(loudness):
            return samples
        samples = _limited(samples * amplitude(SPEECH_DBFS - loudness), rate_hz)
    return samples


def tone(rate_hz: int) -> np.ndarray:
    """The short sound that makes heads turn before a safety cue."""
    t_s = np.arange(round(TONE_S * rate_hz)) / rate_hz
    attack = np.clip(t_s / TONE_ATTACK_S, 0, 1)
    release = np.clip((TONE_S - t_s) / TONE_RELEASE_S, 0, 1)
    shape = np.sin(np.pi / 2 * np.minimum(attack, release)) ** 2
    sound = shape * sum(np.sin(2 * np.pi * hz * t_s) for hz in TONE_HZ)
    return sound * amplitude(TONE_DBFS) / np.sqrt(np.mean(sound**2))


def tick(rate_hz: int) -> np.ndarray:
    """A soft knock, far below speech: heard by who listens for it."""
    t_s = np.arange(round(TICK_S * rate_hz)) / rate_hz
    return amplitude(TICK_DBFS) * np.exp(-t_s / 0.012) * np.sin(2 * np.pi * TICK_HZ * t_s)


def _window_power(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """Mean square of each piece of WINDOW_S; the last one is filled up with silence."""
    window = round(WINDOW_S * rate_hz)
    filled = np.pad(samples, (0, -samples.size % window))
    return (filled.reshape(-1, window) ** 2).mean(axis=1)


def _limited(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """Gain that dips around each peak: the lowest gain needed within 4 ms, smoothed over as much."""
    reach = round(0.004 * rate_hz)
    needed = np.minimum(1.0, amplitude(CEILING_DBFS) / np.maximum(np.abs(samples), 1e-9))
    lowest = np.lib.stride_tricks.sliding_window_view(np.pad(needed, reach, mode="edge"), 2 * reach + 1).min(axis=1)
    weights = np.hanning(2 * reach + 1)
    return samples * np.convolve(np.pad(lowest, reach, mode="edge"), weights / weights.sum(), mode="valid")
