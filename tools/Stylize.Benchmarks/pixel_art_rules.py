#!/usr/bin/env python3
"""Leave out each rule of pixel art alone, and print what changes, as a Markdown table.

    pixel_art_rules.py [--work WORK] FOLDER [RULE...]

FOLDER has a folder of pictures per set, such as faces and photographs. If it has a file faces.json, that file maps the name of a
picture without its extension to the boxes of its faces, each [left, top, right, bottom] in pixels. Drawings and sprites are drawn
here. Each rule is a text of the source and what stands for it without the rule. Both are put into a copy of the source, which is
built once (in WORK, if given, which keeps the pictures too); the variable LEFT_OUT chooses. The first row has the figures of all
rules, and the last one those of the plain way: mean colors of the cells, and k-means in Lab. The others have differences from the
first row: that of the second half of each set, with the distance from that of the first half as noise.

    dE      CIEDE2000 after both pictures are averaged to 256 pixels and blurred by 2 pixels
    face_r  correlation of gray within a face, in the band between blurs of 4 and 25 pixels
    specks  share of cells without a neighbor of the same color, in percent
    edges   range of L* across strong edges, relative to that of the picture
    changed share of the cells that differ by more than 3 in CIEDE2000, in percent

Needs Debian's python3-skimage, python3-scipy and python3-pil, and the .NET SDK.
"""
import argparse
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image, ImageCms, ImageDraw
from scipy.cluster.vq import kmeans2
from scipy.ndimage import gaussian_filter, maximum_filter, minimum_filter
from skimage.color import deltaE_ciede2000, lab2rgb, rgb2lab
from skimage.feature import canny

ROOT = pathlib.Path(__file__).resolve().parents[2]
ENGINE = "Stylize.Engine/PixelArt"
FIGURES = ("dE", "face_r", "specks", "edges")
known = {}


# Name of a run: its set and the options. The longer side has 96 cells if no other number is given.
RUNS = {
    "faces": ("faces", []), "faces 64": ("faces", ["64"]),
    "photographs": ("photographs", []), "photographs 64": ("photographs", ["64"]), "drawings": ("drawings", []),
    "sprites": ("sprites", ["32"]), "sprites pico-8": ("sprites", ["32", "--palette", "pico-8"]),
    "outlined": ("sprites", ["64", "--outline", "palette"]), "drawings db16": ("drawings", ["96", "--palette", "db16"]),
    "bayer": ("photographs", ["96", "--dither", "bayer"]), "diffusion": ("photographs", ["96", "--dither", "diffusion"]),
    "1bit bayer": ("faces", ["96", "--palette", "1bit", "--dither", "bayer"]),
    "c64 bayer": ("photographs", ["96", "--palette", "c64", "--dither", "bayer"]),
    "c64 diffusion": ("photographs", ["96", "--palette", "c64", "--dither", "diffusion"]),
    "dmc": ("faces", ["96", "--palette", "dmc", "--colors", "24"]), "e-ink": ("faces", ["96", "--palette",
        "eink-6-measured"]),
    "faces 48": ("faces", ["48"]), "faces 32 pico-8": ("faces", ["32", "--palette", "pico-8"]),
    **{name: ("faces", ["96", "--palette", name]) for name in ("pico-8", "c64", "gameboy")},
}
FOUND = ("faces", "faces 64", "faces 48", "photographs", "drawings")
GIVEN = ("pico-8", "c64")

