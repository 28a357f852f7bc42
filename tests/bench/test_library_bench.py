"""The archive's benchmark: made-up clips that the library takes as its own, and pages that can be too slow."""

import json
from dataclasses import replace

from backstride.bench import library as bench
from backstride.bench.library import RUNNERS, Page, make_archive
from backstride.library.store import Library


def test_the_made_up_clips_are_clips_to_the_library(tmp_path):
    make_archive(tmp_path / "clips", 60)
    library = Library(tmp_path / "clips")
    assert library.rebuild().clips == 60 and library.rebuild().skipped == ()
    rows = library.page(size=60).rows
    assert len({row.session for row in rows}) == 7 and {row.runner for row in rows} <= set(RUNNERS)
    assert library.choices().rules and library.choices().tags


def test_every_page_is_asked_for_and_told(tmp_path, capsys):
    code = bench.library(tmp_path / "told.json", clips=80, times=1)
    told = json.loads((tmp_path / "told.json").read_text())["library"]
    assert told["clips"] == 80 and len(told["pages"]) == 11
    assert code in (0, 1) and "first page" in capsys.readouterr().out


def test_a_page_that_takes_too_long_is_missed(monkeypatch, tmp_path):
    slow = Page("first page", 101.0, 140.0, 90.0, 100.0)
    assert not slow.met and "OVER" in slow.words and replace(slow, median_ms=99.0).met
    monkeypatch.setattr(bench, "measured", lambda opened, folder, times: [slow])
    assert bench.library(None, clips=3, times=1) == 1
