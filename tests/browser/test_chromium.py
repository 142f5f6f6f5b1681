"""The browser itself: it starts, renders and runs scripts."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_a_page_is_rendered_and_its_scripts_run(page: Page) -> None:
    page.set_content("<h1>Passport</h1><script>document.title = 'Skills'</script>")
    assert page.get_by_role("heading").inner_text() == "Passport"
    assert page.title() == "Skills"
