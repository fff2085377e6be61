"""What tests about held letters begin with."""

from tests.held_world import here, traveller  # noqa: F401
