"""A takeout: everything the house holds, as documented files, which an empty house of any engine and other keys can take in.

Asked of the metadata, so that a new table or column is in it by itself; what is not, is listed in `carried` with a reason.
docs/takeout.md is written from here. See docs/decisions/0027-takeout.md.
"""
