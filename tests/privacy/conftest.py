"""What these tests begin with."""

from tests.letters_world import later, world
from tests.web.public.test_signup import code, here

__all__ = ["code", "here", "later", "world"]
