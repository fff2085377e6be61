"""One film screening: its facts, its code, its figures, and what can be done next."""

from collections.abc import Collection, Sequence

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.charts.bars import Bars
from tracker.charts.told import Told
from tracker.finding import beside_screening
from tracker.followups import counting as waiting
from tracker.letters import notices
from tracker.reports import pictures
from tracker.reports.pictures import Line
from tracker.screenings import calendar, campaigns, code, heads, host_link, listing, log, talkback_guests, terms
from tracker.screenings.head_count import KINDS, HeadCount
from tracker.screenings.screening import Screening
from tracker.signups import counting, kiosks, lineage, per_head, requests, sheet_ends
from tracker.team import colleagues
from tracker.usecases.look_at_host import look_at_host
from tracker.web.desk import paper_form
from tracker.web.desk.at_work import worker
from tracker.web.frame.access import ORGANIZING, for_roles, me, see_campaign, shows_contacts, without_names
from tracker.web.frame.fields import Needed, Pick, Whole
from tracker.words import _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("screening", __name__, url_prefix="/screenings"))


class HeadsForm(FlaskForm):
    """How many were in the room."""

    heads = Whole(lazy("In the room"), 0, 1_000_000, [Needed(lazy("How many were there?"))], id="number-of-heads")
    kind = Pick(lazy("How do you know?"), [], [Needed(lazy("Choose how you know."))])

    def offer(self) -> "HeadsForm":
        """Fill the list."""
        self.kind.choices = [("", _("Choose")), *((kind, str(terms.COUNTS[kind])) for kind in KINDS)]
        return self


@bp.get("/<screening_id>")
@shows_contacts
@without_names
def show(screening_id: str) -> ResponseReturnValue:
    """The page; of one that was joined, the page of the one that stayed."""
    screening = log.by_id(screening_id)
    see_campaign(screening.campaign_id)
    if screening.joined_into_id:
        return redirect(url_for("desk.screening.show", screening_id=screening.joined_into_id), 301)
    return page(screening, HeadsForm().offer())


def page(screening: Screening, form: HeadsForm) -> str:
    """The page with this head count form in it. That the host's contact stands there is traced."""
    look_at_host(screening.id, me().id)
    counts, there = heads.of_screening(screening.id), beside_screening.kinds(screening.id)
    sources = counting.sources_of(screening.id)
    every = code.every_code_of(screening.id)
    # Those of printed things stand on their own page.
    codes = [each for each in every if each.source == "link"] or every
    return render_template(
        "desk/screening.html", line=listing.line_of(screening), campaign=campaigns.by_id(screening.campaign_id),
        form=form, counts=counts, shared=_shared(counts), per_head=per_head.of_screening(screening.id, counts),
        codes=codes, spoken=code.spoken, base_url=current_app.config["BASE_URL"],
        names=colleagues.names_of([screening.point_person_id, *(each.account_id for each in counts)]),
        signups=sum(number for _source, number in sources), chart=_sources(sources),
        waiting=waiting.waiting_of([screening.id]).get(screening.id, waiting.Waiting()),
        begun=calendar.has_begun(screening),
        host_links=len(host_link.open_ones(screening)) if "host links" in there else 0,
        tablets=len(kiosks.open_ones(screening)) if "kiosks" in there else 0,
        notices=notices.of_screening(screening.id) if "notices" in there else [],
        guests=talkback_guests.of_screening(screening.id) if "guests" in there else None,
        papers=paper_form.offered(screening),
        paper_sheets=sheet_ends.summed(screening.id) if "sheets" in there else sheet_ends.NONE,
        **_lineage(screening.id, there),
    )  # fmt: skip


def _sources(sources: Sequence[tuple[str, int]]) -> Bars | None:
    """How signups came; None without any."""
    return (
        pictures.sources([Line(key, str(terms.SOURCES[key]), Told(number)) for key, number in sources])
        if sources
        else None
    )


def _shared(counts: list[HeadCount]) -> dict[str, int]:
    """For how many shows each figure of a list stands."""
    return {row: len(shows) for row, shows in heads.sharing({each.row_id for each in counts if each.row_id}).items()}


def _lineage(screening_id: str, there: Collection[str]) -> dict[str, object]:
    """Where it comes from, and what came of it. Others' campaigns are counted, and not named."""
    who = worker()
    mine = who.campaigns
    request = requests.behind(screening_id) if "request" in there else None
    hosted = lineage.hosted_by_allies_of([screening_id]) if "hosted" in there else []
    before = lineage.before(screening_id) if request else None
    seen = [each for each in hosted if mine is None or each.screening.campaign_id in mine]
    return {
        "request": request if request is not None and (mine is None or request.campaign_id in mine) else None,
        "before": before if before is not None and (mine is None or before[0].campaign_id in mine) else None,
        "hosted": seen, "hosted_elsewhere": len(hosted) - len(seen), "after": lineage.after(screening_id, hosted),
    }  # fmt: skip
