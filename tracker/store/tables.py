"""The tables as this release wants them: the migrations, by Flask-Migrate and Alembic, which are loaded where there is one to run."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from sqlalchemy import inspect, text

from tracker.store.db import db

if TYPE_CHECKING:
    from flask_migrate import Migrate


class Migrations:
    """What Flask-Migrate looks for in the application; made when it looks."""

    def __init__(self, directory: Path) -> None:
        self.directory = str(directory)
        # Of Alembic's context, as migrations/env.py hands them on.
        self.configure_args: dict[str, Any] = {"render_as_batch": True, "compare_type": True}

    @cached_property
    def migrate(self) -> "Migrate":
        from flask_migrate import Migrate

        return Migrate(db=db, directory=self.directory)


def hang_up(app: Flask, directory: Path) -> None:
    """`directory`: of the migrations."""
    app.extensions["migrate"] = Migrations(directory)


def bring_up_to_date() -> None:
    """Run the migrations that are missing. Where none is, nothing of them is loaded."""
    if revisions() != [newest()]:
        import flask_migrate

        flask_migrate.upgrade()


def revisions() -> list[str]:
    """At which the database stands: one, or none in an empty one."""
    found = []
    if inspect(db.engine).has_table("alembic_version"):
        found = list(db.session.scalars(text("SELECT version_num FROM alembic_version")))
    db.session.rollback()
    return found


def newest() -> str:
    """The last migration of this release: their files begin with their numbers. Held to Alembic by tests/store/test_tables.py."""
    files = Path(current_app.extensions["migrate"].directory, "versions").glob("*.py")
    return max(file.name.partition("_")[0] for file in files)
