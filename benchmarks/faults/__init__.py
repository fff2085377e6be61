"""What can go wrong on an evening, done to a real house on purpose: nothing acknowledged may be missing, or there twice.

    python -m benchmarks.faults                        all that this machine allows, one line each
    python -m benchmarks.faults.killed [ENGINE]        one of them, on sqlite or postgresql

What people see, what is lost and how each mends is written down in docs/faults.md.
"""
