#!/usr/bin/env python3
"""Restore enlarged pixel art with each rule left out, and print what changes as a Markdown table.

    restore_rules.py SHEETS [--photographs FOLDER] [--work FOLDER] [--rules A,B]

SHEETS is a folder of drawings with one pixel per cell, such as tiles of games. They are enlarged sharp and
smooth without loss, as JPEG of quality 60, with borders of cells that drift, with transparent parts, and in other ways:
oblong, blurred, with overshoot, with cut cells, in a frame. A score is the
share of cells within a CIEDE2000 difference of 3 of the drawing, in hundredths, which is 0 for a wrong grid or an error.
Photographs must be refused: their score is 100 for an error. Differences are those of each second input, with the
distance from those of the others as noise. Needs Debian's python3-skimage, python3-pil and python3-scipy.
"""
import argparse
import pathlib
import subprocess

import numpy as np
from PIL import Image, ImageFilter, ImageOps
from scipy.ndimage import gaussian_filter
from skimage.color import deltaE_ciede2000, rgb2lab

import left_out

FOLDER = "PixelArt/Restoration/"
FINDER, EVEN, CUTS, COLORS = (FOLDER + name for name in ("CellGridFinder.cs", "EvenGrids.cs", "CutLines.cs", "CellColors.cs"))
RULES = [
    ("ExactGrid", FINDER, "if (_exact is not null)", "if (!OUT && _exact is not null)"),
    ("AspectSteps", FINDER, "var j = Math.Max(0, i - AspectSteps); j <= Math.Min(i + AspectSteps,",
     "var j = OUT ? i : Math.Max(0, i - AspectSteps); j <= Math.Min(OUT ? i : i + AspectSteps,"),
    ("ClearConfidence", FINDER, "var isClear = cut", "var isClear = !OUT && cut"),
    ("EvenGrid", FINDER, "<= MaxEvenResidual *", "<= (OUT ? 0 : MaxEvenResidual) *"),
    ("Measured", FINDER, "var unexplained = _even", "if (OUT) return grid;\n        var unexplained = _even"),
    ("EdgePower", CUTS, "Math.Sqrt(p) * Math.Sqrt(Math.Sqrt(p))", "OUT ? p : Math.Sqrt(p) * Math.Sqrt(Math.Sqrt(p))"),
    ("Softened", CUTS, "var result = (double[])profile.Clone();", "var result = (double[])profile.Clone();\n        if (OUT) return result;"),
    ("Supported", CUTS, "if (cuts.Count < 3) return spacing;", "if (OUT || cuts.Count < 3) return spacing;"),
    ("Shuffles", CUTS, "_shuffled.Average(", "_shuffled.Take(OUT ? 1 : 3).Average("),
    ("EmptyEnds", CUTS, "return first < 0 ?", "return OUT || first < 0 ?"),
    ("WideSteps", CUTS, "0.5f * (MathF.Sqrt(wide)", "0.5f * (OUT ? MathF.Sqrt(narrow) : MathF.Sqrt(wide)"),
    ("MeasuredNoise", COLORS, "_share * _share * _sums", "(OUT ? 0 : _share) * _share * _sums"),
    ("SmoothShare", COLORS, "? SharpShare : SmoothShare", "|| OUT ? SharpShare : SmoothShare"),
    ("InnerPixels", COLORS, "return share * share;", "return OUT ? 1 : share * share;"),
    ("RobustMean", COLORS, "round < Rounds;", "round < (OUT ? 0 : Rounds);"),
    ("MultipliedColors", COLORS, "if (above <= MaxShareAbove", "if (OUT || above <= MaxShareAbove"),
    ("Described", FOLDER + "PaletteMerge.cs", "if (noise is not null)\n", "if (!OUT && noise is not null)\n"),
]
KINDS = ("lossless", "jpeg", "drift", "alpha", "others")


def drifting(drawing, chance):
    """Draws cells of 9 pixels whose borders are up to 2 pixels off, blurred and with noise."""
    columns, rows = (np.clip(np.round(np.arange(n + 1) * 9.0 + chance.uniform(-2, 2, n + 1)), 0, 9 * n).astype(int)
                     for n in (drawing.shape[1], drawing.shape[0]))
    columns[[0, -1]], rows[[0, -1]] = (0, 9 * drawing.shape[1]), (0, 9 * drawing.shape[0])
    large = np.repeat(np.repeat(drawing, np.diff(rows), 0), np.diff(columns), 1).astype(float)
    large = gaussian_filter(large, (0.7, 0.7, 0)) + chance.normal(0, 3, large.shape)
    return Image.fromarray(np.clip(np.round(large), 0, 255).astype(np.uint8))


