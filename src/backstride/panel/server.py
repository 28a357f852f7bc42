"""Serves the panel from this process: a thread for each open connection, and writes that wait for the slow reader.

A viewer who reads slowly slows down its own thread and gets fewer pictures; one who stops reading is cut off.
"""

from __future__ import annotations

import logging
import socket
import threading
from weakref import WeakSet

from cheroot.server import HTTPConnection
from cheroot.wsgi import Server
from flask import Flask

from ..errors import BadInput
from .parts import PanelParts

log = logging.getLogger(__name__)

STALL_S = 8.0  # how long a write or a read may wait for the other side
THREADS_FOR_PAGES = 12  # besides one for each seat
MOST_HEADER_BYTES = 32 * 1024
MOST_BODY_BYTES = 64 * 1024
# Pictures that wait in the kernel are old when they arrive: room for a few, not for seconds of them.
SEND_BUFFER_BYTES = 256 * 1024


class _Connection(HTTPConnection):
    """A connection that the server can cut when it closes."""

    def __init__(self, server, sock, *args, **kwargs):
        super().__init__(server, sock, *args, **kwargs)
        server.open_connections.add(self)

    def cut(self) -> None:
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            log.debug("A connection was gone before it was cut")


class _Server(Server):
    ConnectionClass = _Connection
    max_request_header_size = MOST_HEADER_BYTES
    max_request_body_size = MOST_BODY_BYTES

    def error_log(self, msg="", level=logging.INFO, traceback=False):
        log.log(level, "%s", msg, exc_info=traceback)


class PanelServer:
    """The panel on a port: bound when made, serving after ``start``, gone after ``close``."""

    def __init__(self, app: Flask, host: str, port: int, stall_s: float = STALL_S):
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
        self._server.open_connections = WeakSet()
        try:
            self._server.prepare()
        except OSError as error:
            raise BadInput(_cannot_bind(host, port)) from error
        self._server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        self.port: int = self._server.bind_addr[1]
        self._thread = threading.Thread(target=self._server.serve, name="panel", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Cuts every viewer off and gives the port back."""
        self._parts.pictures.close()
        self._parts.listeners.close()
        for connection in tuple(self._server.open_connections):
            connection.cut()
        self._server.stop()
        if self._thread.is_alive():
            self._thread.join()


def _cannot_bind(host: str, port: int) -> str:
    return (
        f"The panel can't use {host} port {port}: another program has the port or this machine has no such address; "
        "choose another with --port (0 to 65535, 0 for any free one) or --host."
    )
