"""How large a table may be. Every reader asks here, so that no file can fill the memory."""

LARGEST_UPLOAD = 10 * 1024 * 1024
"""Bytes of one uploaded file."""
LARGEST_UNZIPPED = 100 * 1024 * 1024
"""Bytes of an XLSX file after unzipping, all parts together, as the archive itself declares them."""
MOST_PARTS = 2_000
"""Files inside one XLSX archive."""
MOST_ROWS = 100_000
"""Rows under the heading, blank ones not counted."""
MOST_SHEET_ROWS = 1_048_576
"""The last row number that a spreadsheet can have; a sheet that claims more is not one."""
MOST_COLUMNS = 200
LONGEST_CELL = 20_000
"""Characters."""
MOST_EVENTS = 20_000
"""Events written out in one calendar; each may repeat, the rows that come of it are bounded by MOST_ROWS."""
MOST_REPEATS = 1_000
"""Times that one event of a calendar may take place."""
