"""Opening a takeout that somebody brings: whether the passphrase fits, everything is there, and this house can take it in."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tracker.errors import Refusal
from tracker.files.zips import PIECE
from tracker.records import dataclass
from tracker.takeout import keys
from tracker.takeout.describing import FORMAT, schema
from tracker.takeout.packing import MANIFEST
from tracker.words import lazy


class NotATakeout(Refusal):
    sentence = lazy("%(path)s is no takeout of Houselights, or it is damaged: %(what)s.")


class PassphraseWrong(Refusal):
    sentence = lazy("This passphrase does not open it.")


class OtherRelease(Refusal):
    sentence = lazy(
        "This takeout is of another release (%(theirs)s; this house is at %(ours)s). Take it in with the release it was made by, "
        "and bring that house up to date."
    )


class OtherColumns(Refusal):
    sentence = lazy("This takeout and this house differ: %(what)s.")


@dataclass
class Takeout:
    """One that is open and whole."""

    path: Path
    archive: Any
    manifest: dict[str, Any]
    keys: keys.Brought

    def lines(self, table: str) -> Iterator[dict[str, Any]]:
        """The rows of a table, one after the other."""
        with self.archive.open(f"tables/{table}.jsonl") as file:
            for line in file:
                yield json.loads(line)

    def file(self, name: str) -> bytes:
        """One of its files. Raises NotATakeout for one that is not there."""
        if name not in self.manifest["sha256"]:
            raise NotATakeout(path=self.path, what=name)
        return bytes(self.archive.read(name))


@contextmanager
def opened(path: Path, passphrase: str, revision: str) -> Iterator[Takeout]:
    """Looked through to its end before it is handed over. Raises these refusals."""
    import pyzipper

    try:
        archive = pyzipper.AESZipFile(path)
    except (OSError, pyzipper.BadZipFile) as error:
        raise NotATakeout(path=path, what=type(error).__name__) from None
    with archive:
        archive.setpassword(passphrase.strip().encode("utf-8"))
        try:
            manifest = json.loads(_read(archive, MANIFEST))
        except KeyError:
            raise NotATakeout(path=path, what=MANIFEST) from None
        _fits(manifest, path, revision)
        _whole(archive, manifest, path)
        if json.loads(archive.read("schema.json"))["tables"] != json.loads(json.dumps(schema()["tables"])):
            raise OtherColumns(what=_differing(json.loads(archive.read("schema.json"))["tables"]))
        brought = json.loads(archive.read("keys.json"))
        if not keys.is_told(brought):
            raise NotATakeout(path=path, what="keys.json")
        yield Takeout(path, archive, manifest, brought)


def _read(archive: Any, name: str) -> bytes:
    try:
        return bytes(archive.read(name))
    except RuntimeError:  # the library says so of a passphrase that does not fit
        raise PassphraseWrong from None


def _fits(manifest: dict[str, Any], path: Path, revision: str) -> None:
    if manifest.get("format") != FORMAT:
        raise NotATakeout(path=path, what=MANIFEST)
    if manifest["revision"] != revision:
        raise OtherRelease(theirs=manifest["revision"], ours=revision)


def _whole(archive: Any, manifest: dict[str, Any], path: Path) -> None:
    """Each file is what the manifest says; none was taken out or put in. A ZIP's list of files is not locked, its contents are."""
    if set(archive.namelist()) != {MANIFEST, *manifest["sha256"]}:
        raise NotATakeout(path=path, what="its list of files")
    for name, wanted in manifest["sha256"].items():
        try:
            with archive.open(name) as file:
                found = _sum(file)
        except Exception as error:  # noqa: BLE001 (whatever a damaged archive makes the library say)
            raise NotATakeout(path=path, what=f"{name} ({type(error).__name__})") from None
        if found != wanted:
            raise NotATakeout(path=path, what=name)


def _sum(file: IO[bytes]) -> str:
    total = hashlib.sha256()
    while piece := file.read(PIECE):
        total.update(piece)
    return total.hexdigest()


def _differing(theirs: dict[str, Any]) -> str:
    ours = schema()["tables"]
    names = [name for name in sorted({*ours, *theirs}) if ours.get(name) != theirs.get(name)]
    return ", ".join(names[:10])
