"""How a command says that it cannot: a sentence, and nothing of what was to be written."""

import click
import pytest
from sqlalchemy.exc import OperationalError

from tracker.cli.saying import said


def test_a_database_that_cannot_be_used_is_said_in_a_sentence_without_what_was_to_be_written() -> None:
    cause = Exception("attempt to write a readonly database\nDETAIL: Quillfeather")
    with pytest.raises(click.ClickException) as told, said():
        raise OperationalError("INSERT INTO ally VALUES (?)", ["Quillfeather"], cause)
    assert told.value.message == (
        "The database cannot be used (attempt to write a readonly database). Nothing was changed."
    )
