"""Attacks on the panel's real port: malformed, ambiguous, oversized, slow, many; and it still answers others."""

import http.client
import socket
from contextlib import ExitStack, closing

import pytest
from clip_fakes import ONE, FakeLibrary, clip_in, parts_of
from panel_fakes import PASSWORD, HandClock, jpeg_of

from backstride.panel import connections
from backstride.panel.guard import SESSION_COOKIE, VISIT_COOKIE
from backstride.panel.server import PanelServer

HOST = "127.0.0.1"
NEIGHBOUR = "127.0.0.2"  # another address of this machine: somebody else's phone


@pytest.fixture
def app(build, live_stream, live_latest, tmp_path, charts):
    library = FakeLibrary(clip_in(tmp_path / "one"))
    return build(stream=live_stream, latest=live_latest, clips=parts_of(library, charts))


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def server(app, clock):
    with closing(PanelServer(app, HOST, 0, clock=clock)) as server:
        server.start()
        yield server


@pytest.fixture
def cookie(accounts):
    return f"{SESSION_COOKIE}={accounts.open_session()}"


def connect(server, source=HOST):
    connection = socket.create_connection((HOST, server.port), timeout=20, source_address=(source, 0))
    return closing(connection)


def send(server, content):
    """Everything that the panel answers to these bytes until it hangs up."""
    with connect(server) as rude:
        answer = b""
        try:
            rude.sendall(content)
            rude.shutdown(socket.SHUT_WR)
            while part := rude.recv(65536):
                answer += part
        except OSError:
            pass  # hung up in the middle of what we sent
        return answer


