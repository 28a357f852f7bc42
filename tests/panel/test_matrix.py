"""Every way into the panel × everybody who should not get through it."""

import re
from urllib.parse import urlencode

import pytest
from clip_fakes import ONE, TWO, FakeLibrary, clip_in, parts_of
from panel_fakes import VIEWER
from surface import CHANGES, KNOWN, READS, WAYS, WITH_ARGUMENTS

from backstride.panel.access import OPEN
from backstride.panel.guard import SESSION_COOKIE, VISIT_COOKIE
from backstride.panel.roles import READING, role_needed
from backstride.panel.settings_parts import SettingsParts

METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "X" * 50]
SECRET = "kept for nobody's eyes"
STREAMS = {"live.events", "live.stream"}
READ = {200, 302, 404, 409, 503}
ORIGINS = [
    "http://evil.example", "null", "https://localhost", "http://localhost:81", "http://localhost.evil.example", "x",
]  # fmt: skip
HOSTS = ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "[::1", "localhost:99999"]
FIELDS = (
    "text name runner notes tags keep muted from_s to_s kind id file code password old new again height_m corner_1_x "
    "programme effort day key a b after deleted saved rule tag since until pinned choose from to page next format"
).split()
HOSTILE = {
    "up": "..", "up and away": "../../etc/passwd", "encoded": "%2e%2e%2fetc%2fpasswd", "twice": "%252e%252e%252f",
    "absolute": "/etc/passwd", "backslash": "..\\..\\etc\\passwd", "NUL": f"{ONE}\x00", "NUL within": f"{ONE}\x00.mp4",
    "long": "a" * 5000, "unicode": "aaaaaaaaa１", "overlong": "\udcc0\udcae\udcc0\udcae", "newline": f"{ONE}\r\nX: y",
    "space": f"{ONE} ", "capitals": ONE.upper(), "dot": ".", "hidden": ".index", "tilde": "~root", "drive": "C:\\x",
    "scheme": "file:///etc/passwd", "markup": "<script>alert(1)</script>", "sql": "' OR 1=1 --", "format": "{0}%s%n",
    "shell": "$(touch /tmp/x);`id`|&", "one less": ONE[:-1], "one more": ONE + "a",
}  # fmt: skip


