"""Houselights: film screenings, the allies who sign up at each one, and what follows until an outcome is written down."""
