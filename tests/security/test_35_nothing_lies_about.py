"""ASVS 13.4: no debugger, no repository, no settings, no database, no listing of folders."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.security.conftest import Said
from tests.server import TOP

NAMES = """
    .git .git/HEAD .git/config .gitignore .env .flaskenv .svn .DS_Store .htaccess .well-known/security.txt config.py pyproject.toml
    requirements.txt Makefile README.md instance instance/ instance/houselights.db instance/key-ring.json houselights.db houselights.db-wal
    key-ring.json house.db backup.sql dump.sql tracker tracker/app.py templates tests docs migrations script/flask static static/ look look/
    static/look static/look/ static/public/ console debug _debug_toolbar __debug__ admin phpinfo.php wp-login.php server-status metrics
    actuator/env swagger api/docs favicon.ico crossdomain.xml
""".split()
OUTSIDE = (
    "/static/../config.py", "/static/%2e%2e/config.py", "/static/..%2fconfig.py", "/static/%2e%2e%2fetc/passwd", "/static//etc/passwd",
    "/static/look/../../.flaskenv", "/look/../config.py", "/static/..\\config.py", "/static/%00", "/static/look/base.css%00.txt",
)  # fmt: skip
# On another machine: to its own, the house answers /metrics.
STRANGER = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_35_none_of_the_usual_names_is_there(client: FlaskClient, method: str) -> None:
    for path in [*(f"/{name}" for name in NAMES), *OUTSIDE]:
        answer = client.open(path, method=method, environ_overrides=STRANGER)
        assert answer.status_code in (303, 308, 404, 405), path
        assert "houselights" not in answer.text.lower() or "<h1" in answer.text, path


def test_35_the_folder_of_static_files_holds_only_what_browsers_load() -> None:
    kinds = {path.suffix for path in (TOP / "static").rglob("*") if path.is_file()}
    assert kinds <= {".css", ".js", ".svg", ".png", ".woff2"}
    assert not any(path.name.startswith(".") or path.is_symlink() for path in (TOP / "static").rglob("*"))


def test_35_no_answer_names_what_it_runs_on(walked: list[Said]) -> None:
    for said in walked:
        assert not {"Server", "X-Powered-By", "X-Debug"} & set(said.headers), said.asked
        assert "werkzeug" not in said.text.lower() and "Traceback" not in said.text, said.asked


def test_35_nothing_is_debugged(app: Flask) -> None:
    assert not app.debug and not app.config.get("EXPLAIN_TEMPLATE_LOADING") and not app.config.get("SQLALCHEMY_ECHO")
    assert app.secret_key and len(app.secret_key) >= 32
