#!/usr/bin/env python3
"""Leave out each rule of pixel art alone, and print what changes, as a Markdown table.

    pixel_art_rules.py [--work WORK] FOLDER [RULE...]

FOLDER has a folder of pictures per set, such as faces and photographs. If it has a file faces.json, that file maps the
name of a picture without its extension to the boxes of its faces, each [left, top, right, bottom] in pixels. Drawings
and sprites are drawn here. WORK keeps the command without rules and the pictures. The first row has the figures of all
rules, and the last one those of the plain way: mean colors of the cells, and k-means in Lab. The others have
differences from the first row: that of the second half of each set, with the distance from that of the first half as
noise.

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
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image, ImageCms, ImageDraw
from scipy.cluster.vq import kmeans2
from scipy.ndimage import gaussian_filter, maximum_filter, minimum_filter
from skimage.color import deltaE_ciede2000, lab2rgb, rgb2lab
from skimage.feature import canny

import left_out

FIGURES = ("dE", "face_r", "specks", "edges")
known = {}


# Name of a run: its set and the options. The longer side has 96 cells if no other number is given.
RUNS = {
    "faces": ("faces", []), "faces 64": ("faces", ["64"]),
    "photographs": ("photographs", []), "photographs 64": ("photographs", ["64"]), "drawings": ("drawings", []),
    "sprites": ("sprites", ["32"]), "clear": ("clear", ["32"]),
    "sprites pico-8": ("sprites", ["32", "--palette", "pico-8"]),
    "outlined": ("sprites", ["64", "--outline", "palette"]),
    "outlined faces": ("faces", ["64", "--outline", "palette"]),
    "drawings db16": ("drawings", ["96", "--palette", "db16"]),
    "bayer": ("photographs", ["96", "--dither", "bayer"]),
    "diffusion": ("photographs", ["96", "--dither", "diffusion"]),
    "1bit bayer": ("faces", ["96", "--palette", "1bit", "--dither", "bayer"]),
    "c64 bayer": ("photographs", ["96", "--palette", "c64", "--dither", "bayer"]),
    "c64 diffusion": ("photographs", ["96", "--palette", "c64", "--dither", "diffusion"]),
    "dmc": ("faces", ["96", "--palette", "dmc", "--colors", "24"]), 
    "e-ink": ("faces", ["96", "--palette", "eink-6-measured"]),
    "faces 48": ("faces", ["48"]), "faces 32 pico-8": ("faces", ["32", "--palette", "pico-8"]),
    **{name: ("faces", ["96", "--palette", name]) for name in ("pico-8", "c64", "gameboy", "teletext")},
}
FOUND = ("faces", "faces 64", "faces 48", "photographs", "drawings")
GIVEN = ("pico-8", "c64")
DITHERED = ("bayer", "diffusion")

# Name, file of the engine, its text, what stands for it, and runs.
RULES = [
    ("whole objective", "PixelArt/ColorPlan.cs", "{ Dither: null, Refinement: true } && _machine",
     "{ Dither: null, Refinement: true } && !OUT && _machine", FOUND + GIVEN),
    ("sharpening", "PixelArt/Refinement/CellObjective.cs", ": ((1 + Sharpening) *",
     ": OUT ? Axes(grid.CellColors[cell]) : ((1 + Sharpening) *", FOUND + GIVEN),
    ("colors that follow the labels", "PixelArt/Refinement/ResultRefinement.cs", "if (isPreview ||",
     "if (OUT || isPreview ||", FOUND),
    ("smoothness", "PixelArt/Refinement/PottsModel.cs", "i, _weight * (x ==",
     "i, (OUT ? 0 : _weight) * (x ==", FOUND + GIVEN),
    ("cells alone", "PixelArt/Refinement/PottsModel.cs", "energy += _alone *",
     "energy += (OUT ? 0 : _alone) *", FOUND + GIVEN),
    ("majority in flat art", "PixelArt/CellWork.cs", "_plan.Options.Refinement && _plan.Colors.Art.Count",
     "_plan.Options.Refinement && !OUT && _plan.Colors.Art.Count", ("drawings", "sprites")),
    ("what stands out in flat art", "PixelArt/Samples/CellSamples.cs", "1 + (Salience *",
     "1 + ((OUT ? 0 : Salience) *", ("drawings", "sprites")),
    ("hues of sprites", "PixelArt/Refinement/ResultRefinement.cs", "costs[k] = isByHue",
     "costs[k] = isByHue && !OUT",
     ("sprites pico-8", "faces 32 pico-8")),
    ("side of sprites", "PixelArt/ColorPlan.cs", "Math.Max(cells.Width, cells.Height) <= SpriteSide",
     "(!OUT && Math.Max(cells.Width, cells.Height) <= SpriteSide)",
     ("faces 64", "photographs 64", "sprites", "sprites pico-8")),
    ("gray cost", "PixelArt/Refinement/ToneTerm.cs", "(GrayCost * Math", "((OUT ? 0 : GrayCost) * Math",
     ("faces 32 pico-8",)),
    ("limit of chroma", "PixelArt/Refinement/ToneTerm.cs", "(Math.Abs(missing) + Limit)",
     "(OUT ? Limit : Math.Abs(missing) + Limit)", ("faces 32 pico-8",)),
    ("hues of threads", "PixelArt/ColorPlan.cs", ": ProductPalettes.PackOf(", ": !OUT && ProductPalettes.PackOf(", ("dmc",)),
    ("local contrast", "PixelArt/Refinement/CellObjective.cs", "if (!isGiven)", "if (OUT || !isGiven)", GIVEN),
    ("dither of e-ink", "PixelArt/ColorPlan.cs", "?? (IsNamed &&", "?? (!OUT && IsNamed &&", ("e-ink",)),
    ("lines in opacity", "PixelArt/Samples/CellSamples.cs", "if (keepsLines &&", "if (!OUT && keepsLines &&",
     ("clear",)),
    ("large flat colors", "PixelArt/ColorPlan.cs", "colors.Take(room / LockedDivisor)",
     "colors.Take(OUT ? 0 : room / LockedDivisor)", ("photographs", "drawings")),
    ("flat art", "PixelArt/ColorPlan.cs", "if (!flat.IsArt)", "if (OUT || !flat.IsArt)",
     ("photographs", "drawings", "sprites")),
    ("drawn art", "PixelArt/ColorPlan.cs", "Art = flat.IsArt ?", "Art = flat.IsArt && !OUT ?", ("drawings db16",)),
    ("uniform border", "PixelArt/CellWork.cs", "rim = isStill &&", "rim = !OUT && isStill &&", ("photographs",)),
    ("lost hues", "PixelArt/Refinement/SwapClustering.cs", "LostHues.Keep(_points",
     "if (!OUT) LostHues.Keep(_points", FOUND),
    ("chroma of CIE94", "PixelArt/Rendering/CellImage.cs", "color.Chroma > 0 ? color.Saturate(",
     "color.Chroma > 0 && !OUT ? color.Saturate(", FOUND),
    ("just noticeable", "PixelArt/Refinement/SwapClustering.cs", "if (_nearest[added] <",
     "if (!OUT && _nearest[added] <", FOUND),
    ("steps of the picture", "PixelArt/Refinement/PottsModel.cs", "Math.Clamp(1 - (same",
     "Math.Clamp(OUT ? 0.7f : 1 - (same", FOUND),
    ("lost contours", "PixelArt/Refinement/ResultRefinement.cs", "isByHue ? Visible : 0",
     "isByHue && !OUT ? Visible : 0", ("sprites pico-8", "faces 32 pico-8")),
    ("moves of areas", "PixelArt/Refinement/ResultRefinement.cs", "if (moves?.Move",
     "if (OUT || moves?.Move", ("sprites pico-8", "faces 32 pico-8")),
    ("corners", "PixelArt/Refinement/PottsModel.cs", "x == cellX || y == cellY ? 1",
     "OUT || x == cellX || y == cellY ? 1", FOUND),
    ("even steps", "PixelArt/Samples/ToneMatch.cs", "(isRamp ? EvenSteps", "(isRamp && !OUT ? EvenSteps",
     ("gameboy",)),
    ("objective before a dither", "PixelArt/ColorPlan.cs", "|| (Mixing == ColorMixing.Dither",
     "|| (!OUT && Mixing == ColorMixing.Dither", DITHERED),
    ("no dither at edges", "PixelArt/Dithering/CellDither.cs", "* _tones.Smoothness(x, y);",
     "* (OUT ? 1 : _tones.Smoothness(x, y));", DITHERED),
    ("edge at a neighbor", "PixelArt/Dithering/CellTones.cs", "1.5f * Math.Max(", "(OUT ? 1 : 1.5f) * Math.Max(",
     DITHERED),
    ("reach of a mixture", "PixelArt/Dithering/CellDither.cs", ".Where(i => Lab", ".Where(i => OUT || Lab", DITHERED),
    ("correction of mixtures", "PixelArt/Dithering/CellDither.cs", "(error * Correction)",
     "(error * (OUT ? 1 : Correction))", ("c64 bayer", "bayer")),
    ("errors within sRGB", "PixelArt/Dithering/CellDither.cs", "(tone + (error * amount)).InRange()",
     "(OUT ? tone + (error * amount) : (tone + (error * amount)).InRange())", ("c64 diffusion", "diffusion")),
    ("mixtures within sRGB", "PixelArt/Dithering/CellDither.cs", "Nearest((tone +", "Nearest(OUT ? tone + (error * "
     "Correction) : (tone +", ("c64 bayer",)),
    ("thin drawings", "PixelArt/Samples/FlatColors.cs", "(pixels == 0 && IsThin", "(!OUT && pixels == 0 && IsThin",
     ("drawings",)),
    ("exact pixels", "PixelArt/Samples/FlatColors.cs", "if (!onlyArt && (deep", "if (!OUT && !onlyArt && (deep",
     ("photographs", "drawings")),
    ("faint ends of lines", "PixelArt/Samples/ThinLines.cs", "? IsFaintEnd(", "? !OUT && IsFaintEnd(", ("clear",)),
    ("dark samples of lines", "PixelArt/Samples/CellSamples.cs", "(LineAlpha *", "((OUT ? 1 : LineAlpha) *",
     ("clear",)),
    ("narrow palettes", "PixelArt/Samples/ToneMatch.cs", ">= NarrowRange", ">= (OUT ? 0 : NarrowRange)",
     ("pico-8", "c64", "gameboy", "teletext")),
    ("tones of tinted ramps", "PixelArt/Samples/ToneMatch.cs", "&& !IsTinted(colors) &&",
     "&& (OUT || !IsTinted(colors)) &&",
     ("gameboy",)),
    ("outline: thin parts", "PixelArt/Rendering/CellOutline.cs", "&& IsAroundArea(x, y)",
     "&& (OUT || IsAroundArea(x, y))",
     ("outlined", "outlined faces")),
    ("outline: cells", "PixelArt/Rendering/CellOutline.cs", ">= LocalShare * edge",
     ">= (OUT ? 0 : LocalShare) * edge", ("outlined", "outlined faces")),
    ("outline: small areas", "PixelArt/Rendering/CellOutline.cs", "if (a != b && Math.Min(",
     "if (!OUT && a != b && Math.Min(", ("outlined", "outlined faces")),
    ("outline: contrast", "PixelArt/Rendering/CellOutline.cs", "lightness.Length == 0 ?",
     "OUT || lightness.Length == 0 ?", ("outlined", "outlined faces")),
    ("outline: weights", "PixelArt/Rendering/CellOutline.cs",
     "(LightnessWeight * (a.L - b.L), HueWeight * (a.A - b.A), HueWeight * (a.B - b.B))",
     "OUT ? (a.L - b.L, a.A - b.A, a.B - b.B) : "
     "(LightnessWeight * (a.L - b.L), HueWeight * (a.A - b.A), HueWeight * (a.B - b.B))",
     ("outlined", "outlined faces")),
]


def draw(kind, number):
    """Draws a picture of a set: a diagram with lines, or a symmetric figure on plain ground or, with lines, none."""
    random = np.random.default_rng(number)
    side = 512
    ground = tuple(int(v) for v in random.integers(200, 256, 3))
    mode, ground = ("RGBA", (*ground, 0)) if kind == "clear" else ("RGB", ground)
    picture = Image.new(mode, (4 * side, 4 * side), ground)
    pen = ImageDraw.Draw(picture)

    def color(low=0, high=256):
        return tuple(int(v) for v in random.integers(low, high, 3))

    if kind == "drawings":
        for _ in range(4):
            x, y, w, h = (int(v) for v in random.integers(100, 1000, 4))
            pen.ellipse((x, y, x + w, y + h), fill=color(), outline=color(0, 80), width=int(random.integers(2, 14)))
        for _ in range(9):
            ends = tuple(int(v) for v in random.integers(60, 1988, 4))
            pen.line(ends, fill=color(0, 120), width=int(random.integers(3, 20)))
    else:
        for _ in range(5):
            x, y, r = (int(v) for v in random.integers(150, 900, 3))
            fill, line = color(), color(0, 60)
            for left in (x, 2048 - x - r):
                pen.rounded_rectangle((left, 2 * y - 200, left + r, 2 * y - 200 + r), r // 3, fill, line, 40)
        for x in (760, 1288):
            pen.ellipse((x - 90, 700, x + 90, 900), fill="white", outline="black", width=40)
        pen.arc((760, 900, 1288, 1300), 20, 160, fill="black", width=60)
        for _ in range(9 if kind == "clear" else 0):
            ends = tuple(int(v) for v in random.integers(60, 1988, 4))
            pen.line(ends, fill=color(0, 120), width=int(random.integers(6, 40)))
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
    left, top = max(box[0] - 90, 0), max(box[1] - 90, 0)
    right, bottom = min(box[2] + 90, size[0]), min(box[3] + 90, size[1])
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
    """Returns a picture in sRGB, to which stylize converts it."""
    image = Image.open(path)
    profile = image.info.get("icc_profile")
    if not profile:
        return image
    return ImageCms.profileToProfile(image.convert("RGB"), io.BytesIO(profile), ImageCms.createProfile("sRGB"))


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


def convert(command, pictures, options, folder, rule=""):
    """Returns the cells of each picture."""
    command = ["dotnet", command] if str(command).endswith(".dll") else [command]
    side, options = (options[0], options[1:]) if options and options[0].isdigit() else ("96", options)
    for longer in ("--width", "--height"):
        group = [path for path in pictures
                 if (Image.open(path).width >= Image.open(path).height) == (longer == "--width")]
        if group:
            subprocess.run(
                [*command, "pixel-art", *group, "-o", f"{folder}/", longer, side, "--scale", "2", "--force", *options],
                check=True, stdout=subprocess.DEVNULL, env=left_out.environment(rule))
    results = [Image.fromarray(rgb(Image.open(pathlib.Path(folder) / f"{path.stem}.pixelart.png")).astype(np.uint8))
               for path in pictures]
    return [image.resize((image.width // 2, image.height // 2), Image.Resampling.NEAREST) for image in results]


def plain(picture, size):
    """Returns the mean colors of the cells, each replaced by the nearest of 16 that k-means finds in Lab."""
    means = rgb2lab(rgb(opened(picture), size) / 255) * (1, 0.6, 0.6)
    centers, owners = kmeans2(means.reshape(-1, 3), 16, iter=30, minit="++", seed=1)
    colors = lab2rgb((centers / (1, 0.6, 0.6))[owners].reshape(means.shape))
    return Image.fromarray(np.round(255 * colors).astype(np.uint8))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("rules", nargs="*", default=[rule[0] for rule in RULES])
    given = parser.parse_args()
    folder = given.folder
    boxes = json.loads((folder / "faces.json").read_text()) if (folder / "faces.json").exists() else {}
    with tempfile.TemporaryDirectory() as temporary:
        work = given.work or pathlib.Path(temporary)
        sets = {path.name: sorted(path.iterdir()) for path in folder.iterdir() if path.is_dir()}
        for kind in ("drawings", "sprites", "clear"):
            (work / kind).mkdir(parents=True, exist_ok=True)
            sets[kind] = [work / kind / f"{number:02}.png" for number in range(12)]
            for number, path in enumerate(sets[kind]):
                draw(kind, number).save(path)
        command = left_out.build(work.resolve() / "source", [rule[:4] for rule in RULES])
        runs_of = {rule[0]: rule[4] for rule in RULES}
        print("| left out | run | changed, % | " + " | ".join(FIGURES) + " |\n" + "|---" * 7 + "|")
        base, wanted = {}, {run for rule in given.rules for run in runs_of[rule]}
        used = [run for run in RUNS if RUNS[run][0] in sets and run in wanted]
        for rule in ["", *given.rules, "plain"]:
            for run in (name for name in used if name in runs_of.get(rule, used if rule == "" else FOUND)):
                pictures, options = sets[RUNS[run][0]], RUNS[run][1]
                results = work / "results" / f"{rule or 'all'} {run}"
                results.mkdir(parents=True, exist_ok=True)
                cells = [plain(path, first.size) for path, (first, _) in zip(pictures, base[run])] if rule == "plain" \
                    else convert(command, pictures, options, results, rule)
                figures = [measure(path, one, boxes.get(path.stem, [])) for path, one in zip(pictures, cells)]
                before = base.setdefault(run, list(zip(cells, figures)))
                texts = row(cells, figures, before, are_totals=rule in ("", "plain"))
                print(f"| {rule or 'nothing'} | {run} | {texts} |", flush=True)


def row(cells, figures, before, are_totals):
    """Returns the figures of a run, or their differences from those of all rules."""
    changed = np.mean([100 * (deltaE_ciede2000(rgb2lab(rgb(one) / 255), rgb2lab(rgb(other) / 255)) > 3).mean()
                       for one, (other, _) in zip(cells, before)])
    if are_totals:
        texts = [f"{value:.3f}" for value in np.nanmean(figures, axis=0)]
    else:
        verdict, noise = left_out.halves(np.array(figures) - [figure for _, figure in before])
        texts = [f"{value:+.3f} ± {spread:.3f}" for value, spread in zip(verdict, noise)]
    return " | ".join([f"{changed:.1f}", *texts])


if __name__ == "__main__":
    main()
