"""Where the tablets of the demo stand."""

NAMES = ("By the stairs", "Beside the bar")
