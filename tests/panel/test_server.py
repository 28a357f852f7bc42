"""The panel on a real port: many viewers, one that stalls, and a clean end."""

import http.client
import socket
import threading
from contextlib import closing

import pytest
from panel_fakes import jpeg_of, moment

from backstride.errors import BadInput
from backstride.panel.addresses import lan_addresses, urls
from backstride.panel.guard import SESSION_COOKIE
from backstride.panel.seats import Seats
from backstride.panel.server import PanelServer

HOST = "127.0.0.1"


@pytest.fixture
def app(build, live_stream, live_latest):
    return build(stream=live_stream, latest=live_latest, pictures=Seats(5))


@pytest.fixture
def server(app):
    server = PanelServer(app, HOST, 0)
    server.start()
    yield server
    server.close()


@pytest.fixture
def cookie(accounts):
    return f"{SESSION_COOKIE}={accounts.open_session()}"


def ask(server, path, cookie=""):
    connection = http.client.HTTPConnection(HOST, server.port, timeout=10)
    connection.request("GET", path, headers={"Cookie": cookie})
    return connection.getresponse()


def stalled(server, cookie):
    """A viewer that asks for the pictures and never reads one."""
    viewer = socket.create_connection((HOST, server.port))
    viewer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    viewer.sendall(f"GET /stream.mjpg HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookie}\r\n\r\n".encode())
    return viewer


def read_pictures(answer, count):
    """Reads so many whole pictures from the stream."""
    assert answer.status == 200
    for _ in range(count):
        length = 0
        while (line := answer.readline()) != b"\r\n" or not length:
            assert line, "the stream ended"
            if line.startswith(b"Content-Length"):
                length = int(line.split(b":")[1])
        assert answer.read(length)[:2] == b"\xff\xd8"
    return count


@pytest.fixture
def running(live_stream, live_latest):
    """A loop that gives pictures and moments until the test is over."""
    over, pictures = threading.Event(), [jpeg_of(grey) for grey in (20, 90, 160)]

    def run():
        number = 0
        while not over.wait(0.01):
            live_stream.take(pictures[number % 3])
            live_latest.take(moment(number))
            number += 1

    thread = threading.Thread(target=run)
    thread.start()
    yield
    over.set()
    thread.join()


def test_the_panel_answers_on_a_port_of_its_own(server):
    answer = ask(server, "/login")
    assert server.port > 0
    assert answer.status == 200 and answer.headers["Server"] == "Backstride"


def test_a_port_in_use_is_told_in_one_sentence(server, app):
    with pytest.raises(BadInput, match=rf"can't use 127\.0\.0\.1 port {server.port}: .* --port") as refusal:
        PanelServer(app, HOST, server.port)
    assert "\n" not in str(refusal.value)


def test_an_address_that_is_not_this_machines_is_told_in_one_sentence(app):
    with pytest.raises(BadInput, match=r"can't use 192\.0\.2\.1"):
        PanelServer(app, "192.0.2.1", 0)


def test_three_viewers_see_while_a_fourth_stalls(server, cookie, running):
    with stalled(server, cookie), stalled(server, cookie):
        viewers = [ask(server, "/stream.mjpg", cookie) for _ in range(3)]
        assert [read_pictures(viewer, 20) for viewer in viewers] == [20, 20, 20]
        assert ask(server, "/api/state", cookie).status == 200


def test_a_viewer_who_goes_away_gives_its_seat_back(server, app, cookie, running):
    seats = app.extensions["backstride"].pictures
    for _ in range(3 * seats.limit):
        viewer = ask(server, "/stream.mjpg", cookie)
        assert viewer.status == 200
        read_pictures(viewer, 1)
        viewer.close()
        while seats.taken:
            ask(server, "/login").read()


def test_a_viewer_who_stops_reading_is_cut_off(app, cookie, running):
    seats = app.extensions["backstride"].pictures
    with closing(PanelServer(app, HOST, 0, stall_s=0.2)) as server:
        server.start()
        with stalled(server, cookie):
            for taken in (1, 0):
                while seats.taken != taken:
                    ask(server, "/login").read()


def test_viewers_beyond_the_seats_are_told_so_and_pages_still_answer(server, cookie, running):
    seated = [ask(server, "/stream.mjpg", cookie) for _ in range(5)]
    assert [viewer.status for viewer in seated] == [200] * 5
    assert ask(server, "/stream.mjpg", cookie).status == 503
    assert ask(server, "/api/state", cookie).status == 200


def free_port():
    with socket.create_server((HOST, 0)) as taken:
        return taken.getsockname()[1]


def test_closing_cuts_everyone_off_and_gives_the_port_back(app, cookie, running):
    server = PanelServer(app, HOST, free_port())
    server.start()
    viewer, listener = ask(server, "/stream.mjpg", cookie), ask(server, "/events", cookie)
    read_pictures(viewer, 1)
    with stalled(server, cookie):
        server.close()
    with pytest.raises(http.client.IncompleteRead):
        listener.read()
    with pytest.raises(OSError):
        ask(server, "/login")
    PanelServer(app, HOST, server.port).close()


def test_closing_waits_for_no_picture_that_never_comes(app, cookie):
    server = PanelServer(app, HOST, 0)
    server.start()
    viewer, listener = ask(server, "/stream.mjpg", cookie), ask(server, "/events", cookie)
    server.close()
    assert viewer.status == listener.status == 200


def test_a_server_that_never_started_closes(app):
    PanelServer(app, HOST, 0).close()


JUNK = [
    b"\x16\x03\x01\x02\x00",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET /" + b"x" * 40_000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 40_000 + b"\r\n\r\n",
    b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
]


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_junk_gets_no_page_and_harms_nobody(server, junk):
    with socket.create_connection((HOST, server.port), timeout=10) as rude:
        rude.sendall(junk)
        rude.shutdown(socket.SHUT_WR)
        try:
            answer = rude.recv(200)
        except ConnectionResetError:
            answer = b""
    assert not answer.startswith(b"HTTP/1.1 2")
    assert ask(server, "/login").status == 200


# ---- addresses for people


def test_a_chosen_address_is_the_one_to_type():
    assert urls("192.168.1.5", 8080) == ("http://192.168.1.5:8080/",)
    assert urls("::1", 80) == ("http://[::1]:80/",)


def test_for_every_address_those_that_others_reach_come_first():
    names = urls("0.0.0.0", 8080)
    assert names[-1] == "http://localhost:8080/" and names[-2].endswith(".local:8080/")
    assert len(names) == len(lan_addresses()) + 2
    assert not any("127.0.0.1" in name for name in names)
