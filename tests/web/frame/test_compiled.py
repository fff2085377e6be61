import shutil
from pathlib import Path

import pytest
from flask import Flask

from tests.engines import build, close
from tracker.web.frame.compiled import FOLDER


@pytest.fixture
def started(engine_url, instance, monkeypatch):
    """Starts the house once more, as a process of its own would, and tells what it compiles; the folder is its own, not the run's."""
    (instance / FOLDER).unlink()
    monkeypatch.setattr("tests.engines.run.goes_on", lambda: False)
    made: list[Flask] = []

    def start() -> tuple[Flask, list[str]]:
        app = build(engine_url, instance)
        made.append(app)
        compiled: list[str] = []
        compiles = app.jinja_env.compile

        def tell(source: str, name: str | None = None, *more: object, **others: object):
            compiled.append(str(name))
            return compiles(source, name, *more, **others)

        monkeypatch.setattr(app.jinja_env, "compile", tell)
        return app, compiled

    yield start
    for app in made:
        close(app)


def _front_page(app: Flask) -> str:
    answer = app.test_client().get("/film/")
    assert answer.status_code == 200
    return answer.text


def _kept(instance: Path) -> list[Path]:
    return sorted((instance / FOLDER).iterdir())


def test_the_next_process_compiles_no_page_that_one_before_has_shown(started, instance):
    first, compiled = started()
    page = _front_page(first)
    assert "public/films.html" in compiled
    assert len(_kept(instance)) == len(compiled)
    assert (instance / FOLDER).stat().st_mode & 0o077 == 0

    second, compiled = started()
    assert _front_page(second) == page
    assert compiled == []


def test_what_a_broken_disk_has_left_is_compiled_anew(started, instance):
    page = _front_page(started()[0])
    for number, file in enumerate(_kept(instance)):
        whole = file.read_bytes()
        file.write_bytes((b"", whole[: len(whole) // 2], whole[:40] + bytes(len(whole) - 40))[number % 3])

    again, compiled = started()
    assert _front_page(again) == page
    assert compiled


def test_without_room_to_keep_them_pages_are_shown_all_the_same(started, instance):
    app, _ = started()
    shutil.rmtree(instance / FOLDER)
    _front_page(app)

    (instance / FOLDER).write_text("in the way")
    app, _ = started()
    _front_page(app)
    assert app.jinja_env.bytecode_cache is None
