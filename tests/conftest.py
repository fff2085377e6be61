"""What every test may ask for; each piece lives in the file of its name."""

pytest_plugins = [
    "tests.run",
    "tests.drawn",
    "tests.required",
    "tests.engines",
    "tests.in_turn",
    "tests.longest_first",
    "tests.ended",
    "tests.elsewhere",
    "tests.smtp",
    "tests.browser",
    "tests.shown",
    "tests.desk_shown",
    "tests.html_checker",
    "tests.server",
    "tests.live",
    "tests.lossy_line",
    "tests.members",
    "pytester",
]
