"""What kind of browser it is, in two words: enough to know one's own again, and nothing to know anybody else by."""

from flask import request

# As browsers name themselves; those that pretend to be another stand before it.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def browser_words() -> str:
    """ "Firefox, Windows"; "" for one that says nothing known."""
    told = request.headers.get("User-Agent", "")
    found = (next((name for sign, name in signs if sign in told), "") for signs in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)
