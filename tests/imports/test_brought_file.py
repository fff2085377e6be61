"""The file itself, as it lies in its import."""

import base64

from tracker.imports.brought_file import packed, unpacked


def test_a_file_comes_out_as_it_went_in_and_takes_less() -> None:
    data = "Name;E-Mail\r\n서민지;seo@example.org\r\n".encode("cp949") * 500
    assert unpacked(packed(data)) == data
    assert len(packed(data)) < len(data) / 3
    assert base64.b64decode(packed(data))[4:8] == bytes(4), "when it was brought stands in its row alone"


def test_one_from_before_there_was_packing_comes_out_as_it_lies() -> None:
    for data in ("Name,Email\n".encode("utf-16"), b"PK\x03\x04 a workbook", b"\xef\xbb\xbfName"):
        assert unpacked(base64.b64encode(data).decode("ascii")) == data
