"""The readings for Prometheus. What is not known is left out, never a number that looks like one."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from .meters import Spread
from .readings import Readings

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BITS = {"undervoltage": 1, "frequency_capped": 2, "throttled": 4, "soft_temperature_limit": 8}
PATH_STATES = ("watching", "slow", "stop", "unknown", "off")
STEPS = ("stream_rate", "stream_size", "detector_rate", "recording_quality", "pose_model")


class _Once:
    """Hands the library's writer the metrics of one moment."""

    def __init__(self, metrics: Iterator[Metric]):
        self._metrics = tuple(metrics)

    def collect(self) -> tuple[Metric, ...]:
        return self._metrics


def exposition(now: Readings) -> bytes:
    """The answer to a scrape."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once(metrics_of(now)))
    return generate_latest(registry)


def metrics_of(now: Readings) -> Iterator[Metric]:
    yield from _about(now)
    yield from _frames(now)
    yield from _latencies(now)
    yield from _sinks(now)
    yield from _machine(now)


def _about(now: Readings) -> Iterator[Metric]:
    labels = {"version": now.version, "model": now.model, "engine": now.engine, "site": now.site, "view": now.view}
    about = GaugeMetricFamily("backstride_info", "What runs; always 1", labels=list(labels))
    about.add_metric(list(labels.values()), 1)
    yield about
    yield _gauge("backstride_uptime_seconds", "Since the start", now.uptime_s)
    yield _gauge("backstride_coaching", "1 while the coaching is on", now.coaching)
    yield _counter("backstride_parts_failed", "Parts that failed and are left out", len(now.faults))
    yield _labelled("backstride_log_lines", "Lines of the log", "level", now.logged)


def _frames(now: Readings) -> Iterator[Metric]:
    seen = now.camera
    yield _counter("backstride_frames_seen", "Frames that the camera gave; coached and dropped ones", seen.seen)
    yield _counter("backstride_frames_coached", "Frames that went through the loop", seen.coached)
    yield _counter("backstride_frames_dropped", "Frames that a newer one overtook before the loop", seen.dropped)
    yield _counter("backstride_camera_losses", "How often the camera was lost", seen.losses)
    yield _gauge("backstride_camera_up", "1 while the camera gives pictures", not seen.fault)
    rates = GaugeMetricFamily("backstride_stage_rate_hertz", "How often a stage is at work lately", labels=["stage"])
    ages = GaugeMetricFamily("backstride_stage_age_seconds", "Since a stage last did something", labels=["stage"])
    counts = CounterMetricFamily("backstride_stage_turns", "What a stage did", labels=["stage"])
    took = HistogramMetricFamily("backstride_stage_seconds", "What one turn of a stage takes", labels=["stage"])
    for name, stage in now.stages:
        counts.add_metric([name], stage.count)
        for family, value in ((rates, stage.rate_hz), (ages, stage.age_s)):
            if isfinite(value):
                family.add_metric([name], value)
        if stage.took is not None:
            took.add_metric([name], _buckets(stage.took), stage.took.sum_s)
    yield from (rates, ages, counts, took)


def _latencies(now: Readings) -> Iterator[Metric]:
    latency = HistogramMetricFamily(
        "backstride_latency_seconds", "From the picture's capture to a decision, to a cue, to its sound", labels=["to"]
    )  # fmt: skip
    for to, spread in now.latencies:
        latency.add_metric([to], _buckets(spread), spread.sum_s)
    yield latency
    sound = HistogramMetricFamily("backstride_cue_to_sound_seconds", "From the decision to the player's start")
    if now.cue_to_sound.bounds_s:
        sound.add_metric([], _buckets(now.cue_to_sound), now.cue_to_sound.sum_s)
    yield sound
    cues = CounterMetricFamily("backstride_cues", "Cues by rule", labels=["rule", "class"])
    for rule, class_, count in now.cues:
        cues.add_metric([rule, class_], count)
    yield cues
    yield _labelled("backstride_sentences", "What became of sentences", "fate", now.voice.fates)
    if now.path.state:
        states = tuple((state, int(state == now.path.state)) for state in PATH_STATES)
        yield _labelled("backstride_path_state", "1 for the state that holds", "state", states, GaugeMetricFamily)
    yield _gauge("backstride_path_age_seconds", "Age of the look that the path's state rests on", now.path.age_s)


def _sinks(now: Readings) -> Iterator[Metric]:
    shown, kept = now.stream, now.recorder
    yield _gauge("backstride_voice_audible", "1 while a sound device takes words", now.voice.audible)
    yield _gauge("backstride_viewers", "Who watches the live picture", shown.viewers)
    yield _gauge("backstride_listeners", "Pages that receive the moments", shown.listeners)
    yield _counter("backstride_stream_pictures_encoded", "Pictures drawn for viewers", shown.encoded)
    yield _counter("backstride_stream_pictures_dropped", "Pictures that a newer one overtook", shown.dropped)
    yield _counter("backstride_stream_pictures_failed", "Pictures that could not be drawn", shown.failed)
    yield _gauge("backstride_recording", "1 while a clip is recorded", kept.recording)
    yield _gauge("backstride_recorder_up", "1 while clips can be recorded", kept.on and not kept.fault)
    yield _counter("backstride_recorder_clips", "Finished clips", kept.clips)
    yield _counter("backstride_recorder_frames_coded", "Frames recorded or ready to be", kept.coded)
    yield _counter("backstride_recorder_frames_lost", "Frames that encoder or disk could not take", kept.lost)


def _machine(now: Readings) -> Iterator[Metric]:
    machine = now.machine
    yield _gauge("backstride_temperature_celsius", "The processor's", machine.temperature_c)
    if machine.throttled is not None:
        bits = GaugeMetricFamily("backstride_throttled", "The Pi's throttle bits", labels=["kind", "when"])
        for kind, bit in BITS.items():
            bits.add_metric([kind, "now"], bool(machine.throttled & bit))
            bits.add_metric([kind, "since_boot"], bool(machine.throttled & bit << 16))
        yield bits
    yield _gauge("backstride_disk_free_bytes", "Free where clips are kept", machine.free_bytes)
    yield _gauge("backstride_disk_minutes", "Minutes that can still be recorded", machine.minutes)
    yield _gauge("backstride_memory_available_bytes", "What the system could still give", machine.free_memory_bytes)
    yield _gauge("backstride_clock_jump_seconds", "By how much the wall clock was set since the start",
                 machine.clock_jumped_s)  # fmt: skip
    yield _gauge("backstride_clock_confirmed", "1 when a time server confirmed the clock", machine.clock_confirmed)
    if now.eased is not None:
        steps = tuple((step, int(step in now.eased)) for step in STEPS)
        yield _labelled("backstride_eased", "1 for each step taken to ease the load", "step", steps, GaugeMetricFamily)
    yield _gauge("process_resident_memory_bytes", "This program's", machine.rss_bytes)
    yield _counter("process_cpu_seconds", "This program's and its children's", machine.cpu_s)
    yield _gauge("process_open_fds", "Files and sockets open", machine.open_files)
    yield _gauge("process_threads", "Threads", machine.threads)


def _gauge(name: str, about: str, value: float | bool | None) -> Metric:
    family = GaugeMetricFamily(name, about)
    if value is not None and isfinite(value):
        family.add_metric([], float(value))
    return family


def _counter(name: str, about: str, value: float) -> Metric:
    return CounterMetricFamily(name, about, value=value)


def _labelled(name: str, about: str, label: str, values, family=CounterMetricFamily) -> Metric:
    metric = family(name, about, labels=[label])
    for key, value in values:
        metric.add_metric([key], value)
    return metric


def _buckets(spread: Spread) -> list[tuple[str, float]]:
    """Prometheus counts what lies at or under each bound."""
    total, buckets = 0, []
    for bound, count in zip((*(str(b) for b in spread.bounds_s), "+Inf"), spread.counts, strict=True):
        total += count
        buckets.append((bound, total))
    return buckets
