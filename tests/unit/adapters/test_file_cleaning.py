"""Files as people and attackers send them: each is written anew, or refused, in a process of its own."""

import fcntl
import io
import subprocess
import sys
import termios
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import IO

import attachment_samples as samples
import pikepdf
import pytest
from PIL import Image

from assistant.adapters.attachments import CleanerApart, apart, jp2_boxes
from assistant.adapters.attachments.jpeg_segments import without_notes
from assistant.core.attachments import MOST_BYTES, FileKind, Unfit, UnfitFileError
from tests.conversations.steps import until

RED, BLUE = (255, 0, 0), (0, 0, 255)


@pytest.fixture(scope="module")
def cleaner() -> CleanerApart:
    return CleanerApart()


def _why(cleaner: CleanerApart, content: bytes) -> Unfit:
    with pytest.raises(UnfitFileError) as raised:
        samples.cleaned(cleaner, content)
    return raised.value.why


def _unread(pipe: IO[bytes]) -> int:
    """Return how many bytes stand in a pipe that nobody has read."""
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


def _shown(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"", Unfit.EMPTY, id="empty"),
        pytest.param(samples.png() + bytes(MOST_BYTES), Unfit.TOO_LARGE, id="one byte and more too many"),
        pytest.param(samples.png_claiming(50_000, 50_000), Unfit.TOO_MANY_POINTS, id="claims 50,000 x 50,000"),
        pytest.param(samples.png_of_one_colour(30_000, 40_000), Unfit.TOO_MANY_POINTS, id="inflates to 1.2 GB"),
        pytest.param(samples.text_bomb(), Unfit.DAMAGED, id="a note inflates to 200 MB"),
        pytest.param(samples.png((400, 300))[:-300], Unfit.DAMAGED, id="cut PNG"),
        pytest.param(samples.jpeg(size=(400, 300))[:-200], Unfit.DAMAGED, id="cut JPEG"),
        pytest.param(samples.pdf()[:-200], Unfit.DAMAGED, id="cut PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"x" * 100, Unfit.DAMAGED, id="the beginning of a PNG alone"),
        pytest.param(b"\xff\xd8\xff" + b"x" * 100, Unfit.DAMAGED, id="the beginning of a JPEG alone"),
        pytest.param(b"%PDF-1.7\n" + b"x" * 100, Unfit.DAMAGED, id="the beginning of a PDF alone"),
        pytest.param(samples.moving_png(), Unfit.MOVES, id="animated"),
        pytest.param(samples.zipped(), Unfit.WRONG_KIND, id="zip or docx"),
        pytest.param(samples.zipped("bomb", bytes(50_000_000)), Unfit.WRONG_KIND, id="zip bomb"),
        pytest.param(b"<!doctype html><script>alert(1)</script>", Unfit.WRONG_KIND, id="HTML"),
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', Unfit.WRONG_KIND, id="SVG"),
        pytest.param(b"GIF89a" + bytes(20), Unfit.WRONG_KIND, id="GIF"),
        pytest.param(b"MZ" + bytes(200), Unfit.WRONG_KIND, id="program"),
        pytest.param(b"GIF89a" + samples.pdf(), Unfit.WRONG_KIND, id="PDF behind a GIF"),
        pytest.param(samples.png() + samples.zipped(), Unfit.TWO_KINDS, id="PNG and zip"),
        pytest.param(samples.pdf() + samples.zipped(), Unfit.TWO_KINDS, id="PDF and zip"),
        pytest.param(samples.png() + b"<SCRIPT>alert(1)</script>", Unfit.TWO_KINDS, id="PNG and page"),
        pytest.param(samples.png_with_chunk(b"teXt", samples.pdf()), Unfit.TWO_KINDS, id="PNG and PDF"),
        pytest.param(samples.locked_pdf(), Unfit.LOCKED, id="encrypted PDF"),
        pytest.param(samples.locked_pdf("secret"), Unfit.LOCKED, id="encrypted PDF with a password"),
        pytest.param(samples.pdf(pages=101), Unfit.TOO_MANY_PAGES, id="101 pages"),
        pytest.param(samples.pdf_bomb(), Unfit.TOO_HEAVY, id="PDF inflates to 400 MB"),
        pytest.param(samples.pdf_bomb(nested=True), Unfit.TOO_HEAVY, id="PDF packed twice"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason(cleaner: CleanerApart, content: bytes, why: Unfit) -> None:
    assert _why(cleaner, content) is why


def test_a_file_of_exactly_the_size_is_taken(cleaner: CleanerApart) -> None:
    plain = samples.png()
    padded = samples.png_with_chunk(b"prIv", bytes(MOST_BYTES - len(plain) - 12))
    assert len(padded) == MOST_BYTES
    assert samples.cleaned(cleaner, padded) == samples.cleaned(cleaner, plain)


@pytest.mark.parametrize(
    ("mode", "colour", "kept", "point"),
    [
        ("RGB", RED, "RGB", BLUE),
        ("RGBA", (1, 2, 3, 100), "RGBA", (1, 2, 3, 100)),
        ("L", 7, "L", 7),
        ("1", 1, "L", 255),
        ("LA", (7, 100), "RGBA", (7, 7, 7, 100)),
        ("P", 0, "RGB", (0, 0, 0)),
    ],
)
def test_a_png_shows_what_it_showed(cleaner: CleanerApart, mode: str, colour, kept: str, point) -> None:
    cleaned = samples.cleaned(cleaner, samples.png(mode=mode, colour=colour))
    with _shown(cleaned.content) as picture:
        assert (cleaned.kind, picture.format, picture.size, picture.mode) == (FileKind.PNG, "PNG", (40, 30), kept)
        assert picture.getpixel((1, 1)) == point


def test_a_photo_is_turned_upright_and_holds_no_place_no_note_and_no_name(cleaner: CleanerApart) -> None:
    photo = samples.jpeg(orientation=6, place=True)
    assert samples.PLANT in photo
    cleaned = samples.cleaned(cleaner, photo)
    assert (cleaned.kind, samples.PLANT in cleaned.content, b"Exif" in cleaned.content) == (FileKind.JPEG, False, False)
    with _shown(cleaned.content) as picture:
        assert (picture.size, dict(picture.getexif()), set(picture.info) & {"exif", "comment", "icc_profile"}) == (
            (30, 40),
            {},
            set(),
        )
        red, _, blue = picture.convert("RGB").getpixel((28, 1))
        assert (red < 60, blue > 200) == (True, True)


def test_a_png_keeps_no_text_no_profile_and_no_exif(cleaner: CleanerApart) -> None:
    for name, content in (
        (b"tEXt", b"Author\0" + samples.PLANT),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + samples.PLANT),
        (b"eXIf", b"MM\0*\0\0\0\x08\0\0" + samples.PLANT),
        (b"iCCP", b"p\0\0" + zlib.compress(samples.PLANT)),
        (b"prIv", samples.PLANT),
    ):
        cleaned = samples.cleaned(cleaner, samples.png_with_chunk(name, content))
        assert (samples.PLANT in cleaned.content, name in cleaned.content) == (False, False)


def test_what_stands_behind_a_picture_and_a_phones_further_pictures_are_left_behind(cleaner: CleanerApart) -> None:
    assert samples.PLANT not in samples.cleaned(cleaner, samples.png() + samples.PLANT).content
    with _shown(samples.cleaned(cleaner, samples.many_pictures_jpeg()).content) as picture:
        red, _, blue = picture.getpixel((4, 4))
        assert (picture.format, red > 200, blue < 60) == ("JPEG", True, True)


def test_a_picture_of_very_many_points_that_is_allowed_is_taken(cleaner: CleanerApart) -> None:
    with _shown(samples.cleaned(cleaner, samples.png_of_one_colour(8_000, 5_000)).content) as picture:
        assert picture.size == (8_000, 5_000)


def test_a_photo_that_would_grow_is_written_smaller(cleaner: CleanerApart) -> None:
    noise = Image.effect_noise((3_600, 3_600), 120)
    out = io.BytesIO()
    Image.merge("RGB", [noise, noise.rotate(90), noise.rotate(180)]).save(out, "JPEG", quality=50)
    photo = out.getvalue()
    cleaned = samples.cleaned(cleaner, photo).content
    assert 5_000_000 < len(photo) < len(cleaned) < MOST_BYTES


def test_a_pdf_keeps_its_pages_and_nothing_that_does_or_notes_anything(cleaner: CleanerApart) -> None:
    cleaned = samples.cleaned(cleaner, samples.pdf_that_does())
    assert cleaned.kind is FileKind.PDF
    for word in (samples.PLANT, b"JavaScript", b"OpenAction", b"/AA", b"EmbeddedFile", b"/URI", b"/Launch", b"XFA"):
        assert word not in cleaned.content, word
    with pikepdf.open(io.BytesIO(cleaned.content)) as kept:
        assert sorted(kept.Root.keys()) == ["/Pages", "/Type"]
        assert (len(kept.pages), len(kept.attachments), sorted(kept.docinfo.keys())) == (1, 0, [])
        page = kept.pages[0]
        assert sorted(page.obj.keys()) == ["/Contents", "/MediaBox", "/Parent", "/Resources", "/Type"]
        page.contents_coalesce()
        shown = page.obj.Contents.read_bytes()
        drawn = [one.read_bytes() for one in page.obj.Resources.XObject.values()]
    assert b"0 0 1 rg 10 10 50 50 re f" in shown
    assert drawn == [b"1 0 0 rg 0 0 20 20 re f"]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("photo", [samples.jpeg(place=True), samples.jp2()], ids=["JPEG", "JPEG 2000"])
def test_a_photo_inside_a_pdf_holds_no_place_either(cleaner: CleanerApart, photo: bytes, packed: bool) -> None:
    assert samples.PLANT in photo
    cleaned = samples.cleaned(cleaner, samples.pdf_with_photo(photo, packed=packed)).content
    assert (samples.PLANT in cleaned, b"Exif" in cleaned) == (False, False)
    with pikepdf.open(io.BytesIO(cleaned)) as kept:
        raw = kept.pages[0].obj.Resources.XObject.P.read_raw_bytes()
    assert samples.PLANT not in raw
    with _shown(photo) as before, _shown(raw) as after:
        assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()


def test_a_pdf_that_hides_a_program_in_its_page_is_refused(cleaner: CleanerApart) -> None:
    with pikepdf.open(io.BytesIO(samples.pdf())) as made:
        made.pages[0].obj.Resources = pikepdf.Dictionary(
            Hidden=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        )
        out = io.BytesIO()
        made.save(out)
    assert _why(cleaner, out.getvalue()) is Unfit.HIDDEN_PARTS


def test_a_page_packed_as_text_is_read_and_one_that_bombs_so_is_refused(cleaner: CleanerApart) -> None:
    from base64 import a85encode

    def page(unpacked: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(samples.pdf())) as made:
            contents = made.make_stream(a85encode(zlib.compress(unpacked, 9)) + b"~>")
            contents.Filter = pikepdf.Array([pikepdf.Name.ASCII85Decode, pikepdf.Name.FlateDecode])
            made.pages[0].obj.Contents = contents
            out = io.BytesIO()
            made.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
            return out.getvalue()

    with pikepdf.open(io.BytesIO(samples.cleaned(cleaner, page(b"0 0 9 9 re f")).content)) as kept:
        assert kept.pages[0].obj.Contents.read_bytes() == b"0 0 9 9 re f"
    assert _why(cleaner, page(b" " * 300_000_000)) is Unfit.TOO_HEAVY


def test_a_process_that_takes_too_long_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_COMMAND", (sys.executable, "-c", "import time; time.sleep(600)"))
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def note(*args, **kwargs):
        started.append(popen(*args, **kwargs))
        return started[-1]

    monkeypatch.setattr(apart.subprocess, "Popen", note)
    assert _why(CleanerApart(seconds=0.3), samples.png()) is Unfit.TOO_HEAVY
    assert [one.returncode for one in started] == [-9]


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("import resource; x = bytearray(3 * 1024**3)", id="memory"),
        pytest.param("while True: pass", id="time"),
        pytest.param("import os; os._exit(0)", id="silent end"),
        pytest.param("import sys; sys.stdout.write('x' * 100)", id="nonsense"),
        pytest.param("""import sys; sys.stdout.write('{"kind": "png", "size": 9}\\nshort')""", id="cut answer"),
        pytest.param("""import sys; sys.stdout.write('{"kind": "png", "size": 1e999}\\nx')""", id="endless size"),
        pytest.param("""import sys; sys.stdout.write('{"kind": "png", "size": "1"}\\nx')""", id="size in words"),
        pytest.param("""import sys; sys.stdout.write('{"kind": "exe", "size": 1}\\nx')""", id="unknown kind"),
        pytest.param("import sys\nwhile True: sys.stdout.write('x' * 1_000_000)", id="endless answer"),
    ],
)
def test_whatever_becomes_of_the_process_the_answer_is_a_plain_refusal(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30)); "
    limited += "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\n"
    monkeypatch.setattr(apart, "_COMMAND", (sys.executable, "-c", limited + program))
    assert _why(CleanerApart(seconds=20), samples.png()) is Unfit.TOO_HEAVY


