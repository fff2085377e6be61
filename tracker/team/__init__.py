"""Accounts, roles, sessions, tokens, the trace of the team's deeds, settings."""
