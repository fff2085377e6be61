"""What benchmarks measure by: the processor time and the memory of a process, and the machine that it ran on."""

import os
import platform
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import quantiles

from tracker import clock


def cpu(pid: int) -> float:
    """Seconds of processor time that a process has used, all its threads together, to the microsecond (clock_getcpuclockid)."""
    return time.clock_gettime((~pid << 3) | 2)


def family(pid: int) -> list[int]:
    """The process and those that it has started and that live: PostgreSQL has one for each connection."""
    found = [pid]
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(words[1]) == pid:
            found.append(int(path.parent.name))
    return found


def family_cpu(pid: int) -> float:
    """Seconds of a process and of those that it has started; of those that ended in between nothing is known."""
    used = 0.0
    for each in family(pid):
        try:
            used += cpu(each)
        except OSError:
            continue
    return used


def memory(pid: int, what: str = "VmRSS") -> float:
    """Megabytes that a process holds now; with "VmHWM" the most that it ever held (proc(5))."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(what))


def worked(deed: Callable[[], object]) -> float:
    """Seconds of processor time of this process that a deed takes."""
    used = time.process_time()
    deed()
    return time.process_time() - used


def most_waited(took: Sequence[float]) -> float:
    """What one in a hundred waited, or longer."""
    return quantiles(took, n=100)[-1] if len(took) > 1 else took[0]


def machine() -> str:
    """The machine, the interpreter, the moment, and how busy it is."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        model = next(line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.machine()
    return (
        f"{os.cpu_count()} cores of {model}, {platform.system()} {platform.release().partition('-')[0]}, "
        f"CPython {platform.python_version()}; {clock.now():%d %B %Y, %H:%M} UTC; {load()}"
    )


def load() -> str:
    """Of the last minute, of five, of fifteen: 2 is two cores' worth of work."""
    return "load " + " ".join(f"{each:.1f}" for each in os.getloadavg())
