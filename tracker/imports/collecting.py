"""Memory while a hundred thousand rows come to life: Python's collector looks through everything that lives, again and again,
and the C library keeps what was let go of.
"""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def not_collecting() -> Iterator[None]:
    """Let it rest for the seconds that this takes: measured on 100,000 rows, a preview in 9 s instead of 13. Then give_back()."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        give_back()


def give_back() -> None:
    """What was let go of goes back to the machine, where the C library is glibc: texts as large as a file, tables of a hundred
    thousand places. Takes some milliseconds.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
