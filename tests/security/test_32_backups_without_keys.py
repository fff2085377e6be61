"""32, as far as backups go: the key is in none of them, and without it none opens."""

import base64
import io
import json
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from tests.elsewhere import backup_of, run
from tests.security.conftest import on_both
from tracker.backups import envelope, making
from tracker.backups.envelope import Lock


@on_both
def test_32_no_backup_holds_a_key_of_the_ring_in_any_spelling(
    app: Flask, instance: Path, tmp_path: Path, elsewhere: Callable[..., Flask]
) -> None:
    file = backup_of(app, tmp_path / "backups")
    ring = app.extensions["houselights_key_ring"]
    inside = io.BytesIO(file.read_bytes())
    head, line = envelope.head_of(inside)
    own = making.key_of(ring)
    content = file.read_bytes() + b"".join(envelope.open_with(inside, head, line, Lock(ring=own)))
    assert b"alembic_version" in content, "the search itself works: it looks inside the sealed part"
    secrets = [key.secret for keys in ring.keys.values() for key in keys]
    for secret in secrets:
        for spelt in (secret, secret.hex().encode(), base64.b64encode(secret), base64.urlsafe_b64encode(secret)):
            assert spelt not in content
    assert json.loads((instance / "key-ring.json").read_text())["seal"][0]["secret"].encode() not in content
    told = run(elsewhere(), "restore", file)
    assert (told.exit_code, "another key ring" in told.output) == (1, True), "without the ring it does not open"
