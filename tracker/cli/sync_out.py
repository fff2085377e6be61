"""Telling: who of ours said "yes" and where they signed up, what they said "no" to, and the tags that were named."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import TypeVar

from tracker import clock
from tracker.cli.sync_in import tag_there, taggings
from tracker.osdi import there
from tracker.osdi.client import Other, Refused
from tracker.osdi.reading import Json
from tracker.records import dataclass
from tracker.store.db import db
from tracker.sync import cursor, links, ours
from tracker.sync.fates import ATTENDANCES, EVENTS, OUT, PEOPLE, TAGS, Fate
from tracker.sync.ours import Told
from tracker.sync.terms import Terms
from tracker.usecases import tell_other

AT_ONCE = 100
T = TypeVar("T")


@dataclass
class Push:
    """`met`: allies whom the walk has found there; `attended`: signups that it has. By them a look that keeps nothing knows them."""

    other: Other
    terms: Terms
    go: bool
    met: Mapping[str, str] = field(default_factory=dict)
    attended: Mapping[str, str] = field(default_factory=dict)
    # By the id of an event there the film screening that it is; and those that are in doubt.
    screenings: Mapping[str, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    said: Callable[[str], None] = lambda _what: None
    fates: list[Fate] = field(default_factory=list)

    def run(self, noes_alone: bool) -> None:
        """Raises what the client raises, but for what is refused of one thing: that is said of it."""
        began = clock.now()
        if not noes_alone:
            tellable = self._people()
            self._attendances(tellable)
            for name in self.terms.tags:
                self._tag(name, tellable)
        self._noes()
        if self.go:
            tell_other.all_told(self.terms, began)

    def no(self, person_id: str, mail: bool, call: bool) -> Fate | None:
        """They are unsubscribed there."""
        said: Json = {}
        if mail:
            said["email_addresses"] = [{"status": "unsubscribed"}]
        if call:
            said["phone_numbers"] = [{"status": "unsubscribed"}]
        if self.go:
            try:
                self.other.send("PUT", f"people/{person_id}", said)
            except Refused as refused:
                return self._refused(PEOPLE, refused, person_id)
        return Fate(OUT, PEOPLE, "no told", person_id)

    def _people(self) -> dict[str, str]:
        """Those who may be told of and are known there by now: by ally their id there, "" where it is yet to be told."""
        found: dict[str, str] = {}
        met = {ally_id: id_ for id_, ally_id in self.met.items()}
        for some in _portions(ours.people(self.terms)):
            known = {ally_id: ids[-1] for ally_id, ids in links.there(self.terms.server, links.PERSON, some).items()}
            known |= {each: met[each] for each in some if each in met}
            new = [each for each in some if each not in known]
            db.session.rollback()
            shapes = tell_other.about_to_tell(self.terms, new, self.go) if new else {}
            for ally_id, shape in shapes.items():
                known[ally_id] = self._tell(ally_id, shape)
            may = set(shapes) | set(
                ours.shapes(self.terms, [each for each in some if each in known and each not in shapes])
            )
            found |= {each: known[each] for each in some if each in may and (known[each] or not self.go)}
            self.said("told")
        return found

    def _tell(self, ally_id: str, shape: Json) -> str:
        """Their id there; "" for none."""
        if not self.go:
            self.fates.append(Fate(OUT, PEOPLE, "new", here=ally_id))
            return ""
        try:
            person = there.person(self.other.send("POST", "people", {"person": shape}))
        except Refused as refused:
            self.fates.append(self._refused(PEOPLE, refused, "", ally_id))
            return ""
        if person is None:
            self.fates.append(Fate(OUT, PEOPLE, "refused", here=ally_id))
            return ""
        tell_other.known_there(self.terms, links.PERSON, {person.id: ally_id})
        answers = {"email": person.email_answer, "phone": person.phone_answer}
        noes = [channel for channel, answer in answers.items() if answer == "no"]
        if noes:
            tell_other.hear_no(self.terms, ally_id, noes)
        self.fates.append(Fate(OUT, PEOPLE, "new", person.id, ally_id))
        return person.id

    def _attendances(self, tellable: Mapping[str, str]) -> None:
        untold = [each for each in ours.untold(self.terms, tellable) if each.signup_id not in self.attended.values()]
        events: dict[str, str | None] = {}
        for some in _portions(untold):
            if self.go:
                # That somebody was in a room is a copy of its own, of who came from there, too.
                tell_other.about_to_tell(self.terms, sorted({each.ally_id for each in some}), self.go)
            for each in some:
                if each.screening_id not in events:
                    events[each.screening_id] = self._event(each.screening_id)
                if (event_id := events[each.screening_id]) is not None:
                    self._attend(each, event_id)

    def _event(self, screening_id: str) -> str | None:
        """Its id there, made where there is none; "" where nothing is sent; None: it is not told of."""
        if ours.is_private(screening_id) or screening_id in self.doubtful:
            fate = "unclear" if screening_id in self.doubtful else "private"
            self.fates.append(Fate(OUT, EVENTS, fate, here=screening_id))
            return None
        if known := links.there(self.terms.server, links.EVENT, [screening_id]).get(screening_id):
            return known[-1]
        if found := next((id_ for id_, of in self.screenings.items() if of == screening_id), None):
            return found
        if ours.is_off(screening_id):
            return None
        shape = ours.event(self.terms, screening_id)
        db.session.rollback()
        if not self.go:
            self.fates.append(Fate(OUT, EVENTS, "new", here=screening_id))
            return ""
        try:
            event_id = there.id_of(self.other.send("POST", "events", shape))
        except Refused as refused:
            self.fates.append(self._refused(EVENTS, refused, "", screening_id))
            return None
        if not event_id:
            self.fates.append(Fate(OUT, EVENTS, "refused", here=screening_id))
            return None
        tell_other.known_there(self.terms, links.EVENT, {event_id: screening_id})
        self.fates.append(Fate(OUT, EVENTS, "new", event_id, screening_id))
        return event_id

    def _attend(self, one: Told, event_id: str) -> None:
        if not self.go:
            self.fates.append(Fate(OUT, ATTENDANCES, "new", here=one.signup_id))
            return
        said = {
            "identifiers": [f"{self.terms.own}:{one.signup_id}"],
            "_links": {"osdi:person": {"href": self._href(f"people/{one.person_id}")}},
        }
        try:
            answer = self.other.send("POST", f"events/{event_id}/attendances", said)
        except Refused as refused:
            self.fates.append(self._refused(ATTENDANCES, refused, "", one.signup_id))
            return
        id_ = there.id_of(answer)
        if id_:
            tell_other.known_there(self.terms, links.ATTENDANCE, {id_: one.signup_id})
        self.fates.append(Fate(OUT, ATTENDANCES, "new" if id_ else "refused", id_, one.signup_id))

    def _noes(self) -> None:
        """Who said "no" here since the last time, and is known there: whether letters still go to them is asked first."""
        found = cursor.of(self.terms.server, self.terms.campaign_id)
        for some in _portions(ours.noes_since(self.terms, found.told_at if found else None)):
            for ally_id, ids in links.there(self.terms.server, links.PERSON, some).items():
                no_letters, no_calls = ours.stands(ally_id)
                db.session.rollback()
                for id_ in ids:
                    self._no(id_, ally_id, no_letters, no_calls)

    def _no(self, id_: str, ally_id: str, no_letters: bool, no_calls: bool) -> None:
        try:
            person = there.person(self.other.get(f"people/{id_}"))
        except Refused as refused:
            self.fates.append(self._refused(PEOPLE, refused, id_, ally_id))
            return
        mail = person is not None and person.mailed and no_letters
        call = person is not None and person.called and no_calls
        if (mail or call) and (told := self.no(id_, mail, call)):
            self.fates.append(told)

    def _tag(self, name: str, tellable: Mapping[str, str]) -> None:
        """Who has it here, and may be told of."""
        here = ours.tagged(name)
        wanted = {ally_id: id_ for ally_id, id_ in tellable.items() if ally_id in here}
        db.session.rollback()
        if not wanted:
            return
        tag_id = tag_there(self.other, name)
        has = taggings(self.other, tag_id) if tag_id else set()
        if not tag_id and self.go:
            tag_id = there.id_of(self.other.send("POST", "tags", {"name": name}))
        for ally_id, id_ in sorted(wanted.items()):
            if id_ in has:
                continue
            if self.go:
                said = {"_links": {"osdi:person": {"href": self._href(f"people/{id_}")}}}
                try:
                    self.other.send("POST", f"tags/{tag_id}/taggings", said)
                except Refused as refused:
                    self.fates.append(self._refused(TAGS, refused, tag_id, ally_id))
                    continue
            self.fates.append(Fate(OUT, TAGS, "tagged", tag_id, ally_id))

    def _refused(self, about: str, refused: Refused, there_: str, here: str = "") -> Fate:
        """A person whom we know there and who is not there any more is not made anew: somebody may have erased them."""
        gone = refused.code == 404 or (about == ATTENDANCES and refused.code == 400)
        return Fate(OUT, about, "gone" if gone else "refused", there_, here, str(refused))

    def _href(self, path: str) -> str:
        place = self.other.place
        return f"{place.scheme}://{place.named}{place.base}/{path}"


def _portions(listed: list[T]) -> Iterator[list[T]]:
    return (listed[start : start + AT_ONCE] for start in range(0, len(listed), AT_ONCE))
