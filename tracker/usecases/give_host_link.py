"""Somebody of the team gives a host a link to their evening: makes it, looks at it, sends it, withdraws it."""

from tracker.letters import host_letters
from tracker.screenings import host_link, log
from tracker.signups import kiosks
from tracker.store.transactions import transaction
from tracker.team import trace


def give_host_link(screening_id: str, whom: str, language: str, by_id: str) -> str:
    """The id of the new one. Raises NotThere, NotForStanding and OverForHosts."""
    with transaction():
        link_id = host_link.read(host_link.give(screening_id, whom, by_id, language))
        trace.note("host link made", by_id, "screening", host_link.by_id(link_id).screening_id)
        return link_id


def look_at_host_links(screening_id: str, by_id: str) -> None:
    """For whom they are, or the address of one, is about to stand on a page. Where there are none nothing is seen."""
    if host_link.of_screening(screening_id) and trace.unseen("host link shown", by_id, [screening_id]):
        with transaction():
            trace.note("host link shown", by_id, "screening", screening_id)


def send_host_link(link_id: str, by_id: str, base_url: str) -> None:
    """By letter, to the host whom the screening names. Raises NotThere, HostLinkClosed, NoHostToWriteTo and SentJustNow."""
    with transaction():
        link, screening = host_link.hold(host_link.token_of(host_link.by_id(link_id).id))
        host_letters.send_link(screening, link, base_url)
        trace.note("host link sent", by_id, "screening", screening.id)


def withdraw_host_link(link_id: str, by_id: str, tablets: bool = False) -> bool:
    """It opens nothing from now on, and no letter names it. False: it was withdrawn already. Raises NotThere.

    `tablets`: those that are open at its film screening, too: whoever had it has seen their addresses.
    """
    with transaction():
        screening = log.by_id(host_link.by_id(link_id).screening_id, lock=True)
        if not host_link.withdraw(link_id, by_id):
            return False
        host_letters.stop_link(link_id, screening)
        trace.note("host link withdrawn", by_id, "screening", screening.id)
        for _each in range(kiosks.withdraw_open(screening, by_id) if tablets else 0):
            trace.note("kiosk withdrawn", by_id, "screening", screening.id)
        return True
