#!/usr/bin/env python3
"""Write measures.csv and quality.csv of Stylize.Engine.Tests/Segmentation/Oracle with scikit-image 0.19 and SciPy.

Regions are the parts of a drawn foreground in squares of 20 pixels, which touch. The two channels are drawings by the formulas of SyntheticImages.cs.
"""
import csv, os
import numpy as np
from scipy.ndimage import distance_transform_edt, laplace
from scipy.spatial.distance import cdist
from skimage.feature import graycomatrix, graycoprops
from skimage.measure import regionprops
from skimage.morphology import opening, square

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Stylize.Engine.Tests", "Segmentation", "Oracle")
levels, distance, pixel = 32, 5, .5


def blobs(width, height, radius, top, seed):
    n = np.empty(width * height, np.int64)
    for i in range(n.size):
        seed = (seed * 1664525 + 1013904223) & 0xFFFFFFFF
        n[i] = seed >> 16
    n = n.reshape(height, width)
    p = np.pad(n, radius, mode="edge")
    s = sum(p[dy:dy + height, dx:dx + width] for dy in range(2 * radius + 1) for dx in range(2 * radius + 1))
    return (s - s.min()) * top // (s.max() - s.min())


foreground = blobs(160, 120, 3, 255, 1) > 110
y, x = np.mgrid[:120, :160]
labels = np.where(foreground, 1 + x // 20 + 8 * (y // 20), 0)
# Name, samples, lowest and highest gray level, threshold of the overlap.
images = [("A", blobs(160, 120, 4, 60000, 2), 2000, 58000, 30000), ("B", blobs(160, 120, 2, 40, 3) + 1000, 1003, 1037, 1020)]
regions = regionprops(labels)
centroids = np.array([r.centroid for r in regions])
padded = np.pad(labels, 1)
rows = []
for index, r in enumerate(regions):
    mask, row = labels == r.label, {"Label": r.label}
    around = np.stack([padded[1 + dy:121 + dy, 1 + dx:161 + dx] for dy in (-1, 0, 1) for dx in (-1, 0, 1)])
    border = mask & (around != r.label).any(0)
    near = [q.label for q in regions if q.label != r.label and cdist(r.coords, q.coords).min() <= distance]
    apart = np.sort(np.hypot(*(centroids - centroids[index]).T))
    row |= {"NeighborCount": len(near), "NearestDistance": apart[1] * pixel, "SecondNearestDistance": apart[2] * pixel,
            "TouchingShare": ((around != r.label) & (around != 0)).any(0)[border].mean()}
    for name, a, low, high, _ in images:
        gray = np.clip(np.floor((a - low) * (levels / (high - low + 1))), 0, levels - 1).astype(int) + 1
        glcm = graycomatrix((gray * mask).astype(np.uint8), [1], [0, np.pi / 4, np.pi / 2, 3 * np.pi / 4], levels + 1, symmetric=True)[1:, 1:]
        p = glcm / glcm.sum((0, 1))
        row |= {f"Texture{n}_{name}": graycoprops(glcm, q).mean() for n, q in (
            ("Contrast", "contrast"), ("Dissimilarity", "dissimilarity"), ("Homogeneity", "homogeneity"), ("AngularSecondMoment", "ASM"),
            ("Correlation", "correlation"))}
        row[f"TextureEntropy_{name}"] = -(p * np.log(np.where(p > 0, p, 1))).sum((0, 1)).mean()
        means = [a[mask].mean()] + [opening(a, square(2 * n + 1))[mask].mean() for n in range(1, 9)]
        row |= {f"Granularity{n}_{name}": 100 * (means[n - 1] - means[n]) / means[0] for n in range(1, 9)}
        depth = distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
        ring = np.minimum((4 * (depth.max() - depth) / (depth.max() - 1)).astype(int), 3)
        row |= {f"RadialShare{n + 1}_{name}": a[mask & (ring == n)].sum() / a[mask].sum() for n in range(4)}
    (_, a, _, _, ta), (_, b, _, _, tb) = images
    a, b = a[mask].astype(float), b[mask].astype(float)
    row |= {"Correlation_A_B": np.corrcoef(a, b)[0, 1], "Manders_A_B": a[b > tb].sum() / a.sum(), "Manders_B_A": b[a > ta].sum() / b.sum()}
    rows.append(row)
with open(os.path.join(here, "measures.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(rows[0])
    w.writerows([repr(float(v)) for v in row.values()] for row in rows)

# Quality of the two images with these regions as their objects.
rows = []
for name, a, *_ in images:
    a = a.astype(float)
    h, w = a.shape
    side = min(h, w)
    power = abs(np.fft.fft2(a - a.mean())) ** 2
    ring = np.floor(side * np.hypot(np.fft.fftfreq(h)[:, None], np.fft.fftfreq(w)[None])).astype(int)
    k = np.arange(1, side // 8 - 1)
    p1, p50, p99, top = np.percentile(a, [1, 50, 99, 99.9])
    typical = np.median([a[labels == r.label].mean() for r in regions])
    rows.append({"Name": name, "PowerSlope": np.polyfit(np.log(k + 1), np.log([power[ring == n].sum() for n in k]), 1)[0],
                 "LaplacianVariance": laplace(a).var(), "SaturatedShare": 0, "Contrast": (top - p50) / (p50 - p1 + 1),
                 "DarkContrast": (p50 - p1) / (p99 - p50 + 1), "DebrisShare": (a[labels == 0] > typical).sum() / a.size, "Cells": len(regions)})
with open(os.path.join(here, "quality.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(rows[0])
    w.writerows([v if isinstance(v, str) else repr(float(v)) for v in row.values()] for row in rows)
