"""Charts: plain numbers in, geometry and words out. No tables, no queries, no markup.

Bars and columns are measured in percent of the width and in pixels of height, so that a page may be as narrow as it likes and words
keep their size; words themselves stand beside them, not in them, and wrap. A number that is hidden has no length: see told.Told.
Each picture says the same thing three times from one source: drawn, in a sentence (for whoever cannot see it), and as a table.
"""
