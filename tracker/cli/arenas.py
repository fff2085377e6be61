"""How the C library shares its memory out among threads."""

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
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return bool(mallopt and mallopt(ARENA_MAX, FEW))


def large_pieces_go_back() -> bool:
    """Pictures and printed sheets that were handed out are the system's again at once: 13 MB of a server that has drawn some."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return bool(mallopt and mallopt(MMAP_THRESHOLD, LARGE))
