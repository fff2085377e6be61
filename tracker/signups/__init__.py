"""Signups: one ally at one screening."""
