"""Draws the icons of the app on a home screen into web/static/icons/, after web/static/icon.svg.

    python scripts/icons.py

Phones want pixels: 192 and 512 wide, one whose edge may be cut to any shape ("maskable": all that
matters lies in the inner four fifths), and Apple's own without transparency.
"""

from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "web/static/icons"
GROUND, LINE = "#1f5fa8", "#ffffff"
UNITS = 32
"""The drawing of icon.svg is so many units wide."""
COURSE = ((5, 22), (11, 16), (16, 19), (27, 8))
STROKE, DOT = 3.0, 3.0
FINER = 8
"""Drawn so many times larger and made smaller, so that edges are smooth."""

ICONS = {"192.png": (192, 1.0), "512.png": (512, 1.0), "apple-touch.png": (180, 0.86)} | {
    "maskable-512.png": (512, 0.72)
}
"""By file: pixels across, and how much of the width the drawing takes."""


def drawn(pixels: int, share: float) -> Image.Image:
    """The icon, `pixels` wide and high, its drawing `share` of that."""
    size = pixels * FINER
    unit = size * share / UNITS
    edge = size * (1 - share) / 2
    image = Image.new("RGB", (size, size), GROUND)
    pen = ImageDraw.Draw(image)
    course = [(edge + x * unit, edge + y * unit) for x, y in COURSE]
    pen.line(course, fill=LINE, width=round(STROKE * unit), joint="curve")
    x, y = course[-1]
    radius = DOT * unit
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=LINE)
    return image.resize((pixels, pixels), Image.Resampling.LANCZOS).quantize(
        16, dither=Image.Dither.NONE
    )


def main() -> None:
    """Draw all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (pixels, share) in ICONS.items():
        drawn(pixels, share).save(FOLDER / name, optimize=True)
        print(f"{FOLDER.relative_to(ROOT) / name}")


if __name__ == "__main__":
    main()
