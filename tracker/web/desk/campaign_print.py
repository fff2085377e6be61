"""The end cards of a campaign, and the kits of all its film screenings: drawn by the worker, fetched as one ZIP."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue

from tracker import times
from tracker.errors import NotThere, Refusal
from tracker.keeping.clocks import BY_KIND
from tracker.paper import code, end_card, names
from tracker.paper.card import Card
from tracker.paper.printed import Printed, joined
from tracker.screenings import campaigns, films, kits, listing, log, printed
from tracker.screenings import code as codes
from tracker.screenings.campaign import Campaign
from tracker.screenings.kit import Kit
from tracker.signups import printing
from tracker.team import settings
from tracker.usecases import ask_for_kit
from tracker.web.desk import paper_form
from tracker.web.desk.paper_form import PaperForm, ScreenForm
from tracker.web.frame import refusing
from tracker.web.frame.access import ORGANIZING, for_roles, me, see_campaign
from tracker.words import _, _n

bp = for_roles(*ORGANIZING)(Blueprint("campaign_print", __name__, url_prefix="/campaigns"))

WIDE = 640


@bp.get("/<campaign_id>/print")
def show(campaign_id: str) -> ResponseReturnValue:
    return _page(_mine(campaign_id), paper_form.offered())


@bp.get("/<campaign_id>/print/end-card")
def end_card_file(campaign_id: str) -> ResponseReturnValue:
    """One file for the cinema: `frame`, `scale` and `form` as end_card names them. Raises NotThere."""
    wanted = tuple(request.args.get(name, "") for name in ("frame", "scale", "form"))
    campaign = _mine(campaign_id)
    if wanted not in printing.every_end_card():
        raise NotThere
    return paper_form.handed_over(printing.end_card_file(_card(campaign), *wanted))


@bp.get("/<campaign_id>/print/preview.png")
def preview(campaign_id: str) -> ResponseReturnValue:
    campaign = _mine(campaign_id)
    for frame in end_card.FRAMES:
        if request.args.get("thing") == frame.name:
            return paper_form.shown(end_card.small(_card(campaign), frame, WIDE))
    raise NotThere


@bp.post("/<campaign_id>/print/kit")
def ask(campaign_id: str) -> ResponseReturnValue:
    """Begin to draw; a second click finds the first."""
    campaign, form = _mine(campaign_id), PaperForm()
    if not form.validate():
        return _page(campaign, form), 422
    try:
        ask_for_kit.ask(campaign.id, form.paper.data, me().id)
    except Refusal as refusal:
        status = refusing.beside(form, refusal)
        return _page(_mine(campaign_id), form), status
    return _back(campaign_id)


@bp.post("/<campaign_id>/print/kit/give-up")
def give_up(campaign_id: str) -> ResponseReturnValue:
    if ask_for_kit.give_up(_mine(campaign_id).id):
        flash(_("Given up. Codes that were made stay."))
    return _back(campaign_id)


@bp.post("/<campaign_id>/print/kit/fetch")
def fetch(campaign_id: str) -> ResponseReturnValue:
    """The ZIP, sent while it is put together. Raises KitNotReady."""
    campaign = _mine(campaign_id)
    kit_id = ask_for_kit.take(campaign.id)
    name = names.file_name(campaign.name, "kits")
    answer = Response(stream_with_context(_archive(kit_id)), content_type="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.zip")
    return answer


@bp.get("/<campaign_id>/print/kit/progress")
def progress(campaign_id: str) -> ResponseReturnValue:
    """How far it has come, as the page says it; 304 while nothing has changed."""
    kit = kits.of_campaign(_mine(campaign_id).id)
    far = kits.progress(kit) if kit else None
    answer = jsonify(
        done=far.done if far else 0, of=far.of if far else 0, over=kit is None or kit.done_at is not None,
        said=said(far) if far else "",
    )  # fmt: skip
    answer.set_etag(f"{kit.id}-{far.done}-{kit.done_at is not None}" if kit and far else "none")
    return answer.make_conditional(request)


def said(far: kits.Progress) -> str:
    """ "214 of 601 drawn"."""
    return _("%(done)s of %(of)s drawn", done=far.done, of=far.of)


def _archive(kit_id: str) -> Iterator[bytes]:
    lost = kits.left_out(kit_id)
    told = [listing.line_of(log.by_id(each)) for each in lost]
    title = _("Not drawn: cancelled or joined since, or with a name that cannot be drawn")
    text = "\n".join([title, *(printed.name_of(each.screening) for each in told)])
    last = [Printed(f"{names.file_name(_('Not drawn'))}.txt", "text/plain", f"{text}\n".encode())] if lost else []
    return joined(kits.parts(kit_id), last)


def _mine(campaign_id: str) -> Campaign:
    campaign = campaigns.by_id(campaign_id)
    see_campaign(campaign.id)
    return campaign


def _card(campaign: Campaign) -> Card:
    written = codes.code_of(campaign_id=campaign.id, source="screen")
    return printed.card_of_campaign(campaign, written, current_app.config["BASE_URL"])


def _back(campaign_id: str) -> ResponseReturnValue:
    return redirect(url_for("desk.campaign_print.show", campaign_id=campaign_id, _anchor="kits"), 303)


def _page(campaign: Campaign, form: PaperForm) -> str:
    screen = ScreenForm(request.args, data={"unit": "m"})
    screen.validate()
    kit, written = kits.of_campaign(campaign.id), codes.code_of(campaign_id=campaign.id, source="screen")
    link = code.link(current_app.config["BASE_URL"], written or "a" * codes.LENGTH, "c")
    far = kits.progress(kit) if kit else None
    return render_template(
        "desk/campaign_print.html", campaign=campaign, film=films.by_id(campaign.film_id), form=form, screen=screen,
        distances=paper_form.distances(screen, link), stands=end_card.STANDS, frames=end_card.FRAMES, frame_names=paper_form.FRAME_NAMES,
        scales=end_card.SCALES, formats=end_card.FORMATS, written=written, spoken=codes.spoken, sizes=paper_form.SIZES,
        kit=kit, far=far, said=said(far) if far else "", until=_until(kit),
        to_come=kits.how_many_to_come(campaign.id),
        lost=_n("%(n)s could not be drawn", "%(n)s could not be drawn", far.failed) if far and far.failed else "",
    )  # fmt: skip


def _until(kit: Kit | None) -> str:
    """Until when it can be fetched, by the desk's clock."""
    if kit is None:
        return ""
    ends = min(
        kit.asked_at + BY_KIND["kits"].span, (kit.fetched_at or kit.asked_at + timedelta(days=365)) + kits.KEPT_ON
    )
    zone = settings.get("zone")
    return times.when_words(ends, ends.astimezone(ZoneInfo(zone)).date(), zone)
