"""Who runs now, set from the live page."""

import pytest
from panel_fakes import ScriptedLatest, moment

from backstride.panel.parts import Recording


class Known:
    """Remembers the names that were added."""

    def __init__(self, *names, full=False):
        self.known, self.full = list(names), full

    def names(self):
        return tuple(self.known)

    def add(self, name):
        if self.full:
            raise OSError("disk full")
        if name and name not in self.known:
            self.known.append(name)
        return name


@pytest.fixture
def panel(build, browser_of):
    return lambda *names, **how: browser_of(
        build(runners=Known(*names, **how), latest=ScriptedLatest(*(moment(n) for n in range(1, 9))))
    )


def test_a_new_runner_is_named_and_known_from_then_on(panel, session):
    owner = panel("Ben")
    answer = owner.post("/runner", runner="Zoë")
    assert (answer.status_code, answer.location, session.runner) == (303, "/", "Zoë")
    page = owner.get("/").text
    assert '<b id="who-name">Zoë</b>' in page and 'value="Ben"' in page and 'value="Zoë" aria-pressed="true"' in page


def test_nobody_is_named_again(panel, session):
    session.runner = "Ada"
    assert panel("Ada").post("/runner", runner="", json=True).json == {"runner": ""}
    assert session.runner == ""


def test_every_window_is_told_who_runs(panel, session):
    session.runner = "Ada"
    assert panel().get("/api/state").json["runner"] == "Ada"


@pytest.mark.parametrize("fields", [{}, {"runner": "x" * 81}])
def test_what_is_no_name_changes_nothing(panel, session, fields):
    assert panel().post("/runner", **fields).status_code == 400
    assert session.runner == ""


def test_a_full_disk_keeps_nobody_from_running_under_a_name(panel, session):
    assert panel(full=True).post("/runner", runner="Ada").status_code == 303
    assert session.runner == "Ada"


def test_a_name_is_shown_as_words(panel):
    owner = panel()
    owner.post("/runner", runner="<b>x</b>")
    assert "<b>x</b>" not in owner.get("/").text


def test_only_a_form_of_ours_names_a_runner(panel, session):
    assert panel().post("/runner", csrf="other", runner="Ada").status_code == 403
    assert session.runner == ""


# ---- and how the recording stands


def test_the_room_is_on_the_page_before_a_session_and_the_light_while_a_clip_runs(build, browser_of):
    room = "Room to record 42 minutes (3.1 GB are free)"
    states = iter([Recording(False, room), Recording(True, room)])
    owner = browser_of(build(recording=lambda: next(states), latest=ScriptedLatest(moment(1), moment(2), moment(3))))
    page = owner.get("/").text
    assert room in page and "Recording a clip" not in page
    assert owner.get("/api/state").json["recording"] is True


def test_the_room_is_on_the_list_of_clips_too(build, browser_of):
    room = "Room to record 42 minutes (3.1 GB are free)"
    assert room in browser_of(build(recording=lambda: Recording(False, room))).get("/clips").text
