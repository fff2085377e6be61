"""32: the keys lie in no database, no copy of it and no repository; they can be turned; without them nothing starts."""

import base64
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.engines import TOP, build, close
from tests.key_turns import Turn, keys_of_values, unopened
from tests.letters_world import later
from tests.privacy.looking import everything
from tests.security.conftest import on_both
from tests.wanting_out import Out
from tracker.allies.ally import Ally
from tracker.store.db import db
from tracker.store.keyring import KeyRingMissing, ring

__all__ = ["later"]


@on_both
def test_32_no_key_stands_in_the_database(app: Flask) -> None:
    with app.app_context():
        Out(app).leave_more()
        heap = everything()
        secrets = [key.secret for keys in ring().keys.values() for key in keys]
        assert len(secrets) == 5
        for secret in secrets:
            for spelt in (secret, secret.hex().encode(), base64.b64encode(secret)):
                assert spelt not in heap


def test_32_the_repository_takes_no_key_ring_in() -> None:
    ignored = (TOP / ".gitignore").read_text().split()
    assert "instance/" in ignored or "/instance/" in ignored or "instance" in ignored
    assert not list(TOP.glob("tracker/**/*key-ring*")) + list(TOP.glob("docs/**/*key-ring*"))


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_32_a_copy_of_the_database_without_the_ring_does_not_start(app: Flask, instance: Path, tmp_path: Path) -> None:
    with app.app_context():
        Out(app).leave_more()
        db.session.remove()
        db.engine.dispose()
        shutil.copytree(instance, tmp_path / "stolen", ignore=shutil.ignore_patterns("key-ring*"))
    with pytest.raises(KeyRingMissing):
        close(build(f"sqlite:///{tmp_path / 'stolen' / 'house.db'}", tmp_path / "stolen"))
    assert not (tmp_path / "stolen" / "key-ring.json").exists()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_32_the_keys_can_be_turned_and_all_that_is_held_opens_with_the_new_ones(
    app: Flask, later: Callable[..., None]
) -> None:
    with app.app_context():
        out, turn = Out(app), Turn(later)
        turn.whole()
        assert keys_of_values() == {turn.row.seal_key} != {turn.old["seal"]}
        assert unopened() == []
        assert turn.destroy() == 2
        assert ring().named("seal", turn.old["seal"]) is None
        assert db.session.get_one(Ally, out.ally_id).contact["name"]
