#!/usr/bin/env python3
"""Compare builds of pixel art over sets of pictures, such as one build for each rule that is left out.

    pixel_art_rules.py [--save FOLDER] [--options "OPTIONS"] FOLDER NAME=COMMAND...

FOLDER has one folder per set of pictures. If it has a file faces.json, that file maps the name of a picture to the boxes of its
faces, each [left, top, right, bottom] in pixels. COMMAND runs stylize; the first one is the baseline. Prints a row per command
and set with the means of the set:

    dE      CIEDE2000 after both pictures are averaged to 256 pixels and blurred by 2 pixels
    cratio  standard deviation of L* relative to that of the photograph, after the same
    face_r  correlation of gray within a face, in the band between blurs of 4 and 25 pixels
    specks  share of cells without a neighbor of the same color, in percent
    changed share of cells that differ from the baseline by more than 3 in CIEDE2000, in percent

Needs Debian's python3-skimage, python3-scipy and python3-pil.
"""
import argparse
import json
import pathlib
import shlex
import subprocess
import tempfile

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter
from skimage.color import deltaE_ciede2000, rgb2lab

known = {}


def rgb(image, size=None):
    if image.mode in ("RGBA", "LA", "P"):
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        image = paper
    image = image.convert("RGB")
    return np.asarray(image.resize(size, Image.Resampling.BOX) if size else image).astype(float)


def cells_of(path):
    """Returns the cells of a picture of two pixels per cell: at one, it would be a sprite, in which nothing is mixed."""
    image = Image.open(path)
    return image.resize((image.width // 2, image.height // 2), Image.Resampling.NEAREST)


def seen(image, size):
    values = rgb(image, size) / 255
    return rgb2lab(np.stack([gaussian_filter(values[..., c], 2) for c in range(3)], -1))


def band(image, size, box):
    left, top, right, bottom = (max(box[0] - 90, 0), max(box[1] - 90, 0), min(box[2] + 90, size[0]), min(box[3] + 90, size[1]))
    gray = rgb(image, size).mean(-1)[top:bottom, left:right]
    both = gaussian_filter(gray, 4) - gaussian_filter(gray, 25)
    return both[box[1] - top:box[3] - top, box[0] - left:box[2] - left].ravel()


def specks(cells):
    values = cells.astype(np.int64) @ np.array([65536, 256, 1])
    padded = np.pad(values, 1, constant_values=-1)
    height, width = values.shape
    near = [padded[y:y + height, x:x + width] == values for y in range(3) for x in range(3) if (x, y) != (1, 1)]
    return 100 * (~np.any(near, axis=0)).mean()


def measure(photograph, picture, boxes):
    photo, cells = Image.open(photograph), cells_of(picture)
    scale = 256 / max(photo.size)
    size = (round(photo.width * scale), round(photo.height * scale))
    if photograph not in known:
        known[photograph] = seen(photo, size), [band(photo, photo.size, box) for box in boxes]
    a, bands = known[photograph]
    b = seen(cells, size)
    shown = cells.resize(photo.size, Image.Resampling.NEAREST)
    faces = [np.corrcoef(one, band(shown, photo.size, box))[0, 1] for one, box in zip(bands, boxes)]
    return {
        "dE": deltaE_ciede2000(a, b).mean(), "cratio": b[..., 0].std() / max(a[..., 0].std(), 1e-9),
        "specks": specks(rgb(cells)), "faces": faces,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--save")
    parser.add_argument("--options", default="")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("builds", nargs="+", metavar="NAME=COMMAND")
    given = parser.parse_args()
    boxes = json.loads((given.folder / "faces.json").read_text()) if (given.folder / "faces.json").exists() else {}
    sets = sorted(path for path in given.folder.iterdir() if path.is_dir())
    first = {}
    print(f"{'build':20}{'set':10}{'dE':>7}{'cratio':>8}{'face_r':>8}{'specks':>8}{'changed':>9}", flush=True)
    for build in given.builds:
        name, command = build.split("=", 1)
        for one in sets:
            pictures = sorted(one.iterdir())
            with tempfile.TemporaryDirectory() as temporary:
                out = pathlib.Path(given.save or temporary) / name / one.name
                out.mkdir(parents=True, exist_ok=True)
                subprocess.run([*shlex.split(command), "pixel-art", *pictures, "-o", f"{out}/", "--scale", "2", "--force",
                                *shlex.split(given.options)], check=True, stdout=subprocess.DEVNULL)
                rows, changed = [], []
                for picture in pictures:
                    result = out / f"{picture.stem}.pixelart.png"
                    rows.append(measure(picture, result, boxes.get(picture.name, [])))
                    cells = rgb2lab(rgb(cells_of(result)) / 255)
                    before = first.setdefault(picture, cells)
                    changed.append(100 * (deltaE_ciede2000(before, cells) > 3).mean() if before.shape == cells.shape else 100)
            faces = [r for row in rows for r in row["faces"]]
            mean = {key: np.mean([row[key] for row in rows]) for key in ("dE", "cratio", "specks")}
            print(f"{name:20}{one.name:10}{mean['dE']:7.2f}{mean['cratio']:8.3f}"
                  f"{np.mean(faces) if faces else float('nan'):8.3f}{mean['specks']:8.2f}{np.mean(changed):9.2f}", flush=True)


if __name__ == "__main__":
    main()
