"""Allies, their identities (fingerprints), consents and wordings, suppression."""
