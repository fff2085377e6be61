"""Every field about a person: what class it is of, when it ends, and on which pages it can be seen (ASVS 14.1.2, 14.2.4).

docs/fields.md is written from here. tests/house/test_fields.py holds the list to the tables: a new sealed column, a new
fingerprint or a new table about people fails until it stands here with an end that something brings about.
"""

from enum import StrEnum

from tracker.records import dataclass


class Class(StrEnum):
    """How much harm it does in the wrong hands, the most first."""

    CONTACT = "contact"  # links a person to us: sealed, shown one at a time, each look traced
    WORDS = "words"  # what somebody wrote or said: sealed, shown where the work needs it
    TEAM = "team"  # of members: sealed
    MARK = "mark"  # a keyed fingerprint: tells whether two are the same, to whom has the key
    FACT = "fact"  # dates, states and random ids: tells nobody's name


# Ends that are no clock's kind.
ERASURE = "erasure"
STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Field:
    """A column, or a table for the rest of its columns. `ends`: ERASURE, STAYS, kinds of clocks; whichever comes first.

    `seen`: views on whose answers it can stand. `note`: what else is to be known.
    """

    name: str
    is_a: Class
    ends: tuple[str, ...]
    seen: tuple[str, ...] = ()
    note: str = ""


OWN = ("me_open.do", "me_data.do")
RECORD = (*OWN, "desk.record.take")
CARD = "desk.follow_ups.card"
REQUEST = ("desk.request.show", "desk.request_approve.approve")
STORY = ("desk.story.show", "desk.story_write.change", "desk.story_review.show")
OUTSIDE = "everybody, while it is published"

