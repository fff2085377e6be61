"""What these tests begin with."""

from tests.desk_rows import at_desk
from tests.letters_world import later, world

__all__ = ["at_desk", "later", "world"]
