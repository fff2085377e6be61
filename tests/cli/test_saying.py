"""How a command says that it cannot: a sentence, and nothing of what was to be written."""

import os
import socket

import click
import pytest
from sqlalchemy.exc import OperationalError

from tests.forked import ran
from tracker.cli.saying import said


def test_a_database_that_cannot_be_used_is_said_in_a_sentence_without_what_was_to_be_written() -> None:
    cause = Exception("attempt to write a readonly database\nDETAIL: Quillfeather")
    with pytest.raises(click.ClickException) as told, said():
        raise OperationalError("INSERT INTO ally VALUES (?)", ["Quillfeather"], cause)
    assert told.value.message == (
        "The database cannot be used (attempt to write a readonly database). Nothing was changed."
    )


@pytest.mark.parametrize("words", ["serve", "web", "worker run"])
def test_a_house_that_finds_no_database_at_its_first_start_ends_with_a_sentence_and_makes_no_key_ring(words, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    told = ran("flask", *words.split(), environ={
        **os.environ, "FLASK_APP": "tracker.app", "INSTANCE_PATH": str(tmp_path / "instance"),
        "DATABASE_URL": f"postgresql://127.0.0.1:{port}/house?plain=yes",
    })  # fmt: skip
    assert told.returncode == 1
    [line] = told.stderr.decode().splitlines()
    assert line.startswith("Error: The database cannot be used (")
    assert line.endswith("). Nothing was changed.")
    assert not (tmp_path / "instance" / "key-ring.json").exists()
