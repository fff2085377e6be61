"""Somebody is signed in at the desk, and makes the rows that these tests stand on."""

from tests.desk_rows import at_desk

__all__ = ["at_desk"]
