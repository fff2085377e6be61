"""A letter to many goes to nobody of whom it is not known that the address is theirs, where the campaign asks for that."""

from tests import invented
from tests.letters_world import World
from tests.usecases.test_write_bulk_letters import row, started, write_all, written
from tracker import clock
from tracker.allies.ally import Ally
from tracker.letters import bulk_counting
from tracker.screenings.campaign import Campaign
from tracker.store.transactions import transaction


def test_who_has_not_confirmed_the_address_is_passed_over_where_the_campaign_asks_for_it(world: World):
    rosa = invented.account()
    sure, reached, _unsure = world.add(), world.add(), world.add()
    with transaction() as session:
        session.get_one(Campaign, world.campaign_id).confirmed_first = True
        session.get_one(Ally, sure).confirmed_at = session.get_one(Ally, reached).reached_at = clock.now()
    bulk_id = started(world, rosa)
    reach = bulk_counting.reach(row(bulk_id))
    assert (reach.agreed, reach.unconfirmed, reach.gets) == (3, 1, 2)
    write_all()
    assert {letter.ally_id for letter in written(world, bulk_id)} == {sure, reached}
    assert row(bulk_id).passed_over == 1