FIELDS = (
    Field(
        "ally.contact_sealed", Class.CONTACT, (ERASURE,),
        (CARD, "desk.ally.reveal", "desk.allies.index", "desk.duplicate.show", "desk.find.show", *RECORD),
        "in lists only the name to be called by, to the point person",
    ),
    Field("ally.extra_care_sealed", Class.CONTACT, (ERASURE,), ("desk.ally.card", *RECORD)),
    Field(
        "ally_besides.told_sealed", Class.CONTACT, (ERASURE,), RECORD,
        "what other programs said: how the name is parted, a postal address, fields of their own; other programs with “read people”",
    ),
    Field(
        "known_as.text_sealed", Class.WORDS, (ERASURE,), RECORD, "ids in other systems; other programs with “read people”",
    ),
    Field("own_link.email_sealed", Class.CONTACT, (ERASURE, "own_links"), RECORD),
    Field("merge.known_by_sealed", Class.CONTACT, (ERASURE,), RECORD, "of who was joined to another: it recognises"),
    Field("merge.notes_sealed", Class.CONTACT, (ERASURE, "merges"), (), "nobody; it brings back who was joined by mistake"),
    Field("erasure.contact_sealed", Class.CONTACT, (ERASURE,), RECORD, "for 20 hours at most"),
    Field("signup.note_sealed", Class.WORDS, (ERASURE, "signup_notes"), (CARD, *RECORD)),
    Field("signup_answer.text_sealed", Class.WORDS, (ERASURE, "signup_notes"), (CARD, "desk.ally.reveal", *RECORD)),
    Field("attempt.note_sealed", Class.WORDS, (ERASURE, "call_notes"), (CARD, *RECORD)),
    Field("letter.recipient_sealed", Class.CONTACT, (ERASURE, "letters"), ("desk.outbox.read", "desk.outbox.take", *RECORD)),
    Field("letter.words_sealed", Class.WORDS, (ERASURE, "letters"), ("desk.outbox.read", "desk.outbox.take", *RECORD)),
    Field("reply.message_sealed", Class.WORDS, (ERASURE, "replies", "unplaced"), (CARD, "desk.replies.read", *RECORD)),
    Field(
        "import_.file_name_sealed", Class.WORDS, ("import_files", "outcome_files", "people_files"),
        ("desk.imports.index", "desk.admission_lists.index", "desk.outcome_lists.index", "desk.people_lists.index"),
    ),
    Field(
        "import_.upload_sealed", Class.CONTACT, (ERASURE, "import_files", "outcome_files", "people_files"),
        ("desk.people_columns.ask",), "a few cells, to whoever tells what its columns mean",
    ),
    Field(
        "import_row.content_sealed", Class.CONTACT, (ERASURE, "import_files", "outcome_files", "people_files"),
        (
            "desk.import_preview.show", "desk.admission_list.show", "desk.outcome_list.show",
            "desk.people_list.show", "desk.people_doubts.show",
        ),
        "of a person only until they come in, and while a row waits for a decision",
    ),
    Field(
        "tag.name_sealed", Class.TEAM, (STAYS,), ("desk.tags.index", "desk.allies.index", "desk.ally.card", *RECORD),
        "until the team removes it",
    ),
    Field("custom_field.name_sealed", Class.TEAM, (STAYS,), (), "other programs: what their own fields are called"),
    Field("program_form.words_sealed", Class.TEAM, (STAYS,), (), "other programs: what a form of theirs is called"),
    Field("saved_filter.name_sealed", Class.TEAM, (STAYS,), ("desk.saved_lists.index",), "until its owner removes it"),
    Field("report.learned_sealed", Class.TEAM, (STAYS,), ("desk.report.show",), "whoever it is published to; until it is withdrawn"),
    Field(
        "report_draft.learned_sealed", Class.TEAM, ("report_drafts",), ("desk.report_draft.show", "desk.report_draft.change"),
        "until it is published or thrown away",
    ),
    Field("screening.host_sealed", Class.CONTACT, ("hosts",), ("desk.screening_log.change", "desk.find.show")),
    Field("screening.note_sealed", Class.WORDS, ("hosts",), ("desk.screening_log.change",)),
    Field("request_to_host.asker_sealed", Class.CONTACT, (ERASURE, "requests"), (*REQUEST, *RECORD)),
    Field("request_to_host.wish_sealed", Class.WORDS, (ERASURE, "requests"), ("desk.requests.index", *REQUEST, *RECORD)),
    Field(
        "host_link.whom_sealed", Class.WORDS, ("hosts",), ("desk.host_link.index", "desk.host_link.show"),
        "for whom a link was made",
    ),
    Field("kiosk.name_sealed", Class.WORDS, ("kiosks",), ("desk.kiosk.index", "desk.kiosk.show"), "what a tablet is called; its host, too"),
    Field("kiosk.private_key_sealed", Class.CONTACT, ("kiosks",), (), "nobody; opens what was written on that tablet"),
    Field(
        "kiosk_entry.envelope_sealed", Class.CONTACT, (ERASURE, "kiosks"), ("desk.kiosk_entry.show",),
        "until it is taken in, which is a matter of seconds; each look traced",
    ),
    Field("kit_part.files_sealed", Class.WORDS, ("kits",), ("desk.campaign_print.fetch",), "what is printed: places, days, codes; nobody"),
    Field(
        "sheet_line.content_sealed", Class.CONTACT, (ERASURE, "sheet_lines"), ("desk.sheet.show", *RECORD),
        "whoever typed it, while it can be mended; whoever it is about, once they are known by it",
    ),
    Field(
        "sheet_photo.jpeg_sealed", Class.CONTACT, (ERASURE, "sheet_photos"), ("desk.sheet.photo",),
        "the page of a host that brought it; an erasure takes those of the sheets on which somebody may stand: their own, or all "
        "open ones of their film screenings; each look counts as many cards as the sheet has lines",
    ),
    Field(
        "talkback_guests.guests_sealed", Class.CONTACT, ("hosts",), ("desk.talkback.show",),
        "everybody, once a second person of the team has cleared them",
    ),
    Field(
        "story_text.words_sealed", Class.WORDS, ("stories",), (*STORY, "desk.stories.index"),
        OUTSIDE,
    ),
    Field("story_picture.phone_sealed", Class.WORDS, ("stories",), ("desk.story.picture",), OUTSIDE),
    Field("story_picture.wide_sealed", Class.WORDS, ("stories",), ("desk.story.picture",), OUTSIDE),
    Field("story.consent_sealed", Class.CONTACT, ("stories",), ("desk.story.consent", "desk.story_review.show"), "each look traced"),
    Field("story_review.remark_sealed", Class.WORDS, ("stories",), ("desk.story.show",)),
    Field("export.reason_sealed", Class.WORDS, ("exports",), ("desk.exports.show",), "whoever asked for the file"),
    Field(
        "export_part.piece_sealed", Class.CONTACT, (ERASURE, "exports"), ("desk.exports.fetch",),
        "whoever asked for the file; once its passphrase was shown, only to whom has that",
    ),
    Field("account.email_sealed", Class.TEAM, (STAYS,), ("desk.team.show",), "as long as the trace names them"),
    Field("account.name_sealed", Class.TEAM, (STAYS,), ("desk.team.show",), "as long as the trace names them"),
    Field("account.totp_secret_sealed", Class.TEAM, (STAYS,), (), "nobody; replaced when the phone is"),
    Field("passkey.credential_sealed", Class.TEAM, (STAYS,), (), "nobody; until its owner removes it"),
    Field("passkey.public_key_sealed", Class.TEAM, (STAYS,), (), "nobody; until its owner removes it"),
    Field("passkey.label_sealed", Class.TEAM, (STAYS,), (), "its owner; until they remove it"),
    Field("remembered_device.browser_sealed", Class.TEAM, ("devices",), (), "its owner"),
    Field("reset_asked.email_sealed", Class.TEAM, ("resets",), (), "nobody"),
    Field("session.data_sealed", Class.TEAM, ("sessions",), (), "nobody"),
    Field("token.name_sealed", Class.TEAM, ("tokens",), ("desk.tokens.show",), "what another program’s token is for"),
    Field("hook.name_sealed", Class.TEAM, ("hooks",), ("desk.hooks.index", "desk.hook.show"), "what another program is told for"),
    Field("hook.address_sealed", Class.TEAM, ("hooks",), ("desk.hook.show",), "where another program listens"),
    Field("hook.secret_sealed", Class.TEAM, (STAYS,), (), "whoever adds the webhook, once; until it is turned or withdrawn"),
    Field("hook.former_sealed", Class.TEAM, (STAYS,), (), "nobody; signs for a day after a turn"),
    Field(
        "hook_delivery.body_sealed", Class.WORDS, (ERASURE, "hook_deliveries"), ("desk.hook.show",),
        "what another program was told, without names and contacts",
    ),
    Field(
        "hook_delivery.answer_sealed", Class.WORDS, (ERASURE, "hook_deliveries"), ("desk.hook.show",),
        "what it answered, unless it had been told a contact",
    ),
    Field("share_link.whom_sealed", Class.WORDS, ("share_links",), ("desk.share_links.index",), "for whom a link to a report was made"),
    Field(
        "sync_cursor.page_sealed", Class.TEAM, (STAYS,), (),
        "nobody; where an interrupted sync goes on, until it has: an address there, which can hold somebody’s id there",
    ),
    Field("trace.detail_sealed", Class.TEAM, ("trace",), ("desk.trace.index",), "whoever reads the trace"),
    Field("likeness_mark.mark", Class.MARK, (ERASURE,), (), "nobody; so short that strangers share it"),
    Field("identity.fingerprint", Class.MARK, (ERASURE,), (), "nobody; it recognises"),
    Field(
        "name_word.mark", Class.MARK, (ERASURE,), (),
        "nobody; ten or twelve bits that thousands share: who may be called so, or have this number",
    ),
    Field("known_as.mark", Class.MARK, (STAYS,), (), "nobody; of an id in another system: whom it meant is not brought back by it"),
    Field("suppression.fingerprint", Class.MARK, (STAYS,), (), "nobody; until the person says yes again by their own link"),
    Field("dead_address.fingerprint", Class.MARK, ("dead_addresses",), (), "nobody"),
    Field("account.email_fingerprint", Class.MARK, (STAYS,), (), "nobody; it recognises"),
    Field("recovery_code.code_hash", Class.MARK, (STAYS,), (), "nobody; until it is used or made anew"),
    Field("try.key", Class.MARK, ("tries",), (), "nobody"),
    Field("reply.mark", Class.MARK, (STAYS,), (), "nobody; of a message, not of a person"),
    Field("follow_up.once", Class.MARK, (STAYS,), (), "nobody; of a random id"),
    Field("request_to_host.mark", Class.MARK, (ERASURE, "requests"), (), "nobody; tells that the same contact has asked before"),
    Field("request_to_host.submission", Class.MARK, (STAYS,), (), "nobody; of one form, sent twice"),
    Field("sheet_line.mark", Class.MARK, (ERASURE, "sheet_lines"), (), "nobody; of one line, sent twice; for a day after it came in"),
    Field("signup.submission", Class.MARK, (STAYS,), (), "nobody; of one form, sent twice"),
    Field("folded_signup.submission", Class.MARK, (STAYS,), (), "nobody; of one form, sent twice"),
    Field("ally", Class.FACT, (STAYS,), ("desk.allies.index",), "alias, language, where consent stands, dates"),
    Field("consent", Class.FACT, (STAYS,), ("desk.consent.show", *RECORD), "the proof of what was said, without who"),
    Field("likeness", Class.FACT, (ERASURE,), ("desk.duplicates.index",), "that two may be one person, and why"),
    Field("likeness_mark", Class.FACT, (ERASURE,)),
    Field("merge", Class.FACT, (STAYS,), ("desk.ally.card", *RECORD), "that two were found to be one"),
    Field("name_word", Class.FACT, (ERASURE,), (), "nobody"),
    Field("ally_tag", Class.FACT, (ERASURE,), ("desk.allies.index", "desk.ally.card", *RECORD)),
    Field("chosen", Class.FACT, (ERASURE, "choices"), ("desk.choice.show",), "that a deed was meant for them, with how many others"),
    Field("bulk_done", Class.FACT, (ERASURE,), ("desk.bulk.show",), "that it was done, and what there was before; goes with its choice"),
    Field("ally_besides", Class.FACT, (ERASURE,), RECORD, "when another program last said something"),
    Field("known_as", Class.FACT, (STAYS,), RECORD, "when an id in another system was told"),
    Field("form_submission", Class.FACT, (ERASURE,), RECORD, "that they sent a form of another program, and when"),
    Field("program_form", Class.FACT, (STAYS,), (), "of which campaign it is, and when it was told of"),
    Field("custom_field", Class.FACT, (STAYS,), (), "since when it is in use"),
    Field("program_hour", Class.FACT, (STAYS,), (), "how much a token read and wrote in an hour; until the trace has told of it"),
    Field("choice", Class.FACT, ("choices",), ("desk.choice.show",), "by whom, when, and by which filters"),
    Field("tag", Class.FACT, (STAYS,), ("desk.tags.index",), "who made it, and when"),
    Field("saved_filter", Class.FACT, (STAYS,), ("desk.saved_lists.index",), "ids and places by which a list is narrowed"),
    Field("identity", Class.FACT, (ERASURE,), (), "nobody"),
    Field("host_link", Class.FACT, ("hosts",), ("desk.host_link.index",), "when a link was made, and withdrawn"),
    Field("kiosk", Class.FACT, (STAYS,), ("desk.kiosk.index",), "when a tablet was given its link, and how many wrote on it"),
    Field("kiosk_entry", Class.FACT, (STAYS,), ("desk.kiosk_entries.index",), "that one came, and whether it was taken in"),
    Field("own_link", Class.FACT, (ERASURE, "own_links"), RECORD),
    Field("signup", Class.FACT, (STAYS,), ("desk.ally.card", *RECORD), "the count of a film screening"),
    Field("sheet_photo", Class.FACT, ("sheet_photos",), ("desk.sheet.show",), "who brought it, and when"),
    Field("sheet_line", Class.FACT, (STAYS,), ("desk.sheet.show",), "that a line was typed, by whom and when"),
    Field("signup_interest", Class.FACT, (STAYS,), ("desk.ally.card", *RECORD)),
    Field("signup_answer", Class.FACT, (STAYS,), RECORD),
    Field("folded_signup", Class.FACT, (STAYS,)),
    Field("follow_up", Class.FACT, (STAYS,), ("desk.ally.card", *RECORD), "the figures of outcomes"),
    Field("follow_up_signup", Class.FACT, (STAYS,)),
    Field("request_to_host", Class.FACT, (STAYS,), (*REQUEST, *RECORD), "that somebody asked, and what came of it"),
    Field("follow_up_request", Class.FACT, (STAYS,)),
    Field("attempt", Class.FACT, (STAYS,), ("desk.ally.card", *RECORD)),
    Field("letter", Class.FACT, (STAYS,), ("desk.outbox.show", *RECORD), "that a letter left"),
    Field("reply", Class.FACT, (STAYS,), ("desk.replies.index", *RECORD), "that an answer came"),
    Field("erasure", Class.FACT, (STAYS,), ("desk.keeping.show", *RECORD), "the proof of it"),
    Field("keep_question", Class.FACT, (STAYS,), RECORD, "that somebody was asked"),
    Field("copy_left", Class.FACT, ("copies",), ("desk.erase.ask", *RECORD)),
    Field("copy_of", Class.FACT, (ERASURE, "copies"), ("desk.erase.ask", *RECORD)),
    Field("chase", Class.FACT, ("copies",), ("desk.copies.show",)),
    Field("suppression", Class.FACT, (STAYS,), ("desk.consent.show", *RECORD)),
    Field("dead_address", Class.FACT, ("dead_addresses",)),
    Field("talkback_guests", Class.FACT, (STAYS,), ("desk.talkback.show",), "who cleared them, and when"),
    Field("report", Class.FACT, (STAYS,), ("desk.report.show",), "figures in which no small number can be seen; nobody is in it"),
    Field("report_draft", Class.FACT, ("report_drafts",), ("desk.report_draft.show",), "as a report"),
    Field("story", Class.FACT, (STAYS,), ("desk.stories.index",), "that there is one"),
    Field("story_text", Class.FACT, (STAYS,), ("desk.stories.index",)),
    Field("story_picture", Class.FACT, ("stories",)),
    Field("story_review", Class.FACT, (STAYS,), ("desk.story.show",), "the proof that a second person looked"),
    Field("account", Class.FACT, (STAYS,), ("desk.team.show",)),
    Field("invitation", Class.FACT, ("invitations",), ("desk.team.show",)),
    Field("share_link", Class.FACT, ("share_links",), ("desk.share_links.index",), "when a link was made, and how often it was opened"),
    Field("token", Class.FACT, ("tokens",), ("desk.tokens.show",), "what a program may, until when, and the hour of its last use"),
    Field("hook", Class.FACT, ("hooks",), ("desk.hooks.index", "desk.hook.show"), "what another program is told of, and how it fares"),
    Field(
        "hook_delivery", Class.FACT, ("hook_deliveries",), ("desk.hook.show",),
        "that another program was told of a signup, an outcome or a film screening",
    ),
    Field("session", Class.FACT, ("sessions",)),
    Field("passkey", Class.FACT, (STAYS,)),
    Field("recovery_code", Class.FACT, (STAYS,)),
    Field("remembered_device", Class.FACT, ("devices",)),
    Field("reset_asked", Class.FACT, ("resets",)),
    Field("try", Class.FACT, ("tries",)),
    Field("export", Class.FACT, ("exports",), ("desk.exports.show",), "that somebody of the team asked for a file"),
    Field("export_of", Class.FACT, (ERASURE, "exports")),
    Field("export_part", Class.FACT, ("exports",)),
    Field("kept_figures", Class.FACT, ("figures",), (), "numbers; ids of film screenings and of allies who host"),
    Field("kept_counts", Class.FACT, ("figures",), (), "numbers; ids of rungs and campaigns"),
    Field("undertaking", Class.FACT, ("undertakings",), (), "which deed a worker is at; ids of lists and drafts"),
    Field("kit", Class.FACT, ("kits",), (), "that somebody of the team asked for one"),
    Field("kit_part", Class.FACT, ("kits",)),
    Field("sync_cursor", Class.FACT, (STAYS,), (), "how far a sync has come; nobody is in it"),
    Field("trace", Class.FACT, ("trace",), ("desk.hand_over.seen",), "what the team did, by ids"),
)  # fmt: skip

BY_NAME = {each.name: each for each in FIELDS}
