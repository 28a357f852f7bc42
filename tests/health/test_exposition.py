"""What Prometheus is given: parsed by Prometheus' own parser, consistent, and silent about what is not known."""

from dataclasses import replace
from math import nan

import pytest
from prometheus_client.parser import text_string_to_metric_families

from backstride.health.exposition import exposition
from backstride.health.meters import Histogram
from backstride.health.readings import Camera, Machine, Path, Readings, Recorder, Stage, Stream, Voice


def spread(*seconds):
    histogram = Histogram((0.01, 0.1, 1.0))
    for s in seconds:
        histogram.note(s)
    return histogram.spread


FULL = Readings(
    version="0.1", uptime_s=12.0, model="lite", engine="litert", coaching=True,
    camera=Camera("USB camera 0", 30.0, True, losses=1, seen=100, coached=90, dropped=10),
    stages=(("pose", Stage(90, 29.5, 0.02, spread(0.02, 0.02, 0.5))), ("path", Stage())),
    latencies=(("cue", spread(0.05, 0.2)), ("sound", spread())), cue_to_sound=spread(0.004),
    cues=(("lean", "form", 3), ("obstacle", "safety", 1)),
    voice=Voice("speaking", True, False, "heard", (("spoken", 4), ("cut", 0))), path=Path("watching", "", 0.15),
    recorder=Recorder(True, "", True, 2, 500, 3), stream=Stream(2, 12, 1, 50, 4, 0),
    machine=Machine(51.5, 0x10004, 10**10, 42.0, 4 * 10**8, 33.0, 40, 12, 10**9, -3.5, True),
    eased=("stream_rate",), faults=("Recorder failed",), logged=(("warning", 2),),
)  # fmt: skip


def samples(now):
    """Every sample, by name and labels."""
    families = text_string_to_metric_families(exposition(now).decode())
    return {(s.name, *sorted(s.labels.items())): s.value for family in families for s in family.samples}


def test_every_frame_is_accounted_for():
    told = samples(FULL)
    seen, coached, dropped = (told[(f"backstride_frames_{what}_total",)] for what in ("seen", "coached", "dropped"))
    assert (seen, coached, dropped) == (100, 90, 10) and seen == coached + dropped


def test_latencies_are_histograms_that_add_up():
    told = samples(FULL)
    name = "backstride_latency_seconds"
    buckets = [told[(f"{name}_bucket", ("le", le), ("to", "cue"))] for le in ("0.01", "0.1", "1.0", "+Inf")]
    assert buckets == [0, 1, 2, 2] == sorted(buckets)
    assert told[(f"{name}_count", ("to", "cue"))] == 2
    assert told[(f"{name}_sum", ("to", "cue"))] == pytest.approx(0.25)


@pytest.mark.parametrize(("name", "labels", "value"), [
    ("backstride_stage_rate_hertz", {"stage": "pose"}, 29.5),
    ("backstride_stage_age_seconds", {"stage": "pose"}, 0.02),
    ("backstride_cues_total", {"rule": "lean", "class": "form"}, 3),
    ("backstride_sentences_total", {"fate": "spoken"}, 4),
    ("backstride_path_state", {"state": "watching"}, 1),
    ("backstride_path_state", {"state": "stop"}, 0),
    ("backstride_throttled", {"kind": "throttled", "when": "now"}, 1),
    ("backstride_throttled", {"kind": "undervoltage", "when": "now"}, 0),
    ("backstride_throttled", {"kind": "undervoltage", "when": "since_boot"}, 1),
    ("backstride_temperature_celsius", {}, 51.5),
    ("backstride_disk_minutes", {}, 42),
    ("backstride_viewers", {}, 2),
    ("backstride_parts_failed_total", {}, 1),
    ("backstride_eased", {"step": "stream_rate"}, 1),
    ("backstride_eased", {"step": "pose_model"}, 0),
    ("backstride_clock_jump_seconds", {}, -3.5),
    ("process_resident_memory_bytes", {}, 4e8),
    ("backstride_uptime_seconds", {}, 12),
    ("backstride_log_lines_total", {"level": "warning"}, 2),
])  # fmt: skip
def test_each_figure_is_found_under_its_name(name, labels, value):
    assert samples(FULL)[(name, *sorted(labels.items()))] == value


def test_what_is_not_known_is_left_out():
    names = {key[0] for key in samples(Readings(machine=Machine(minutes=nan)))}
    for unknown in ("temperature_celsius", "throttled", "disk_minutes", "disk_free_bytes", "coaching", "path_state",
                    "path_age_seconds", "eased", "clock_confirmed"):  # fmt: skip
        assert f"backstride_{unknown}" not in names


def test_labels_may_hold_anything():
    odd = replace(FULL, model='lite "x"\n\\', version="ä")
    about = next(key for key in samples(odd) if key[0] == "backstride_info")
    assert ("model", 'lite "x"\n\\') in about
