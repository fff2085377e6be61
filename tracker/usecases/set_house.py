"""An administrator sets what the organisation is called, where its letters come from and how fast they leave."""

from tracker.errors import Refusal
from tracker.letters import house, reply_to
from tracker.letters.house import House
from tracker.store.transactions import transaction
from tracker.team import account, settings, trace
from tracker.words import lazy


class ReplyToUnset(Refusal):
    sentence = lazy("Give the address that answers go to first.")
    field = "reply_to"


def set_house(wanted: House, account_id: str, base_url: str) -> bool:
    """True: the Reply-To is new, and a test letter is on its way to it. Raises the refusals of letters.house."""
    kept = house.checked(wanted)
    with transaction():
        changed = house.put(kept)
        asks = "reply_to" in changed and bool(kept.reply_to) and not reply_to.answered()
        if asks:
            reply_to.write_test(account.by_id(account_id), kept.reply_to, base_url)
        if changed:
            trace.note("house settings changed", account_id, detail=", ".join(changed))
        return asks


def test_reply_to(account_id: str, base_url: str) -> None:
    """The test letter once more. Raises ReplyToUnset."""
    with transaction():
        address = settings.get("reply_to")
        if not address:
            raise ReplyToUnset
        reply_to.write_test(account.by_id(account_id), address, base_url)
        trace.note("reply-to tested", account_id)


def somebody_reads(token: str) -> None:
    """Whoever got the test letter says that the mailbox is read; twice is once. Raises LinkUnknown."""
    with transaction():
        asked_by = reply_to.asked_by(token)
        if not reply_to.answered():
            settings.put("reply_to_read", settings.get("reply_to"))
            trace.note("reply-to is read", None, "account", asked_by)


def vouch(address: str) -> None:
    """From the command line: whoever has the machine says that this mailbox is read. Raises NotAnAddress."""
    kept = house.address(address, "reply_to")
    with transaction():
        settings.put("reply_to", kept)
        settings.put("reply_to_read", kept)
        trace.note("reply-to vouched for", None)
