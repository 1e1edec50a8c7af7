"""Read by the post checker what staff write down of a post, so that what is for the police is not overlooked."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from assistant.core.errors import AssistantError
from assistant.core.posts import Category
from assistant.services.check_post import check_post
from assistant.web.staff.desk import Desk

GRAVE = frozenset({Category.RACIST, Category.VIOLENCE})
"""What is for the police at once: it is looked for whatever else was found."""

PATIENCE_SECONDS = 5.0
"""How long what staff send waits for the post checker, which is slow only while it is loaded."""


async def categories_in(desk: Desk, texts: Iterable[str]) -> set[Category]:
    """Return what the texts may be; nothing where the post checker does not answer, or not soon."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            readings = [await desk.read_post(check_post, text) for text in texts if text.strip()]
    except (AssistantError, TimeoutError):
        return set()
    return {finding.category for reading in readings for finding in reading.findings}


async def load_checker(desk: Desk) -> None:
    """Have the post checker loaded while a form is filled in, so that sending it does not wait for that."""
    with suppress(AssistantError):
        await desk.read_post(check_post, "")
