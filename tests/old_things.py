"""One of each kind of thing that has a clock, as old as one likes: for tests of the nightly clearing."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from tests import invented, paper_sheets
from tracker.allies.choice import Choice
from tracker.allies.merge import Merge
from tracker.allies.own_link import OwnLink
from tracker.appeals.story import Story, StoryPicture, StoryText
from tracker.appeals.story_log import StoryReview
from tracker.finding.export import Export, ExportOf, ExportPart
from tracker.followups.followup import Attempt
from tracker.hooks.delivery import HookDelivery
from tracker.hooks.hook import Hook
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.keeping.copy_left import Copy, CopyOf
from tracker.letters.dead_address import DeadAddress
from tracker.letters.letter import Letter
from tracker.letters.reply import Reply
from tracker.reports.kept_figures import KeptFigures
from tracker.reports.report import ReportDraft
from tracker.reports.share_link import ShareLink
from tracker.screenings.kit import Kit, KitPart
from tracker.screenings.screening import Screening
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entry import KioskEntry
from tracker.signups.request_to_host import RequestToHost
from tracker.signups.sheet_photo import SheetPhoto
from tracker.signups.signup import Signup, SignupAnswer
from tracker.store.db import Row, db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.store.undertakings import Undertaking
from tracker.team.device import RememberedDevice
from tracker.team.invitation import Invitation
from tracker.team.reset_asked import ResetAsked
from tracker.team.session import Session
from tracker.team.token import Token
from tracker.team.tries import Try


class Things:
    """Made for one ally of one house."""

    def __init__(self) -> None:
        self.house = invented.House()
        self.ally = invented.ally()
        self.signup = invented.signup(self.ally, self.house.screening_id)
        self.closed = invented.follow_up(
            self.ally, self.house.campaign_id, self.signup, state="closed", outcome="reached", closed_at=invented.NOON
        )
        self.account = invented.account()

    def make(self, kind: str, at: datetime) -> Row:
        """One thing of a kind, that began its time then."""
        made: Row = self.MAKERS[kind](self, at)
        invented.write(made)
        return made

    def note(self, at: datetime) -> Row:
        with transaction() as session:
            session.get_one(Signup, self.signup).note = None
        row = SignupAnswer(signup_id=self.signup, interest_id=self.house.host, at=at)
        row.text = "in May"
        return row

    def call_note(self, at: datetime) -> Row:
        row = Attempt(follow_up_id=self.closed, at=at, account_id=self.account, outcome="reached")
        row.note = "dog barked"
        return row

    def letter(self, at: datetime) -> Row:
        row = Letter(
            ally_id=self.ally, kind="bulk", language="en", message_id=f"<{new_id()}@example.org>", state="left", due_at=at,
            written_at=at, left_at=at, tries=1, trouble="", urgency=1,
        )  # fmt: skip
        row.recipient, row.words = "somebody@example.org", {"subject": "s", "text": "t", "html": "h"}
        return row

    def reply(self, at: datetime) -> Row:
        row = Reply(
            ally_id=self.ally, follow_up_id=self.closed, mark=secrets.token_bytes(32), received_at=at, settled_at=at
        )
        row.message = {"sender": "somebody@example.org", "subject": "s", "text": "t"}
        return row

    def unplaced(self, at: datetime) -> Row:
        row = Reply(mark=secrets.token_bytes(32), received_at=at)
        row.message = {"sender": "somebody@example.org", "subject": "s", "text": "t"}
        return row

    def file(self, at: datetime, kind: str = "screenings") -> Row:
        row = Import(kind=kind, sha256="0" * 64, size=1, signature="0" * 64, state="previewed", uploaded_at=at)
        row.upload, row.file_name = "eA==", "list of Zephyrine.csv"
        invented.write(row)
        line = ImportRow(import_id=row.id, place=0, number=2, fate="new", noted=False)
        line.content = {"p": {"title": "Beyond Utopia"}}
        invented.write(line)
        return row

    def host(self, at: datetime) -> Row:
        screening_id = invented.screening(self.house.campaign_id, at=at)
        with transaction() as session:
            row = session.get_one(Screening, screening_id)
            row.host, row.note = {"name": "Ada"}, "key under the mat"
            return row

    def request(self, at: datetime) -> Row:
        row = db.session.get_one(RequestToHost, invented.request(self.ally))
        with transaction() as session:
            row = session.get_one(RequestToHost, row.id)
            row.state, row.decided_at = "declined", at
        return row

    def story(self, at: datetime) -> Row:
        row = Story(offered=True, changes=1, made_at=at, changed_at=at)
        row.consent = "Sunhee by phone"
        text = StoryText(story_id=row.id, language="en", state="withdrawn", version=1, passed=0, changed_at=at)
        text.words = {"title": "t", "text": "t", "alt": "", "credit": ""}
        picture = StoryPicture(story_id=row.id, phone_width=1, phone_height=1, wide_width=0, wide_height=0)
        picture.phone = "eA=="
        review = StoryReview(
            story_id=row.id,
            language="en",
            version=1,
            verdict="refused",
            at=at,
            open_items=["faces"],
            account_id=self.account,
        )
        review.remark = "a face"
        invented.write(row, text, picture, review)
        return row

    def own_link(self, at: datetime) -> Row:
        return OwnLink(ally_id=self.ally, purpose="open", made_at=at - timedelta(minutes=30), ends_at=at)

    def dead(self, at: datetime) -> Row:
        return DeadAddress(fingerprint=secrets.token_bytes(32), status="5.1.1", at=at)

    def copy(self, at: datetime) -> Row:
        row = Copy(kind="record", at=at, account_id=self.account, place="json")
        invented.write(row)
        invented.write(CopyOf(copy_id=row.id, ally_id=self.ally))
        return row

    def invitation(self, at: datetime) -> Row:
        return Invitation(
            token_hash=secrets.token_bytes(32), purpose="join", role_name="caller", made_at=at, ends_at=at
        )

    def token(self, at: datetime) -> Row:
        row = Token(
            token_hash=secrets.token_bytes(32), scope_names="figures", made_at=at, ends_at=at, kept_by_id=self.account
        )
        row.name = "Foundation’s spreadsheet"
        return row

    def hook(self, at: datetime) -> Row:
        row = Hook(kind_names="signups", contacts=False, made_at=at, withdrawn_at=at, failures=0)
        row.name, row.address = "Phone bank’s spreadsheet", "https://automation.example/incoming/a1b2c3"
        return row

    def hook_delivery(self, at: datetime) -> Row:
        standing = Hook(kind_names="signups", contacts=False, made_at=at, failures=0)
        invented.write(standing)
        row = HookDelivery(
            hook_id=standing.id, event="signup.recorded", about_id=new_id(), ally_id=self.ally, at=at, due_at=at,
            state="delivered", ended_at=at, tries=1, status=200,
        )  # fmt: skip
        row.body, row.answer = '{"ally":{"alias":"Quiet Heron 7kq2"}}', "Thank you"
        return row

    def share_link(self, at: datetime) -> Row:
        row = ShareLink(
            report_id=invented.report(self.house.campaign_id),
            token_hash=secrets.token_bytes(32),
            made_at=at,
            ends_at=at,
        )
        row.whom = "Foundation X"
        return row

    def session(self, at: datetime) -> Row:
        row = Session(token_hash=secrets.token_bytes(32), created_at=at, seen_at=at, ends_at=at)
        row.data = {"csrf_token": "x"}
        return row

    def wrong_try(self, at: datetime) -> Row:
        return Try(key=secrets.token_bytes(32), failures=3, last_at=at)

    def device(self, at: datetime) -> Row:
        row = RememberedDevice(
            token_hash=secrets.token_bytes(32),
            account_id=self.account,
            remembered_at=at - timedelta(days=14),
            ends_at=at,
        )
        row.browser = "Firefox, Windows"
        return row

    def reset(self, at: datetime) -> Row:
        row = ResetAsked(asked_at=at)
        row.email = "member@example.org"
        return row

    def kit(self, at: datetime) -> Row:
        row = Kit(campaign_id=invented.campaign(), paper="a4", asked_at=at)
        invented.write(row, KitPart(kit_id=row.id, position=0))
        return row

    def figures(self, at: datetime) -> Row:
        return KeptFigures(mark=new_id(), campaign_id=self.house.campaign_id, counted_at=at, figures={})

    def undertaking(self, at: datetime) -> Row:
        return Undertaking(what=f"list {new_id()} write", times=1, process="1", begun_at=at)

    def export(self, at: datetime) -> Row:
        row = Export(kind="contacts", account_id=self.account, form="csv", layout="house", asked_at=at)
        invented.write(
            row, ExportOf(export_id=row.id, ally_id=self.ally), ExportPart(export_id=row.id, position=0, name="")
        )
        return row

    def choice(self, at: datetime) -> Row:
        return Choice(account_id=self.account, filters={"language": "en"}, number=1, made_at=at)

    def tablet(self, at: datetime) -> Row:
        screening_id = invented.screening(self.house.campaign_id, at=at)
        row = Kiosk(screening_id=screening_id, language="en", public_key="x", made_at=at)
        row.name, row.private_key = "By the stairs", "1" * 64
        invented.write(row)
        entry = KioskEntry(kiosk_id=row.id, submission=new_id(), received_at=at, state="doubtful", why="contact")
        entry.envelope = "AA=="
        invented.write(entry)
        return row

    def photo(self, at: datetime) -> Row:
        [sheet_id] = paper_sheets.printed(self.house.screening_id)
        row = SheetPhoto(sheet_id=sheet_id, brought_at=at, account_id=self.account, width=1, height=1)
        row.jpeg = "eA=="
        return row

    def merge(self, at: datetime) -> Row:
        row = Merge(ally_id=self.ally, gone_id=invented.ally(), at=at, account_id=self.account)
        row.notes = {"rows": [], "known": [], "stays_known": [], "heard": [], "contact": {"name": "Minji Seo"}}
        return row

    def report_draft(self, at: datetime) -> Row:
        row = ReportDraft(
            campaign_id=self.house.campaign_id,
            languages="en",
            document={},
            protection={},
            counted_at=at,
            made_at=at,
            changed_at=at,
        )
        row.learned = {"en": "Seat cards work."}
        return row

    MAKERS: dict[str, Callable[..., Row]] = {
        "signup_notes": note, "call_notes": call_note, "letters": letter, "replies": reply, "unplaced": unplaced,
        "import_files": file, "outcome_files": lambda self, at: self.file(at, "outcomes"),
        "people_files": lambda self, at: self.file(at, "people"), "hosts": host, "stories": story,
        "requests": request, "own_links": own_link,
        "dead_addresses": dead, "copies": copy, "invitations": invitation, "sessions": session, "tries": wrong_try,
        "choices": choice, "devices": device, "resets": reset, "kits": kit, "kiosks": tablet, "sheet_photos": photo, "merges": merge,
        "exports": export, "report_drafts": report_draft, "tokens": token, "share_links": share_link, "figures": figures,
        "hooks": hook, "hook_deliveries": hook_delivery, "undertakings": undertaking,
    }  # fmt: skip
