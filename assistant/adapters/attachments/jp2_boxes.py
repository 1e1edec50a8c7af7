"""A JPEG 2000 file's boxes: those that hold notes are left out (ISO/IEC 15444-1, annex I)."""

_RAW = b"\xff\x4f\xff\x51"
"""How a picture begins that has no boxes around it."""
_NOTES = {b"xml ", b"uuid", b"uinf", b"jp2i"}
_HEAD, _LONG_HEAD = 8, 16


def without_notes(jp2: bytes) -> bytes:
    """Return the file without XML, EXIF and other notes; raise ``ValueError`` where it is none."""
    if jp2.startswith(_RAW):
        return jp2
    kept, at = [], 0
    while at + _HEAD <= len(jp2):
        size, kind = int.from_bytes(jp2[at : at + 4], "big"), jp2[at + 4 : at + _HEAD]
        if size == 1:
            size = int.from_bytes(jp2[at + _HEAD : at + _LONG_HEAD], "big")
        end = at + size if size else len(jp2)
        if end < at + _HEAD or end > len(jp2):
            raise ValueError("a box is cut")
        if kind not in _NOTES:
            kept.append(jp2[at:end])
        at = end
    if at != len(jp2) or not kept:
        raise ValueError("not a JPEG 2000 file")
    return b"".join(kept)
