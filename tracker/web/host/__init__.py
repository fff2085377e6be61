"""The host's face: one page for one evening, opened by a link. No account, no cookie, nobody's name."""
