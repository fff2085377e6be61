"""The search through files finds whatever stands in them: what it does not find counts as a proof elsewhere."""

from pathlib import Path

from tests.disk import contents, each_found, spellings


def test_the_search_finds_every_spelling(tmp_path: Path) -> None:
    for number, spelling in enumerate(spellings("Zephyrine Quillfeather")):
        (tmp_path / f"{number}").write_bytes(b"\x01\x02" + spelling + b"\xff")
    assert each_found([tmp_path], {"name": "Zephyrine Quillfeather"}) == {"name": {str(number) for number in range(8)}}


def test_what_is_renamed_or_gone_during_the_search_is_looked_for_anew(tmp_path: Path) -> None:
    for name in ("1", "2", "3"):
        (tmp_path / name).write_bytes(name.encode())
    looking = contents(tmp_path)
    assert next(looking) == ("1", b"1")
    (tmp_path / "2").rename(tmp_path / "4")
    (tmp_path / "3").unlink()
    assert list(looking) == [("4", b"2")]
