"""Checks of what the coach sees, hears and speaks with: camera, exposure, sound, voice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ..sources.nodes import cameras
from .asked import Asked
from .line import Found, fail, ok, unknown, warn
from .machine import Machine
from .unit import installed, is_appliance

BOOT = "/boot/firmware/config.txt"
VIDEO_NODE = re.compile(r"/dev/(video|media)\d+")
LOOKERS_ON = {"pipewire", "wireplumber"}  # a desktop's: they open every camera's node to list it
QUIET_PERCENT = 40
GROUPS = "sudo usermod -aG {group} {user}, then sign in anew (a service: restart it)"

LIST_PI = """
import json
from picamera2 import Picamera2
print("\\n" + json.dumps([i for i in Picamera2.global_camera_info() if "/usb" not in i["Id"]]))
"""
REACH_PI = """
import json
from picamera2 import Picamera2
camera = Picamera2(0)
print("\\n" + json.dumps(camera.camera_controls.get("ExposureTime", [])[:2]))
camera.close()
"""
PLAYER = """
import sys
from backstride.sinks.sound import open_player
from backstride.errors import NoSound
try:
    player = open_player(sys.argv[1])
except NoSound as fault:
    sys.exit(str(fault))
print(player.title, player.on_server, sep="|")
"""
TONE = """
import sys
from backstride.doctor.tone import played
from backstride.errors import NoSound
try:
    print(*played(sys.argv[1]), sep="|")
except NoSound as fault:
    sys.exit(str(fault))
"""
FAINT_DBFS = -40
VOICES = {"en": "en-us", "de": "de", "fr": "fr-fr", "it": "it", "es": "es"}  # sinks.engines holds them; a test compares


# ---- the camera


def camera(machine: Machine, asked: Asked) -> Found:
    """Is the camera there that the settings ask for?"""
    on_usb = [f"usb:{number}" for number in _usb(machine)]
    on_cable, fault = _on_cable(machine)
    if asked.source.startswith("usb:"):
        if asked.source in on_usb:
            return ok(f"{asked.source} ({_usb_name(machine, asked.source)})")
        there = f"; there is {', '.join(on_usb)}" if on_usb else ""
        return fail(f"no USB camera {asked.source.removeprefix('usb:')}{there}", "plug it in, or change [run] source")
    if asked.source == "camera":
        if on_cable:
            return ok(f"on the cable: {', '.join(on_cable)}")
        return fail(fault or "no camera on a ribbon cable", _cable_mend(machine))
    if asked.source != "auto":
        return ok("the settings play a recording: no camera is needed")
    if on_cable or on_usb:
        return ok(", ".join([*on_cable, *(f"{usb} ({_usb_name(machine, usb)})" for usb in on_usb)]))
    words = "no camera is seen: the demo recording plays in its place"
    mend = _cable_mend(machine) if machine.is_pi else "plug in a USB camera"
    if machine.is_pi and fault:
        return fail(fault, mend)
    return fail(words, mend) if is_appliance(machine) else warn(words, mend)


def camera_free(machine: Machine, asked: Asked) -> Found:
    """Which program holds the camera?"""
    held = [(node, name) for node, name in holders(machine) if not name.startswith("backstride")]
    ours = any(name.startswith("backstride") for _, name in holders(machine))
    if held:
        who = "; ".join(f"{name} holds {node}" for node, name in held[:3])
        if all(name.partition(" ")[0] in LOOKERS_ON for _, name in held):
            return warn(f"{who}: it lists cameras, and may take one", "leave the desktop out (raspi-config), or end it")
        return fail(f"another program has the camera: {who}", "end it (kill its number), or disable it at the start")
    if ours:
        return ok("the coach has it")
    nodes = [name for name in machine.names("/dev") if re.fullmatch(r"video\d+", name)]
    if not nodes:
        return ok("there is no camera that anybody could hold")
    if not machine.is_root():
        return unknown("no program of this user holds it; those of others are not shown", "ask again with sudo")
    return ok("no program holds it")


def holders(machine: Machine) -> Iterator[tuple[str, str]]:
    """Who has a camera's node open: the node, and the program with its number; ``backstride`` for a coach."""
    for pid in filter(str.isdigit, machine.names("/proc")):
        for number in machine.names(f"/proc/{pid}/fd"):
            node = machine.link(f"/proc/{pid}/fd/{number}")
            if VIDEO_NODE.fullmatch(node):
                yield node, program(machine, pid)
                break


def program(machine: Machine, pid: str) -> str:
    """What a process is called, for people."""
    words = (machine.text(f"/proc/{pid}/cmdline") or "").split("\0")
    if any(word.rpartition("/")[2] == "backstride" or word.startswith("backstride.") for word in words[:4]):
        return "backstride"
    return f"{machine.text(f'/proc/{pid}/comm') or 'a program'} ({pid})"


