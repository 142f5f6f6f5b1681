"""Somebody before a small phone, who goes by what the pages say in their own language."""

import re
from collections.abc import Mapping

from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from app.base import locales
from tests.browser.clicks import Clicks
from tests.browser.walk.album import Album

PHONE: ViewportSize = {"width": 320, "height": 640}


class Person:
    """A phone without cookies and history. Every page that it shows is looked at.

    Words are given as they are in English, and sought in the language of the album.
    """

    def __init__(self, browser: Browser, clicks: Clicks, album: Album) -> None:
        self.context: BrowserContext = browser.new_context(locale=album.language, viewport=PHONE)
        self.context.set_default_timeout(20_000)
        clicks.watch(self.context)
        self.page: Page = self.context.new_page()
        self.album = album

    def said(self, message: str, **facts: str) -> str:
        """A sentence of the pages in this person's language."""
        with locales.speaking(self.album.language):
            sentence = locales.gettext(message)
        is_source = self.album.language == locales.DEFAULT
        assert is_source or sentence != message, f"nobody has translated: {message}"
        return sentence % facts if facts else sentence

    def open(self, link: str) -> None:
        """Type an address, or scan it."""
        self.page.goto(link)
        self.look()

    def look(self) -> None:
        """Look at the page that is shown."""
        self.album.take(self.page)

    def show(self, name: str) -> None:
        """Keep what the screen shows as a picture for the documentation."""
        self.album.show(self.page, name)

    def press(self, message: str, within: Locator | None = None) -> None:
        """Press the first button with exactly these words."""
        place = within or self.page.locator("main")
        place.get_by_role("button", name=self.said(message), exact=True).first.click()
        self.look()

    def follow(self, message: str, within: Locator | None = None) -> None:
        """Follow the first link with exactly these words."""
        place = within or self.page.locator("main")
        place.get_by_role("link", name=self.said(message), exact=True).first.click()
        self.look()

    def unfold(self, message: str) -> None:
        """Open what is folded away under these words."""
        self.page.locator("summary", has_text=self.said(message)).first.click()

    def tick(self, label: str) -> None:
        """Choose the box or the button with this label, where it is not chosen yet."""
        self.page.locator("label.choice", has_text=label).first.click()

    def write(self, fields: Mapping[str, str]) -> None:
        """Fill in fields by their labels."""
        for label, text in fields.items():
            self.entry(label).fill(text)

    def entry(self, label: str) -> Locator:
        """The first field with exactly this label that can be seen."""
        optional = re.escape(f"({self.said('may be left out')})")
        pattern = re.compile(rf"^{re.escape(self.said(label))}(\s*{optional})?$")
        return self.page.get_by_label(pattern).locator("visible=true").first

    def sees(self, message: str, **facts: str) -> None:
        """A sentence stands on the page."""
        self.reads(self.said(message, **facts))

    def reads(self, text: str) -> None:
        """A text stands on the page, in whatever language it was written."""
        expect(self.page.locator("main")).to_contain_text(text)

    def reads_nothing_of(self, text: str) -> None:
        """A text does not stand on the page."""
        expect(self.page.locator("main")).not_to_contain_text(text)
