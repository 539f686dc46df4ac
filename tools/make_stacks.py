#!/usr/bin/env python3
"""Draws stacks of nuclei with truth, and scores labels of stacks.

    make_stacks.py draw FOLDER [COUNT]
    make_stacks.py score TRUTH.tif FOUND.tif [TRUTH.tif FOUND.tif ...]

A stack has 32 planes of 256x256 pixels with 16 bits, a plane every 2 pixels, and 60 nuclei: ellipsoids of unequal size and brightness with
texture, 70% of them beside another one, along the planes or above it. They overlap by at most 5% of the volume. The image is blurred by 1.3
pixels along the planes and 2.6 pixels across, and has shot and read noise. COUNT is 6; the same arguments give the same voxels.
score prints F1 with an intersection over union above 0.5 and above 0.7 for each pair of label stacks, and for all together.
Needs NumPy, SciPy and Pillow.
"""
import os
import sys

import numpy as np
from PIL import Image, ImageSequence
from scipy import ndimage

SHAPE, DISTANCE, NUCLEI = (32, 256, 256), 2.0, 60


def ellipsoid(grid, center, radii, turn):
    """Returns the squared distance from the center of an ellipsoid in units of its radii."""
    z, y, x = (axis - c for axis, c in zip(grid, center))
    across, along = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    return (across / radii[0]) ** 2 + (along / radii[1]) ** 2 + (z / radii[2]) ** 2


def draw(seed):
    rng = np.random.default_rng(seed)
    grid = np.meshgrid(*(np.arange(n) * step for n, step in zip(SHAPE, (DISTANCE, 1, 1))), indexing="ij", sparse=True)
    extent = np.array(SHAPE) * (DISTANCE, 1, 1)
    labels, image, centers = np.zeros(SHAPE, np.uint16), np.zeros(SHAPE), []
    for _ in range(20 * NUCLEI):
        if len(centers) == NUCLEI:
            break
        radii = rng.uniform(.8, 1.2, 3) * rng.uniform(8, 11)
        if centers and rng.random() < .7:
            other, its = centers[rng.integers(len(centers))]
            way = rng.normal(size=3)
            center = other + way / np.linalg.norm(way) * (radii.mean() + its) * rng.uniform(.95, 1.02)
        else:
            center = rng.uniform(0, 1, 3) * extent
        if np.any(center < 4) or np.any(center > extent - 4):
            continue
        inside = ellipsoid(grid, center, radii, rng.uniform(0, np.pi)) < 1
        if (inside & (labels > 0)).sum() > .05 * inside.sum():
            continue
        inside &= labels == 0
        labels[inside] = len(centers) + 1
        texture = ndimage.gaussian_filter(rng.normal(size=SHAPE), (1, 2, 2))
        image[inside] = rng.uniform(.35, 1) * (1 + .15 * texture[inside] / texture.std())
        centers.append((center, radii.mean()))
    image = 200 + 3000 * ndimage.gaussian_filter(image, (2.6 / DISTANCE, 1.3, 1.3)) + 150 * (grid[1] + grid[2]) / 512
    image += rng.normal(size=SHAPE) * np.sqrt(4 * image + 900)
    return np.clip(image, 0, 65535).astype(np.uint16), labels


def save(path, planes):
    first, *others = (Image.fromarray(plane) for plane in planes)
    first.save(path, save_all=True, append_images=others)


def load(path):
    return np.stack([np.array(page).astype(np.int64) for page in ImageSequence.Iterator(Image.open(path))])


def matches(truth, found, limits):
    """Returns the number of objects of both, and of pairs above each limit of IoU."""
    pairs, counts = np.unique(truth * (found.max() + 1) + found, return_counts=True)
    t, f = np.divmod(pairs, found.max() + 1)
    of_truth, of_found = np.bincount(truth.ravel()), np.bincount(found.ravel())
    iou = (counts / (of_truth[t] + of_found[f] - counts))[(t > 0) & (f > 0)]
    return [(of_truth[1:] > 0).sum(), (of_found[1:] > 0).sum(), *((iou > limit).sum() for limit in limits)]


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ("draw", "score"):
        sys.exit(__doc__)
    if sys.argv[1] == "draw":
        os.makedirs(sys.argv[2], exist_ok=True)
        for seed in range(int(sys.argv[3]) if len(sys.argv) > 3 else 6):
            stack, mask = draw(seed)
            save(f"{sys.argv[2]}/stack{seed}.tif", stack)
            save(f"{sys.argv[2]}/truth{seed}.tif", mask)
    else:
        rows = np.array([matches(load(t), load(f), (.5, .7)) for t, f in zip(sys.argv[2::2], sys.argv[3::2])])
        for name, row in [*zip(sys.argv[3::2], rows), ("all", rows.sum(axis=0))]:
            print("%s: %d nuclei, %d found, F1 %.3f at 0.5, %.3f at 0.7" % (
                name, row[0], row[1], 2 * row[2] / (row[0] + row[1]), 2 * row[3] / (row[0] + row[1])))
