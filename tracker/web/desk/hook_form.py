"""The form of a webhook, as its two pages show it. The rules themselves stand in hooks.hooks and outward.addresses."""

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import BooleanField

from tracker.hooks import hooks
from tracker.hooks.delivery import EVENTS
from tracker.hooks.hook import Hook, Kind
from tracker.hooks.hooks import HookFacts
from tracker.outward import addresses
from tracker.screenings import who_works
from tracker.web.frame.fields import Needed, Pick, Text, Ticks
from tracker.words import Lazy, _, lazy

KINDS: dict[Kind, Lazy] = {
    Kind.SIGNUPS: lazy("A signup was recorded"),
    Kind.OUTCOMES: lazy("An outcome was recorded, or taken back"),
    Kind.SCREENINGS: lazy("A film screening was made, changed or cancelled"),
}
EVENT_WORDS: dict[str, Lazy] = dict(zip(EVENTS, (
    lazy("Signup recorded"), lazy("Outcome recorded"), lazy("Outcome taken back"), lazy("Film screening made"),
    lazy("Film screening changed"), lazy("Film screening cancelled"), lazy("A test"),
), strict=True))  # fmt: skip


class HookForm(FlaskForm):
    """Where to, and what of."""

    name = Text(lazy("What it is for"), hooks.MOST_NAME, [Needed(hooks.NameUnsaid.sentence)])
    address = Text(
        lazy("Its address"), addresses.MOST_WRITTEN, [Needed(addresses.NoWebAddress.sentence)],
        render_kw={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"},
    )  # fmt: skip
    kinds = Ticks(lazy("What it is told"), validators=[Needed(hooks.NothingTold.sentence)])
    campaign = Pick(lazy("Of which campaign"))
    contacts = BooleanField(lazy("With names and contacts of allies"))
    reason = Text(lazy("Why names and contacts have to go there"), hooks.MOST_REASON)

    def offer(self) -> "HookForm":
        """Fill the lists."""
        self.kinds.choices = [(kind.value, str(words)) for kind, words in KINDS.items()]
        self.campaign.choices = [("", _("All campaigns")), *who_works.campaign_names().items()]
        return self

    @property
    def facts(self) -> HookFacts:
        """As they were filled in."""
        return HookFacts(
            self.name.data or "", self.address.data or "", [Kind(each) for each in self.kinds.data or ()],
            self.campaign.data or None, bool(self.contacts.data), self.reason.data or "",
        )  # fmt: skip


def fresh() -> HookForm:
    """Empty."""
    return HookForm(formdata=None, kinds=[Kind.SIGNUPS.value]).offer()


def filled(hook: Hook) -> HookForm:
    """As the hook is."""
    return HookForm(
        formdata=None, name=hook.name, address=hook.address, kinds=list(hook.kinds), campaign=hook.campaign_id or "",
        contacts=hook.contacts,
    ).offer()  # fmt: skip


def own_networks() -> tuple[addresses.Network, ...]:
    """Private networks that may be reached: OWN_NETWORKS."""
    own: tuple[addresses.Network, ...] = current_app.config["OWN_NETWORKS"]
    return own
