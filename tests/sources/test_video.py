"""A video file gives every picture, upright, at its own time; what cannot be used is refused with one sentence."""

import gc
import struct
from fractions import Fraction
from math import isclose

import av
import numpy as np
import pytest
from films import BLUE, CORNERS, GREEN, RED, WHITE, corners_of, film, sound_only

from backstride.errors import BadInput
from backstride.sources.video import Video

WHOLE_FILMS = {
    "usual.mp4": {},
    "faststart.mp4": {"options": {"movflags": "faststart"}},
    "fragments.mp4": {"options": {"movflags": "frag_keyframe+empty_moov"}, "codec_options": {"g": "10"}},
    "no-b-frames.mp4": {"codec_options": {"bf": "0"}},
    "iphone.mov": {},
    "usual.mkv": {},
    "piped.mkv": {"pipe": True},
    "piped.mp4": {"pipe": True, "options": {"movflags": "frag_keyframe+empty_moov"}},
    "vp8.webm": {"codec": "libvpx"},
    "mpeg4.avi": {"codec": "mpeg4"},
    "camera.ts": {},
    "ten-bit.mkv": {"codec": "ffv1", "pixels": "yuv420p10le"},
    "odd.mkv": {"codec": "ffv1", "size": (161, 121)},
    "interlaced.mp4": {"codec_options": {"x264-params": "tff=1"}},
    "motion-jpeg.avi": {"codec": "mjpeg", "pixels": "yuvj420p"},
}


def refusal(path):
    """The sentence with which a file is refused, at the door or on the way."""
    with pytest.raises(BadInput) as refused:
        list(Video(path))
    sentence = str(refused.value)
    assert sentence.startswith(str(path)) and "\n" not in sentence and sentence.endswith("is accepted.")
    return sentence


@pytest.mark.parametrize("name", WHOLE_FILMS)
def test_a_whole_film_of_any_kind_gives_every_picture_upright(tmp_path, name):
    wishes = WHOLE_FILMS[name]
    video = Video(film(tmp_path / name, **wishes))
    frames = list(video)
    assert [frame.number for frame in frames] == list(range(30))
    assert np.allclose([frame.t_s for frame in frames], np.arange(30) / 30, atol=0.0006)  # mkv counts milliseconds
    assert {frame.size for frame in frames} == {video.size} == {wishes.get("size", (160, 120))}
    assert all(corners_of(frame.image) == CORNERS for frame in frames)
    assert all(frame.image.dtype == np.uint8 and frame.image.flags.c_contiguous for frame in frames)


@pytest.mark.parametrize("name", sorted(WHOLE_FILMS.keys() - {"piped.mkv", "piped.mp4", "camera.ts"}))
def test_the_estimate_of_pictures_is_right_where_the_file_tells_its_length(tmp_path, name):
    assert abs(Video(film(tmp_path / name, **WHOLE_FILMS[name])).frames - 30) <= 1


def test_a_grey_film_has_three_equal_channels(tmp_path):
    frame = next(iter(Video(film(tmp_path / "grey.mkv", codec="ffv1", pixels="gray"))))
    assert frame.image.shape == (120, 160, 3)
    assert np.ptp(frame.image, axis=2).max() == 0


def test_two_runs_give_the_same_pictures_at_the_same_times(tmp_path):
    video = Video(film(tmp_path / "a.mp4"))
    once, again = list(video), list(video)
    assert [frame.t_s for frame in once] == [frame.t_s for frame in again]
    assert all(np.array_equal(a.image, b.image) for a, b in zip(once, again, strict=True))


def test_a_run_that_was_left_early_does_not_disturb_the_next(tmp_path):
    video = Video(film(tmp_path / "a.mp4"))
    next(iter(video))
    assert len(list(video)) == 30
    video.close()


def test_closing_in_the_middle_ends_the_run(tmp_path):
    video = Video(film(tmp_path / "a.mp4"))
    frames = iter(video)
    next(frames)
    video.close()
    assert list(frames) == []


