"""The house under a clock that is moved while it runs: `python -m benchmarks.faults.moved_clock COMMAND...`, as `flask` is.

The file named by CLOCK_AHEAD holds the seconds by which it is ahead.
"""

import os
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine
from flask.cli import main


def follow(path: Path) -> None:
    """Look what it says, on and on. Started once and moved: between two clocks there would be a moment without any."""
    real, ahead = time_machine.escape_hatch.time.time, 0.0
    moved = time_machine.travel(datetime.fromtimestamp(real(), UTC), tick=True).start()
    while True:
        wanted = float(path.read_text())
        if wanted != ahead:
            moved.move_to(datetime.fromtimestamp(real(), UTC) + timedelta(seconds=wanted), tick=True)
            ahead = wanted
        time.sleep(0.05)


if __name__ == "__main__":
    threading.Thread(target=follow, args=[Path(os.environ["CLOCK_AHEAD"])], daemon=True).start()
    sys.argv[0] = "flask"
    main()
