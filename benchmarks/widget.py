"""``python -m benchmarks.widget``: what the widget costs a page, and how soon it can be used on a poor phone.

A page of another site with the snippet, the whole assistant behind it, and Chromium with a processor four times slower
on a slow 3G network (Chromium's own preset: 2,000 ms to and fro, 50,000 bytes a second each way).
"""

import gzip
import json
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from rich.console import Console
from rich.table import Table

from assistant.web.widget.release import present_release
from assistant.web.widget.snippet import snippet
from tests.conftest import start_site, stop_site
from tests.conversations.steps import CONTENT, OFFICE
from tests.school_page import HTML, served
from tests.staff_gateway import ARGS, CHROMIUM

RUNS = 5
MOST_BYTES = 20_000
CPU_TIMES_SLOWER = 4
SLOW_3G = {"offline": False, "latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
STANDS = (
    "() => document.querySelector('school-assistant')?.shadowRoot?.querySelector('.launcher') ? performance.now() : 0"
)


def main() -> None:
    """Measure and print."""
    lines: list[str] = []
    page = '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>School</title>'
    with tempfile.TemporaryDirectory() as folder, served(lambda _: (HTML, page + "".join(lines))) as origin:
        site = start_site(Path(folder), ASSISTANT_WIDGET_ORIGINS=json.dumps([origin]))
        lines.append(snippet(present_release(), public_url=site.url, phone=OFFICE.phone, look=CONTENT.look))
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
                closed = _asked(browser, origin, site.url, opened=False)
                opened = _asked(browser, origin, site.url, opened=True)
                fast = [_times(browser, origin, slow=False) for _ in range(RUNS)]
                slow = [_times(browser, origin, slow=True) for _ in range(RUNS)]
                browser.close()
        finally:
            stop_site(site)
    _print(closed, opened, fast, slow)


def _asked(browser: Browser, origin: str, school: str, *, opened: bool) -> int:
    """Count the requests to the assistant, preflights apart, until the launcher or the greeting is there."""
    page = browser.new_page(**PHONE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith(school) else None)
    page.goto(origin)
    page.get_by_role("button", name="Ask the school").wait_for()
    if opened:
        _open(page)
    page.close()
    return len(asked)


def _times(browser: Browser, origin: str, *, slow: bool) -> tuple[float, float]:
    """Return the seconds from asking for the page to the button, and from the tap to the greeting and the box."""
    page = browser.new_page(**PHONE)
    if slow:
        _slow_down(page.context.new_cdp_session(page))
    page.goto(origin, wait_until="commit")
    stands = float(page.wait_for_function(STANDS, polling="raf").json_value())
    before = float(page.evaluate("performance.now()"))
    _open(page)
    greeted = float(page.evaluate("performance.now()")) - before
    page.close()
    return stands / 1000, greeted / 1000


def _slow_down(session: CDPSession) -> None:
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_3G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_TIMES_SLOWER})


def _open(page: Page) -> None:
    page.get_by_role("button", name="Ask the school").tap()
    page.get_by_label("Your message").wait_for()
    page.locator(".message.assistant").first.wait_for()


def _print(closed: int, opened: int, fast: list[tuple[float, float]], slow: list[tuple[float, float]]) -> None:
    table = Table("what", "measured", "bar", title=f"the widget (medians of {RUNS})")
    size = len(gzip.compress(present_release().content, 6))
    table.add_row("its one file, gzip", f"{size:,} bytes", f"{MOST_BYTES:,}")
    table.add_row("requests while closed", str(closed), "1")
    table.add_row("requests once opened and greeted", str(opened), "3")
    for name, times in (("here", fast), ("CPU 4 x slower, slow 3G", slow)):
        stands, greeted = (statistics.median(column) for column in zip(*times, strict=True))
        table.add_row(f"page asked for to button usable, {name}", f"{stands:.2f} s", "")
        table.add_row(f"tap to greeted and box usable, {name}", f"{greeted:.2f} s", "")
    Console().print(table)


if __name__ == "__main__":
    main()
