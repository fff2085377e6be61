"""Asking to host: what the notice says of it, by what is really there."""

from datetime import timedelta

import time_machine

from tests.daytime import night_has_been
from tests.letters_world import World
from tests.privacy.keeps import keeps
from tests.web.public.test_host_form import FILLED, ask, only_request
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.followups.claiming import Worker
from tracker.keeping.clocks import BY_KIND
from tracker.letters.to_asker import BACK, Said
from tracker.store import links
from tracker.store.db import Base, db
from tracker.usecases.answer_request import decline
from tracker.usecases.clear_old import clear_old

NOBODY = Worker("0" * 16, None, careful=True)


@keeps(
    "If you ask to host a film screening: your name, a way to reach you, and what you write. It is answered, "
    "is no yes to anything else, and goes %(requests_kept)s after our answer."
)
def test_of_a_request_this_is_held_and_nothing_else(world: World):
    ask(world, more="By the river.", age="41")
    request = only_request()
    assert request.asker == {"name": FILLED["name"], "email": FILLED["email"]}
    assert request.wish == {
        "place": "", "city": "Austin", "region": "TX", "postcode": "", "country": "US", "when": "In May", "more": "By the river.",
    }  # fmt: skip
    assert (request.heads, request.kind, request.language) == (40, "community", "en")
    kept = (
        "id submission door at language kind heads asker_sealed wish_sealed mark wording_id account_id ally_id by_own_link "
        "signup_id campaign_id state asked_at decided_at decided_by_id screening_id"
    )
    assert set(Base.metadata.tables["request_to_host"].columns.keys()) == set(kept.split())


@keeps(
    "If you ask to host a film screening: your name, a way to reach you, and what you write. It is answered, "
    "is no yes to anything else, and goes %(requests_kept)s after our answer."
)
def test_asking_makes_no_ally_and_no_consent(world: World):
    before = db.session.query(Ally).count(), db.session.query(Consent).count()
    ask(world)
    db.session.rollback()
    assert (db.session.query(Ally).count(), db.session.query(Consent).count()) == before


@keeps(
    "If you ask to host a film screening: your name, a way to reach you, and what you write. It is answered, "
    "is no yes to anything else, and goes %(requests_kept)s after our answer."
)
def test_what_was_written_goes_after_its_time_or_at_once(world: World):
    night_has_been()
    ask(world)
    asked = only_request()
    decline(asked.id, Said("No", "Sorry"), NOBODY, "https://houselights.example")
    with time_machine.travel(clock.now() + BY_KIND["requests"].span + timedelta(hours=1)):
        clear_old()
    assert only_request().asker is None and only_request().wish is None
    ask(world, email="other@example.org")
    latest = next(each for each in db.session.query(type(asked)) if each.asker)
    assert world.browser().post(f"/host/back/{links.sign(BACK, latest.id)}").status_code == 200
    db.session.rollback()
    assert db.session.get_one(type(asked), latest.id).asker is None
