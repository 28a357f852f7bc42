"""Serves the panel from this process: a thread for each open connection, and writes that wait for the slow reader.

A viewer who reads slowly slows down its own thread and gets fewer pictures; one who stops reading is cut off, and so is
one who takes too long to ask.
"""

from __future__ import annotations

import logging
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable

from cheroot.wsgi import Server
from flask import Flask

from ..errors import BadInput
from .connections import Connection, Crowd
from .limits import large_bodies
from .parts import PanelParts

log = logging.getLogger(__name__)

STALL_S = 8.0  # how long a write or a read may wait for the other side
CUT_EVERY_S = 1.0
THREADS_FOR_PAGES = 48  # besides one for each seat: whoever dawdles with all connections of one address leaves some
MOST_HEADER_BYTES = 32 * 1024
# Pictures that wait in the kernel are old when they arrive: room for a few, not for seconds of them.
SEND_BUFFER_BYTES = 256 * 1024


class _Server(Server):
    ConnectionClass = Connection
    max_request_header_size = MOST_HEADER_BYTES
    max_request_body_size = 0  # each page has its own bound: connections.Request keeps it

    def process_conn(self, conn: Connection) -> None:
        """A new connection gets a thread when it begins to speak, and is turned away where there are too many."""
        if not conn.is_new:
            super().process_conn(conn)
            return
        conn.is_new = False
        if self.crowd.welcomes(conn.remote_addr):
            self.put_conn(conn)
        else:
            conn.close()

    def error_log(self, msg="", level=logging.INFO, traceback=False):
        if traceback and isinstance(sys.exc_info()[1], ssl.SSLError):
            level, traceback = logging.DEBUG, False  # a viewer went away without a word, as browsers do
        log.log(level, "%s", msg, exc_info=traceback)


class PanelServer:
    """The panel on a port: bound when made, serving after ``start``, gone after ``close``."""

    def __init__(self, app: Flask, host: str, port: int, stall_s: float = STALL_S, tls: ssl.SSLContext | None = None,
                 clock: Callable[[], float] = time.monotonic):  # fmt: skip
        self._parts: PanelParts = app.extensions["backstride"]
        self._server = _Server(
            (host, port),
            app,
            numthreads=self._parts.pictures.limit + self._parts.listeners.limit + THREADS_FOR_PAGES,
            server_name="Backstride",
            timeout=stall_s,
            shutdown_timeout=2,
            request_queue_size=64,
        )
        self.crowd = self._server.crowd = Crowd(clock)
        self._server.tls, self._server.large = tls, large_bodies(app)
        try:
            self._server.prepare()
        except OSError as error:
            raise BadInput(_cannot_bind(host, port)) from error
        self._server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        self.port: int = self._server.bind_addr[1]
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._server.serve, name="panel", daemon=True),
            threading.Thread(target=self._cut_slow, name="panel-cutter", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Cuts every viewer off and gives the port back."""
        self._over.set()
        self._parts.pictures.close()
        self._parts.listeners.close()
        for connection in self.crowd.all():
            connection.cut()
        self._server.stop()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def _cut_slow(self) -> None:
        while not self._over.wait(CUT_EVERY_S):
            self.crowd.cut_slow()


def _cannot_bind(host: str, port: int) -> str:
    return (
        f"The panel can't use {host} port {port}: another program has the port or this machine has no such address; "
        "choose another with --port (0 to 65535, 0 for any free one) or --host."
    )
