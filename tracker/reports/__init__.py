"""Figures of campaigns: room, signups, reached, acted, outcome. Nothing here says who; definitions.py says what each number counts."""
