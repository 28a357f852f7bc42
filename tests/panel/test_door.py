"""Claim, sign-in, sign-out, and that nothing else answers a stranger."""

import pytest
from panel_fakes import PASSWORD

from backstride.panel.guard import SESSION_COOKIE

PAGES = ["/", "/nothing", "/static", "/claim/", "/login/x", "/clips/1", "//", "/%2e%2e/"]
MACHINES = ["/api/state", "/events", "/stream.mjpg", "/api/nothing"]
CHANGES = ["/start", "/stop", "/pain", "/keep", "/mute", "/logout"]


@pytest.fixture
def newcomer(build, browser_of, new_accounts):
    """Someone before a machine that nobody claimed."""
    return browser_of(build(accounts=new_accounts), signed_in=False)


# ---- strangers


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_sent_from_every_page_to_the_login(stranger, path):
    answer = stranger.get(path)
    assert (answer.status_code, answer.location) in {(302, "/login"), (308, "/login"), (308, "http://localhost/")}


@pytest.mark.parametrize("path", ["/", "/nothing"])
def test_before_the_claim_every_page_leads_to_the_claim(newcomer, path):
    assert newcomer.get(path).location == "/claim"


@pytest.mark.parametrize("path", MACHINES)
def test_a_program_without_a_session_gets_a_line_of_json(stranger, path):
    answer = stranger.get(path)
    assert answer.status_code == 401
    assert answer.json == {"error": "Please sign in first."}


@pytest.mark.parametrize("path", CHANGES)
def test_a_stranger_changes_nothing(stranger, session, path):
    stranger.get("/login")
    assert stranger.post(path, muted="1").status_code == 401
    assert session.pressed == [] and session.muted is False


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/login", "/api/state", "/start", "/nothing"])
def test_no_method_opens_a_door(stranger, method, path):
    answer = stranger.client.open(path, method=method)
    assert answer.status_code in ({200, 401} if (method, path) == ("OPTIONS", "/login") else {401})


@pytest.mark.parametrize("token", ["", "x", "\x7f", "a" * 4000, "null"])
def test_an_invented_session_is_none(stranger, token):
    stranger.client.set_cookie(SESSION_COOKIE, token)
    assert stranger.get("/api/state").status_code == 401


def test_the_look_of_the_door_needs_no_session(stranger):
    assert stranger.get("/static/panel.css").status_code == 200


OUTSIDE = [
    "../templates/live.html", "%2e%2e/templates/live.html", "..%2ftemplates/live.html", "/etc/passwd",
    "%2fetc%2fpasswd", "panel.css%00", "..\\templates\\live.html", "",
]  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE)
def test_static_files_are_those_of_one_folder(stranger, path):
    answer = stranger.get(f"/static/{path}")
    assert answer.status_code in {302, 308, 404}


# ---- claim


def test_the_code_and_a_password_make_the_owner_who_is_let_in_at_once(newcomer, new_accounts):
    newcomer.get("/claim")
    answer = newcomer.post("/claim", code=new_accounts.claim_code, password=PASSWORD, again=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/")
    assert newcomer.get("/").status_code == 200


def test_a_wrong_code_is_told_and_lets_nobody_in(newcomer, new_accounts):
    newcomer.get("/claim")
    answer = newcomer.post("/claim", code="WRONGONE", password=PASSWORD)
    assert answer.status_code == 403 and "not the claim code" in answer.text
    assert not new_accounts.claimed and newcomer.client.get_cookie(SESSION_COOKIE) is None


def test_five_wrong_codes_and_even_the_right_one_must_wait(newcomer, new_accounts, clock):
    newcomer.get("/claim")
    code = new_accounts.claim_code
    answers = [newcomer.post("/claim", code=c, password=PASSWORD) for c in ["WRONGONE"] * 5 + [code]]
    assert [a.status_code for a in answers] == [403] * 4 + [429] * 2
    assert answers[-1].headers["Retry-After"] == "60"
    assert "wait" in newcomer.get("/claim").text
    clock.forward(60)
    newcomer.get("/claim")
    (renewed,) = new_accounts.told
    assert newcomer.post("/claim", code=renewed, password=PASSWORD).status_code == 303


def test_two_different_passwords_claim_nothing(newcomer, new_accounts):
    newcomer.get("/claim")
    answer = newcomer.post("/claim", code=new_accounts.claim_code, password=PASSWORD, again="another password")
    assert answer.status_code == 400 and "differ" in answer.text
    assert not new_accounts.claimed


def test_what_was_typed_does_not_come_back(newcomer):
    newcomer.get("/claim")
    answer = newcomer.post("/claim", code="<script>alert(1)</script>", password="<b>secret secret</b>")
    assert "script>alert" not in answer.text and "secret" not in answer.text


def test_a_claimed_machine_is_not_claimed_again(stranger, accounts):
    assert stranger.get("/claim").location == "/login"
    stranger.get("/login")
    answer = stranger.post("/claim", code="WRONGONE", password="another password")
    assert answer.status_code == 403 and "has an owner already" in answer.text
    assert accounts.sign_in(PASSWORD, "10.0.0.2")


# ---- sign in, sign out


def test_the_password_lets_in(stranger):
    stranger.get("/login")
    assert stranger.post("/login", password=PASSWORD).status_code == 303
    assert stranger.get("/").status_code == 200


def test_a_session_cookie_is_kept_from_scripts_and_other_sites(stranger):
    stranger.get("/login")
    cookie = stranger.post("/login", password=PASSWORD).headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


def test_the_sixth_try_must_wait_even_with_the_right_password(stranger):
    stranger.get("/login")
    answers = [stranger.post("/login", password=p) for p in ["wrong"] * 5 + [PASSWORD]]
    assert [a.status_code for a in answers] == [403] * 5 + [429]
    assert "Please wait 60 seconds" in answers[-1].text


def test_a_token_planted_before_signing_in_is_worth_nothing_after(stranger):
    stranger.client.set_cookie(SESSION_COOKIE, "planted-by-somebody")
    stranger.get("/login")
    assert stranger.post("/login", password=PASSWORD, csrf=stranger.accounts.form_token(
        stranger.client.get_cookie("backstride_visit").value)).status_code == 303
    assert stranger.client.get_cookie(SESSION_COOKIE).value != "planted-by-somebody"
    assert stranger.accounts.visitor("planted-by-somebody") is None


def test_signing_in_anew_ends_the_session_before(owner):
    assert owner.post("/login", password=PASSWORD).status_code == 303
    assert owner.accounts.visitor(owner.token) is None
    assert owner.client.get_cookie(SESSION_COOKIE).value != owner.token


def test_who_signed_out_is_a_stranger_again(owner):
    answer = owner.post("/logout")
    assert (answer.status_code, answer.location) == (303, "/login")
    owner.client.set_cookie(SESSION_COOKIE, owner.token)
    assert owner.get("/api/state").status_code == 401


def test_an_owner_who_asks_for_the_login_is_shown_the_live_page(owner):
    assert owner.get("/login").location == "/"
