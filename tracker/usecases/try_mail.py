"""An administrator has a letter sent to themselves, at once, and asks what the world can look up about letters from here."""

from urllib.parse import urlsplit

from markupsafe import Markup

from tracker import clock
from tracker.errors import Refusal
from tracker.letters.draft import sender
from tracker.letters.may_leave import must_stay
from tracker.mail import carry, dns_look
from tracker.mail.carry import AGAIN, Answer, Carrier
from tracker.mail.compose import AddressUnfit, Draft, From, compose
from tracker.mail.dns_look import Found, Looker
from tracker.mail.page import page
from tracker.records import dataclass
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import account, settings, trace
from tracker.words import _, lazy, speaking


class NoMailServer(Refusal):
    sentence = lazy("No mail server is set, so no letter leaves. Whoever runs this machine sets SMTP_URL.")
    status = 409


class DemoStays(Refusal):
    sentence = lazy("Letters of the demo leave to this machine alone.")
    status = 409


class SelectorUnfit(Refusal):
    sentence = lazy("A selector is one word, like selector1: your mail service shows it beside its DKIM key.")
    field = "selector"


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What DNS says of the domain that people see, and of the one that letters come back to."""

    domain: str
    spf: Found
    dkim: Found
    dmarc: Found


def try_mail(account_id: str, smtp_url: str, base_url: str) -> Answer:
    """What the mail server said of it. Raises NoMailServer, DemoStays and MailServerUnfit."""
    if not smtp_url:
        raise NoMailServer
    server = carry.server_at(smtp_url)
    with transaction():
        if must_stay(smtp_url):
            raise DemoStays
        whose, who = account.by_id(account_id), sender(base_url)
        recipient, language = whose.email or "", whose.language
        trace.note("mail tried", account_id)
    try:
        letter = compose(_letter(recipient, language, base_url), who)
    except AddressUnfit:
        return Answer(AGAIN, "address")
    with Carrier(server, hello=urlsplit(base_url).hostname or "localhost") as carrier:
        return carrier.carry(letter, who.comes_back_to or who.address, recipient)


def look_up(selector: str, base_url: str, server: tuple[str, int] | None = None) -> LookedUp:
    """`server`: which DNS server to ask, if not this machine's. The selector is kept. Raises SelectorUnfit."""
    if selector and not dns_look.SELECTOR.fullmatch(selector):
        raise SelectorUnfit
    with transaction():
        if settings.get("dkim_selector") != selector:
            settings.put("dkim_selector", selector)
        who = sender(base_url)
    return _asked(who, selector, Looker(server))


def _asked(who: From, selector: str, looker: Looker) -> LookedUp:
    seen, back = _domain(who.address), _domain(who.comes_back_to or who.address)
    return LookedUp(
        seen, dns_look.spf(looker, back), dns_look.dkim(looker, seen, selector), dns_look.dmarc(looker, seen)
    )


def _letter(recipient: str, language: str, base_url: str) -> Draft:
    with speaking(language):
        subject = _("A letter to yourself, from your desk")
        lines = [
            _("You asked for this letter at the desk. That you read it shows that letters leave."),
            _("If it came as spam, look at SPF, DKIM and DMARC on the page where you asked for it."),
        ]
    body = Markup("").join(Markup("<p>{}</p>\n").format(line) for line in lines)
    domain = urlsplit(base_url).hostname or "localhost"
    return Draft(
        recipient=recipient, subject=subject, text="\n\n".join(lines), html=page(subject, body, language), language=language,
        message_id=f"<{new_id()}@{domain}>", date=clock.now(),
    )  # fmt: skip


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
