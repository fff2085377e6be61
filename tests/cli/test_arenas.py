"""Pools of memory: as many threads as there are share two."""

import platform
import subprocess
import sys

import pytest

THREADS = """
import ctypes, sys, threading
from tracker.cli.arenas import few_arenas
if sys.argv[1] == "few":
    assert few_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier(12)
def allocate():
    together.wait()
    kept = [libc.malloc(ctypes.c_size_t(5_000)) for _ in range(2_000)]
    together.wait()
threads = [threading.Thread(target=allocate) for _ in range(12)]
[each.start() for each in threads]
[each.join() for each in threads]
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


def pools(how: str) -> int:
    told = subprocess.run([sys.executable, "-c", THREADS, how], capture_output=True, text=True, check=True).stdout
    return told.count("<heap nr=")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library than glibc")
def test_all_threads_of_a_server_share_two_pools_of_memory():
    assert pools("few") <= 2 < pools("many")
