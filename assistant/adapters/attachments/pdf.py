"""PDFs by pikepdf: the pages alone are copied into a new file, with what they show and nothing that does anything.

What a page shows in boxes that can be filled in, in notes and stamps is drawn onto the page first. Left behind are
scripts, actions, links, forms (XFA too), embedded files, sounds and films, bookmarks, and what was noted about the
file, its pages and its pictures. What shows itself only on demand is not looked for.
"""

import io
import zlib
from base64 import a85decode
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from assistant.adapters.attachments import jp2_boxes, jpeg_segments
from assistant.adapters.attachments.pictures import MOST_POINTS
from assistant.core.attachments import Unfit, UnfitFileError

MOST_PAGES = 100
MOST_OBJECTS = 50_000
MOST_INFLATED = 256 * 1024 * 1024
"""Bytes of all that is packed in a file, unpacked."""

_INFLATE_AT_ONCE = 1024 * 1024
_PAGE_KEYS = frozenset(
    {
        *("/Type", "/Parent", "/Resources", "/Contents", "/Rotate", "/Group", "/UserUnit"),
        *("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"),
    }
)
_NOTES = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/OPI", "/Ref", "/Alternates", "/StructParents", "/Thumb")
_DOES = frozenset(
    {
        *("/JavaScript", "/Launch", "/URI", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"),
        *("/Rendition", "/Sound", "/Movie", "/RichMediaExecute"),
    }
)
_FLATE = {"/FlateDecode", "/Fl"}
_AS_TEXT = {"/ASCII85Decode", "/A85"}
_PICTURES = {
    "/DCTDecode": jpeg_segments.without_notes,
    "/DCT": jpeg_segments.without_notes,
    "/JPXDecode": jp2_boxes.without_notes,
}
"""What takes the notes out of a picture that keeps its bytes."""


def clean_pdf(content: bytes) -> bytes:
    """Return the PDF written anew; raise ``UnfitFileError`` where it is not taken."""
    try:
        with Pdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True) as found:
            _look(found)
            return _written(found)
    except pikepdf.PasswordError as error:
        raise UnfitFileError(Unfit.LOCKED) from error
    except pikepdf.PdfError as error:
        raise UnfitFileError(Unfit.DAMAGED) from error


def _look(found: Pdf) -> None:
    if found.is_encrypted:
        raise UnfitFileError(Unfit.LOCKED)
    if len(found.objects) > MOST_OBJECTS:
        raise UnfitFileError(Unfit.TOO_HEAVY)
    if len(found.pages) > MOST_PAGES:
        raise UnfitFileError(Unfit.TOO_MANY_PAGES)
    if not len(found.pages):
        raise UnfitFileError(Unfit.DAMAGED)


def _written(found: Pdf) -> bytes:
    _inflate_within_bounds(found)
    found.generate_appearance_streams()
    found.flatten_annotations("screen")
    with Pdf.new() as fresh:
        fresh.pages.extend(found.pages)
        for page in fresh.pages:
            _keep(page.obj, _PAGE_KEYS)
        out = io.BytesIO()
        for one in _reachable(fresh):
            _strip(one)
        fresh.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=True,
        )
    return out.getvalue()


def _inflate_within_bounds(found: Pdf) -> None:
    """Refuse a file that unpacks to far more than it is, and pictures of too many points."""
    left = MOST_INFLATED
    for one in found.objects:
        if not isinstance(one, Stream):
            continue
        if int(one.get("/Width", 0)) * int(one.get("/Height", 0)) > MOST_POINTS:
            raise UnfitFileError(Unfit.TOO_MANY_POINTS)
        left -= _inflated(_packed(one), left)


def _packed(one: Stream) -> bytes:
    """Return the packed bytes of a stream, none where it is not packed; twice packed is packed to do harm."""
    filters = _filters(one)
    match [name in _FLATE for name in filters]:
        case packed if not any(packed):
            return b""
        case [True, *after] if not any(after):
            return one.read_raw_bytes()
        case [False, True] if filters[0] in _AS_TEXT:
            return _from_text(one.read_raw_bytes())
    raise UnfitFileError(Unfit.TOO_HEAVY)


def _from_text(raw: bytes) -> bytes:
    return a85decode(raw.strip().removesuffix(b"~>"))


def _inflated(raw: bytes, most: int) -> int:
    """Return how many bytes a packed stream unpacks to; one that is broken counts as far as it goes."""
    unpacking, size = zlib.decompressobj(), 0
    while raw and not unpacking.eof:
        try:
            size += len(unpacking.decompress(raw, _INFLATE_AT_ONCE))
        except zlib.error:
            return size
        if size > most:
            raise UnfitFileError(Unfit.TOO_HEAVY)
        if not unpacking.unconsumed_tail:
            return size
        raw = unpacking.unconsumed_tail
    return size


def _filters(one: Stream) -> list[str]:
    named = one.get("/Filter", None)
    if named is None:
        return []
    return [str(name) for name in named] if isinstance(named, Array) else [str(named)]


def _strip(one: Object) -> None:
    """Take out what was noted about a part, and refuse one that does something all the same."""
    for key in _NOTES:
        if key in one:
            del one[key]
    does = one.get("/S", None)
    if (isinstance(does, Name) and str(does) in _DOES) or "/JS" in one or "/EF" in one or "/XFA" in one:
        raise UnfitFileError(Unfit.HIDDEN_PARTS)
    if isinstance(one, Stream) and _filters(one) and _filters(one)[-1] in _PICTURES:
        _strip_picture(one)


def _strip_picture(one: Stream) -> None:
    """Take the notes out of a camera's picture; what is packed around it is taken off."""
    *packed, kind = _filters(one)
    raw, known = one.read_raw_bytes(), one.get("/DecodeParms", None)
    for name in packed:
        if name in _FLATE:
            raw = zlib.decompress(raw)
        elif name in _AS_TEXT:
            raw = _from_text(raw)
        else:
            raise UnfitFileError(Unfit.TOO_HEAVY)
    parms = known[len(packed)] if isinstance(known, Array) and len(known) > len(packed) else known
    kept = parms if isinstance(parms, Dictionary) else None
    one.write(_PICTURES[kind](raw), filter=Name(kind), decode_parms=kept)


def _keep(page: Object, wanted: frozenset[str]) -> None:
    for key in set(page.keys()) - wanted:
        del page[key]


def _reachable(fresh: Pdf) -> Iterator[Object]:
    """Give every dictionary and stream that will be written, each once."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Object] = [fresh.Root]
    while waiting:
        one = waiting.pop()
        if one.objgen != (0, 0):
            if one.objgen in seen:
                continue
            seen.add(one.objgen)
        if isinstance(one, Array):
            waiting.extend(part for part in one if isinstance(part, Array | Dictionary | Stream))
        elif isinstance(one, Dictionary | Stream):
            yield one
            waiting.extend(part for _, part in one.items() if isinstance(part, Array | Dictionary | Stream))
