"""Owner and viewers: who may look, who may change, and what a viewer's pages leave out."""

import pytest
from clip_fakes import ONE, FakeLibrary, clip_in, parts_of
from panel_fakes import PASSWORD, VIEWER, VIEWERS_PASSWORD

from backstride.panel.guard import SESSION_COOKIE
from backstride.panel.roles import READING, role_needed

OWNERS_PAGES = ["/people", "/calibrate", "/calibrate/still.jpg", f"/clips/{ONE}/files/poses.npz",
                f"/clips/{ONE}/export/trc", f"/clips/{ONE}/export/mp4/file"]  # fmt: skip
FOR_ALL_TO_CHANGE = {"live.pain", "access.logout", "access.change_password"}



@pytest.fixture
def clips(tmp_path, charts):
    return parts_of(FakeLibrary(clip_in(tmp_path / "clips" / "one")), charts)


# ---- what a viewer may


@pytest.mark.parametrize("path", ["/", "/api/state", "/clips", "/events", "/stream.mjpg", "/password"])
def test_a_viewer_sees(viewer, path):
    assert viewer.get(path, buffered=False).status_code == 200


def test_a_viewer_looks_at_a_clip(build, browser_of, clips):
    viewer = browser_of(build(clips=clips), name=VIEWER)
    assert viewer.get(f"/clips/{ONE}").status_code == 200
    assert viewer.get(f"/clips/{ONE}/clip.mp4").status_code == 200


@pytest.mark.parametrize("path", OWNERS_PAGES)
def test_settings_and_taking_along_are_the_owners(build, browser_of, clips, path):
    viewer = browser_of(build(clips=clips), name=VIEWER)
    answer = viewer.get(path)
    assert answer.status_code == 403
    assert "Only the owner may do this" in answer.text


def test_whoever_sees_a_runner_in_trouble_may_press_pain(viewer, session):
    assert viewer.post("/pain").status_code == 303
    assert session.pressed == ["pain"]


@pytest.mark.parametrize("path", ["/start", "/stop", "/keep", "/mute", "/people/add", "/calibrate/save"])
def test_a_viewer_changes_nothing(viewer, session, path):
    answer = viewer.post(path, muted="1", json=True)
    assert (answer.status_code, answer.json) == (
        403, {"error": "Only the owner may do this. You are signed in as a viewer."}
    )  # fmt: skip
    assert session.pressed == [] and not session.muted


def test_every_change_but_three_is_the_owners_alone(build):
    """Taken from the app, so that a page which is added tomorrow is covered: closed until somebody opens it here."""
    app = build()
    with app.app_context():
        changes = {
            rule.endpoint for rule in app.url_map.iter_rules() for method in rule.methods - READING
            if role_needed(rule.endpoint, method) == "viewer"
        }  # fmt: skip
    assert changes == FOR_ALL_TO_CHANGE


def test_a_viewers_pages_leave_out_what_a_viewer_cannot_use(build, browser_of, clips):
    app = build(clips=clips)
    viewer, owner = browser_of(app, name=VIEWER), browser_of(app)
    for page, of_the_owner in [
        ("/", ['action="/start"', 'action="/mute"', 'action="/keep"', 'href="/calibrate"', 'href="/config"']),
        (f"/clips/{ONE}", ["/delete", "/notes", "/tags", "/trim", "/files/", "/export/"]),
    ]:
        for text in of_the_owner:
            assert text in owner.get(page).text
            assert text not in viewer.get(page).text
    assert 'action="/pain"' in viewer.get("/").text


# ---- viewers come and go


def test_the_owner_lets_somebody_look_on_who_then_signs_in_by_name(owner, browser_of):
    assert owner.post("/people/add", name="  Coach   Berta ", password="a password of hers").status_code == 303
    assert "Coach Berta" in owner.get("/people").text
    berta = browser_of(owner.app, signed_in=False)
    berta.get("/login")
    assert berta.post("/login", name="coach berta", password="a password of hers").status_code == 303
    assert berta.accounts.visitor(berta.client.get_cookie(SESSION_COOKIE).value).role == "viewer"


def test_who_is_removed_is_out_at_once(owner, browser_of):
    viewer = browser_of(owner.app, name=VIEWER)
    assert viewer.get("/api/state").status_code == 200
    assert owner.post("/people/remove", name=VIEWER).status_code == 303
    assert viewer.get("/api/state").status_code == 401


