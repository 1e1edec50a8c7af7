"""Letters as .docx files, with python-docx."""

from assistant.adapters.docx.letters import DocxLetters

__all__ = ["DocxLetters"]
