"""What is held about an ally, as they read it: sections, entries, and rows that hang on the axis."""

from collections.abc import Callable, Iterable
from dataclasses import field
from datetime import date, datetime
from typing import Any

from tracker import times
from tracker.followups import money, outcomes
from tracker.letters import lists
from tracker.records import dataclass
from tracker.screenings import terms
from tracker.signups import requests
from tracker.team import house_clock, settings
from tracker.words import Lazy, _, lazy

# The question for each channel, and its answers: kept with the answer, word for word.
ASKED: dict[str, Lazy] = {
    "email": lazy("May %(organisation)s write to you?"),
    "phone": lazy("May %(organisation)s call or text you?"),
}
ANSWERS: dict[str, dict[str, Lazy]] = {
    "email": {"yes": lazy("Yes, write to me"), "no": lazy("No letters")},
    "phone": {"yes": lazy("Yes, call or text me"), "no": lazy("No calls, no texts")},
}
CHANNELS: dict[str, Lazy] = {"email": lazy("Letters"), "phone": lazy("Calls and texts")}
STANDS: dict[str, Lazy] = {"yes": lazy("yes"), "no": lazy("no"), "unknown": lazy("not said")}
FROM: dict[str, Lazy] = {
    "own link": lazy("your own link"), "call": lazy("said to the team"), "undo": lazy("a slip of the team, taken back"),
    "reply": lazy("a letter of yours"),
}  # fmt: skip
BY: dict[str, Lazy] = {
    "letter": lazy("letter"),
    "call": lazy("call"),
    "text": lazy("text"),
    "task": lazy("by the team"),
}
STATES: dict[str, Lazy] = {
    "waiting": lazy("has not left yet"), "leaving": lazy("is leaving"), "left": lazy("has left"),
    "failed": lazy("could not be sent"), "withdrawn": lazy("was taken back"),
}  # fmt: skip
LETTERS: dict[str, Lazy] = {
    "thanks": lazy("Thanks"), "confirm": lazy("Is this your address?"), "step": lazy("Letter"), "bulk": lazy("Letter"),
    "own link": lazy("A fresh link"), "new address": lazy("Is this your address?"), "answer": lazy("Our answer"),
    "notice": lazy("A change"), "keep": lazy("Shall we keep in touch?"),
}  # fmt: skip
SUPPRESSED: dict[str, Lazy] = {
    "left": lazy("you asked us to stop"), "erased": lazy("you asked to be erased"),
    "never again": lazy("the team decided that nobody writes or calls"),
}  # fmt: skip
WHYS: dict[str, Lazy] = {"asked": lazy("you asked for it"), "retention": lazy("its time was over")}

