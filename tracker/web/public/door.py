"""The front door of the supporter's face. No page behind it opens a session."""

from flask import Flask

from tracker.web.public import signup


def open_door(app: Flask) -> None:
    """Hang up the supporter's pages."""
    app.register_blueprint(signup.bp)
