"""A process of the run that ends in the middle says by what: xdist itself tells only that it is gone.

What Python has to say then (faulthandler's lines) reaches the terminal as long as nobody turned it elsewhere: a pytest begun *within* a
test leaves it in that test's own output, so it is begun with `WITHIN`.
"""

import signal
from typing import Any

import pytest

WITHIN = ("-p", "no:faulthandler")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    if error is not None:
        node.config.get_terminal_writer().line(f"\n[{node.gateway.id}] {_by(node.gateway._io.wait())}")


def _by(status: int) -> str:
    return f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
