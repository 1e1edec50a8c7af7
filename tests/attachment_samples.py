"""Files as people and attackers send them, made here and never fetched."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageDraw

from assistant.core.attachments import PIECE_BYTES, CleanFile, FileKind
from assistant.services.ports import FileCleaner

PLANT = b"PLANTED-4711"
"""A note that must not be found in anything that is kept."""


@dataclass(frozen=True)
class Cleaned:
    """A clean file, whole."""

    kind: FileKind
    content: bytes


def cleaned(cleaner: FileCleaner, content: bytes) -> Cleaned:
    """Hand a file to a cleaner in pieces that are none of its own, and return all of what it gives."""
    file = cleaner.begin()
    try:
        for at in range(0, len(content), 100_000):
            file.feed(content[at : at + 100_000])
        clean = file.clean()
        given = b"".join(clean.pieces)
    finally:
        file.close()
    assert len(given) == clean.size
    return Cleaned(clean.kind, given)


def pieces_of(content: bytes) -> Iterator[bytes]:
    """Give a clean file's content as a cleaner gives it."""
    return (content[at : at + PIECE_BYTES] for at in range(0, len(content), PIECE_BYTES))


def clean_file(content: bytes, kind: FileKind = FileKind.PNG) -> CleanFile:
    """Return what a cleaner would give for a file that it leaves as it is."""
    return CleanFile(kind, len(content), pieces_of(content))


def png(size: tuple[int, int] = (40, 30), mode: str = "RGB", *, colour: object = "red") -> bytes:
    """Return a picture with one corner of another colour, so that turning it shows."""
    picture = Image.new(mode, size, colour)
    if mode == "RGB":
        ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="blue")
    return _saved(picture, "PNG")


def jpeg(*, orientation: int = 1, place: bool = False, size: tuple[int, int] = (40, 30)) -> bytes:
    """Return a photo; with ``place``, one whose EXIF and comment hold a planted note and where it was taken."""
    picture = Image.open(io.BytesIO(png(size)))
    exif = Image.Exif()
    exif[0x0112] = orientation
    if place:
        exif[0x010E] = PLANT.decode()
        exif[0x8825] = {1: "N", 2: (52.0, 21.0, 3.0), 3: "W", 4: (1.0, 17.0, 9.0)}
    return _saved(picture, "JPEG", exif=exif, **({"comment": PLANT} if place else {}))


