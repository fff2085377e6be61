"""What these tests begin with."""

from tests.letters_world import later, world

__all__ = ["later", "world"]
