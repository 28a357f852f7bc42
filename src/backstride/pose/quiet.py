"""Keeps MediaPipe's start-up chatter from the terminal. Only lines that are known to mean nothing are left out."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

CHATTER = re.compile(
    rb"(INFO: Created TensorFlow Lite XNNPACK delegate|WARNING: Read-only tensor "
    rb"|WARNING: (Logging before InitGoogle|All log messages before)"
    rb"|[IW]\d{4} .*(inference_feedback_manager|landmark_projection_calculator|gl_context|task_runner)).*"
)


@contextmanager
def without_chatter() -> Iterator[None]:
    """Holds back what the process writes to stderr meanwhile, then passes on all but the known chatter.

    The lines come from C++, past Python's sys.stderr: only the file descriptor itself can be turned aside.
    """
    sys.stderr.flush()
    terminal = os.dup(2)
    with tempfile.TemporaryFile() as held_back:
        os.dup2(held_back.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)
            held_back.seek(0)
            for line in held_back:
                if not CHATTER.match(line):
                    os.write(2, line)
