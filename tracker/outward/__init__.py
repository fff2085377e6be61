"""Other people's servers, asked from here: which addresses may be reached, and one bounded request. It knows no database."""
