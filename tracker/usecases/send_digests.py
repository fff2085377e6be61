"""In the morning each organizer gets a letter: what waits, in counts and links."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker import clock
from tracker.finding import stuck
from tracker.followups import today
from tracker.followups.claiming import Worker
from tracker.letters import digest
from tracker.screenings import who_works
from tracker.store.transactions import transaction
from tracker.team import account, settings
from tracker.team.account import Account
from tracker.team.roles import SEES_ALL_CAMPAIGNS, Role

# By the desk's clock: from when the letter is written, and from when the morning is over.
FROM, UNTIL = 7, 12
READERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.ORGANIZER})


def morning() -> date | None:
    """The day whose letter is to be written now; None at other hours."""
    local: datetime = clock.now().astimezone(ZoneInfo(settings.get("zone")))
    return local.date() if FROM <= local.hour < UNTIL else None


def send_digests(day: date, base_url: str) -> int:
    """Write what has not been written; as often as one likes, each account has one a day. Returns how many were written."""
    zone, written = settings.get("zone"), 0
    with transaction():
        had = digest.had_theirs(day)
        readers = [one for one in account.members() if _reads(one) and one.id not in had]
        house = digest.of_the_house() if readers else {}
        for one in readers:
            who = _worker(one)
            beside = house if who.campaigns is None else {"notices": digest.changes_to_tell(who.campaigns)}
            written += digest.write_to(one, _waiting(who, zone) | beside, day, base_url)
    return written


def _waiting(who: Worker, zone: str) -> dict[str, int]:
    counts = today.counts(who, zone, ("mine", "late", "team"))
    return {**{str(kind): n for kind, n in counts.items()}, "stuck": stuck.how_many(who, zone)}


def _reads(one: Account) -> bool:
    return one.active and one.digest and one.role in READERS and bool(one.email)


def _worker(one: Account) -> Worker:
    sees_all = one.role in SEES_ALL_CAMPAIGNS
    return Worker(one.id, None if sees_all else who_works.campaigns_of(one.id), careful=sees_all)
