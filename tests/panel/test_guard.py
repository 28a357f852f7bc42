"""What every request must pass and every answer carries."""

import pytest

from backstride.panel.guard import host_name

CHANGES = ["/start", "/stop", "/pain", "/keep", "/mute", "/logout"]
READS = ["/", "/api/state", "/events", "/stream.mjpg", "/login", "/static/panel.css", "/nothing"]
FOREIGN_HOSTS = [
    "evil.example", "evil.example:8080", "localhost.evil.example", "local", "192.168.1.5.evil.example", "",
    "a@localhost", "localhost/evil.example", "localhost:port", "[::1", "evil.example?.local", "evil.example#.local",
    "evil.example\\.local",
]  # fmt: skip
OUR_HOSTS = [
    "localhost", "localhost:8080", "LOCALHOST", "127.0.0.1:8080", "192.168.1.5", "[::1]:8080", "[fe80::1]",
    "backstride.local", "backstride.local:8080", "coach.lan",
]  # fmt: skip


@pytest.fixture
def named(build, browser_of):
    return browser_of(build(host_names=("coach.lan",)))


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
@pytest.mark.parametrize("path", ["/api/state", "/login", "/static/panel.css"])
def test_a_foreign_name_that_leads_here_is_refused(named, host, path):
    answer = named.get(path, environ_overrides={"HTTP_HOST": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize("host", OUR_HOSTS)
def test_addresses_and_names_of_the_local_network_are_ours(named, host):
    assert named.get("/static/panel.css", environ_overrides={"HTTP_HOST": host}).status_code == 200


@pytest.mark.parametrize("host", ["a b.local", "x\n.local", "\x00.local"])
def test_a_host_with_strange_symbols_has_no_name(host):
    assert host_name(host) == ""


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://localhost.evil.example", "http://localhost:1",
                                    "file://", "localhost", "http://[", ""])  # fmt: skip
@pytest.mark.parametrize("path", [*CHANGES, "/login"])
def test_no_change_comes_from_another_origin(owner, session, origin, path):
    fields = {"csrf": owner.form_token, "muted": "1"}
    assert owner.client.post(path, data=fields, headers={"Origin": origin}).status_code == 403
    assert session.pressed == [] and session.muted is False
    assert owner.accounts.visitor(owner.token)


@pytest.mark.parametrize("path", ["/api/state", "/stream.mjpg", "/events"])
def test_another_origin_reads_nothing_either(owner, path):
    assert owner.get(path, headers={"Origin": "http://evil.example"}).status_code == 403


@pytest.mark.parametrize("comes_from", ["cross-site", "same-site"])
def test_a_browser_that_says_a_change_comes_from_elsewhere_is_believed(owner, session, comes_from):
    headers = {"Sec-Fetch-Site": comes_from, "X-CSRF-Token": owner.form_token}
    assert owner.client.post("/pain", headers=headers).status_code == 403
    assert session.pressed == []


@pytest.mark.parametrize("csrf", ["", "wrong", "ÄÖÜ", "0" * 64])
@pytest.mark.parametrize("path", [*CHANGES, "/login", "/claim"])
def test_no_change_without_the_token_of_our_own_page(owner, session, csrf, path):
    assert owner.post(path, csrf=csrf, muted="1").status_code == 403
    assert session.pressed == [] and session.muted is False
    assert owner.accounts.visitor(owner.token)


def test_the_token_of_another_session_is_not_ours(owner):
    other = owner.accounts.form_token(owner.accounts.open_session())
    assert owner.post("/pain", csrf=other).status_code == 403


def test_a_token_in_the_address_is_no_token(owner):
    assert owner.client.post(f"/pain?csrf={owner.form_token}").status_code == 403


def test_a_script_may_send_the_token_in_a_header(owner, session):
    headers = {"X-CSRF-Token": owner.form_token, "Origin": "http://localhost"}
    assert owner.client.post("/pain", headers=headers).status_code == 303
    assert session.pressed == ["pain"]


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_changes_are_made_by_post_alone(owner, session, path, method):
    answer = owner.client.open(path, method=method, headers={"X-CSRF-Token": owner.form_token})
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]
    assert session.pressed == []


@pytest.mark.parametrize("path", ["/", "/api/state", "/events", "/stream.mjpg"])
def test_pages_are_read_and_not_posted_to(owner, path):
    assert owner.post(path).status_code == 405


@pytest.mark.parametrize("path", READS)
def test_every_answer_is_hardened(owner, path):
    headers = owner.get(path, buffered=False).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("path", ["/", "/api/state", "/login", "/nothing"])
def test_what_the_runner_does_is_kept_by_no_cache(owner, path):
    assert owner.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/login", "/claim", "/nothing"])
def test_pages_carry_no_script_or_style_of_their_own(owner, stranger, path):
    for visitor in (owner, stranger):
        text = visitor.get(path, follow_redirects=True).text
        assert " style=" not in text and "<style" not in text and " on" + "click" not in text
        assert "<script>" not in text and "//cdn" not in text and "https://" not in text


def test_a_form_of_endless_length_is_refused(owner):
    assert owner.post("/pain", text="x" * 20_000).status_code == 413


@pytest.mark.parametrize("path", ["/nothing", "/api/nothing", "/clips/%2e%2e%2fetc", "/" + "x" * 3000])
def test_an_error_is_short_and_leaks_nothing(owner, path):
    answer = owner.get(path)
    assert answer.status_code == 404
    assert "There is no such page." in answer.text
    assert "/home" not in answer.text and "Traceback" not in answer.text and "xxx" not in answer.text


class BrokenLatest:
    moment = None
    closed = False

    def wait(self, after_number, timeout_s):
        raise RuntimeError("/secret/place broke")


@pytest.mark.parametrize("path", ["/", "/api/state"])
def test_a_fault_inside_is_told_without_its_insides(build, browser_of, path):
    answer = browser_of(build(latest=BrokenLatest())).get(path)
    assert answer.status_code == 500
    assert "Something went wrong inside" in answer.text and "secret" not in answer.text
