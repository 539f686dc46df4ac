#!/usr/bin/env python3
"""Write CSV tables of Stylize.Engine.Tests/Segmentation/Oracle with scikit-image 0.19.

Images are those of Stylize.Engine.Tests/Images/nuclei, and drawings by the formulas of SyntheticImages.cs.

thresholds.csv  image, method, threshold (empty if scikit-image raises an error), or for Local and Sauvola the number of foreground pixels and a checksum
regions.csv     every property of every 8-connected region of synthetic images above the given threshold
nuclei.csv      properties of every 8-connected region of the nuclei above int(mean + standard deviation)
volumes.csv     volume, surface, centroid and mean intensity of drawn ellipsoids in a stack
"""
import csv, itertools, os, warnings
import numpy as np
from PIL import Image
from scipy.spatial import SphericalVoronoi
from skimage import filters
from skimage.measure import label, regionprops, regionprops_table

warnings.filterwarnings("ignore")
tests = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Stylize.Engine.Tests")
here = os.path.join(tests, "Segmentation", "Oracle")


def noise(count, seed):
    out = np.empty(count, np.int64)
    for i in range(count):
        seed = (seed * 1664525 + 1013904223) & 0xFFFFFFFF
        out[i] = seed >> 16
    return out


def blobs(width, height, radius, top, seed):
    n = noise(width * height, seed).reshape(height, width)
    p = np.pad(n, radius, mode="edge")
    s = np.zeros_like(n)
    for dy in range(2 * radius + 1):
        for dx in range(2 * radius + 1):
            s += p[dy:dy + height, dx:dx + width]
    low, high = s.min(), s.max()
    return (s - low) * top // (high - low)


def wide(image, seed):
    """Convert 8 bits to 16 with noise in the low byte."""
    return (image.astype(np.int64) * 256 + (noise(image.size, seed).reshape(image.shape) & 255)).astype(np.uint16)


def checksum(mask):
    return int((np.flatnonzero(mask.ravel()).astype(np.uint64) % np.uint64(65521)).sum() % np.uint64(1 << 31))


images = {
    "blobs8": blobs(160, 120, 3, 255, 1).astype(np.uint8),
    "blobs16": blobs(160, 120, 4, 60000, 2).astype(np.uint16),
    "narrow16": (blobs(160, 120, 2, 40, 3) + 1000).astype(np.uint16),
    "step8": np.where(np.arange(64 * 64).reshape(64, 64) % 64 < 20, 30, 200).astype(np.uint8),
    "constant8": np.full((32, 48), 77, np.uint8),
    "two16": np.where(np.arange(40 * 30).reshape(30, 40) % 7 == 0, 65535, 0).astype(np.uint16),
}
for i in range(1, 7):
    eight = np.asarray(Image.open(os.path.join(tests, "Images", "nuclei", f"nuclei{i:02d}.png")))
    images[f"nuclei{i:02d}"] = eight
    images[f"nuclei{i:02d}x16"] = wide(eight, 100 + i)

