"""The team and the trace as files, for administrators. What members wrote as a reason stays in the house."""

from collections.abc import Iterator

from tracker.finding import traced
from tracker.finding.list_kind import ADMINISTRATORS, Asked, Line, ListKind, utc
from tracker.screenings import who_works
from tracker.team import account, colleagues
from tracker.words import lazy


def _team(_asked: Asked) -> Iterator[Line]:
    names, works_on = who_works.campaign_names(), who_works.by_account()
    for one in account.members():
        campaigns = [names[each] for each in names if each in works_on.get(one.id, frozenset())]
        yield {
            "id": one.id, "name": one.name, "role": one.role_name, "active": one.active, "speaks": one.speaks,
            "second_factor": one.has_second_factor, "works_on": "; ".join(campaigns), "since": utc(one.created_at),
        }  # fmt: skip


def _trace(asked: Asked) -> Iterator[Line]:
    known: dict[str, str] = {}
    for some in traced.every(asked.filters):
        fresh = {each.account_id for each in some} - known.keys()
        known |= colleagues.names_of(fresh)
        for each in some:
            yield {
                "number": each.number, "at": utc(each.at), "account_id": each.account_id, "who": known.get(each.account_id or ""),
                "deed": each.deed, "about": each.about, "about_id": each.about_id, "alias": each.alias or None,
            }  # fmt: skip


LISTS = (
    ListKind(
        "team", lazy("Team"), "desk.team.show",
        ("id", "name", "role", "active", "speaks", "second_factor", "works_on", "since"), _team,
        lambda _asked: len(account.members()), roles=ADMINISTRATORS,
    ),
    ListKind(
        "trace", lazy("Trace"), "desk.trace.index",
        ("number", "at", "account_id", "who", "deed", "about", "about_id", "alias"), _trace,
        lambda asked: traced.how_many(asked.filters), roles=ADMINISTRATORS,
    ),
)  # fmt: skip
