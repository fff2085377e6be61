"""A tablet in the lobby: a real browser with a profile folder of its own, which can lose its battery; and its line, which can be cut."""

import os
import signal
import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import FLAGS, chromium
from tests.lossy_line import LossyLine
from tests.server import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Playwright


class Line(LossyLine):
    """One that is cut and mended; while it is mended it swallows the answers to so many messages. The house has heard them."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.swallows = 0

    def _comes(self, question: bytes) -> bool:
        if question.startswith(b"POST") and self.swallows > 0:
            self.swallows -= 1
            return False
        return True

    def cut(self) -> None:
        """Nobody listens any more."""
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def mend(self) -> None:
        """At the same address as before."""
        port = int(self.base_url.rpartition(":")[2])
        self.listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._listen, daemon=True).start()


class Tablet:
    """A browser that keeps what it keeps in `profile`."""

    def __init__(self, playwright: "Playwright", profile: Path, address: str) -> None:
        self.playwright, self.profile, self.address = playwright, profile, address
        self.context: BrowserContext
        self.page: Page

    def switch_on(self) -> "Page":
        path = chromium()
        if path is None:
            pytest.skip("chromium is not installed")
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile), executable_path=path, args=FLAGS, viewport={"width": 1024, "height": 768}, locale="en-US"
        )
        self.context.set_default_timeout(30_000)
        self.page = self.context.pages[0]
        self.page.goto(self.address)
        self.page.wait_for_selector("template", state="attached")
        return self.page

    def lose_the_battery(self) -> None:
        """The whole browser ends between two moments; nothing is written any more."""
        for process in self._processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        wait_until(lambda: not self._processes(), "the browser's end")
        with suppress(Exception):
            self.context.close()

    def switch_off(self) -> None:
        """As people do."""
        self.context.close()

    def _processes(self) -> list[int]:
        """Those of this browser alone: its folder stands in their command line (Linux)."""
        found = []
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if (
                    entry.name.isdigit()
                    and os.fsencode(f"--user-data-dir={self.profile}") in (entry / "cmdline").read_bytes()
                ):
                    found.append(int(entry.name))
        return found


def write(page: "Page", **said: str) -> None:
    """Somebody fills in the form and sends it; the next person finds an empty one."""
    for name in ("name", "email", "phone"):
        page.fill(f"[data-field={name}]", said.get(name, ""))
    page.check(f"[data-field=consent][value={said.get('consent', 'yes')}]")
    page.click("form .act")
    page.wait_for_selector("[data-view=thanks]:visible")
    # On a slow machine the page has emptied itself by then.
    page.evaluate("view === 'thanks' && empty()")
    page.wait_for_selector("form:visible")


def number(page: "Page", what: str) -> int:
    """How many "waits" or are "safe", as it stands on the page."""
    return int(
        page.locator(
            f"[data-status]:visible [data-count={what}], [data-view=over]:visible [data-count={what}]"
        ).first.inner_text()
    )


def in_the_fields(page: "Page") -> str:
    """Whatever stands in the form."""
    told: Any = page.eval_on_selector_all(
        "[data-field]", "all => all.map(e => e.type === 'text' ? e.value : e.checked || '').join('')"
    )
    return str(told)