def exposure(machine: Machine, asked: Asked) -> Found:
    """Can the camera expose as shortly as asked, and does the rate leave room for it?"""
    asked_ms, frame_ms = asked.exposure_us / 1000, 1000 / asked.fps
    if not asked.exposure_us:
        return warn("the camera chooses its exposure: feet and hands blur in dim light",
                    "set exposure_us = 4000 under [camera]")  # fmt: skip
    if asked_ms > frame_ms:
        return fail(f"{asked_ms:g} ms do not fit into a picture of {frame_ms:.1f} ms ({asked.fps:g} a second)",
                    f"set exposure_us to {int(1000 * frame_ms)} or less")  # fmt: skip
    reach = _reach_us(machine)
    if isinstance(reach, str):
        return unknown(f"asked for {asked_ms:g} ms; the camera's reach is not known: {reach}")
    shortest, longest = reach
    if not shortest <= asked.exposure_us <= longest:
        return warn(f"asked for {asked_ms:g} ms, the camera can {shortest / 1000:g} to {longest / 1000:g} ms",
                    "set exposure_us to a figure between them")  # fmt: skip
    return ok(f"{asked_ms:g} ms, within the camera's {shortest / 1000:g} to {longest / 1000:g} ms")


def _reach_us(machine: Machine) -> tuple[float, float] | str:
    """The shortest and the longest exposure, or why they are not known."""
    if any(name == "backstride" for _, name in holders(machine)):
        return "the coach has the camera"
    if machine.is_pi:
        try:
            low, high = json.loads(machine.python(REACH_PI, timeout_s=20).out.strip().splitlines()[-1])
        except (ValueError, IndexError):
            return "picamera2 does not tell"
        return low, high
    numbers = _usb(machine)
    if not numbers:
        return "there is no camera"
    said = machine.run("v4l2-ctl", "-d", f"/dev/video{numbers[0]}", "--list-ctrls")
    found = re.search(r"exposure(?:_time)?_absolute.*?min=(\d+) max=(\d+)", said.out)
    if not found:
        return "v4l2-ctl is not installed" if said.code is None else "it cannot be set on this camera"
    return int(found[1]) * 100, int(found[2]) * 100


def _usb(machine: Machine) -> list[int]:
    return cameras(machine.at("/dev"), machine.at("/sys/class/video4linux"))


def _usb_name(machine: Machine, usb: str) -> str:
    return machine.text(f"/sys/class/video4linux/video{usb.removeprefix('usb:')}/name") or "no name"


def _on_cable(machine: Machine) -> tuple[list[str], str]:
    """The cameras that picamera2 sees, or why it sees none."""
    if not machine.is_pi:
        return [], ""
    said = machine.python(LIST_PI, timeout_s=20)
    if not said.fine:
        last = (said.err.strip().splitlines() or ["it does not answer"])[-1]
        return [], f"picamera2 cannot list the cameras ({last[:120]})"
    try:
        found = [info.get("Model", "camera") for info in json.loads(said.out.strip().splitlines()[-1])]
    except (ValueError, IndexError):
        return [], "picamera2 cannot list the cameras"
    return found, "" if found else "no camera is seen on the ribbon cable"


def _cable_mend(machine: Machine) -> str:
    if not machine.is_pi:
        return "this is no Raspberry Pi: use a USB camera and source = \"auto\""
    if machine.has("apt-get") and not machine.exists("/usr/lib/python3/dist-packages/picamera2"):
        return "sudo apt-get install --no-install-recommends python3-picamera2"
    if "camera_auto_detect=1" not in (machine.text(BOOT) or ""):
        return f"write camera_auto_detect=1 (or the camera's dtoverlay) into {BOOT} and reboot"
    return "switch off, seat the ribbon cable at both ends with its contacts on the right side, switch on"


# ---- sound and voice


def sound(machine: Machine, asked: Asked) -> Found:
    """Does a sound device take what is played?"""
    if asked.voice_device == "none":
        return warn("switched off in the settings: cues are shown, not spoken", 'set device = "auto" under [voice]')
    players = [name for name in ("pw-play", "paplay", "aplay") if machine.has(name)]
    if not players:
        return fail("no program can play sound", "sudo apt-get install --no-install-recommends alsa-utils")
    said = machine.python(PLAYER, asked.voice_device, timeout_s=40)
    if said.fine:
        return ok(f"plays through {said.out.partition('|')[0].strip()}")
    reason = (said.err.strip().splitlines() or ["no answer"])[-1][:160]
    if "Error" in reason.partition(":")[0]:
        return unknown(f"the program that plays does not load ({reason})")
    if machine.text("/proc/asound/cards") in (None, "", "--- no soundcards ---"):
        words, mend = "no sound card is seen", "plug in a USB loudspeaker, or enable sound in " + BOOT
    else:
        words, mend = f"no sound device plays ({reason})", "check [voice] device against the names that aplay -L lists"
    needed = asked.voice_device != "auto" or is_appliance(machine)
    return fail(words, mend) if needed else warn(f"{words}: cues are shown, not spoken", mend)


