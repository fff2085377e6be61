"""OSDI as Action Network speaks it: shapes, filters, bodies and links on the wire. Knows no database. docs/decisions/0035-api.md."""