def test_pictures_that_were_left_behind_are_let_go_at_once(tmp_path):
    video = Video(film(tmp_path / "a.mp4", frames=60))
    gc.collect()
    gc.disable()  # it would let them go as well, hundreds of pictures later
    try:
        for _ in video:
            held = sum(isinstance(thing, av.VideoFrame) for thing in gc.get_objects())
    finally:
        gc.enable()
    assert held < 10


@pytest.mark.parametrize(
    ("rotation", "corners"),
    [(90, [GREEN, BLUE, WHITE, RED]), (180, [BLUE, WHITE, RED, GREEN]), (270, [WHITE, RED, GREEN, BLUE])],
)
@pytest.mark.parametrize("name", ["phone.mp4", "phone.mkv", "phone.mov"])
def test_a_film_from_a_turned_phone_stands_upright(tmp_path, name, rotation, corners):
    video = Video(film(tmp_path / name, rotation=rotation))  # the turn that shows it right, against the clock
    assert corners_of(next(iter(video)).image) == corners
    assert video.size == ((120, 160) if rotation != 180 else (160, 120))


def test_a_mirrored_film_is_shown_as_its_matrix_says(tmp_path):
    path = film(tmp_path / "selfie.mp4", rotation=180)
    data = bytearray(path.read_bytes())
    matrix = data.index(b"tkhd") + 4 + 40  # version 0: the matrix lies 40 bytes after the name
    assert struct.unpack_from(">i", data, matrix) == (-0x10000,)
    struct.pack_into(">9i", data, matrix, -0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    path.write_bytes(data)
    assert corners_of(next(iter(Video(path))).image) == [GREEN, RED, WHITE, BLUE]


def test_oblong_pixels_are_made_square(tmp_path):
    video = Video(film(tmp_path / "tape.mp4", pixel_aspect=Fraction(4, 3)))
    assert video.size == (213, 120)


def test_a_variable_frame_rate_keeps_each_pictures_own_time(tmp_path):
    times_s = [0, 0.033, 0.066, 0.5, 0.533, 2.0, 2.04]
    frames = list(Video(film(tmp_path / "phone.mp4", times_s=times_s)))
    assert np.allclose([frame.t_s for frame in frames], times_s, atol=1e-6)


def test_time_begins_at_the_first_picture(tmp_path):
    frames = list(Video(film(tmp_path / "late.mkv", times_s=[3.0, 3.04, 3.08])))
    assert np.allclose([frame.t_s for frame in frames], [0, 0.04, 0.08], atol=1e-6)


def test_time_never_goes_back_even_where_the_file_does(tmp_path):
    frames = list(Video(film(tmp_path / "b-frames.avi")))  # avi has no presentation times
    assert (np.diff([frame.t_s for frame in frames]) > 0).all()


def test_a_film_trimmed_by_its_edit_list_is_whole(tmp_path):
    path = film(tmp_path / "trimmed.mp4", codec_options={"bf": "0"})
    data = bytearray(path.read_bytes())
    entry = data.index(b"elst") + 4 + 8
    duration_ms, start = struct.unpack_from(">Ii", data, entry)
    assert (duration_ms, start) == (1000, 0)
    struct.pack_into(">Ii", data, entry, 667, 10 * 512)  # begin ten pictures later
    path.write_bytes(data)
    frames = list(Video(path))
    assert len(frames) == 20 and frames[0].t_s == 0 and isclose(frames[-1].t_s, 19 / 30, abs_tol=1e-6)


def test_padding_after_the_last_part_is_no_break(tmp_path):
    path = film(tmp_path / "padded.mp4")
    path.write_bytes(path.read_bytes() + bytes(700))
    assert len(list(Video(path))) == 30


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.8, 0.97])
@pytest.mark.parametrize(
    "name",
    ["usual.mp4", "faststart.mp4", "fragments.mp4", "iphone.mov", "usual.mkv", "piped.mkv", "vp8.webm", "mpeg4.avi"],
)
def test_a_film_cut_anywhere_is_refused_with_the_place_of_the_break(tmp_path, name, share):
    path = film(tmp_path / name, **WHOLE_FILMS[name])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert "breaks off at byte" in refusal(path) or "breaks off after" in refusal(path)


