"""What the demo is made of: the towns are real, everything and everybody else in it is invented."""
