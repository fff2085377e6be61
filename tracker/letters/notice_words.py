"""What a notice of change says: one change in words, and the letter around it. The sentences are in the catalogues."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from markupsafe import Markup

from tracker.letters.letter import Words
from tracker.letters.notice import Before, Notice
from tracker.letters.notices import facts_of
from tracker.letters.other_dates import OtherDate, near
from tracker.letters.own_lines import what_we_hold
from tracker.mail.page import page
from tracker.records import dataclass
from tracker.screenings.code import code_of
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.times import when_words
from tracker.words import _, speaking

# A paragraph, and where its link leads; "": it has none.
Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """All that a letter tells; read once for all of them."""

    kind: str
    film: str
    before: Before
    now: Before
    venues: dict[str, Venue]
    others: list[OtherDate]
    # The campaign's own page; "" without a code.
    campaign_page: str
    base_url: str

    @property
    def after_all(self) -> bool:
        """They were told that it is cancelled, and it is not."""
        return self.kind == "moved" and self.before.get("status") == "cancelled"

    def when(self, facts: Before) -> str:
        """By the clock there, which is named where no place tells it."""
        starts_at, day = facts.get("starts_at"), facts.get("day")
        said = when_words(
            datetime.fromisoformat(starts_at) if starts_at else None, date.fromisoformat(day) if day else None, facts["zone"]
        )  # fmt: skip
        return said if facts.get("venue_id") or not starts_at else f"{said} ({facts['zone']})"

    def where(self, facts: Before) -> str:
        venue = self.venues.get(facts.get("venue_id") or "")
        place = ", ".join(part for part in (venue.name, venue.city) if part) if venue else _("Online")
        return ", ".join(part for part in (place, facts.get("screen", "")) if part)


def change_of(notice: Notice, screening: Screening, base_url: str) -> Change:
    now = facts_of(screening)
    ids = {each for each in (notice.before.get("venue_id"), now.get("venue_id")) if each}
    venues = {row.id: row for row in db.session.query(Venue).where(Venue.id.in_(ids))}
    code = code_of(campaign_id=screening.campaign_id)
    return Change(
        notice.kind, db.session.get_one(Film, screening.film_id).title, notice.before, now, venues,
        near(screening) if notice.kind == "cancelled" else [], f"{base_url}/c/{code}" if code else "", base_url,
    )  # fmt: skip


def differences(change: Change) -> list[tuple[str, str, str]]:
    """What, as it was, as it is: in the language in force."""
    if change.kind == "cancelled":
        return [(_("It was"), f"{change.when(change.before)}; {change.where(change.before)}", _("cancelled"))]
    if change.after_all:
        return [(_("It was"), _("cancelled"), f"{change.when(change.now)}; {change.where(change.now)}")]
    both = ((_("When"), change.when), (_("Where"), change.where))
    return [
        (label, said(change.before), said(change.now))
        for label, said in both
        if said(change.before) != said(change.now)
    ]


def to_ally(change: Change, language: str, call: str, own: Mapping[str, str], discreet: bool) -> Words:
    """The letter to somebody who signed up. `own`: their links. `discreet`: neither subject nor first line say what it is about."""
    with speaking(language):
        lines: list[Line] = [(_("Dear %(name)s,", name=call) if call else _("Hello,"), "")]
        if discreet:
            lines.append((_("You asked to hear from us. This is for you alone."), ""))
        lines += [*_told(change), *_instead(change, language)]
        if own["confirm"]:
            lines.append((_("Is this your address? Then say so once:"), own["confirm"]))
        lines.append((_("You get this because you signed up. Stop all letters and calls:"), own["stop"]))
        lines.append((what_we_hold(), own["me"]))
        return _letter(_("The letter you asked for") if discreet else _subject(change), lines, language)


def to_host(change: Change, language: str, name: str) -> Words:
    """The letter to who opens the door there."""
    with speaking(language):
        lines: list[Line] = [(_("Dear %(name)s,", name=name) if name else _("Hello,"), "")]
        lines += [
            *_told(change),
            (_("You get this because you are its host. Those who signed up are told as well."), ""),
        ]
        return _letter(_subject(change), lines, language)


def _subject(change: Change) -> str:
    """Without the film: a subject is read on locked screens."""
    if change.kind == "cancelled":
        return _("Your film screening does not take place")
    return _("Your film screening takes place after all") if change.after_all else _("Your film screening has changed")


def _told(change: Change) -> list[Line]:
    was = {"film": change.film, "when": change.when(change.before), "where": change.where(change.before)}
    now = {"film": change.film, "when": change.when(change.now), "where": change.where(change.now)}
    if change.kind == "cancelled":
        return [
            (_("we are sorry: the film screening of %(film)s on %(when)s (%(where)s) does not take place.", **was), ""),
        ]
    if change.after_all:
        again = _("the film screening of %(film)s that was cancelled takes place after all.", film=change.film)
        return [(again, ""), (_("It is on %(when)s: %(where)s", when=now["when"], where=now["where"]), "")]
    return [
        (_("the film screening of %(film)s that you know of has changed.", film=change.film), ""),
        (_("It was to be on %(when)s: %(where)s", **was), ""),
        (_("Now it is on %(when)s: %(where)s", **now), ""),
        (_("There is nothing that you need to do."), ""),
    ]


def _instead(change: Change, language: str) -> list[Line]:
    if change.kind != "cancelled":
        return []
    others: Sequence[Line] = [
        (each.said(), f"{change.base_url}/s/{each.code}?lang={language}" if each.code else "") for each in change.others
    ]
    if others:
        return [(_("Other dates near you:"), ""), *others]
    if change.campaign_page:
        return [(_("What else there is, and how to take part from home:"), f"{change.campaign_page}?lang={language}")]
    return []


def _letter(subject: str, lines: Sequence[Line], language: str) -> Words:
    html = Markup("\n").join(
        Markup('<p>{}<br><a href="{}">{}</a></p>').format(text, url, url) if url else Markup("<p>{}</p>").format(text)
        for text, url in lines
    )
    text = "\n\n".join(f"{text}\n{url}" if url else text for text, url in lines)
    return {"subject": subject, "text": text, "html": page(subject, html, language)}