# Name: file, lines, constants and runs, then texts of the file, each followed by what stands for it with the choice OUT.
RULES = {
    "whole objective": ("ColorPlan.cs", 190, 4, FOUND + GIVEN, "{ Dither: null, Refinement: true } && _machine",
        "{ Dither: null, Refinement: true } && !OUT && _machine"),
    "sharpening": ("Refinement/CellObjective.cs", 2, 1, FOUND + GIVEN, "((1 + Sharpening) * Axes(color)) - (Sharpening *",
        "((1 + (OUT ? 0 : Sharpening)) * Axes(color)) - ((OUT ? 0 : Sharpening) *"),
    "colors that follow the labels": ("Refinement/ResultRefinement.cs", 50, 1, FOUND, "if (locked == palette.Length ||",
        "if (OUT || locked == palette.Length ||"),
    "smoothness": ("Refinement/PottsModel.cs", 100, 3, FOUND + GIVEN, "i, _weight * (x ==", "i, (OUT ? 0 : _weight) * (x =="),
    "cells alone": ("Refinement/PottsModel.cs", 20, 0, FOUND + GIVEN, "energy += _weight * Alone *", "energy += (OUT ? 0 : _weight) * Alone *"),
    "majority in flat art": ("CellWork.cs", 45, 1, ("drawings", "sprites"), "_plan.Options.Refinement && _plan.Colors.Art.Count",
        "_plan.Options.Refinement && !OUT && _plan.Colors.Art.Count"),
    "what stands out in flat art": ("Samples/CellSamples.cs", 2, 1, ("drawings", "sprites"), "1 + (Salience *", "1 + ((OUT ? 0 : Salience) *"),
    "hues of sprites": ("Refinement/ToneTerm.cs", 30, 3, ("sprites pico-8", "faces 32 pico-8"), "isByHue ?", "isByHue && !OUT ?"),
    "side of sprites": ("ColorPlan.cs", 2, 1, ("faces 64", "photographs 64", "sprites", "sprites pico-8"),
                        "Math.Max(cells.Width, cells.Height) <= SpriteSide", "(!OUT && Math.Max(cells.Width, cells.Height) <= SpriteSide)"),
    "gray cost": ("Refinement/ToneTerm.cs", 2, 1, ("faces 32 pico-8",), "(GrayCost * Math", "((OUT ? 0 : GrayCost) * Math"),
    "limit of chroma": ("Refinement/ToneTerm.cs", 2, 1, ("faces 32 pico-8",), "(Math.Abs(missing) + Limit)", "(OUT ? Limit : Math.Abs(missing) + Limit)"),
    "hues of threads": ("ColorPlan.cs", 1, 0, ("dmc",), "|| ProductPalettes", "|| !OUT && ProductPalettes"),
    "dither of e-ink": ("ColorPlan.cs", 2, 0, ("e-ink",), "(IsMeasured &&", "(!OUT && IsMeasured &&"),
    "lines in opacity": ("Samples/CellSamples.cs", 60, 4, ("sprites",), "if (keepsLines &&", "if (!OUT && keepsLines &&"),
    "large flat colors": ("ColorPlan.cs", 40, 3, ("photographs", "drawings"),
        "colors.Take(room / LockedDivisor)", "colors.Take(OUT ? 0 : room / LockedDivisor)"),
    "flat art": ("ColorPlan.cs", 60, 5, ("photographs", "drawings", "sprites"), "if (!flat.IsArt)",
        "if (OUT || !flat.IsArt)"),
    "drawn art": ("ColorPlan.cs", 8, 0, ("drawings db16",), "Art = flat.IsArt ?", "Art = flat.IsArt && !OUT ?"),
    "uniform border": ("CellWork.cs", 3, 0, ("photographs",), "rim = isStill &&", "rim = !OUT && isStill &&"),
    "vivid colors": ("Refinement/SwapClustering.cs", 4, 2, FOUND, "VividColors.Keep(_points", "if (!OUT) VividColors.Keep(_points"),
    "just noticeable": ("Refinement/SwapClustering.cs", 3, 1, FOUND, "if (_nearest[added] <",
        "if (!OUT && _nearest[added] <"),
    "steps of the picture": ("Refinement/PottsModel.cs", 4, 0, FOUND, "Math.Clamp(1 - real", "Math.Clamp(OUT ? 0.7f : 1 - real"),
    "corners": ("Refinement/PottsModel.cs", 1, 1, FOUND, "x == cellX || y == cellY ? 1", "OUT || x == cellX || y == cellY ? 1"),
    "even steps": ("Samples/ToneMatch.cs", 1, 1, ("gameboy",), "(isRamp ? EvenSteps", "(isRamp && !OUT ? EvenSteps"),
    "dither of found colors": ("CellMixing.cs", 200, 9, ("bayer", "diffusion"),
        "if (_colors.MixesPalette)", "if (OUT || _colors.MixesPalette)"),
    "dither of two colors": ("CellMixing.cs", 40, 0, ("1bit bayer",),
        "if (colors.Length == 2 &&", "if (!OUT && colors.Length == 2 &&"),
    "no color between": ("Dithering/CellDither.cs", 16, 1, ("bayer", "diffusion"),
        "int color)\n    {", "int color)\n    {\n        if (OUT) return false;\n"),
    "no dither at edges": ("Dithering/CellDither.cs", 3, 2, ("bayer", "diffusion"),
        "* Math.Clamp(smooth", "* Math.Clamp(OUT ? 1 : smooth"),
    "no flow over edges": ("Dithering/CellDither.cs", 2, 1, ("bayer", "diffusion"),
        "<= FlowContrast)", "<= (OUT ? 1000 : FlowContrast))"),
    "reach of a mixture": ("Dithering/CellDither.cs", 2, 1, ("bayer", "diffusion"), "if (own > min",
        "if (!OUT && own > min"),
    "hue in mixtures": ("Dithering/CellDither.cs", 2, 1, ("bayer", "diffusion"),
        "new(color.L, HueWeight * color.A, HueWeight * color.B)",
        "OUT ? color : new(color.L, HueWeight * color.A, HueWeight * color.B)"),
    "noise of diffusion": ("Dithering/PaletteDither.cs", 5, 2, ("c64 diffusion",),
        "var shift = Noise", "var shift = (OUT ? 0 : Noise)"),
    "correction of mixtures": ("Dithering/PaletteDither.cs", 3, 1, ("c64 bayer",), "(Correction *",
        "((OUT ? 1 : Correction) *"),
    "outline: cells": ("Rendering/CellOutline.cs", 2, 1, ("outlined",), ">= LocalShare * edge",
        ">= (OUT ? 0 : LocalShare) * edge"),
    "outline: small areas": ("Rendering/CellOutline.cs", 10, 1, ("outlined",),
        "if (a != b && Math.Min(", "if (!OUT && a != b && Math.Min("),
    "outline: contrast": ("Rendering/CellOutline.cs", 9, 3, ("outlined",),
        "lightness.Length == 0 ?", "OUT || lightness.Length == 0 ?"),
    "outline: weights": ("Rendering/CellOutline.cs", 3, 2, ("outlined",),
        "(LightnessWeight * (a.L - b.L), HueWeight * (a.A - b.A), HueWeight * (a.B - b.B))",
        "OUT ? (a.L - b.L, a.A - b.A, a.B - b.B) : (LightnessWeight * (a.L - b.L), HueWeight * (a.A - b.A), HueWeight * (a.B - b.B))"),
}


