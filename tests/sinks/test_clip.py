"""annotated.mp4, read back by another hand."""

from math import nan

import av
import numpy as np
import pytest

from backstride.sinks.clip import AnnotatedClip
from backstride.types import Frame
from moments import moment_at


def written(path, times_s, size=(64, 48), fps=30.0):
    clip = AnnotatedClip(path, fps)
    for number, t_s in enumerate(times_s):
        image = np.full((size[1], size[0], 3), (number * 5) % 256, np.uint8)
        clip.take(Frame(image, t_s, number), moment_at(t_s, number))
    clip.close()
    return path


def times_in(path):
    with av.open(str(path)) as file:
        return [float(picture.pts * picture.time_base) for picture in file.decode(video=0)]


def test_it_is_what_browsers_and_phones_play(tmp_path):
    with av.open(str(written(tmp_path / "a.mp4", [0, 1 / 30, 2 / 30]))) as file:
        stream = file.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height) == (64, 48)
        assert (int(stream.codec_context.colorspace), int(stream.codec_context.color_range)) == (5, 1)  # BT.601, 16-235


def test_a_browser_can_begin_before_the_whole_file_came(tmp_path):
    data = written(tmp_path / "a.mp4", [n / 30 for n in range(40)]).read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize("times_s", [
    [n / 30 for n in range(20)],
    [n * 1001 / 30000 for n in range(20)],
    [0.0, 0.033, 0.1, 0.11, 0.5, 0.533, 0.9],
], ids=["30 fps", "29.97 fps", "a phone's uneven rate"])  # fmt: skip
def test_every_frame_is_there_at_its_own_time(tmp_path, times_s):
    assert times_in(written(tmp_path / "a.mp4", times_s)) == pytest.approx(times_s, abs=2e-5)


def test_it_lasts_as_long_as_its_frames_with_the_last_one_shown_for_a_frame(tmp_path):
    with av.open(str(written(tmp_path / "a.mp4", [n / 25 for n in range(50)], fps=25.0))) as file:
        assert file.duration / av.time_base == pytest.approx(2.0, abs=0.005)


def test_odd_sizes_grow_by_a_pixel(tmp_path):
    with av.open(str(written(tmp_path / "a.mp4", [0, 0.1], size=(67, 49)))) as file:
        assert (file.streams.video[0].width, file.streams.video[0].height) == (68, 50)


def test_a_source_without_a_known_rate_is_written_all_the_same(tmp_path):
    assert times_in(written(tmp_path / "a.mp4", [0, 0.5], fps=nan)) == pytest.approx([0, 0.5], abs=2e-5)


def test_two_frames_with_one_time_are_both_kept(tmp_path):
    times_s = times_in(written(tmp_path / "a.mp4", [0, 0.1, 0.1, 0.2]))
    assert len(times_s) == 4
    assert times_s == sorted(set(times_s))


def test_the_same_frames_give_the_same_bytes(tmp_path):
    times_s = [n / 30 for n in range(30)]
    first, second = (written(tmp_path / name, times_s).read_bytes() for name in ("a.mp4", "b.mp4"))
    assert first == second


def test_the_picture_carries_the_overlay(tmp_path):
    with av.open(str(written(tmp_path / "a.mp4", [0.0], size=(320, 180)))) as file:
        (picture,) = file.decode(video=0)
    assert picture.to_ndarray(format="gray").std() > 5  # the frame itself is plain black


def test_without_a_frame_there_is_no_file_and_closing_twice_harms_nothing(tmp_path):
    clip = AnnotatedClip(tmp_path / "a.mp4", 30.0)
    clip.close()
    clip.close()
    assert list(tmp_path.iterdir()) == []
