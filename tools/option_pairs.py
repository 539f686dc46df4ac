#!/usr/bin/env python3
"""Draw the pairs of pictures of docs/evidence/quality/options.md, and print its table of counts.

    option_pairs.py STYLIZE

STYLIZE is the command. Writes docs/images/options-pixel-art.png and options-dot-art.png. Needs Debian's python3-pil, python3-scipy,
python3-tifffile and fonts-dejavu-core.
"""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import tifffile
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import gaussian_filter

CHECKOUT = pathlib.Path(__file__).resolve().parents[1]
SAMPLES = CHECKOUT / "samples"
GAP, CAPTION, PAIRS_PER_ROW = 6, 20, 3

# A caption, the input, the options of both pictures, those of the second, and the part that is shown: left, top and width in shares.
PIXEL_ART = [
    ("SpatialWeight 10", "gallery/cat.jpg", "--no-refinement", "--spatial-weight 10", (.12, .1, .6)),
    ("SmoothnessWeight 3", "gallery/cat.jpg", "", "--smoothness-weight 3", (.12, .1, .6)),
    ("ColorSmoothing 4", "gallery/cat.jpg", "--no-refinement", "--color-smoothing 4", (.12, .1, .6)),
    ("Stride 4", "gallery/hopper.jpg", "", "--stride 4", (.2, .1, .6)),
    ("NoRefinement", "rocket.jpg", "", "--no-refinement", (.2, .1, .7)),
    ("DitherSize 2", "rocket.jpg", "--palette pico-8 --dither bayer", "--dither-size 2", (.2, .1, .5)),
    ("AlphaThreshold 0.1", "soft.png", "", "--alpha-threshold 0.1", (0, 0, 1)),
]
GRADIENT = "--preset gradient"
CMYK = "--separation cmyk --dot-count 9000"
DOT_ART = [
    ("AllowOverlap off", "gallery/cat.jpg", "--dot-count 5000", "--no-allow-overlap", (.2, .2, .6)),
    ("AdaptiveSizing off", "coffee.jpg", GRADIENT, "--no-adaptive-sizing", (.2, .1, .7)),
    ("MinRadius 2.5", "coffee.jpg", GRADIENT, "--min-radius 2.5", (.2, .1, .7)),
    ("MaxRadius 6", "coffee.jpg", GRADIENT, "--max-radius 6", (.2, .1, .7)),
    ("SpacingFactor 2.5", "coffee.jpg", GRADIENT, "--spacing-factor 2.5", (.2, .1, .7)),
    ("MinOpacity 1", "coffee.jpg", GRADIENT, "--min-opacity 1", (.2, .1, .7)),
    ("BackgroundTolerance 0.05", "gallery/cat.jpg", GRADIENT, "--background-tolerance 0.05", (0, 0, 1)),
    ("PositionJitter 3", "gallery/cat.jpg", "--dot-count 3000 --pattern hexagonal", "--position-jitter 3", (.2, .2, .6)),
    ("SizeVariation 0.5", "gallery/cat.jpg", "--dot-count 3000 --pattern hexagonal", "--size-variation 0.5", (.2, .2, .6)),
    ("InkSharpness 60", "gallery/cat.jpg", "--preset ink", "--ink-sharpness 60", (.2, .2, .6)),
    ("HatchAngle 0,90", "gallery/cat.jpg", "--preset hatching --line-width 0.6mm", "--hatch-angle 0,90", (.2, .2, .4)),
    ("ScreenAngle 0,0,0,0", "gallery/cat.jpg", CMYK, "--screen-angle 0,0,0,0", (.2, .2, .4)),
    ("ScreenRuling 20", "gallery/cat.jpg", CMYK, "--screen-ruling 20", (.2, .2, .4)),
    ("KeepBlack", "gallery/cat.jpg", CMYK, "--keep-black", (.25, .2, .3)),
    ("Misregistration 8mm", "gallery/cat.jpg", "--preset risograph", "--misregistration 8mm", (.2, .2, .6)),
]

# Options of `regions`, measured on the 24 tiles of the sample plate.
COUNTS = [
    "--standard-deviations 3.5", "--standard-deviations 1",
    "--window-size 15", "--window-size 51", "--window-size 51 --sauvola-weight 0.5",
    "--block-size 3", "--block-size 51", "--block-size 51 --local-offset -20", "--block-size 51 --connectivity 4",
    "--method otsu", "--method otsu --split-depth 0", "--method otsu --split-depth 5",
    "--method learned", "--nucleus-diameter 60", "", "--proximity-radius 60", "--max-area 200",
]


def run(stylize, *words):
    return subprocess.run([stylize, *words], check=True, capture_output=True, text=True).stdout


def picture(stylize, folder, operation, source, options, part, side):
    """Return a part of an output, which is `side` pixels wide."""
    path = folder / "out.png"
    source = folder / source if source == "soft.png" else SAMPLES / source
    own = ["--width", "96", "--scale", "1"] if operation == "pixel-art" else ["--png-size", "1200"]
    run(stylize, operation, str(source), "-o", str(path), "--force", "--quiet", *own, *options.split())
    image = Image.open(path).convert("RGBA")
    paper = Image.new("RGBA", image.size, "#c8d4e0" if operation == "pixel-art" else "white")
    image = Image.alpha_composite(paper, image).convert("RGB")
    left, top, width = (round(share * image.width) for share in part)
    cut = image.crop((left, top, left + width, min(image.height, top + round(width * .75))))
    return cut.resize((side, round(side * .75)), Image.NEAREST if operation == "pixel-art" else Image.LANCZOS)