def draw(kind, number):
    """Draws a picture of a set: a diagram with lines, or a symmetric figure on a plain ground."""
    random = np.random.default_rng(number)
    side = 512
    picture = Image.new("RGB", (4 * side, 4 * side), tuple(int(v) for v in random.integers(200, 256, 3)))
    pen = ImageDraw.Draw(picture)

    def color(low=0, high=256):
        return tuple(int(v) for v in random.integers(low, high, 3))

    if kind == "drawings":
        for _ in range(4):
            x, y, w, h = (int(v) for v in random.integers(100, 1000, 4))
            pen.ellipse((x, y, x + w, y + h), fill=color(), outline=color(0, 80), width=int(random.integers(2, 14)))
        for _ in range(9):
            pen.line(tuple(int(v) for v in random.integers(60, 1988, 4)), fill=color(0, 120), width=int(random.integers(3, 20)))
    else:
        for _ in range(5):
            x, y, r = (int(v) for v in random.integers(150, 900, 3))
            fill, line = color(), color(0, 60)
            for left in (x, 2048 - x - r):
                pen.rounded_rectangle((left, 2 * y - 200, left + r, 2 * y - 200 + r), r // 3, fill, line, 40)
        for x in (760, 1288):
            pen.ellipse((x - 90, 700, x + 90, 900), fill="white", outline="black", width=40)
        pen.arc((760, 900, 1288, 1300), 20, 160, fill="black", width=60)
    return picture.resize((side, side), Image.Resampling.BOX)


def rgb(image, size=None):
    if image.mode in ("RGBA", "LA", "P"):
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        image = paper
    image = image.convert("RGB")
    return np.asarray(image.resize(size, Image.Resampling.BOX) if size else image).astype(float)


def seen(image, size):
    values = rgb(image, size) / 255
    return rgb2lab(np.stack([gaussian_filter(values[..., c], 2) for c in range(3)], -1))


def band(image, size, box):
    left, top, right, bottom = (max(box[0] - 90, 0), max(box[1] - 90, 0), min(box[2] + 90, size[0]), min(box[3] + 90, size[1]))
    gray = rgb(image, size).mean(-1)[top:bottom, left:right]
    both = gaussian_filter(gray, 4) - gaussian_filter(gray, 25)
    return both[box[1] - top:box[3] - top, box[0] - left:box[2] - left].ravel()


def ranges(lightness, cell):
    side = round(2 * cell) | 1
    return maximum_filter(lightness, side) - minimum_filter(lightness, side)


def specks(cells):
    values = cells.astype(np.int64) @ np.array([65536, 256, 1])
    padded = np.pad(values, 1, constant_values=-1)
    height, width = values.shape
    near = [padded[y:y + height, x:x + width] == values for y in range(3) for x in range(3) if (x, y) != (1, 1)]
    return 100 * (~np.any(near, axis=0)).mean()


def opened(path):
    """Returns a picture in sRGB: k-means would otherwise keep the values of another profile, and stylize converts them."""
    image = Image.open(path)
    profile = image.info.get("icc_profile")
    return ImageCms.profileToProfile(image.convert("RGB"), io.BytesIO(profile), ImageCms.createProfile("sRGB")) if profile else image


def measure(path, cells, boxes):
    photo = opened(path)
    size = tuple(round(side * 256 / max(photo.size)) for side in photo.size)
    key, cell = (path, cells.size), photo.width / cells.width
    if key not in known:
        lightness = rgb2lab(rgb(photo) / 255)[..., 0] / 100
        edges = ranges(gaussian_filter(lightness, cell / 4), cell)
        strong = canny(lightness, sigma=cell / 4, low_threshold=0.03, high_threshold=0.08) & (edges > 0.2)
        known[key] = seen(photo, size), [band(photo, photo.size, box) for box in boxes], edges[strong], strong
    far, bands, edges, strong = known[key]
    shown = cells.resize(photo.size, Image.Resampling.NEAREST)
    faces = [np.corrcoef(one, band(shown, photo.size, box))[0, 1] for one, box in zip(bands, boxes)]
    contrast = ranges(rgb2lab(rgb(shown) / 255)[..., 0] / 100, cell)[strong] / edges
    return (deltaE_ciede2000(far, seen(cells, size)).mean(), np.mean(faces) if faces else np.nan, specks(rgb(cells)),
            np.median(contrast) if len(contrast) else np.nan)


def convert(command, pictures, options, folder):
    """Returns the cells of each picture."""
    side, options = (options[0], options[1:]) if options and options[0].isdigit() else ("96", options)
    for longer in ("--width", "--height"):
        group = [path for path in pictures if (Image.open(path).width >= Image.open(path).height) == (longer == "--width")]
        if group:
            subprocess.run([command, "pixel-art", *group, "-o", f"{folder}/", longer, side, "--scale", "2", "--force", *options],
                           check=True, stdout=subprocess.DEVNULL)
    results = [Image.fromarray(rgb(Image.open(pathlib.Path(folder) / f"{path.stem}.pixelart.png")).astype(np.uint8))
               for path in pictures]
    return [image.resize((image.width // 2, image.height // 2), Image.Resampling.NEAREST) for image in results]


def plain(picture, size, options):
    """Returns the mean colors of the cells, each replaced by the nearest of 16 that k-means finds in Lab."""
    means = rgb2lab(rgb(opened(picture), size) / 255) * (1, 0.6, 0.6)
    centers, owners = kmeans2(means.reshape(-1, 3), 16, iter=30, minit="++", seed=1)
    colors = lab2rgb((centers / (1, 0.6, 0.6))[owners].reshape(means.shape))
    return Image.fromarray(np.round(255 * colors).astype(np.uint8))


def build(copy):
    """Builds a copy of the source with all choices."""
    shutil.copytree(ROOT, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".git", "bin", "obj"))
    (copy / ENGINE / "LeftOut.cs").write_text(
        "namespace Stylize.Engine.PixelArt;\n\ninternal static class LeftOut\n{\n"
        "    private static readonly string? Rule = Environment.GetEnvironmentVariable(\"LEFT_OUT\");\n\n"
        "    public static bool Is(string rule) => rule == Rule;\n}\n")
    for rule, (file, _, _, _, *texts) in RULES.items():
        for text, without in zip(texts[::2], texts[1::2]):
            path = copy / ENGINE / file
            source = path.read_text()
            if source.count(text) != 1:
                sys.exit(f"'{rule}': {file} has its text {source.count(text)} times, not once: {text}")
            path.write_text(source.replace(text, without.replace("OUT", f'LeftOut.Is("{rule}")')))
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", copy / "Stylize.Cli"], check=True, stdout=subprocess.DEVNULL)
    return next(copy.glob("Stylize.Cli/bin/Release/*/stylize"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("rules", nargs="*", default=list(RULES))
    given = parser.parse_args()
    folder = given.folder
    boxes = json.loads((folder / "faces.json").read_text()) if (folder / "faces.json").exists() else {}
    with tempfile.TemporaryDirectory() as temporary:
        work = given.work or pathlib.Path(temporary)
        sets = {path.name: sorted(path.iterdir()) for path in folder.iterdir() if path.is_dir()}
        for kind in ("drawings", "sprites"):
            (work / kind).mkdir(parents=True, exist_ok=True)
            sets[kind] = [work / kind / f"{number:02}.png" for number in range(12)]
            for number, path in enumerate(sets[kind]):
                draw(kind, number).save(path)
        command = build(work / "source")
        print("| left out | file | lines | constants | run | changed | " + " | ".join(FIGURES) + " |\n" + "|---" * 10 + "|")
        rules, base = given.rules, {}
        used = [run for run in RUNS if RUNS[run][0] in sets and any(run in RULES[rule][3] for rule in rules)]
        for rule in ["", *rules, "plain"]:
            os.environ["LEFT_OUT"] = rule
            file, lines, constants, runs = RULES[rule][:4] if rule in RULES else ("", "", "", used if rule == "" else FOUND)
            for run in (name for name in runs if name in used):
                pictures, options = sets[RUNS[run][0]], RUNS[run][1]
                results = work / "results" / f"{rule or 'all'} {run}"
                results.mkdir(parents=True, exist_ok=True)
                cells = [plain(path, first.size, options) for path, (first, _) in zip(pictures, base[run])] if rule == "plain" \
                    else convert(command, pictures, options, results)
                figures = [measure(path, one, boxes.get(path.stem, [])) for path, one in zip(pictures, cells)]
                before = base.setdefault(run, list(zip(cells, figures)))
                changed = np.mean([100 * (deltaE_ciede2000(rgb2lab(rgb(one) / 255), rgb2lab(rgb(other) / 255)) > 3).mean()
                                   for one, (other, _) in zip(cells, before)])
                if rule in ("", "plain"):
                    texts = [f"{value:.3f}" for value in np.nanmean(figures, axis=0)]
                else:
                    both = np.array(figures) - [figure for _, figure in before]
                    first, second = (np.nanmean(both[start::2], axis=0) for start in (0, 1))
                    texts = [f"{b:+.3f} ± {abs(a - b):.3f}" for a, b in zip(first, second)]
                print(f"| {rule or 'nothing'} | {file} | {lines} | {constants} | {run} | {changed:.1f} | {' | '.join(texts)} |", flush=True)


if __name__ == "__main__":
    main()
