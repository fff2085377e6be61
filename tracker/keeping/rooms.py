"""The rooms that hold something about people, from the upper floors down; each closes or empties what is its own."""

from tracker.allies import person as allies
from tracker.finding import person as finding
from tracker.followups import person as followups
from tracker.hooks import person as hooks
from tracker.imports import person as imports
from tracker.keeping import person as keeping
from tracker.letters import person as letters
from tracker.signups import person as signups

ROOMS = (keeping, finding, imports, hooks, letters, followups, signups, allies)
