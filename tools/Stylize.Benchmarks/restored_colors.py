#!/usr/bin/env python3
"""Measure how many colors restored pixel art has.

    restored_colors.py STYLIZE DRAWING.png...

STYLIZE is the published command, and the drawings have one pixel per cell. Each is enlarged 3, 4, 6.5 and 8 times with three filters of
Pillow, and saved as PNG, JPEG of quality 85 and 60, WebP of quality 80 and GIF. Prints, for each filter and format, the number of
grids found, the number of colors relative to that of the drawing (least, median, most), and the share of cells within a CIEDE2000
difference of 3 of the drawing (least, mean). Needs Debian's python3-skimage and python3-pil.
"""
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image
from skimage.color import deltaE_ciede2000, rgb2lab

FILTERS = {"nearest": Image.Resampling.NEAREST, "bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
FORMATS = {
    "png": ("png", {}), "jpeg 85": ("jpg", {"quality": 85}), "jpeg 60": ("jpg", {"quality": 60}),
    "webp 80": ("webp", {"quality": 80}), "gif": ("gif", {}),
}


def colors(image):
    return len(np.unique(image.reshape(-1, 3), axis=0))


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    drawings = [np.asarray(Image.open(path).convert("RGB")) for path in sys.argv[2:]]
    with tempfile.TemporaryDirectory() as folder:
        sources, results = pathlib.Path(folder, "in"), pathlib.Path(folder, "out")
        sources.mkdir()
        for number, drawing in enumerate(drawings):
            for factor in (3, 4, 6.5, 8):
                size = (round(drawing.shape[1] * factor), round(drawing.shape[0] * factor))
                for name, kernel in FILTERS.items():
                    large = Image.fromarray(drawing).resize(size, kernel)
                    for kind, (extension, options) in FORMATS.items():
                        large.save(sources / f"{name} {kind} {factor} {number}.{extension}", **options)
        subprocess.run([sys.argv[1], "restore", *sorted(sources.iterdir()), "-o", results, "--format", "png"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for name in FILTERS:
            for kind in FORMATS:
                ratios, shares, count = [], [], 0
                for source in sources.glob(f"{name} {kind} *"):
                    count += 1
                    drawing = drawings[int(source.stem.rsplit(" ", 1)[1])]
                    path = results / f"{source.stem}.restored.png"
                    restored = np.asarray(Image.open(path).convert("RGB")) if path.exists() else np.zeros((1, 1, 3))
                    if restored.shape == drawing.shape:
                        ratios.append(colors(restored) / colors(drawing))
                        shares.append(np.mean(deltaE_ciede2000(rgb2lab(restored / 255), rgb2lab(drawing / 255)) <= 3))
                print(f"{name:9} {kind:8} {len(ratios)} of {count}",
                      f"colors {min(ratios):.2f} {np.median(ratios):.2f} {max(ratios):.2f}",
                      f"cells {min(shares):.3f} {np.mean(shares):.3f}", flush=True)


if __name__ == "__main__":
    main()
