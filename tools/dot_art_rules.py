#!/usr/bin/env python3
"""Run `stylize dot-art` with each of its rules left out, and print the table of docs/evidence/quality/dot-art.md.

    dot_art_rules.py PHOTOS [--work FOLDER]

Copies the sources, edits the copy by RULES so that the environment variable STYLIZE_LEFT_OUT names the rule to leave out, builds it
once, and draws the first eight photographs of the folder PHOTOS. A cell has the change of the tone error (mean absolute difference
of gray), of SSIM and of the color difference (mean distance in CIELAB), all after a blur of 2 pixels, in the second, fourth and
so on photograph, and after the signs the distance from the change in the others, which is the noise.
Needs Debian's python3-scipy, python3-pil and python3-skimage.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter
from skimage.color import rgb2lab

ROOT = pathlib.Path(__file__).resolve().parents[1]
TONE = "Stylize.Engine/DotArt/Tone/"
SWITCH = """namespace Stylize.Engine;
internal static class Rule
{
    public static bool IsOut(string name) => Environment.GetEnvironmentVariable("STYLIZE_LEFT_OUT") == name;
}
"""
DRAWINGS = {
    "Default": [], "Bold": ["--preset", "BoldPointillism"], "Fine": ["--preset", "FineStippling"],
    "separated": ["--no-allow-overlap"], "250,000": ["--dot-count", "250000"],
}
# Name: drawings, file, text, and the text with OUT for the condition that the rule is left out.
RULES = {
    "fewer rounds for many dots": (["250,000"], "LloydRelaxation.cs", "dots > LargeCount;", "!OUT && dots > LargeCount;"),
    "over-relaxation": (["Default", "Bold", "Fine", "separated"], "LloydRelaxation.cs", "rounds - plain ?", "rounds - plain && !OUT ?"),
    "larger discs in solid ink": (["Default", "Bold"], "OverlappingRadii.cs", "(SolidGrowth *", "((OUT ? 0f : SolidGrowth) *"),
    "exponent": (["Default", "Bold", "separated"], "SiteSeeding.cs", "AdaptiveSizing ? Exponent", "AdaptiveSizing && !OUT ? Exponent"),
    "random start within a pixel": (list(DRAWINGS), "SiteSeeding.cs", "(0.5f * random", "((OUT ? 0f : 0.5f) * random"),
}


def build(work):
    copy = work / "source"
    for name in subprocess.run(["git", "-C", ROOT, "ls-files"], check=True, capture_output=True, text=True).stdout.split("\n"):
        if name and (ROOT / name).is_file() and not name.startswith(("docs/", "samples/", "Stylize.Engine.Tests/")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    (copy / "Stylize.Engine/Rule.cs").write_text(SWITCH)
    for name, (_, file, old, new) in RULES.items():
        path = copy / TONE / file
        text = path.read_text()
        if old not in text:
            sys.exit(f"{name}: {file} lacks '{old}'. Correct RULES.")
        path.write_text(text.replace(old, new.replace("OUT", f'Rule.IsOut("{name}")')))
    subprocess.run(["dotnet", "build", "-c", "Release", copy / "Stylize.Cli", "-v", "q", "-o", copy / "bin"], check=True)
    return copy / "bin/stylize.dll"


def measure(command, photo, options, rule, work):
    target = work / "drawn.png"
    subprocess.run(["dotnet", command, "dot-art", photo, "-o", target, "--force", "--format", "png", "--png-size", "1536", *options],
                   check=True, capture_output=True, env={**os.environ, "STYLIZE_LEFT_OUT": rule})
    truth = Image.open(photo).convert("RGB")
    drawn = Image.open(target).convert("RGB").resize(truth.size, Image.BOX)
    a, b = (gaussian_filter(np.asarray(image) / 255, (2, 2, 0)) for image in (drawn, truth))
    x, y = a @ (0.299, 0.587, 0.114), b @ (0.299, 0.587, 0.114)
    mean = [gaussian_filter(values, 1.5) for values in (x, y, x * x, y * y, x * y)]
    variances, covariance = mean[2] - mean[0] ** 2 + mean[3] - mean[1] ** 2, mean[4] - mean[0] * mean[1]
    ssim = (2 * mean[0] * mean[1] + 1e-4) * (2 * covariance + 9e-4) / ((mean[0] ** 2 + mean[1] ** 2 + 1e-4) * (variances + 9e-4))
    return np.abs(x - y).mean(), ssim.mean(), np.linalg.norm(rgb2lab(a) - rgb2lab(b), axis=2).mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path)
    arguments = parser.parse_args()
    work = arguments.work or pathlib.Path(tempfile.mkdtemp())
    photos = sorted(arguments.photos.iterdir())[:8]
    command = build(work)
    print("| rule | drawing | tone error | SSIM | color difference |\n|---|---|---|---|---|")
    for name, options in DRAWINGS.items():
        usual = np.array([measure(command, photo, options, "", work) for photo in photos])
        print(f"| all rules | {name} | {usual[:, 0].mean():.4f} | {usual[:, 1].mean():.3f} | {usual[:, 2].mean():.2f} |", flush=True)
        for rule in (rule for rule, (drawings, *_) in RULES.items() if name in drawings):
            change = np.array([measure(command, photo, options, rule, work) for photo in photos]) - usual
            first, second = change[::2].mean(0), change[1::2].mean(0)
            cells = (f"{value:+.{digits}f} ± {abs(value - other):.{digits}f}"
                     for value, other, digits in zip(second, first, (4, 3, 2)))
            print(f"| {rule} | {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
