"""What is kept of people and their training: whole or not there, and what is damaged is told of and left out."""

import errno
import os
from dataclasses import replace
from math import isnan, nan

import pytest

from backstride.errors import BadInput
from backstride.library import training_store
from backstride.library.training_store import TrainingStore
from backstride.training.notation import plain
from backstride.training.person import Person
from backstride.training.programmes import PROGRAMMES
from backstride.training.record import BoutRecord, Measured, PainAnswer, SessionRecord, Soreness

ADA = Person("Ada", (("q1", False), ("q7", True)), 1000.0, ("clinician",), 1001.0, mass_kg=61.5)
DAY_S = 86400.0


def session(runner="Ada", at_s=1000.0, **more):
    bout = BoutRecord(1, 1, "main", "backward", "walk", asked_m=20.0, metres=19.4, seconds=31.0)
    usual = {"bouts": (bout,), "efforts": (3.0,), "pains": (PainAnswer(1.0, "knee", False),), "completed": True,
             "measured": (Measured("trunk_lean_deg", 2.0, 1.1, 900),)}  # fmt: skip
    return SessionRecord(runner, "first_steps", 1, "L0", "track", "side", at_s, **(usual | more))


@pytest.fixture
def store(tmp_path):
    return TrainingStore(tmp_path / "training")


def same(one, other):
    return plain(one) == plain(other)  # NaN is not equal to itself


def test_what_is_kept_is_there_after_a_restart(store):
    store.keep_person(ADA)
    store.add_session(session())
    store.add_session(session(at_s=1000.0 + 3 * DAY_S))
    store.add_soreness("Ada", Soreness(2000.0, 1000.0, (("calf", 3.0),), worse=False))
    again = TrainingStore(store.folder)
    assert same(again.people(), (ADA,)) and same(again.person("Ada"), ADA)
    assert same(again.sessions("Ada"), (session(), session(at_s=1000.0 + 3 * DAY_S)))
    assert again.soreness("Ada")[0].levels == (("calf", 3.0),)
    assert again.faults == ()


def test_a_name_that_is_not_known_is_no_fault(store):
    assert store.person("Nobody") is None
    assert store.sessions("Nobody") == store.soreness("Nobody") == store.people() == ()
    store.forget("Nobody")


def test_capitals_and_ways_to_write_an_accent_make_no_other_person(store):
    store.keep_person(Person("Zo\u00eb"))
    assert store.person("zoe\u0308").name == "Zo\u00eb"
    store.add_session(session("ZO\u00cb"))
    assert len(store.sessions("Zo\u00eb")) == 1


STRANGE = ("../../etc/passwd", "a/b", ".", "\u5f20\u4f1f", "\U0001f3c3", "x" * 300, "-rf", "con\x00")


@pytest.mark.parametrize("name", STRANGE)
def test_any_words_are_a_name_and_none_leads_out_of_the_folder(store, name):
    store.keep_person(Person(name))
    (folder,) = [one for one in store.folder.iterdir()]
    assert folder.parent == store.folder and len(folder.name) < 60 and not folder.name.startswith((".", "-"))
    assert store.people()[0].name == name


def test_people_of_like_names_are_two(store):
    store.keep_person(Person("Ann Lee"))
    store.keep_person(Person("Ann-Lee"))
    assert [one.name for one in store.people()] == ["Ann Lee", "Ann-Lee"]


def test_a_session_of_nobody_is_refused(store):
    with pytest.raises(BadInput):
        store.add_session(session(" "))


def test_a_damaged_line_is_told_of_and_the_others_count(store):
    store.add_session(session(at_s=1.0))
    file = store.folder_of("Ada") / "sessions.jsonl"
    with file.open("ab") as out:
        out.write(b'{"runner": 3}\n\xff\xfe\nnot json\n')
    store.add_session(session(at_s=2.0))
    assert [one.began_at_s for one in store.sessions("Ada")] == [1.0, 2.0]
    assert [fault.split(" is damaged")[0] for fault in store.faults] == [
        f"Line {n} of {file.parent.name}/sessions.jsonl" for n in (2, 3, 4)
    ]


def test_a_line_that_a_kill_cut_off_does_not_take_the_next_one_along(store):
    store.add_session(session(at_s=1.0))
    file = store.folder_of("Ada") / "sessions.jsonl"
    file.write_bytes(file.read_bytes() + b'{"runner": "Ada", "prog')
    store.add_session(session(at_s=2.0))
    assert [one.began_at_s for one in store.sessions("Ada")] == [1.0, 2.0]


def test_a_full_disk_leaves_what_was_there(store, monkeypatch):
    store.add_session(session(at_s=1.0))
    file = store.folder_of("Ada") / "sessions.jsonl"
    before, write = file.read_bytes(), os.write

    def half(descriptor, content):
        if len(content) < 40:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, content[: len(content) // 2])

    monkeypatch.setattr(training_store.os, "write", half)
    with pytest.raises(OSError):
        store.add_session(session(at_s=2.0))
    monkeypatch.undo()
    assert file.read_bytes() == before
    store.add_session(session(at_s=3.0))
    assert [one.began_at_s for one in store.sessions("Ada")] == [1.0, 3.0]


def test_a_person_whose_file_is_damaged_is_asked_everything_again(store):
    store.keep_person(ADA)
    store.add_session(session())
    (store.folder_of("Ada") / "person.json").write_text('{"name": "Ada", "level": "L9"}')
    found = store.person("Ada")
    assert found.name == "Ada" and found.answers == () and isnan(found.answered_at_s)
    assert "person.json is damaged" in store.faults[0] and "L9" in store.faults[0]
    store.keep_person(replace(found, level="L1"))
    assert store.person("Ada").level == "L1" and store.faults == ()
    assert "L9" in (store.folder_of("Ada") / "person.json.damaged").read_text()


def test_own_programmes_are_kept_and_dropped(store):
    own = replace(PROGRAMMES[0], key="own-ada", code="", name="Ada's own", own=True)
    store.keep_programme(own)
    assert same(TrainingStore(store.folder).own_programmes(), (own,))
    store.drop_programme("own-ada")
    store.drop_programme("own-ada")
    assert store.own_programmes() == ()
    for key in ("../x", "", "A B"):
        with pytest.raises(BadInput):
            store.drop_programme(key)


def test_who_is_forgotten_leaves_nothing_also_when_it_was_broken_off(store, monkeypatch):
    for name in ("Ada", "Ben"):
        store.keep_person(Person(name))
        store.add_session(session(name))
    monkeypatch.setattr(training_store.shutil, "rmtree", lambda *asked, **how: None)  # killed right after the renaming
    store.forget("Ada")
    monkeypatch.undo()
    assert [one.name for one in store.people()] == ["Ben"] and store.sessions("Ada") == ()
    again = TrainingStore(store.folder)
    assert [folder.name[:4] for folder in again.folder.iterdir()] == ["ben-"]
    assert b"Ada" not in b"".join(file.read_bytes() for file in again.folder.rglob("*") if file.is_file())


def test_what_is_not_known_stays_not_known(store):
    store.add_session(session(step_time_cv=nan, kcal=float("inf")))
    (found,) = store.sessions("Ada")
    assert isnan(found.step_time_cv) and isnan(found.kcal) and found.bouts[0].counted is None
