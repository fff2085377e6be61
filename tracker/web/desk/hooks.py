"""Webhooks: other programs that are told what happens here. Added by administrators; a secret is shown once."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.hooks import body, hooks, outcomes, signing
from tracker.hooks.hook import Hook
from tracker.screenings import who_works
from tracker.team.roles import Role
from tracker.usecases import make_hook
from tracker.web.desk import desk_clock, hook_form
from tracker.web.desk.hook_form import KINDS, HookForm
from tracker.web.frame.access import for_roles, freshly, me
from tracker.web.frame.fields import tried

bp = for_roles(Role.ADMINISTRATOR)(Blueprint("hooks", __name__, url_prefix="/settings/hooks"))


@bp.get("/")
def index() -> ResponseReturnValue:
    """All of them, how each fares, and the way to another."""
    return _page(hook_form.fresh())


@bp.post("/")
@freshly
def make() -> ResponseReturnValue:
    """A new one: this answer is the only one in which its secret stands."""
    form = HookForm().offer()
    made = (
        tried(form, lambda: make_hook.make_hook(form.facts, me().id, hook_form.own_networks()))
        if form.validate()
        else None
    )
    if made is None:
        return _page(form), 422
    hook_id, secret = made
    return _page(hook_form.fresh(), hooks.by_id(hook_id), secret)


def state(hook: Hook) -> str:
    """One word of ours for how it fares."""
    if hook.withdrawn_at is not None:
        return "withdrawn"
    if hook.rests_since is not None:
        return "rests"
    return "fails" if hook.failing_since is not None else "well"


def _page(form: HookForm, made: Hook | None = None, secret: str = "") -> str:
    every = hooks.every()
    return render_template(
        "desk/hooks.html", form=form, hooks=every, states={hook.id: state(hook) for hook in every}, made=made, secret=secret,
        kinds=KINDS, waiting=hooks.waiting(), when=desk_clock.when, campaigns=who_works.campaign_names(), check=signing.CHECK,
        pauses=outcomes.PAUSES_SAID, example=body.EXAMPLE, days=outcomes.DAYS.days,
    )  # fmt: skip
