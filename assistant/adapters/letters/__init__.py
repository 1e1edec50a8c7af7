"""Letters as Jinja2 templates, in a sandbox and of few words."""

from assistant.adapters.letters.syntax import TemplateError, Vocabulary
from assistant.adapters.letters.template import LetterTemplate

__all__ = ["LetterTemplate", "TemplateError", "Vocabulary"]