def loudness(machine: Machine, asked: Asked) -> Found:
    """How far is the volume turned up? What reaches the runner's ear no program can tell."""
    level = _server_level(machine) or _alsa_level(machine)
    if level is None:
        return unknown("no mixer tells how loud it is", "hear for yourself: backstride say lean_back")
    where, percent, muted = level
    words = f"{where} is at {percent} %"
    if muted or percent == 0:
        return fail(f"{where} is muted: nobody hears a warning", _louder(where))
    if percent < QUIET_PERCENT:
        return warn(f"{words}: hardly heard beside a treadmill", _louder(where))
    return ok(f"{words}; what arrives at the ear is not measured: try backstride say lean_back")


def tone(machine: Machine, asked: Asked) -> Found:
    """Does a tone that is played leave this machine, and how loud?"""
    said = machine.python(TONE, asked.voice_device, timeout_s=60)
    if not said.fine:
        reason = (said.err.strip().splitlines() or ["no answer"])[-1][:160]
        return unknown(f"no tone was played ({reason})", "the line Sound tells how to mend it")
    title, dbfs, where = said.out.strip().split("|")
    if not where or dbfs == "nan":
        return unknown(f"a tone was played through {title}; how loud was not measured: nothing here can listen",
                       "did you hear two beeps? If not, see the line Loudness")  # fmt: skip
    if float(dbfs) < FAINT_DBFS:
        level = "silence" if dbfs == "-inf" else f"{-float(dbfs):.0f} dB below full scale"
        return fail(f"a tone was played through {title}, and {where} heard {level}", "see the line Loudness")
    return ok(f"a tone was played through {title}; {where} heard it {-float(dbfs):.0f} dB below full scale")


def sound_server(machine: Machine, asked: Asked) -> Found:
    """Would the sound of a service be heard without anybody signed in? PipeWire is a program of its user's session."""
    if not is_appliance(machine):
        return ok("not installed as a service: the sound is this user's")
    on_server = asked.voice_device.startswith(("pipewire:", "pulse:"))
    title = machine.python(PLAYER, asked.voice_device, timeout_s=40).out.partition("|")[0]
    if not on_server and not title.startswith(("PipeWire", "PulseAudio")):
        return ok("the service plays through ALSA, with or without somebody signed in")
    user = installed(machine).get("User", "root")
    if machine.exists(f"/var/lib/systemd/linger/{user}"):
        return ok(f"the sound server of {user} lingers: it runs without a login")
    return fail("the service plays through a sound server that ends when its user signs out: then it is silent",
                f'set device = "alsa:default" under [voice], or: sudo loginctl enable-linger {user}')  # fmt: skip


def voice(machine: Machine, asked: Asked) -> Found:
    """Can a sentence be spoken in the language of the settings?"""
    if not machine.has("espeak-ng"):
        mend = "sudo apt-get install --no-install-recommends espeak-ng"
        return fail("espeak-ng is missing: cues are tones, not words", mend)
    spoken = VOICES.get(asked.language, asked.language)
    said = machine.run("espeak-ng", "-v", spoken, "--stdout", "one")
    if not said.fine or len(said.out) < 1000:
        reason = (said.err.strip().splitlines() or ["it gives no sound"])[-1][:120]
        return fail(f"espeak-ng does not speak {spoken} ({reason})",
                    "sudo apt-get install --reinstall espeak-ng espeak-ng-data")  # fmt: skip
    return ok(f"espeak-ng speaks {spoken}" + (", Piper is asked first" if asked.piper else ""))


def _server_level(machine: Machine) -> tuple[str, int, bool] | None:
    said = machine.run("wpctl", "get-volume", "@DEFAULT_AUDIO_SINK@")
    if found := re.search(r"Volume: ([\d.]+)(.*MUTED)?", said.out):
        return "PipeWire's output", round(100 * float(found[1])), bool(found[2])
    said = machine.run("pactl", "get-sink-volume", "@DEFAULT_SINK@")
    if found := re.search(r"(\d+)%", said.out):
        muted = "yes" in machine.run("pactl", "get-sink-mute", "@DEFAULT_SINK@").out
        return "PulseAudio's output", int(found[1]), muted
    return None


def _alsa_level(machine: Machine) -> tuple[str, int, bool] | None:
    """The first of the usual controls that a card has."""
    said = machine.run("amixer", "scontents").out
    for name in ("Master", "PCM", "Speaker", "Headphone", "HDMI"):
        found = re.search(rf"Simple mixer control '{name}',\d+\n((?:  .*\n?)+)", said)
        if found and (level := re.search(r"\[(\d+)%\]", found[1])):
            return f"ALSA's {name}", int(level[1]), "[off]" in found[1]
    return None


def _louder(where: str) -> str:
    if where.startswith("PipeWire"):
        return "wpctl set-mute @DEFAULT_AUDIO_SINK@ 0 && wpctl set-volume @DEFAULT_AUDIO_SINK@ 0.8"
    if where.startswith("Pulse"):
        return "pactl set-sink-mute @DEFAULT_SINK@ 0 && pactl set-sink-volume @DEFAULT_SINK@ 80%"
    return f"amixer sset {where.split()[-1]} 80% unmute, then sudo alsactl store"
