"""The way to the loudspeaker: a small player program per sound, on whichever of PipeWire, PulseAudio and ALSA answers.

One process per sound, killed to fall silent, because that holds on every system: the kernel or the sound server drops
what a dead client had queued at once, a hung driver takes the player with it and never this program, and a device is
held only while something sounds. An endless stream would reach the ear 10 ms sooner, but runs wild on a device without
a clock, keeps the device from others and needs tens of milliseconds of buffer to be cut.
"""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from ..errors import NoSound
from .pcm import write_wav

AUTO, OFF = "auto", "none"
ANSWER_S = 3.0  # a device that has not played 50 ms of silence by then does not answer
SILENCE_S = 0.05
RATE_HZ = 22050


class Child:
    """A program at work. One thread waits for it; any thread may stop it."""

    def __init__(self, command: tuple[str, ...], text: str = "", niceness: int = 0):
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE if text else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        self._ended = os.pidfd_open(self._process.pid)
        if niceness:
            os.setpriority(os.PRIO_PROCESS, self._process.pid, niceness)
        if text:
            self._tell(text)

    def wait(self, timeout_s: float) -> int | None:
        """Its exit code, None when it still runs after the time given. Call once."""
        poll = select.poll()  # Popen.wait with a timeout looks only every 50 ms
        poll.register(self._ended, select.POLLIN)
        ended = poll.poll(max(0, round(timeout_s * 1000)))
        os.close(self._ended)
        return self._process.wait() if ended else None

    def stop(self) -> None:
        """Ends it at once. SIGTERM would let aplay finish its buffer (77 ms measured); SIGKILL takes 0.4 ms."""
        self._process.kill()

    def complaint(self) -> str:
        """The last line it wrote to stderr, for people. Never waits: a grandchild may hold the pipe open."""
        os.set_blocking(self._process.stderr.fileno(), False)
        said = (self._process.stderr.read() or b"").decode(errors="replace").strip()
        self._process.stderr.close()
        return said.splitlines()[-1].strip() if said else ""

    def _tell(self, text: str) -> None:
        try:
            self._process.stdin.write(text.encode())
            self._process.stdin.close()
        except BrokenPipeError:
            pass  # it ended before it read: its exit code tells why


@dataclass(frozen=True)
class Player:
    """A way to play a WAV: ``command`` followed by the file."""

    title: str  # "ALSA default"
    command: tuple[str, ...]
    on_server: bool = False  # its sound goes through PipeWire or PulseAudio

    def start(self, wav: Path) -> Child:
        """Begins to play. Raises NoSound when the program cannot be started."""
        try:
            return Child((*self.command, str(wav)))
        except OSError as error:
            raise NoSound(f"{self.title}: {error.strerror}") from error


@dataclass(frozen=True)
class LostPlayer:
    """Where no device answers, and why."""

    title: str

    def start(self, wav: Path) -> Child:
        raise NoSound(self.title)


def open_player(device: str = AUTO) -> Player:
    """The first player that answers. Raises NoSound with a reason for each that did not. Makes no noise.

    ``device``: "auto" (or empty), "pipewire:NAME", "pulse:NAME", "alsa:NAME" or a bare ALSA name such as "plughw:1,0".
    """
    reasons = []
    with TemporaryDirectory(prefix="backstride-") as folder:
        silence = Path(folder) / "silence.wav"
        write_wav(silence, np.zeros(round(SILENCE_S * RATE_HZ)), RATE_HZ)
        for player in candidates(device):
            reason = why_not(player, silence)
            if not reason:
                return player
            reasons.append(f"{player.title}: {reason}")
    raise NoSound("; ".join(reasons) or "none of pw-play, paplay and aplay is installed")


def candidates(device: str) -> Iterator[Player]:
    """The installed players for a device, the likeliest first. A sound server comes before ALSA: it owns the card."""
    system, _, name = device.partition(":")
    if device in ("", AUTO):
        ways = [_pipewire(""), _pulse(""), *map(_alsa, alsa_names())]
    elif system == "pipewire":
        ways = [_pipewire(name)]
    elif system == "pulse":
        ways = [_pulse(name)]
    else:
        ways = [_alsa(name if system == "alsa" else device)]
    return (way for way in ways if shutil.which(way.command[0]))


def why_not(player: Player, silence: Path) -> str:
    """Why this player cannot be used; empty when it played the silence."""
    if player.on_server and server_has_no_output():
        return "the sound server has no output, nobody would hear it"
    child = player.start(silence)
    code = child.wait(ANSWER_S)
    if code is None:
        child.stop()
        return f"no answer in {ANSWER_S:.0f} s"
    complaint = child.complaint()
    return "" if code == 0 else complaint or f"{player.command[0]} ended with {code}"


def server_has_no_output() -> bool:
    """Whether a sound server runs without a card: its sink auto_null swallows everything and reports success."""
    for ask in (("pactl", "get-default-sink"), ("wpctl", "inspect", "@DEFAULT_AUDIO_SINK@")):
        try:
            asked = subprocess.run(ask, capture_output=True, text=True, timeout=ANSWER_S, env=environment())
        except (OSError, subprocess.TimeoutExpired):
            continue
        said = asked.stdout + asked.stderr
        if "auto_null" in said or "ID error" in said:  # wpctl's words for "there is no such sink", with exit code 0
            return True
    return False


def environment() -> dict[str, str]:
    """This program's own, with the way to its user's sound server, which a system service is not told."""
    at_home = f"/run/user/{os.getuid()}"
    return ({"XDG_RUNTIME_DIR": at_home} if os.path.isdir(at_home) else {}) | os.environ


def alsa_names(cards: Path = Path("/proc/asound/cards")) -> list[str]:
    """ALSA devices to try. A card on USB was plugged in to be heard, while ALSA's own default on a Pi is HDMI."""
    if _alsa_is_configured():
        return ["default"]
    try:
        listed = re.findall(r"^ *\d+ \[(\S+) *\]: (\S+)", cards.read_text(), re.MULTILINE)
    except OSError:
        return ["default"]  # no card at all: aplay tells it best
    usb = [f"plughw:CARD={card}" for card, driver in listed if driver == "USB-Audio"]
    return [*usb, "default", *(f"plughw:CARD={card}" for card, driver in listed if driver != "USB-Audio")]


def _alsa_is_configured() -> bool:
    """Whether a person has said what ALSA's "default" is."""
    files = ("/etc/asound.conf", os.path.expanduser("~/.asoundrc"))
    return "ALSA_CONFIG_PATH" in os.environ or any(map(os.path.exists, files))


def _pipewire(target: str) -> Player:
    chosen = ("--target", target) if target else ()
    return Player(f"PipeWire {target or 'default'}", ("pw-play", "--latency", "40ms", *chosen), True)


def _pulse(sink: str) -> Player:
    chosen = (f"--device={sink}",) if sink else ()
    return Player(f"PulseAudio {sink or 'default'}", ("paplay", "--latency-msec=40", *chosen), True)


def _alsa(name: str) -> Player:
    # A short buffer limits what a software mixer (dmix) has already mixed when a sound is cut.
    command = ("aplay", "-q", "-D", name, "--buffer-time=120000", "--period-time=30000")
    return Player(f"ALSA {name}", command, name == "default" and not _alsa_is_configured())
