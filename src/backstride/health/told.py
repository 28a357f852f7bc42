"""The readings in words, for people: one part a line, and "not known" where nothing is known."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Literal

from .readings import Readings, Stage

State = Literal["ok", "warn", "fail", "unknown"]
LATE_S = 1.0  # without a frame for so long, nobody is coached
SLOW_SHARE = 0.7  # of the camera's rate
HOT_C, THROTTLES_C = 80.0, 85.0
LITTLE_MIN = 30
UNDERVOLTAGE, LATER = 1, 16
HELD_BACK = 0b1110  # bits of a processor that is slowed down
EASED = {
    "stream_rate": "fewer pictures to viewers", "stream_size": "smaller pictures to viewers",
    "detector_rate": "what is on the path is named half as often", "recording_quality": "coarser recordings",
    "pose_model": "the lighter pose model",
}  # fmt: skip
PATHS = {"watching": "watched; nothing found so far", "slow": "watched; something is on it", "stop": "watched; danger"}
BELTS = PATHS | {"watching": "watched; nobody came close lately", "slow": "watched; somebody is close"}


@dataclass(frozen=True)
class Part:
    """How one part fares. ``detail`` holds the figures behind the words."""

    key: str
    title: str
    state: State
    words: str
    detail: str = ""


def parts_of(now: Readings) -> tuple[Part, ...]:
    """Every part of the appliance, in the order in which a fault matters."""
    return (
        camera(now), pose(now), coach(now), path(now), voice(now), recorder(now), stream(now), disk(now), power(now),
        temperature(now), load(now), memory(now), clock(now),
    )  # fmt: skip


def worst(parts: tuple[Part, ...]) -> State:
    """The state of the whole: unknown parts do not make it better or worse than what is known."""
    states = {part.state for part in parts}
    return next((state for state in ("fail", "warn") if state in states), "ok")


# ---- what the coaching rests on


def camera(now: Readings) -> Part:
    seen, stage = now.camera, now.stage("camera")
    figures = f"{seen.seen} pictures seen, {seen.coached} coached, {seen.dropped} dropped"
    if seen.losses:
        figures += f"; lost {_times(seen.losses)}"
    if seen.fault:
        return Part("camera", "Camera", "fail", seen.fault, figures)
    if not isfinite(stage.age_s):
        return Part("camera", "Camera", "unknown", "no picture has come yet", seen.title)
    if stage.age_s > LATE_S:
        return Part("camera", "Camera", "fail", f"no picture for {_seconds(stage.age_s)}", figures)
    words = f"{seen.title}, {_rate(stage)}"
    if not seen.live:
        return Part("camera", "Camera", "warn", f"no camera: the {seen.title} plays, {_rate(stage)}", figures)
    if seen.dim:
        return Part("camera", "Camera", "warn", f"{words}; {seen.dim}", figures)
    return Part("camera", "Camera", "ok", words, figures)


def pose(now: Readings) -> Part:
    stage = now.stage("pose")
    took = _took(stage)
    if not isfinite(stage.age_s):
        return Part("pose", "Pose", "unknown", "nothing was estimated yet", took)
    if stage.age_s > LATE_S:
        return Part("pose", "Pose", "fail", f"no pose for {_seconds(stage.age_s)}", took)
    seen_ago = now.tracked_age_s
    runner = "a runner is seen" if seen_ago < LATE_S else "no runner is seen now"
    words = f"{runner}; {_model(now.model)}, {_rate(stage)}"
    if seen_ago < LATE_S and isfinite(now.camera.fps) and stage.rate_hz < SLOW_SHARE * now.camera.fps:
        return Part("pose", "Pose", "warn", f"{words}, of {now.camera.fps:.0f} that the camera gives", took)
    return Part("pose", "Pose", "ok", words, took)


def coach(now: Readings) -> Part:
    cue = now.latency("cue")
    said = sum(count for *_, count in now.cues)
    figures = f"{_count(said, 'cue')} since the start"
    if cue.count:
        figures += f"; from the picture to the cue {_spread(cue)}"
    if now.coaching is None:
        return Part("coach", "Coach", "unknown", "nothing was judged yet", figures)
    if not now.stage("coach").age_s <= LATE_S:
        return Part("coach", "Coach", "fail", f"nothing was judged for {_seconds(now.stage('coach').age_s)}", figures)
    return Part("coach", "Coach", "ok", "coaching" if now.coaching else "ready; the coaching is stopped", figures)


def path(now: Readings) -> Part:
    seen, on_treadmill = now.path, now.site == "treadmill"
    title = "Around the belt" if on_treadmill else "Path behind"
    age = f"the last look is {_seconds(seen.age_s)} old" if isfinite(seen.age_s) else ""
    if not seen.state:
        return Part("path", title, "unknown", "not looked at yet")
    if seen.state == "off":
        return Part("path", title, "ok" if on_treadmill else "warn", "not watched", "" if on_treadmill else seen.why)
    if seen.state == "unknown":
        return Part("path", title, "warn", f"not seen: {seen.why or 'no reason given'}", age)
    return Part("path", title, "ok", (BELTS if on_treadmill else PATHS).get(seen.state, seen.state), age)


def voice(now: Readings) -> Part:
    heard, sound = now.voice, now.latency("sound")
    fates = ", ".join(f"{count} {fate}" for fate, count in heard.fates if count)
    figures = f"sentences: {fates}" if fates else "nothing was said yet"
    if sound.count:
        figures += f"; from the picture to its sound {_spread(sound)}"
    elif now.cue_to_sound.count:
        figures += f"; from the cue to its sound {_spread(now.cue_to_sound)}"
    if not heard.status:
        return Part("voice", "Voice", "unknown", "not known yet")
    if not heard.audible:
        words = "nothing can be heard: cues are shown, not spoken"
        return Part("voice", "Voice", "fail", words, f"{heard.status}; {figures}")
    words = heard.status + ("; muted but for warnings" if heard.muted else "")
    if heard.confirmed != "heard":
        who = "somebody said that it is not" if heard.confirmed == "not heard" else "nobody has said that it is"
        return Part("voice", "Voice", "warn", f"{words}; {who} heard", figures)
    return Part("voice", "Voice", "ok", f"{words}; heard by a person", figures)


# ---- what is kept and shown


def recorder(now: Readings) -> Part:
    kept = now.recorder
    figures = f"{_count(kept.clips, 'clip')} since the start, {_count(kept.lost, 'picture')} lost"
    if kept.fault:
        return Part("recorder", "Recorder", "fail", kept.fault, figures)
    if not kept.on:
        return Part("recorder", "Recorder", "ok", "switched off in the settings")
    words = "recording now" if kept.recording else "waits for something to record"
    return Part("recorder", "Recorder", "warn" if kept.lost else "ok", words, figures)


def stream(now: Readings) -> Part:
    shown = now.stream
    figures = f"{shown.encoded} pictures drawn, {shown.dropped} overtaken by newer ones"
    words = f"{_count(shown.viewers, 'viewer')}, {max(0, shown.places - shown.viewers)} places free"
    if shown.failed:
        return Part("stream", "Live picture", "warn", f"{words}; {shown.failed} pictures could not be drawn", figures)
    return Part("stream", "Live picture", "ok", words, figures)


def disk(now: Readings) -> Part:
    minutes, free = now.machine.minutes, now.machine.free_bytes
    if free is None or not isfinite(minutes):
        return Part("disk", "Disk", "unknown", "what is free is not known")
    words = f"room to record {_minutes(minutes)}"
    state: State = "fail" if minutes < 1 else "warn" if minutes < LITTLE_MIN else "ok"
    return Part("disk", "Disk", state, words, f"{free / 1e9:.1f} GB free")


# ---- the machine


def power(now: Readings) -> Part:
    bits = now.machine.throttled
    if bits is None:
        return Part("power", "Power and throttling", "unknown", "this machine does not tell")
    if bits & UNDERVOLTAGE:
        return Part("power", "Power and throttling", "fail", "the power supply is too weak now")
    if bits & HELD_BACK:
        return Part("power", "Power and throttling", "fail", "the processor is slowed down now")
    earlier = []
    if bits & UNDERVOLTAGE << LATER:
        earlier.append("too little power")
    if bits & HELD_BACK << LATER:
        earlier.append("slowed down")
    if earlier:
        return Part("power", "Power and throttling", "warn", f"fine now; since power-on: {' and '.join(earlier)}")
    return Part("power", "Power and throttling", "ok", "fine now and since power-on")


def temperature(now: Readings) -> Part:
    celsius = now.machine.temperature_c
    if celsius is None:
        return Part("temperature", "Temperature", "unknown", "this machine has no thermometer that can be read")
    state: State = "fail" if celsius >= THROTTLES_C else "warn" if celsius >= HOT_C else "ok"
    hot = "" if state == "ok" else "; it needs shade or a fan"
    return Part("temperature", "Temperature", state, f"{celsius:.0f} °C{hot}")


def load(now: Readings) -> Part:
    if now.eased is None:
        return Part("load", "Load", "unknown", "nobody watches the load")
    if not now.eased:
        return Part("load", "Load", "ok", "it keeps up; nothing is left out")
    steps = ", ".join(EASED.get(step, step) for step in now.eased)
    return Part("load", "Load", "warn", f"eased: {steps}. The coaching is whole", now.eased_why)


def memory(now: Readings) -> Part:
    free, own = now.machine.free_memory_bytes, f"this program takes {now.machine.rss_bytes / 1e6:.0f} MB"
    if free is None:
        return Part("memory", "Memory", "unknown", "what is free is not known", own)
    state: State = "fail" if free < 150e6 else "warn" if free < 400e6 else "ok"
    return Part("memory", "Memory", state, f"{free / 1e6:.0f} MB free", own)


def clock(now: Readings) -> Part:
    jumped, confirmed = now.machine.clock_jumped_s, now.machine.clock_confirmed
    running = f"running for {_seconds(now.uptime_s)}"
    if abs(jumped) >= 2:
        way = "forward" if jumped > 0 else "back"
        return Part("clock", "Clock", "warn", f"was set {way} by {_seconds(abs(jumped))} while running", running)
    if confirmed is None:
        return Part("clock", "Clock", "unknown", "whether it is right is not known", running)
    words = "confirmed by a time server" if confirmed else "not confirmed: clips may carry a wrong date"
    return Part("clock", "Clock", "ok" if confirmed else "warn", words, running)


# ---- figures in words


def _model(name: str) -> str:
    """The pose model as people call it."""
    return f"{name.removeprefix('pose_landmarker_')} model" if name else "model not known"


def _rate(stage: Stage) -> str:
    return f"{stage.rate_hz:.0f} a second" if isfinite(stage.rate_hz) else "rate not known yet"


def _took(stage: Stage) -> str:
    return f"each takes {_spread(stage.took)}" if stage.took is not None and stage.took.count else ""


def _spread(spread) -> str:
    """A histogram knows its bounds alone: the half and nearly all lie under these."""
    half, most = spread.quantile_s(0.5), spread.quantile_s(0.95)
    if not isfinite(most):
        return f"over {1000 * spread.bounds_s[-1]:.0f} ms for some"
    return f"up to {1000 * half:.0f} ms for half, up to {1000 * most:.0f} ms for 95 of 100"


def _seconds(seconds: float) -> str:
    if not isfinite(seconds):
        return "an unknown time"
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.0f} hours"


def _minutes(minutes: float) -> str:
    return f"{int(minutes)} minutes" if minutes < 120 else f"{int(minutes / 60)} hours"


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
