"""Sealed values open in their own place with their own key, and nowhere else."""

import hashlib
import hmac
import json
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from tests import world
from tests.engines import build, close
from tracker.allies.ally import Ally
from tracker.arrivals.welcome import welcome
from tracker.store import key_watch, keyring, ring_file
from tracker.store.db import Base, db
from tracker.store.key_watch import KeyRingWrong
from tracker.store.resealing import sealed_tables
from tracker.store.sealing import Broken, Sealed, fingerprints, padded, seal, unseal
from tracker.store.transactions import transaction


@pytest.fixture
def two_allies(app: Flask):
    with app.app_context():
        here = world.one_screening()
        with transaction():
            told = welcome([world.entry(here), world.entry(here)])
        yield [str(each.ally_id) for each in told]


def test_a_fingerprint_is_an_hmac_as_the_library_makes_it() -> None:
    for secret in (b"short", bytes(range(32)), b"longer than the block of the hash" * 3):
        for said in (b"", b"email\x00ada@example.org", bytes(range(256)) * 3):
            assert keyring.Key("name", secret).mac(said) == hmac.digest(secret, said, hashlib.sha256)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_what_is_sealed_comes_back_whatever_it_is(app: Flask, words: str) -> None:
    with app.app_context():
        assert unseal(seal(words, "t.c:1"), "t.c:1") == words


def test_length_tells_little(app: Flask) -> None:
    with app.app_context():
        assert len({len(seal("x" * n, "t.c:1")) for n in range(31)}) == 1


def test_the_same_words_never_look_the_same(app: Flask) -> None:
    with app.app_context():
        assert seal("same", "t.c:1") != seal("same", "t.c:1")


@pytest.mark.parametrize("place", ["t.c:2", "t.d:1", "u.c:1"])
def test_a_value_moved_elsewhere_does_not_open(app: Flask, place: str) -> None:
    with app.app_context():
        value = seal("here", "t.c:1")
        with pytest.raises(Broken):
            unseal(value, place)


def test_any_changed_byte_is_noticed(app: Flask) -> None:
    with app.app_context():
        value = seal("here", "t.c:1")
        for i in range(len(value)):
            with pytest.raises(Broken):
                unseal(value[:i] + bytes([value[i] ^ 1]) + value[i + 1 :], "t.c:1")


def test_two_sealed_contacts_swapped_in_the_database_are_refused(two_allies: list[str]) -> None:
    one, two = two_allies
    first = db.session.get_one(Ally, one).contact_sealed
    second = db.session.get_one(Ally, two).contact_sealed
    db.session.rollback()
    with db.engine.begin() as connection:
        for ally_id, value in ((one, second), (two, first)):
            connection.execute(text("UPDATE ally SET contact_sealed = :v WHERE id = :i"), {"v": value, "i": ally_id})
    with pytest.raises(Broken):
        _ = db.session.get_one(Ally, one).contact


def test_fingerprints_differ_by_purpose_kind_and_house(app: Flask) -> None:
    with app.app_context():
        seen = {fingerprints(p, k, "a@example.org")[0][1] for p in ("find", "suppress") for k in ("email", "phone")}
        assert len(seen) == 4
        other = keyring.KeyRing({p: (keyring.Key("zzzz", b"\x01" * 32),) for p in keyring.PURPOSES})
        app.extensions["houselights_key_ring"] = other
        assert fingerprints("find", "email", "a@example.org")[0][1] not in seen


def test_a_house_with_people_and_no_key_ring_does_not_start(engine_url: str, instance: Path) -> None:
    (instance / "key-ring.json").unlink()
    with pytest.raises(keyring.KeyRingMissing, match="is missing"):
        close(build(engine_url, instance))
    assert not (instance / "key-ring.json").exists()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        "not json",
        '{"seal": []}',
        json.dumps({p: [{"name": "a", "secret": "x"}] for p in keyring.PURPOSES}),
    ],
)
def test_a_damaged_key_ring_stops_the_start_with_a_sentence(engine_url: str, instance: Path, content: str) -> None:
    (instance / "key-ring.json").write_text(content)
    with pytest.raises(keyring.KeyRingUnreadable, match="cannot be read"):
        close(build(engine_url, instance))


def test_only_its_owner_may_read_the_key_ring(tmp_path: Path) -> None:
    keyring.create(tmp_path / "ring.json")
    assert (tmp_path / "ring.json").stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        keyring.create(tmp_path / "ring.json")


