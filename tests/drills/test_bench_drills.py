"""The drills as a benchmark: each can miss, and what cannot be drilled is no success."""

import json
from dataclasses import replace

import pytest

from backstride.bench import disk_drills, drills
from backstride.bench.disk_drills import Drill

GOOD = Drill("full disk", "Recording stopped", 0.1, 0.5, playable=True, untouched=True, goes_on=True)


def test_a_drill_that_costs_little_is_met():
    assert GOOD.met and " ok " in GOOD.words and "lost 0.50 s" in GOOD.words


@pytest.mark.parametrize(
    "fault",
    [{"told_after_s": 2.1}, {"told_after_s": float("inf")}, {"lost_s": 1.6}, {"playable": False}, {"untouched": False},
     {"goes_on": False}, {"drilled": False}],
)  # fmt: skip
def test_each_of_its_figures_can_miss(fault):
    drill = replace(GOOD, **fault)
    assert not drill.met and "MISSED" in drill.words


@pytest.mark.parametrize(("lost_s", "untouched", "disk", "code"), [
    (1.0, True, GOOD, 0), (1.6, True, GOOD, 1), (1.0, False, GOOD, 1), (1.0, True, replace(GOOD, lost_s=9.0), 1),
])  # fmt: skip
def test_the_exit_code_tells_whether_all_were_met(monkeypatch, tmp_path, capsys, lost_s, untouched, disk, code):
    kill = drills.Kill(90, lost_s, 10, 0.01, True, untouched)
    monkeypatch.setattr(drills, "run", lambda: drills.Killed((kill,) * 100))
    monkeypatch.setattr(disk_drills, "run", lambda: (disk,))
    assert drills.drills(tmp_path / "drills.json") == code
    told = json.loads((tmp_path / "drills.json").read_text())
    assert len(told["drills"]) == 100 and told["disks"][0]["name"] == "full disk"
    assert "100 kills" in capsys.readouterr().out


def test_where_no_disk_can_be_mounted_the_drills_are_missed_and_say_why(monkeypatch):
    class Refused:
        returncode, stdout, stderr = 1, "", "mount: permission denied\n"

    monkeypatch.setattr(disk_drills.subprocess, "run", lambda *words, **how: Refused())
    told = disk_drills.run()
    assert [drill.name for drill in told] == list(disk_drills.NAMES)
    assert not any(drill.met for drill in told) and "permission denied" in told[0].words


def test_a_clock_that_leaps_loses_no_clip(tmp_path):
    assert disk_drills.wrong_clock(tmp_path).met
