"""`kill -9` in the middle of a turn of the keys: everything opens, and the turn goes on where it was."""

import os
from collections.abc import Callable

from flask import Flask

from tests.forked import Forked
from tests.key_turns import Turn, keys_of_values, unopened
from tests.wanting_out import Out, welcomed
from tracker.store.db import db


def test_a_turn_that_is_killed_in_the_middle_goes_on(app: Flask, later: Callable[..., None]) -> None:
    with app.app_context():
        out = Out(app)
        for _ in range(20):
            welcomed(out.here)
        turn = Turn(later)
        turn.begin()
        told = {name: str(app.config[name]) for name in ("DATABASE_URL", "INSTANCE_PATH", "KEY_RING")}
        db.session.remove()
        said, saying = os.pipe()
        with Forked("tests.cli.interrupted_turn", environ={**os.environ, **told}, stdout=saying) as process:
            os.close(saying)
            with os.fdopen(said) as heard:
                assert heard.readline().strip() == "in the middle"
            process.kill()
        assert unopened() == []
        done = turn.row.renewed
        assert done > 0 and turn.row.at_row and not turn.row.done_at
        assert keys_of_values() == {turn.old["seal"], turn.row.seal_key}
        later(minutes=2)
        turn.finish()
        assert turn.row.done_at and turn.row.renewed > done
        assert keys_of_values() == {turn.row.seal_key} and unopened() == []