def chunk(name: bytes, content: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_claiming(width: int, height: int) -> bytes:
    """Return a tiny PNG that says it is this large and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def png_of_one_colour(width: int, height: int) -> bytes:
    """Return a small PNG that truly unpacks to ``width * height`` points of one byte each."""
    packing = zlib.compressobj(9)
    row = bytes(width + 1)
    packed = b"".join(packing.compress(row) for _ in range(height)) + packing.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def png_with_chunk(name: bytes, content: bytes) -> bytes:
    """Return a PNG with one chunk more behind its head."""
    plain = png()
    at = 8 + 25
    return plain[:at] + chunk(name, content) + plain[at:]


def text_bomb() -> bytes:
    """Return a PNG whose packed note unpacks to 200 MB."""
    packing = zlib.compressobj(9)
    packed = b"".join(packing.compress(bytes(1_000_000)) for _ in range(200)) + packing.flush()
    return png_with_chunk(b"zTXt", b"Comment\0\0" + packed)


def moving_png() -> bytes:
    """Return a PNG of two pictures."""
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def many_pictures_jpeg() -> bytes:
    """Return a JPEG with a second picture behind the first, as some phones make them."""
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "MPO", save_all=True, append_images=frames[1:])
    return out.getvalue()


def zipped(name: str = "word/document.xml", content: bytes = b"<w/>") -> bytes:
    """Return a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def pdf(*, pages: int = 1) -> bytes:
    """Return a PDF of empty pages."""
    with Pdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        return _pdf_saved(made)


def pdf_that_does() -> bytes:
    """Return a PDF with all that a PDF can do: scripts, actions, links, forms, a file inside, notes about it."""
    with Pdf.new() as made:
        made.add_blank_page()
        page = made.pages[0]
        page.obj.Contents = made.make_stream(b"0 0 1 rg 10 10 50 50 re f")
        script = Dictionary(S=Name.JavaScript, JS="app.alert('" + PLANT.decode() + "')")
        made.Root.OpenAction = script
        made.Root.AA = Dictionary(WC=script)
        made.Root.Metadata = made.make_stream(b"<x:xmpmeta>" + PLANT + b"</x:xmpmeta>")
        made.attachments["inside.txt"] = PLANT
        made.docinfo["/Author"] = PLANT.decode()
        page.obj.AA = Dictionary(O=script)
        page.obj.PieceInfo = Dictionary(X=Dictionary(Private=PLANT.decode()))
        drawn = made.make_stream(b"1 0 0 rg 0 0 20 20 re f", BBox=[0, 0, 20, 20], Subtype=Name.Form, Type=Name.XObject)
        field = made.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="name", V="Kim", Rect=[100, 100, 120, 120], F=4,
                AP=Dictionary(N=drawn), AA=Dictionary(K=script),
            )
        )  # fmt: skip
        link = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9],
            A=Dictionary(S=Name.URI, URI="https://example.test/" + PLANT.decode()),
        )  # fmt: skip
        launch = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.Launch, F=PLANT.decode())
        )
        page.obj.Annots = Array([field, made.make_indirect(link), made.make_indirect(launch)])
        made.Root.AcroForm = Dictionary(
            Fields=[field], XFA=made.make_stream(b"<xdp>" + PLANT + b"</xdp>"), NeedAppearances=False
        )
        return _pdf_saved(made)


def pdf_with_photo(photo: bytes, *, packed: bool = False) -> bytes:
    """Return a PDF that shows a JPEG or JPEG 2000, with every byte of it as the camera wrote it."""
    with Image.open(io.BytesIO(photo)) as picture:
        (width, height), name = picture.size, Name.DCTDecode if picture.format == "JPEG" else Name.JPXDecode
    with Pdf.new() as made:
        made.add_blank_page()
        raw = zlib.compress(photo) if packed else photo
        shown = made.make_stream(
            raw, Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height,
            ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Array([Name.FlateDecode, name]) if packed else name,
        )  # fmt: skip
        made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(P=shown))
        made.pages[0].obj.Contents = made.make_stream(b"q 100 0 0 100 0 0 cm /P Do Q")
        return _pdf_saved(made)


def locked_pdf(password: str = "") -> bytes:
    """Return a PDF that is encrypted, with or without a password to open it."""
    with Pdf.new() as made:
        made.add_blank_page()
        out = io.BytesIO()
        made.save(out, encryption=pikepdf.Encryption(user=password, owner="owner"))
        return out.getvalue()


def pdf_bomb(megabytes: int = 400, *, nested: bool = False) -> bytes:
    """Return a small PDF whose page unpacks to this many megabytes; ``nested``, packed twice."""
    packing = zlib.compressobj(9)
    packed = b"".join(packing.compress(b" " * 1_000_000) for _ in range(megabytes)) + packing.flush()
    with Pdf.new() as made:
        made.add_blank_page()
        contents = made.make_stream(zlib.compress(packed) if nested else packed)
        contents.Filter = Array([Name.FlateDecode, Name.FlateDecode]) if nested else Name.FlateDecode
        made.pages[0].obj.Contents = contents
        out = io.BytesIO()
        made.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return out.getvalue()


def _saved(picture: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def _pdf_saved(made: Pdf) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def jp2() -> bytes:
    """Return a JPEG 2000 with a planted note behind its head."""
    picture = Image.open(io.BytesIO(png()))
    plain = _saved(picture, "JPEG2000")
    at = 12 + int.from_bytes(plain[12:16], "big")
    note = b"xml " + PLANT
    return plain[:at] + struct.pack(">I", 4 + len(note)) + note + plain[at:]