def test_a_ring_of_another_house_stops_the_start_with_a_sentence(app: Flask, instance: Path) -> None:
    (instance / "key-ring.json").unlink()
    keyring.create(instance / "key-ring.json")
    with pytest.raises(KeyRingWrong, match="does not belong to this database"):
        close(build(app.config["DATABASE_URL"], instance))


@pytest.mark.parametrize("purpose", keyring.PURPOSES)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_one_key_that_is_another_than_it_was_is_found_too(app: Flask, instance: Path, purpose: str) -> None:
    content = json.loads((instance / "key-ring.json").read_text())
    content[purpose][0]["secret"] = keyring.fresh_key(set())["secret"]
    (instance / "key-ring.json").write_text(json.dumps(content))
    with pytest.raises(KeyRingWrong, match=purpose):
        close(build(app.config["DATABASE_URL"], instance))


def test_a_database_that_never_learnt_its_keys_is_asked_by_what_it_holds(two_allies: list[str], instance: Path) -> None:
    """As one that an earlier release has left: its own ring opens what is there, another does not."""
    url = db.engine.url.render_as_string(hide_password=False)
    with transaction() as rows:
        rows.execute(text("DELETE FROM key_record"))
    close(build(url, instance))
    (instance / "key-ring.json").unlink()
    keyring.create(instance / "key-ring.json")
    with pytest.raises(KeyRingWrong, match="ally"):
        close(build(url, instance))


def test_every_sealed_value_is_bound_as_the_turn_of_the_keys_binds_it() -> None:
    bound = {}
    for mapper in Base.registry.mappers:
        for attribute in vars(mapper.class_).values():
            if isinstance(attribute, Sealed):
                table = mapper.local_table.name
                bound[f"{table}.{attribute.column}"] = attribute._where(table, "x")
    found = {
        f"{each.name}.{column.name}": each.where(column, "x") for each in sealed_tables() for column in each.columns
    }
    assert found.pop("trace.detail_sealed") == "trace.detail:x", "sealed by hand: see team.trace"
    assert found == bound


def test_addresses_short_names_and_contacts_fall_into_few_sizes(app: Flask) -> None:
    names, words = (
        ("Jo Li", "Min-ji Park", "Maximiliane von der Tannenburg"),
        ("a@b.kr", "a.rather.long.name@a-long-domain.example.org"),
    )
    with app.app_context():
        assert len({len(seal(f'"{said}"', "t.c:1")) for said in (*names, *words, "true", "false")}) == 1
        contacts = [
            json.dumps({"name": name, "call": name, "email": email, **phone}, ensure_ascii=False)
            for name in (*names, "박민지") for email in words for phone in ({}, {"phone": "+15125550147"})
        ]  # fmt: skip
        assert len({len(seal(contact, "t.c:1")) for contact in contacts}) <= 2
        assert [padded(n) for n in (1, 64, 65, 257, 1025, 65537)] == [64, 64, 256, 1024, 2048, 131072]


def test_a_key_that_is_taken_out_is_overwritten_where_it_lay_and_the_rest_stays(tmp_path: Path) -> None:
    path = tmp_path / "ring.json"
    keyring.create(path)
    fresh = keyring.fresh_key(set())
    ring_file.add(path, "seal", fresh)
    path.chmod(0o640)
    before = keyring.load(path)
    with path.open("rb") as lying:
        ring_file.destroy(path, {"seal": frozenset({fresh["name"]})})
        assert fresh["secret"].encode() not in lying.read(), "the bytes of the old file"
    after = keyring.load(path)
    assert after.keys["seal"] == before.keys["seal"][:1]
    assert {p: after.keys[p] for p in keyring.PURPOSES[1:]} == {p: before.keys[p] for p in keyring.PURPOSES[1:]}
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["ring.json"]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_ring_that_could_not_be_checked_at_the_start_is_checked_before_it_is_used(
    app: Flask, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    (instance / "key-ring.json").unlink()
    keyring.create(instance / "key-ring.json")
    with monkeypatch.context() as patch:
        patch.setattr(key_watch, "_checked", away)
        other = build(app.config["DATABASE_URL"], instance)
    with other.app_context(), pytest.raises(KeyRingWrong):
        seal("x", "t.c:1")
    close(other)
