"""The kiosk's face: one page on a tablet in the lobby, with or without a network. It writes for one film screening, and never lists."""
