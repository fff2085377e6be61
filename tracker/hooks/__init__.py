"""Webhooks: what happens here is told to other programs. docs/decisions/0034-webhooks.md.

A delivery is a row that is written with the deed itself, so that nothing is told that was not done and nothing done is forgotten.
The worker sends it afterwards, as often as it takes, under one id: the receiver drops what it has.
"""
