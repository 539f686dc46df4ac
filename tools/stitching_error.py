"""Measures the registration of overlapping tiles: stitching_error.py STYLIZE FOLDER [IMAGE.png ...]

Cuts each image (default: six photographs and micrographs of skimage.data that need no download) into 3 x 3 tiles with 10% and 20% overlap,
a jitter of up to 2% of the side of a tile, and Gaussian noise of 2 and 8 gray levels, segments them with STYLIZE, and prints the largest
position error of a tile and the numbers of cells. The same image without tiles is segmented twice, with different noise: its cells that
are split tell what noise alone does. Writes below FOLDER.
"""
import csv
import os
import subprocess
import sys

import numpy as np
from PIL import Image
from skimage import data, io


def save(path, values):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    Image.fromarray(np.clip(values, 0, 65535).astype(np.uint16)).save(path)


def labels(folder, name):
    return io.imread(f"{folder}/CellMasksMontage/A1/{name}").astype(np.int64)


def split(found, reference):
    """Returns the number of reference objects in which several found objects lie with most of their pixels."""
    both = found * (reference.max() + 1) + reference
    pairs, counts = np.unique(both[(found > 0) & (reference > 0)], return_counts=True)
    areas, parts = np.bincount(found.ravel()), {}
    for pair, count in zip(pairs, counts):
        one, other = divmod(pair, reference.max() + 1)
        parts[other] = parts.get(other, 0) + (2 * count > areas[one])
    return sum(count > 1 for count in parts.values())


def measure(command, folder, name, image, overlap, noise, seed):
    rng = np.random.default_rng(seed)
    height, width = image.shape
    tile_w, tile_h = (int(side / (3 - 2 * overlap + .04)) for side in (width, height))
    places, below = {}, f"{folder}/{name}-{overlap}-{noise}-{seed}"
    for tile in range(9):
        nominal = (tile % 3 * (tile_w - round(tile_w * overlap)), tile // 3 * (tile_h - round(tile_h * overlap)))
        jitter = (int(tile_w * .02), int(tile_h * .02))
        x, y = (int(n + j + rng.integers(-j, j + 1)) for n, j in zip(nominal, jitter))
        x, y = min(x, width - tile_w), min(y, height - tile_h)
        places[tile + 1] = (x, y)
        save(f"{below}/tiles/P_A1_T0_{tile + 1}_DAPI.tif",
             image[y:y + tile_h, x:x + tile_w] + rng.normal(0, noise, (tile_h, tile_w)))
    left, top = np.min(list(places.values()), axis=0)
    right, bottom = np.max(list(places.values()), axis=0) + (tile_w, tile_h)
    for copy in ("whole", "again"):
        save(f"{below}/{copy}/P_A1_T0_1_DAPI.tif",
             image[top:bottom, left:right] + rng.normal(0, noise, (bottom - top, right - left)))
    for kind in ("tiles", "whole", "again"):
        more = ["--overlap", f"{100 * overlap:g}%"] if kind == "tiles" else []
        subprocess.run([command, "segment", f"{below}/{kind}", "-o", f"{below}/{kind}-out", "--force", *more], check=True, capture_output=True)
    with open(f"{below}/tiles-out/Regions/A1/P_A1_T0_DAPI_TILES.csv") as table:
        errors = np.array([[float(row["RegisteredX"]) - places[int(row["Tile"])][0], float(row["RegisteredY"]) - places[int(row["Tile"])][1]]
                           for row in csv.DictReader(table)])
    error = np.linalg.norm(errors - np.median(errors, axis=0), axis=1).max()
    stitched = labels(f"{below}/tiles-out", "P_A1_T0_DAPI_MONTAGE_ENCODED.tif")
    whole, again = (labels(f"{below}/{copy}-out", "P_A1_T0_1_DAPI_ENCODED.tif") for copy in ("whole", "again"))
    height, width = np.minimum(stitched.shape, whole.shape)
    stitched, whole, again = (mask[:height, :width] for mask in (stitched, whole, again))
    return error, stitched.max(), whole.max(), split(stitched, whole), split(again, whole)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    paths = sys.argv[3:]
    images = ({os.path.basename(p)[:-4]: np.asarray(Image.open(p).convert("L")) for p in paths} if paths else
              {name: getattr(data, name)() for name in ("camera", "coins", "moon", "brick", "grass", "page")})
    all_of = []
    for name, image in images.items():
        for overlap, noise in ((.1, 200), (.2, 800)):
            for seed in (1, 2):
                all_of.append(measure(sys.argv[1], sys.argv[2], name, image.astype(float) * 100, overlap, noise, seed))
                print(name, overlap, noise, seed, "error %.2f, cells %d, whole %d, split %d, by noise %d" % all_of[-1], flush=True)
    table = np.array(all_of)
    print("error: median %.2f, largest %.2f, at most 0.5 in %d of %d" % (
        np.median(table[:, 0]), table[:, 0].max(), (table[:, 0] <= .5).sum(), len(table)))
    print("cells %d, whole %d, split %d, by noise %d" % tuple(table[:, 1:].sum(axis=0)))
