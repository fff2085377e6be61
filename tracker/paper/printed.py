"""Files to hand over, one or many."""

import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO

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
