"""A locked ZIP opens with its passphrase and nothing else; a plain one, and a workbook in it, are read by other hands."""

import io
import zipfile

import openpyxl
import pytest

from tests.files import winzip
from tracker.files import passphrases, writing, zips

MEMBERS = [("list.csv", [b"a,b\r\n", "한,Ó\r\n".encode() * 500]), ("about.txt", [b""])]


def locked(passphrase: str) -> bytes:
    out = io.BytesIO()
    zips.locked(MEMBERS, passphrase, out)
    return out.getvalue()


def test_a_locked_zip_is_what_winzip_says_it_is() -> None:
    passphrase = passphrases.passphrase()
    data = locked(passphrase)
    assert winzip.read(data, passphrase) == {name: b"".join(pieces) for name, pieces in MEMBERS}
    assert b"list.csv" in data
    assert "한".encode() not in data


def test_another_passphrase_or_a_changed_byte_opens_nothing() -> None:
    data = locked("right")
    with pytest.raises(ValueError, match="another passphrase"):
        winzip.read(data, "wrong")
    at = data.index(b"list.csv") + 90
    with pytest.raises(ValueError, match=r"changed|another"):
        winzip.read(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], "right")


def test_a_passphrase_is_seven_plain_words_and_no_two_are_alike() -> None:
    made = {passphrases.passphrase() for _ in range(300)}
    assert len(made) == 300
    assert all(len(each.split("-")) == 7 and each.replace("-", "").isalpha() and each.isascii() for each in made)
    assert passphrases.bits() > 89


def test_a_plain_zip_grows_piece_by_piece() -> None:
    pieces = list(zips.plain([("a", (b"x" * 100_000 for _ in range(30)))]))
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert archive.read("a") == b"x" * 3_000_000


STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", " =", "\u00a0@")


@pytest.mark.parametrize("start", STARTS)
def test_full_width_signs_and_blanks_before_them_start_no_formula_either(start: str) -> None:
    assert writing.harmless(f"{start}1+1").startswith("'")


def test_numbers_stay_numbers_in_every_form() -> None:
    header, rows = ["place", "x"], [["=1", -97.74], ["_x0041_", True]]
    assert writing.csv_bytes(header, rows).decode("utf-8-sig") == "place,x\r\n'=1,-97.74\r\n_x0041_,TRUE\r\n"
    sheet = openpyxl.load_workbook(io.BytesIO(writing.xlsx_bytes(header, rows))).active
    assert [[cell.data_type for cell in row] for row in sheet.iter_rows(min_row=2)] == [["s", "n"], ["s", "s"]]
    assert (
        b"".join(writing.json_pieces(header, rows))
        == b'[\n{"place": "=1", "x": -97.74},\n{"place": "_x0041_", "x": true}\n]\n'
    )
