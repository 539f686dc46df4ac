#!/usr/bin/env python3
"""Compare animations of a target size with gifsicle -O3 --lossy at equal bytes.

    gif_sizes.py STYLIZE CLIP...

STYLIZE is the published command. Each clip becomes pixel art of 96 cells, which is the reference. For 70% and 40% of its
bytes, the script prints the mean CIEDE2000 from the reference of Stylize's file with --target-size, and of the best file
of gifsicle: all its numbers of colors, each with the least loss that fits. Needs Debian's gifsicle, python3-pil and
python3-skimage.
"""
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image
from skimage.color import deltaE_ciede2000, rgb2lab

SHARES = (0.7, 0.4)
COLORS = (None, 14, 12, 10, 8, 6, 5, 4)
MAX_LOSS = 200
MOMENTS = 24


def frames(file):
    """Returns the frames over white with the times of their ends, in milliseconds."""
    image, shown, end = Image.open(file), [], 0
    for number in range(image.n_frames):
        image.seek(number)
        end += image.info.get("duration", 100)
        white = Image.new("RGBA", image.size, "white")
        white.alpha_composite(image.convert("RGBA"))
        shown.append((end, white.convert("RGB")))
    return shown


def difference(reference, file):
    """Returns the mean CIEDE2000 at equal moments."""
    one, other = frames(reference), frames(file)
    values = []
    for moment in (np.arange(MOMENTS) + 0.5) * one[-1][0] / MOMENTS:
        a, b = (next((frame for end, frame in shown if moment < end), shown[-1][1]) for shown in (one, other))
        b = b.resize(a.size, Image.Resampling.NEAREST)
        values.append(deltaE_ciede2000(rgb2lab(np.asarray(a)), rgb2lab(np.asarray(b))).mean())
    return np.mean(values)


def gifsicle(source, target, colors, loss):
    subprocess.run(["gifsicle", "-O3", f"--lossy={loss}", *([f"--colors={colors}"] if colors else []), source, "-o", target],
                   check=True, stderr=subprocess.DEVNULL)
    return target.stat().st_size


def best_of_gifsicle(full, target, size):
    best = None
    for colors in COLORS:
        if gifsicle(full, target, colors, MAX_LOSS) > size:
            continue
        large, fits = -1, MAX_LOSS
        while fits - large > 1:
            middle = (large + fits) // 2
            large, fits = (large, middle) if gifsicle(full, target, colors, middle) <= size else (middle, fits)
        row = difference(full, target), gifsicle(full, target, colors, fits), colors or "all", fits
        best = min(best or row, row)
    return "no file is as small" if best is None else f"{best[1]:,} bytes, dE {best[0]:.2f} ({best[2]} colors, lossy {best[3]})"


def main():
    stylize, *clips = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        full, small, other = (pathlib.Path(folder) / f"{name}.gif" for name in ("full", "small", "other"))
        for clip in clips:
            command = [stylize, "pixel-art", clip, "--width", "96", "--scale", "2", "--force", "--quiet"]
            subprocess.run([*command, "-o", full], check=True, stdout=subprocess.DEVNULL)
            print(f"{pathlib.Path(clip).stem}: {full.stat().st_size:,} bytes; gifsicle -O3 {gifsicle(full, other, None, 0):,}", flush=True)
            for share in SHARES:
                size = int(share * full.stat().st_size)
                subprocess.run([*command, "--target-size", str(size), "-o", small], check=True, stdout=subprocess.DEVNULL)
                print(f"  {size:,} bytes: Stylize {small.stat().st_size:,} bytes, dE {difference(full, small):.2f}; "
                      f"gifsicle {best_of_gifsicle(full, other, size)}", flush=True)


main()
