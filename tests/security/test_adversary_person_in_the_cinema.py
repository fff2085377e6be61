"""A person in the cinema: junk, mass signups, somebody else's address, hostile text. What comes of each."""

from flask import Flask
from sqlalchemy import func, select

from tests.public_scene import on_stage
from tests.public_visitor import Visitor, hidden_in
from tracker.allies.ally import Ally
from tracker.letters.letter import Letter
from tracker.letters.occasion import NOT_ME
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.web.frame.floods import SIGNUP

VICTIM = "victim@example.org"


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_adversary_junk_is_no_signup(app: Flask) -> None:
    with on_stage(app) as scene:
        visitor, door = Visitor(scene), f"/s/{scene.codes['room']}"
        for junk in (
            {"email": "a@b"},
            {"email": "x" * 5_000},
            {"email": "", "phone": "0"},
            {"consent": "perhaps"},
            {"name": "x" * 201},
        ):
            assert visitor.sign_up(door, **junk).status_code == 422
        assert count(Signup) == 0


def test_adversary_signing_up_somebody_else_again_and_again_is_one_letter_and_one_button_undoes_it(app: Flask) -> None:
    with on_stage(app) as scene:
        visitor = Visitor(scene)
        for door in (f"/s/{scene.codes['room']}", f"/c/{scene.codes['campaign']}") * 4:
            assert visitor.sign_up(door, email=VICTIM, interests=["learn"]).status_code == 303
        scene.write()
        assert count(Letter) == 1 and count(Ally) == 1
        [ally] = db.session.query(Ally)
        token = scene.sign(NOT_ME, ally.id)
        pressed = visitor.post(f"/not-me/{token}", **hidden_in(visitor.get(f"/not-me/{token}")))
        assert pressed.status_code == 200
        db.session.rollback()
        assert not [one for one in db.session.query(Ally) if one.contact]
        # And it stays so: the address is refused from now on, by an answer that looks the same.
        assert visitor.sign_up(f"/s/{scene.codes['room']}", email=VICTIM).status_code == 303
        assert scene.write() <= 1


def test_adversary_mass_signups_end_and_write_nothing_more(app: Flask) -> None:
    with on_stage(app) as scene:
        visitor, door = Visitor(scene), f"/s/{scene.codes['room']}"
        seen = app.extensions["houselights_floods"]
        for _ in range(SIGNUP.free):
            seen.judge(SIGNUP, "127.0.0.1")
        token = hidden_in(visitor.get(door))["token"]
        answers = {visitor.sign_up(door, token=token, name=f"Junk {n}").status_code for n in range(50)}
        assert answers == {429} and count(Signup) == 0
