#!/usr/bin/env python3
"""Draw a screen of 384 wells from samples/plate: make_screen.py FOLDER [--faults]

Each well is one tile of 256 x 256 pixels in two channels: the nuclei of well A1 at one of its timepoints, mirrored or turned. Rows are 16 compounds, two of
them without an effect. Columns 3 to 12 and 13 to 22 are two replicates of ten concentrations, columns 1, 2, 23 and 24 are controls in
turn. Compounds lower the reporter GFP along a logistic curve, and each well varies by 1.5%. FOLDER gets the tiles, plate.csv for
-PlateMap, and truth.csv with the EC50 and slope of each compound. With --faults, 15 wells of compounds are blurred, blank or have a
bright fiber, and faults.csv lists them.
"""
import csv, os, sys
import numpy as np
from PIL import Image

OFFSET, FULL, NONE, NOISE = 100, 1.0, .12, .015
samples = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "samples", "plate")
target = sys.argv[1]
rng = np.random.default_rng(384)
chance = np.random.default_rng(15)
faults = {}
if "--faults" in sys.argv:
    from scipy.ndimage import gaussian_filter
    wells = chance.permutation([(r, c) for r in range(16) for c in range(2, 22)])[:15]
    faults = {tuple(well): ("Focus", "Blank", "Debris")[i // 5] for i, well in enumerate(wells.tolist())}


def faulty(image, fault, channel):
    noise = chance.normal(0, 8, image.shape)
    if fault == "Focus":
        return gaussian_filter(image, 4) + noise
    if fault == "Blank":
        return np.median(image) + noise
    x, y, angle = chance.integers(60, 200), chance.integers(60, 200), chance.random() * np.pi
    rows, columns = np.mgrid[:256, :256]
    fiber = abs((columns - x) * np.sin(angle) - (rows - y) * np.cos(angle)) < 5
    return image + gaussian_filter(6000.0 * fiber, .7) if channel == "DAPI" else image


def whole(time, channel):
    tiles = [np.asarray(Image.open(os.path.join(samples, "A1", "SAMPLE_A1_T%d_%d_%s.tif" % (time, n, channel))), dtype=float)
             for n in (1, 2, 3, 4)]
    return np.block([[tiles[0], tiles[1]], [tiles[2], tiles[3]]])


images = {(time, channel): whole(time, channel) for time in range(3) for channel in ("DAPI", "GFP")}
doses = 30 * 3.0 ** np.arange(-9, 1)
compounds = [("C%02d" % (i + 1), None if i in (5, 11) else .02 * 1.45 ** i, (.8, 1, 1.3, 1.8)[i % 4]) for i in range(16)]
os.makedirs(os.path.join(target, "tiles"), exist_ok=True)
rows = []
for r in range(16):
    for c in range(24):
        name, ec50, slope = compounds[r]
        if c in (0, 1, 22, 23):
            role = ("negative", "positive")[(r + c) % 2]
            row, share = [role, {"negative": "DMSO", "positive": "inhibitor"}[role], ""], float(role == "negative")
        else:
            dose = doses[(c - 2) % 10]
            row, share = ["sample", name, "%.4g" % dose], 1 if ec50 is None else 1 / (1 + (dose / ec50) ** slope)
        well = "%s%d" % (chr(65 + r), c + 1)
        time, turn, flip = rng.integers(3), rng.integers(4), rng.integers(2)
        level = NONE + (FULL - NONE) * share + NOISE * rng.normal()
        for channel in ("DAPI", "GFP"):
            image = np.rot90(images[time, channel], turn)[:, ::1 - 2 * flip]
            image = image if channel == "DAPI" else OFFSET + (image - OFFSET) * level
            image = faulty(image, faults[r, c], channel) if (r, c) in faults else image
            Image.fromarray(np.clip(np.rint(image), 0, 65535).astype(np.uint16)).save(
                os.path.join(target, "tiles", "SCREEN_%s_T0_1_%s.tif" % (well, channel)))
        rows.append([well] + row)
with open(os.path.join(target, "plate.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["well", "role", "compound", "concentration"])
    w.writerows(rows)
with open(os.path.join(target, "truth.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["compound", "ec50", "slope"])
    w.writerows([name, "" if ec50 is None else "%.4g" % ec50, slope] for name, ec50, slope in compounds)
if faults:
    with open(os.path.join(target, "faults.csv"), "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(["well", "gate"])
        w.writerows(["%s%d" % (chr(65 + r), c + 1), gate] for (r, c), gate in sorted(faults.items()))
