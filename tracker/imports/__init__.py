"""Imports: a file, its rows and their fates, its mapping, its undo."""
