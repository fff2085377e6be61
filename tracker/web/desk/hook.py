"""One webhook: what it is told, what was answered, and how to mend it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.hooks import hooks, troubles
from tracker.hooks.hook import Hook
from tracker.screenings import who_works
from tracker.team import colleagues
from tracker.team.roles import Role
from tracker.usecases import make_hook
from tracker.web.desk import desk_clock, hook_form
from tracker.web.desk.hook_form import EVENT_WORDS, KINDS, HookForm
from tracker.web.desk.hooks import state
from tracker.web.frame.access import for_roles, freshly, me
from tracker.web.frame.fields import tried
from tracker.words import _

bp = for_roles(Role.ADMINISTRATOR)(Blueprint("hook", __name__, url_prefix="/settings/hooks"))


@bp.get("/<hook_id>")
def show(hook_id: str) -> ResponseReturnValue:
    """Raises NotThere."""
    hook = hooks.by_id(hook_id)
    return _page(hook, hook_form.filled(hook))


@bp.post("/<hook_id>")
@freshly
def change(hook_id: str) -> ResponseReturnValue:
    """Raises NotThere and HookWithdrawn."""
    form = HookForm().offer()
    if form.validate():
        tried(form, lambda: make_hook.change_hook(hook_id, form.facts, me().id, hook_form.own_networks()))
    if form.errors:
        return _page(hooks.by_id(hook_id), form), 422
    return _back(hook_id, _("Changed."))


@bp.post("/<hook_id>/secret")
@freshly
def turn(hook_id: str) -> ResponseReturnValue:
    """This answer is the only one in which the new secret stands. Raises NotThere and HookWithdrawn."""
    secret = make_hook.turn_hook_secret(hook_id, me().id)
    hook = hooks.by_id(hook_id)
    return _page(hook, hook_form.filled(hook), secret)


@bp.post("/<hook_id>/test")
def test(hook_id: str) -> ResponseReturnValue:
    """Raises NotThere and HookWithdrawn."""
    make_hook.try_hook(hook_id, me().id)
    return _back(hook_id, _("A test is on its way. Look again in a moment."))


@bp.post("/<hook_id>/rest")
def rest(hook_id: str) -> ResponseReturnValue:
    """Raises NotThere and HookWithdrawn."""
    make_hook.rest_hook(hook_id, me().id)
    return _back(hook_id, _("It rests. What happens is kept for it for 30 days."))


@bp.post("/<hook_id>/go-on")
def go_on(hook_id: str) -> ResponseReturnValue:
    """Raises NotThere and HookWithdrawn."""
    make_hook.take_up_hook(hook_id, me().id)
    return _back(hook_id, _("It goes on. What waited is on its way."))


@bp.post("/<hook_id>/withdraw")
def withdraw(hook_id: str) -> ResponseReturnValue:
    """Nothing is told there from now on; twice is harmless, and it waits for no fresh sign-in. Raises NotThere."""
    make_hook.withdraw_hook(hook_id, me().id)
    return _back(hook_id, _("Withdrawn. Nothing is told there any more."))


@bp.post("/deliveries/<delivery_id>/again")
def again(delivery_id: str) -> ResponseReturnValue:
    """Raises NotThere, HookWithdrawn and SentAlready."""
    hook_id = make_hook.send_again(delivery_id, me().id)
    return _back(hook_id, _("It is on its way once more. Look again in a moment."))


def _back(hook_id: str, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("desk.hook.show", hook_id=hook_id), 303)


def _page(hook: Hook, form: HookForm, secret: str = "") -> str:
    return render_template(
        "desk/hook.html", hook=hook, form=form, state=state(hook), secret=secret, deliveries=hooks.deliveries(hook.id),
        waits=hooks.waiting().get(hook.id, 0), kinds=KINDS, events=EVENT_WORDS, said=troubles.words_of, when=desk_clock.when,
        names=colleagues.names_of([hook.made_by_id, hook.withdrawn_by_id]), campaigns=who_works.campaign_names(), shown=hooks.SHOWN,
    )  # fmt: skip
