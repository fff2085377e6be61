"""Raised hands become ally, consent, signup and follow-ups: the one way in, for every source, always a list. No table."""
