"""Films, campaigns, venues, screenings, head counts, codes, and who works where."""
