"""Today: what is due and needs a person, the most urgent first. Few queries, however much is waiting."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, tuple_

from tracker import clock
from tracker.allies.ally import Ally
from tracker.followups.behind import Behind, Tried, behind, last_tries
from tracker.followups.claiming import Worker, in_reach
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.followups.outcomes import BY_PERSON
from tracker.followups.playbook import Step
from tracker.followups.titles import title_of
from tracker.records import dataclass
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.counts import counted, so_far
from tracker.store.db import db
from tracker.store.rows import is_id

# "stuck" is told by finding.stuck, which sees the letters too.
List = Literal["mine", "team", "late", "stuck"]
LISTS: tuple[List, ...] = get_args(List)
PAGE = 50
# Counts stop here: "99+" says enough, and never costs more.
MOST_COUNTED = 100
# So many of the most urgent are parted by something else: for each the film screening has to be found before it has a place.
MOST_PARTED = 1_000

# How a list is parted.
By = Literal["urgency", "screening", "channel"]
BYS: tuple[By, ...] = get_args(By)
# Film screenings without a day stand last.
NO_DAY = date(9999, 12, 31)

Group = Literal["late", "tonight", "after"]
GROUPS: tuple[Group, ...] = get_args(Group)


@dataclass(slots=True)
class Row:
    """One line of Today: nothing by which somebody outside could tell who it is."""

    id: str
    ally_id: str
    alias: str
    language: str
    channel: str
    title: str
    due_at: datetime
    late_at: datetime
    group: Group
    tries: int
    campaign_id: str
    point_person_id: str | None
    # Who is at it just now.
    held_by_id: str | None
    held_until: datetime | None
    # True: alias only, and a coordinator's.
    closed_to_me: bool = False
    behind: Behind | None = None
    last: Tried | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and where the next ones begin."""

    rows: list[Row]
    next: tuple[datetime, str] | None
    # In which group they begin: a channel, or "DAY.SCREENING".
    group: str = ""


def end_of_day(zone: str) -> datetime:
    """The moment at which the day ends by a viewer's clock."""
    local = clock.now().astimezone(ZoneInfo(zone))
    tomorrow = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return tomorrow.astimezone(clock.now().tzinfo)


def page_of(
    wanted: List, who: Worker, zone: str, after: tuple[datetime, str] | None = None, size: int = PAGE,
    by: By = "urgency", group: str = "", plenty: bool = False,
) -> Page:  # fmt: skip
    """The rows of a list from `after` in `group` on: group by group, in each the most urgent first. Three queries at most.

    Parted by anything else than urgency it holds the MOST_PARTED most urgent. `plenty`: the list is known to be long, so
    that whoever goes through all that is due in its order has soon found a page; else what is theirs is looked up and sorted.
    """
    keys = _keys(by)
    here = *_due(zone), _in_list(wanted, who, leads=not plenty)
    statement = select(FollowUp.id, *_named(keys)).where(*here).order_by(*keys, FollowUp.late_at, FollowUp.id)
    if by != "urgency":
        first = select(FollowUp.id).where(*here).order_by(FollowUp.late_at, FollowUp.id).limit(MOST_PARTED)
        statement = statement.where(FollowUp.id.in_(first))
    if by == "screening":
        statement = statement.outerjoin(Screening, Screening.id == _watched())
    bounds = _bounds(by, group)
    if after and bounds is not None:
        place = tuple_(*keys, FollowUp.late_at, FollowUp.id)
        statement = statement.where(place > tuple_(*bounds, *_bound(after)))
    # First which they are, then what stands in them: what is not on the page is not looked up.
    ids = statement.limit(size + 1).subquery()
    parted = [ids.c[f"key{n}"] for n in range(len(keys))]
    asked = _asked(*parted).join(ids, ids.c.id == FollowUp.id).order_by(*parted, FollowUp.late_at, FollowUp.id)
    found = db.session.execute(asked).all()
    rows = _furnished([_row_of(each, who, zone) for each in found[:size]])
    if len(found) <= size or not rows:
        return Page(rows, None)
    return Page(rows, (rows[-1].late_at, rows[-1].id), ".".join(str(key) for key in found[size - 1][OF_A_ROW:]))


def rows_of(follow_up_ids: Sequence[str], who: Worker, zone: str) -> list[Row]:
    """The rows of these, in this order. Three queries at most."""
    if not follow_up_ids:
        return []
    found = db.session.execute(_asked().where(FollowUp.id.in_(list(follow_up_ids))))
    made = {row.id: row for row in (_row_of(each, who, zone) for each in found)}
    return _furnished([made[each] for each in follow_up_ids if each in made])


