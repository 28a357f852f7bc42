"""Every reader of files × files that are damaged, foreign or made to harm: a named refusal or a result, and soon.

A run of bounded length that is the same each time: what it finds once it finds again.
"""

import io
import json
import os
import shutil
import sqlite3
import tracemalloc
import zipfile
from contextlib import closing, suppress
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstride.calibration import read_calibration
from backstride.config import read_config
from backstride.errors import BackstrideError, BadRecording
from backstride.library.catalog import read_events, read_facts, read_table
from backstride.library.index import FILE, FOLDER
from backstride.library.kept_arrays import LOOKS, POSES, read_looks, read_poses
from backstride.library.notes import Notes, read_notes, write_notes
from backstride.library.picture import picture_of
from backstride.library.plain import open_film
from backstride.library.recording import read_recording
from backstride.library.store import Library
from backstride.panel.accounts_file import read_accounts
from backstride.panel.clip_track import events, series
from backstride.path.recorded import read_path
from backstride.pose.recorded import RecordedPoses
from backstride.settings import check_file
from backstride.sources.video import Video

RECORDING = Path(__file__).parents[1] / "recordings" / "cone-in-lane-track-side"
BOUNDED = settings(
    max_examples=40, derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
CALIBRATION = (
    "[runner]\nheight_m = 1.75\n[lane]\nimage_px = [[1, 2], [3, 4], [5, 6], [7, 8]]\nground_m = [[0, 0], [1.22, 0], "
    "[1.22, 10], [0, 10]]\nwidth_m = 1.22\ntravel = [0, 1]\nimage_size = [1280, 720]\n"
)
ACCOUNTS = {
    "format": 2,
    "owner": {"password_hash": "scrypt:1024:8:1$salt$" + "0" * 128},
    "viewers": {"Ann": {"password_hash": "scrypt:1024:8:1$salt$" + "0" * 128}},
}
EVENTS = (
    '{"t_s": 0.5, "kind": "contact", "side": "left", "first": "toe"}\n'
    '{"t_s": 1.0, "kind": "observation", "rule": "lean", "band": "red", "value": 1.0, "unit": "deg"}\n'
    '{"t_s": 1.5, "kind": "cue", "rule": "lean", "class": "form", "words": "w", "why": "y"}\n'
)
MEASURES = "frame,t_s,tracked,direction,trunk_lean_deg\n0,0.0,1,backward,1.5\n1,0.1,1,backward,\n"


def film_of(path: Path) -> bytes:
    with av.open(str(path), "w", format="mp4") as file:
        stream = file.add_stream("libx264", rate=10, options={"bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        for n in range(6):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(np.full((96, 128, 3), 40 * n, np.uint8), format="bgr24")))
        file.mux(stream.encode(None))
    return path.read_bytes()


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A sound file for each reader."""
    folder = tmp_path_factory.mktemp("sound")
    write_notes(folder, Notes("Ada", ("camp",), "a\nnote"))
    n = 5
    np.savez(folder / "poses.npz", t_s=np.arange(n) / 30, points=np.zeros((n, 33, 3), np.float32),
             visibility=np.ones((n, 33), np.float32), image_size=np.array((1280, 720)), model=np.array("m"),
             model_sha256=np.array("0"))  # fmt: skip
    return {
        "poses.npz": (folder / "poses.npz").read_bytes(),
        "path.npz": (RECORDING / "path.npz").read_bytes(),
        "about.toml": (RECORDING / "about.toml").read_bytes(),
        "config.toml": b'[panel]\nport = 9000\n[run]\nsite = "track"\n',
        "calibration.toml": CALIBRATION.encode(),
        "notes.toml": (folder / "notes.toml").read_bytes(),
        "accounts.json": json.dumps(ACCOUNTS).encode(),
        "events.jsonl": EVENTS.encode(),
        "measures.csv": MEASURES.encode(),
        "clip.mp4": film_of(folder / "clip.mp4"),
    }


def whole_folder(path):
    (path.parent / "clip.mp4").touch()
    return read_recording(path.parent)


def frames_of(path):
    with closing(Video(path)) as video:
        return sum(1 for _ in zip(video, range(20), strict=False))


READERS = {
    "poses.npz": (RecordedPoses.read, read_poses),
    "path.npz": (read_path, read_looks),
    "about.toml": (whole_folder,),
    "config.toml": (read_config, check_file),
    "calibration.toml": (read_calibration,),
    "notes.toml": (lambda path: read_notes(path.parent),),
    "accounts.json": (read_accounts,),
    "events.jsonl": (read_events, events),
    "measures.csv": (read_table, series),
    "clip.mp4": (frames_of, lambda path: picture_of(path.parent)),
}


def try_all(name, content, folder):
    """Has every reader of such files read it. Nothing but our own named errors may come out."""
    path = folder / name
    path.write_bytes(content)
    (folder / "picture.jpg").unlink(missing_ok=True)
    for read in READERS[name]:
        with suppress(BackstrideError):
            read(path)


@pytest.mark.parametrize("name", READERS)
def test_a_sound_file_is_read(name, sound, tmp_path):
    (tmp_path / name).write_bytes(sound[name])
    for read in READERS[name]:
        assert read(tmp_path / name) is not None


# ---- damage


@st.composite
def damages(draw, whole):
    """The file cut short, with bytes changed, some taken out, some put in, or a part of it twice."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        kind = draw(st.sampled_from(["cut", "flip", "drop", "put", "twice", "zeros"]))
        if kind == "cut":
            del content[at:]
        elif kind == "flip" and content:
            content[at] ^= draw(st.integers(1, 255))
        elif kind == "drop":
            del content[at : at + draw(st.integers(1, 64))]
        elif kind == "put":
            content[at:at] = draw(st.binary(min_size=1, max_size=32))
        elif kind == "twice":
            content[at:at] = content[at : at + 200]
        else:
            content[at : at + 8] = b"\xff" * 8
    return bytes(content)


@pytest.mark.parametrize("name", READERS)
def test_a_damaged_file_is_a_named_refusal_or_a_result(name, sound, tmp_path):
    @BOUNDED
    @given(damages(sound[name]))
    def damaged(content):
        try_all(name, content, tmp_path)

    damaged()


@pytest.mark.parametrize("name", READERS)
def test_a_foreign_file_is_a_named_refusal_or_a_result(name, tmp_path):
    @BOUNDED
    @given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
    def foreign(content):
        try_all(name, content, tmp_path)

    foreign()


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("other", READERS)
def test_a_file_of_another_kind_is_a_named_refusal_or_a_result(name, other, sound, tmp_path):
    try_all(name, sound[other], tmp_path)


# ---- texts whose every value is of another kind

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from([10**400, -(10**400), 1e308, "\x00", "../..", "\u202e", 2**63]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3), max_leaves=6,
)  # fmt: skip


@BOUNDED
@given(st.dictionaries(st.sampled_from(["t_s", "kind", "rule", "band", "class", "words", "why", "side"]), VALUES))
def test_an_event_of_strange_values(tmp_path, event):
    lines = EVENTS + json.dumps(event) + "\n" + json.dumps({"kind": "cue", **event})
    try_all("events.jsonl", lines.encode(), tmp_path)


@BOUNDED
@given(VALUES, VALUES, VALUES)
def test_accounts_of_strange_values(tmp_path, format, owner, viewers):
    told = {"format": format, "owner": owner, "viewers": viewers}
    for strange in (told, {**ACCOUNTS, "viewers": viewers}, {**ACCOUNTS, "owner": owner}, viewers):
        try_all("accounts.json", json.dumps(strange).encode(), tmp_path)


@pytest.mark.parametrize("name", ["about.toml", "config.toml", "calibration.toml", "notes.toml"])
@pytest.mark.parametrize(
    "value",
    ["[" * 3000, "{a=" * 2000, "1" + "0" * 400, "9" * 5000, "nan", "inf", "-inf", '"\\u0000"', "[[1]]", "1979-05-27",
     "{}", '"' + "x" * 100_000 + '"', "0xffffffffffffffffffffffff"],
    ids=range(13),
)  # fmt: skip
def test_a_text_with_a_strange_value_for_every_key(name, value, sound, tmp_path):
    for line in sound[name].decode().splitlines():
        key = line.partition("=")[0].strip()
        if "=" in line:
            changed = sound[name].decode().replace(line, f"{key} = {value}", 1)
            try_all(name, changed.encode(), tmp_path)


@pytest.mark.parametrize(
    "line",
    ["[" * 100_000, '{"t_s":' * 50_000, "1e999", '{"t_s": 1e999, "kind": "cue"}', "\ufeff{}",
     '{"t_s": ' + "9" * 5000 + ', "kind": "cue"}'],
    ids=range(6),
)  # fmt: skip
def test_a_line_made_to_exhaust_its_reader(line, tmp_path):
    for name in ("events.jsonl", "accounts.json"):
        try_all(name, line.encode(), tmp_path)


@pytest.mark.parametrize(
    "cell", ["x" * 200_000, '"' + "\n" * 1000, "\x00", "1e999", "nan", '"', "9" * 5000], ids=range(7)
)
def test_a_table_made_to_exhaust_its_reader(cell, tmp_path):
    try_all("measures.csv", (MEASURES + f"2,{cell},1,backward,{cell}\n").encode(), tmp_path)


# ---- bombs


def bomb(path, arrays, promised):
    """A zip in which one array's header promises more than anybody has."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            if name in promised:
                shape, descr = promised[name]
                np.lib.format.write_array_header_1_0(
                    content, {"descr": descr, "fortran_order": False, "shape": shape}
                )
                content.write(bytes(1_000_000))
            else:
                np.lib.format.write_array(content, array, allow_pickle=True)
            archive.writestr(f"{name}.npy", content.getvalue())


PROMISES = [
    {"t_s": ((10**10,), "<f8")}, {"points": ((10**9, 33, 3), "<f4")}, {"model": ((), "<U100000000")},
    {"model": ((10**9,), "<U1")}, {"image_size": ((10**10,), "<i8")}, {"t_s": ((-5,), "<f8")},
    {"reasons": ((10**9,), "<U1")}, {"labels": ((10,), "<U50000000")}, {"look": ((10**10,), "<i4")},
    {"motion": ((10**10, 5), "<f8")}, {"t_s": ((2,), "<f8"), "points": ((2, 33, 3), [("a", "<f4", (10**8,))])},
    {"known_s": ((10**10,), "<f8")}, {"why": ((10**10,), "<i4")}, {"box": ((3, 10**9), "<f8")},
]  # fmt: skip


ARRAYS = {"poses.npz": {*POSES}, "path.npz": {*LOOKS, "known_s"}}


@pytest.mark.parametrize(
    ("name", "promised"),
    [(name, promised) for name, arrays in ARRAYS.items() for promised in PROMISES if set(promised) <= arrays],
)
def test_a_promise_of_gigabytes_is_not_believed(name, promised, sound, tmp_path):
    (tmp_path / "sound.npz").write_bytes(sound[name])
    with np.load(tmp_path / "sound.npz") as file:
        arrays = dict(file)
    bomb(tmp_path / name, arrays | dict.fromkeys(promised), promised)
    tracemalloc.start()
    try:
        for read in READERS[name]:
            with pytest.raises(BadRecording):
                read(tmp_path / name)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["poses.npz", "path.npz"])
@pytest.mark.parametrize("packed", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_arrays_packed_in_another_way_are_refused(name, packed, sound, tmp_path):
    with zipfile.ZipFile(io.BytesIO(sound[name])) as old, zipfile.ZipFile(tmp_path / name, "w", packed) as new:
        for member in old.namelist():
            new.writestr(member, old.read(member))
    for read in READERS[name]:
        with pytest.raises(BadRecording, match="packed in a way"):
            read(tmp_path / name)


@pytest.mark.parametrize("name", ["poses.npz", "path.npz"])
def test_pickled_content_is_never_opened(name, sound, tmp_path):
    class Harm:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "harm"),)

    (tmp_path / "sound.npz").write_bytes(sound[name])
    with np.load(tmp_path / "sound.npz") as file:
        arrays = dict(file)
    for harmed in arrays:
        np.savez(tmp_path / name, **arrays | {harmed: np.array([Harm()], object)})
        for read in READERS[name]:
            with pytest.raises(BadRecording, match="pickled"):
                read(tmp_path / name)
    assert not (tmp_path / "harm").exists()


def test_a_text_without_end_is_not_read_to_its_end(tmp_path):
    for name in ("about.toml", "config.toml", "calibration.toml", "notes.toml", "accounts.json"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(3_000_000_000)  # it takes no room on the disk
        tracemalloc.start()
        try:
            for read in READERS[name]:
                with suppress(BackstrideError):
                    read(tmp_path / name)
            assert tracemalloc.get_traced_memory()[1] < 5_000_000
        finally:
            tracemalloc.stop()
            (tmp_path / name).unlink()


# ---- films that are none

PLAY_LISTS = {
    "an HLS list": "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "a list of parts": "ffconcat version 1.0\nfile '/etc/passwd'\n",
    "a session": "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    "a manifest": '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>file:///etc/passwd</BaseURL></MPD>',
    "a picture of letters": "text\n" * 500,
}


@pytest.mark.parametrize("kind", PLAY_LISTS)
def test_a_list_that_names_other_files_is_no_film(kind, tmp_path):
    clip = tmp_path / "clip.mp4"
    clip.write_text(PLAY_LISTS[kind])
    with pytest.raises(av.FFmpegError):
        open_film(clip)
    with pytest.raises(BackstrideError):
        Video(clip)
    assert picture_of(tmp_path) is None


# ---- clip folders and their index


@pytest.fixture
def clips(tmp_path):
    folder = tmp_path / "clips"
    shutil.copytree(RECORDING, folder / "20261122-180000-lean-1")
    shutil.copytree(RECORDING, folder / "20261122-190000-lean-2")
    return folder


@pytest.mark.parametrize("name", ["clip.mp4", "poses.npz", "about.toml", "notes.toml", "measures.csv", "picture.jpg"])
def test_a_clip_with_a_link_in_it_is_no_clip(clips, tmp_path, name):
    (tmp_path / "secret").write_text("kept for nobody's eyes")
    linked = clips / "20261122-190000-lean-2"
    known = Library(clips).find(linked.name)
    (linked / name).unlink(missing_ok=True)
    (linked / name).symlink_to(tmp_path / "secret")
    with pytest.raises(BadRecording, match="is a link or a device"):
        read_facts(linked)
    with pytest.raises(BadRecording, match="is a link or a device"):
        Library(clips).clip(known)
    for change in ("trim", known, 0, 1), ("write_notes", known, "x"), ("picture", known), ("set_runner", known, "x"):
        with suppress(BackstrideError):
            getattr(Library(clips), change[0])(*change[1:])
    assert (tmp_path / "secret").read_text() == "kept for nobody's eyes"


def test_a_folder_that_is_a_link_is_no_clip(clips, tmp_path):
    (clips / "20261122-190000-lean-2").rename(tmp_path / "elsewhere")
    (clips / "20261122-190000-lean-2").symlink_to(tmp_path / "elsewhere")
    assert len(Library(clips).page().rows) == 1


INDEXES = {
    "text": b"no database at all",
    "nothing": b"",
    "a head alone": b"SQLite format 3\x00" + b"\x10\x00\x01\x01\x00\x40\x20\x20" + b"\xff" * 76,
}


@pytest.mark.parametrize("kind", INDEXES)
def test_an_index_that_is_none_is_made_anew(clips, kind):
    (clips / FOLDER).mkdir()
    (clips / FOLDER / FILE).write_bytes(INDEXES[kind])
    assert len(Library(clips).page().rows) == 2


SPOILED = {
    "tables that are gone": "DROP TABLE cues; DROP TABLE clip_measures;",
    "other columns": "DROP TABLE notes; CREATE TABLE notes (something TEXT);",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON clips BEGIN DELETE FROM clips; END;",
    "a view": "ALTER TABLE tags RENAME TO x; CREATE VIEW tags AS SELECT clip, tag FROM x;",
    "a version of tomorrow": "PRAGMA user_version = 99;",
    "a negative version": "PRAGMA user_version = -1;",
}


@pytest.mark.parametrize("kind", SPOILED)
def test_an_index_with_another_schema_is_made_anew(clips, kind):
    Library(clips)
    with closing(sqlite3.connect(clips / FOLDER / FILE)) as db:
        db.executescript(SPOILED[kind])
    library = Library(clips)
    assert len(library.page().rows) == 2 and "made anew" in library.notice
    library.write_notes(library.page().rows[0].id, "still works")


def test_a_damaged_index_is_made_anew_or_still_good(clips):
    Library(clips)
    file = clips / FOLDER / FILE
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = file.read_bytes()

    @settings(BOUNDED, max_examples=25)
    @given(st.integers(0, len(whole) - 1), st.integers(1, 4096))
    def damaged(at, length):
        for end in ("-wal", "-shm"):
            (clips / FOLDER / (FILE + end)).unlink(missing_ok=True)
        file.write_bytes(whole[:at] + bytes(255 - byte for byte in whole[at : at + length]) + whole[at + length :])
        with suppress(BackstrideError):
            library = Library(clips)
            for row in library.page().rows:
                library.clip(row.id)
            library.choices(), library.sessions(), library.deleted()

    damaged()
