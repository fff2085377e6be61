"""What allies said of contact, now and once: bits of everybody."""

# ruff: noqa: PLR1730 (for a million people, calls of min() take a second longer than asking)

from array import array
from itertools import chain

from sqlalchemy import select

from tracker.allies.ally import Ally
from tracker.allies.answer_by_link import OWN_LINK
from tracker.allies.confirmed import confirmed
from tracker.allies.consent import CHANNELS, Consent
from tracker.reports.bits import AGREED, CONFIRMED, EMAIL_NOW, EMAIL_ONCE, LEFT, PHONE_NOW, PHONE_ONCE
from tracker.store.db import micros
from tracker.store.numbered import Numbered, Numbers, in_some

ONCE = {"email": EMAIL_ONCE, "phone": PHONE_ONCE}
NOW = EMAIL_NOW | PHONE_NOW
EARLY, LATE = -(2**62), 2**62


def consented(of: Numbered) -> Numbers:
    """By everybody's number."""
    bits = array("I", [0]) * of.size
    now = select(of.number, Ally.email_consent == "yes", Ally.phone_consent == "yes", confirmed())
    for number, by_email, by_phone, is_confirmed in chain.from_iterable(in_some(now.where(of.whose(Ally.id)))):
        bits[number] = (
            (EMAIL_NOW | EMAIL_ONCE | AGREED if by_email else 0) | (PHONE_NOW | PHONE_ONCE | AGREED if by_phone else 0)
            | (CONFIRMED if is_confirmed else 0)
        )  # fmt: skip
    # One channel after the other: what is remembered of both at once would be twice as much.
    for channel in CHANNELS:
        _said(of, channel, bits)
    return bits


def _said(of: Numbered, channel: str, bits: Numbers) -> None:
    """Adds what was said of one channel: in microseconds, the first yes, the first no and the last, by number."""
    yes, no, last_no = (array("q", [none]) * of.size for none in (LATE, LATE, EARLY))
    once = ONCE[channel]
    wanted = select(of.number, Consent.answer, micros(Consent.at), Consent.source == OWN_LINK)
    heard = wanted.where(of.whose(Consent.ally_id), Consent.channel == channel, Consent.answer != "unknown")
    for number, answer, at, by_own_link in chain.from_iterable(in_some(heard)):
        if answer == "yes":
            bits[number] |= AGREED | once if by_own_link else AGREED
            if at < yes[number]:
                yes[number] = at
        else:
            if at < no[number]:
                no[number] = at
            if at > last_no[number]:
                last_no[number] = at
    # Yes with effect: no "no" before it, unless it came by their own link (as allies.consent.standing() has it).
    for number, (first_yes, first_no, latest_no) in enumerate(zip(yes, no, last_no, strict=True)):
        if first_yes < first_no:
            bits[number] |= once
        if first_yes <= latest_no and not bits[number] & NOW:
            bits[number] |= LEFT
