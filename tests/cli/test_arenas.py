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

# Twice: by the first one that it gets back glibc learns to keep such pieces. What lies above the second keeps it from being cut off.
PIECES = """
import ctypes, resource, sys
from tracker.cli.arenas import large_pieces_go_back
if sys.argv[1] == "back":
    assert large_pieces_go_back()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
def held():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()
for _ in range(2):
    piece = ctypes.c_void_p(libc.malloc(ctypes.c_size_t(8_000_000)))
    ctypes.memset(piece, 1, 8_000_000)
    above = libc.malloc(ctypes.c_size_t(100_000))
    before = held()
    libc.free(piece)
print(before - held())
"""


def given_back(how: str) -> int:
    told = subprocess.run([sys.executable, "-c", PIECES, how], capture_output=True, text=True, check=True).stdout
    return int(told)


def pools(how: str) -> int:
    told = subprocess.run([sys.executable, "-c", THREADS, how], capture_output=True, text=True, check=True).stdout
    return told.count("<heap nr=")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library than glibc")
def test_all_threads_of_a_server_share_two_pools_of_memory():
    assert pools("few") <= 2 < pools("many")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library than glibc")
def test_what_a_server_has_drawn_and_handed_out_goes_back_to_the_system():
    assert given_back("back") > 7_000_000 > given_back("kept")
