"""The front door of this face."""

from flask import Flask

from tracker.web.public import confirm, health, stop, unsubscribe


def open_door(app: Flask) -> None:
    """Hang up its pages."""
    for page in (stop, unsubscribe, confirm, health):
        app.register_blueprint(page.bp)