def draw(sheets, folder):
    """Writes the inputs, and returns for each kind (file, drawing, drawing's number)."""
    inputs = {kind: [] for kind in KINDS}
    for number, path in enumerate(sorted(sheets.glob("*.png"))):
        drawing = Image.open(path).convert("RGB")
        large = {size: [round(side * size) for side in drawing.size] for size in (4, 5.5, 6.5, 8)}
        for kind, name, image, options in (
            ("lossless", "nearest.png", drawing.resize(large[5.5], Image.Resampling.NEAREST), {}),
            ("lossless", "whole.png", drawing.resize(large[4], Image.Resampling.NEAREST), {}),
            ("lossless", "bilinear.png", drawing.resize(large[6.5], Image.Resampling.BILINEAR), {}),
            ("lossless", "bicubic.png", drawing.resize(large[4], Image.Resampling.BICUBIC), {}),
            ("jpeg", "small-jpeg.jpg", drawing.resize(large[4], Image.Resampling.NEAREST), {"quality": 60}),
            ("jpeg", "large-jpeg.jpg", drawing.resize(large[8], Image.Resampling.NEAREST), {"quality": 60}),
            ("jpeg", "smooth-jpeg.jpg", drawing.resize(large[6.5], Image.Resampling.BILINEAR), {"quality": 85}),
            ("drift", "drift-png.png", drifting(np.asarray(drawing), np.random.default_rng(number)), {}),
            ("drift", "drift-jpeg.jpg", drifting(np.asarray(drawing), np.random.default_rng(number + 99)), {"quality": 85}),
            ("others", "oblong.png", drawing.resize([6 * drawing.width, 4 * drawing.height], Image.Resampling.NEAREST), {}),
            ("others", "blurred.jpg", drawing.resize(large[8], Image.Resampling.NEAREST).filter(ImageFilter.GaussianBlur(2)),
             {"quality": 90}),
            ("others", "lanczos.png", drawing.resize(large[5.5], Image.Resampling.LANCZOS), {}),
            ("others", "cut.jpg", drawing.resize(large[8], Image.Resampling.NEAREST).crop((3, 4, *large[8])), {"quality": 85}),
            ("others", "framed.jpg", ImageOps.expand(drawing.resize(large[8], Image.Resampling.NEAREST), 40, "white"),
             {"quality": 85}),
            ("alpha", "alpha.png", faded(drawing).resize(large[4], Image.Resampling.BILINEAR), {}),
        ):
            file = folder / f"{path.stem}.{name}"
            image.save(file, **options)
            inputs[kind].append((file, np.asarray(drawing), number))
    return inputs


def faded(drawing):
    """Makes the color of the corner transparent."""
    pixels = np.dstack([np.asarray(drawing), np.full(drawing.size[::-1], 255, np.uint8)])
    pixels[(pixels[..., :3] == pixels[0, 0, :3]).all(-1)] = 0
    return Image.fromarray(pixels)


def score(file, drawing, restored):
    if not restored.exists():
        return 0
    found = np.asarray(Image.open(restored).convert("RGBA"))
    if "framed" in file.name:
        found = found[5:-5, 5:-5]
    if found.shape[:2] != drawing.shape[:2]:
        return 0
    counts = found[..., 3] > 127 if "alpha" in file.name else np.full(drawing.shape[:2], True)
    near = deltaE_ciede2000(rgb2lab(found[..., :3] / 255), rgb2lab(drawing / 255)) <= 3
    return 100 * near[counts].mean()


def measure(command, work, rule, inputs, photographs):
    out = work / "out"
    files = [file for kind in KINDS for file, _, _ in inputs[kind]] + photographs
    subprocess.run(["dotnet", command, "restore", *files, "-o", out, "--format", "png", "--force"],
                   capture_output=True, env=left_out.environment(rule))
    scores = {}
    for kind in KINDS:
        sums = {}
        for file, drawing, number in inputs[kind]:
            sums.setdefault(number, []).append(score(file, drawing, out / f"{file.stem}.restored.png"))
        scores[kind] = np.array([np.mean(values) for values in sums.values()])
    scores["photographs"] = np.array([0.0 if (out / f"{path.stem}.restored.png").exists() else 100 for path in photographs])
    for path in out.glob("*"):
        path.unlink()
    return scores


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sheets", type=pathlib.Path)
    parser.add_argument("--photographs", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("restore-rules"))
    parser.add_argument("--rules", type=lambda names: names.split(","))
    given = parser.parse_args()
    command = left_out.build(given.work / "source", RULES)
    folder = given.work / "in"
    folder.mkdir(parents=True, exist_ok=True)
    inputs = draw(given.sheets, folder)
    photographs = sorted(given.photographs.glob("*.png")) if given.photographs else []
    base = measure(command, given.work, "", inputs, photographs)
    print("| rule | " + " | ".join(f"{kind} ({values.mean():.1f})" for kind, values in base.items()) + " |")
    print("|---" * (len(base) + 1) + "|", flush=True)
    for rule in given.rules or list(dict.fromkeys(rule[0] for rule in RULES)):
        scores = measure(command, given.work, rule, inputs, photographs)
        cells = []
        for kind, values in base.items():
            if len(values) < 2:
                cells.append("")
                continue
            verdict, noise = left_out.halves(scores[kind] - values)
            cells.append("0" if verdict == 0 and noise == 0 else f"{verdict:+.1f} ± {noise:.1f}")
        print(f"| {rule} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
