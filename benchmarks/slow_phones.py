"""Slow phones and a burst at once: how many signups of everybody else are answered, by which server, in what time.

usage: python -m benchmarks.slow_phones [PEOPLE] [FOLDER]

A slow phone holds a connection and sends its form a byte a second, or reads its page a byte a second. While none, 40 and 200 of
them do, PEOPLE (600) send their forms through 64 connections, and give up after twenty seconds. FOLDER: where gunicorn and
granian were put by `pip install --target FOLDER gunicorn granian`; without it the house's own server alone is measured.
"""

import asyncio
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from statistics import median

from flask import Flask

from benchmarks import measuring, openings, serving
from benchmarks.asking import together
from benchmarks.audience import filled_in
from benchmarks.serving import Server
from tests import world
from tracker.cli.web import THREADS
from tracker.screenings import code as codes

PEOPLE, CONNECTIONS, PATIENCE, PORT = 600, 64, 20.0, 8771
PHONES = (0, 40, 200)
APP, FACTORY = ["tracker.app:create_app()"], ["--factory", "tracker.app:create_app"]
OURS = "waitress, two lanes"
MODULES = {
    OURS: ["flask", "web"],
    "gunicorn gthread": ["gunicorn", "-k", "gthread", "-w", "1", "--threads", f"{THREADS}", "-b", f"127.0.0.1:{PORT}", *APP],
    "granian": ["granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", f"{THREADS}", "--port", f"{PORT}", *FACTORY],
}  # fmt: skip


def main() -> None:
    people, folder = openings.number(PEOPLE), openings.url()
    print(
        f"{measuring.machine()}\n{people} people, {CONNECTIONS} connections, {PATIENCE:.0f} s of patience; one process, {THREADS} threads"
    )
    print(
        f"{'':20} {'slow phones':>11} {'answered':>9} {'p50 ms':>7} {'p99 ms':>7} {'a second':>9} {'CPU-ms each':>12}"
    )
    for name, module in MODULES.items():
        if name != OURS and not folder:
            continue
        with openings.fresh() as app:
            _measured(app, name, module, folder, people)


def _measured(app: Flask, name: str, module: list[str], folder: str, people: int) -> None:
    with app.app_context():
        rooms = [str(codes.code_of(screening_id=world.one_screening().id)) for _ in (*PHONES, "warm")]
    environ = serving.settings_of(app, PORT)
    environ["PYTHONPATH"] += f":{folder}"
    with serving.running([sys.executable, "-m", *module], PORT, environ, "/healthz") as web:
        _forms, warm = filled_in(web, f"/s/{rooms.pop()}", CONNECTIONS, range(-CONNECTIONS, 0))
        together(web, CONNECTIONS, warm)
        for place, phones in enumerate(PHONES):
            # Filled in beforehand: what is measured is whether the form arrives.
            path = f"/s/{rooms[place]}"
            _forms, posts = filled_in(web, path, CONNECTIONS, range(place * people, (place + 1) * people))
            with _slow(web, phones, path):
                told = together(web, CONNECTIONS, posts, PATIENCE)
            took = told.took or [float("nan")]
            print(f"{name:20} {phones:11} {told.answers[303]:5} of {len(posts):3} {median(took):5.0f} {measuring.most_waited(took):7.0f} "
                  f"{len(told.took) / told.seconds:9.0f} {told.each if told.took else float('nan'):12.2f}", flush=True)  # fmt: skip


@contextmanager
def _slow(web: Server, phones: int, path: str) -> Iterator[None]:
    """So many phones hold a connection each, until it is over; all of them are there before anything else begins."""
    loop, there = asyncio.new_event_loop(), threading.Semaphore(0)
    # Those that the server hung up on would each say so at the end.
    loop.set_exception_handler(lambda *_told: None)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    for n in range(phones):
        asyncio.run_coroutine_threadsafe(_phone(web.port, path, n % 2 == 0, there), loop)
    for _ in range(phones):
        there.acquire(timeout=5)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(_hang_up(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _hang_up() -> None:
    """All phones of this loop."""
    phones = asyncio.all_tasks() - {asyncio.current_task()}
    for each in phones:
        each.cancel()
    await asyncio.gather(*phones, return_exceptions=True)


async def _phone(port: int, path: str, sends: bool, there: threading.Semaphore) -> None:
    """One: it sends byte by byte, or reads so. Where the server hangs up it comes again."""
    head = f"{'POST' if sends else 'GET'} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nX-Forwarded-For: 203.0.113.9\r\n"
    form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 400\r\n\r\n" if sends else "\r\n"
    told = False
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
            try:
                writer.write((head + form).encode())
                if not told:
                    there.release()
                    told = True
                while sends or await reader.read(1):
                    if sends:
                        writer.write(b"n")
                        await writer.drain()
                    await asyncio.sleep(1)
            finally:
                writer.close()
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    main()
