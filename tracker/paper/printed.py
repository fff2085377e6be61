"""Files to hand over, one or many."""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO, RawIOBase
from typing import Any

from tracker.records import dataclass

PDF, PNG, ZIP = "application/pdf", "image/png", "application/zip"


@dataclass(frozen=True, slots=True)
class Printed:
    filename: str
    media_type: str
    data: bytes


# Draws one thing; all that it needs is in it.
Drawing = Callable[[], Printed]


def zipped(name: str, files: Iterable[Printed]) -> Printed:
    """All of them in one. Stored as they are: pictures and PDFs are packed already."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for each in files:
            archive.writestr(each.filename, each.data)
    return Printed(f"{name}.zip", ZIP, held.getvalue())


class _Passing(RawIOBase):
    """A file that is sent on while it is written."""

    def __init__(self) -> None:
        self.waits: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waits.append(bytes(data))
        return len(self.waits[-1])

    def take(self) -> bytes:
        taken, self.waits = b"".join(self.waits), []
        return taken


def joined(parts: Iterable[tuple[str, bytes]], last: Iterable[Printed] = ()) -> Iterator[bytes]:
    """Many ZIPs as one, each in a folder of its name, bit by bit; of two folders with one name the second is "(2)"."""
    out, folders = _Passing(), dict[str, int]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, packed in parts:
            folders[name] = folders.get(name, 0) + 1
            folder = name if folders[name] == 1 else f"{name} ({folders[name]})"
            with zipfile.ZipFile(BytesIO(packed)) as part:
                for entry in part.namelist():
                    archive.writestr(f"{folder}/{entry}", part.read(entry))
            yield out.take()
        for each in last:
            archive.writestr(each.filename, each.data)
    yield out.take()
