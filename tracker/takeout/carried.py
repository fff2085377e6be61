"""What a takeout carries: every table and column of the metadata, but for those that are listed here, each with a reason."""

from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, LargeBinary, Table

from tracker.store.db import Base, UTCDateTime
from tracker.store.sealing import Sealed

# Tables that stay behind.
STAY: dict[str, str] = {
    "heartbeat": "running processes of the old machine",
    "key_record": "the new house has keys of its own; those it must have besides are in keys.json",
    "key_turn": "how far the old house had come with turning its keys",
    "sweep": "when the old house's disk was swept",
    "session": "nobody is signed in by a takeout",
    "passkey": "second factors do not travel: each member sets theirs up again",
    "recovery_code": "second factors do not travel: each member makes theirs again",
    "remembered_device": "no device skips the second factor of a house that it has never seen",
    "reset_asked": "whoever asked for a new password asks again",
    "invitation": "links into the old house open nothing here",
    "likeness_mark": "marks of who may be one person: the new house makes them anew from what it is given, under a key of its own",
    "name_word": "marks of names: the new house makes them anew from what it is given, under a key of its own",
    "share_link": "links to reports open nothing here: whoever reads one asks for another",
    "token": "keys of other programs open nothing here: they are made anew",
    "hook": "receivers of the old house are told nothing by the new one: they are added again",
    "hook_delivery": "what was told by the old house, for 30 days",
    "program_hour": "what keys of other programs did in the last hour: the trace tells of it",
    "own_link": "short-lived links of supporters: they ask for a fresh one",
    "try": "wrong tries at signing in, forgotten within a day",
    "ration_taken": "what was counted within the last hour",
    "trace_head": "the end of the chain, which the new house chains anew under its own key",
    "import_turn": "a lock, not a thing",
    "kit": "printed matter that waits for a week at most: it is drawn again",
    "kit_part": "printed matter that waits for a week at most: it is drawn again",
    "export": "files that wait for a day at most to be fetched",
    "export_of": "files that wait for a day at most to be fetched",
    "export_part": "files that wait for a day at most to be fetched",
    "sync_cursor": "how far a sync of the old house had come: the new one looks at everybody there once more",
    "kept_figures": "figures that the new house counts for itself",
    "undertaking": "what a worker of the old house was at",
    "kept_counts": "numbers that the new house counts for itself",
}
# Columns that stay behind: empty in the new house.
EMPTY: dict[str, str] = {
    "account.password": "hashes do not travel: each member chooses a new password by a link",
    "account.tf_primary_method": "second factors do not travel",
    "account.totp_secret_sealed": "second factors do not travel",
    "account.totp_counter": "second factors do not travel",
    "ally.likened_at": "until it is set the new house has not looked for who may be the same person",
    "ally.words_key": "until it is set the new house has not taken the name into its index",
    "account.calendar_hash": "the address of a calendar opens the house without a password",
}
# Columns that the new house makes for itself, from what it is given.
ANEW: dict[str, str] = {
    "account.email_key": "told by the key under which the new house finds accounts",
    "account.email_fingerprint": "made from the e-mail under that key",
    "account.fs_uniquifier": "random; with a new one no session of the old house is known",
    "trace.mac": "chained under the trace key of the new house: the old one does not leave the old ring",
    "trace_anchor.mac": "the new chain begins here",
    "trace_anchor.seal": "vouched for by the trace key of the new house",
}
# Settings that speak of the old machine. Without `reply_to_read` no letter to an ally leaves before somebody has shown, in the
# new house, that answers are read there: two houses never write the same letter.
SETTINGS = (
    "backup_made", "backup_failing", "backup_told", "chores_failing", "restoring", "restored_at", "reply_to_read",
)  # fmt: skip
# What a house is furnished with when it is first opened: it is empty all the same.
FURNISHED = ("interest", "playbook", "step", "rung", "setting")
# Attributes that are files, as base 64, with the ending of their names; they lie in the takeout as files.
FILES = {"story_picture.phone": "jpg", "story_picture.wide": "jpg", "import_.upload": "bin"}


def tables() -> list[Table]:
    """Those that travel, parents before their children."""
    return [table for table in Base.metadata.sorted_tables if table.name not in STAY]


def columns(table: Table) -> list[Column[object]]:
    """Those of a table that travel."""
    return [column for column in table.columns if f"{table.name}.{column.name}" not in EMPTY | ANEW]


def name_of(column: Column[object]) -> str:
    """What a file calls it."""
    return column.name.removesuffix("_sealed") if is_sealed(column) else column.name


def is_sealed(column: Column[object]) -> bool:
    return bool(column.info.get("sealed"))


def is_file(column: Column[object]) -> bool:
    return f"{column.table.name}.{name_of(column)}" in FILES


def holds_data(column: Column[object]) -> bool:
    """Of what is sealed: whether it is data (JSON), or a text as it is."""
    models = [mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is column.table]
    return any(isinstance(vars(model).get(name_of(column)), Sealed) for model in models)


def kind_of(column: Column[object]) -> str:
    """What stands in the file for it; docs/takeout.md says what each word means."""
    if is_file(column):
        return "file"
    if is_sealed(column):
        return "data" if holds_data(column) else "text"
    kinds = (
        (JSON, "data"), (UTCDateTime, "moment"), (Date, "day"), (LargeBinary, "bytes"), (Boolean, "yes or no"),
        (Integer, "number"), (Float, "number"),
    )  # fmt: skip
    return next((kind for type_, kind in kinds if isinstance(column.type, type_)), "text")
