"""A clip becomes a recording that the tests replay: with consent, without names, whole or not at all."""

import json
from dataclasses import replace

import pytest

from backstride.cli import main
from backstride.errors import BadInput
from backstride.library.recording import expected_lines, read_recording
from backstride.library.store import Library
from backstride.material import Wanted
from backstride.regression import LICENCES, Wish, make_regression, slug, suggested_name
from backstride.replay import replay
from film import Film
from moments import cue_at

AGREED = "Ada Lo agreed to tests, May 2026"


@pytest.fixture
def library(tmp_path):
    """A library with one clip of Ada, recorded, noted and tagged."""
    film = Film(tmp_path / "clips", size=(160, 120))
    film.runner = "Ada"
    film.run(8, cue=(4.0, cue_at(4.0))).end()
    library = Library(tmp_path / "clips")
    id = library.page().rows[0].id
    library.write_notes(id, "Ada's left knee")
    library.set_tags(id, ["camp"])
    return library


@pytest.fixture
def clip(library):
    return library.clip(library.page().rows[0].id)


def test_it_is_a_recording_that_replays_to_what_is_expected_of_it(clip, tmp_path):
    folder = make_regression(clip, tmp_path / "recordings", Wish(AGREED, licence="CC0-1.0"))
    assert folder.name == "2026-05-01-lean-back-track-side"
    assert {file.name for file in folder.iterdir()} == {"about.toml", "clip.mp4", "poses.npz", "expected.jsonl"}
    about = read_recording(folder).about
    assert (about.consent, about.licence, about.recorded) == (AGREED, "CC0-1.0", None)
    replayed = replay(Wanted(folder), tmp_path / "out", video=False)
    assert list(expected_lines(tuple(replayed.events))) == (folder / "expected.jsonl").read_text().splitlines()


def test_nothing_in_it_names_the_runner(clip, tmp_path):
    folder = make_regression(clip, tmp_path / "recordings", Wish("the runner agreed in writing"))
    said = b"".join(file.read_bytes() for file in folder.iterdir() if file.suffix != ".mp4")
    for word in (b"Ada", b"left knee", b"camp", b"12:00", clip.row.session.encode()):
        assert word not in said


def test_the_film_can_be_left_out(clip, tmp_path):
    folder = make_regression(clip, tmp_path, Wish(AGREED, film=False))
    assert not (folder / "clip.mp4").exists() and (folder / "expected.jsonl").exists()


def test_the_clip_itself_stays_as_it_is(clip, tmp_path):
    before = {file.name: file.read_bytes() for file in clip.folder.iterdir()}
    make_regression(clip, tmp_path / "recordings", Wish(AGREED))
    assert {file.name: file.read_bytes() for file in clip.folder.iterdir()} == before


@pytest.mark.parametrize(
    "wish",
    [Wish(""), Wish("   "), Wish("yes"), Wish("x" * 301), Wish(AGREED + "\n[recorded]"), Wish(AGREED, licence=" "),
     Wish(AGREED, "n" * 301)],
)  # fmt: skip
def test_without_consent_nothing_is_made(clip, tmp_path, wish):
    with pytest.raises(BadInput, match=r"accepted: (who agreed|up to 300|such as)"):
        make_regression(clip, tmp_path / "recordings", wish)
    assert not (tmp_path / "recordings").exists()


def test_a_name_that_is_taken_gets_a_number_and_nothing_is_overwritten(clip, tmp_path):
    made = [make_regression(clip, tmp_path / "recordings", Wish(AGREED, "My Run!")).name for _ in range(2)]
    assert made == ["2026-05-01-my-run", "2026-05-01-my-run-2"]


def test_what_cannot_be_replayed_leaves_nothing_behind(clip, tmp_path):
    (clip.folder / "poses.npz").write_bytes(b"no poses")
    with pytest.raises(BadInput):
        make_regression(clip, tmp_path / "recordings", Wish(AGREED))
    assert list((tmp_path / "recordings").iterdir()) == []


def test_a_name_never_leads_out_of_the_folder(clip, tmp_path):
    folder = make_regression(clip, tmp_path / "recordings", Wish(AGREED, "../../etc/passwd"))
    assert folder == tmp_path / "recordings" / "2026-05-01-etc-passwd"
    assert slug("Über 9/../x") == "ber-9-x"


def test_a_clip_without_a_cue_is_named_by_its_reason(clip):
    assert suggested_name(replace(clip, row=replace(clip.row, cues=()))) == "lean-back-track-side"


# ---- on the command line

def asked(library, tmp_path, *words):
    return main(["library", "regression", "--folder", str(library.folder), library.page().rows[0].id,
                 "--out", str(tmp_path / "recordings"), *words])  # fmt: skip


def test_the_command_asks_for_consent_and_refuses_without(library, tmp_path, capsys):
    assert asked(library, tmp_path) == 2
    told = capsys.readouterr().err
    assert "consent is missing" in told and "accepted: who agreed" in told and not (tmp_path / "recordings").exists()


def test_one_command_makes_it(library, tmp_path, capsys):
    assert asked(library, tmp_path, "--consent", AGREED, "--name", "slow walk", "--without-film") == 0
    [folder] = (tmp_path / "recordings").iterdir()
    assert str(folder) in capsys.readouterr().out and folder.name == "2026-05-01-slow-walk"
    assert read_recording(folder).about.licence == LICENCES[0]
    assert all(json.loads(line)["kind"] in ("observation", "cue")
               for line in (folder / "expected.jsonl").read_text().splitlines())  # fmt: skip
