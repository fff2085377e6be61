"""Who acts in the journeys. Each speaks in deeds; where a button is, only this file knows."""

import re
import time
from pathlib import Path
from typing import Any

from passlib.totp import TOTP
from playwright.sync_api import Page, expect

from tests.daytime import afternoon_zone
from tests.server import wait_until


class Organizer:
    """At a laptop, signed in."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page, self.base_url = page, base_url

    def go(self, path: str) -> None:
        self.page.goto(self.base_url + path)

    def press(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").fill(value)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def joins(self, link: str) -> None:
        """Opens the one-time link, chooses a password, sets up the second factor."""
        self.page.goto(link)
        self.fill(name="Rosa M.", email="rosa@example.org", password="lanterns cross the river")
        self.press("Join the team")
        secret = self.page.get_by_text("Or type this into it:").locator("b").inner_text()
        self.fill(
            code=TOTP(key=secret.replace(" ", ""), digits=6, period=30, alg="sha1").generate(time=time.time()).token
        )
        self.press("Go on")
        self.sees("Print this page or write them down")
        self.follow("I have them")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Today")

    def gives_an_address_for_answers(self, post: Any) -> None:
        """Sets it at the desk; the mailbox's reader opens the link in the test letter and presses the button."""
        self.go("/desk/more")
        self.follow("Settings of the house")
        self.sees("No letter to an ally leaves yet")
        self.fill(organisation="Lantern Crossing", reply_to="answers@example.org")
        self.press("Keep these settings")
        wait_until(lambda: bool(letters_to(post, "answers@example.org")), "the test letter")
        [letter] = letters_to(post, "answers@example.org")
        link = re.search(r"http://\S+/reply-to/\S+", letter.message.get_body(("plain",)).get_content())
        assert link
        self.page.goto(link[0])
        self.press("Somebody reads this mailbox")
        self.sees("Letters leave from now on")

    def makes_film_and_campaign(self) -> None:
        self.go("/desk/campaigns/")
        self.go("/desk/films/new")
        self.fill(title="Beyond Utopia", year="2023", director="Madeleine Gavin", running_minutes="115")
        self.press(re.compile("film", re.IGNORECASE))
        self.go("/desk/campaigns/new")
        self.fill(name="The two-day event")
        self.page.locator("[name=film]").select_option(label="Beyond Utopia (2023)")
        self.press("Make the campaign")

    def logs_a_screening(self, day: str) -> str:
        """One evening at a new venue; the code that stands on its page."""
        self.go("/desk/screenings/new")
        self.page.locator("[name=campaign]").select_option(label="The two-day event")
        self.page.locator("[name=kind]").select_option("theatrical")
        self.page.get_by_text("It is a new venue, or has none").click()
        self.fill(name="Barton Street Cinema", city="Austin", region="TX", day=day, time="19:00", zone=afternoon_zone())
        self.page.locator("main form button.act").first.click()
        self.sees("Barton Street Cinema")
        found = re.search(r"/s/([a-z47]{8})", self.page.content())
        assert found, "the screening's page shows its address"
        return found[1]

    def imports(self, path: Path) -> None:
        """Brings a list, looks at the columns, looks at each row, writes it."""
        self.go("/desk/imports/")
        self.page.locator("[name=file]").set_input_files(path)
        self.press("Read this file")
        self.page.locator("[name=campaign]").select_option(label="The two-day event")
        self.press("Look at each row")

    def finds_the_ally(self) -> str:
        """The alias of the one who signed up: no name, no address in the list."""
        self.go("/desk/allies/")
        alias = self.page.locator("main .rows th a").first.inner_text()
        assert re.fullmatch(r"[A-Z][a-z]+\s[A-Z][a-z]+\s[0-9a-hjkmnp-tv-z]{4}", alias), repr(alias)
        return alias

    def calls(self, outcome: str, note: str) -> None:
        """Takes the next one, sees what is needed, writes down how it went."""
        self.go("/desk/")
        self.press("Take the next one")
        self.sees("Min-ji")
        self.fill(note=note)
        self.press(outcome)


class Supporter:
    """In the dark, with a phone."""

    def __init__(self, phone: Page, base_url: str) -> None:
        self.phone, self.base_url = phone, base_url

    def signs_up(self, code: str, **fields: str) -> None:
        self.phone.goto(f"{self.base_url}/s/{code}")
        for name, value in fields.items():
            self.phone.locator(f"#{name}").fill(value)
        self.phone.get_by_text("Host a film screening").click()
        self.phone.get_by_text("Yes, contact me").click()
        self.phone.get_by_role("button", name="Sign up").click()
        expect(self.phone.get_by_role("heading", level=1)).to_have_text("Thank you")


def letters_to(post: Any, address: str) -> list[Any]:
    return [letter for letter in post.letters if letter.recipients == [address]]
