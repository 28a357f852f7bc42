"""Which clips go by themselves, and what becomes of them."""

from datetime import UTC, datetime, timedelta

import pytest

from backstride.errors import BadInput
from backstride.library.retention import (
    Choice,
    KeptClip,
    Policy,
    chosen,
    clean_up,
    delete,
    deleted_names,
    kept_clip,
    pin,
    tidy,
    undo_delete,
)  # fmt: skip
from film import Film, content_of, folders_in
from moments import cue_at

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ROOMY = 10**12


def clip(order, days_ago=0.0, size=100, **more):
    return KeptClip(str(order), order, size, NOW - timedelta(days=days_ago), **more)


def test_without_limits_nothing_goes():
    clips = [clip(1, 9000, 10**11), clip(2)]
    assert chosen(clips, Policy(), NOW, ROOMY) == Choice()


def test_what_is_older_than_wanted_goes():
    clips = [clip(1, 91), clip(2, 89), clip(3, 0)]
    assert chosen(clips, Policy(max_days=90), NOW, ROOMY).old == ("1",)


def test_beyond_the_size_the_oldest_go_by_count_whatever_their_dates_say():
    clips = [clip(3, 500), clip(1, 0), clip(2, 1)]
    assert chosen(clips, Policy(max_bytes=250), NOW, ROOMY).old == ("1",)
    assert chosen(clips, Policy(max_bytes=100), NOW, ROOMY).old == ("1", "2")


def test_what_is_kept_or_still_running_never_goes():
    clips = [clip(1, 500, pinned=True), clip(2, 500, running=True), clip(3, 500), clip(4)]
    two_days = [*clips[:3], clip(5, 0.9), clips[3]]
    assert chosen(two_days, Policy(max_days=1), NOW, ROOMY).old == ("3",)
    assert chosen(clips, Policy(max_bytes=0), NOW, ROOMY).old == ("3", "4")
    assert chosen(clips, Policy(reserve_bytes=10**9), NOW, 0).for_room == ("3", "4")


def test_a_disk_that_gets_full_takes_the_oldest_until_there_is_room():
    clips = [clip(n, size=100) for n in range(1, 6)]
    assert chosen(clips, Policy(reserve_bytes=1000), NOW, 850) == Choice(for_room=("1", "2"))


def test_what_goes_for_its_age_counts_as_room():
    clips = [clip(1, 500), clip(2, 500), clip(3, 1), clip(4, 0)]
    assert chosen(clips, Policy(max_days=90, reserve_bytes=1000), NOW, 950) == Choice(("2",), ("1",))


def test_a_clock_that_leapt_ahead_deletes_nothing_until_a_clip_was_recorded_by_it():
    in_2099 = NOW.replace(year=2099)
    clips = [clip(1, 3), clip(2, 2), clip(3, 1)]
    assert chosen(clips, Policy(max_days=90), in_2099, ROOMY) == Choice()


def test_a_clip_of_a_clock_that_leapt_ahead_makes_none_old_and_clips_of_two_days_do():
    ahead, ahead_days = NOW.replace(year=2099), -(NOW.replace(year=2099) - NOW).days
    clips = [clip(1, 3), clip(2, 2), clip(3, ahead_days), clip(4, ahead_days)]
    assert chosen(clips, Policy(max_days=90), ahead, ROOMY) == Choice()
    clips.append(clip(5, ahead_days - 1))
    assert chosen(clips, Policy(max_days=90), ahead + timedelta(days=1), ROOMY).old == ("1", "2")


def test_a_clip_of_a_clock_that_fell_back_is_no_older_than_those_before_it():
    clips = [clip(1, 3), clip(2, 20_000), clip(3, -20_000), clip(4, 1), clip(5, 0)]
    assert chosen(clips, Policy(max_days=90), NOW, ROOMY) == Choice()


