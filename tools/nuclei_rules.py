#!/usr/bin/env python3
"""Finds nuclei with each rule of their size left out, and prints what changes as a Markdown table.

    nuclei_rules.py [--work FOLDER] [--images N] [--rules A,B] SETS

SETS is the folder that nuclei_sets.py has written. F1 is that of the first N images of each set, 6 by default, at an
IoU above 0.5 and above 0.7, in hundredths. Differences are those of the held-out sets, with the distance from those of
the dev sets as noise. Needs Debian's python3-skimage and python3-scipy, and the .NET SDK.
"""
import argparse
import pathlib
import resource
import shutil
import subprocess

import numpy as np
from PIL import Image

import left_out

SCALE, LEARNED = "Segmentation/Nuclei/NucleusScale.cs", "Segmentation/Learned/LearnedNuclei.cs"
RULES = [
    ("Backgrounds", SCALE, "i < Backgrounds &&", "!OUT && i < Backgrounds &&"),
    ("SecondRound", SCALE, "round < 2;", "round < (OUT ? 1 : 2);"),
    ("Alone", SCALE, "return alone > 0 ?", "return !OUT && alone > 0 ?"),
    ("SecondNetwork", LEARNED, "if (!isKnown &&", "if (!OUT && !isKnown &&"),
    ("EnlargedTolerance", LEARNED, "< 1 + EnlargedTolerance ? 1", "< (OUT ? 0 : 1 + EnlargedTolerance) ? 1"),
    ("Touching", "Segmentation/Learned/NucleusAssembly.cs", "TouchingDepth * Probability", "(OUT ? 0 : TouchingDepth) * Probability"),
    ("MinForeground", "Segmentation/Learned/NucleusAssembly.cs", "sums[labels[i]] < MinForeground", "!OUT && sums[labels[i]] < MinForeground"),
]


def counts(image, mask):
    """Returns drawn and found objects, and those that match above an IoU of 0.5 and of 0.7."""
    truth, found = (np.asarray(Image.open(path)).astype(int) for path in (image.with_suffix(".labels.png"), mask))
    both = np.zeros((truth.max() + 1, found.max() + 1), int)
    np.add.at(both, (truth, found), 1)
    overlap = both / (both.sum(1, keepdims=True) + both.sum(0) - both)[: both.shape[0], : both.shape[1]]
    return np.array([len(np.unique(truth)) - 1, len(np.unique(found)) - 1, *((overlap[1:, 1:] > limit).sum() for limit in (.5, .7))])


def measure(command, work, rule, images):
    out = work / "out"
    shutil.rmtree(out, ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(["dotnet", command, "regions", *images, "--mask-path", f"{out}/masks/", "-o", f"{out}/"],
                   check=True, capture_output=True, env=left_out.environment(rule))
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    return np.array([counts(image, out / "masks" / f"{image.stem}.mask.tif") for image in images]).sum(0), seconds


def score(sums):
    drawn, found, half, strict = sums
    return 200 * np.array([half, strict]) / (drawn + found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=pathlib.Path)
    parser.add_argument("--work", default="nuclei-rules", type=pathlib.Path)
    parser.add_argument("--images", default=6, type=int)
    parser.add_argument("--rules", default=",".join(rule[0] for rule in RULES))
    options = parser.parse_args()
    work = options.work.resolve()
    command = left_out.build(work / "source", RULES)
    print("| left out | F1 | F1 at 0.7 | time |\n|---|---|---|---|")
    base = {}
    for rule in ["", *options.rules.split(",")]:
        kinds = {}
        for kind in ("dev", "held"):
            images = [path for folder in sorted(options.sets.glob(f"{kind}-*"))
                      for path in [p for p in sorted(folder.glob("*.png")) if not p.stem.endswith(".labels")][:options.images]]
            kinds[kind] = [*zip(*[measure(command, work, rule, images)])]
        figures = {kind: score(sums[0]) for kind, (sums, _) in kinds.items()}
        seconds = sum(times[0] for _, times in kinds.values())
        if not rule:
            base, usual = figures, seconds
            print(f"| nothing | {figures['held'][0]:.1f} | {figures['held'][1]:.1f} | {seconds:.0f} s |", flush=True)
            continue

        change = {kind: figures[kind] - base[kind] for kind in base}
        noise = np.abs(change["held"] - change["dev"])
        cells = [f"{value:+.1f} ±{spread:.1f}" for value, spread in zip(change["held"], noise)]
        print(f"| {rule} | {cells[0]} | {cells[1]} | {100 * (seconds / usual - 1):+.0f}% |", flush=True)


if __name__ == "__main__":
    main()
