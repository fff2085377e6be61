"""The outbox: letters that wait, leave, or fail in sight."""
