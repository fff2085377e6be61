"""Two allies who may be one person, with something of everything, and the whole database as it can be read."""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tests import invented
from tracker import clock
from tracker.allies import merging
from tracker.allies.ally import Ally, Contact
from tracker.allies.identify import identify
from tracker.allies.likeness import Likeness
from tracker.allies.own_link import OwnLink
from tracker.finding.export import Export, ExportOf
from tracker.followups.followup import Attempt
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.letters.letter import Letter
from tracker.letters.reply import Reply
from tracker.signups.signup import Signup, SignupAnswer
from tracker.store.db import Base, db
from tracker.store.ids import new_id
from tracker.store.resealing import SealedTable
from tracker.store.sealing import unseal_bytes
from tracker.store.transactions import transaction
from tracker.usecases.join_allies import join_allies

GOES: Contact = {"name": "Min-jun Kim", "call": "Min-jun", "email": "minjun.kim@gmial.com", "phone": "+15125550147"}
STAYS: Contact = {"name": "Minjun Kim", "call": "Minjun", "email": "minjun.kim@gmail.com", "phone": "+15125550148"}
# What a deed of the desk writes about itself, and what is made anew.
BESIDE = {"trace", "trace_head", "merge", "likeness_mark", "ration_taken", "copy_left", "copy_of", "chore_note"}


class TwoOfThem:
    """`goes` and `stays` were at the first evening, `goes` at the second too; `other` is somebody else."""

    def __init__(self, **care: bool) -> None:
        self.by = invented.account("coordinator", "Rosa M.")
        self.campaign_id = invented.campaign(self.by)
        self.first, self.second = invented.screening(self.campaign_id), invented.screening(self.campaign_id)
        self.goes = self.somebody(GOES, [self.first, self.second], care=care.get("goes", False))
        self.stays = self.somebody(STAYS, [self.first], care=care.get("stays", False))
        self.other = self.somebody({"name": "Ada Oh", "call": "Ada", "email": "ada@example.org"}, [self.second])
        self.in_many()
        self.pair_id = self.pair(self.goes, self.stays)

    def somebody(self, contact: Contact, evenings: list[str], care: bool = False) -> str:
        """With signups, what was promised, a letter that waits, one that left, a reply, a link of their own."""
        ally_id = invented.ally(contact["name"], care=care)
        with transaction() as session:
            ally = session.get_one(Ally, ally_id)
            ally.contact = contact
            identify(ally_id, contact)
        signups = [invented.signup(ally_id, each, invented.interest()) for each in evenings]
        thanks = invented.follow_up(ally_id, self.campaign_id, *signups, step_key="thanks", channel="letter")
        call = invented.follow_up(ally_id, self.campaign_id, *signups, step_key="contact")
        own = invented.follow_up(ally_id, self.campaign_id, signups[0], why="by hand", channel="task")
        now = clock.now()
        letters = [
            self._letter(ally_id, contact, state, thanks if state == "waiting" else None)
            for state in ("waiting", "left")
        ]
        attempt = Attempt(follow_up_id=call, at=now, account_id=self.by, outcome="no answer", changed={})
        attempt.note = f"dog barked at {contact['name']}"
        reply = Reply(
            ally_id=ally_id, letter_id=letters[1].id, follow_up_id=own, mark=ally_id.encode() * 2, received_at=now
        )
        reply.message = {"sender": contact.get("email", ""), "subject": "s", "text": f"from {contact['name']}"}
        link = OwnLink(ally_id=ally_id, purpose="open", made_at=now, ends_at=now + timedelta(minutes=30))
        answer = SignupAnswer(signup_id=signups[0], interest_id=invented.interest(), at=now)
        answer.text = f"in May, says {contact['name']}"
        invented.write(*letters, attempt, reply, link, answer)
        with transaction() as session:
            session.get_one(Signup, signups[0]).note = f"came with {contact['name']}"
        return ally_id

    def _letter(self, ally_id: str, contact: Contact, state: str, follow_up_id: str | None) -> Letter:
        now = clock.now()
        letter = Letter(
            ally_id=ally_id, follow_up_id=follow_up_id, kind="thanks", language="en", message_id=f"<{new_id()}@example.org>",
            state=state, due_at=now, written_at=now, left_at=now if state == "left" else None, tries=0, trouble="", urgency=0,
        )  # fmt: skip
        letter.recipient = contact.get("email", "")
        letter.words = {"subject": "s", "text": f"Dear {contact['name']}", "html": "h"}
        return letter

    def in_many(self) -> None:
        """Tagged and asked for together, and each alone; and two raised hands of a list, which are known again later."""
        self.tag_id = invented.tag(by=self.by)
        invented.in_many(self.tag_id, self.by, self.goes, self.stays)
        invented.in_many(invented.tag(by=self.by), self.by, self.goes)
        for asked in ([self.goes, self.stays], [self.goes]):
            export = Export(kind="contacts", account_id=self.by, asked_at=clock.now())
            invented.write(export, *(ExportOf(export_id=export.id, ally_id=each) for each in asked))
        brought = Import(
            kind="people", sha256="0" * 64, size=1, signature="0" * 64, state="written", uploaded_at=clock.now(),
            written_at=clock.now(),
        )  # fmt: skip
        before = {
            "was": ["unknown", "unknown", clock.now().isoformat()],
            "now": ["yes", "yes", clock.now().isoformat()],
        }
        rows = [
            ImportRow(
                import_id=brought.id, place=place, number=place + 2, fate="known", noted=False, ally_id=ally_id,
                signup_id=db.session.scalars(select(Signup.id).where(Signup.ally_id == ally_id)).first(), before=before,
            )
            for place, ally_id in enumerate([self.goes, self.stays])
        ]  # fmt: skip
        invented.write(brought, *rows)
        self.rows = [row.id for row in rows]

    def pair(self, one: str, other: str) -> str:
        one_id, other_id = sorted((one, other))
        row = Likeness(one_id=one_id, other_id=other_id, evidence="domain name", strength=90, found_at=clock.now())
        invented.write(row)
        return row.id

    def seen(self, *ally_ids: str) -> str:
        both = [db.session.get_one(Ally, each) for each in ally_ids or (self.goes, self.stays)]
        told = merging.digest(*both)
        db.session.rollback()
        return told

    def join(self, **picks: str) -> str:
        return join_allies(self.pair_id, self.stays, picks, self.seen(), self.by)

    def contact(self, ally_id: str) -> Contact:
        db.session.rollback()
        return db.session.get_one(Ally, ally_id).contact or Contact()


def everything(without: set[str] = BESIDE) -> dict[str, list[Any]]:
    """Every row of every table but those, opened."""
    db.session.rollback()
    told: dict[str, list[Any]] = {}
    for table in Base.metadata.sorted_tables:
        if table.name in without:
            continue
        rows = [dict(row) for row in db.session.execute(select(table)).mappings()]
        for row in rows:
            for column in table.columns:
                if column.info.get("sealed") and row[column.name] is not None:
                    key = next(iter(table.primary_key.columns)).name
                    row[column.name] = unseal_bytes(row[column.name], SealedTable(table).where(column, row[key]))
            if table.name == "ally":
                row.pop("likened_at")
            if table.name == "identity":
                row.pop("id")
        told[table.name] = sorted(json.dumps(row, default=str, sort_keys=True) for row in rows)
    return told
