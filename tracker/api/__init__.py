"""For other programs: /api/v2/. Today the figures for spreadsheets alone."""
