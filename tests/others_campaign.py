"""A campaign with one of everything that a route of the desk can name, all of it bearing marks that no stranger may read."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import text
from werkzeug.routing import Rule

from tests import invented, paper_sheets, told_reports, told_stories
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.likeness import Likeness
from tracker.allies.merge import Merge
from tracker.finding.bulk_deed import BulkDeed
from tracker.finding.export import Export, ExportOf
from tracker.finding.saved_filter import SavedFilter
from tracker.followups.followup import FollowUp
from tracker.followups.rung import Rung
from tracker.hooks.delivery import HookDelivery
from tracker.hooks.hook import Kind
from tracker.hooks.hooks import HookFacts
from tracker.imports.import_ import Import
from tracker.keeping.copy_left import Chase
from tracker.keeping.erasure import Erasure
from tracker.letters.bulk_letter import BulkLetter
from tracker.letters.letter import Letter
from tracker.letters.notice import Notice
from tracker.letters.reply import Reply
from tracker.reports.share_link import ShareLink
from tracker.screenings.campaign import Campaign
from tracker.screenings.crews import CrewFacts
from tracker.screenings.screening import Screening
from tracker.signups import kiosk_entries, kiosk_sealing
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entries import Sent
from tracker.signups.kiosk_entry import KioskEntry
from tracker.signups.sheet_line import Typist
from tracker.signups.signup import SignupAnswer
from tracker.store.db import Base, db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team.device import RememberedDevice
from tracker.team.passkey import Passkey
from tracker.team.session import Session
from tracker.team.token import Scope as TokenScope
from tracker.team.token import Token
from tracker.usecases import bring_photo, tell_story, type_up
from tracker.usecases.change_team import make_team
from tracker.usecases.give_host_link import give_host_link
from tracker.usecases.give_kiosk import give_kiosk
from tracker.usecases.make_hook import make_hook
from tracker.usecases.make_token import make_token
from tracker.usecases.share_report import share_report
from tracker.usecases.welcome_kiosk_entries import welcome_kiosk_entries
from tracker.web.frame import access

NAME, EMAIL, PHONE = "Noorxmark Haddad", "noorxmark@example.org", "+15125550188"
HOST, WROTE, SAID = "Hanaxmark Oh", "bluexmark door", "mayxmark at our church"
# As pages write them.
MARKS = ("xmark", "512 555 0188", "512-555-0188", "5125550188")
# What changes by looking, or by being there.
RESTLESS = {"trace", "trace_head", "session", "try", "heartbeat", "ration_taken", "alembic_version"}


class Theirs:
    """Juno's campaign. `ids` has one of each by the name that routes give it."""

    def __init__(self, care: bool = False) -> None:
        self.juno = invented.account("organizer", "Juno P.")
        self.house = invented.House(self.juno)
        self.ally = invented.ally(NAME, care=care, email=EMAIL, phone=PHONE)
        signup = invented.signup(self.ally, self.house.screening_id, self.house.host)
        self.follow_up = invented.follow_up(
            self.ally, self.house.campaign_id, signup, point_person_id=None if care else self.juno
        )
        self.alias = db.session.get_one(Ally, self.ally).alias
        said = SignupAnswer(signup_id=signup, interest_id=self.house.host, at=clock.now())
        said.text = SAID
        invented.write(said)
        self._name()
        book = invented.playbook(self.house.campaign_id)
        rung = db.session.query(Rung).first()
        screening = db.session.get_one(Screening, self.house.screening_id)
        self.ids: dict[str, str] = {
            "follow_up_id": self.follow_up, "ally_id": self.ally, "screening_id": screening.id, "interest_id": self.house.host,
            "playbook_id": book, "step_id": invented.step(book, "write", "letter"), "rung_id": rung.id,
            "campaign_id": self.house.campaign_id, "film_id": screening.film_id, "venue_id": str(screening.venue_id),
            "request_id": self._request(), "account_id": self.juno, "language": "en", "variant": "plain", "kind": "week",
            "crew_id": make_team(CrewFacts("Gulf coast", frozenset({self.juno})), self.juno), **self._written(),
            **self._of_juno(), **self._found(),
            "sheet_id": self._on_paper(screening.id), **self._alike(),
            "link_id": give_host_link(screening.id, "Whomxmark Kim", "", self.juno),
            **self._in_the_lobby(screening.id),
        }  # fmt: skip

    def _alike(self) -> dict[str, str]:
        """Somebody who may be her ally, and somebody who was joined to them."""
        one_id, other_id = sorted((self.ally, invented.ally(NAME, email="noorxmark@elsewhere.example", phone=PHONE)))
        now = clock.now()
        pair = Likeness(one_id=one_id, other_id=other_id, evidence="phone name", strength=80, found_at=now)
        merge = Merge(ally_id=self.ally, gone_id=invented.ally(), at=now, account_id=self.juno)
        invented.write(pair, merge)
        return {"pair_id": pair.id, "merge_id": merge.id}

    def _name(self) -> None:
        with transaction() as session:
            session.get_one(Campaign, self.house.campaign_id).name = "Ourxmark campaign"
            session.get_one(Screening, self.house.screening_id).host = {"name": HOST, "email": "hanaxmark@example.org"}

    def _request(self) -> str:
        """Of her ally; the contact is theirs."""
        asker = {"name": NAME, "email": EMAIL, "phone": PHONE}
        wish = {"place": "Churchxmark", "city": "Waco", "more": WROTE}
        return invented.request(self.ally, campaign_id=self.house.campaign_id, asker=asker, wish=wish)

    def _written(self) -> dict[str, str]:
        """A letter, a message on the card, a letter to many, a change to tell, a list of film screenings."""
        now, campaign_id = clock.now(), self.house.campaign_id
        bulk = BulkLetter(
            title="Lettersxmark", campaign_id=campaign_id, selection={"campaign_id": campaign_id}, state="draft", made_at=now,
            words={"en": {"subject": "News", "text": "News"}}, made_by_id=self.juno,
        )  # fmt: skip
        notice = Notice(screening_id=self.house.screening_id, kind="cancelled", made_at=now, before={"zone": "UTC"})
        letter = Letter(
            ally_id=self.ally, kind="step", language="en", message_id="<1@houselights.example>", state="failed", due_at=now,
            written_at=now, tries=1, urgency=1, trouble="550", follow_up_id=self.follow_up,
        )  # fmt: skip
        letter.recipient, letter.words = EMAIL, {"subject": "s", "text": f"Dear {NAME}", "html": "h"}
        reply = Reply(mark=b"1" * 32, received_at=now, ally_id=self.ally, follow_up_id=self.follow_up, settled_at=now)
        reply.message = {"sender": EMAIL, "subject": "Hello", "text": WROTE}
        brought = Import(
            kind="screenings", sha256="0" * 64, size=10, signature="0" * 64, campaign_id=campaign_id, state="uploaded",
            answers={}, counts={}, account_id=self.juno, uploaded_at=now,
        )  # fmt: skip
        brought.file_name, brought.upload = "listxmark.csv", "YQ=="
        brought.list_id = brought.id
        invented.write(bulk, notice, letter, reply, brought)
        return {
            "bulk_id": bulk.id, "notice_id": notice.id, "letter_id": letter.id, "reply_id": reply.id,
            "import_id": brought.id, "story_id": self._told(), "size": "phone", "list_key": "trace", "export_id": self._asked_for(),
            **self._reported(),
        }  # fmt: skip

    def _reported(self) -> dict[str, str]:
        """A report of her campaign that was published, and the draft of another."""
        report_id = told_reports.published(self.house.campaign_id, self.juno, learned={"en": "Seatsxmark"})
        draft_id = told_reports.drafted(self.house.campaign_id, self.juno, learned={"en": "Cardsxmark"})
        share_report(report_id, "Readerxmark Foundation", 90, self.juno)
        make_token("Sheetxmark", (TokenScope.READ_FIGURES,), self.juno)
        return {
            "report_id": report_id, "draft_id": draft_id, "share_id": db.session.query(ShareLink).one().id,
            "token_id": db.session.query(Token).one().id, **self._told_elsewhere(),
        }  # fmt: skip

    def _told_elsewhere(self) -> dict[str, str]:
        """A webhook of the house, and what it was told of her ally."""
        facts = HookFacts("Receiverxmark", "https://automation.example/incoming", [Kind.SIGNUPS])
        hook_id, _secret = make_hook(facts, None)
        now = clock.now()
        told = HookDelivery(
            hook_id=hook_id, event="signup.recorded", about_id=new_id(), ally_id=self.ally, at=now, due_at=now, state="failed",
            ended_at=now, status=500, tries=10,
        )  # fmt: skip
        invented.write(told)
        return {"hook_id": hook_id, "delivery_id": told.id}

    def _asked_for(self) -> str:
        """A file that she asked for, of her ally."""
        row = Export(kind="contacts", account_id=self.juno, layout="house", form="csv", asked_at=clock.now(), total=1)
        row.reason = "Fundraiserxmark"
        invented.write(row, ExportOf(export_id=row.id, ally_id=self.ally))
        return row.id

    def _found(self) -> dict[str, str]:
        """Allies she chose, what she did to them, a tag of hers, a list that she keeps for herself."""
        kept = SavedFilter(account_id=self.juno, filters={"language": "en"}, shared=False, made_at=clock.now())
        kept.name = "Listxmark"
        invented.write(kept)
        tag_id = invented.tag("translates", self.juno)
        done = db.session.get_one(BulkDeed, invented.in_many(tag_id, self.juno, self.ally))
        return {"tag_id": tag_id, "list_id": kept.id, "choice_id": done.choice_id, "deed_id": done.id, "deed": "stop"}

    def _in_the_lobby(self, screening_id: str) -> dict[str, str]:
        """A tablet, and what somebody wrote there without choosing an answer."""
        kiosk_id = give_kiosk(screening_id, "By the stairs", "en", self.juno)
        with transaction() as session:
            kiosk = session.get_one(Kiosk, kiosk_id)
            said = json.dumps({"name": NAME, "email": EMAIL, "phone": PHONE})
            envelope = base64.b64encode(kiosk_sealing.seal(said, kiosk.public_key, kiosk_id, "0" * 16)).decode()
            kiosk_entries.keep(kiosk, [Sent("0" * 16, envelope)], None)
        welcome_kiosk_entries()
        return {"kiosk_id": kiosk_id, "entry_id": db.session.query(KioskEntry).one().id}

    def _on_paper(self, screening_id: str) -> str:
        """A sheet with a line of hers that waits, and a photo."""
        [sheet_id] = paper_sheets.printed(screening_id)
        by = Typist(self.juno)
        type_up.type_line(sheet_id, paper_sheets.typed(1, name=NAME, email=EMAIL), by)
        bring_photo.bring_photo(sheet_id, told_stories.picture(), by)
        return sheet_id

    def _told(self) -> str:
        """A draft of her campaign that nobody has reviewed."""
        told = told_stories.draft(
            "en", campaign_id=self.house.campaign_id, mark="Lanternxmark", consent="Sunheexmark by phone"
        )
        return tell_story.write(told, told_stories.picture(), invented.account("organizer", "Wren T."))

    def _of_juno(self) -> dict[str, str]:
        """How she comes in, and a copy of her ally's that went along with her."""
        now = clock.now()
        passkey = Passkey(account_id=self.juno, credential_hash=b"2" * 32, sign_count=0, added_at=now)
        passkey.label = "Phonexmark"
        ends = now + timedelta(days=1)
        device = RememberedDevice(account_id=self.juno, token_hash=b"3" * 32, remembered_at=now, ends_at=ends)
        device.browser = "Firefoxxmark"
        session = Session(account_id=self.juno, token_hash=b"4" * 32, created_at=now, seen_at=now, ends_at=ends)
        session.data = {}
        gone = Erasure(ally_id=invented.ally(), why="asked", asked_at=now, due_at=now, done_at=now)
        chase = Chase(erasure_id=gone.id, kind="letter", left_at=now, account_id=self.juno, place="eml")
        invented.write(passkey, device, session, gone, chase)
        return {"passkey_id": passkey.id, "device_id": device.id, "session_id": session.id, "chase_id": chase.id}

    def claim(self, account_id: str) -> None:
        """Somebody is at the card."""
        with transaction() as session:
            row = session.get_one(FollowUp, self.follow_up)
            row.claimed_by_id, row.claimed_until = account_id, clock.now() + timedelta(hours=1)

    def fields(self) -> dict[str, Any]:
        """What somebody could send to any of the desk's forms."""
        return {
            "outcome": "reached", "text": "Hello", "said": "min", "title": "x", "nonce": "0" * 16, "reason": "curious", "seen": "",
            "name": "x", "heads": "3", "kind": "counted", "email": EMAIL, "by": "1", "film": self.ids["film_id"], "day": "2023-10-23",
            "campaign": self.ids["campaign_id"], "other": self.ids["screening_id"], "role": "viewer", "label_en": "x",
            **dict.fromkeys(("subject_en", "text_en", "per_hour", "zone", "venue"), "x"),
        }  # fmt: skip


def named(app: Flask, ids: dict[str, str]) -> Iterator[tuple[Rule, str, str]]:
    """Every guarded route with an id in it: (rule, method, address). Raises KeyError for one that `ids` does not know."""
    for rule in app.url_map.iter_rules():
        roles = access.allowed(app, rule.endpoint)
        if roles == access.ANYONE or not rule.arguments:
            continue
        with app.test_request_context():
            built = rule.build({name: ids[name] for name in rule.arguments}, append_unknown=False)
        assert built is not None, rule
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            yield rule, method, built[1]


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the database that a deed could change."""
    db.session.rollback()
    tables = [table.name for table in Base.metadata.sorted_tables if table.name not in RESTLESS]
    return {name: sorted(map(tuple, db.session.execute(text(f'SELECT * FROM "{name}"'))), key=repr) for name in tables}


def told_to_strangers(answer: str, alias: str = "") -> list[str]:
    """The marks that an answer holds, and the alias where it may not stand either."""
    spaced = answer.replace("\u00a0", " ")
    return [each for each in (*MARKS, alias) if each and each in spaced]
