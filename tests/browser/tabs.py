"""Browser tabs that tests use one after the other.

A tab that has opened the app before opens it again in a third of the time: its process is warm and
the scripts are compiled. What a person leaves behind in a tab is cleared between two tests: storage,
cookies, permissions, where the pointer is. A tab of a test that failed is closed.
"""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

TIMEOUT_MS = 60_000  # of every expectation: a busy machine is slow, not wrong
FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"
HINT_SEEN = (
    "try { localStorage.setItem('backprop-lab-hint-seen', '1'); } catch {}"  # about:blank has none
)


class Tab:
    """A page in its own browser context, with the errors that occurred in it."""

    def __init__(self, chromium: Browser, touch: bool, newcomer: bool) -> None:
        self.kind = touch, newcomer
        self.context: BrowserContext = chromium.new_context(has_touch=touch, is_mobile=touch)
        if not newcomer:
            self.context.add_init_script(HINT_SEEN)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        watch(self.page, self.errors)

    def prepare(self, width: int, height: int, scheme: str) -> Page:
        """Prepare the tab as for a first visit to the app."""
        self.page.set_default_timeout(TIMEOUT_MS)
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(
            color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
        )
        self.page.mouse.move(0, 0)
        return self.page

    def leave(self) -> list[str]:
        """Leave the app and clear its traces; return the errors until then."""
        self.page.evaluate(FORGET)
        errors, self.errors[:] = self.errors[:], []
        self.page.goto("about:blank")
        self.context.clear_cookies()
        self.context.clear_permissions()
        return errors

    def close(self) -> None:
        self.context.close()


class Tabs:
    """The tabs of one worker; unused ones wait in `idle`."""

    def __init__(self, chromium: Browser) -> None:
        self.chromium = chromium
        self.idle: list[Tab] = []

    def take(self, touch: bool, newcomer: bool) -> Tab:
        """Take a tab. A newcomer still sees the first hint."""
        for tab in self.idle:
            if tab.kind == (touch, newcomer):
                self.idle.remove(tab)
                return tab
        return Tab(self.chromium, touch, newcomer)

    def give_back(self, tab: Tab) -> None:
        self.idle.append(tab)


def watch(page: Page, errors: list[str]) -> None:
    """Note script errors, and what the console calls an error. Two are Streamlit's own: an outside
    host that it looks up is not there in a closed network, and of a page below the root it asks
    first whether the server is there too."""

    def note(message: ConsoleMessage) -> None:
        own = "Failed to load resource: net::" in message.text
        own |= "404" in message.text and "/_stcore/" in message.location.get("url", "")
        if message.type == "error" and not own:
            errors.append(message.text)

    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", note)
