"""For libraries that load another one where it is installed, and do as well without: it costs each start what nobody asks for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Whoever imports one of these meanwhile is told that it is not installed (ModuleNotFoundError). Loaded before, it stays."""
    hidden = [name for name in names if name not in sys.modules]
    # As the documentation of `import` has it: what is None there is not to be found.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
