"""Reading the tables people bring and writing the ones they take: CSV and XLSX. No tables of the database, no Flask.

A file is judged by its bytes, not by its name; whatever cannot be read whole is refused with one sentence, so that no
list is ever half understood. What a cell means is not decided here.
"""