def ids(way):
    return str(way)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder whose name no answer may tell."""
    return tmp_path_factory.mktemp("nobody-may-read-this")


@pytest.fixture(scope="module")
def clips(place):
    (place / "secret.txt").write_text(SECRET)
    return clip_in(place / "clips" / "one"), clip_in(place / "clips" / "two", TWO)


@pytest.fixture
def library(clips):
    return FakeLibrary(*clips)


@pytest.fixture
def app(build, library, charts):
    settings = SettingsParts(lambda: "", lambda text: (), lambda text: None, lambda: None)
    return build(clips=parts_of(library, charts), settings=settings)


@pytest.fixture
def untouched(app, library, session, accounts):
    """After the test: that nothing was changed by it."""
    before = (accounts.claimed, accounts.viewers)
    yield
    assert session.pressed == [] and session.muted is False and not getattr(session, "runner", "")
    assert library.done == [] and (accounts.claimed, accounts.viewers) == before


def ask(browser, way, path=None, method=None, **options):
    answer = browser.client.open(path or way.path, method=method or way.method, buffered=False, **options)
    answer.close() if answer.is_streamed and way.endpoint in STREAMS else answer.get_data()
    return answer


def assert_told_and_no_more(answer):
    """An answer that refuses: short, hardened, and without anything of the inside."""
    headers = answer.headers
    assert "default-src 'none'" in headers["Content-Security-Policy"] and "Access-Control-Allow-Origin" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    text = "" if answer.is_streamed and not answer.response else answer.get_data().decode("latin-1")
    for secret in ("nobody-may-read-this", SECRET, "Traceback", "site-packages", "root:x:0"):
        assert secret not in text


# ---- strangers


@pytest.mark.parametrize("way", WAYS, ids=ids)
def test_a_stranger_gets_to_the_door_alone(app, browser_of, way, untouched):
    stranger = browser_of(app, signed_in=False)
    stranger.get("/login")
    answer = ask(stranger, way, data={"csrf": stranger.form_token}) if way in CHANGES else ask(stranger, way)
    if way.endpoint in OPEN:
        assert answer.status_code in {200, 302, 403, 429}
        return
    if way.method in READING and answer.status_code == 302:
        assert answer.location == "/login"
    else:
        assert answer.status_code == 401
    assert_told_and_no_more(answer)


@pytest.mark.parametrize("way", [way for way in WAYS if way.endpoint not in OPEN], ids=ids)
def test_a_session_that_ended_is_none(app, browser_of, accounts, way, untouched):
    late = browser_of(app)
    token = late.form_token
    accounts.close_session(late.token)
    answer = ask(late, way, headers={"X-CSRF-Token": token, "Accept": "application/json"})
    assert answer.status_code == 401


# ---- viewers


@pytest.mark.parametrize("way", WAYS, ids=ids)
def test_a_viewer_is_refused_in_a_sentence_what_is_the_owners(app, browser_of, library, way, session):
    with app.app_context():
        if way.endpoint in OPEN or role_needed(way.endpoint, way.method) == "viewer":
            return
    viewer = browser_of(app, name=VIEWER)
    answer = ask(viewer, way, headers={"X-CSRF-Token": viewer.form_token, "Accept": "application/json"})
    assert (answer.status_code, answer.json["error"][:10]) == (403, "Only the o")
    assert session.pressed == [] and library.done == []
    assert_told_and_no_more(answer)


# ---- methods


@pytest.mark.parametrize("way", WAYS, ids=ids)
def test_a_page_is_used_the_way_it_is_made_for(app, browser_of, way, untouched):
    owner = browser_of(app)
    allowed = {m for other in WAYS if other.rule == way.rule for m in (other.method,)}
    allowed |= {"HEAD"} if "GET" in allowed else set()
    for method in (m for m in METHODS if m not in allowed | {"OPTIONS"}):
        answer = ask(owner, way, method=method, headers={"X-CSRF-Token": owner.form_token})
        assert answer.status_code == 405, method


@pytest.mark.parametrize("way", CHANGES, ids=ids)
def test_a_method_in_a_header_or_field_is_none(app, browser_of, way, untouched):
    owner = browser_of(app)
    for trick in ("X-HTTP-Method-Override", "X-Method-Override", "_method"):
        headers = {trick: "POST", "X-CSRF-Token": owner.form_token}
        answer = owner.client.get(f"{way.path}?{trick}=POST", headers=headers)
        assert answer.status_code in (READ if any(r.rule == way.rule for r in READS) else {404, 405})


# ---- forms from elsewhere


def _tokens(owner, other):
    yield from ({}, {"csrf": ""}, {"csrf": "x" * 64}, {"csrf": other.form_token}, {"csrf[]": owner.form_token})


@pytest.mark.parametrize("way", CHANGES, ids=ids)
def test_no_change_without_the_token_of_our_own_page(app, browser_of, way, untouched):
    owner, other = browser_of(app), browser_of(app)
    for fields in _tokens(owner, other):
        answer = ask(owner, way, data=fields)
        assert answer.status_code == 403
        assert_told_and_no_more(answer)
    token = owner.form_token
    for content_type in ("text/plain", "application/json", "application/xml", "", "multipart/form-data"):
        body = f'{{"csrf": "{token}"}}' if "json" in content_type else f"csrf={token}"
        assert ask(owner, way, data=body, content_type=content_type).status_code == 403
    assert ask(owner, way, path=f"{way.path}?csrf={token}").status_code == 403
    owner.client.set_cookie("csrf", token)
    assert ask(owner, way).status_code == 403


@pytest.mark.parametrize("way", WAYS, ids=ids)
def test_nothing_is_told_to_another_origin(app, browser_of, way, untouched):
    owner = browser_of(app)
    for origin in ORIGINS:
        answer = ask(owner, way, headers={"Origin": origin, "X-CSRF-Token": owner.form_token})
        assert answer.status_code == 403, origin
        assert_told_and_no_more(answer)


@pytest.mark.parametrize("way", WAYS, ids=ids)
def test_a_foreign_name_that_leads_here_reads_and_changes_nothing(app, browser_of, way, untouched):
    owner = browser_of(app)
    tricks = {"X-CSRF-Token": owner.form_token, "X-Forwarded-Host": "localhost", "Forwarded": "host=localhost"}
    for host in HOSTS:
        answer = ask(owner, way, headers=tricks, environ_overrides={"HTTP_HOST": host})
        assert answer.status_code == 400, host
        assert_told_and_no_more(answer)


# ---- what is filled in


@pytest.mark.parametrize("way", WITH_ARGUMENTS, ids=ids)
def test_an_id_that_is_none_leads_nowhere(app, browser_of, way, untouched):
    owner = browser_of(app)
    for argument in way.arguments:
        for hostile in HOSTILE.values():
            for path in spellings(way, argument, hostile):
                answer = ask(owner, way, path=path, headers={"X-CSRF-Token": owner.form_token})
                assert answer.status_code in {302, 308, 400, 403, 404, 405, 409, 413}, path
                assert "evil" not in answer.headers.get("Location", "")
                assert_told_and_no_more(answer)


def spellings(way, argument, hostile):
    """The address with something else for one argument: as written by hand, and with everything escaped."""
    escaped = "".join(f"%{byte:02x}" for byte in hostile.encode("utf-8", "surrogateescape"))
    for spelling in (hostile, escaped) if hostile.isprintable() else (escaped,):
        values = {name: KNOWN.get(name, "abc") for name in way.arguments} | {argument: spelling}
        yield re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda found, values=values: values[found[1]], way.rule)


def shown(answer, way):
    return "" if way.endpoint in STREAMS else answer.get_data().decode("latin-1")


def urlencoded(fields):
    return urlencode(fields, errors="surrogateescape")


@pytest.mark.parametrize("way", CHANGES, ids=ids)
def test_an_absurd_form_gets_an_answer_and_no_fault_inside(app, browser_of, way, monkeypatch):
    monkeypatch.setattr("backstride.panel.passwords.METHOD", "scrypt:1024:8:1")
    for hostile in HOSTILE.values():
        owner = browser_of(app)
        form = urlencoded({"csrf": owner.form_token} | dict.fromkeys(FIELDS, hostile))
        answer = ask(owner, way, data=form, content_type="application/x-www-form-urlencoded")
        assert "went wrong inside" not in shown(answer, way), hostile  # a disk that is not there may be told
        assert_told_and_no_more(answer)
        assert "X: y" not in answer.headers and "\n" not in str(answer.headers.get("Location", ""))


@pytest.mark.parametrize("way", READS, ids=ids)
def test_absurd_questions_get_an_answer_and_no_fault_inside(app, browser_of, way):
    owner = browser_of(app)
    for hostile in HOSTILE.values():
        answer = ask(owner, way, query_string=urlencoded(dict.fromkeys(FIELDS, hostile[:700])))
        assert "went wrong inside" not in shown(answer, way), hostile  # a disk that is not there may be told
        text = shown(answer, way)
        assert "<script>alert" not in text and "nobody-may-read-this" not in text


# ---- what stays in a browser


@pytest.mark.parametrize("way", READS, ids=ids)
def test_what_is_shown_is_kept_by_no_cache_and_framed_by_nobody(app, browser_of, way):
    headers = ask(browser_of(app), way).headers
    assert headers["X-Frame-Options"] == "DENY" and "unsafe" not in headers["Content-Security-Policy"]
    assert way.endpoint == "static" or headers["Cache-Control"] == "no-store"
    assert not {name for name, _ in headers} & {"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"}


def test_no_cookie_is_for_scripts_or_for_other_sites(app, browser_of):
    stranger = browser_of(app, signed_in=False)
    cookies = stranger.get("/login").headers.getlist("Set-Cookie")
    assert [c.split("=")[0] for c in cookies] == [VISIT_COOKIE]
    for cookie in cookies:
        assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Domain" not in cookie
    assert SESSION_COOKIE not in str(cookies)


