"""How many connections a web server takes: never so many that no handle is left for the database, or for the answer itself.

Beyond what the system allows, a connection could not even be taken in: waitress would try without a pause, a line in the log
each time, and a signup that was let in could not open its database. Whoever has to wait waits outside, and is let in later.
"""

import resource

import structlog

# Connections at most.
MOST = 1_000
# Handles for the process itself, its database (SQLite takes three for each of 48 connections) and what it sends.
KEPT = 200
# Handles that a process asks for where it may; the units of deploy/ allow as many.
WANTED = 8_192

log = structlog.get_logger()


def raise_limit() -> int:
    """Take as many handles as the system lets us, up to WANTED. How many there are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED if hard == resource.RLIM_INFINITY else min(hard, WANTED)
    if soft == resource.RLIM_INFINITY or soft >= most:
        return WANTED if soft == resource.RLIM_INFINITY else soft
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most


def connections(handles: int) -> int:
    """How many that leaves room for; said in the log where it is fewer than we would take."""
    room = min(MOST, max(handles // 5, handles - KEPT))
    if room < MOST:
        log.warning(
            "few file handles", handles=handles, connections=room, meaning="phones beyond that wait: LimitNOFILE"
        )
    return room