def test_a_clock_that_fell_back_to_1970_deletes_nothing():
    clips = [clip(1, 3), clip(2, 1)]
    assert chosen(clips, Policy(max_days=90), NOW.replace(year=1970), ROOMY) == Choice()


def test_a_clip_without_a_date_is_never_too_old():
    clips = [KeptClip("a", 0, 10, None), clip(1, 500), clip(2, 1), clip(3)]
    assert chosen(clips, Policy(max_days=90), NOW, ROOMY).old == ("1",)


# ---- on the disk

@pytest.fixture
def clips(tmp_path):
    film = Film(tmp_path)
    for second in (6, 26, 46):
        film.run(second + 10, cue=(float(second), cue_at(second)))
    film.end()
    return tmp_path


def test_what_a_clip_s_folder_says_of_it(clips):
    folder = folders_in(clips)[0]
    told = kept_clip(folder)
    assert (told.order, told.pinned, told.running) == (1, False, False)
    assert told.bytes == sum(len(content) for content in content_of(folder).values())
    assert told.started_at.year == 2026
    pin(folder)
    assert kept_clip(folder).pinned
    pin(folder, False)
    assert not kept_clip(folder).pinned


def test_a_deleted_clip_is_gone_at_once_and_can_be_had_back_as_it_was(clips):
    folder = folders_in(clips)[1]
    before = content_of(folder)
    delete(folder)
    assert folder not in folders_in(clips)
    assert deleted_names(clips) == (folder.name,)
    assert undo_delete(clips, folder.name) == folder
    assert content_of(folder) == before


def test_after_a_clean_up_it_is_gone_for_good(clips):
    folder = folders_in(clips)[1]
    delete(folder)
    assert clean_up(clips) == (folder.name,)
    with pytest.raises(BadInput, match="is not among the deleted clips; accepted: none"):
        undo_delete(clips, folder.name)
    assert len(folders_in(clips)) == 2


def test_tidying_for_size_can_be_undone_and_for_room_makes_room(clips):
    first, second, third = folders_in(clips)
    size = kept_clip(third).bytes
    assert tidy(clips, Policy(max_bytes=size * 2.5), NOW, ROOMY).old == (first.name,)
    assert deleted_names(clips) == (first.name,)
    clean_up(clips)
    assert tidy(clips, Policy(reserve_bytes=1000), NOW, 999).for_room == (second.name,)
    assert folders_in(clips) == [third]
    assert deleted_names(clips) == ()


def test_the_clip_that_is_being_recorded_is_neither_chosen_nor_deleted(tmp_path):
    film = Film(tmp_path).run(8, cue=(6.0, cue_at(6.0)))
    [running] = film.folders
    assert tidy(tmp_path, Policy(max_bytes=0), NOW, 0) == Choice()
    with pytest.raises(BadInput, match="is still being recorded"):
        delete(running)
    film.end()


def test_the_number_of_a_deleted_clip_is_not_given_again(clips):
    delete(folders_in(clips)[2])
    Film(clips).run(8, cue=(6.0, cue_at(6.0))).end()
    assert folders_in(clips)[-1].name.endswith("-4")


def test_what_was_deleted_goes_for_good_before_anything_else_makes_room(clips):
    first, second, third = folders_in(clips)
    delete(first)
    size = kept_clip(third).bytes
    assert tidy(clips, Policy(max_bytes=10 * size), NOW, ROOMY) == Choice()
    assert deleted_names(clips) == (first.name,)
    assert tidy(clips, Policy(reserve_bytes=1000), NOW, 999) == Choice()
    assert deleted_names(clips) == () and folders_in(clips) == [second, third]


def test_deleted_clips_count_as_long_as_they_take_room(clips):
    first, second, third = folders_in(clips)
    delete(first)
    assert tidy(clips, Policy(max_bytes=2.5 * kept_clip(third).bytes), NOW, ROOMY) == Choice()
    assert deleted_names(clips) == () and folders_in(clips) == [second, third]
