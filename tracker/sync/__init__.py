"""Keeping in step with another OSDI server: who and what there is here, and the other way round. docs/decisions/0036-sync.md.

What this room knows of the other server is how far it has come, and by which ids it knows our rows (store.known_as). Nothing
here asks the network: tracker.osdi does, tracker.cli leads the way, and the use cases write.
"""
