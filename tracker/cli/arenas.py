"""How the C library shares its memory out among threads, and gives it back."""

import ctypes

# mallopt(3).
ARENA_MAX, MMAP_THRESHOLD = -8, -3
FEW = 2
# Bytes, as glibc begins; by itself it comes to keep pieces of up to 32 MB, as soon as one has been let go of.
LARGE = 128 * 1024


def few_arenas() -> bool:
    """Two pools for all threads, instead of up to eight for each core: called before the first of them. False: another C library.

    glibc keeps what a thread has let go of in that thread's pool, and with 32 threads a server that has shown every page of the
    desk held 30 MB more for it; the interpreter's lock lets one of them allocate at a time anyway (docs/performance.md).
    """
    return _said(ARENA_MAX, FEW)


def large_pieces_go_back() -> bool:
    """A large piece that is let go of is the machine's again at once. False: another C library.

    By itself glibc keeps pieces of up to 32 MB for the next, once one of them was let go of: a server that has drawn pictures and
    printed sheets held 13 MB more, a worker that counts a million people in arrays of 4 to 8 MB, one after the other, twenty.
    """
    return _said(MMAP_THRESHOLD, LARGE)


def _said(what: int, value: int) -> bool:
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return bool(mallopt and mallopt(what, value))
