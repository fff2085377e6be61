"""Every page of the desk, as the Nu Html Checker of the W3C reads it."""

from pathlib import Path

from tests.html_checker import complaints
from tests.shown import Shown


def test_the_html_checker_has_nothing_to_say_of_any_page_of_the_desk(
    html_checker: Path, desk_shown: Shown, tmp_path: Path
) -> None:
    pages = {name: answer for (name, _language), answer in desk_shown.pages.items() if answer.status == 200}
    for name, answer in pages.items():
        (tmp_path / f"{name}.html").write_bytes(answer.body)
    assert len(pages) > 60
    found = complaints(html_checker, tmp_path)
    assert not found, "\n".join(found)
