"""Who reads the demo's report by a link."""

WHOM = "Harbor Light Foundation"