def sheet(stylize, folder, operation, pairs, side, colors):
    font = ImageFont.truetype("DejaVuSans.ttf", 13)
    height = round(side * .75)
    rows = -(-len(pairs) // PAIRS_PER_ROW)
    page = Image.new("RGB", (PAIRS_PER_ROW * (2 * side + 3 * GAP), rows * (height + CAPTION + GAP)), "white")
    draw = ImageDraw.Draw(page)
    for at, (caption, source, both, changed, part) in enumerate(pairs):
        x = at % PAIRS_PER_ROW * (2 * side + 3 * GAP)
        y = at // PAIRS_PER_ROW * (height + CAPTION + GAP)
        draw.text((x, y + 2), caption, "black", font)
        for second, options in enumerate([both, f"{both} {changed}"]):
            page.paste(picture(stylize, folder, operation, source, options, part, side), (x + second * (side + GAP), y + CAPTION))
    path = CHECKOUT / "docs" / "images" / f"options-{operation}.png"
    page.quantize(colors, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size:,} bytes", file=sys.stderr)


def soft_disc(path):
    """Write a disc whose edge is 40 pixels wide."""
    y, x = np.mgrid[:300, :400]
    alpha = np.clip((150 - np.hypot(x - 200, y - 150)) / 40, 0, 1)
    pixels = np.dstack([np.full_like(alpha, 200), 60 + y / 3, np.full_like(alpha, 60), 255 * alpha])
    Image.fromarray(np.uint8(pixels)).save(path)


def counts(stylize):
    tiles = sorted(map(str, (SAMPLES / "plate").rglob("*_DAPI.tif")))
    print("| options | regions |\n|---|---|")
    for options in COUNTS:
        lines = [line for line in run(stylize, "regions", *tiles, "--json", "--quiet", *options.split()).splitlines() if '"Label"' in line]
        print(f"| `{options or 'default'}` | {len(lines)} |")
    print("\n| `segment --puncta GFP` | spots | cells with spots |\n|---|---|---|")
    for options in ["", "--puncta-sigma 2,3", "--puncta-sigma 1,1.5", "--puncta-sigma 1,6"]:
        with tempfile.TemporaryDirectory() as out:
            run(stylize, "segment", str(SAMPLES / "plate"), "-o", out, "--well", "A1", "--timepoint", "0", "--channel", "DAPI",
                "--puncta", "GFP", "--no-montage", *options.split())
            with next(pathlib.Path(out).rglob("*_REGIONS.csv")).open() as table:
                found = [float(row["PunctaCount_GFP"] or 0) for row in csv.DictReader(table)]
            print(f"| `{options or 'default'}` | {sum(found):.0f} | {sum(count > 0 for count in found)} |")


def flat_field(stylize, folder):
    """Print the error of the illumination that is estimated from 16 tiles, by the share of a tile that cells cover."""
    side, random = 256, np.random.default_rng(1)
    y, x = np.mgrid[:side, :side]
    light = 1 - .4 * ((x - side / 2) ** 2 + (y - side / 2) ** 2) / (side / 2) ** 2 / 2
    print("\n| cells cover | percentile 50 | percentile 10 |\n|---|---|---|")
    for cover in (.1, .3, .5, .7, .9):
        plate = folder / f"plate{cover}"
        plate.mkdir()
        for tile in range(16):
            field = gaussian_filter(random.standard_normal((side, side)), 5)
            inside = gaussian_filter((field > np.quantile(field, 1 - cover)).astype(float), 1.5) > .5
            cell = 400 + 1200 * np.clip(gaussian_filter(random.standard_normal((side, side)), 12) * 12 + .5, 0, 1)
            image = light * np.where(inside, cell, 150) + random.normal(0, 8, (side, side))
            tifffile.imwrite(plate / f"FLAT_A1_T0_{tile + 1}_DAPI.tif", np.uint16(np.round(image)))
        errors = []
        for percentile in ("50", "10"):
            out = folder / f"out{cover}-{percentile}"
            try:
                run(stylize, "segment", str(plate), "-o", str(out), "--flat-field", "well", "--flat-field-percentile", percentile,
                    "--threshold", "60000", "--no-montage")
            except subprocess.CalledProcessError as failure:
                errors.append("refused: not positive" if "not positive" in failure.stderr else failure.stderr.strip())
                continue
            found = tifffile.imread(next((out / "FlatField").iterdir())).astype(float)
            errors.append(f"{np.percentile(abs(found / found.mean() / (light / light.mean()) - 1), 99):.1%}")
        print(f"| {cover:.0%} | {errors[0]} | {errors[1]} |")


def main():
    stylize = sys.argv[1]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        soft_disc(folder / "soft.png")
        sheet(stylize, folder, "pixel-art", PIXEL_ART, 192, 128)
        sheet(stylize, folder, "dot-art", DOT_ART, 192, 48)
        counts(stylize)
        flat_field(stylize, folder)


if __name__ == "__main__":
    main()
