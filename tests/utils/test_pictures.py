"""Pictures from outside: nothing of them is kept but their pixels, and decoding takes bounded memory and time."""

import os
import sys
import threading
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from records.utils import pictures
from records.utils.pictures import PictureRefused, narrowed, reencode, size_of
from tests.pictures import picture, png_head
from tests.processes import run


def test_a_picture_is_turned_upright_and_loses_its_metadata():
    exif = Image.Exif()
    exif[0x0112] = 6  # rotated by a quarter
    exif[0x010E] = "GPS and such"
    made = Image.open(BytesIO(reencode(picture("JPEG", exif=exif, icc_profile=b"profile" * 30))))
    assert made.size == (40, 60)
    assert not made.getexif()
    assert not {"exif", "icc_profile", "xmp"} & made.info.keys()


def test_a_transparent_picture_stays_so():
    made = Image.open(BytesIO(reencode(picture(mode="RGBA"))))
    assert made.mode == "RGBA"


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "I;16", "CMYK"])
def test_every_kind_of_pixel_is_understood(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert reencode(picture(kind, mode=mode))


def test_a_large_picture_is_made_smaller():
    made = Image.open(BytesIO(reencode(picture(size=(4000, 100)))))
    assert made.size == (2000, 50)


def noisy(width: int, height: int) -> bytes:
    """Makes a picture that no encoder finds easy."""
    made = BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(made, "PNG")
    return made.getvalue()


def test_a_picture_is_made_narrower_and_never_wider():
    assert size_of(narrowed(picture(size=(1000, 500)), 480, 10**6)) == (480, 240)
    assert size_of(narrowed(picture(size=(100, 50)), 480, 10**6)) == (100, 50)


def test_a_narrow_picture_gives_up_sharpness_for_its_bytes():
    sharp = narrowed(noisy(200, 200), 480, 10**6)
    assert len(narrowed(noisy(200, 200), 480, len(sharp) - 1)) < len(sharp)


@pytest.mark.parametrize("size", [(480, 640), (2000, 2000), (480, 2000)], ids=str)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_narrow_picture_keeps_within_its_bytes_whatever_is_on_it(size, mode):
    made = BytesIO()
    Image.frombytes(mode, size, os.urandom(size[0] * size[1] * len(mode))).save(made, "PNG", compress_level=0)
    assert len(narrowed(made.getvalue(), 480, 24_000)) <= 24_000


def test_of_a_moving_picture_one_frame_is_kept():
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    moving = BytesIO()
    frames[0].save(moving, "WEBP", save_all=True, append_images=frames[1:])
    assert getattr(Image.open(BytesIO(reencode(moving.getvalue()))), "n_frames", 1) == 1


def test_html_after_a_picture_is_cut_off():
    made = reencode(picture() + b"<script>alert(1)</script>")
    assert b"script" not in made


def test_pixels_are_counted_before_they_are_decoded(monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(PictureRefused, match="像素太多"):
        reencode(png_head(9_000, 9_000))


def test_a_jpeg_of_endless_passes_is_refused_before_they_are_made(monkeypatch):
    whole = picture("JPEG", size=(600, 400), progressive=True)
    passes = whole[whole.rindex(pictures.SCAN_SIGN) : -2] * pictures.MAX_SCANS
    assert reencode(whole)
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(PictureRefused, match="处理起来太久"):
        reencode(whole[:-2] + passes + whole[-2:])


def test_pictures_are_decoded_one_at_a_time(monkeypatch):
    at_work, most = [0], [0]
    decode, lock = pictures.pixels, threading.Lock()

    def counted(data: bytes) -> Image.Image:
        with lock:
            at_work[0] += 1
            most[0] = max(most[0], at_work[0])
        try:
            return decode(data)
        finally:
            with lock:
                at_work[0] -= 1

    monkeypatch.setattr(pictures, "pixels", counted)
    content = picture(size=(2000, 1500))
    threads = [threading.Thread(target=reencode, args=[content]) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


MEASURE = """
import io, sys, threading
from pathlib import Path
from PIL import Image
from records.utils.pictures import MAX_PIXELS, reencode

def megabytes(name):
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name)]
    return int(line.split()[1]) // 1024

made = io.BytesIO()
side = int(MAX_PIXELS["WEBP"] ** 0.5)
Image.new("RGBA", (side, side), 1).save(made, "WEBP", method=0)
Path("/proc/self/clear_refs").write_text("5")
before = megabytes("VmRSS")
threads = [threading.Thread(target=reencode, args=[made.getvalue()]) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(megabytes("VmHWM") - before)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads its own memory as Linux tells it")
def test_four_of_the_costliest_at_once_take_the_memory_of_one(tmp_path: Path):
    done = run(tmp_path, "-c", MEASURE)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 260  # one alone takes 218; four took 1,100 when they were decoded together
