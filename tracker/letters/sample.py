"""A letter of a step as it will look: with a real film screening of the campaign, an invented name, and links that do nothing."""

from sqlalchemy import select

from tracker import clock
from tracker.followups.playbook import Playbook, Step
from tracker.letters import occasion, story_slot
from tracker.letters.letter import Words
from tracker.letters.occasion import Occasion
from tracker.letters.step_words import written
from tracker.letters.wanted_step import button
from tracker.mail.words import LINKS
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.words import LANGUAGES, speaking

# Nobody in particular.
NAMES = {"ko": "김하나"}
NAME = "Mina"
# The tick whose next step it asks for.
TICKED = "host"
# The page that says: this was a test.
PAGE = "a-test"


def languages(step: Step) -> list[str]:
    """Those in which it says anything."""
    return [language for language in LANGUAGES if step.words.get(language, {}).get("text")]


def about(playbook: Playbook) -> Occasion | None:
    """The latest film screening of its campaign, or of any; one to come while none has been. None: there is none."""
    wanted = (
        select(Screening, Film.title, Venue)
        .join(Film, Film.id == Screening.film_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(Screening.day.is_not(None), Screening.status != "cancelled", Screening.joined_into_id.is_(None))
        .order_by(Screening.venue_id.is_(None), Screening.day > clock.now().date(), Screening.day.desc(), Screening.id)
        .limit(1)
    )
    if playbook.campaign_id:
        wanted = wanted.where(Screening.campaign_id == playbook.campaign_id)
    row = db.session.execute(wanted).first()
    return Occasion(row[1], row[0], row[2]) if row else None


def sample(step: Step, what: Occasion | None, language: str, discreet: bool, base_url: str) -> Words:
    """In a language of languages(), as it would leave now. `discreet`: as an ally with extra care gets it."""
    return story_slot.put_in(unsent(step, what, language, discreet, base_url), language)


def unsent(step: Step, what: Occasion | None, language: str, discreet: bool, base_url: str) -> Words:
    """The same as the outbox takes it: a story in it is put in when it leaves."""
    nowhere = f"{base_url}/{PAGE}?lang={language}"
    with speaking(language):
        values = dict.fromkeys(LINKS, nowhere)
        if what is not None and what.screening is not None:
            values |= {**occasion.facts(what.screening.campaign_id, what, base_url), "host": nowhere}
        values["step"] = button(TICKED, discreet)
        values["call"] = NAMES.get(language, NAME)
        return written(step, language, values, discreet)
