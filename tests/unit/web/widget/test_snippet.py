"""The lines that a school pastes."""

from assistant.core.colour import Colour
from assistant.core.look import Look
from assistant.web.widget.release import Release
from assistant.web.widget.snippet import snippet

RELEASE = Release(b"x")
SCRIPT = (
    f'<script src="https://assistant.school.example/{RELEASE.name}" defer integrity="{RELEASE.integrity}"'
    ' crossorigin="anonymous" data-phone="01632 960101" data-colour="#0b5563"'
    ' data-colour-in-the-dark="#749ea6"></script>'
)


def test_the_snippet_holds_the_fallback_and_one_script_that_is_checked() -> None:
    look = Look(Colour(11, 85, 99), "https://www.school.example/a?b=1&c=2")
    text = snippet(RELEASE, public_url="https://assistant.school.example", phone="01632 960101", look=look)
    assert text.splitlines() == [
        '<div id="school-assistant-fallback">',
        "  <p>Questions about social media, a post to check, or a worry? You can:</p>",
        "  <ul>",
        '    <li><a href="https://assistant.school.example/">open the school’s assistant</a></li>',
        '    <li>ring the school on <a href="tel:01632960101">01632 960101</a></li>',
        '    <li><a href="https://www.school.example/a?b=1&amp;c=2">the complaints form</a></li>',
        "  </ul>",
        "</div>",
        SCRIPT,
    ]
