"""Backups: one sealed file that is checked by reading it back, what it says of itself, and how both engines are copied. No tables."""
