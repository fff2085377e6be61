"""A request to host is answered without a film screening of its own: by a question, by another one nearby, or by a no."""

from tracker.errors import Refusal
from tracker.followups.claiming import Worker
from tracker.letters import to_asker
from tracker.letters.to_asker import Said, What
from tracker.screenings import calendar, log
from tracker.screenings.code import code_of
from tracker.signups import requests
from tracker.signups.request_to_host import RequestToHost
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.words import lazy


class NoLetterMayGo(Refusal):
    sentence = lazy("No letter may go to them, so they cannot be asked that way.")
    field = "text"


class NotToCome(Refusal):
    sentence = lazy("That film screening is not open to everybody. Choose another.")
    field = "screening"


def ask_back(request_id: str, words: Said, who: Worker, base_url: str) -> None:
    """We wait for their answer. Raises NoLetterMayGo, WordsUnsaid, WordsTooLong, and what requests.hold() raises."""
    with transaction():
        request = requests.hold(request_id, who.campaigns, who.careful)
        if not _write("question", request, words, who, base_url):
            raise NoLetterMayGo
        requests.ask_back(request)
        trace.note("request asked back", who.account_id, "request", request.id)


def offer(request_id: str, screening_id: str, words: Said | None, who: Worker, base_url: str) -> bool:
    """Another one, that anybody may come to. Whether a letter goes. Raises NotToCome, and as ask_back() does."""
    with transaction():
        request = requests.hold(request_id, who.campaigns, who.careful)
        screening = log.by_id(screening_id)
        code = code_of(screening_id=screening.id)
        if screening.visibility != "listed" or calendar.phase(screening) not in ("announced", "tonight") or not code:
            raise NotToCome
        leads_to = f"{base_url}/s/{code}?lang={to_asker.language_of(request)}"
        goes = _write("offer", request, words, who, base_url, leads_to)
        requests.decide(request, "offered", who.account_id, screening.id)
        trace.note("request answered with another", who.account_id, "request", request.id, screening.id)
        return goes


def decline(request_id: str, words: Said | None, who: Worker, base_url: str) -> bool:
    """`words`: None goes without a letter. Whether one goes. Raises as ask_back() does."""
    with transaction():
        request = requests.hold(request_id, who.campaigns, who.careful)
        goes = _write("declined", request, words, who, base_url)
        requests.decide(request, "declined", who.account_id)
        trace.note("request declined", who.account_id, "request", request.id)
        return goes


def _write(
    what: What, request: RequestToHost, words: Said | None, who: Worker, base_url: str, leads_to: str = ""
) -> bool:
    """False: none may go, or none is wanted."""
    if words is None or to_asker.barred(request) is not None:
        return False
    return to_asker.write(what, request, to_asker.checked(words), base_url, leads_to, by=who.account_id)
