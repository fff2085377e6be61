"""ASVS 1.3.7: words of organizers and supporters are words: neither a page nor a letter runs what stands in them."""

from flask import Flask

from tests.letters_world import BASE_URL
from tests.public_scene import on_stage
from tests.public_visitor import Visitor
from tests.smtp import Post
from tracker.screenings.film import Film
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases.deliver_due import deliver_due

CODE = "{{719*719}} {% print(719*719) %} ${719*719} #{719*719} <%= 719*719 %> {call.__class__} {0} %(organisation)s %s {config}"


def test_05_in_titles_names_and_words_of_letters_code_is_words(app: Flask, smtp: Post) -> None:
    with on_stage(app) as scene:
        with transaction():
            for film in db.session.query(Film):
                film.title = CODE
            settings.put("organisation", CODE)
        scene.step("more", {"en": {"subject": f"A {CODE}", "text": f"Dear {{call}},\n\n{CODE}\n\n{{film}}\n{{stop}}"}})
        scene.add(step="more", name="{{719*719}} {film}")
        scene.write()
        deliver_due(new_id(), smtp.url, BASE_URL)
        [letter] = smtp.letters
        pages = [Visitor(scene).get(path).text for path in (f"/s/{scene.codes['room']}", "/privacy")]
    letters = [
        letter.message["Subject"],
        *[letter.message.get_body((kind,)).get_content() for kind in ("plain", "html")],
    ]
    for words in [*letters, *pages]:
        assert "{{719*719}}" in words and "class '" not in words
        assert "516961" not in words