def _named(keys: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    return [key.label(f"key{n}") for n, key in enumerate(keys)]


# Columns of which a row is made; what parts the list comes behind them.
OF_A_ROW = 5


def _asked(*keys: ColumnElement[Any]) -> Any:
    asked = select(FollowUp, Ally.alias, Ally.language, Ally.extra_care_sealed, Step.title, *keys)
    return asked.join(Ally, Ally.id == FollowUp.ally_id).outerjoin(Step, Step.id == FollowUp.step_id)


def _row_of(found: Any, who: Worker, zone: str) -> Row:
    each, alias, language, careful, title = found[:OF_A_ROW]
    return _row(each, alias, language, title_of(title, each.why), zone, _is_careful(each, careful) and not who.careful)


def counting(who: Worker, zone: str, lists: Sequence[List] = LISTS) -> dict[List, Select[int]]:
    """How many stand in each list, counted up to MOST_COUNTED; to be asked together, and with other counts."""
    return {
        wanted: so_far(select(FollowUp.id).where(*_due(zone), _in_list(wanted, who)), MOST_COUNTED) for wanted in lists
    }


def counts(who: Worker, zone: str, lists: Sequence[List] = LISTS) -> dict[List, int]:
    """The numbers. One query."""
    return counted(counting(who, zone, lists))


def _keys(by: By) -> tuple[ColumnElement[Any], ...]:
    """What parts the list, before urgency orders it. The film screening first that was first."""
    if by == "channel":
        return (FollowUp.channel.expression,)
    if by == "screening":
        return func.coalesce(Screening.day, literal(NO_DAY, Screening.day.type)), func.coalesce(Screening.id, "")
    return ()


def _bounds(by: By, group: str) -> tuple[ColumnElement[Any], ...] | None:
    """The group that a mark names, as _keys() compares it; None for a mark that nobody made."""
    if by == "urgency":
        return ()
    if by == "channel":
        return (literal(group, FollowUp.channel.type),) if group in BY_PERSON else None
    day, _dot, screening_id = group.partition(".")
    try:
        of = date.fromisoformat(day)
    except ValueError:
        return None
    if screening_id and not is_id(screening_id):
        return None
    return literal(of, Screening.day.type), literal(screening_id, Screening.id.type)


def _watched() -> ColumnElement[str]:
    """The film screening of the latest signup that a follow-up answers: the one that behind() tells of."""
    return (
        select(Signup.screening_id)
        .join(FollowUpSignup, FollowUpSignup.signup_id == Signup.id)
        .where(FollowUpSignup.follow_up_id == FollowUp.id)
        .order_by(Signup.at.desc(), Signup.id.desc())
        .limit(1)
        .correlate(FollowUp)
        .scalar_subquery()
    )


def _due(zone: str) -> tuple[ColumnElement[bool], ...]:
    """Open, a person's to do, and due before the viewer's day is over. Letters go by themselves."""
    return FollowUp.state == "open", FollowUp.channel.in_(BY_PERSON), FollowUp.due_at < end_of_day(zone)


def _in_list(wanted: List, who: Worker, leads: bool = True) -> ColumnElement[bool]:
    now = clock.now()
    if wanted == "mine":
        held = and_(FollowUp.claimed_by_id == who.account_id, FollowUp.claimed_until > now)
        return or_(FollowUp.point_person_id == who.account_id, held)
    if wanted == "late":
        return and_(in_reach(who, leads), FollowUp.late_at <= now)
    return in_reach(who, leads)


def _bound(after: tuple[datetime, str]) -> tuple[ColumnElement[datetime], ColumnElement[str]]:
    return literal(after[0], FollowUp.late_at.type), literal(after[1], FollowUp.id.type)


def _is_careful(follow_up: FollowUp, sealed: bytes | None) -> bool:
    return bool(Ally.extra_care.open_for(follow_up.ally_id, sealed))


def _row(each: FollowUp, alias: str, language: str, title: str, zone: str, closed_to_me: bool) -> Row:
    now = clock.now()
    held = each.claimed_until is not None and each.claimed_until > now
    group: Group = "late" if each.late_at <= now else "tonight" if each.late_at < end_of_day(zone) else "after"
    return Row(
        each.id, each.ally_id, alias, "" if closed_to_me else language, each.channel, "" if closed_to_me else title, each.due_at,
        each.late_at, group, each.tries, each.campaign_id, each.point_person_id, each.claimed_by_id if held else None,
        each.claimed_until if held else None, closed_to_me,
    )  # fmt: skip


def _furnished(rows: list[Row]) -> list[Row]:
    """Where they watched, what they ticked and how the last try went, for those that may be told."""
    told = [row.id for row in rows if not row.closed_to_me]
    screenings = behind(told) if told else {}
    tried = last_tries([row.id for row in rows if row.tries and not row.closed_to_me])
    for row in rows:
        row.behind, row.last = screenings.get(row.id), tried.get(row.id)
    return rows
