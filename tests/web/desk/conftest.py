"""What these tests begin with."""

from tests.letters_world import world

__all__ = ["world"]
