"""``python -m benchmarks.screenshots``: take a picture of each page and state, and write the page that shows them.

The demo school is loaded into a folder of its own, the whole assistant runs over it, and Chromium looks at it.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright

from assistant.core.routing import Role
from assistant.settings import Settings
from assistant.wiring import Wiring
from benchmarks.chat_pictures import STATES, school_website, take_chat_pictures
from benchmarks.pictures import WINDOWS, Picture
from benchmarks.staff_pictures import PAGES, WIDTHS, take_staff_pictures
from tests.conftest import PROJECT, free_port, start_site, stop_site
from tests.staff_gateway import ARGS, CHROMIUM

TARGET = PROJECT / "docs" / "screens.md"
_HEAD = """# Screens

Each state of the parents' chat and each page of the staff, taken with Chromium by `make screenshots` from the running
assistant with the demo school. All people and words are invented. A page longer than 1,600 pixels is cut off there.
"""


def main() -> None:
    """Take the pictures and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        _load_demo(folder)
        site = start_site(Path(folder), ASSISTANT_WIDGET_ORIGINS=json.dumps([f"http://127.0.0.1:{port}"]))
        try:
            parts = Wiring(Settings(data_dir=Path(folder)))
            phone = parts.directory.contacts[Role.OFFICE].phone
            with (
                school_website(site.url, port, phone=phone, look=parts.look) as website,
                sync_playwright() as playwright,
            ):
                browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
                take_staff_pictures(browser, site.url, parts)
                take_chat_pictures(browser, website)
        finally:
            stop_site(site)
    TARGET.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page that shows all pictures."""
    parts = ["## The parents' chat", *_shown(STATES, tuple(WINDOWS)), "## The staff pages", *_shown(PAGES, WIDTHS)]
    return "\n".join([_HEAD, *parts])


def _shown(titles: Mapping[str, str], widths: Sequence[int]) -> list[str]:
    lines = []
    for name, title in titles.items():
        cells = [f"![{title}, {width} pixels wide](images/{Picture(name, width).path.name})" for width in widths]
        heads = [f"{width} px" for width in widths]
        lines += [
            f"### {title}\n",
            f"| {' | '.join(heads)} |",
            f"|{'---|' * len(widths)}",
            f"| {' | '.join(cells)} |\n",
        ]
    return lines


def _load_demo(folder: str) -> None:
    environment = os.environ | {"ASSISTANT_DATA_DIR": folder}
    command = [sys.executable, "-m", "assistant", "demo", "load"]
    subprocess.run(command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    main()
