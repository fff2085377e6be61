"""Playbooks and their steps, follow-ups, attempts, outcomes."""
