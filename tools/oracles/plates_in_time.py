#!/usr/bin/env python3
"""Write CSV tables of Stylize.Engine.Tests/Segmentation/Oracle with scikit-image 0.19 and SciPy, from images that the tests draw as well.

shifts.csv       shift of two windows of nuclei images by phase_cross_correlation with upsample_factor 20 and both normalizations
assignments.csv  minimum cost of matrices of whole numbers by linear_sum_assignment
spots.csv        all spots that blob_dog and blob_log find in noise with spots
"""
import csv, os, warnings
import numpy as np
from PIL import Image
from scipy.optimize import linear_sum_assignment
from skimage.feature import blob_dog, blob_log
from skimage.registration import phase_cross_correlation

warnings.filterwarnings("ignore")
tests = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Stylize.Engine.Tests")
here = os.path.join(tests, "Segmentation", "Oracle")


def noise(count, seed):
    out = np.empty(count, np.int64)
    for i in range(count):
        seed = (seed * 1664525 + 1013904223) & 0xFFFFFFFF
        out[i] = seed >> 16
    return out


def table(name, head, rows):
    with open(os.path.join(here, name), "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(head)
        w.writerows(rows)


def nuclei(index):
    return np.asarray(Image.open(os.path.join(tests, "Images", "nuclei", "nuclei%02d.png" % index)).convert("L")).astype(float)


rows = []
for one, other, x, y, height, width in [(1, 1, 5, -3, 220, 300), (2, 2, -11, 7, 211, 305), (3, 3, 0, 0, 200, 200), (4, 4, 19, 14, 210, 300),
                                        (5, 5, -8, -17, 223, 256), (1, 2, 0, 0, 220, 300), (6, 3, 4, 4, 180, 250)]:
    a = nuclei(one)[20:20 + height, 20:20 + width]
    b = nuclei(other)[20 + y:20 + y + height, 20 + x:20 + x + width]
    # Shifted right by half a pixel through averaging, with different noise.
    b = (b + np.roll(b, 1, 1)) / 2 + noise(b.size, 7).reshape(b.shape) % 5
    for kind in ("phase", None):
        s = phase_cross_correlation(a, b, upsample_factor=20, normalization=kind)[0]
        rows.append([one, other, x, y, width, height, kind or "plain", "%.2f" % s[1], "%.2f" % s[0]])
table("shifts.csv", ["one", "other", "x", "y", "width", "height", "kind", "shiftX", "shiftY"], rows)

rows = []
for index, (n, m) in enumerate([(1, 1), (3, 3), (5, 9), (40, 40), (60, 75), (120, 120)]):
    c = noise(n * m, 100 + index).reshape(n, m) % (1000 if index % 2 else 12)
    i, j = linear_sum_assignment(c)
    rows.append([n, m, 100 + index, 1000 if index % 2 else 12, int(c[i, j].sum())])
table("assignments.csv", ["rows", "columns", "seed", "modulus", "cost"], rows)

rows = []
width, height = 160, 120
image = (noise(width * height, 5) % 40).reshape(height, width).astype(float)
place = noise(120, 6)
yy, xx = np.mgrid[0:height, 0:width]
for i in range(40):
    x, y, s = place[3 * i] % width, place[3 * i + 1] % height, 1 + (place[3 * i + 2] % 20) / 10
    image += np.floor(300 * np.exp(-((xx - x) ** 2 + (yy - y) ** 2) / (2 * s * s)))
for method, find in (("dog", blob_dog), ("log", blob_log)):
    for threshold in (40, 90):
        for y, x, s in find(image, min_sigma=1, max_sigma=4, threshold=threshold):
            rows.append([method, threshold, int(x), int(y), "%.6f" % s])
table("spots.csv", ["method", "threshold", "x", "y", "sigma"], rows)
