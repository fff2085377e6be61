"""Finding: lists of allies and what is known of one, over all rooms below. No table of its own yet."""
