"""What became of a delivery, in words for whoever has to mend it."""

from tracker.hooks.delivery import HookDelivery
from tracker.outward.request import TROUBLES
from tracker.words import Lazy, _, lazy

WORDS: dict[str, Lazy] = dict(zip(TROUBLES, (
    lazy("Its name is not known to the network. Is the address right?"),
    lazy("Its name leads into a private network. Whoever looks after the server can allow that: OWN_NETWORKS."),
    lazy("Without https, only networks of our own are told anything."),
    lazy("Nobody listens there."),
    lazy("Its certificate is not to be trusted: expired, or another’s."),
    lazy("It took longer than ten seconds."),
    lazy("It broke off without an answer that we understand."),
    lazy("It answered more than we read."),
), strict=True)) | {"broken off": lazy("It could not be sent at all.")}  # fmt: skip


def words_of(delivery: HookDelivery) -> str:
    """ "" where nothing was answered yet, or all is well."""
    if delivery.trouble:
        words = WORDS.get(delivery.trouble)
        return str(words) if words else delivery.trouble
    status = delivery.status or 200
    if 300 <= status < 400:
        return _("It sends us elsewhere. We do not follow: write down the address itself.")
    if status == 410:
        return _("It says that it is gone for good.")
    if status in (401, 403):
        return _("It does not let us in. Has its secret changed, or its address?")
    if status == 404:
        return _("Nothing is there under this address.")
    if 400 <= status < 500:
        return _("It does not take this.")
    return _("It has trouble of its own.") if status >= 500 else ""
