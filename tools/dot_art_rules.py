#!/usr/bin/env python3
"""Run `stylize dot-art` with each of its rules left out, and print the table of docs/evidence/quality/dot-art.md.

    dot_art_rules.py PHOTOS [--work FOLDER]

Draws the first eight photographs of the folder PHOTOS. A cell has the change of the tone error (mean absolute
difference of gray), of SSIM and of the color difference (mean distance in CIELAB), all after a blur of 2 pixels, in the
second, fourth and so on photograph, and after the signs the distance from the change in the others, which is the noise.
Needs Debian's python3-scipy, python3-pil and python3-skimage.
"""
import argparse
import pathlib
import subprocess
import tempfile

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter
from skimage.color import rgb2lab

import left_out

TONE = "DotArt/Tone/"
DRAWINGS = {
    "Default": [], "Bold": ["--preset", "BoldPointillism"], "Fine": ["--preset", "FineStippling"],
    "separated": ["--no-allow-overlap"], "250,000": ["--dot-count", "250000"],
}
RULES = [
    ("fewer rounds for many dots", TONE + "LloydRelaxation.cs", "dots > LargeCount;", "!OUT && dots > LargeCount;"),
    ("over-relaxation", TONE + "LloydRelaxation.cs", "rounds - plain ?", "rounds - plain && !OUT ?"),
    ("larger discs in solid ink", TONE + "OverlappingRadii.cs", "(SolidGrowth *", "((OUT ? 0f : SolidGrowth) *"),
    ("exponent", TONE + "SiteSeeding.cs", "AdaptiveSizing ? Exponent", "AdaptiveSizing && !OUT ? Exponent"),
    ("random start within a pixel", TONE + "SiteSeeding.cs", "(0.5f * random.Signed(0))",
     "((OUT ? 0f : 0.5f) * random.Signed(0))"),
    ("random start within a pixel", TONE + "SiteSeeding.cs", "(0.5f * random.Signed(1))",
     "((OUT ? 0f : 0.5f) * random.Signed(1))"),
]
DRAWN = {
    "fewer rounds for many dots": ["250,000"], "over-relaxation": ["Default", "Bold", "Fine", "separated"],
    "larger discs in solid ink": ["Default", "Bold"], "exponent": ["Default", "Bold", "separated"],
    "random start within a pixel": list(DRAWINGS),
}


def measure(command, photo, options, rule, work):
    target = work / "drawn.png"
    png = ["--format", "png", "--png-size", "1536"]
    subprocess.run(["dotnet", command, "dot-art", photo, "-o", target, "--force", *png, *options], check=True,
                   capture_output=True, env=left_out.environment(rule))
    truth = Image.open(photo).convert("RGB")
    drawn = Image.open(target).convert("RGB").resize(truth.size, Image.BOX)
    a, b = (gaussian_filter(np.asarray(image) / 255, (2, 2, 0)) for image in (drawn, truth))
    x, y = a @ (0.299, 0.587, 0.114), b @ (0.299, 0.587, 0.114)
    mean = [gaussian_filter(values, 1.5) for values in (x, y, x * x, y * y, x * y)]
    variances, covariance = mean[2] - mean[0] ** 2 + mean[3] - mean[1] ** 2, mean[4] - mean[0] * mean[1]
    ssim = (2 * mean[0] * mean[1] + 1e-4) * (2 * covariance + 9e-4)
    ssim /= (mean[0] ** 2 + mean[1] ** 2 + 1e-4) * (variances + 9e-4)
    return np.abs(x - y).mean(), ssim.mean(), np.linalg.norm(rgb2lab(a) - rgb2lab(b), axis=2).mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path)
    arguments = parser.parse_args()
    work = arguments.work or pathlib.Path(tempfile.mkdtemp())
    photos = sorted(arguments.photos.iterdir())[:8]
    command = left_out.build(work.resolve() / "source", RULES)
    print("| rule | drawing | tone error | SSIM | color difference |\n|---|---|---|---|---|")
    for name, options in DRAWINGS.items():
        usual = np.array([measure(command, photo, options, "", work) for photo in photos])
        cells = (f"{value:.{digits}f}" for value, digits in zip(usual.mean(0), (4, 3, 2)))
        print(f"| all rules | {name} | {' | '.join(cells)} |", flush=True)
        for rule in (rule for rule, drawings in DRAWN.items() if name in drawings):
            change = np.array([measure(command, photo, options, rule, work) for photo in photos]) - usual
            cells = (f"{value:+.{digits}f} ± {noise:.{digits}f}"
                     for value, noise, digits in zip(*left_out.halves(change), (4, 3, 2)))
            print(f"| {rule} | {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
