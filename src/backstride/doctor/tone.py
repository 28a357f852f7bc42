"""Plays a tone and measures how loud it left this machine, where something listens on the way to the loudspeaker.

That is a sound server's monitor, or an ALSA device that writes a file. What a loudspeaker makes of it nobody measures.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import nan
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from ..errors import NoSound
from ..sinks.pcm import peak_dbfs, read_wav, tone, write_wav
from ..sinks.sound import RATE_HZ, Player, environment, open_player

PLAYED_S = 10.0
LISTENS_AFTER_S = 0.4  # for a monitor to begin and to catch the end
ALSA_FILES = ("/etc/asound.conf", "~/.asoundrc")
FILE_DEVICE = re.compile(r"type\s+file\b[^}]*?\bfile\s+\"?([^\s\"}]+)", re.S)


def played(device: str) -> tuple[str, float, str]:
    """Through what it played, its peak in dB below full scale (NaN: not measured), and where that was measured.

    Raises NoSound where no device takes it.
    """
    player = open_player(device)
    with TemporaryDirectory(prefix="backstride-") as folder:
        wav = Path(folder) / "tone.wav"
        write_wav(wav, np.tile(tone(RATE_HZ), 2), RATE_HZ)
        with _listening(player, Path(folder)) as heard:
            child = player.start(wav)
            code = child.wait(PLAYED_S)
            if code is None:
                child.stop()
            if code != 0:
                raise NoSound(f"{player.title}: {child.complaint() or 'it takes no sound'}")
        where, recording = heard
        return player.title, _peak_dbfs(recording) if where else nan, where


@contextmanager
def _listening(player: Player, folder: Path) -> Iterator[tuple[str, Path]]:
    """Where to find what was played afterwards: the name of the place and a WAV; an empty name for nowhere."""
    recording = folder / "heard.wav"
    if player.on_server and shutil.which("parec"):
        command = ("parec", "--device=@DEFAULT_MONITOR@", "--file-format=wav", f"--rate={RATE_HZ}", "--channels=1")
        with subprocess.Popen((*command, str(recording)), stderr=subprocess.DEVNULL, env=environment()) as monitor:
            time.sleep(LISTENS_AFTER_S)
            yield "the sound server's monitor", recording
            time.sleep(LISTENS_AFTER_S)
            monitor.terminate()
        return
    file = None if player.on_server else _file_device()
    yield ("the file that ALSA writes", file) if file else ("", recording)


def _file_device() -> Path | None:
    """The WAV that the configured ALSA device writes into, where it is such a one."""
    for name in (os.environ.get("ALSA_CONFIG_PATH", ""), *map(os.path.expanduser, ALSA_FILES)):
        with suppress(OSError):
            if name and (found := FILE_DEVICE.search(Path(name).read_text(errors="replace"))):
                return Path(found[1])
    return None


def _peak_dbfs(recording: Path) -> float:
    """NaN where nothing readable was written."""
    with suppress(OSError, EOFError, wave.Error, ValueError):
        samples, _ = read_wav(recording)
        return float(peak_dbfs(samples)) if samples.size and np.abs(samples).max() > 0 else float("-inf")
    return nan
