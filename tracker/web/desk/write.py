"""Write to these: a letter to a selection of allies, from the draft to the last one that leaves. Numbers, never names."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.appeals import interest
from tracker.errors import Refusal
from tracker.finding import choosing
from tracker.letters import bulk, bulk_counting, bulk_sample
from tracker.letters.bulk_letter import BulkLetter
from tracker.mail.words import FIELDS
from tracker.screenings import campaigns, log
from tracker.store.rows import is_id
from tracker.team import colleagues
from tracker.usecases import write_to_these
from tracker.web.desk.at_work import worker
from tracker.web.desk.write_form import WriteForm, chosen_words, data_of
from tracker.web.frame.access import ORGANIZING, for_roles, me, my_campaigns, see_campaign
from tracker.words import LANGUAGES, Lazy, _, _n, lazy

bp = for_roles(*ORGANIZING)(Blueprint("write", __name__, url_prefix="/write"))

STATES: dict[str, Lazy] = {
    "draft": lazy("Draft"), "sending": lazy("Being sent"), "stopped": lazy("Stopped"), "sent": lazy("Sent"),
}  # fmt: skip


class DeedForm(FlaskForm):
    """Nothing but the token."""


@bp.get("/")
def index() -> str:
    """All of them, the newest first."""
    rows = bulk.listed(my_campaigns())
    names = {row.id: row.name for row in campaigns.seen(my_campaigns())}
    return render_template(
        "desk/write.html", letters=rows, states=STATES, campaigns=names,
        lefts=bulk_counting.lefts_of([row.id for row in rows]),
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A draft, begun with what the list showed that led here; without a campaign, the choice of one."""
    campaign_id, data = _asked()
    if not campaign_id:
        return render_template("desk/write_first.html", campaigns=campaigns.seen(my_campaigns()), kept=data)
    see_campaign(campaigns.by_id(campaign_id).id)
    if request.method == "GET":
        return _page(WriteForm(formdata=None, data=data).offer(campaign_id), campaign_id, None)
    form = WriteForm().offer(campaign_id)
    try:
        made = write_to_these.draft(form.draft(campaign_id), me().id)
    except Refusal as refusal:
        return _refused(form, refusal, campaign_id, None)
    return redirect(url_for("desk.write.show", bulk_id=made), 303)


@bp.get("/<bulk_id>")
def show(bulk_id: str) -> str:
    """What it says and whom it reaches; once started, how far it is."""
    row, base_url = _mine(bulk_id), current_app.config["BASE_URL"]
    began = row.state != "draft"
    return render_template(
        "desk/write_letter.html", letter=row, form=DeedForm(formdata=None), state=STATES[row.state],
        campaign=campaigns.by_id(row.campaign_id), chosen=chosen_words(row.selection),
        reach=None if began else bulk_counting.reach(row), progress=bulk_counting.progress(row) if began else None,
        samples={code: bulk_sample.sample(row, code, base_url) for code in bulk_sample.spoken(row)},
        discreet=bulk_sample.sample(row, "en", base_url, discreet=True), names=colleagues.names_of([row.made_by_id]),
    )  # fmt: skip


@bp.route("/<bulk_id>/change", methods=["GET", "POST"])
def change(bulk_id: str) -> ResponseReturnValue:
    """As long as it is a draft."""
    row = _mine(bulk_id)
    if row.state != "draft":
        raise bulk.StartedAlready
    if request.method == "GET":
        return _page(WriteForm(formdata=None, data=data_of(row)).offer(row.campaign_id), row.campaign_id, row)
    form = WriteForm().offer(row.campaign_id)
    try:
        write_to_these.change(bulk_id, form.draft(row.campaign_id), me().id)
    except Refusal as refusal:
        row = _mine(bulk_id)
        return _refused(form, refusal, row.campaign_id, row)
    return redirect(url_for("desk.write.show", bulk_id=bulk_id), 303)


@bp.post("/<bulk_id>/test")
def test(bulk_id: str) -> ResponseReturnValue:
    """To oneself."""
    _mine(bulk_id)
    number = write_to_these.try_on_oneself(bulk_id, me().id, current_app.config["BASE_URL"])
    flash(_n("%(n)s test letter is on its way to you.", "%(n)s test letters are on their way to you.", number))
    return _back(bulk_id)


@bp.post("/<bulk_id>/start")
def start(bulk_id: str) -> ResponseReturnValue:
    _mine(bulk_id)
    write_to_these.start(bulk_id, me().id)
    flash(_("It is being sent. It can be stopped at any moment."))
    return _back(bulk_id)


@bp.post("/<bulk_id>/stop")
def stop(bulk_id: str) -> ResponseReturnValue:
    _mine(bulk_id)
    write_to_these.stop(bulk_id, me().id)
    flash(_("Stopped. What waited is taken back."))
    return _back(bulk_id)


@bp.post("/<bulk_id>/resume")
def resume(bulk_id: str) -> ResponseReturnValue:
    _mine(bulk_id)
    write_to_these.resume(bulk_id, me().id)
    flash(_("It goes on with those who have not got it."))
    return _back(bulk_id)


def _mine(bulk_id: str) -> BulkLetter:
    row = bulk.by_id(bulk_id)
    see_campaign(row.campaign_id)
    return row


def _asked() -> tuple[str, dict[str, Any]]:
    """The campaign, and what the link that led here knows already."""
    campaign_id, data = request.args.get("campaign", ""), dict[str, Any]()
    if is_id(request.args.get("screening")):
        screening = log.by_id(request.args["screening"])
        campaign_id, data["screenings"] = screening.campaign_id, [screening.id]
    if is_id(request.args.get("interest")):
        data["interests"] = [each.key for each in interest.every() if each.id == request.args["interest"]]
    if is_id(request.args.get("choice")):
        data["choice"] = choosing.mine(request.args["choice"], worker()).id
    seen = campaigns.seen(my_campaigns())
    if not campaign_id and len(seen) == 1:
        campaign_id = seen[0].id
    return campaign_id, data


def _refused(form: WriteForm, refusal: Refusal, campaign_id: str, row: BulkLetter | None) -> ResponseReturnValue:
    if refusal.field is None:
        raise refusal
    form.refuse(refusal)
    return _page(form, campaign_id, row), 422


def _page(form: WriteForm, campaign_id: str, row: BulkLetter | None) -> str:
    here = url_for("desk.write.change", bulk_id=row.id) if row else url_for("desk.write.new", campaign=campaign_id)
    return render_template(
        "desk/write_draft.html", form=form, letter=row, campaign=campaigns.by_id(campaign_id), here=here, languages=LANGUAGES,
        fields={name: meaning for name, meaning in FIELDS.items() if name != "confirm"},
    )  # fmt: skip


def _back(bulk_id: str) -> ResponseReturnValue:
    return redirect(url_for("desk.write.show", bulk_id=bulk_id), 303)
