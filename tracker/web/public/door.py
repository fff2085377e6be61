"""The front door of this face."""

from flask import Flask


def open_door(app: Flask) -> None:
    """Hang up its pages."""
