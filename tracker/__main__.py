"""`python -m tracker`, which script/flask calls: Flask's own command line, without the commands of other packages.

Before it looks for ours Flask reads all that packages hang up on it, and with theirs comes what no server of the house needs:
Alembic by Flask-Migrate, passkeys' attestations by Flask-Security. Of those commands the house uses `db`, and hangs it up itself.
"""

import gc


def main() -> None:
    """The command that was typed."""
    # Nothing is waste before the application is there; whoever has made it looks again (tracker/app.py).
    gc.disable()
    from flask.cli import cli

    # Flask has no public word for it; tests/house/test_start_is_light.py says so when this one is gone.
    cli._loaded_plugin_commands = True
    cli.main(prog_name="flask")


if __name__ == "__main__":
    main()
