"""A person's data, taken along and deleted: afterwards no byte under the data folder tells of them."""

import csv
import fcntl
import io
import json
import zipfile
from dataclasses import replace

import pytest
from clip_maker import clip_folder

from backstride.errors import BadInput
from backstride.journal import NAME as JOURNAL
from backstride.library.clips import Filters
from backstride.library.personal import PersonalData
from backstride.library.store import Library
from backstride.library.traces import stands_in, without_name
from backstride.library.training_store import TrainingStore
from backstride.runners import Runners
from backstride.training.person import Person
from backstride.training.programmes import PROGRAMMES
from backstride.training.record import PainAnswer, SessionRecord, Soreness

NAME = "Zerlina Quux"


class Machine:
    """A data folder with two people who train and run, and a name that was written wherever one can be."""

    def __init__(self, data):
        self.data = data
        self.store = TrainingStore(data / "training")
        for name in (NAME, "Ben"):
            self.store.keep_person(Person(name, (("q1", True),), 5.0))
            self.store.add_session(SessionRecord(name, "first_steps", 1, "L0", "track", "side", 1000.0, 600.0, True,
                                                 pains=(PainAnswer(2.0, "calf"),)))  # fmt: skip
            self.store.add_soreness(name, Soreness(2000.0, 1000.0, (("calf", 3.0),), True, f"{name} slept badly"))
        self.store.keep_programme(replace(PROGRAMMES[0], key="own_1", code="", own=True, name=f"For {NAME}"))
        clips = data / "clips"
        for order in range(1, 9):
            clip_folder(clips, order, runner=NAME if order < 7 else "Ben", film=order in (1, 2, 7), session=f"s{order}")
        self.library = Library(clips)
        Runners(data / "runners.json").add(NAME)
        self.runners = Runners(data / "runners.json", self.library.runners)
        self.personal = PersonalData(self.store, self.library, data, self.runners.remove)
        self._write_it_everywhere(clips)

    def _write_it_everywhere(self, clips):
        ids = {row.name[-1]: row.id for row in self.library.page(size=100).rows}
        library = self.library
        library.write_notes(ids["1"], f"{NAME} leans")
        library.set_tags(ids["1"], (NAME, "camp"))
        library.keep(ids["1"])
        library.trim(ids["2"], 1.0, 3.0)
        library.delete(ids["3"])
        library.write_notes(ids["7"], f"Ben ran after {NAME.upper()}.")
        library.set_runner(ids["4"], NAME.lower())
        (clips / "unmendable" / "20200101-000000-fall-1").mkdir(parents=True)
        (clips / "unmendable" / "20200101-000000-fall-1" / JOURNAL).write_bytes(b"\x00\xff" + NAME.encode())
        next(clips.glob("*-5")).joinpath("notes.toml.damaged").write_text(f'runner = "{NAME}')
        next(clips.glob("*-6")).joinpath("notes.toml.new").write_text(f'runner = "{NAME}"\n')
        (clips / ".index" / "library.sqlite.damaged-1").write_bytes(NAME.encode())

    def places(self, name=NAME):
        """Every file that holds the name, in any capitals, in its bytes or its path."""
        wanted = (name.casefold(), "-".join(name.casefold().split()))
        found = []
        for file in self.data.rglob("*"):
            content = file.read_bytes().decode("utf-8", "replace").casefold() if file.is_file() else ""
            if any(one in content or one in str(file.relative_to(self.data)).casefold() for one in wanted):
                found.append(str(file.relative_to(self.data)))
        return found


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path / "data")


def test_the_test_does_find_the_name_where_it_was_written(machine):
    places = " ".join(machine.places())
    for part in ("training/zerlina-quux", "programmes/own_1.json", "about.toml", "notes.toml", "notes.toml.damaged",
                 "notes.toml.new", "library.sqlite", "library.sqlite.damaged-1", "runners.json", ".deleted-",
                 ".untrimmed", "unmendable/"):  # fmt: skip
        assert part in places


