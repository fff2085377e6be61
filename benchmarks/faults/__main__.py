"""All of them, one after the other; what this machine does not allow is said and left out. Ends with 1 when one went wrong."""

import subprocess
import sys

FAULTS = (
    "killed", "swallowed", "sqlite_locked", "database_away", "disk_full", "read_only", "clock_jumps", "half_open", "slow_phones",
    "no_handles", "large_upload", "killed_migration", "two_in_one", "several", "behind_nginx",
)  # fmt: skip


def main() -> None:
    wrong = [
        name
        for name in FAULTS
        if subprocess.run([sys.executable, "-m", f"benchmarks.faults.{name}"], check=False).returncode
    ]
    print(f"{len(FAULTS)} faults, wrong: {', '.join(wrong) or 'none'}")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
