"""A coordinator sends a letter of the playbook to themselves, to see it in a mail program."""

from urllib.parse import urlsplit

from tracker import clock
from tracker.errors import NotThere
from tracker.followups import editing
from tracker.letters import outbox
from tracker.letters.outbox import TEST, ToWrite
from tracker.letters.sample import about, languages, unsent
from tracker.store.transactions import transaction
from tracker.team import account, trace
from tracker.words import _, speaking


def send_test_letter(step_id: str, language: str, account_id: str, base_url: str) -> None:
    """To their own address alone. Raises NotThere for what is no letter, or says nothing in that language."""
    with transaction():
        step = editing.step(step_id)
        if step.channel != "letter" or language not in languages(step):
            raise NotThere
        whose = account.by_id(account_id)
        words = unsent(step, about(editing.playbook_by_id(step.playbook_id)), language, False, base_url)
        with speaking(whose.language):
            words["subject"] = _("Test: %(subject)s", subject=words["subject"])
        letter = ToWrite(
            kind=TEST, language=language, recipient=whose.email or "", words=words, due_at=clock.now(),
            account_id=account_id,
        )  # fmt: skip
        outbox.write([letter], domain=urlsplit(base_url).hostname or "localhost")
        trace.note("test letter sent", account_id, "step", step.id, language)
