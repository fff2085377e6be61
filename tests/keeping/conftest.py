"""What these tests begin with."""

from tests.letters_world import later

__all__ = ["later"]
