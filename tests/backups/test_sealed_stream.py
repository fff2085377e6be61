"""A sealed file opens whole, with its own key, or not at all."""

import io
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker.backups import envelope, public_key
from tracker.backups.envelope import Lock, NotOurs, OtherLock
from tracker.backups.public_key import FileThere, KeyUnfit, NotReadable
from tracker.backups.sealed_stream import PIECE, TAG, Damaged

CONTENT = secrets.token_bytes(2 * PIECE + 17)
RING = b"r" * 32


def sealed(lock: Lock, content: bytes = CONTENT) -> bytes:
    out = io.BytesIO()
    writer, _key = envelope.begin(out, "backup", "2026-11-28T03:00:00+00:00", lock)
    for start in range(0, len(content), 400_000):
        writer.write(content[start : start + 400_000])
    writer.close()
    return out.getvalue()


def opened(file: bytes, lock: Lock) -> bytes:
    inside = io.BytesIO(file)
    head, line = envelope.head_of(inside)
    return b"".join(envelope.open_with(inside, head, line, lock))


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Lock, Lock]:
    public = public_key.make(tmp_path / "private.key")
    return Lock(public=public_key.public(public)), Lock(private=public_key.private(tmp_path / "private.key"))


def test_what_was_sealed_to_a_public_key_opens_with_the_private_one_alone(
    tmp_path: Path, pair: tuple[Lock, Lock]
) -> None:
    to, by = pair
    file = sealed(to)
    assert opened(file, by) == CONTENT
    assert CONTENT[:64] not in file
    public_key.make(tmp_path / "other.key")
    with pytest.raises(Damaged):
        opened(file, Lock(private=public_key.private(tmp_path / "other.key")))
    with pytest.raises(OtherLock, match="private key"):
        opened(file, Lock(ring=RING))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_every_length_comes_back_as_it_was(size: int) -> None:
    lock = Lock(ring=RING)
    assert opened(sealed(lock, CONTENT[:size]), lock) == CONTENT[:size]


def test_two_of_the_same_content_share_nothing() -> None:
    one, other = sealed(Lock(ring=RING)), sealed(Lock(ring=RING))
    assert one[-100_000:] != other[-100_000:]


def harmed(file: bytes) -> dict[str, bytes]:
    start = file.index(b"\n") + 1
    step = PIECE + TAG
    one, two, three = file[start : start + step], file[start + step : start + 2 * step], file[start + 2 * step :]
    head = file[:start]
    return {
        "cut in the last piece": file[:-1],
        "cut between pieces": head + one + two,
        "cut after the first": head + one,
        "nothing behind the first line": head,
        "two pieces swapped": head + two + one + three,
        "a piece twice": head + one + one + two + three,
        "a piece left out": head + one + three,
        "something behind the end": file + b"\x00",
        "a bit flipped at the beginning": head + bytes([one[0] ^ 1]) + one[1:] + two + three,
        "a bit flipped in the middle": head + one + two[:500] + bytes([two[500] ^ 16]) + two[501:] + three,
        "a bit flipped at the end": file[:-1] + bytes([file[-1] ^ 128]),
        "another date in the first line": file.replace(b"2026-11-28", b"2026-11-29", 1),
    }


@pytest.mark.parametrize("how", harmed(sealed(Lock(ring=RING))))
def test_a_file_that_was_changed_or_cut_off_does_not_open(how: str) -> None:
    lock = Lock(ring=RING)
    with pytest.raises(Damaged):
        opened(harmed(sealed(lock))[how], lock)


def test_pieces_of_two_files_cannot_be_put_together() -> None:
    lock = Lock(ring=RING)
    one, other = sealed(lock), sealed(lock)
    start, step = one.index(b"\n") + 1, PIECE + TAG
    assert len(one) == len(other)
    with pytest.raises(Damaged):
        opened(one[: start + step] + other[start + step :], lock)


@pytest.mark.parametrize(
    "text", [b"", b"\x00" * 99, b"SQLite format 3\x00", b"[]\n", b'{"format": "houselights sealed file 1"}\n']
)
def test_a_strange_file_is_none_of_ours(text: bytes) -> None:
    with pytest.raises(NotOurs):
        envelope.head_of(io.BytesIO(text))


@pytest.mark.parametrize(
    "slip", [lambda key: key[:-1], lambda key: key.replace("public", "private"), lambda _key: "", lambda key: key + "A"]
)
def test_a_key_with_a_slip_is_refused_in_a_sentence(tmp_path: Path, slip: Callable[[str], str]) -> None:
    public = public_key.make(tmp_path / "private.key")
    with pytest.raises(KeyUnfit, match="Copy it whole"):
        public_key.public(slip(public))


def test_a_private_key_is_for_its_owner_alone_and_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "private.key"
    public_key.make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileThere):
        public_key.make(path)
    with pytest.raises(NotReadable):
        public_key.private(tmp_path / "none.key")
