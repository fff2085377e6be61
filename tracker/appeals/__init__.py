"""Interests: the calls to action that an ally can tick. Stories, and their safety reviews."""
