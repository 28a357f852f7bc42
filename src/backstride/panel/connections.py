"""Connections that can't be used to tie the panel up: counted, cut when they dawdle, strict about what they are told.

What a proxy and a server could read in two ways (a header twice, a body in chunks, a folded line) is refused: nobody
needs it here, and only attacks are made of it.
"""

from __future__ import annotations

import logging
import re
import socket
import ssl
from collections.abc import Callable, Mapping
from threading import Lock

from cheroot.makefile import MakeFile
from cheroot.server import CRLF, HeaderReader, HTTPConnection, HTTPRequest, comma_separated_headers

log = logging.getLogger(__name__)

HEAD_S = 10.0  # from a request's first byte to the end of its headers
BODY_S = 10.0  # and for a small body
SLOWEST_BYTES_S = 32 * 1024  # a large one must come at least so fast
MOST_BODY_BYTES = 64 * 1024  # where a page takes no more
MOST_CONNECTIONS = 160  # of a process's 1024 open files, which camera, recorder and voice need too
MOST_FROM_ONE_ADDRESS = 32  # fewer than the server has threads
NAME = re.compile(rb"[A-Za-z0-9!#$%&'*+.^`|~-]+")  # without "_": it would be taken for "-"
VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")
TLS_HELLO = b"\x16"
TALKS_PLAINLY = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
    b"This panel is encrypted: begin its address with https://\n"
)


class Crowd:
    """The connections that are open. ``clock`` counts seconds and never jumps."""

    def __init__(self, clock: Callable[[], float]):
        self.clock, self._lock = clock, Lock()
        self._open: set[Connection] = set()

    def __len__(self) -> int:
        return len(self._open)

    def all(self) -> tuple[Connection, ...]:
        with self._lock:
            return tuple(self._open)

    def welcomes(self, address: str) -> bool:
        """Whether there is room for the newest connection, which is from there."""
        everyone = self.all()
        from_there = sum(connection.remote_addr == address for connection in everyone)
        return len(everyone) <= MOST_CONNECTIONS and from_there <= MOST_FROM_ONE_ADDRESS

    def add(self, connection: Connection) -> None:
        with self._lock:
            self._open.add(connection)

    def discard(self, connection: Connection) -> None:
        with self._lock:
            self._open.discard(connection)

    def cut_slow(self) -> None:
        """Cuts everyone whose request should have arrived by now."""
        now_s = self.clock()
        for connection in self.all():
            if connection.is_late(now_s):
                connection.cut()


class Connection(HTTPConnection):
    """A connection that the server can cut, encrypted where the server has a certificate."""

    def __init__(self, server, sock, makefile=MakeFile):
        super().__init__(server, sock, makefile)
        self.is_new = True  # nothing was read from it
        self.encrypted = server.tls is None  # or need not be
        self.read_by_s: float | None = None  # when the request in hand must have been read
        self.request: Request | None = None
        server.crowd.add(self)

    def communicate(self) -> bool:
        self.request, self.read_by_s = None, self.server.crowd.clock() + HEAD_S
        try:
            return self._is_secured() and super().communicate()
        except ssl.SSLError as fault:  # from the try to tell a viewer who went away that something failed
            log.debug("An encrypted connection broke off: %s", fault)
            return False
        finally:
            self.read_by_s = None

    def _is_secured(self) -> bool:
        """Shakes hands where that was not done. Here, in a worker's thread: whoever dawdles holds up nobody else."""
        if self.encrypted:
            return True
        try:
            if self.socket.recv(1, socket.MSG_PEEK) != TLS_HELLO:
                self.socket.sendall(TALKS_PLAINLY)
                return False
            self.socket = self.server.tls.wrap_socket(self.socket, server_side=True)
        except OSError as fault:  # ssl.SSLError is one
            log.debug("No encrypted connection came about: %s", fault)
            return False
        self.rfile = MakeFile(self.socket, "rb", self.rbufsize)
        self.wfile = MakeFile(self.socket, "wb", self.wbufsize)
        self.encrypted = True
        return True

    def is_late(self, now_s: float) -> bool:
        if self.read_by_s is None or now_s <= self.read_by_s:
            return False
        return self.request is None or not self.request.was_read

    def cut(self) -> None:
        """Ends what any thread waits for on this connection."""
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            log.debug("A connection was gone before it was cut")

    def close(self) -> None:
        self.server.crowd.discard(self)
        try:
            super().close()
        except OSError:  # a handshake that failed has closed it; raised from here it would end the worker's thread
            log.debug("A connection was closed before")


class Headers(HeaderReader):
    """Reads headers and takes only what can be meant in one way."""

    def __call__(self, rfile, hdict=None):
        """Raises ValueError where they are anything else."""
        headers = {} if hdict is None else hdict
        while (line := rfile.readline()) != CRLF:
            name, colon, value = line.partition(b":")
            value = value.removesuffix(CRLF).strip(b" \t")
            if not (colon and line.endswith(CRLF) and NAME.fullmatch(name) and VALUE.fullmatch(value)):
                raise ValueError("Illegal header line.")
            key = name.title()
            if key in headers and key not in comma_separated_headers:
                raise ValueError("A header that may stand there once stands there twice.")
            headers[key] = b", ".join((headers[key], value)) if key in headers else value
        if b"Transfer-Encoding" in headers:
            raise ValueError("A body must say its length.")
        if not headers.get(b"Content-Length", b"0").isdigit() or len(headers.get(b"Content-Length", b"")) > 12:
            raise ValueError("Malformed Content-Length Header.")
        return headers


class Request(HTTPRequest):
    """One request. ``server.large`` tells for which paths more than the usual body is read."""

    header_reader = Headers()

    def __init__(self, server, conn, *more):
        super().__init__(server, conn, *more)
        self.scheme = b"http" if server.tls is None else b"https"
        conn.request = self

    @property
    def was_read(self) -> bool:
        """Whether nothing of it is missing: what takes long now is the page."""
        return self.ready and not getattr(self.rfile, "remaining", 1)

    def respond(self) -> None:
        length = int(self.inheaders.get(b"Content-Length", 0))
        if length > most_body_bytes(self.server.large, self.path):
            self.simple_response("413 Request Entity Too Large", "That is too much at once.")
            self.close_connection = True
            return
        self.conn.read_by_s = self.server.crowd.clock() + BODY_S + length / SLOWEST_BYTES_S
        super().respond()

    def send_headers(self) -> None:
        """A large body that the page did not want is not read to its end for courtesy."""
        if getattr(self.rfile, "remaining", 0) > MOST_BODY_BYTES:
            self.close_connection = True
        super().send_headers()


Connection.RequestHandlerClass = Request


def most_body_bytes(large: Mapping[str, int], path: bytes) -> int:
    return large.get(path.decode("latin-1"), MOST_BODY_BYTES)


def tls_context(certificate: str) -> ssl.SSLContext:
    """The way to encrypt with a file that holds a key and its certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate)
    return context
