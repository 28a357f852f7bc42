"""The machine's own certificate, and the panel behind it."""

import http.client
import socket
import ssl
import stat
from contextlib import closing, suppress

import pytest
from panel_fakes import PASSWORD
from test_server import HOST, read_pictures
from test_server import running as running

from backstride.errors import BadConfig
from backstride.panel.certificate import encryption
from backstride.panel.guard import SESSION_COOKIE
from backstride.panel.server import PanelServer


@pytest.fixture
def file(tmp_path):
    return tmp_path / "kept" / "panel.pem"


@pytest.fixture
def app(build, live_stream, live_latest):
    return build(stream=live_stream, latest=live_latest)


@pytest.fixture
def server(app, file):
    with closing(PanelServer(app, HOST, 0, tls=encryption(file, ("192.168.1.5",))[0])) as server:
        server.start()
        yield server


@pytest.fixture
def trusting(server, file):
    """A client that knows the certificate, and holds the panel to it."""
    context = ssl.create_default_context(cafile=str(file))

    def ask(path, cookie="", name="localhost", method="GET", body=None, headers=()):
        connection = http.client.HTTPSConnection(HOST, server.port, timeout=10, context=context)
        connection.sock = context.wrap_socket(socket.create_connection((HOST, server.port)), server_hostname=name)
        connection.request(method, path, body, {"Cookie": cookie, "Host": f"{name}:{server.port}", **dict(headers)})
        return connection.getresponse()

    return ask


def test_it_is_made_once_for_this_user_alone(file):
    _, first = encryption(file, ("192.168.1.5",))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    _, second = encryption(file, ())
    assert first == second and len(first.split(":")) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [p.name for p in file.parent.iterdir()] == ["panel.pem"]


@pytest.mark.parametrize(
    "content", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----"]
)
def test_a_damaged_one_is_told_in_a_sentence(file, content):
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(BadConfig, match="holds no usable certificate"):
        encryption(file, ())


def test_a_certificate_without_its_key_is_told_in_a_sentence(file):
    encryption(file, ())
    file.write_bytes(file.read_bytes()[file.read_bytes().index(b"-----BEGIN CERT") :])
    with pytest.raises(BadConfig):
        encryption(file, ())


@pytest.mark.parametrize("name", ["localhost", "backstride.local", "192.168.1.5", "127.0.0.1"])
def test_the_panel_proves_who_it_is_under_its_names(trusting, name):
    assert trusting("/login", name=name).status == 200


def test_the_picture_and_the_events_come_through(trusting, accounts, running):
    cookie = f"{SESSION_COOKIE}={accounts.open_session()}"
    assert read_pictures(trusting("/stream.mjpg", cookie), 20) == 20
    events = trusting("/events", cookie)
    assert events.status == 200 and events.fp.readline() and events.fp.readline()


def test_the_cookies_stay_on_encrypted_connections(trusting, server, accounts):
    visit = trusting("/login").headers["Set-Cookie"]
    assert "Secure" in visit
    cookie = visit.split(";")[0]
    fields = f"password={PASSWORD.replace(' ', '+')}&csrf={accounts.form_token(cookie.partition('=')[2])}"
    answer = trusting("/login", cookie, method="POST", body=fields, headers={
        "Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://localhost:{server.port}"}.items())
    assert answer.status == 303 and "Secure" in answer.headers["Set-Cookie"]


def test_an_origin_that_is_not_encrypted_is_another_one(trusting, server, accounts):
    cookie = f"{SESSION_COOKIE}={accounts.open_session()}"
    origin = {"Origin": f"http://localhost:{server.port}"}.items()
    assert trusting("/api/state", cookie, headers=origin).status == 403


def test_who_speaks_plainly_is_told_how_to_begin(server):
    answer = http.client.HTTPConnection(HOST, server.port, timeout=10)
    answer.request("GET", "/")
    assert b"https://" in answer.getresponse().read()


def test_who_never_shakes_hands_holds_up_nobody(server, trusting):
    silent = [socket.create_connection((HOST, server.port)) for _ in range(20)]
    for connection in silent[:10]:
        connection.sendall(b"\x16\x03\x01\x02\x00\x01")
    assert trusting("/login").status == 200
    for connection in silent:
        connection.close()


def test_old_versions_of_the_protocol_are_refused(server):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with suppress(ValueError), pytest.deprecated_call():
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection((HOST, server.port)) as raw, pytest.raises((ssl.SSLError, ConnectionError)):
        context.wrap_socket(raw)


