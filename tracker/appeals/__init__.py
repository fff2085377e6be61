"""Interests: the calls to action that an ally can tick."""
