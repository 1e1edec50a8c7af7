"""Evidence on the staff pages in a real browser: by keyboard alone, with and without scripts, shown by the browser."""

import io
import uuid
from collections.abc import Callable
from pathlib import Path

import attachment_samples as samples
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from staff_gateway import Gateway, needs_chromium, sign_in, tab_to, type_into, violations

from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location
from assistant.core.records import Account, Draft
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffRole
from assistant.services.give_record import give_record
from assistant.services.keep_attachment import keep_attachment
from assistant.services.open_case import open_case
from assistant.services.staff_accounts import colleagues

pytestmark = needs_chromium
OFFENSIVE = Facts(Location.SOCIAL_NETWORK, frozenset({Category.OFFENSIVE}))


@pytest.fixture(scope="module")
def head(gateway: Gateway) -> tuple[str, str]:
    """The address and the secret of a headteacher."""
    return gateway.enrolled(StaffRole.HEADTEACHER, name="Ann Example")


@pytest.fixture
def enter(gateway: Gateway, head: tuple[str, str], new_page: Callable[..., Page]) -> Callable[..., Page]:
    def enter(*, scripts: bool, **options: object) -> Page:
        page = new_page(**options)
        if not scripts:
            page.route("**/*.js", lambda route: route.abort())
        page.goto(f"{gateway.url}/staff")
        sign_in(page, gateway, *head)
        return page

    return enter


@pytest.fixture
def here(gateway: Gateway, head: tuple[str, str]) -> str:
    """The address of a case."""
    actor = next(account for account in colleagues(gateway.door.store) if account.email == head[0])
    desk, request = gateway.parts.case_desk, str(uuid.uuid4())
    opened = open_case(desk, actor=actor, title="Year 1 group", facts=OFFENSIVE, request_id=request)
    return f"{gateway.url}/staff/cases/{opened.case.reference}"


def _press(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")


def _looked_at(page: Page, selector: str) -> list[int]:
    """Follow the link to a picture; return the size that the browser shows it in."""
    with page.expect_navigation() as navigated:
        _press(page, selector)
    assert navigated.value is not None
    assert navigated.value.headers["content-security-policy"].endswith("sandbox")
    size: list[int] = page.locator("img").evaluate("image => [image.naturalWidth, image.naturalHeight]")
    return size


@pytest.mark.parametrize(("width", "scheme", "scripts"), [(360, "light", True), (1280, "dark", False)])
def test_evidence_is_added_and_looked_at_by_keyboard_alone(
    enter: Callable[..., Page], here: str, tmp_path: Path, width: int, scheme: str, scripts: bool
) -> None:
    page = enter(scripts=scripts, viewport={"width": width, "height": 740}, color_scheme=scheme)
    page.goto(here)
    _press(page, 'a[href$="/evidence"]')
    expect(page.get_by_role("heading", name="Keep evidence")).to_be_visible()
    assert violations(page) == []
    bad = tmp_path / "holiday.png"
    bad.write_bytes(samples.zipped())
    tab_to(page, "#file")
    page.set_input_files("#file", bad)
    type_into(page, "#address", "https://example.test/p/1")
    type_into(page, "#words", "Ms K is useless")
    _press(page, "main button.primary")
    expect(page.locator("main").get_by_role("alert")).to_contain_text("Only pictures (PNG or JPEG) and PDFs")
    expect(page.locator("#file")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#words")).to_have_value("Ms K is useless")
    assert violations(page) == []

    shot = tmp_path / "shot.png"
    shot.write_bytes(samples.png((64, 48)))
    tab_to(page, "#file")
    page.set_input_files("#file", shot)
    _press(page, "main button.primary")
    expect(page.get_by_text("The evidence is kept.")).to_be_visible()
    expect(page.locator("#entry-3")).to_contain_text("https://example.test/p/1")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    assert _looked_at(page, '#entry-3 a[href*="/attachments/"]') == [64, 48]
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    assert (255, 0, 0) in {colour for _, colour in seen.getcolors(maxcolors=1 << 24)}


def test_a_parents_files_are_on_the_record_and_a_pdf_is_saved(
    enter: Callable[..., Page], gateway: Gateway, tmp_path: Path
) -> None:
    parts = gateway.parts
    kept = []
    for content in (samples.jpeg(), samples.pdf_that_does()):
        cleaned = samples.cleaned(parts.file_cleaner, content)
        file = samples.clean_file(cleaned.content, cleaned.kind)
        kept.append(keep_attachment(parts.attachments, file, parts.clock, sender_id="web-1").id)
    draft = Draft(Kind.COMPLAINT, About.STAFF, Account("She shouted."), attachments=tuple(kept))
    given = give_record(parts.store, parts.receipts, parts.clock, draft=draft, request_id=str(uuid.uuid4()))
    page = enter(scripts=False)
    page.goto(f"{gateway.url}/staff/records/{given.record.id}")
    expect(page.get_by_role("heading", name="Files they sent")).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as saving:
        _press(page, f'a[href$="{kept[1]}"]')
    assert saving.value.suggested_filename == "file-2.pdf"
    saving.value.save_as(tmp_path / "saved.pdf")
    assert (tmp_path / "saved.pdf").read_bytes()[:5] == b"%PDF-"
    assert _looked_at(page, f'a[href$="{kept[0]}"]') == [40, 30]
