"""What is too much, or nothing a page could mean, before any page sees it."""

from flask import Flask, abort, request

# Largest request of all; pages that take files say more for themselves.
MOST_BYTES = 1_000_000
MOST_FIELDS = 5_000


def hang_up(app: Flask) -> None:
    # Flask has a value for each already, and for the first it is None: setdefault() would leave the house open.
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES, MAX_FORM_MEMORY_SIZE=MOST_BYTES, MAX_FORM_PARTS=MOST_FIELDS)
    app.before_request(no_nul)


def no_nul() -> None:
    """PostgreSQL keeps no NUL and fails on one in a question: no address of ours has it. Fields are for each page to judge."""
    if "\x00" in request.path:
        abort(404)
