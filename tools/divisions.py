#!/usr/bin/env python3
"""Count divisions of a film of the Cell Tracking Challenge that segment --divisions finds.

    divisions.py FILM TRUTH [--stylize COMMAND] [--masks]

FILM is a folder of t000.tif and so on, such as Fluo-N2DH-SIM+/01, and TRUTH its folder 01_GT/TRA. --masks takes the masks of
TRUTH instead of the default method. A division is found if both daughters begin within 5 timepoints and 1.5 radii of true
ones. Needs NumPy and Pillow.
"""
import argparse
import collections
import csv
import pathlib
import shutil
import subprocess
import tempfile

import numpy as np
from PIL import Image

TIMEPOINTS, RADII = 5, 1.5


def found_divisions(arguments, folder):
    """Return timepoint and positions of daughters of each division, and the median radius."""
    for time, path in enumerate(sorted(arguments.film.glob("t*.tif"))):
        shutil.copy(path, folder / f"FILM_A1_T{time}_1_DNA.tif")
        if arguments.masks:
            shutil.copy(arguments.truth / f"man_track{path.stem[1:]}.tif", folder / f"FILM_A1_T{time}_1_DNA_labels.tif")
    labels = ["--label-path", "{name}_labels.tif"] if arguments.masks else []
    subprocess.run(
        [*arguments.stylize, "segment", folder, "-o", folder / "out", "--track", "nearest", "--divisions", "--no-montage", *labels],
        check=True, capture_output=True)
    with next((folder / "out" / "Tracks").rglob("*_TRACKS.csv")).open() as table:
        rows = list(csv.DictReader(table))
    first, daughters = {}, collections.defaultdict(set)
    for row in sorted(rows, key=lambda row: int(row["Timepoint"])):
        first.setdefault(row["Track"], (int(row["Timepoint"]), float(row["CentroidX"]), float(row["CentroidY"])))
        if row["Parent"]:
            daughters[row["Parent"]].add(row["Track"])
    divisions = [[first[track] for track in tracks] for tracks in daughters.values()]
    return divisions, np.sqrt(np.median([float(row["Area"]) for row in rows]) / np.pi)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("film", type=pathlib.Path)
    parser.add_argument("truth", type=pathlib.Path)
    parser.add_argument("--stylize", nargs="+", default=["stylize"])
    parser.add_argument("--masks", action="store_true")
    arguments = parser.parse_args()
    true = collections.defaultdict(list)
    for line in (arguments.truth / "man_track.txt").read_text().splitlines():
        label, begin, _, parent = map(int, line.split())
        true[parent].append((label, begin))
    true = {parent: tracks for parent, tracks in true.items() if parent and len(tracks) > 1}
    with tempfile.TemporaryDirectory() as name:
        divisions, radius = found_divisions(arguments, pathlib.Path(name))
    files = sorted(arguments.truth.glob("man_track*.tif"))
    matched, wrong = set(), 0
    for daughters in sorted(divisions):
        time = daughters[0][0]
        for parent, tracks in true.items():
            begin = tracks[0][1]
            if parent in matched or abs(begin - time) > TIMEPOINTS:
                continue
            image = np.asarray(Image.open(files[max(begin, time)]))
            places = [np.argwhere(image == label).mean(axis=0) for label, _ in tracks if (image == label).any()]
            if places and all(min(np.hypot(y - b, x - a) for y, x in places) < RADII * radius for _, a, b in daughters):
                matched.add(parent)
                break
        else:
            wrong += 1
    print(f"{len(true)} divisions, {len(matched)} found, {wrong} wrong")


if __name__ == "__main__":
    main()
