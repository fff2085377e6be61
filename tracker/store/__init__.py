"""Engine differences, transactions, sealed values, the key ring, the heartbeat.

SQLite and PostgreSQL differ only in here. Rooms ask for `db.session`, never commit, and never see an engine.
"""
