"""Faces in the browser."""
