"""`flask keys`: turning the keys, and how they stand. For who has the machine; nothing here opens anything."""

import time
from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup

from tracker import clock
from tracker.errors import Refusal
from tracker.keeping import finality, key_counts, key_destroying, turning
from tracker.keeping.key_counts import Counts
from tracker.keeping.key_turn import KeyTurn, going_on, last, last_used
from tracker.store.db import db
from tracker.store.heartbeat import Heartbeat, living
from tracker.store.key_record import KeyRecord, records
from tracker.store.keyring import TURNING, ring
from tracker.usecases import turn_keys

# Seconds between two looks whether a turn may go on.
LOOK = 1.0

group = AppGroup("keys", help="The keys of the house: turn them, and see how they stand.")


@group.command("turn")
def turn() -> None:
    """Turn the keys now: new ones are made, what is held is sealed anew. The worker does so each month by itself."""
    try:
        begun = turn_keys.begin()
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo("New keys are made." if begun else "A turn goes on already.")
    said = ""
    while (goes_on := going_on()) is not None:
        said = _say(said, _stands(goes_on))
        db.session.rollback()
        if not turn_keys.go_on(LOOK):
            time.sleep(LOOK)
    done = last_used()
    assert done is not None
    while turn_keys.go_on(LOOK):  # the fingerprints under the old key
        pass
    click.echo(f"Done: {done.renewed} rows sealed anew. {_broken(done)}".strip())
    _say_final()


@group.command("status")
def status() -> None:
    """What lies under which key, who uses which, how the turn stands, and since when an erasure is final everywhere."""
    counts = key_counts.counted()
    click.echo(f"Key ring: {current_app.config['KEY_RING']}\n")
    for purpose in TURNING:
        _say_keys(purpose, counts)
    click.echo("\nProcesses")
    for process in living():
        click.echo(f"  {_name(process)}: seals with {process.seal_key}, holds {process.keys}")
    if not living():
        click.echo("  none is running")
    newest = last()
    click.echo(f"\nTurn: {_stands(newest) if newest else 'the keys have never turned'}")
    if newest and newest.broken:
        click.echo(f"  {_broken(newest)}")
    for process in key_destroying.still_holding():
        click.echo(
            f"  {_name(process)} still holds a destroyed key: its key ring cannot be written. Take it out there."
        )
    _say_final()


def _say_keys(purpose: str, counts: Counts) -> None:
    known = records(purpose)
    if not known:
        click.echo(f"{purpose}  no key yet: the house was never opened (script/server)")
    for one in known:
        there = counts.get((purpose, one.name), {})
        click.echo(f"{purpose} {one.name}  {_fate(one)}: {_many(purpose, sum(there.values()))}{_here(one)}")
        for where, many in sorted(there.items()):
            click.echo(f"    {where}: {many}")
    for (of, name), there in sorted(counts.items()):
        if of == purpose and name not in {one.name for one in known}:
            click.echo(f"{purpose} {name}  not a key of this house: {_many(purpose, sum(there.values()))}")


def _fate(one: KeyRecord) -> str:
    if one.destroyed_at:
        return f"destroyed on {_day(one.destroyed_at)}"
    if one.left_at:
        return f"left on {_day(one.left_at)}, to be destroyed on {_day(key_destroying.due_at(one))}"
    if one.used_at:
        return f"in use since {_day(one.used_at)}"
    return "told, not in use yet"


def _here(one: KeyRecord) -> str:
    here = ring().named(one.purpose, one.name) is not None
    if one.destroyed_at:
        return ", and still in this machine's key ring" if here else ""
    return "" if here else ", and not in this machine's key ring"


def _many(purpose: str, many: int) -> str:
    return f"{many} {'sealed values' if purpose == 'seal' else 'fingerprints'}"


def _stands(turn: KeyTurn) -> str:
    if turn.done_at:
        return f"done on {_day(turn.done_at)}, {turn.renewed} rows sealed anew"
    begun = f"begun on {_day(turn.begun_at)}; "
    if turn.used_at is None:
        lack = [_name(each) for each in turning.lacking(turn)]
        if clock.now() < turn.begun_at + turning.SETTLED:
            return f"{begun}every process gets a minute to learn the new keys."
        if lack:
            where = current_app.config["KEY_RING"]
            return f"{begun}waits for {', '.join(lack)}: copy {where} there from the machine that has the new keys."
        return f"{begun}every process knows the new keys."
    behind = [_name(each) for each in turning.not_using(turn)]
    waits = f"; waits for {', '.join(behind)} to use the new key" if behind else ""
    return f"{begun}the new keys are in use; {turn.renewed} rows sealed anew so far{waits}"


def _broken(turn: KeyTurn) -> str:
    return f"{turn.broken} values or fingerprints open with no key: they are left as they lie." if turn.broken else ""


def _say_final() -> None:
    now, until = clock.now(), finality.final_everywhere_until()
    if until:
        click.echo(f"Whatever was erased before {_day(until)} is final everywhere.")
    else:
        click.echo("No erasure is final everywhere yet: no key is destroyed.")
    day = finality.expected_everywhere(now)
    if day:
        click.echo(
            f"Whatever was erased up to now is final everywhere from {day.isoformat()} on, if the keys turn as they should."
        )
        click.echo("Copies of the key ring that were made before then hold the old keys: replace them.")
    db.session.rollback()


def _name(process: Heartbeat) -> str:
    return f"{process.kind} on {process.machine} ({process.pid})"


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _say(before: str, now: str) -> str:
    """What is new."""
    if now != before:
        click.echo(now)
    return now
