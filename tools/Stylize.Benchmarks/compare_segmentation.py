#!/usr/bin/env python3
"""compare_segmentation.py TILE_FOLDER [REPEATS]: the same work by scikit-image and by Stylize, side by side, in processor milliseconds a tile.

TILE_FOLDER holds 16-bit gray TIFF tiles. Needs python3-skimage and python3-tifffile, and the .NET SDK. Threshold int(mean + sd), strictly above;
8-connected labels; regions of more than 50 and fewer than 36000 pixels; fourteen properties; a mask; rows in SQLite. One thread each, best repeat.
"""
import os
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")
import glob, re, resource, sqlite3, subprocess, sys, tempfile
import numpy as np, tifffile
from skimage.measure import label, regionprops_table

PROPERTIES = ("label", "area", "centroid", "weighted_centroid", "orientation", "solidity", "extent", "perimeter", "eccentricity",
              "axis_major_length", "axis_minor_length", "min_intensity", "mean_intensity", "max_intensity")
# The .NET runtime compiles hot code a second time in the background, and its time would count with the first repeats.
WARM_REPEATS = 25
STAGES = {"read": "read", "threshold": "threshold", "label and filter": "label and filter", "properties": "properties",
          "mask deflated": "mask deflated", "mask uncompressed": "mask uncompressed", "database": "database"}


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def deviation(mask, image):
    return float(image[mask].std())


def scikit(tiles, folder):
    times = dict.fromkeys(STAGES, 0.0)
    database = sqlite3.connect(os.path.join(folder, "regions.sqlite"))
    database.execute("drop table if exists region")
    kept = 0

    def stage(name, work):
        start = cpu()
        result = work()
        times[name] += cpu() - start
        return result

    for path in tiles:
        image = stage("read", lambda: tifffile.imread(path))
        binary = stage("threshold", lambda: image > int(image.mean() + image.std()))

        def filtered():
            labels = label(binary, connectivity=2)
            areas = np.bincount(labels.ravel())
            keep = (areas > 50) & (areas < 36000)
            keep[0] = False
            numbers = np.zeros(len(areas), np.uint16)
            numbers[keep] = np.arange(1, keep.sum() + 1)
            return numbers[labels]

        mask = stage("label and filter", filtered)
        table = stage("properties", lambda: regionprops_table(mask, image, properties=PROPERTIES, extra_properties=(deviation,)))
        target = os.path.join(folder, "mask.tif")
        stage("mask deflated", lambda: tifffile.imwrite(target, mask, compression="zlib"))
        stage("mask uncompressed", lambda: tifffile.imwrite(target, mask))

        def rows():
            names = list(table)
            database.execute("create table if not exists region(" + ",".join(f'"{n}" real' for n in names) + ")")
            database.executemany("insert into region values(" + ",".join("?" * len(names)) + ")", list(zip(*[np.asarray(table[n]).tolist() for n in names])))
            database.commit()

        stage("database", rows)
        kept += len(table["label"])
    return times, kept


def main():
    tiles = sorted(glob.glob(os.path.join(sys.argv[1], "*.tif")))
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as folder:
        runs = [scikit(tiles, folder) for _ in range(repeats)]
    best = {name: min(times[name] for times, _ in runs) * 1000 / len(tiles) for name in STAGES}
    project = os.path.dirname(os.path.abspath(__file__))
    output = subprocess.run(["dotnet", "run", "-c", "Release", "--project", project, "--", "segmentation", "tiles", os.path.abspath(sys.argv[1]), str(max(repeats, WARM_REPEATS))],
                            check=True, capture_output=True, text=True).stdout
    ours = {name: float(re.search(rf"^{re.escape(name)}\s+([\d.]+)", output, re.M)[1]) for name in STAGES}
    counts = re.search(r"(\d+) regions kept", output)[1]
    print(f"{len(tiles)} tiles; regions kept a tile: scikit-image {runs[0][1] // len(tiles)}, Stylize {counts}; processor ms a tile, best of {repeats}")
    print(f"{'':28s}{'scikit-image':>14s}{'Stylize':>10s}{'ratio':>8s}")
    lines = [(name, best[name], ours[name]) for name in STAGES]
    for mask in ("mask deflated", "mask uncompressed"):
        chosen = [line for line in lines if not line[0].startswith("mask") or line[0] == mask]
        lines.append((f"TOTAL, {mask}", sum(line[1] for line in chosen if line[0] in STAGES), sum(line[2] for line in chosen if line[0] in STAGES)))
    for name, theirs, mine in lines:
        print(f"{name:28s}{theirs:14.2f}{mine:10.2f}{theirs / mine if mine else float('inf'):8.1f}")


main()
