"""The card of one follow-up: all that its holder needs, opened for them alone. Asking for it shows a contact: trace it."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.errors import NotThere
from tracker.followups import next_try
from tracker.followups.behind import NO_ZONE, Behind, Tried, behind, counting_said_before, said_before
from tracker.followups.followup import FollowUp
from tracker.followups.outcomes import MOST_TRIES
from tracker.followups.playbook import Step
from tracker.followups.titles import title_of
from tracker.mail import words
from tracker.records import dataclass
from tracker.screenings.campaign import Campaign
from tracker.signups import answers
from tracker.signups.answers import Answered
from tracker.store.db import db
from tracker.team import settings
from tracker.words import _, speaking

TRIED, WROTE = "tried", "wrote"


@dataclass(frozen=True, slots=True)
class Card:
    """What the page shows."""

    id: str
    ally_id: str
    alias: str
    # What to call them, as a title; and the whole name where that says more.
    called: str
    name: str
    # How to say it: "MIN-jee"; "" while nobody has written it down.
    said: str
    email: str
    phone: str
    phone_consent: str
    email_consent: str
    language: str
    channel: str
    title: str
    campaign: str
    due_at: datetime
    late_at: datetime
    tries: int
    claimed: bool
    behind: Behind | None
    before: list[Tried]
    # What they wrote to the questions of calls to action, the latest first.
    wrote: list[Answered]
    # By language, as paragraphs; empty where the playbook has no words.
    script: dict[str, list[str]]
    zone: str
    # On voicemail, or with somebody else: in their language.
    to_others: str
    # None: this was the last try.
    no_answer: datetime | None
    # The text as it would be sent.
    body: dict[str, str]
    besides: Mapping[str, int] = field(default_factory=dict)

    @property
    def local_now(self) -> datetime:
        """What the clock shows where they watched."""
        return clock.now().astimezone(ZoneInfo(self.zone))

    @property
    def night(self) -> bool:
        return next_try.is_night(clock.now(), self.zone)


def card(follow_up_id: str, me: str = "", besides: Mapping[str, Select[int]] = MappingProxyType({})) -> Card:
    """`me`: what the one who calls is called. `besides`: what rooms above want counted in the same question. Raises NotThere."""
    follow_up, ally, step, campaign, there = _at_a_glance(follow_up_id, besides)
    contact = ally.contact or {}
    watched = behind([follow_up.id]).get(follow_up.id)
    called = called_by(contact.get("name", ""), contact.get("call", ""), ally.language)
    script = _script(step, watched, contact.get("call") or contact.get("name", ""))
    zone = watched.zone if watched else NO_ZONE
    last = follow_up.tries + 1 >= MOST_TRIES
    return Card(
        id=follow_up.id, ally_id=ally.id, alias=ally.alias, called=called or ally.alias, name=contact.get("name", ""),
        said=contact.get("said", ""), email=contact.get("email", ""), phone=contact.get("phone", ""), phone_consent=ally.phone_consent,
        email_consent=ally.email_consent, language=ally.language, channel=follow_up.channel,
        title=title_of(step.title if step else None, follow_up.why), campaign=campaign, due_at=follow_up.due_at,
        late_at=follow_up.late_at,
        tries=follow_up.tries, claimed=follow_up.claimed_by_id is not None, behind=watched,
        # What most have none of is not asked for.
        before=said_before(ally.id) if there[TRIED] else [], wrote=answers.of_ally(ally.id) if there[WROTE] else [],
        script=script, zone=zone, to_others=to_others(me, called, ally.language),
        no_answer=None if last else next_try.after_no_answer(clock.now(), zone),
        # A text shows on a locked screen: with extra care its sender types it.
        body={} if ally.extra_care else {each: "\n\n".join(parts) for each, parts in script.items()},
        besides={name: there[name] for name in besides},
    )  # fmt: skip


def _at_a_glance(
    follow_up_id: str, besides: Mapping[str, Select[int]]
) -> tuple[FollowUp, Ally, Step | None, str, dict[str, int]]:
    """The follow-up, whose it is, its step, its campaign's name, and how many there are of what there may be none of: one query.

    Raises NotThere.
    """
    counts = {TRIED: counting_said_before(Ally.id), WROTE: answers.counting(Ally.id), **besides}
    columns = [count.scalar_subquery().label(f"n{n}") for n, count in enumerate(counts.values())]
    wanted = (
        select(FollowUp, Ally, Step, Campaign.name, *columns)
        .join(Ally, Ally.id == FollowUp.ally_id)
        .join(Campaign, Campaign.id == FollowUp.campaign_id)
        .outerjoin(Step, Step.id == FollowUp.step_id)
        .where(FollowUp.id == follow_up_id)
    )
    found = db.session.execute(wanted).first()
    if found is None:
        raise NotThere
    follow_up, ally, step, campaign, *numbers = found
    return follow_up, ally, step, campaign, dict(zip(counts, numbers, strict=True))


def to_others(me: str, called: str, language: str) -> str:
    """What anybody may hear: neither film nor cause nor organisation."""
    with speaking(language):
        if called:
            return _("Hello, this is %(me)s for %(call)s. I’ll try again.", me=me, call=called)
        return _("Hello, this is %(me)s. I’ll try again.", me=me)


def called_by(name: str, call: str, language: str) -> str:
    """How to address somebody: in Korean by the full name and 님; "" where no name is known."""
    if language == "ko":
        return f"{name or call} 님" if name or call else ""
    return call or name


def _script(step: Step | None, watched: Behind | None, call: str) -> dict[str, list[str]]:
    values = {"call": call, "organisation": settings.get("organisation")}
    if watched:
        values.update(film=watched.film, where=watched.place, when=watched.when)
    said = {}
    for language, written in (step.words if step else {}).items():
        text = words.as_text(written.get("text", ""), values)
        if text.strip():
            said[language] = [part.strip() for part in text.split("\n\n") if part.strip()]
    return said
