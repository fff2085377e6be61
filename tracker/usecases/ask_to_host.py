"""Somebody asks to host a film screening: written down once, acknowledged by a letter, and decided by a person."""

from dataclasses import replace
from datetime import timedelta

from tracker import clock
from tracker.allies import answer_by_link, wordings
from tracker.allies.ally import Ally
from tracker.appeals import counting
from tracker.appeals.interest import by_key
from tracker.followups import hosting
from tracker.letters import confirming, to_asker
from tracker.signups import asking, by_contact, folded
from tracker.signups.asking import Ask, Led
from tracker.signups.request_to_host import RequestToHost
from tracker.store.db import db
from tracker.store.rows import is_id
from tracker.store.transactions import transaction
from tracker.team import trace

# The call to action that leads here.
HOST = "host"
# To one address so often: a stranger could fill in the form again and again.
A_LETTER_EACH = timedelta(days=1)


def ask_to_host(ask: Ask, submission: str, words: str, base_url: str) -> None:
    """By the public form. `words`: those that stood beside the button."""
    with transaction():
        if asking.replayed(submission) is None:
            wording = wordings.kept(words, ask.language)
            _write_down(ask, _known(ask), submission, "form", base_url, wording=wording)


def ask_after_letter(ask: Ask, submission: str, words: str, base_url: str, follow_up_id: str) -> None:
    """By the personal link in the letter of a follow-up. What is not held any more leads to nobody, and nobody is told."""
    with transaction():
        if asking.replayed(submission) is None:
            wording = wordings.kept(words, ask.language)
            led = _by_letter(follow_up_id, ask)
            request_id = _write_down(ask, led or _known(ask), submission, "link", base_url, wording=wording)
            if led is not None and request_id is not None:
                hosting.link(follow_up_id, request_id)
                _count(led, "letter")


def ask_after_signup(ask: Ask, submission: str, words: str, base_url: str, signup_id: str, by_own_link: bool) -> None:
    """From the thanks page of a signup; `by_own_link`: they had come there by their own."""
    with transaction():
        if asking.replayed(submission) is None:
            wording = wordings.kept(words, ask.language)
            led = _by_signup(signup_id, by_own_link, ask)
            request_id = _write_down(ask, led or _known(ask), submission, "link", base_url, wording=wording)
            if led is not None and request_id is not None:
                _count(led, "thanks")


def ask_for_them(ask: Ask, submission: str, campaign_id: str | None, account_id: str, base_url: str) -> str:
    """Somebody called: an organizer writes it down. The id of the request; the same form twice is one."""
    with transaction():
        written = asking.replayed(submission)
        if written is None:
            known = _known(ask)
            led = Led(known.ally_id, signup_id=known.signup_id, campaign_id=campaign_id or known.campaign_id)
            written = _write_down(ask, led, submission, "desk", base_url, account_id=account_id)
            if written is not None:
                trace.note("request written", account_id, "request", written)
        return written or str(asking.replayed(submission))


def _write_down(
    ask: Ask, led: Led, submission: str, door: str, base_url: str, wording: str | None = None, account_id: str | None = None
) -> str | None:  # fmt: skip
    """None when the same form, sent twice at once, was faster."""
    again = asking.asked_since(ask, clock.now() - A_LETTER_EACH)
    request_id = asking.write_down(ask, led, submission, door, wording, account_id)
    if request_id is not None and not again:
        request = db.session.get_one(RequestToHost, request_id)
        if to_asker.barred(request) is None and not to_asker.had_left(request):
            once = to_asker.once_a_day(request)
            to_asker.write("received", request, to_asker.said("received", request), base_url, once=once)
    return request_id


def _known(ask: Ask) -> Led:
    """Whose contact it bears, and what they came from last: for the desk alone."""
    ally_id = asking.whose(ask)
    # Locked: whoever erases them waits for this request, and then it goes too; or they are gone, and it is nobody's.
    ally = answer_by_link.find(ally_id) if ally_id else None
    if ally is None or ally.contact_sealed is None:
        return Led()
    signup_id, campaign_id = asking.behind(ally.id)
    return Led(ally.id, signup_id=signup_id, campaign_id=campaign_id)


def _by_letter(follow_up_id: str, ask: Ask) -> Led | None:
    """The link stood in a letter to them: it is them, and the address is theirs. None where it leads to nobody any more."""
    found = hosting.behind_link(follow_up_id)
    if found is None or not _is_held(found.ally_id):
        return None
    ally = _own(found, ask)
    if ally is None:
        return _another(found, ask)
    confirming.confirm(ally)
    ally.acted_at = clock.now()
    return found


def _by_signup(signup_id: str, by_own_link: bool, ask: Ask) -> Led | None:
    """A thanks page tells which signup it was, not that whoever opens it is its ally; their own link does."""
    led = asking.of_signup(folded.now_of(signup_id)) if is_id(signup_id) else Led()
    if not _is_held(led.ally_id):
        return None
    ally = _own(led, ask)
    if ally is None:
        return _another(led, ask)
    if by_own_link:
        ally.acted_at = clock.now()
    return replace(led, by_own_link=by_own_link)


def _is_held(ally_id: str | None) -> bool:
    ally = db.session.get(Ally, ally_id) if ally_id else None
    return ally is not None and ally.contact is not None


def _own(led: Led, ask: Ask) -> Ally | None:
    """The ally whose link it is, locked; None where somebody wrote another contact: people hand a good link on."""
    ally = db.session.get(Ally, led.ally_id)
    if ally is None or not by_contact.bears(ask.email, ask.phone, ally.contact or {}):
        return None
    ally = answer_by_link.find(ally.id)
    return ally if ally is not None and ally.contact is not None else None


def _another(led: Led, ask: Ask) -> Led:
    """Not the ally's own: only what it came from is kept of the link."""
    return Led(_known(ask).ally_id, signup_id=led.signup_id, campaign_id=led.campaign_id)


def _count(led: Led, place: str) -> None:
    """As one more press of the call to action."""
    interest = by_key(HOST)
    if interest is not None and led.campaign_id is not None:
        counting.add(interest.id, led.campaign_id, place, clock.now().date())
