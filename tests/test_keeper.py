"""What a session leaves behind is kept, and moves its person on."""

from dataclasses import replace

from backstride.keeper import Keeper, keep
from backstride.training.person import Person
from backstride.training.record import BoutRecord, SessionRecord
from backstride.training.store import NothingKept
from backstride.types import Guided
from moments import frame_at, moment_at

BOUT = BoutRecord(0, 1, "main", "backward", "walk")
RECORD = SessionRecord("Ada", "first_steps", 1, "L0", "track", "side", 0.0, 900.0, True, bouts=(BOUT,))


def store():
    kept = NothingKept()
    kept.keep_person(Person("Ada"))
    return kept


def test_a_record_is_added_and_its_person_moves_on():
    kept = store()
    keep(kept, RECORD)
    assert keep(kept, replace(RECORD, began_at_s=172800.0)).week == 2
    assert len(kept.sessions("Ada")) == 2 and kept.person("Ada").week == 2


def test_what_is_nobody_s_or_was_never_begun_is_no_history():
    kept = store()
    keep(kept, replace(RECORD, runner=""))
    keep(kept, replace(RECORD, bouts=()))
    assert kept.sessions("Ada") == () and kept.sessions("") == ()


def test_the_sink_keeps_the_record_of_the_frame_that_has_one():
    kept = store()
    keeper = Keeper(kept)
    keeper.take(frame_at(), moment_at())
    keeper.take(frame_at(), replace(moment_at(), training=Guided("over", record=RECORD)))
    keeper.close()
    assert kept.sessions("Ada") == (RECORD,) and keeper.fault == ""


class Full(NothingKept):
    def add_session(self, record):
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_told_and_the_loop_goes_on():
    keeper = Keeper(Full())
    keeper.take(frame_at(), replace(moment_at(), training=Guided("over", record=RECORD)))
    keeper.close()
    assert "could not be kept" in keeper.fault
