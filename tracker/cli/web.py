"""`flask web`: the web server alone. `flask serve` runs it beside the worker; larger houses start several."""

import gc
import signal
import sys
from functools import partial
from types import FrameType
from typing import Any

import click
import structlog
import waitress
from flask import Flask, current_app
from flask.cli import with_appcontext
from waitress.channel import HTTPChannel

from config import is_loopback
from tracker.cli import handles
from tracker.cli.arenas import few_arenas, large_pieces_go_back
from tracker.cli.lanes import LEFT, Lanes, of_a_flood, of_the_team
from tracker.cli.pulse import Pulse
from tracker.cli.saying import said
from tracker.usecases.restore import refuse_unfinished
from tracker.web.frame import measures, proxies

# Measured with 40 slow phones at once; on waitress's default of 100 connections everybody waits. Those that wait for a signup to be
# written hold nothing, and as many as wait together are written together (store.gather).
THREADS = 72
OPTIONS: dict[str, Any] = {
    "connection_limit": handles.MOST,
    "asyncore_use_poll": True,
    "channel_timeout": 30,
    "ident": None,
    # Larger uploads are not even taken to the disk; what is smaller and still too much gets a page of ours.
    "max_request_body_size": 32 * 1024 * 1024,
    # The application judges who may forward (TRUSTED_PROXIES); it must see the headers to know that it was forwarded.
    "clear_untrusted_proxy_headers": False,
}

PLAIN = (
    "Whoever is on the way can read names, addresses and passwords. Put a TLS front before it and set BASE_URL to https "
    "(docs/running.md), or listen at 127.0.0.1."
)

log = structlog.get_logger()


@click.command("web")
@with_appcontext
def web() -> None:
    """Run the web server alone, until Ctrl-C or SIGTERM."""
    with said():
        refuse_unfinished()
    few_arenas()
    large_pieces_go_back()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    host, port = app.config["HOST"], app.config["PORT"]
    measured = measures.of(app)
    lanes = Lanes(THREADS, partial(of_a_flood, app), measured.waited.observe, of_the_team, LEFT)
    sockets: dict[int, object] = {}
    options = {**OPTIONS, "connection_limit": handles.connections(handles.raise_limit())}
    try:
        # Named with an underscore by waitress, and the one way to bring threads of one's own; they count themselves.
        server = waitress.create_server(app, map=sockets, host=host, port=port, _dispatcher=lanes, **options)
    except OSError as reason:
        raise click.ClickException(
            f"{host}:{port} cannot be opened ({reason.strerror}). Another address: PORT=8001 script/server"
        ) from reason
    signal.signal(signal.SIGTERM, _leave)
    # What is there now stays: it is not looked through for waste again and again, a quarter of a second each time, while everybody
    # waits. Nor even once before: there is next to none, and the start would wait for it.
    gc.freeze()
    # Seconds. Who gives the interpreter away at each question to the database waits so long to have it back while a room's signups are
    # written: a page of the desk asks ten. The usual five milliseconds made it a third slower.
    sys.setswitchinterval(0.001)
    measured.serves(
        {"everybody": lambda: len(lanes.queue), "team": lambda: len(lanes.team), "flood": lambda: len(lanes.flood)},
        lambda: connections(sockets),
    )
    proxies.say_if_untold(app.config["BASE_URL"], app.config["TRUSTED_PROXIES"])
    say_if_plain(host, app.config["BASE_URL"])
    click.echo(f"Houselights is open at {app.config['BASE_URL']}  (Ctrl-C ends it)")
    with Pulse(app, "web"):
        # On SystemExit and KeyboardInterrupt it lets the requests in hand finish, five seconds at most.
        server.run()


def say_if_plain(host: str, base_url: str) -> None:
    """At the start: other machines reach this one, and nothing on the way is sealed."""
    if not is_loopback(host) and not base_url.startswith("https://"):
        log.warning("open to other machines without TLS", meaning=PLAIN, host=host)


def connections(sockets: dict[int, object]) -> int:
    """How many are open, of a server's map. Another thread opens and closes them meanwhile: counted over a copy."""
    return sum(isinstance(each, HTTPChannel) for each in list(sockets.values()))


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
