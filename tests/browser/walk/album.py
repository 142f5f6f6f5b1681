"""What is wrong with a page that somebody sees on the way, and a picture of it where asked for.

Run with PASSPORT_ALBUM set to a folder, a picture of every page is kept there. Without it none
is taken: a picture costs as much as everything else that is done with the page.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from app.base import locales

# Latin letters that stand in every language, outside what people and bodies have written.
_SAME_EVERYWHERE = frozenset({"UTC", "PDF", "PNG", "SVG", "English", "JSON", "ZIP"})
# The words on the screen that are in Latin letters, but for what is marked as somebody's words
# or stands between the characters that isolate it.
_LATIN_WORDS = r"""() => {
  const words = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const within = walk.currentNode.parentElement;
    if (within.closest("bdi, [dir=ltr], [dir=auto], script, style, option")) continue;
    const text = walk.currentNode.textContent.replace(/[\u2066-\u2068][^\u2069]*\u2069/g, "");
    words.push(...(text.match(/[A-Za-z]{2,}/g) ?? []));
  }
  return words;
}"""
# What is cut off at the edge of its own box, and so cannot be read.
_CUT_OFF = """() => [...document.querySelectorAll("main *")]
  .filter((it) => it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 0)
  .filter((it) => getComputedStyle(it).overflowX === "hidden")
  .filter((it) => !it.closest(".hidden, .skip, thead"))
  .map((it) => it.outerHTML.slice(0, 200))"""


@dataclass(slots=True)
class Album:
    """The pages of one walk in one language; their pictures are numbered as they were taken."""

    folder: Path | None
    language: str
    _taken: int = 0

    def take(self, page: Page) -> None:
        """Look at a page, and take its picture."""
        page.wait_for_load_state()
        expect(page.locator("footer")).to_be_attached()
        self._taken += 1
        if self.folder:
            page.screenshot(path=self.folder / self._name(page), full_page=True)
        wide, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= screen, f"{page.url} is {wide} pixels wide on {screen}"
        assert page.evaluate(_CUT_OFF) == [], page.url
        assert page.locator("h1").count() == 1, page.url
        direction = page.evaluate("getComputedStyle(document.body).direction")
        assert direction == locales.direction(self.language), page.url
        if direction == "rtl":
            left = set(page.evaluate(_LATIN_WORDS)) - _SAME_EVERYWHERE
            assert not left, f"{page.url} is not translated: {left}"

    def show(self, page: Page, name: str) -> None:
        """A picture of what the screen shows first, for docs/journeys.md."""
        if self.folder:
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=self.folder / f"{self.language}-{name}.png")

    def _name(self, page: Page) -> str:
        # A path's last words may be secret; its first ones say what is shown.
        place = page.url.partition("//")[2].split("/")[1:3]
        name = "-".join(part for part in place if part.isalpha()) or "page"
        return f"{self.language}-{self._taken:02}-{name}.png"


def folder_asked_for() -> Path | None:
    """Where the pictures go, if anywhere: the folder of the environment."""
    asked = os.environ.get("PASSPORT_ALBUM")  # noqa: TID251 - it is not a setting of the service
    if not asked:
        return None
    folder = Path(asked)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
