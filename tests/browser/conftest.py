"""A gateway with staff pages, and browsers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from school_page import HTML, served
from staff_gateway import ARGS, CHROMIUM, Gateway

from assistant.web.widget.cross_origin import CrossOrigin
from assistant.web.widget.release import present_release
from assistant.web.widget.snippet import snippet

expect.set_options(timeout=30_000)  # a laden machine may be slow; what never comes still fails

HOSTILE = (
    "* { all: unset !important; } school-assistant { display: none !important; } "
    ".war { position: fixed !important; inset: 0 !important; z-index: 2147483647 !important; }"
)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    gateway = Gateway(tmp_path_factory.mktemp("staff"))
    gateway.start()
    yield gateway
    gateway.stop()


@pytest.fixture(scope="module")
def school_site(gateway: Gateway) -> Iterator[str]:
    """Another site's page with the snippet; the gateway lets that site in."""
    parts = gateway.parts
    lines = snippet(present_release(), public_url=gateway.url, phone="01632 960101", look=parts.look)
    body = (
        f'<!doctype html><html lang="en"><title>School</title><link rel="stylesheet" href="/hostile.css">'
        f'<h1>School</h1><a href="/two">Next</a><div class="war">War</div>{lines}</html>'
    )
    policy = f"default-src 'none'; style-src 'self'; script-src {gateway.url}; connect-src {gateway.url}"

    def answer(path: str) -> tuple[str, str]:
        return ("text/css", HOSTILE) if path.endswith(".css") else (HTML, body)

    with served(answer, lambda: policy) as origin:
        gateway.app.state.cross_origin = CrossOrigin([origin])
        yield origin


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Pages whose motion is reduced, so that nothing is measured half-way, and whose scripts raise nothing."""
    contexts: list[BrowserContext] = []
    raised: list[str] = []

    def make(**options: Any) -> Page:
        context = browser.new_context(reduced_motion="reduce", **options)
        context.on("weberror", lambda problem: raised.append(str(problem.error)))
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert raised == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()
