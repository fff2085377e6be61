"""Keeping: what is still held and until when, and the proof that the rest has gone."""
