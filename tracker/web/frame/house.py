"""What every page of every face shares."""

from flask import Flask


def frame(app: Flask) -> None:
    """Put the frame around the application."""
