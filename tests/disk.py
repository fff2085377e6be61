"""What a thief of the disk finds: words in any file, in every spelling of their bytes."""

import base64
import contextlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path


def spellings(words: str) -> Iterator[bytes]:
    """UTF-8, UTF-16 both ways, hex both cases, and base64 at each of its three beginnings."""
    plain = words.encode()
    yield from (
        plain,
        words.encode("utf-16-le"),
        words.encode("utf-16-be"),
        plain.hex().encode(),
        plain.hex().upper().encode(),
    )
    for before in range(3):
        yield base64.b64encode(b"\x00" * before + plain)[4 if before else 0 : -4]


def contents(folder: Path, since: float = 0) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of the files below `folder`; of those alone that were written after the moment `since`.

    Read, and not mapped: PostgreSQL works on, and a mapped file that its vacuum shortens ends the process that looks (SIGBUS).
    What it renames meanwhile lies under its new name by then.
    """
    seen: set[Path] = set()
    # Not rglob(), which ends at a folder that vanishes.
    while new := [path for path in _below(folder) if path not in seen and path.is_file()]:
        for path in new:
            seen.add(path)
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_size and path.stat().st_mtime >= since:
                    yield path.name, path.read_bytes()


def _below(folder: Path) -> list[Path]:
    return sorted(Path(where) / name for where, _, names in os.walk(folder) for name in names)


def each_found(folders: Iterable[Path], wanted: Mapping[str, str], since: float = 0) -> dict[str, set[str]]:
    """Of the words that are wanted those that stand below the folders: what they are, and in which files."""
    spelt = {what: tuple(spellings(words)) for what, words in wanted.items()}
    found = defaultdict(set)
    for folder in folders:
        for name, content in contents(folder, since):
            for what, each in spelt.items():
                if any(spelling in content for spelling in each):
                    found[what].add(name)
    return dict(found)


def found_in(folder: Path, words: str) -> set[str]:
    """The files below the folder in which the words stand."""
    return each_found([folder], {"": words}).get("", set())
