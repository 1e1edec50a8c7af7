"""What a school pastes into its own site: a fallback that works without scripts, and the one script."""

from html import escape

from assistant.core.look import Look
from assistant.web.widget.release import Release

FALLBACK_ID = "school-assistant-fallback"


def snippet(release: Release, *, public_url: str, phone: str, look: Look) -> str:
    """Return the lines to paste; every value is escaped for HTML."""
    call = phone.replace(" ", "")
    return (
        f'<div id="{FALLBACK_ID}">\n'
        "  <p>Questions about social media, a post to check, or a worry? You can:</p>\n"
        "  <ul>\n"
        f'    <li><a href="{escape(public_url)}/">open the school’s assistant</a></li>\n'
        f'    <li>ring the school on <a href="tel:{escape(call)}">{escape(phone)}</a></li>\n'
        f'    <li><a href="{escape(look.complaints_form)}">the complaints form</a></li>\n'
        "  </ul>\n"
        "</div>\n"
        f"{script_tag(release, address=public_url, phone=phone, look=look)}\n"
    )


def script_tag(release: Release, *, address: str, phone: str, look: Look, full: bool = False) -> str:
    """Return the tag of the script alone; with ``full`` the chat is as large as the window."""
    shape = " data-full" if full else ""
    return (
        f'<script src="{escape(address)}/{release.name}" defer integrity="{release.integrity}" crossorigin="anonymous"'
        f'{shape} data-phone="{escape(phone)}" data-colour="{look.colour}"'
        f' data-colour-in-the-dark="{look.colour_in_the_dark}"></script>'
    )
