"""Templates, compiled once for a house: a page that is opened first after a start is as quick as any other.

They lie beside the database, where only the house itself may write; a template that was changed is compiled anew. Without room, or
on a disk that does not answer, each process compiles for itself as if nothing were kept.
"""

from contextlib import suppress
from pathlib import Path

import jinja2
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

FOLDER = "compiled"
# Counted up when the settings of the environment change what a template is compiled to.
MANNER = 1


class _BesideTheDatabase(FileSystemBytecodeCache):
    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001 (a half-written file says anything)
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def hang_up(app: Flask) -> None:
    folder = Path(app.instance_path) / FOLDER
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_dir():
        # Another Jinja may compile otherwise, and leaves what this one has kept alone.
        app.jinja_env.bytecode_cache = _BesideTheDatabase(str(folder), f"{jinja2.__version__}-{MANNER}-%s")