KEPT: dict[str, Lazy] = {"": lazy("none yet"), "keep": lazy("keep in touch"), "end": lazy("let it end")}
DONE: dict[str, Lazy] = {
    "assign": lazy("Given to one of our team"), "step": lazy("A call, text or task planned"), "tag": lazy("Put into a group"),
    "untag": lazy("Taken out of a group"), "stop": lazy("All contact stopped"),
}  # fmt: skip
COPIES: dict[str, Lazy] = {
    "call": lazy("A phone that called you"), "contact": lazy("Shown to somebody of the team"), "letter": lazy("A letter to you, as a file"),
    "record": lazy("All that is held, as a file"), "export": lazy("A list, as a file"), "sync": lazy("Another system"),
    "paper": lazy("The paper sheet on which you signed up, until it is destroyed"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is held: facts before and after the axis, and longer text below."""

    title: str
    rows: list[tuple[str, str]]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    entries: list[Entry] = field(default_factory=list)


def consent_words(channel: str) -> str:
    """Question and answers of a channel as they stand on the page, in the language in force."""
    asked = ASKED[channel] % {"organisation": settings.get("organisation")}
    return " / ".join([asked, *(str(answer) for answer in ANSWERS[channel].values())])


def sections(held: dict[str, Any]) -> list[Section]:
    """All of keeping.held.everything(), in words; sections without entries stay out."""
    wanted: Iterable[tuple[str, list[dict[str, Any]], Callable[[dict[str, Any]], Entry]]] = (
        (_("Signups"), held["signups"], _signup),
        (_("Your line of a paper sheet, which comes in within a day"), held["lines_of_paper_sheets"], _line),
        (_("What you said about contact"), held["answers_about_contact"], _answer),
        (_("What we planned and did"), held["follow_ups"], _follow_up),
        (_("Letters to you"), held["letters"], _letter),
        (_("Letters from you"), held["replies"], _reply),
        (_("Nobody is to contact you"), held["not_to_be_contacted"], _suppression),
        (_("Links to your data"), held["links_given_out"], _link),
        (_("What you asked to host"), held["requests_to_host"], _request),
        (_("Shall we keep in touch?"), held["asked_whether_to_keep"], _question),
        (_("Copies that left our house"), held["copies_that_left"], _copy),
        (_("What we did for many at once"), held["done_with_many"], _done),
        (_("Erasing"), held["erasures"], _erasure),
    )
    return [_you(held), *(Section(title, [say(each) for each in found]) for title, found, say in wanted if found)]


def _you(held: dict[str, Any]) -> Section:
    you = held["you"]
    return Section(_("You"), [Entry("", _rows(
        (_("Name"), you["name"]), (_("Called"), you["called_by"]), (_("Say it"), you["how_to_say_it"]),
        (_("E-mail"), you["email"]), (_("Phone"), you["phone"]), (_("Language"), times.language_words(you["language"])),
        (_("May we write?"), str(STANDS[you["letters"]])), (_("May we call?"), str(STANDS[you["calls"]])),
        (_("Extra care"), _("yes") if you["extra_care"] else _("no")), (_("On lists"), you["alias"]),
        (_("Held since"), _day(you["written_down_at"])), (_("Last act"), _day(you["last_act_at"])),
        (_("Confirmed"), _day(you["confirmed_at"])), (_("Spoken to"), _day(you["reached_at"])),
        (_("Groups we put you in"), "; ".join(you["tags"])),
        (_("Kept until"), times.day_words(date.fromisoformat(held["kept_until"]), with_year=True) if held["kept_until"] else ""),
    ))])  # fmt: skip


def _signup(each: dict[str, Any]) -> Entry:
    day = date.fromisoformat(each["day"]) if each["day"] else None
    starts_at = datetime.fromisoformat(each["starts_at"]) if each["starts_at"] else None
    return Entry(each["film"], _rows(
        (_("Where"), each["place"]), (_("When"), times.when_words(starts_at, day, each["zone"], with_year=True)),
        (_("Signed up"), _day(each["at"])), (_("By"), _from(each["from"])), (_("Ticked"), "; ".join(each["ticked"])),
        *((answer["to"], answer["text"]) for answer in each["answers"]), (_("Note"), each["note"]),
    ))  # fmt: skip


def _line(each: dict[str, Any]) -> Entry:
    return Entry(each["film"], _rows(
        (_("Where"), each["place"]), (_("Typed up"), _day(each["at"])), (_("Name"), each["name"]), (_("E-mail"), each["email"]),
        (_("Phone"), each["phone"]), (_("Ticked"), "; ".join(each["ticked"])),
        (_("What you said about contact"), str(STANDS[each["contact"]])), (_("Language"), times.language_words(each["language"])),
    ))  # fmt: skip


def _answer(each: dict[str, Any]) -> Entry:
    return Entry(f"{CHANNELS[each['channel']]}: {STANDS[each['answer']]}", _rows(
        (_("When"), _day(each["at"])), (_("By"), _from(each["from"])), (_("Where"), each["place"]),
        (_("We asked"), each["wording"]), (_("Language"), times.language_words(each["language"])),
    ))  # fmt: skip


def _follow_up(each: dict[str, Any]) -> Entry:
    amount = money.money_words(each["value"], each["currency"]) if each["value"] is not None else ""
    tries = [
        (_("Tried"), _day(tried["at"]) + ": " + ". ".join(part for part in (
            outcomes.words_of(tried["outcome"]) + (f" ({_('taken back')})" if tried["taken_back_at"] else ""), tried["note"],
        ) if part))
        for tried in each["tries"]
    ]  # fmt: skip
    came_of_it = outcomes.words_of(each["outcome"]) if each["outcome"] else _("still to do")
    return Entry(each["what"] or str(BY[each["by"]]).capitalize(), _rows(
        (_("Campaign"), each["campaign"]), (_("By"), str(BY[each["by"]])), (_("Planned"), _day(each["planned_at"])),
        (_("Due"), _day(each["due_at"])), (_("Outcome"), came_of_it), (_("Amount"), amount), (_("Closed"), _day(each["closed_at"])),
        *tries,
    ))  # fmt: skip


def _letter(each: dict[str, Any]) -> Entry:
    kind = str(LETTERS.get(each["kind"]) or lists.KINDS.get(each["kind"], each["kind"]))
    return Entry(each["subject"] or kind, _rows(
        (_("Kind"), kind), (_("To"), each["to"]), (_("Written"), _day(each["written_at"])),
        (_("State"), str(STATES[each["state"]])), (_("Left"), _day(each["left_at"])), (_("Came back"), _day(each["came_back_at"])),
    ), each["text"])  # fmt: skip


def _reply(each: dict[str, Any]) -> Entry:
    return Entry(each["subject"] or _("Letter"), _rows(
        (_("Came"), _day(each["received_at"])), (_("Sender"), each["sender"]),
    ), each["text"])  # fmt: skip


def _suppression(each: dict[str, Any]) -> Entry:
    way = _("E-mail") if each["way"] == "email" else _("Phone")
    return Entry(way, _rows((_("Why"), str(SUPPRESSED[each["kind"]])), (_("Since"), _day(each["since"]))))


def _link(each: dict[str, Any]) -> Entry:
    title = _("To a new address") if each["for"] == "a new address" else _("To what is held")
    return Entry(title, _rows(
        (_("Given"), _day(each["made_at"])), (_("Used"), _day(each["used_at"])), (_("E-mail"), each["email"]),
        (_("By"), _("the team, by hand") if each["handed_over_by_the_team"] else _("letter")),
    ))  # fmt: skip


def _request(each: dict[str, Any]) -> Entry:
    wish, asked_by = each["wish"], each["asked_by"]
    where = ", ".join(wish[part] for part in ("place", "city", "region", "postcode", "country") if wish.get(part))
    return Entry(where or str(terms.KINDS[each["kind"]]), _rows(
        (_("Asked"), _day(each["at"])), (_("By"), "; ".join(asked_by.values())), (_("Kind"), str(terms.KINDS[each["kind"]])),
        (_("When"), wish.get("when", "")), (_("How many"), str(each["about_how_many"] or "")),
        (_("State"), str(requests.STATES[each["state"]])), (_("Film screening"), each["film_screening"]),
    ), wish.get("more", ""))  # fmt: skip


def _erasure(each: dict[str, Any]) -> Entry:
    contact = each["held_until_then"]
    return Entry(str(WHYS[each["why"]]).capitalize(), _rows(
        (_("Asked on"), _day(each["asked_at"])), (_("Due"), _day(each["due_at"])), (_("Done"), _day(each["done_at"])),
        (_("Taken back"), _day(each["taken_back_at"])),
        (_("Still held"), "; ".join(str(contact[key]) for key in ("name", "call", "said", "email", "phone") if contact.get(key))),
    ))  # fmt: skip


def _question(each: dict[str, Any]) -> Entry:
    return Entry("", _rows(
        (_("Asked on"), _day(each["at"])), (_("Kept until"), times.day_words(date.fromisoformat(each["last_day_then"]), with_year=True)),
        (_("Answer"), str(KEPT[each["answer"]])), (_("Answered"), _day(each["answered_at"])),
    ))  # fmt: skip


def _copy(each: dict[str, Any]) -> Entry:
    return Entry(str(COPIES[each["what"]]), _rows((_("When"), _day(each["at"])), (_("Where"), each["to"])))


def _done(each: dict[str, Any]) -> Entry:
    return Entry(str(DONE[each["what"]]), _rows((_("When"), _day(each["at"]))))


def hour(at: datetime | None) -> str:
    """Day and hour by the organisation's own clock; "" for none."""
    zone = settings.get("zone")
    return times.when_words(at, house_clock.day_of(at), zone) if at else ""


def _rows(*rows: tuple[str, str]) -> list[tuple[str, str]]:
    """Those that say something."""
    return [(label, said) for label, said in rows if said]


def _from(source: str) -> str:
    known = FROM.get(source) or terms.SOURCES.get(source)
    return str(known) if known else source


def _day(at: str | None) -> str:
    """A moment as a day, by the organisation's own clock."""
    if not at:
        return ""
    return times.day_words(house_clock.day_of(datetime.fromisoformat(at)), with_year=True)
