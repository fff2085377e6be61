"""Hosts of the demo: for whom their links were made, and what they have done by now."""

# Two for one evening: hosts change.
WHOM = ("Ines Okafor, front of house", "The student union, for the talk afterwards")
DONE = ("kit", "cards", "code")
