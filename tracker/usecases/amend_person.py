"""Another program says more of somebody whom we know; or that they want no more of us, which is always heard."""

from tracker.allies import answer_by_link
from tracker.allies.said import Said
from tracker.arrivals import by_token
from tracker.arrivals.from_program import amend, plan_anew
from tracker.errors import NotThere
from tracker.followups.claiming import ForCoordinators
from tracker.signups import within
from tracker.store.transactions import transaction
from tracker.team import program_hour, trace
from tracker.team.token import Scope, Token
from tracker.team.tokens import MayNot


def amend_person(token: Token, ally_id: str, sent: Said) -> str:
    """The id of who it is now. A token that reads nobody may tell of a "no" alone.

    Raises NotThere, MayNot, ForCoordinators for extra care, NameTooLong and what said.write() raises.
    """
    reads = Scope.READ_PEOPLE in token.scopes
    stops = "no" in (sent.email_answer, sent.phone_answer)
    if not reads and not stops:
        raise MayNot
    by_token.fair(sent)
    with transaction():
        ally = answer_by_link.find(within.seen(ally_id, token.campaign_id))
        if ally is None:
            raise NotThere
        if ally.extra_care and not stops:
            raise ForCoordinators
        yes = amend(ally, sent if reads else _no(sent), by_token.sender(token))
        if yes:
            plan_anew(ally)
        trace.note(
            "stopped contact" if stops else "contact amended", token.kept_by_id, "ally", ally.id, f"token {token.id}"
        )
        program_hour.add(token.id, written=1)
        return ally.id


def _no(sent: Said) -> Said:
    return Said(email_answer=sent.email_answer, phone_answer=sent.phone_answer)
