"""Pictures for tests, made by Pillow: the same bytes each time."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

EXTENT = (-2.0, -1.5, 1.0, 1.5)


@cache
def photograph(width: int, height: int, orientation: int = 1) -> bytes:
    """A JPEG with as much in it as a camera sees, and as heavy as a camera makes it."""
    light = Image.effect_mandelbrot((width, height), EXTENT, 100)
    fall = Image.linear_gradient("L").resize((width, height))
    picture = Image.merge("RGB", (light, fall, light.transpose(Image.Transpose.ROTATE_180)))
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(picture, "JPEG", quality=95, exif=exif)


@cache
def drawing(width: int, height: int) -> bytes:
    """A PNG of thin lines in few colours, like a map."""
    picture = Image.new("RGB", (width, height), "#fbf7ef")
    draw = ImageDraw.Draw(picture)
    for step in range(900):
        at = step * 7919 % width, step * 104729 % height
        to = step * 15485863 % width, step * 32452843 % height
        draw.line((*at, *to), ("#8f231c", "#1f5a80", "#231d17")[step % 3])
    return saved(picture, "PNG", compress_level=1)


@cache
def cut_out(width: int, height: int) -> bytes:
    """A PNG whose left half is air."""
    picture = Image.open(BytesIO(photograph(width, height))).convert("RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, width // 2, height))
    return saved(picture, "PNG")


def moving(kind: str) -> bytes:
    """A picture that moves: an animated PNG or GIF."""
    frames = [Image.effect_mandelbrot((700, 500), EXTENT, detail) for detail in (50, 100)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:])


def in_ink(width: int, height: int) -> bytes:
    """A JPEG in the colours of a printing press."""
    picture = Image.open(BytesIO(photograph(width, height)))
    return saved(picture.convert("CMYK"), "JPEG", quality=95)


def pressed() -> bytes:
    """A JPEG that somebody has made as small as can be borne."""
    light = Image.effect_mandelbrot((1600, 1600), EXTENT, 100)
    picture = Image.merge("RGB", (light, light.rotate(90), light.rotate(180)))
    return saved(picture, "JPEG", quality=30)


def opened(body: bytes) -> Image.Image:
    return Image.open(BytesIO(body))


def saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    body = BytesIO()
    picture.save(body, kind, **how)
    return body.getvalue()
