#!/usr/bin/env python3
"""Compare the dithers of the named palettes with the error diffusion of Pillow.

    palette_dithers.py STYLIZE DITHER PHOTOGRAPH... [--palettes NAME,...]

STYLIZE is the published command, and DITHER a method such as diffusion. Prints for each palette the mean CIEDE2000 difference of
both from the photographs at 160 cells on the longer side, after all are reduced to 256 pixels and blurred by 2 pixels. Pillow reduces by
Lanczos and diffuses by Floyd and Steinberg. Needs Debian's python3-scipy, python3-skimage and python3-pil.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy as np
from PIL import Image, ImageColor
from scipy.ndimage import gaussian_filter
from skimage.color import deltaE_ciede2000, rgb2lab

CELLS = 160


def seen(image, size):
    values = np.asarray(image.convert("RGB").resize(size, Image.Resampling.BOX)) / 255
    return rgb2lab(gaussian_filter(values, (2, 2, 0)))


def pillow(photograph, size, colors):
    palette = Image.new("P", (1, 1))
    filled = colors + colors[:1] * (256 - len(colors))
    palette.putpalette([value for color in filled for value in ImageColor.getrgb(color)])
    return photograph.resize(size, Image.Resampling.LANCZOS).quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stylize")
    parser.add_argument("dither")
    parser.add_argument("photographs", nargs="+")
    parser.add_argument("--palettes", type=lambda names: names.split(","), default=[])
    given = parser.parse_args()
    listed = subprocess.run([given.stylize, "palettes", "--json"], capture_output=True, text=True, check=True).stdout
    for palette in map(json.loads, listed.splitlines()):
        if palette["name"] not in given.palettes if given.palettes else "pack" in palette:
            continue

        differences = []
        for path in given.photographs:
            photograph = Image.open(path).convert("RGB")
            size, small = ([round(side * longest / max(photograph.size)) for side in photograph.size] for longest in (CELLS, 256))
            with tempfile.TemporaryDirectory() as folder:
                output = pathlib.Path(folder) / "cells.png"
                subprocess.run(
                    [given.stylize, "pixel-art", path, "-o", output, "--width", str(size[0]), "--scale", "1",
                     "--palette", palette["name"], "--dither", given.dither], check=True, stdout=subprocess.DEVNULL)
                pictures = pillow(photograph, size, palette["colors"]), Image.open(output)
                differences.append([deltaE_ciede2000(seen(photograph, small), seen(picture, small)).mean() for picture in pictures])
        print(f"| {palette['name']} | {' | '.join(f'{mean:.1f}' for mean in np.mean(differences, axis=0))} |", flush=True)


if __name__ == "__main__":
    main()
