"""What a file is, by its first bytes alone, and who writes it anew."""

from assistant.adapters.attachments.pdf import clean_pdf
from assistant.adapters.attachments.pictures import clean_picture
from assistant.core.attachments import MOST_CLEANED_BYTES, FileKind, Unfit, UnfitFileError

_BEGINNINGS = {b"\x89PNG\r\n\x1a\n": FileKind.PNG, b"\xff\xd8\xff": FileKind.JPEG, b"%PDF-": FileKind.PDF}
_PDF_MAY_BEGIN = 1024
"""Readers of PDFs look for the beginning in so many bytes, so that another file may be one too."""
_ZIP_END, _ZIP_END_IN = b"PK\x05\x06", 64 * 1024 + 22
"""A zip is read from its end, whatever stands before it."""
_PAGE_WORDS = (b"<!doctype", b"<html", b"<script")


def clean(content: bytes) -> tuple[FileKind, bytes]:
    """Return what the file is, and it written anew; raise ``UnfitFileError`` where it is not taken."""
    kind = _kind_of(content)
    if _is_another_too(content, kind):
        raise UnfitFileError(Unfit.TWO_KINDS)
    cleaned = clean_pdf(content) if kind is FileKind.PDF else clean_picture(content, kind)
    if len(cleaned) > MOST_CLEANED_BYTES:
        raise UnfitFileError(Unfit.TOO_HEAVY)
    return kind, cleaned


def _kind_of(content: bytes) -> FileKind:
    if not content:
        raise UnfitFileError(Unfit.EMPTY)
    found = next((kind for beginning, kind in _BEGINNINGS.items() if content.startswith(beginning)), None)
    if found is None:
        raise UnfitFileError(Unfit.WRONG_KIND)
    return found


def _is_another_too(content: bytes, kind: FileKind) -> bool:
    """Tell whether another program would take the same bytes for a PDF, a zip or a web page."""
    if _ZIP_END in content[-_ZIP_END_IN:]:
        return True
    if kind is FileKind.PDF:
        return False
    lowered = content.lower()
    return b"%pdf-" in lowered[:_PDF_MAY_BEGIN] or any(word in lowered for word in _PAGE_WORDS)