methods = {
    "SdFromMean": lambda a: int(a.mean() + 3.5 * a.std()), "Otsu": filters.threshold_otsu, "Li": filters.threshold_li,
    "Yen": filters.threshold_yen, "Triangle": filters.threshold_triangle, "IsoData": filters.threshold_isodata,
    "Mean": filters.threshold_mean, "Minimum": filters.threshold_minimum,
}
local = {
    "Local3": lambda a: filters.threshold_local(a, 3), "Local51": lambda a: filters.threshold_local(a, 51, offset=2),
    "Sauvola15": lambda a: filters.threshold_sauvola(a), "Sauvola31": lambda a: filters.threshold_sauvola(a, 31, k=.05),
}
with open(os.path.join(here, "thresholds.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["image", "method", "threshold", "foreground", "checksum"])
    for name, a in images.items():
        for method, find in methods.items():
            if method == "Minimum" and int(a.max()) - int(a.min()) > 4096:
                continue  # Takes minutes per image.
            try:
                w.writerow([name, method, repr(float(find(a))), "", ""])
            except (RuntimeError, ValueError, IndexError):
                w.writerow([name, method, "", "", ""])
        if not name.startswith("nuclei") or name in ("nuclei01", "nuclei04x16"):
            for method, find in local.items():
                mask = a > find(a)
                w.writerow([name, method, "", int(mask.sum()), checksum(mask)])

shapes = {
    "blobs8": (images["blobs8"], 140), "blobs16": (images["blobs16"], 33000), "narrow16": (images["narrow16"], 1018),
    "step8": (images["step8"], 100), "diagonal": (np.eye(60, dtype=np.uint16) * 9, 0), "antidiagonal": (np.eye(60, dtype=np.uint16)[::-1] * 9, 0),
    "triangle": (np.tril(np.ones((21, 21), np.uint16)) * 5, 0),
    "disc": ((np.hypot(*np.mgrid[-15:16, -15:16]) <= 14.5).astype(np.uint16) * 7, 0),
    "wide": (blobs(700, 60, 12, 60000, 5).astype(np.uint16), 26000),
}
with open(os.path.join(here, "regions.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    head = None
    for name, (a, t) in shapes.items():
        for r in regionprops(label(a > t, connectivity=2), a):
            row = {"image": name, "threshold": t, "Label": r.label, "Area": r.area, "Left": r.bbox[1], "Top": r.bbox[0], "Right": r.bbox[3], "Bottom": r.bbox[2],
                   "CentroidX": r.centroid[1], "CentroidY": r.centroid[0], "WeightedCentroidX": r.centroid_weighted[1], "WeightedCentroidY": r.centroid_weighted[0],
                   "Orientation": r.orientation, "Eccentricity": r.eccentricity, "MajorAxisLength": r.axis_major_length, "MinorAxisLength": r.axis_minor_length,
                   "EquivalentDiameter": r.equivalent_diameter_area, "Solidity": r.solidity, "ConvexArea": r.area_convex, "Extent": r.extent,
                   "Perimeter": r.perimeter, "CroftonPerimeter": r.perimeter_crofton, "EulerNumber": r.euler_number, "MaximumFeretDiameter": r.feret_diameter_max,
                   "MinimumIntensity": r.intensity_min, "MeanIntensity": r.intensity_mean, "MaximumIntensity": r.intensity_max,
                   "IntensityStandardDeviation": float(a[r.slice][r.image].std())}
            if name in ("blobs8", "disc"):
                row |= {f"Moment{p}{q}": r.moments[p, q] for p in range(4) for q in range(4)}
                row |= {f"CentralMoment{p}{q}": r.moments_central[p, q] for p in range(4) for q in range(4)}
                row |= {f"NormalizedMoment{p}{q}": r.moments_normalized[p, q] for p in range(4) for q in range(4)}
                row |= {f"HuMoment{i + 1}": r.moments_hu[i] for i in range(7)}
            if head is None:
                head = list(row)
                w.writerow(head)
            w.writerow([repr(float(row[c])) if c in row and c != "image" else row.get(c, "") for c in head])

columns = {
    "Area": "area", "Top": "bbox-0", "Left": "bbox-1", "Bottom": "bbox-2", "Right": "bbox-3", "CentroidY": "centroid-0", "CentroidX": "centroid-1",
    "WeightedCentroidY": "centroid_weighted-0", "WeightedCentroidX": "centroid_weighted-1", "Orientation": "orientation", "Solidity": "solidity",
    "Extent": "extent", "Perimeter": "perimeter", "Eccentricity": "eccentricity", "MajorAxisLength": "axis_major_length",
    "MinorAxisLength": "axis_minor_length", "EquivalentDiameter": "equivalent_diameter_area", "EulerNumber": "euler_number",
    "MaximumIntensity": "intensity_max", "MeanIntensity": "intensity_mean", "MinimumIntensity": "intensity_min",
}
with open(os.path.join(here, "nuclei.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["image", "threshold", *columns])
    for i in range(1, 7):
        a = images[f"nuclei{i:02d}"]
        t = int(a.mean() + a.std())
        regions = regionprops_table(label(a > t, connectivity=2), a, properties=sorted({c.split("-")[0] for c in columns.values()}))
        for row in zip(*(regions[c] for c in columns.values())):
            w.writerow([f"nuclei{i:02d}", t, *("%.9g" % v for v in row)])

# Ellipsoids in a stack of 9 planes, with intensities in 16 bits. The columns of the surface are for cubes, and for planes 2 apart with
# pixels of 0.5.
z, y, x = np.mgrid[:9, :40, :50]
volume = np.zeros(z.shape, np.uint16)
for number, cx, cy, cz, r, depth in ((3, 12, 10, 3, 8, 3), (7, 30, 25, 5, 10, 3), (9, 45, 5, 8, 4, 2), (500, 0, 39, 0, 11, 4)):
    volume[((x - cx) ** 2 + (y - cy) ** 2) * depth ** 2 + (z - cz) ** 2 * r ** 2 < (r * depth) ** 2] = number
intensity = ((x * 7 + y * 1301 + z * 9007) % 60013).astype(np.uint16)


def crofton(mask, spacing):
    """Return the surface of an object by the formula of Crofton, with the exact areas of the Voronoi cells of 26 directions."""
    padded = np.pad(mask, 1)
    steps = [s for s in itertools.product((-1, 0, 1), repeat=3) if any(s)]
    ways = np.array(steps) * spacing
    lengths = np.linalg.norm(ways, axis=1)
    shares = SphericalVoronoi(ways / lengths[:, None]).calculate_areas() / (4 * np.pi)
    ends = [(padded != np.roll(padded, step, (0, 1, 2))).sum() for step in steps]
    return (2 * shares * ends * np.prod(spacing) / lengths).sum()


with open(os.path.join(here, "volumes.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["Label", "Voxels", "Surface", "SurfaceFlat", "CentroidX", "CentroidY", "CentroidZ", "MeanIntensity"])
    for r in regionprops(volume, intensity):
        surfaces = [repr(float(crofton(volume == r.label, spacing))) for spacing in ((1, 1, 1), (2, .5, .5))]
        w.writerow([r.label, int(r.area), *surfaces, *(repr(float(v)) for v in (*r.centroid[::-1], r.intensity_mean))])
