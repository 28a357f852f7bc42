"""Every recording that ships is replayed from its poses: the coach must give what is expected of it, twice the same."""

import json
from pathlib import Path

import pytest

from backstride.library.recording import expected_lines
from backstride.material import Wanted
from backstride.replay import replay

RECORDINGS = sorted(p.parent for p in (Path(__file__).parents[2] / "recordings").glob("*/about.toml"))
WRITTEN = ["events.jsonl", "measures.csv", "path.npz", "poses.npz", "summary.json"]


@pytest.fixture(scope="module", params=RECORDINGS, ids=lambda folder: folder.name)
def recording(request):
    return request.param


@pytest.fixture(scope="module")
def run_of(tmp_path_factory):
    """Replays a source without a picture, once for each folder asked for."""
    done = {}

    def run(source: Path, name: str = "once"):
        if (source, name) not in done:
            out = tmp_path_factory.mktemp("run") / name
            done[source, name] = (replay(Wanted(source), out, video=False), out)
        return done[source, name]

    return run


def test_the_coach_gives_what_is_expected(recording, run_of):
    replayed, _ = run_of(recording)
    expected = [json.loads(line) for line in (recording / "expected.jsonl").read_text().splitlines()]
    given = [json.loads(line) for line in expected_lines(tuple(replayed.events))]
    assert [_judged(row) for row in given] == [_judged(row) for row in expected]
    assert [row["t_s"] for row in given] == pytest.approx([row["t_s"] for row in expected], abs=1e-3)


def _judged(row):
    """A row without its numbers, whose last digits may differ between processors."""
    return row["kind"], row["rule"], row.get("band"), row.get("class"), row.get("words")


def test_two_runs_write_the_same_bytes(recording, run_of):
    _, first = run_of(recording)
    _, second = run_of(recording, "again")
    assert sorted(p.name for p in first.iterdir()) == WRITTEN
    for name in WRITTEN:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_the_written_poses_replay_to_the_same_measures(recording, run_of, tmp_path):
    """The poses of a replay are all it takes: with the same setup they give the same table and events."""
    replayed, out = run_of(recording)
    copy = tmp_path / recording.name
    copy.mkdir()
    (copy / "about.toml").write_text((recording / "about.toml").read_text())
    for name in ("poses.npz", "path.npz"):
        (copy / name).write_bytes((out / name).read_bytes())
    again = replay(Wanted(copy), tmp_path / "again", video=False)
    assert again.events == replayed.events
    assert (tmp_path / "again" / "measures.csv").read_bytes() == (out / "measures.csv").read_bytes()


FORBIDDEN = (
    "clear", "safe", "prevent", "treat", "low impact", "reduces pain", "burn", "diagnos", "fall-proof", "always",
)  # fmt: skip


def test_nothing_spoken_is_forbidden(recording):
    lines = (recording / "expected.jsonl").read_text().splitlines()
    said = " ".join(json.loads(line).get("words", "") for line in lines)
    assert [word for word in FORBIDDEN if word in said.lower()] == []
