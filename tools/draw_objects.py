#!/usr/bin/env python3
"""Draw the objects of docs/evidence/quality/segmentation.md, with labels at their half maximum, and measure ratios.

    draw_objects.py FOLDER [NUCLEI]     writes sets for `Stylize.Benchmarks segmentation sets FOLDER/*`
    draw_objects.py ratios STYLIZE FOLDER     draws cells, measures them, and prints ratios of nucleus and cytoplasm

NUCLEI is the set whose images are blurred by 5 pixels. Seeds are fixed. Needs numpy, Pillow and SciPy.
"""
import json
import pathlib
import subprocess
import sys

import numpy as np
from PIL import Image
from scipy import ndimage

blurred = ndimage.gaussian_filter


def disc(side, center, radius, blur, fine=4):
    """Return the light of a blurred disc and the pixels above half of its maximum."""
    y, x = np.mgrid[:side * fine, :side * fine] / fine - center - .5 + .5 / fine
    light = blurred((np.hypot(x, y) < radius).astype(np.float32), blur * fine)
    light = light.reshape(side, fine, side, fine).mean((1, 3))
    return light, light > light.max() / 2


def spot(side, center, size):
    y, x = np.mgrid[:side, :side] - center
    light = np.exp(-(x * x + y * y) / (2 * size * size))
    return light, light > .5


def textured(random, side, center, radius):
    y, x = np.mgrid[:side, :side] - center
    grain = blurred(random.normal(size=(side, side)), .12 * radius)
    light = np.where(np.hypot(x, y) < radius, np.exp(.9 * grain / grain.std()), 0)
    light = blurred(light, 1)
    return light / light.max(), np.hypot(x, y) < radius


def save(folder, name, random, draw, side, rows, peak=2000, noise=10):
    """Write an image of objects in a grid, each drawn in a square around a random center, and their labels."""
    parts = [[draw((side - 1) / 2 + random.uniform(-1, 1)) for _ in range(rows)] for _ in range(rows)]
    light, labels = (np.block([[part[i] for part in row] for row in parts]) for i in (0, 1))
    numbers = np.kron(np.arange(1, rows * rows + 1).reshape(rows, rows), np.ones((side, side), int)) * labels
    image = 400 + peak * light + random.normal(0, noise, light.shape)
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.clip(image, 0, 65535).round().astype(np.uint16)).save(folder / f"{name}.png")
    Image.fromarray(numbers.astype(np.uint16)).save(folder / f"{name}.labels.png")


def main(target, nuclei=None):
    random, target = np.random.default_rng(1), pathlib.Path(target)
    for size in (3, 4, 5.5, 8, 12):
        side = round(9 * size)
        save(target / f"spots-{size}", "spots", random, lambda at: spot(side, at, size), side, 5)
    for blur in (.5, 1, 2, 3, 4, 6):
        for radius in (radius for radius in (5, 6, 8, 10, 12, 15, 20) if radius >= blur):
            side = int(4 * radius + 6 * blur + 8)
            for noise in (3, 40):
                save(target / f"discs-blur-{blur}", f"radius-{radius}-noise-{noise}", random,
                     lambda at: disc(side, at, radius, blur), side, 6, noise=noise)
    for radius in (13, 18, 25, 33):
        side = 4 * radius
        for peak in (150, 250):
            save(target / "faint-textured", f"radius-{radius}-{peak}", random,
                 lambda at: textured(random, side, at, radius), side, 4, peak, 30)
    for small, large in ((3, 30), (5, 30), (5, 60), (10, 40)):
        for blur, noise, peak in ((1, 10, 2000), (2, 10, 2000), (1, 150, 2000), (1, 10, 500)):
            save(target / f"sizes-{small}-{large}", f"blur-{blur}-noise-{noise}-{peak}", random,
                 lambda at: disc(3 * large, at, random.choice((small, small, large)), blur, 2), 3 * large, 6, peak,
                 noise)
    for path in pathlib.Path(nuclei).glob("*.labels.png") if nuclei else ():
        image = Image.open(path.with_name(path.name.replace(".labels", "")))
        (target / "nuclei-blur-5").mkdir(exist_ok=True)
        soft = blurred(np.asarray(image).astype(float), 5).round().astype(np.asarray(image).dtype)
        Image.fromarray(soft).save(target / "nuclei-blur-5" / path.name.replace(".labels", ""))
        (target / "nuclei-blur-5" / path.name).write_bytes(path.read_bytes())


def ratios(stylize, folder):
    """Cells of a radius of 24 with nuclei of 12, by blur and ratio; all light is above a camera's 100."""
    random, plate = np.random.default_rng(2), pathlib.Path(folder) / "plate"
    plate.mkdir(parents=True, exist_ok=True)
    truth = {f"{row}{column:02}": (blur, ratio) for row, blur in zip("ABCD", (.6, 1.2, 2, 3))
             for column, ratio in enumerate((.5, 1, 1.5, 2, 3), 1)}
    for well, (blur, ratio) in truth.items():
        parts = [[(disc(72, at, 12, blur)[0], disc(72, at, 24, blur)[0]) for at in random.uniform(34, 37, 6)]
                 for _ in range(6)]
        nuclei, cells = (np.block([[part[i] for part in row] for row in parts]) for i in (0, 1))
        for channel, light in (("DAPI", 2000 * nuclei), ("CELL", 1000 * cells),
                               ("GFP", 800 * cells + 800 * (ratio - 1) * nuclei)):
            image = 100 + light + random.normal(0, 5, light.shape)
            Image.fromarray(np.clip(image, 0, 65535).round().astype(np.uint16)).save(
                plate / f"drawn_{well}_T0_1_{channel}.tif")
    Image.fromarray(np.full(image.shape, 1100, np.uint16)).save(plate.parent / "even.tif")
    database = plate.parent / "out" / "segmentation.sqlite"
    subprocess.run([*stylize.split(), "segment", plate, "-o", database.parent, "--channel", "DAPI", "--cell-channel",
                    "CELL", "--measure-channel", "GFP", "--flat-field", plate.parent / "even.tif", "--dark-offset",
                    "100", "--force"], check=True, stdout=subprocess.DEVNULL)
    rows = subprocess.run([*stylize.split(), "wells", database, "--channel", "DAPI", "--measurement",
                           "NucleusCytoplasmRatio_GFP", "--json"], check=True, capture_output=True, text=True).stdout
    for row in map(json.loads, rows.splitlines()):
        blur, true = truth[row["Well"]]
        print(f"| {blur} | {true} | {row['Median']:.4f} | {100 * (row['Median'] / true - 1):+.2f}% |")


if __name__ == "__main__":
    ratios(*sys.argv[2:]) if sys.argv[1] == "ratios" else main(*sys.argv[1:])
