"""The live page, its stream of pictures, its events and its buttons."""

import json
from itertools import pairwise

import pytest
from panel_fakes import FakeStream, ScriptedLatest, cue, moment

from backstride.panel.seats import Seats
from backstride.types import Setup


def events_of(answer):
    """(event, data) of each message, and the lines that are neither."""
    told, rest = [], []
    for block in answer.text.split("\n\n"):
        lines = block.split("\n")
        if lines[0].startswith("event: "):
            assert len(lines) == 2 and lines[1].startswith("data: ")
            told.append((lines[0][7:], json.loads(lines[1][6:])))
        elif block:
            rest.append(block)
    return told, rest


class CountedStream(FakeStream):
    """Gives some pictures and closes."""

    def __init__(self, *jpegs):
        super().__init__()
        self.jpegs = list(jpegs)

    @property
    def closed(self):
        return not self.jpegs

    @closed.setter
    def closed(self, value):
        pass

    def viewer(self):
        inner = super().viewer()

        class Opened:
            def __enter__(opened):
                inner.__enter__()
                return opened

            def __exit__(opened, *error):
                return inner.__exit__(*error)

            def next(opened, timeout_s):
                return self.jpegs.pop(0)

        return Opened()


# ---- the page


def test_the_page_shows_what_is_so_without_any_script(build, browser_of):
    now = moment(2, cue=cue(words="Lean a little forward"))
    page = browser_of(build(latest=ScriptedLatest(now), notices=lambda: ("No sound device found",))).get("/").text
    for words in ["Lean a little forward", "BACKWARD", "demo recording", "No sound device found", 'src="/stream.mjpg"']:
        assert words in page


def test_a_page_about_a_loop_that_stands_still_shows_no_numbers(build, browser_of):
    page = browser_of(build(latest=ScriptedLatest(None, before=moment(7)))).get("/").text
    assert "NO DATA" in page and "BACKWARD" not in page and "PATH NOT SEEN" in page


def test_words_from_outside_are_shown_as_words(build, browser_of):
    now = moment(2, cue=cue(words="<img src=x>"))
    page = browser_of(build(latest=ScriptedLatest(now), title="<script>1</script>")).get("/").text
    assert "<img src=x>" not in page and "<script>1" not in page


def test_the_state_is_that_of_a_new_moment(build, browser_of):
    state = browser_of(build(latest=ScriptedLatest(moment(8), before=moment(7)))).get("/api/state").json
    assert state["live"] is True and state["t_s"] == round(8 / 30, 3) and state["direction"] == "backward"


def test_an_old_moment_is_no_state(build, browser_of):
    state = browser_of(build(latest=ScriptedLatest(None, before=moment(7)))).get("/api/state").json
    assert state["live"] is False and state["t_s"] is None and state["path"]["state"] == "unknown"
    assert all(reading["value"] is None and reading["note"] == "no data" for reading in state["readings"])


# ---- events


def events(build, browser_of, *moments, **parts):
    return events_of(browser_of(build(latest=ScriptedLatest(*moments), **parts)).get("/events"))


def test_events_are_told_in_the_form_browsers_read(build, browser_of):
    answer = browser_of(build(latest=ScriptedLatest(moment(1)))).get("/events")
    assert answer.mimetype == "text/event-stream"
    assert answer.data.startswith(b"retry: 1000\n\nevent: moment\ndata: {")
    assert answer.data.endswith(b"}\n\n")


def test_moments_come_ten_times_a_second_at_most(build, browser_of):
    told, _ = events(build, browser_of, *(moment(n) for n in range(61)))
    times = [data["t_s"] for _, data in told]
    assert len(times) == 21
    assert all(b - a > 0.0999 for a, b in pairwise(times))


def test_a_source_that_begins_anew_is_followed_at_once(build, browser_of):
    told, _ = events(build, browser_of, moment(300), moment(0), moment(1))
    assert [data["t_s"] for _, data in told] == [10.0, 0.0]


def test_every_cue_is_told_once_at_once_and_the_state_with_it(build, browser_of):
    told, _ = events(build, browser_of, moment(0), moment(1, cue=cue(1 / 30)), moment(2, caption=cue(1 / 30)))
    assert [name for name, _ in told] == ["moment", "cue", "moment"]
    assert told[1][1] == {
        "t_s": 0.033, "rule": "lean", "class_": "form", "class_words": "Form", "words": "Lean a little forward",
    }  # fmt: skip
    assert told[2][1]["cue"]["words"] == "Lean a little forward"


