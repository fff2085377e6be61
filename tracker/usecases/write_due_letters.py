"""Due follow-ups of channel "letter" become letters in the outbox; those nobody may write for are closed."""

from urllib.parse import urlsplit

from tracker.allies.ally import Ally
from tracker.allies.confirmed import is_confirmed
from tracker.followups import by_letter
from tracker.followups.followup import FollowUp
from tracker.followups.playbook import Step
from tracker.letters import outbox
from tracker.letters.letter import Words
from tracker.letters.may_leave import allies_named, email_of, kinds_against, may_be_written_to
from tracker.letters.occasion import InCommon, Occasion, occasions, values, zone_of
from tracker.letters.outbox import REMIND, ToWrite
from tracker.letters.step_words import kind_of, language_of, written
from tracker.letters.unwritten import steps_by_letter, unwritten
from tracker.store.transactions import transaction
from tracker.words import speaking

MOST = 100
NO_WORDS: Words = {"subject": "", "text": "", "html": ""}


def write_due_letters(base_url: str, most: int = MOST) -> int:
    """Work off up to `most` due follow-ups in one transaction. Returns how many there were."""
    with transaction():
        steps = steps_by_letter()
        due = unwritten(list(steps), most)
        if not due:
            return 0
        allies = allies_named([follow_up.ally_id for follow_up in due])
        addresses = {ally.id: email_of(ally) for ally in allies.values()}
        against = kinds_against([address for address in addresses.values() if address])
        about = occasions(due)
        letters, closed, broken, needless, in_common = [], [], [], [], InCommon()
        for follow_up in due:
            ally, step = allies.get(follow_up.ally_id), steps[follow_up.step_id or ""]
            address = addresses.get(follow_up.ally_id, "")
            if ally is not None and kind_of(step) == REMIND and is_confirmed(ally):
                needless.append(follow_up.id)
            elif ally is not None and address is None:
                broken.append(ToWrite(
                    kind=kind_of(step), language=ally.language, recipient="", words=NO_WORDS, due_at=follow_up.due_at,
                    ally_id=ally.id, follow_up_id=follow_up.id,
                ))  # fmt: skip
            elif ally is None or not address or not may_be_written_to(ally, address, kind_of(step), against):
                closed.append(follow_up.id)
            else:
                letters.append(_letter(follow_up, step, ally, address, about[follow_up.id], base_url, in_common))
        outbox.write(letters, domain=urlsplit(base_url).hostname or "localhost")
        outbox.fail(broken, domain=urlsplit(base_url).hostname or "localhost")
        by_letter.close_withdrawn(closed)
        by_letter.close_needless(needless)
        return len(due)


def _letter(
    follow_up: FollowUp, step: Step, ally: Ally, address: str, about: Occasion, base_url: str, in_common: InCommon
) -> ToWrite:
    language = language_of(step, ally.language)
    with speaking(language):
        filled = values(ally, follow_up.campaign_id, about, base_url, in_common, follow_up.id)
        words = written(step, language, filled, discreet=bool(ally.extra_care))
    return ToWrite(
        kind=kind_of(step), language=language, recipient=address, words=words, due_at=follow_up.due_at,
        ally_id=ally.id, follow_up_id=follow_up.id, zone=zone_of(about),
    )  # fmt: skip
