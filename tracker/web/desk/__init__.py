"""The organizer's face, behind one guarded front door."""
