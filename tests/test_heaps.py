"""The C library's heaps are one, however many threads there are."""

import subprocess
import sys

PROGRAM = """
import ctypes, threading
from backstride.heaps import share_one_heap
share_one_heap()
libc, held = ctypes.CDLL(None), []
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
threads = [threading.Thread(target=lambda: held.append(libc.malloc(1000))) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
libc.fdopen.restype, libc.fdopen.argtypes = ctypes.c_void_p, [ctypes.c_int, ctypes.c_char_p]
libc.fflush.argtypes = [ctypes.c_void_p]
out = libc.fdopen(1, b"w")
libc.malloc_info(0, out)
libc.fflush(out)
"""


def test_eight_threads_take_from_one_heap():
    environment = {"PYTHONPATH": ":".join(sys.path)}
    told = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.count("<heap nr=") == 1
