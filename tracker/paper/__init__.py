"""What is printed, and what a cinema shows: drawn by typst from templates/print, with our own fonts. No tables, no network."""
