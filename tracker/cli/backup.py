"""`flask backup`: a backup now; key pairs; the key ring apart; letters that were held after a restore."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from tracker import clock
from tracker.backups import public_key, ring_copy
from tracker.backups.envelope import Lock
from tracker.cli.saying import said
from tracker.errors import Refusal
from tracker.team import account
from tracker.usecases import see_to_held_letters
from tracker.usecases.back_up import back_up, back_up_at_night, note
from tracker.usecases.log_erasures import log_erasures
from tracker.words import lazy


class NoFolder(Refusal):
    sentence = lazy("Say where: --to FOLDER, or set BACKUP_PATH.")


class RingBeside(Refusal):
    sentence = lazy(
        "The key ring lies in that folder: whoever finds the two together can read everything. Name another."
    )


class RingInUse(Refusal):
    sentence = lazy(
        "There is a house in this database, and it works with the ring that is here: another would lock it."
    )


@click.group(
    "backup", cls=AppGroup, invoke_without_command=True, help="Make a backup of the database, sealed and read back."
)
@click.option("--to", "into", type=click.Path(path_type=Path), help="The folder; BACKUP_PATH where it is not said.")
@click.option("--for", "key", default="", help="The public key it is sealed to; BACKUP_KEY, or else the key ring.")
@click.option("--tonight", is_flag=True, help="Only if tonight's is not there yet: for a timer beside the worker.")
@click.pass_context
@with_appcontext
def backup(context: click.Context, into: Path | None, key: str, tonight: bool) -> None:
    """Without a command: one backup."""
    if context.invoked_subcommand is None:
        with said():
            make(into, key, tonight)


def make(into: Path | None, key: str, tonight: bool = False) -> None:
    """Raises NoFolder, RingBeside and the refusals of back_up()."""
    settings = current_app.config
    folder = into or (Path(settings["BACKUP_PATH"]) if settings["BACKUP_PATH"] else None)
    if folder is None:
        raise NoFolder
    look_at(folder, settings["KEY_RING"])
    # So that the copy beside the backup knows everybody who has gone by now.
    log_erasures(settings["ERASURE_LOG"])
    told = folder.resolve(), key or settings["BACKUP_KEY"], settings["ERASURE_LOG"]
    kept = back_up_at_night(*told) if tonight else back_up(*told)
    if kept is None:
        click.echo("Tonight's backup is there.")
        return
    if settings["BACKUP_PATH"] and folder.resolve() == Path(settings["BACKUP_PATH"]).resolve():
        note()
    rows = sum(kept.made.manifest.counts.values())
    click.echo(f"{kept.made.path}: {rows} rows in {len(kept.made.manifest.counts)} tables, read back and whole.")
    if kept.removed:
        click.echo(f"Older ones removed: {kept.removed}.")
    if not (key or settings["BACKUP_KEY"]):
        click.echo("It opens with the key ring alone. The ring is not in it: back that up apart (backup key-ring).")


def look_at(folder: Path, key_ring: Path) -> None:
    """Raises RingBeside."""
    if key_ring.resolve().is_relative_to(folder.resolve()):
        raise RingBeside


@backup.command("make-key")
@click.argument("file", type=click.Path(path_type=Path))
def make_key(file: Path) -> None:
    """Write a private key to FILE, to be kept elsewhere, and print the public one."""
    with said():
        click.echo(public_key.make(file))
    click.echo(f"{file} opens every backup made for this key. Take it off this machine, and keep two copies.", err=True)


@backup.command("key-ring")
@click.option("--to", "file", type=click.Path(path_type=Path), required=True, help="A new file.")
@click.option("--for", "key", default="", help="A public key; without one a passphrase is asked for.")
@click.option(
    "--passphrase-file", type=click.Path(path_type=Path), help="Take the passphrase from a file's first line."
)
def key_ring(file: Path, key: str, passphrase_file: Path | None) -> None:
    """Write the key ring, sealed, to a file that may travel. Never keep it on the disk of the backups."""
    with said():
        lock = Lock(public=public_key.public(key)) if key else Lock(passphrase=_passphrase(passphrase_file, twice=True))
        ring_copy.write(current_app.config["KEY_RING"], file, clock.now(), lock)
    click.echo(f"{file} holds the key ring, sealed and read back.")


@backup.command("open-key-ring")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", "private", type=click.Path(path_type=Path), help="The file with the private key.")
@click.option(
    "--passphrase-file", type=click.Path(path_type=Path), help="Take the passphrase from a file's first line."
)
def open_key_ring(file: Path, private: Path | None, passphrase_file: Path | None) -> None:
    """Put a key ring from its sealed FILE in place (KEY_RING), on a machine whose database is empty."""
    with said():
        if is_lived_in():
            raise RingInUse
        if not file.is_file():
            raise public_key.NotReadable(path=file)
        lock = Lock(private=public_key.private(private)) if private else Lock(passphrase=_passphrase(passphrase_file))
        aside = ring_copy.put_in_place(file, current_app.config["KEY_RING"], lock)
    click.echo(f"The key ring is at {current_app.config['KEY_RING']}.")
    if aside:
        click.echo(f"The one that stood there, which opens nothing of yours, is {aside}.")


@backup.command("held-letters")
@click.argument("what", type=click.Choice(["send", "drop"]))
def held_letters(what: str) -> None:
    """Letters held after a restore: send them all, or drop them because they had left before."""
    number = see_to_held_letters.send(None) if what == "send" else see_to_held_letters.drop(None)
    click.echo(
        f"{number} letters {'wait again and leave with the next ones' if what == 'send' else 'were taken back'}."
    )


def is_lived_in() -> bool:
    """Whether anything of a house is in the database."""
    from sqlalchemy import inspect

    from tracker.store.db import db

    return inspect(db.engine).has_table("account") and account.anybody()


def _passphrase(file: Path | None, twice: bool = False) -> str:
    if file is None:
        return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=twice))
    try:
        return file.read_text("utf-8").splitlines()[0]
    except (OSError, UnicodeError, IndexError):
        raise public_key.NotReadable(path=file) from None
