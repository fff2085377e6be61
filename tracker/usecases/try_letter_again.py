"""A failed letter goes back to those that wait, and gets all its tries anew."""

from tracker.errors import Refusal
from tracker.letters import carrying, lists
from tracker.letters.dead_address import give_a_chance
from tracker.letters.lists import Campaigns
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.words import lazy


class NotFailed(Refusal):
    """It left, or waits already."""

    sentence = lazy("This letter has not failed. Look again where it is now.")
    status = 409


def try_letter_again(letter_id: str, account_id: str, campaigns: Campaigns, team: bool) -> None:
    """Raises LetterNotThere and NotFailed."""
    with transaction():
        letter = lists.seen(letter_id, campaigns, team, lock=True)
        if not carrying.anew(letter):
            raise NotFailed
        # Whoever presses knows better than the server that once said there is nobody.
        if letter.bounce and letter.recipient:
            give_a_chance([letter.recipient])
        about = letter.ally_id or letter.account_id
        trace.note("letter tried again", account_id, "ally" if letter.ally_id else "account", about)
