"""One file per deed, reading as the story; the only place that opens a transaction. They do not import each other."""