def status_of(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def answers(server, source=NEIGHBOUR):
    """Whether somebody else still gets the login page."""
    with closing(http.client.HTTPConnection(HOST, server.port, timeout=20, source_address=(source, 0))) as other:
        other.request("GET", "/login")
        return other.getresponse().status == 200


def head(*lines, method="GET", path="/api/state"):
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode("latin-1")


OURS = "Host: localhost"
REFUSED = {
    "no host": head(),
    "two hosts": head(OURS, "Host: evil.example"),
    "the same host twice": head(OURS, OURS),
    "two lengths": head(OURS, "Content-Length: 5", "Content-Length: 6", method="POST", path="/login") + b"aaaaaa",
    "a length and chunks": head(OURS, "Content-Length: 5", "Transfer-Encoding: chunked", method="POST", path="/login"),
    "chunks": head(OURS, "Transfer-Encoding: chunked", method="POST", path="/login") + b"3\r\na=b\r\n0\r\n\r\n",
    "hidden chunks": head(OURS, "Transfer-Encoding : chunked", method="POST", path="/login"),
    "chunks of a kind": head(OURS, "Transfer-Encoding: xchunked", method="POST", path="/login"),
    "a negative length": head(OURS, "Content-Length: -1", method="POST", path="/login"),
    "a length with a sign": head(OURS, "Content-Length: +5", method="POST", path="/login") + b"aaaaa",
    "a length with a line": head(OURS, "Content-Length: 1_0", method="POST", path="/login") + b"a" * 10,
    "a length as a list": head(OURS, "Content-Length: 5, 5", method="POST", path="/login") + b"aaaaa",
    "an endless length": head(OURS, "Content-Length: " + "9" * 30, method="POST", path="/login"),
    "a length by another name": head(OURS, "Content_Length: 5", method="POST", path="/login") + b"aaaaa",
    "a token by another name": head(OURS, "X_CSRF_Token: x"),
    "an absolute address": head(OURS, path="http://localhost/api/state"),
    "another one's address": head(OURS, path="http://evil.example/api/state"),
    "no slash": head(OURS, path="api/state"),
    "a star": head(OURS, path="*"),
    "a fragment": head(OURS, path="/api/state#x"),
    "the old protocol": b"GET /login\r\n",
    "a new protocol": b"GET /login HTTP/2.0\r\nHost: localhost\r\n\r\n",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a small method": b"get /login HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "line feeds alone": b"GET /login HTTP/1.1\nHost: localhost\n\n",
    "a folded header": head(OURS, "X-A: b", " c"),
    "a nameless header": head(OURS, ": x"),
    "a header without colon": head(OURS, "nonsense"),
    "NUL in a header": head(OURS, "X-A: a\x00b"),
    "NUL in the address": head(OURS, path="/api/state\x00"),
    "a bell in a header's name": head(OURS, "X\x07A: b"),
    "a long address": head(OURS, path="/" + "a" * 40_000),
    "a long header": head(OURS, "X-A: " + "a" * 40_000),
    "many headers": head(OURS, *(f"X-{n}: {'a' * 40}" for n in range(1000))),
    "a bomb of cookies": head(OURS, "Cookie: " + "; ".join(f"c{n}={'x' * 50}" for n in range(1000))),
    "a tunnel": head(OURS, method="CONNECT", path="evil.example:443"),
    "a foreign host": head("Host: evil.example"),
    "a foreign host with a user": head("Host: localhost@evil.example"),
    "a forwarded host": head("Host: evil.example", "X-Forwarded-Host: localhost"),
    "a greeting in cipher": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
    "noise": bytes(range(256)) * 4,
    "nothing": b"",
    "an empty line": b"\r\n",
    "many empty lines": b"\r\n" * 5000,
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_can_be_meant_in_two_ways_or_none_gets_no_page(server, cookie, kind):
    content = REFUSED[kind].replace(b"\r\nHost:", f"\r\nCookie: {cookie}\r\nHost:".encode(), 1)
    answer = send(server, content)
    assert status_of(answer) in {0, 400, 403, 404, 405, 408, 411, 413, 414, 501, 505}
    assert b"Traceback" not in answer and b"/site-packages/" not in answer
    assert answer.count(b"HTTP/1.1 ") <= 1
    assert answers(server)


def test_a_second_request_hidden_in_a_body_is_none(server, cookie):
    hidden = head(OURS, f"Cookie: {cookie}", "X-Hidden: yes")
    body = b"a=b&" + hidden
    outer = head(OURS, f"Content-Length: {len(body)}", "Connection: close", method="POST", path="/login")
    assert send(server, outer + body).count(b"HTTP/1.1 ") == 1


def test_requests_in_a_row_are_answered_in_a_row(server):
    answer = send(server, head(OURS, path="/login") * 2 + head(OURS, "Connection: close", path="/login"))
    assert answer.count(b"HTTP/1.1 200") == 3


@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example", "/\\evil.example", "//evil.example/..;/"])
def test_an_address_that_looks_like_another_host_leads_nowhere_else(server, cookie, path):
    answer = send(server, head(OURS, f"Cookie: {cookie}", "Connection: close", path=path))
    location = [line for line in answer.split(b"\r\n") if line.lower().startswith(b"location:")]
    assert all(line.split(b": ")[1].startswith((b"http://localhost/", b"/")) for line in location)
    assert not any(b" //" in line or b" /\\" in line for line in location)


# ---- parts of a film

RANGES = [
    "bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0", "bytes=5-2", "bytes=99999999999999999999-", "bytes=a-b", "bytes=",
    "bytes=0-0,-1", "bytes=" + ",".join(f"{n}-" for n in range(500)), "bytes=0-18446744073709551615", "lines=0-5",
    "bytes=-99999999999999999999", "bytes=0-5,0-5,0-5", "bytes=\u00b2-", "bytes= 0 - 5 ",
]  # fmt: skip


@pytest.mark.parametrize("asked", RANGES, ids=range(len(RANGES)))
def test_strange_parts_of_a_film_are_at_most_the_film(server, cookie, asked, tmp_path):
    path = f"/clips/{ONE}/clip.mp4"
    answer = send(server, head(OURS, f"Cookie: {cookie}", f"Range: {asked}", "Connection: close", path=path))
    assert status_of(answer) in {200, 206, 400, 416}
    assert len(answer) < (tmp_path / "one" / "clip.mp4").stat().st_size + 2000


# ---- too much


def form(length, path="/login"):
    return head(OURS, "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {length}", method="POST",
                path=path)  # fmt: skip


@pytest.mark.parametrize("length", [65_537, 10**9, 10**11])
def test_a_body_that_is_too_large_is_refused_before_it_is_sent(server, length):
    answer = send(server, form(length))
    assert status_of(answer) == 413


def test_a_form_of_a_hundred_thousand_fields_is_refused(server, accounts):
    cookie = f"{VISIT_COOKIE}=abc"
    body = f"csrf={accounts.form_token('abc')}&password={PASSWORD}&".encode() + b"a&" * 20_000
    start = form(len(body)).replace(b"\r\nHost:", f"\r\nCookie: {cookie}\r\nHost:".encode())
    assert status_of(send(server, start + body)) == 413


def test_many_parts_and_long_names_in_a_multipart_form_are_refused(server, cookie, accounts):
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    for body in (part * 1100 + b"--x--\r\n", b"--x\r\n" + b"A: b\r\n" * 5000 + b"\r\n\r\n--x--\r\n", b"--x\r\n" * 9000):
        start = head(OURS, f"Cookie: {cookie}", "Content-Type: multipart/form-data; boundary=x",
                     f"Content-Length: {len(body)}", method="POST", path="/start")  # fmt: skip
        assert status_of(send(server, start + body)) in {400, 403, 413}
    assert answers(server)


# ---- slow


def wait_until(condition):
    while not condition():
        pass


def in_hand(server):
    return [c for c in server.crowd.all() if c.read_by_s is not None]


HALVES = {
    "half a line": b"GET /lo",
    "half a head": b"GET /login HTTP/1.1\r\nHost: localhost\r\nX-A: ",
    "half a body": form(100) + b"password=",
}


@pytest.mark.parametrize("half", HALVES)
def test_who_dawdles_is_cut_off(server, clock, half):
    with connect(server) as slow:
        slow.sendall(HALVES[half])
        wait_until(lambda: in_hand(server))
        server.crowd.cut_slow()
        assert answers(server)
        clock.forward(connections.HEAD_S + connections.BODY_S + 1)
        server.crowd.cut_slow()
        while slow.recv(4096):
            pass  # a word of farewell at most
        wait_until(lambda: not in_hand(server))


def test_a_large_body_may_take_longer_but_must_come_along(server, clock):
    server._server.large["/login"] = 10 * 1024 * 1024
    with connect(server) as slow:
        slow.sendall(form(5 * 1024 * 1024))
        wait_until(lambda: in_hand(server) and in_hand(server)[0].request and in_hand(server)[0].request.ready)
        (connection,) = in_hand(server)
        wait_until(lambda: connection.read_by_s > clock() + 100)
        clock.forward(100)
        server.crowd.cut_slow()
        assert connection in in_hand(server)
        clock.forward(100)
        server.crowd.cut_slow()
        wait_until(lambda: not in_hand(server))


def test_many_who_say_nothing_hold_up_nobody(server):
    """None of them has a thread: it comes with the first word."""
    with ExitStack() as silent:
        for _ in range(connections.MOST_FROM_ONE_ADDRESS):
            silent.enter_context(connect(server))
        assert answers(server)


def test_many_who_dawdle_from_one_address_leave_room_for_another(server):
    with ExitStack() as slow:
        for _ in range(connections.MOST_FROM_ONE_ADDRESS + 20):
            slow.enter_context(connect(server)).sendall(b"GET / HT")
        assert answers(server)
        assert len([c for c in server.crowd.all() if c.remote_addr == HOST]) <= connections.MOST_FROM_ONE_ADDRESS


def test_there_are_never_so_many_that_camera_and_voice_find_no_file_to_open(server, monkeypatch):
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 30)
    with ExitStack() as many:
        for n in range(80):
            many.enter_context(connect(server, f"127.0.1.{1 + n % 40}")).sendall(b"GET / HT")
        wait_until(lambda: len(server.crowd) <= 31)


def test_who_hangs_up_in_the_middle_leaves_nothing_behind(server):
    for content in (b"GET / HT", form(100) + b"a", head(OURS, path="/login")):
        for _ in range(20):
            with connect(server) as rude:
                rude.sendall(content)
    wait_until(lambda: len(server.crowd) == 0)
    assert answers(server)


def test_a_viewer_who_looks_for_long_is_not_taken_for_slow(server, clock, cookie, live_stream):
    with connect(server) as viewer:
        viewer.sendall(head(OURS, f"Cookie: {cookie}", path="/stream.mjpg"))
        wait_until(lambda: live_stream.viewers)
        clock.forward(3600)
        server.crowd.cut_slow()
        live_stream.take(jpeg_of(90))
        seen = b""
        while b"\xff\xd8" not in seen:
            part = viewer.recv(65536)
            assert part, "cut off"
            seen += part
