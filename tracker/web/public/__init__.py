"""The supporter's face: no session, no cookie needed."""
