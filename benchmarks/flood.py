"""How quick is the desk while signups flood in? A house of its own, asked over loopback.

usage: python -m benchmarks.flood [FLOOD]

Addresses are told apart as behind a proxy that the house trusts. First 400 honest signups from one address: all must pass.
Then FLOOD posts (5,000) from one other address, as fast as sixteen connections send them, with one form for all. Printed:
what was answered, and how long Today took before and meanwhile.
"""

import http.client
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from tests import invented, world
from tests.engines import build, close, migrate
from tests.members import browser_of
from tests.web.public.test_signup import token_in
from tracker.screenings import code as codes
from tracker.usecases.move_in import move_in
from tracker.web.public.quiet_check import LEAST_SECONDS

HONEST, FLOOD, CONNECTIONS, LOOKS = 400, 5_000, 16, 40
PORT = 8767


def main() -> None:
    flood = int(sys.argv[1]) if len(sys.argv) > 1 else FLOOD
    with tempfile.TemporaryDirectory() as folder:
        code, cookie = _world(Path(folder))
        environ = {
            **os.environ,
            "FLASK_APP": "tracker.app",
            "INSTANCE_PATH": folder,
            "PORT": str(PORT),
            "TRUSTED_PROXIES": "127.0.0.1",
        }
        web = subprocess.Popen(
            [sys.executable, "-m", "flask", "web"], env=environ, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        try:
            _until_open()
            print("honest, from one address:", dict(_honest(code)))
            print(f"Today, alone: {_said([_look(cookie) for _ in range(LOOKS)])}")
            _flood(code, cookie, flood)
        finally:
            web.send_signal(signal.SIGTERM)
            web.wait()


def _world(instance: Path) -> tuple[str, str]:
    """A code, and the cookie of somebody at the desk."""
    url = f"sqlite:///{instance / 'houselights.db'}"
    migrate(url, instance)
    app = build(url, instance)
    with app.app_context():
        move_in()
        code = str(codes.code_of(screening_id=world.one_screening().id))
        browser = browser_of(app, invented.account("administrator"))
        cookie = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
    close(app)
    assert cookie is not None
    return code, f"{cookie.key}={cookie.value}"


def _until_open() -> None:
    for _ in range(200):
        try:
            ask("GET", "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the house did not open")


def ask(method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    try:
        told = {
            "Content-Type": "application/x-www-form-urlencoded",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        line.request(method, path, body or None, told)
        answer = line.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        line.close()


def form(token: str, number: int) -> str:
    return urlencode(
        {"name": f"Guest {number}", "email": f"guest{number}@example.org", "consent": "yes", "token": token}
    )


def _honest(code: str) -> Counter[int]:
    """Everybody has the form open, and all send within the same moment: no room is as fast."""
    forms = [
        form(token_in(ask("GET", f"/s/{code}", X_Forwarded_For="203.0.113.1")[1]), number) for number in range(HONEST)
    ]
    time.sleep(LEAST_SECONDS)
    return _at_once(forms, f"/s/{code}", "203.0.113.1")


def _at_once(forms: list[str], path: str, address: str) -> Counter[int]:
    """Sent by so many connections as fast as they go; what was answered."""
    answered, lock, left = Counter[int](), threading.Lock(), list(forms)

    def send() -> None:
        while True:
            with lock:
                if not left:
                    return
                body = left.pop()
            status, _page = ask("POST", path, body, X_Forwarded_For=address)
            with lock:
                answered[status] += 1

    threads = [threading.Thread(target=send) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answered


def _look(cookie: str) -> float:
    """Milliseconds of one look at Today."""
    began = time.perf_counter()
    status, _page = ask("GET", "/desk/", Cookie=cookie)
    assert status == 200, status
    return (time.perf_counter() - began) * 1000


def _flood(code: str, cookie: str, flood: int) -> None:
    _status, page = ask("GET", f"/s/{code}", X_Forwarded_For="203.0.113.2")
    forms = [form(token_in(page), 10_000 + number) for number in range(flood)]
    began, took = time.perf_counter(), list[float]()
    # A program of its own: threads of this one would hold up whoever looks at Today, and the measure with it.
    with ProcessPoolExecutor(1, initializer=os.nice, initargs=(10,)) as pool:
        flooding = pool.submit(_at_once, forms, f"/s/{code}", "203.0.113.2")
        while not flooding.done():
            took.append(_look(cookie))
    lasted = time.perf_counter() - began
    print(f"flood of {flood}: {dict(flooding.result())} in {lasted:.1f} s ({flood / lasted:.0f}/s)")
    print(f"Today, meanwhile: {_said(took)}")


def _said(took: list[float]) -> str:
    return f"median {statistics.median(took):.0f} ms, p95 {statistics.quantiles(took, n=20)[-1]:.0f} ms ({len(took)} looks)"


if __name__ == "__main__":
    main()
