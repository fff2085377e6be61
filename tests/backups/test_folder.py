"""Which backups are kept, and that nothing else in the folder is touched."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tracker.backups import envelope, folder
from tracker.backups.envelope import Lock
from tracker.backups.folder import AtWork, FolderUnfit

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)


def make(into: Path, days_ago: int, what: str = "backup") -> Path:
    made = NOW - timedelta(days=days_ago)
    path = into / folder.name_of(made, f"{days_ago:06}")
    with path.open("wb") as file:
        writer, _key = envelope.begin(file, what, made.isoformat(), Lock(ring=b"r" * 32))
        writer.close()
    return path


def test_those_older_than_thirty_days_go_and_everything_that_is_not_ours_stays(tmp_path: Path) -> None:
    young, old, older = make(tmp_path, 1), make(tmp_path, 31), make(tmp_path, 90)
    make(tmp_path, 400, what="key ring")
    (tmp_path / f"holiday{folder.ENDING}").write_bytes(b"pictures")
    (tmp_path / "notes.txt").write_bytes(b"words")
    assert folder.outlived(tmp_path, NOW, 30) == [old, older]
    assert [kept.path for kept in folder.listed(tmp_path)] == [young, old, older]


def test_the_newest_stays_however_old_it_is(tmp_path: Path) -> None:
    newest, old = make(tmp_path, 200), make(tmp_path, 300)
    assert folder.outlived(tmp_path, NOW, 30) == [old]
    assert newest.exists()


def test_one_at_a_time_and_what_a_kill_left_is_swept_out(tmp_path: Path) -> None:
    left = tmp_path / f"{folder.UNFINISHED}abc-copy"
    left.write_bytes(b"half")
    with folder.alone_in(tmp_path):
        assert not left.exists()
        with pytest.raises(AtWork), folder.alone_in(tmp_path):
            pass


def test_a_folder_that_cannot_be_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FolderUnfit, match="cannot be written to"), folder.alone_in(tmp_path / "file"):
        pass
