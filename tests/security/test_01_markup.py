"""ASVS 1.2.1, 3.2.2: text that was kept never comes back as HTML: on no page, in no list, in no letter."""

from flask import Flask

from tests import invented
from tests.letters_world import BASE_URL, World
from tests.letters_world import world as world  # noqa: PLC0414 (the fixture)
from tests.members import browser_of
from tests.public_scene import on_stage
from tests.public_visitor import Visitor
from tests.smtp import Post
from tests.web.desk.test_every_form import Forms, open_desk
from tracker.allies.ally import Ally
from tracker.followups.followup import FollowUp
from tracker.screenings import code as codes
from tracker.screenings.code import Code
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases.deliver_due import deliver_due

HOSTILE = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>' onfocus=alert(1) x"
RAW = ("<script>alert", "<img src=x", "' onfocus=alert(1)")


def is_tame(page: str) -> bool:
    return not any(raw in page for raw in RAW)


def test_01_what_was_typed_at_the_desk_is_text_on_every_page(app: Flask) -> None:
    with app.app_context():
        browser, paths = open_desk(app)
        forms: dict[str, list[str]] = {}
        for path in paths:
            reader = Forms(path)
            reader.feed(browser.get(path).text)
            forms.update({to: names for to, names in reader.found if "sign-out" not in to})
        for to, names in sorted(forms.items(), key=lambda form: "/account" in form[0] or "/team" in form[0]):
            assert is_tame(browser.post(to, data={name: HOSTILE for name in names if name != "csrf_token"}).text), to
        # By hand what choices beside it keep from being taken: names that stand on other pages.
        campaign = invented.campaign(name=HOSTILE)
        evening = invented.screening(campaign, venue=HOSTILE, screen=HOSTILE, external_id=HOSTILE)
        with transaction():
            codes.make("link", screening_id=evening)
        found, browser = 0, browser_of(app, invented.account("administrator", HOSTILE))
        for path in [*paths, f"/desk/campaigns/{campaign}", f"/desk/screenings/{evening}"]:
            page = browser.get(path).text
            assert is_tame(page), path
            found += "&lt;script&gt;alert" in page
        assert found > 5, "it stands on pages, as text"
        for code in db.session.query(Code).all():
            assert is_tame(app.test_client().get(f"/{'s' if code.screening_id else 'c'}/{code.code}").text)


def test_01_what_a_supporter_wrote_is_text_wherever_it_is_read(app: Flask) -> None:
    with on_stage(app) as scene:
        visitor = Visitor(scene)
        email = f"{new_id()}@example.org"
        thanks = visitor.thanks_address(f"/s/{scene.codes['room']}", name=HOSTILE, email=email, interests=["host"])
        assert is_tame(visitor.follow(visitor.post(f"{thanks}/answer", answer=HOSTILE)).text)
        chief = invented.account("administrator")
        browser = browser_of(app, chief)
        db.session.rollback()
        ally = next(one for one in db.session.query(Ally) if one.contact and one.contact.get("email") == email)
        call = db.session.query(FollowUp).filter_by(ally_id=ally.id).first()
        looked = [
            browser.post(f"/desk/allies/{ally.id}/reveal", data={"reason": HOSTILE}),
            browser.get(f"/desk/follow-ups/{call.id}"),
        ]
        looked += [
            browser.get(path)
            for path in ("/desk/", "/desk/allies/", f"/desk/allies/{ally.id}", "/desk/outbox/", "/desk/replies/")
        ]
        opened = visitor.post(f"/me/open/{scene.fresh(ally.id)}")
        assert "&lt;script&gt;alert" in opened.text, "their own page shows it, as text"
        assert all(is_tame(answer.text) for answer in [*looked, opened])


def test_01_in_a_letter_it_is_text_too(world: World, smtp: Post) -> None:
    world.add(name=HOSTILE)
    world.write()
    deliver_due(new_id(), smtp.url, BASE_URL)
    [letter] = smtp.letters
    page = letter.message.get_body(("html",)).get_content()
    assert "<script>alert" not in page and "<img" not in page and "&lt;script&gt;alert" in page