def test_a_clean_file_that_does_not_come_soon_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    says = """print('{"kind": "png", "size": 9}', flush=True)"""
    monkeypatch.setattr(apart, "_COMMAND", (sys.executable, "-c", f"import time; {says}; time.sleep(600)"))
    monkeypatch.setattr(apart, "_SECONDS_TO_HAND_OVER", 0.3)
    assert _why(CleanerApart(), samples.png()) is Unfit.TOO_HEAVY


def test_letting_go_of_a_file_ends_its_process_and_whoever_still_feeds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_COMMAND", (sys.executable, "-c", "import time; time.sleep(600)"))
    file = CleanerApart().begin()
    with ThreadPoolExecutor() as threads:
        feeding = threads.submit(file.feed, bytes(MOST_BYTES))
        until(lambda: _unread(file._stdin), seconds=60, what="the pipe is full")  # type: ignore[attr-defined]
        file.close()
        assert feeding.result() is None
    assert file._process.returncode == -9  # type: ignore[attr-defined]
    file.feed(b"more")


def test_the_process_limits_itself_and_gets_no_setting() -> None:
    script = (
        "import resource, os, assistant.adapters.attachments.process as p\n"
        "import assistant.adapters.attachments.clean as c\n"
        "def look(_):\n"
        "    given = {name for name in os.environ if name.startswith('ASSISTANT')}\n"
        "    raise SystemExit(str([resource.getrlimit(what)[1] for what in p._LIMITS] + sorted(given)))\n"
        "c.clean = look\n"
        "p.main()"
    )
    environment = {"PYTHONPATH": str(apart._PROJECT)}
    command = [sys.executable, "-c", script]
    ran = subprocess.run(command, input=b"x", capture_output=True, check=False, cwd=apart._PROJECT, env=environment)
    assert ran.stderr.decode().strip() == str([1024**3, 15, 0, 0, 32])


def test_the_notes_of_a_jpeg_are_left_out_and_its_points_stay() -> None:
    photo = samples.jpeg(place=True)
    bare = without_notes(photo)
    assert (samples.PLANT in bare, len(bare) < len(photo)) == (False, True)
    for broken in (b"", b"\x89PNG", photo[:4], b"\xff\xd8\xff\xe0\x00\x02xx"):
        with pytest.raises(ValueError, match=r"JPEG|segment|picture"):
            without_notes(broken)


def test_the_notes_of_a_jpeg_2000_are_left_out_and_what_is_none_is_told() -> None:
    photo = samples.jp2()
    bare = jp2_boxes.without_notes(photo)
    assert (len(photo) - len(bare), samples.PLANT in bare) == (8 + len(samples.PLANT), False)
    assert jp2_boxes.without_notes(b"\xff\x4f\xff\x51x") == b"\xff\x4f\xff\x51x"
    for broken in (b"", b"\0\0\0\x0cjP  ", photo[:-10], b"\0\0\0\x02jP  \r\n"):
        with pytest.raises(ValueError, match=r"box|JPEG 2000"):
            jp2_boxes.without_notes(broken)
