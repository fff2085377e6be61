"""`/tracker/follow_ups`: what is due, who is at it, and how it went. By the same rules as on Today; in the name of a colleague."""

from datetime import datetime

from tracker.api import follow_up_out, paging
from tracker.api.asked import Asked
from tracker.errors import NotThere, Refusal
from tracker.finding import follow_ups_told
from tracker.followups import money, next_try, outcomes
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.followups.recording import Told
from tracker.osdi import filters, reading
from tracker.osdi.reading import Json
from tracker.screenings import on_behalf, who_works
from tracker.team.account import Account
from tracker.team.roles import SEES_ALL_CAMPAIGNS, SEES_CONTACTS
from tracker.team.tokens import MayNot
from tracker.usecases import claim_follow_up
from tracker.usecases.record_outcome import record_outcome
from tracker.words import lazy

PATH = "tracker/follow_ups"


class CallBackUnread(Refusal):
    sentence = lazy("That time cannot be read. Send it like 2026-12-01T18:00:00Z.")
    status = 400


def listed(asked: Asked) -> Json:
    """Those that wait for a person today, the most urgent first. Raises MayNot for a filter by person without “read people”."""
    conditions = asked.conditions
    if not asked.reads_people and any(each.field == follow_ups_told.PERSON for each in conditions):
        raise MayNot
    order = follow_ups_told.order(conditions, asked.campaign_id)
    return paging.page_of(
        asked, PATH, "tracker:follow_ups", order, lambda ids: follow_up_out.follow_ups(asked, ids), moments=asked.reads_people
    )  # fmt: skip


def one(asked: Asked, follow_up_id: str) -> Json:
    """Open or closed. Raises NotThere."""
    return _now(asked, follow_ups_told.seen(follow_up_id, asked.campaign_id).id)


def claim(asked: Asked, follow_up_id: str) -> Json:
    """A colleague takes it for an hour. Raises NotThere, ForCoordinators, ClosedAlready and HeldAlready."""
    claim_follow_up.claim_follow_up(follow_up_id, _worker(asked, follow_ups_told.seen(follow_up_id, asked.campaign_id)))
    return _now(asked, follow_up_id)


def release(asked: Asked, follow_up_id: str) -> Json:
    """They give it back; what somebody else holds stays theirs. Raises NotThere and ForCoordinators."""
    claim_follow_up.give_back(follow_up_id, _worker(asked, follow_ups_told.seen(follow_up_id, asked.campaign_id)))
    return _now(asked, follow_up_id)


def record(asked: Asked, follow_up_id: str) -> Json:
    """How it went, by whoever holds it. Raises what record_outcome() raises."""
    follow_up = follow_ups_told.seen(follow_up_id, asked.campaign_id)
    who, told = _worker(asked, follow_up), _told(asked.body, follow_up)
    record_outcome(follow_up_id, told, who, asked.token)
    return _now(asked, follow_up_id)


def _now(asked: Asked, follow_up_id: str) -> Json:
    found = follow_up_out.follow_ups(asked, [follow_up_id])
    if not found:
        raise NotThere
    return found[0]


def _worker(asked: Asked, follow_up: FollowUp) -> Worker:
    """In whose name. Extra care is never another program's, whoever is named. Raises WhoseDeed and NotTheirDeed."""
    assert asked.token is not None
    by = reading.text(asked.body.get("by")).strip()
    account: Account = on_behalf.colleague(asked.token, by, follow_up.campaign_id, SEES_CONTACTS)
    everywhere = account.role in SEES_ALL_CAMPAIGNS
    return Worker(account.id, None if everywhere else who_works.campaigns_of(account.id), careful=False)


def _told(body: Json, follow_up: FollowUp) -> Told:
    """What was sent, as the rooms take it. Raises OutcomeUnknown and what reading amounts and times raises."""
    wanted = outcomes.named(reading.text(body.get("outcome")).strip(), follow_up.channel)
    note = reading.text(body.get("note")).replace("\r\n", "\n").strip()
    if wanted.asks == "when":
        return Told(wanted, note, next_at=_agreed(reading.text(body.get("call_back_at")).strip()))
    if wanted.asks == "gift":
        currency = reading.text(body.get("currency")).strip().upper()
        amount = money.smallest_units(reading.text(body.get("amount")), currency)
        return Told(wanted, note, amount=amount, currency=currency)
    return Told(wanted, note)


def _agreed(text: str) -> datetime:
    """Raises CallBackUnsaid and CallBackUnread."""
    if not text:
        raise next_try.CallBackUnsaid
    try:
        return filters.moment(text)
    except filters.Unreadable:
        raise CallBackUnread from None
