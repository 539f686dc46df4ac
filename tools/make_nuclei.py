#!/usr/bin/env python3
"""Draw the fluorescence images of Stylize.Engine.Tests/Images/nuclei and their labels.

    make_nuclei.py [FOLDER]

Each nucleus is an ellipse with an irregular outline and a texture. The microscope blurs it, light is uneven, and photons and the camera add noise. The
labels (16 bits) are the outlines before the blur. Debris and haze have no label. The script prints the F1 of scikit-image's Otsu threshold with a
watershed of distances, at IoU above 0.5, for comparison. Needs numpy, Pillow, SciPy and scikit-image.
"""
import pathlib
import sys

import numpy as np
from PIL import Image
from scipy import ndimage
from skimage import feature, filters, measure, segmentation

WIDTH, HEIGHT = 348, 260

# count: nuclei; radius: mean of the half axes; touching: share that is placed at another nucleus; level and spread: median brightness and deviation of
# its logarithm; light: brightness lost toward one corner; noise: photons per gray level.
SCENES = {
    "nuclei01": dict(count=24, radius=9.5, touching=.15, level=34, spread=.55, light=0, noise=6, debris=5, texture=.12),
    "nuclei02": dict(count=36, radius=10, touching=.2, level=60, spread=.25, light=.2, noise=8, debris=0, texture=.12),
    "nuclei03": dict(count=52, radius=9.5, touching=.6, level=70, spread=.25, light=.1, noise=8, debris=0, texture=.1),
    "nuclei04": dict(count=14, radius=20, touching=.3, level=95, spread=.3, light=.15, noise=10, debris=2, texture=.2),
    "nuclei05": dict(count=34, radius=10, touching=.25, level=20, spread=.25, light=.1, noise=1.5, debris=0, texture=.1),
    "nuclei06": dict(count=46, radius=9, touching=.4, level=75, spread=.5, light=.6, noise=6, debris=4, texture=.12),
}


def outline(random, x, y, radius):
    """Return a mask of an irregular ellipse."""
    yy, xx = np.mgrid[0:HEIGHT, 0:WIDTH]
    turn, long = random.uniform(0, np.pi), random.uniform(1, 1.7)
    a, b = radius * np.sqrt(long), radius / np.sqrt(long)
    u = (xx - x) * np.cos(turn) + (yy - y) * np.sin(turn)
    v = -(xx - x) * np.sin(turn) + (yy - y) * np.cos(turn)
    angle = np.arctan2(v, u)
    waves = sum(random.normal(0, .03) * np.cos(k * angle + random.uniform(0, 2 * np.pi)) for k in (2, 3, 4))
    return np.hypot(u / a, v / b) <= 1 + waves


def place(random, count, radius, touching, **_):
    """Return a label image. Two outlines never overlap by more than a few pixels, which the first keeps."""
    labels = np.zeros((HEIGHT, WIDTH), np.uint16)
    centers = []
    for _ in range(200 * count):
        if len(centers) == count:
            break
        size = radius * random.uniform(.8, 1.2)
        isTouching = centers and random.random() < touching
        if isTouching:
            x, y, near = centers[random.integers(len(centers))]
            angle, distance = random.uniform(0, 2 * np.pi), (near + size) * random.uniform(.92, 1)
            x, y = x + distance * np.cos(angle), y + distance * np.sin(angle)
        else:
            x, y = random.uniform(-4, WIDTH + 4), random.uniform(-4, HEIGHT + 4)
        mask = outline(random, x, y, size)
        area = np.count_nonzero(mask)
        taken = np.count_nonzero(mask & (labels > 0))
        nearby = np.count_nonzero(ndimage.binary_dilation(mask, iterations=2) & (labels > 0))
        if area < radius * radius or (taken > .04 * area if isTouching else nearby > 0):
            continue
        # A piece that another nucleus cuts off would be a region without a nucleus.
        pieces, number = ndimage.label(mask & (labels == 0))
        if number != 1:
            continue
        labels[pieces > 0] = len(centers) + 1
        centers.append((x, y, size))
    assert len(centers) == count, len(centers)
    return labels


def draw(name):
    scene = SCENES[name]
    random = np.random.default_rng([7, int(name[-2:])])
    labels = place(random, **scene)
    yy, xx = np.mgrid[0:HEIGHT, 0:WIDTH]
    texture = ndimage.gaussian_filter(random.normal(size=labels.shape), 1.8)
    texture = 1 + scene["texture"] * texture / texture.std()
    levels = np.concatenate([[0], np.exp(random.normal(np.log(scene["level"]), scene["spread"], labels.max()))])
    sharp = levels[labels] * texture
    for _ in range(scene["debris"]):
        x, y, size = random.uniform(0, WIDTH), random.uniform(0, HEIGHT), random.uniform(.8, 1.6)
        sharp += 2 * scene["level"] * np.exp(-((xx - x) ** 2 + (yy - y) ** 2) / (2 * size * size))
    blurred = .9 * ndimage.gaussian_filter(sharp, 1.1) + .1 * ndimage.gaussian_filter(sharp, 12)
    light = 1 - scene["light"] * np.hypot(xx / WIDTH, yy / HEIGHT) / np.sqrt(2)
    photons = (blurred + 8) * light * scene["noise"]
    seen = random.poisson(photons) / scene["noise"] + random.normal(0, .6, labels.shape)
    return np.clip(np.rint(seen), 0, 255).astype(np.uint8), labels


def peer(image):
    """Return the labels of scikit-image's usual recipe."""
    mask = ndimage.binary_fill_holes(filters.gaussian(image, 1) > filters.threshold_otsu(filters.gaussian(image, 1)))
    distance = filters.gaussian(ndimage.distance_transform_edt(mask), 1)
    peaks = feature.peak_local_max(distance, min_distance=6, labels=measure.label(mask))
    seeds = np.zeros(mask.shape, int)
    seeds[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    return segmentation.watershed(-distance, seeds, mask=mask)


def matches(truth, found):
    """Return the number of pairs with an IoU above 0.5, and the numbers of regions."""
    pairs, counts = np.unique(np.stack([truth.ravel(), found.ravel()]), axis=1, return_counts=True)
    areas, others = np.bincount(truth.ravel()), np.bincount(found.ravel())
    hits = sum(2 * n > areas[t] + others[f] - n for (t, f), n in zip(pairs.T, counts) if t and f)
    return np.array([hits, np.count_nonzero(areas[1:]), np.count_nonzero(others[1:])])


if __name__ == "__main__":
    folder = pathlib.Path(__file__).resolve().parents[1] / "Stylize.Engine.Tests" / "Images" / "nuclei"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else folder
    folder.mkdir(parents=True, exist_ok=True)
    total = 0
    for name in SCENES:
        image, labels = draw(name)
        Image.fromarray(image).save(folder / f"{name}.png", optimize=True)
        Image.fromarray(labels).save(folder / f"{name}.labels.png", optimize=True)
        hits, drawn, found = one = matches(labels.astype(int), peer(image))
        total = total + one
        print(f"{name}: {drawn} nuclei, F1 of scikit-image {2 * hits / (drawn + found):.3f}")
    print(f"all: {2 * total[0] / (total[1] + total[2]):.3f}")