def test_who_is_forgotten_leaves_no_byte(machine):
    forgotten = machine.personal.forget(NAME)
    assert machine.places() == []
    assert (forgotten.clips, forgotten.sessions, forgotten.left) == (7, 1, ())
    assert machine.runners.names() == ("Ben",)
    assert [row.runner for row in machine.library.page(size=100).rows] == ["Ben", "Ben"]
    assert "Ben ran after somebody." in [row.notes for row in machine.library.page(size=100).rows]
    assert [one.name for one in machine.store.people()] == ["Ben"] and len(machine.store.sessions("Ben")) == 1
    assert machine.store.own_programmes()[0].name == "For somebody"
    assert machine.library.sessions(NAME) == () and len(machine.library.sessions("Ben")) == 2


def test_the_clips_can_stay_without_the_name(machine):
    forgotten = machine.personal.forget(NAME, clips_too=False)
    assert machine.places() == [] and forgotten.left == ()
    rows = machine.library.page(size=100).rows
    assert len(rows) == 7 and {row.runner for row in rows} == {"", "Ben"}
    assert machine.library.page(Filters(text="leans")).rows == ()
    machine.library.rebuild()
    assert machine.places() == []


def test_it_may_be_done_again(machine):
    machine.personal.forget(NAME)
    assert machine.personal.forget(NAME).clips == 0


def test_nothing_is_deleted_while_a_clip_of_theirs_is_recorded(machine):
    folder = clip_folder(machine.data / "clips", 9, runner=NAME, film=False)
    with (folder / JOURNAL).open("wb") as journal:
        journal.write(NAME.encode())
        journal.flush()
        fcntl.flock(journal, fcntl.LOCK_EX)
        before = machine.places()
        with pytest.raises(BadInput, match="stop the session first"):
            machine.personal.forget(NAME)
    assert machine.places() == before


def test_what_others_must_look_after_is_told(machine):
    (machine.data / "accounts.json").write_text(json.dumps({"viewers": {NAME: {}}}))
    assert machine.personal.forget(NAME).left == ("accounts.json",)


@pytest.mark.parametrize("films", [False, True])
def test_everything_is_taken_along_in_one_file(machine, tmp_path, films):
    path = tmp_path / "taken.zip"
    machine.personal.export(NAME, path, films)
    with zipfile.ZipFile(path) as taken:
        assert taken.testzip() is None
        names = taken.namelist()
        assert {"person.json", "sessions.jsonl", "soreness.jsonl", "answers.csv", "readme.txt"} <= set(names)
        assert sum(name.endswith("measures.csv") for name in names) == 7  # a trimmed one and its whole are both theirs
        assert any(name.endswith("clip.mp4") for name in names) == films
        assert "Ben" not in taken.read("sessions.jsonl").decode()
        answers = dict(list(csv.reader(io.StringIO(taken.read("answers.csv").decode())))[1:])
        assert sorted(set(answers.values())) == ["not answered", "yes"]
        assert "Ben ran after" in taken.read("mentioned.csv").decode()
        (row,) = csv.DictReader(io.StringIO(taken.read("sessions.csv").decode()))
        assert row["most pain"] == "2" and row["backward m"] == "not measured"


def test_a_name_is_found_by_itself_only():
    assert stands_in("Al", "Al leans") and stands_in("Al", 'runner = "al"') and not stands_in("Al", "also Hal")
    assert without_name("Al and Alf; AL!", "Al") == "somebody and Alf; somebody!"
    assert without_name('runner = "Al"\nnotes = "Al"', "Al") == 'runner = ""\nnotes = "somebody"'
    assert without_name(r'runner = "A \"B\" C"', 'A "B" C') == 'runner = ""'
    assert stands_in("Zo\u00eb", json.dumps("Zo\u00eb"))
