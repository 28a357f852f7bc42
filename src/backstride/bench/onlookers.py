"""Viewers in a process of their own: each asks for a picture stream over HTTP on this machine and reads all of it.

A stalled one asks and never reads. What they cost is not counted, as a viewer's browser runs elsewhere; but it takes
part of the same cores, in every arm alike.
"""

from __future__ import annotations

import os
import selectors
import socket
import subprocess
import sys

HOST = "127.0.0.1"
MARK = b"Content-Length: "  # one before each picture
STALLED_BYTES = 4096  # as little as the kernel holds for one that does not read


class Onlookers:
    """So many viewers of the stream on a port, and so many stalled ones."""

    def __init__(self, port: int, count: int, stalled: int = 0, cookie: str = ""):
        command = (sys.executable, "-m", __name__, str(port), str(count), str(stalled), cookie)
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=environment
        )
        self._process.stdout.readline()  # all have asked

    def pictures(self) -> int:
        """How many pictures all of them got since the last call."""
        self._process.stdin.write("count\n")
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


class Doorstep:
    """Where the scripts' viewers are let in: the scripts write to plain sockets."""

    def __init__(self, viewers: int):
        self._listening = socket.create_server((HOST, 0))
        self._onlookers = Onlookers(self._listening.getsockname()[1], viewers)
        self.viewers = [self._listening.accept()[0] for _ in range(viewers)]
        for viewer in self.viewers:
            viewer.recv(4096)  # what it asked

    def pictures(self) -> int:
        return self._onlookers.pictures()

    def close(self) -> None:
        for one in (*self.viewers, self._listening):
            one.close()
        self._onlookers.close()


def watch(port: int, count: int, stalled: int, cookie: str) -> None:
    """The process: reads pictures, and answers each line on stdin with their number, until stdin ends."""
    asked = f"GET /stream.mjpg HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookie}\r\n\r\n".encode()
    idle = [_ask(port, asked, STALLED_BYTES) for _ in range(stalled)]
    tails = {_ask(port, asked): b"" for _ in range(count)}
    ready = selectors.DefaultSelector()
    for readable in (sys.stdin.buffer.raw, *tails):
        ready.register(readable, selectors.EVENT_READ)
    print("ready", flush=True)
    seen = 0
    while True:
        for key, _ in ready.select():
            if key.fileobj is sys.stdin.buffer.raw:
                if not key.fileobj.read(64):
                    idle.clear()
                    return
                print(seen, flush=True)
                seen = 0
            elif chunk := key.fileobj.recv(1 << 18):
                seen += (tails[key.fileobj] + chunk).count(MARK)
                tails[key.fileobj] = chunk[1 - len(MARK) :]
            else:
                ready.unregister(key.fileobj)


def _ask(port: int, asked: bytes, room: int = 0) -> socket.socket:
    viewer = socket.socket()
    if room:
        viewer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    viewer.connect((HOST, port))
    viewer.sendall(asked)
    return viewer


if __name__ == "__main__":
    watch(*map(int, sys.argv[1:4]), sys.argv[4])
