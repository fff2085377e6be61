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
    ahead, traveller = 0.0, None
    moved: time_machine.travel | None = None
    while True:
        wanted = float(path.read_text() or 0) if path.exists() else 0.0
        if wanted != ahead:
            if moved is not None:
                moved.stop()
            moved = time_machine.travel(datetime.now(UTC) + timedelta(seconds=wanted), tick=True) if wanted else None
            traveller = moved.start() if moved is not None else None
            ahead = wanted
        del traveller
        traveller = None
        time.sleep(0.05)


if __name__ == "__main__":
    threading.Thread(target=follow, args=[Path(os.environ["CLOCK_AHEAD"])], daemon=True).start()
    sys.argv[0] = "flask"
    main()
