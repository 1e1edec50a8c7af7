"""PNG and JPEG by Pillow: looked at before they are decoded, turned upright, and written anew as bare points.

What is written holds no EXIF, no place, no colour profile, no comment and no second picture.
"""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from assistant.core.attachments import MOST_BYTES, FileKind, Unfit, UnfitFileError

MOST_POINTS = 40_000_000
"""More than a phone's camera makes in its usual setting, and 160 MB once it is decoded."""

_JPEG_QUALITIES = ((92, 0), (85, 2), (70, 2))
"""Quality and whether colours are halved (2): the first that gives a file no larger than one that may be sent."""
_WITH_ALPHA = {"LA", "PA", "RGBA", "La", "RGBa"}
_GREY = {"1", "L"}


def clean_picture(content: bytes, kind: FileKind) -> bytes:
    """Return the picture written anew; raise ``UnfitFileError`` where it is not taken."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(content), formats=[kind.value.upper()]) as picture:
            _look_before_decoding(picture, kind)
            picture.load()
            return _written(_upright(picture), kind)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise UnfitFileError(Unfit.DAMAGED) from error


def _look_before_decoding(picture: Image.Image, kind: FileKind) -> None:
    """Refuse by what the head of the file says; nothing is decoded yet."""
    width, height = picture.size
    if width * height > MOST_POINTS:
        raise UnfitFileError(Unfit.TOO_MANY_POINTS)
    # A phone's JPEG may carry further pictures of the same moment: the first is taken. A PNG of several moves.
    if kind is FileKind.PNG and getattr(picture, "n_frames", 1) > 1:
        raise UnfitFileError(Unfit.MOVES)


def _upright(picture: Image.Image) -> Image.Image:
    """Turn the picture as its camera says; where that cannot be read, it stays as it is."""
    try:
        return ImageOps.exif_transpose(picture)
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, ZeroDivisionError):
        return picture


def _written(picture: Image.Image, kind: FileKind) -> bytes:
    see_through = picture.mode in _WITH_ALPHA or "transparency" in picture.info
    plain = picture.convert(_mode(picture.mode, kind, see_through=see_through))
    plain.info = {}
    if kind is FileKind.PNG:
        return _saved(plain, "PNG")
    written = b""
    for quality, subsampling in _JPEG_QUALITIES:
        written = _saved(plain, "JPEG", quality=quality, subsampling=subsampling)
        if len(written) <= MOST_BYTES:
            break
    return written


def _saved(picture: Image.Image, form: str, **options: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def _mode(mode: str, kind: FileKind, *, see_through: bool) -> str:
    if mode in _GREY and not see_through:
        return "L"
    return "RGBA" if see_through and kind is FileKind.PNG else "RGB"
