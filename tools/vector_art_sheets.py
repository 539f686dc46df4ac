#!/usr/bin/env python3
"""Draw sheets of logos, icons, photographs and pages beside their traces by two commands.

    vector_art_sheets.py BEFORE AFTER FOLDER [--photographs FOLDER] [--sheets NAME,...] [--options WORDS]

BEFORE and AFTER run stylize. A row has two inputs, each with its traces by BEFORE and AFTER; a trace that fails is red.
Logos and pages are drawn here, icons come from /usr/share/icons, and photographs are the first six of a folder. Needs
Debian's python3-skimage, python3-pil, librsvg2-bin and fonts-dejavu-core.
"""
import argparse
import io
import pathlib
import shlex
import subprocess

import numpy as np
import skimage.data
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from vector_art_rules import page

CELL, TIMES = 320, 4
FLAT = ["#d23c3c", "#3cb44b", "#ffe119", "#4363d8", "#f58231", "#911eb4", "#46f0f0", "#808000", "#fabed4", "#222222"]


def logo(number):
    """Draw a logo of 64, 128 or 256 pixels on nothing: odd ones have a soft rim."""
    size, kind = [64, 128, 256][number % 3], number // 2
    side = size * TIMES
    image = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)

    def box(*part):
        return [value * side for value in part]

    def text(words, height):
        font = ImageFont.truetype("DejaVuSans-Bold.ttf", int(height * side))
        draw.text((side / 2, side / 2), words, font=font, fill="white", anchor="mm")

    if kind == 0:
        draw.ellipse(box(.04, .04, .96, .96), FLAT[3], outline="#101030", width=side // 24)
        text("ab", .4)
    elif kind == 1:
        for i in range(8):
            draw.rectangle(box(.1, .1 + .1 * i, .9, .15 + .1 * i), FLAT[i % 4])
        draw.ellipse(box(.35, .3, .65, .6), "white", outline="black", width=side // 40)
    elif kind == 2:
        for i, color in enumerate(FLAT):
            draw.rectangle(box(i % 4 / 4, i // 4 / 3, (i % 4 + 1) / 4, (i // 4 + 1) / 3), color)
    elif kind == 3:
        draw.rounded_rectangle(box(.05, .2, .95, .8), side // 8, FLAT[0])
        text("Ink & Co", .17)
    elif kind == 4:
        draw.regular_polygon((side / 2, side / 2, .47 * side), 6, fill=FLAT[4], outline="#303030")
        for i in range(9):
            draw.ellipse(box(.28 + .18 * (i % 3), .28 + .18 * (i // 3), .36 + .18 * (i % 3), .36 + .18 * (i // 3)), (0,) * 4)
    else:
        draw.pieslice(box(.05, .05, .95, .95), 30, 330, FLAT[2], outline="black", width=side // 32)
        draw.ellipse(box(.5, .2, .6, .3), "black")
        draw.rectangle(box(.1, .9, .9, .97), (40, 40, 60, 128))
    image = image.reduce(TIMES)
    return image.convert("RGBa").filter(ImageFilter.GaussianBlur(size / 100)).convert("RGBA") if number % 2 else image


def inputs(photographs):
    icons = sorted(path for path in pathlib.Path("/usr/share/icons").glob("*/[1-6]*x*/*/*.png") if not path.is_symlink())
    photos = sorted(path for path in photographs.iterdir() if path.suffix.lower() in (".png", ".jpg"))
    return {
        "logos": [logo(i) for i in range(12)],
        "icons": [Image.open(icons[(2 * i + 1) * len(icons) // 24]) for i in range(12)],
        "photographs": [Image.open(path) for path in photos[:6]],
        "pages": [Image.fromarray(pixels.astype(np.uint8)) for pixels in (
            skimage.data.page(), skimage.data.text(), *(np.array(page(i, 1)) * np.linspace(.35, 1, 320) for i in (50, 51)))],
    }


def traced(command, file, words):
    svg = file.with_suffix(".svg")
    svg.unlink(missing_ok=True)
    subprocess.run([*shlex.split(command), "trace", *words, "--no-provenance", "-o", svg, file], capture_output=True)
    if not svg.exists():
        return Image.new("RGB", (CELL, CELL), "red")
    return Image.open(io.BytesIO(subprocess.run(
        ["rsvg-convert", "-w", str(CELL), "-h", str(CELL), "-a", svg], check=True, capture_output=True).stdout))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--photographs", type=pathlib.Path, default="samples")
    parser.add_argument("--sheets", default="logos,icons,photographs,pages")
    parser.add_argument("--options", default="")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, images in inputs(options.photographs).items():
        words = [*(["--preset", "LineArt"] if name == "pages" else []), *shlex.split(options.options)]
        sheet = Image.new("RGB", (6 * CELL, -(-len(images) // 2) * CELL), "#ffc0ff")
        for i, image in enumerate(images if name in options.sheets.split(",") else []):
            file = options.folder / f"{name}{i:02}.png"
            image.convert("RGBA" if "A" in image.getbands() or image.mode == "P" else "RGB").save(file)
            row = [Image.open(file), *(traced(command, file, words) for command in (options.before, options.after))]
            for k, drawn in enumerate(row):
                scale = CELL / max(drawn.size)
                shown = drawn.convert("RGBA").resize([round(scale * side) for side in drawn.size], Image.NEAREST if scale > 1 else Image.BOX)
                sheet.paste(shown, ((i % 2 * 3 + k) * CELL, i // 2 * CELL), shown)
            sheet.save(options.folder / f"{name}.png")


if __name__ == "__main__":
    main()