@pytest.mark.parametrize(
    ("name", "password", "why"),
    [
        ("", "a password of hers", "Please give a name"),
        ("x" * 41, "a password of hers", "Please give a name"),
        ("a\x00b", "a password of hers", "Please give a name"),
        ("\u202egnorw", "a password of hers", "Please give a name"),
        ("Owner", "a password of hers", "has this name already"),
        ("ANN", "a password of hers", "has this name already"),
        ("Berta", "short", "10 to 200 characters"),
    ],
)
def test_a_name_or_password_that_cannot_be_is_refused_in_a_sentence(owner, name, password, why):
    answer = owner.post("/people/add", name=name, password=password)
    assert answer.status_code == 400 and why in answer.text
    assert owner.accounts.viewers == (VIEWER,)


def test_a_name_full_of_script_is_shown_as_letters(owner):
    owner.post("/people/add", name="<script>alert(1)</script>", password="a password of hers")
    page = owner.get("/people").text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_there_are_not_endlessly_many_viewers(owner, monkeypatch):
    monkeypatch.setattr("backstride.panel.passwords.METHOD", "scrypt:1024:8:1")
    answers = [owner.post("/people/add", name=f"viewer {n}", password="a password of hers") for n in range(20)]
    assert [a.status_code for a in answers] == [303] * 19 + [400]


# ---- passwords


def test_a_viewer_changes_the_own_password_and_nobody_elses(viewer, browser_of):
    owner, other_phone = browser_of(viewer.app), browser_of(viewer.app, name=VIEWER)
    answer = viewer.post("/password", old=VIEWERS_PASSWORD, new="a new one of mine", again="a new one of mine")
    assert answer.status_code == 303
    assert viewer.get("/api/state").status_code == 200
    assert other_phone.get("/api/state").status_code == 401
    assert owner.get("/api/state").status_code == 200
    assert viewer.accounts.sign_in(PASSWORD, "10.0.0.9")
    assert viewer.accounts.sign_in("a new one of mine", "10.0.0.9", VIEWER)


def test_the_owners_new_password_sends_everybody_to_the_door(owner, browser_of):
    viewer, other_phone = browser_of(owner.app, name=VIEWER), browser_of(owner.app)
    assert owner.post("/password", old=PASSWORD, new="a new one of mine", again="a new one of mine").status_code == 303
    assert owner.get("/api/state").status_code == 200
    assert viewer.get("/api/state").status_code == other_phone.get("/api/state").status_code == 401


@pytest.mark.parametrize(
    ("old", "new", "again", "status"),
    [
        ("wrong", "a new one of mine", "a new one of mine", 403),
        (PASSWORD, "short", "short", 403),
        (PASSWORD, "a new one of mine", "another one", 400),
    ],
)
def test_a_password_that_was_mistyped_changes_nothing(owner, old, new, again, status):
    assert owner.post("/password", old=old, new=new, again=again).status_code == status
    assert owner.get("/api/state").status_code == 200
    assert owner.accounts.sign_in(PASSWORD, "10.0.0.9")


def test_guessing_the_old_password_meets_the_same_limit_as_signing_in(owner):
    answers = [owner.post("/password", old="wrong", new="a new one of mine") for _ in range(6)]
    assert [a.status_code for a in answers] == [403] * 5 + [429]


def test_an_unknown_name_costs_as_much_hashing_as_a_known_one(accounts, monkeypatch):
    """Otherwise the time of an answer would tell who exists."""
    checked = []
    monkeypatch.setattr(
        "backstride.panel.passwords.check_password_hash", lambda kept, given: checked.append(kept) or False
    )
    for name in (VIEWER, "nobody", "", "owner"):
        with pytest.raises(Exception, match="not the password"):
            accounts.sign_in("a guess of mine", "10.0.0.2", name)
    assert [kept.startswith("scrypt:") for kept in checked] == [True] * 4


def test_a_viewer_who_opens_many_sessions_ends_none_of_the_owners(accounts, clock):
    owner = accounts.open_session()
    for _ in range(100):
        clock.forward(1)
        accounts.open_session(VIEWER)
    assert accounts.visitor(owner)
