"""Figures of campaigns: room, signups, reached, acted, outcome. Nothing here says who; definitions.py says what each number counts.

Reports of them are drafted, published and withdrawn: docs/decisions/0032-reports.md.
"""
