"""Compose a letter and carry it. No tables, no rules about whom."""
