"""Clips handed out: whole or not at all, as they were spoken, with nobody else's face."""

import shutil
from pathlib import Path

import av
import numpy as np
import pytest

from backstride.coach.coach import Coach
from backstride.errors import BadInput
from backstride.export import AsSpoken, Film, export
from backstride.faces import LEAST_SCORE, people_in
from backstride.library.clips import FORMATS
from backstride.library.store import Library
from backstride.path.detector import NanoDet
from backstride.pose.models import model_file
from backstride.sources.video import Video
from backstride.types import Cue, Measures, Moment, PathView, Pose, Setup

MAKERS = Path(__file__).parent / "library"
GARDEN = Path(__file__).parents[1] / "recordings" / "garden-walk-backward" / "clip.mp4"
OPEN = Film(blurs_others=False)


@pytest.fixture
def made(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(MAKERS)
    from clip_maker import clip_folder

    folder = clip_folder(tmp_path / "clips", 1, seconds=3)
    library = Library(tmp_path / "clips")
    return folder, library.clip(library.page().rows[0].id)


def pictures(path):
    with av.open(str(path)) as file:
        return [frame.to_ndarray(format="bgr24").astype(int) for frame in file.decode(video=0)]


@pytest.mark.parametrize("format", sorted(set(FORMATS) - {"mp4"}))
def test_each_format_is_a_file_of_the_clips_name(made, tmp_path, format):
    folder, clip = made
    path = export(clip, format, tmp_path)
    assert path == tmp_path / f"{folder.name}{FORMATS[format]}" and path.stat().st_size > 100


@pytest.mark.parametrize(("format", "source"), [("csv", "measures.csv"), ("poses", "poses.npz"),
                                                ("events", "events.jsonl")])  # fmt: skip
def test_what_is_copied_is_the_same_bytes(made, tmp_path, format, source):
    folder, clip = made
    assert export(clip, format, tmp_path / "x").read_bytes() == (folder / source).read_bytes()


def test_a_plain_film_has_every_picture_untouched(made, tmp_path):
    folder, clip = made
    told = []
    path = export(clip, "mp4", tmp_path / "x.mp4", Film(overlay=False, blurs_others=False), lambda *n: told.append(n))
    ours, theirs = pictures(path), pictures(folder / "clip.mp4")
    assert len(ours) == len(theirs) == 30 and told[-1][0] == 30
    assert max(np.abs(a - b).mean() for a, b in zip(ours, theirs, strict=True)) < 4


def test_a_film_with_overlay_has_something_drawn_on_every_picture(made, tmp_path):
    folder, clip = made
    path = export(clip, "mp4", tmp_path / "x.mp4", OPEN)
    ours, theirs = pictures(path), pictures(folder / "clip.mp4")
    assert min(np.abs(a - b).mean() for a, b in zip(ours, theirs, strict=True)) > 4


def test_nothing_that_exists_is_overwritten(made, tmp_path):
    _, clip = made
    (tmp_path / "x").write_text("dear")
    with pytest.raises(BadInput, match="exists already"):
        export(clip, "csv", tmp_path / "x")
    assert (tmp_path / "x").read_text() == "dear"


def test_a_broken_film_leaves_nothing_behind(made, tmp_path):
    folder, clip = made
    (folder / "clip.mp4").write_bytes(b"no film")
    with pytest.raises(BadInput):
        export(clip, "mp4", tmp_path / "x.mp4", OPEN)
    assert [p.name for p in tmp_path.iterdir()] == ["clips"]


@pytest.mark.parametrize(("format", "gone"), [("csv", "measures.csv"), ("mot", "measures.csv"), ("trc", "poses.npz"),
                                              ("poses", "poses.npz"), ("mp4", "clip.mp4")])  # fmt: skip
def test_what_a_clip_has_not_is_named(made, tmp_path, format, gone):
    folder, clip = made
    (folder / gone).unlink()
    with pytest.raises(BadInput, match="has no "):
        export(clip, format, tmp_path / "x")


def test_an_unknown_format_or_folder_is_refused(made, tmp_path):
    _, clip = made
    with pytest.raises(BadInput, match="is no format"):
        export(clip, "doc", tmp_path)
    with pytest.raises(BadInput, match="parent folder"):
        export(clip, "csv", tmp_path / "nowhere" / "x")


# ---- as it was spoken

class Silent(Coach):
    """Measures nothing, says something else each time."""

    def __init__(self):
        pass

    def step(self, pose, path_view, presses=()):
        other = Cue(pose.t_s, "elbow", "form", "Bend the arms", "today's", 1.0)
        return Moment(pose.t_s, pose.number, pose, Measures(pose.t_s), path_view, (), other, other)


def steps(coach, count=60):
    nobody = np.full((33, 3), np.nan, np.float32), np.zeros(33, np.float32)
    poses = [Pose(*nobody, (160, 96), n / 10, n) for n in range(count)]
    return [coach.step(pose, PathView(pose.t_s, "unknown", "no lane")) for pose in poses]


def test_the_film_shows_the_cues_that_were_spoken_and_no_other():
    spoken = [Cue(0.55, "lean", "form", "One", "", 1.0), Cue(1.2, "lean", "form", "Two", "", 1.0)]
    moments = steps(AsSpoken(Silent(), spoken, None))
    assert [(m.number, m.cue.words) for m in moments if m.cue] == [(6, "One"), (12, "Two")]
    captions = [m.caption.words if m.caption else "" for m in moments]
    assert captions[5:7] == ["", "One"] and captions[11:13] == ["One", "Two"]
    assert captions[42] == "Two" and captions[43] == ""


def test_the_film_shows_what_was_known_of_the_path_then():
    moments = steps(AsSpoken(Silent(), [], ["watching", "stop", "unknown", "nonsense"]), 6)
    assert [m.path.state for m in moments] == ["watching", "stop", "unknown", "unknown", "unknown", "unknown"]
    assert moments[2].path.why == "no lane"


def test_without_recorded_events_the_coach_is_asked():
    assert steps(AsSpoken(Silent(), None, None), 1)[0].cue.words == "Bend the arms"


# ---- faces, with the detector that ships

def test_the_man_on_the_shed_is_found_on_every_picture():
    """Against the light: on half of the pictures the detector misses him."""
    def pictures_of_a_second():
        for frame in Video(GARDEN):
            if frame.t_s > 1.0:
                return
            yield frame

    people = people_in(pictures_of_a_second(), NanoDet(model_file("obstacles").path, LEAST_SCORE))
    for n in range(31):
        there = [box for person in people if (box := person.at(n / 30)) is not None]
        assert any(350 < x0 < x1 < 750 and y0 < 200 < y1 < 450 for x0, y0, x1, y1 in there)


def test_a_clip_handed_out_needs_the_library_no_more(made, tmp_path):
    folder, clip = made
    path = export(clip, "csv", tmp_path / "x.csv")
    shutil.rmtree(folder)
    assert path.is_file() and Setup() == clip.setup
