"""How the C library shares its memory out among threads."""

import ctypes

# mallopt(3).
ARENA_MAX = -8
FEW = 2


def few_arenas() -> bool:
    """Two pools for all threads, instead of up to eight for each core: called before the first of them. False: another C library.

    glibc keeps what a thread has let go of in that thread's pool, and with 32 threads a server that has shown every page of the
    desk held 30 MB more for it; the interpreter's lock lets one of them allocate at a time anyway (docs/performance.md).
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return bool(mallopt and mallopt(ARENA_MAX, FEW))
