"""A gateway with staff pages, and browsers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from staff_gateway import ARGS, CHROMIUM, Gateway

expect.set_options(timeout=30_000)  # a laden machine may be slow; what never comes still fails


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    gateway = Gateway(tmp_path_factory.mktemp("staff"))
    gateway.start()
    yield gateway
    gateway.stop()


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
