"""Pages opened with the network off, everything that they ask for or complain about being noted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route

SHADES = {"warning", "error"}


@dataclass
class Opened:
    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def note_message(self, message: ConsoleMessage) -> None:
        if message.type in SHADES:
            self.complaints.append(message.text)


@contextmanager
def open_page(browser: Browser, path: Path, *, width: int = 1200, offline: bool = True) -> Iterator[Opened]:
    """Open a file; offline, nothing but that file can be reached."""
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=offline)
    context.set_default_timeout(10_000)

    def let_only_the_file_pass(route: Route) -> None:
        if route.request.url.partition("#")[0] == path.as_uri():
            route.continue_()
        else:
            route.abort()

    if offline:
        context.route("**/*", let_only_the_file_pass)
    opened = Opened(context.new_page())
    opened.page.on("request", opened.note_request)
    opened.page.on("console", opened.note_message)
    opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.page.goto(path.as_uri(), wait_until="load")
    yield opened
    context.close()