def test_when_no_moment_comes_it_is_said(build, browser_of):
    told, _ = events(build, browser_of, moment(0), None, None)
    assert [name for name, _ in told] == ["moment", "quiet", "quiet"]
    assert told[1][1]["live"] is False


def test_events_end_when_the_session_does(build, browser_of, accounts):
    owner = browser_of(build(latest=ScriptedLatest(*(moment(n) for n in range(100)))))
    chunks = owner.get("/events", buffered=False).response
    assert next(chunks).startswith(b"retry") and next(chunks).startswith(b"event: moment")
    accounts.close_session(owner.token)
    assert list(chunks) == [b"event: signed_out\ndata: {}\n\n"]


# ---- pictures


def test_pictures_come_as_parts_each_closed_by_a_boundary(build, browser_of):
    answer = browser_of(build(stream=CountedStream(b"\xff\xd8one", b"\xff\xd8three"))).get("/stream.mjpg")
    assert answer.mimetype == "multipart/x-mixed-replace"
    boundary = b"--" + answer.mimetype_params["boundary"].encode() + b"\r\n"
    begin, *parts, end = answer.data.split(boundary)
    assert begin == end == b""
    assert parts == [
        b"Content-Type: image/jpeg\r\nContent-Length: 5\r\n\r\n\xff\xd8one\r\n",
        b"Content-Type: image/jpeg\r\nContent-Length: 7\r\n\r\n\xff\xd8three\r\n",
    ]


def test_when_no_picture_comes_the_last_one_is_sent_again(build, browser_of):
    answer = browser_of(build(stream=CountedStream(None, b"one", None, b"two"))).get("/stream.mjpg")
    assert [answer.data.count(jpeg) for jpeg in (b"one", b"two")] == [2, 1]


def test_pictures_end_when_the_session_does_and_the_seat_is_free_again(build, browser_of, accounts):
    stream, seats = CountedStream(*[b"x"] * 9), Seats(1)
    owner = browser_of(build(stream=stream, pictures=seats))
    answer = owner.get("/stream.mjpg", buffered=False)
    chunks = answer.response
    next(chunks), next(chunks)
    assert (stream.viewers, seats.taken) == (1, 1)
    accounts.close_session(owner.token)
    assert list(chunks) == []
    answer.close()
    assert (stream.viewers, seats.taken) == (0, 0)


@pytest.mark.parametrize("path, seats", [("/stream.mjpg", "pictures"), ("/events", "listeners")])
def test_who_finds_no_seat_is_told_so(build, browser_of, path, seats):
    full = Seats(1)
    assert full.take()
    answer = browser_of(build(**{seats: full})).get(path)
    assert answer.status_code == 503 and "places are taken" in answer.json["error"]
    assert full.taken == 1


@pytest.mark.parametrize("path, seats", [("/stream.mjpg", "pictures"), ("/events", "listeners")])
def test_asking_for_the_head_alone_takes_no_seat(build, browser_of, path, seats):
    free = Seats(1)
    browser_of(build(**{seats: free})).client.head(path).close()
    assert free.taken == 0


# ---- buttons


@pytest.mark.parametrize("button", ["start", "stop", "pain"])
def test_a_button_reaches_the_session(owner, session, button):
    answer = owner.post(f"/{button}")
    assert (answer.status_code, answer.location) == (303, "/")
    assert session.pressed == [button]


def test_a_script_is_answered_in_json(owner, session):
    assert owner.post("/pain", json=True).json == {"done": "pain", "muted": False}


def test_mute_is_what_was_asked_for_and_not_the_other_way_round(owner, session):
    for wish, muted in [("1", True), ("1", True), ("0", False)]:
        owner.post("/mute", muted=wish)
        assert session.muted is muted


@pytest.mark.parametrize("wish", ["", "2", "yes", None])
def test_an_unclear_wish_mutes_nothing(owner, session, wish):
    fields = {} if wish is None else {"muted": wish}
    assert owner.post("/mute", **fields).status_code == 400
    assert session.muted is False


def test_on_a_treadmill_the_page_says_so(build, browser_of):
    assert "treadmill, side view" in browser_of(build(setup=Setup(site="treadmill"))).get("/").text


def test_a_path_cameras_picture_is_there_where_there_is_such_a_camera(build, browser_of):
    alone = browser_of(build())
    assert "path.mjpg" not in alone.get("/").text and alone.get("/path.mjpg").status_code == 404
    beside = browser_of(build(path_stream=CountedStream(b"of the path", b"and again")))
    assert 'src="/path.mjpg"' in beside.get("/").text
    assert b"of the path" in beside.get("/path.mjpg").data