@pytest.mark.parametrize("name", ["usual.mp4", "faststart.mp4", "usual.mkv", "camera.ts"])
def test_a_film_that_lacks_its_last_byte_is_refused(tmp_path, name):
    path = film(tmp_path / name, **WHOLE_FILMS[name])
    path.write_bytes(path.read_bytes()[:-1])
    assert "breaks off" in refusal(path)


def test_a_film_with_its_table_in_front_tells_the_second_of_its_break(tmp_path):
    path = film(tmp_path / "cut.mp4", frames=90, codec_options={"bf": "0"}, options={"movflags": "faststart"})
    data = path.read_bytes()
    start = data.index(b"mdat")
    path.write_bytes(data[: start + (len(data) - start) // 2])
    assert "s of 3.0 s" in refusal(path)


def test_a_film_damaged_in_the_middle_is_refused_when_the_damage_is_reached(tmp_path):
    path = film(tmp_path / "scratched.mp4", frames=60, codec_options={"g": "10", "bf": "0"})
    data = bytearray(path.read_bytes())
    start, end = data.index(b"mdat") + 4, data.index(b"moov")
    data[(start + end) // 2 : end - 8] = bytes(end - 8 - (start + end) // 2)
    path.write_bytes(data)
    frames = iter(Video(path))
    assert next(frames).number == 0
    assert "is damaged or breaks off after" in refusal(path)


@pytest.mark.parametrize("size", [(16, 16), (160, 94), (94, 160)])
def test_a_picture_too_small_to_find_anybody_in_is_refused(tmp_path, size):
    path = film(tmp_path / "tiny.mp4", size=size)
    assert f"{size[0]}×{size[1]}" in refusal(path) and "96 pixels" in refusal(path)


def test_the_smallest_accepted_picture_is_accepted(tmp_path):
    assert Video(film(tmp_path / "small.mp4", size=(96, 96))).size == (96, 96)


def test_a_film_without_pictures_is_refused(tmp_path):
    assert "pictures" in refusal(film(tmp_path / "empty.mkv", frames=0))


def test_sound_without_pictures_is_refused(tmp_path):
    assert "has no moving pictures" in refusal(sound_only(tmp_path / "song.mp4"))


def test_a_text_that_calls_itself_mp4_is_refused(tmp_path):
    path = tmp_path / "notes.mp4"
    path.write_text("Tuesday: 4 x 400 m backward.\n" * 50)
    assert "is no video" in refusal(path)


def test_a_play_list_cannot_open_other_files(tmp_path):
    film(tmp_path / "secret.ts")
    path = tmp_path / "list.mp4"
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nsecret.ts\n#EXT-X-ENDLIST\n")
    assert "is no video" in refusal(path)


def test_a_name_with_a_colon_is_a_name(tmp_path):
    assert len(list(Video(film(tmp_path / "10:30 run.mp4")))) == 30


def test_what_is_missing_empty_or_a_folder_is_refused_by_name(tmp_path):
    (tmp_path / "empty.mp4").touch()
    assert "does not exist" in refusal(tmp_path / "nowhere.mp4")
    assert "is a folder" in refusal(tmp_path)
    assert "is empty" in refusal(tmp_path / "empty.mp4")


def test_a_file_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    path = film(tmp_path / "private.mp4")

    def forbidden(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", forbidden)
    with pytest.raises(BadInput, match="cannot be read \\(Permission denied\\)"):
        Video(path)


def test_a_video_tells_its_name_and_that_it_drops_nothing(tmp_path):
    video = Video(film(tmp_path / "Tuesday.mp4"))
    assert (video.title, video.live, video.fps) == ("Tuesday.mp4", False, 30.0)
