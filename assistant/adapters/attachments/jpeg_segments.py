"""A JPEG's segments: those that hold notes are left out, the picture itself is not touched (ISO/IEC 10918-1, annex B).

Inside a PDF a picture keeps its bytes; only what a camera or a program has noted in it must go.
"""

_START, _SCAN, _END = 0xD8, 0xDA, 0xD9
_JFIF, _ADOBE = 0xE0, 0xEE
"""Needed to decode: the points' shape, and which colours the numbers mean."""
_NOTES = (frozenset(range(0xE0, 0xF0)) - {_JFIF, _ADOBE}) | {0xFE}


def without_notes(jpeg: bytes) -> bytes:
    """Return the JPEG without EXIF, XMP, profiles and comments; raise ``ValueError`` where it is none."""
    if jpeg[:2] != bytes([0xFF, _START]):
        raise ValueError("not a JPEG")
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg):
        if jpeg[at] != 0xFF:
            raise ValueError("a segment is missing")
        marker = jpeg[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in (_SCAN, _END):
            return b"".join([*kept, jpeg[at:]])
        after = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker not in _NOTES:
            kept.append(jpeg[at:after])
        at = after
    raise ValueError("the picture is missing")
