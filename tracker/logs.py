"""How the house writes its log: one thing that happened is one line, JSON where nobody watches, plain at a terminal.

A line holds what the code named, never what people wrote: no message of an error (it can quote a row, an address, a
path), no text of a library's with values put in. JSON in ASCII and a sieve for signs that cannot be seen: nothing that
comes from outside begins a line of its own (ASVS 16.4.1).
"""

import json
import logging
import sys
import unicodedata
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

from tracker import clock
from tracker.errors import Refusal
from tracker.without import without
from tracker.words import Lazy

# It would colour tracebacks, of which we write none.
with without("rich"):
    import structlog

LONGEST = 300
# Of an error: the innermost places.
MOST_PLACES = 8

Event = MutableMapping[str, Any]


def configure(level: str) -> None:
    """For this process: web, worker or a command. What libraries log goes the same way. `level`: a name that logging knows."""
    structlog.configure(
        processors=[structlog.processors.add_log_level, _in_order, _plain if sys.stderr.isatty() else _json],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Whatever stderr is at that moment; a line is written at once and in one piece, for worker and web share it.
        logger_factory=lambda *_names: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [each for each in root.handlers if not isinstance(each, Libraries)] + [Libraries()]
    # It would write a line for each request that waits: thousands when the credits roll, and each costs those who wait.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    sys.excepthook = unhandled


class Libraries(logging.Handler):
    """What waitress, Werkzeug, SQLAlchemy and others log: from warnings on, by place and by the words of the library alone.

    A message without places for values may have them in it already: then only its place is told.
    """

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno < logging.WARNING:
            return
        said: dict[str, Any] = {"logger": record.name, "place": f"{record.filename}:{record.lineno}"}
        if record.args and isinstance(record.msg, str):
            said["said"] = record.msg
        if record.exc_info and record.exc_info[1]:
            said |= told(record.exc_info[1])
        structlog.get_logger().log(record.levelno, "from a library", **said)


def told(error: BaseException) -> dict[str, Any]:
    """What may be written of an error: its kind with those that caused it, and where it was, as "file:line function"."""
    kinds, cause = [type(error).__name__], error.__cause__ or error.__context__
    while cause is not None and len(kinds) < MOST_PLACES:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return {"error": " from ".join(kinds), "where": _places(error.__traceback__)}


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{'/'.join(code.co_filename.split('/')[-2:])}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-MOST_PLACES:]


def unhandled(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """In place of Python's own traceback, whose last line quotes what it met. A refusal's sentence is made to be read."""
    if issubclass(kind, KeyboardInterrupt):
        return
    if isinstance(error, Refusal):
        sys.stderr.write(f"{error}\n")
        return
    structlog.get_logger().critical("ended by an error", **told(error.with_traceback(trace)))


def _in_order(_logger: object, _method: str, event: Event) -> Event:
    """When, how grave, what; then the rest. Of values only those that can be written plainly."""
    head = {"time": clock.now().isoformat(timespec="milliseconds"), "level": event.pop("level", ""), "event": ""}
    return {**head, **{name: _value(value) for name, value in event.items()}}


def _value(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(each) for each in value]
    # Anything but words by its kind: what it says of itself can be a row.
    return visible(str(value)) if isinstance(value, str | Lazy) else f"<{type(value).__name__}>"


def visible(text: str) -> str:
    """Without line ends and other signs that cannot be seen, and not longer than a line should be."""
    return "".join("?" if unicodedata.category(sign)[0] in "CZ" and sign != " " else sign for sign in text[:LONGEST])


def _json(_logger: object, _method: str, event: Event) -> str:
    return json.dumps(event)


def _plain(_logger: object, _method: str, event: Event) -> str:
    """For eyes at a terminal."""
    time, level, what = (event.pop(name) for name in ("time", "level", "event"))
    rest = " ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in event.items())
    return f"{time[11:19]} {level:8} {what}  {rest}".rstrip()
