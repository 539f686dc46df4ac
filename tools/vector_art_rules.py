#!/usr/bin/env python3
"""Run `stylize trace` with each rule left out, and print a table of docs/evidence/quality/vector-art.md.

    vector_art_rules.py PHOTOS [--work FOLDER] [--rules NAME,NAME...] [--sets NAME,NAME...] [--limit COUNT]

Copies the sources, edits the copy by RULES so that the environment variable STYLIZE_LEFT_OUT names rules to leave
out, builds it once, and traces sets with it: the middles of the photographs in the folder PHOTOS, icons and logos of
/usr/share/icons, and drawn pages, shapes of one bit and strokes. A set has two halves. A line has the change of the
color difference (mean distance in CIELAB, drawn by librsvg, of the truth at four times the size if it is known), of
nodes and of bytes in the second half, and after the signs the difference between the halves, which is the noise. Sets
without a change are left out. Needs Debian's python3-skimage, python3-pil, librsvg2-bin, fonts-dejavu-core and
breeze-icon-theme.
"""
import argparse
import io
import pathlib
import random
import shutil
import subprocess

import numpy as np
from PIL import Image, ImageDraw, ImageFont

import left_out
from vector_art_table import nodes

ENGINE = "VectorArt/"
# Name, file, text, and the text with OUT for the condition that the rule is left out.
RULES = [
    ("AreaFactor", "Areas/ColorContrast.cs", "=> Math.Clamp(Strong", "=> OUT ? 1 : Math.Clamp(Strong"),
    ("NoiseFilter", "Areas/NoiseFilter.cs", "        for (var i = 0; i < target.Length;)\n",
     "        if (OUT) { image.Row(y).Slice(left, target.Length).CopyTo(target); return; }\n"
     "        for (var i = 0; i < target.Length;)\n"),
    ("ThinMarks", "Areas/AreaSource.cs", "if (_exact is not null || ThinMarks",
     "if (OUT || _exact is not null || ThinMarks"),
    ("RemoveOvershoot", "Areas/AreaSource.cs", "y => Divide(small, limited, y)", "y => { if (!OUT) Divide(small, limited, y); }"),
    ("MeanOfParts", "Areas/AreaSource.cs", "SmallPixels ? 0 : 128", "SmallPixels || OUT ? 0 : 128"),
    ("Extremes", "AreaColors.cs", ": extremes[label].Weight > 0", ": !OUT && extremes[label].Weight > 0"),
    ("Vote", "AreaColors.cs", ": 2 * extremes[label].Usuals > stat", ": !OUT && 2 * extremes[label].Usuals > stat"),
    ("InnerPixels", "AreaColors.cs", "isInner ? 256 : 1", "isInner && !OUT ? 256 : 1"),
    ("Mixtures", "Areas/LabelMap.cs", "map.DissolveMixtures(", "if (!OUT) map.DissolveMixtures("),
    ("SmoothBorders", "Areas/LabelMap.cs", "if (cost == 0) return;", "if (OUT || cost == 0) return;"),
    ("Minority", "Areas/LabelMap.cs", "        var balance = 0;\n",
     "        if (OUT) return true;\n        var balance = 0;\n"),
    ("NoiseColors", "Areas/LabelMap.cs", "in image is null ? []", "in image is null || OUT ? []"),
    ("EdgeColors", "Areas/LabelMap.cs", "thin.Contains(label) && between",
     "thin.Contains(label) && (!OUT || image is null) && between"),
    ("RepeatedValues", "Areas/LabelMap.cs", "&& !HasUsualPixel(label)", "&& (OUT || !HasUsualPixel(label))"),
    ("Rim", "Areas/AreaSource.cs", "_rim = PictureRim.Find", "if (!OUT) _rim = PictureRim.Find"),
    ("ExactColors", "Areas/AreaSource.cs", "null, 1, cancellation).Length == colors",
     "null, 1, cancellation).Length == (OUT ? -1 : 1) * colors"),
    ("Opacities", "Areas/AreaSource.cs", "_opacities = EvenOpacity.Find(image);",
     "_opacities = EvenOpacity.Find(image); if (OUT) _opacities = [255];"),
    ("PageLight", "VectorArtOperation.cs", "if (plan.Options.Outline)", "if (plan.Options.Outline && !OUT)"),
    ("Popularity", "Areas/ColorTable.cs", "PortablePowers.Raise", "if (!OUT) PortablePowers.Raise"),
    ("FlatWeight", "Areas/ColorTable.cs", "(flat & 1) != 0 ?", "(flat & 1) != 0 && !OUT ?"),
    ("LostHues", "Areas/ColorTable.cs", "        LostHues.Keep(", "        if (!OUT) LostHues.Keep("),
    ("ChromaWeight", "Areas/UniformColor.cs", "var factor = ChromaWeight", "var factor = (OUT ? 1 : ChromaWeight)"),
    ("SpeckRounds", "Areas/LabelRegions.cs", "Math.Min(minArea, 2 <<", "OUT ? minArea : Math.Min(minArea, 2 <<"),
    ("MaxThin", "Boundaries/EdgePositions.cs", "run.Length > maxThin ?", "OUT || run.Length > maxThin ?"),
    ("Subpixel", "Boundaries/EdgePositions.cs", "if (!mix.IsMeasurable)", "if (OUT || !mix.IsMeasurable)"),
    ("ColorNoise", "Boundaries/BoundaryPoints.cs", "arePlain ? positions", "arePlain && !OUT ? positions"),
    ("Junctions", "Boundaries/Junctions.cs", "Math.Min(1, MaxDistance", "Math.Min(OUT ? 0 : 1, MaxDistance"),
    ("MainDirection", "Boundaries/BoundarySteps.cs", "if (Current.DX != 0 ?",
     "if (OUT) return true;\n            if (Current.DX != 0 ?"),
    ("NoiseTolerance", "Curves/CurveFitter.cs", "(NoiseFactor * Math", "((OUT ? 0 : NoiseFactor) * Math"),
    ("UsualNoise", "Drawing/TracedPicture.cs", "noises.Sort();", "if (OUT) return 0;\n        noises.Sort();"),
    ("SmoothPoints", "Curves/CurveFitter.cs", "if (smoothness == 0 || noise", "if (OUT || smoothness == 0 || noise"),
    ("ShortCorners", "Curves/CornerFinder.cs", "                var left = Arm(",
     "                if (OUT && length < 5) continue;\n                var left = Arm("),
    ("CornerReach", "Curves/CurveFitter.cs", "Where(point => Math.Min(Point.Distance(point, from)",
     "Where(point => OUT || Math.Min(Point.Distance(point, from)"),
    ("Stairs", "Drawing/TracedPicture.cs", "smoothness > 0 && edges", "!OUT && smoothness > 0 && edges"),
    ("Tips", "Curves/StairFitter.cs", "if (Math.Min(before", "if (OUT || Math.Min(before"),
    ("Arcs", "Curves/StairFitter.cs", "if (areSharp[i] ||", "if (OUT || areSharp[i] ||"),
    ("Covered", "Drawing/AreaShape.cs", "isStacked ? graph", "isStacked && !OUT ? graph"),
    ("ShowsThrough", "Drawing/AreaGraph.cs", "ShowsThrough(label, _borders[boundary]) ?",
     "!OUT && ShowsThrough(label, _borders[boundary]) ?"),
    ("Seams", "Drawing/AreaShape.cs", "if (graph.IsLater", "if (!OUT && graph.IsLater"),
    ("Middles", "Drawing/RingJoiner.cs", "i >= 0 && pieces.Count > 2", "!OUT && i >= 0 && pieces.Count > 2"),
    ("Prune", "Drawing/Centerlines.cs", "found.Prune();", "if (!OUT) found.Prune();"),
    ("Contract", "Drawing/Centerlines.cs", "found.Contract();", "if (!OUT) found.Contract();"),
    ("Crossings", "Drawing/Centerlines.cs", "&& IsCrossing(bridge)", "&& !OUT && IsCrossing(bridge)"),
    ("Extend", "Drawing/Centerlines.cs", "left = radius < 2 ||", "left = OUT || radius < 2 ||"),
    ("Dots", "Drawing/Centerlines.cs", "if (line.Cells.Count > (2", "if (OUT || line.Cells.Count > (2"),
    ("Widening", "Drawing/Centerlines.cs", "|| all[i] > MaxWidening", "|| !OUT && all[i] > MaxWidening"),
    ("ThinEnds", "Drawing/Centerlines.cs", "all[i] < MinEnd", "!OUT && all[i] < MinEnd"),
    ("Gradients", "VectorArtOperation.cs", "if (plan.Options.Gradients)", "if (plan.Options.Gradients && !OUT)"),
    ("MaxStep", "Areas/RampAreas.cs", "border.Step > MaxStep", "!OUT && border.Step > MaxStep"),
    ("Radial", "Areas/RampAreas.cs", "sums.RampError(3, out _)", "sums.RampError(OUT ? 2 : 3, out _)"),
    ("Radial", "Areas/RampAreas.cs", "shapes.Select(", "shapes.Take(OUT ? 1 : 2).Select("),
    ("Stops", "Areas/RampFit.cs", "best.Knots.Length < MaxStops", "best.Knots.Length < (OUT ? 2 : MaxStops)"),
    ("KnotMoves", "Areas/RampFit.cs", "while (Improve(Enumerable", "while (!OUT && Improve(Enumerable"),
    ("Faint", "Areas/EvenOpacity.cs", "row[x].A <= Faint", "row[x].A <= (OUT ? 0 : Faint)"),
    ("RampShare", "Areas/EvenOpacity.cs", "near >= MinShare * far", "(OUT || near >= MinShare * far)"),
    ("OpacityReach", "Areas/EvenOpacity.cs", "(i == 0 || (found", "(OUT || i == 0 || (found"),
    ("GraphicColors", "VectorArtOperation.cs", "source.IsGraphic && !plan", "!OUT && source.IsGraphic && !plan"),
    ("ScaledArea", "VectorArtPlan.cs", "(scale == 1 ? 1 :", "(scale == 1 || OUT ? 1 :"),
    ("Thick", "AreaColors.cs", "2 * sum.Thick < sum.Area", "(OUT || 2 * sum.Thick < sum.Area)"),
    ("Prior", "Curves/PieceFit.cs", "private const double PriorWeight =", "private static double PriorWeight => OUT ? 1e-9 :"),
    ("Newton", "Curves/PieceFit.cs", "if (round == Rounds ||", "if (round == (OUT ? 0 : Rounds) ||"),
    ("LongTangents", "Curves/CurveFitter.cs", "private const int PiecePerReach = 8",
     "private static int PiecePerReach => OUT ? 1 << 20 : 8"),
    ("FreeEnds", "Curves/CurveFitter.cs", "isClosed) : null;",
     "isClosed) : OUT ? (points[Math.Min(3, points.Length - 1)] - points[0]).Unit() : null;"),
    ("FreeEnds", "Curves/CurveFitter.cs", "var last = -1 * tangent;",
     "var last = OUT && !isClosed ? (points[^Math.Min(4, points.Length)] - points[^1]).Unit() : -1 * tangent;"),
    ("CurveShare", "Curves/CurveFitter.cs", "CurveShare * Tolerance(", "(OUT ? 1 : CurveShare) * Tolerance("),
    ("Circles", "Curves/CornerFinder.cs", "if (determinant < 1e-3", "if (OUT || determinant < 1e-3"),
    ("Curvature", "Curves/StairFitter.cs", "turn * (turn - (2 * bend))", "turn * (turn - ((OUT ? 0 : 2) * bend))"),
    ("MinorPolygon", "Curves/StairSides.cs", "sum < other.Cost", "!OUT && sum < other.Cost"),
    ("LightBlocks", "Areas/PageLight.cs", "private const float MaxFall = 0.8f,", "private static float MaxFall => OUT ? 0 : 0.8f; private const float"),
    ("SecondThin", "Areas/Skeleton.cs", "        Thin(around", "        if (!OUT) Thin(around"),
]
TIMES = 4


def on_white(image):
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return paper.convert("RGB")


def drawn(path, times=1):
    """Draw a file of SVG at a multiple of its size."""
    made = subprocess.run(["rsvg-convert", "-z", str(times), path], check=True, capture_output=True).stdout
    return Image.open(io.BytesIO(made)).convert("RGBA")


def vector(path, width):
    made = subprocess.run(
        ["rsvg-convert", "-w", str(width), "-b", "white", path], check=True, capture_output=True).stdout
    return Image.open(io.BytesIO(made)).convert("RGB")


def shape(number, size, times):
    """Draw a polygon, a letter, a gear or a disk."""
    chance = random.Random(number)
    image = Image.new("L", (size * times, size * times), 255)
    draw = ImageDraw.Draw(image)
    kind, corners, turn = number // 2 % 4, chance.randint(3, 8), chance.uniform(0, 6)
    middle, radius = size * (0.5 + chance.uniform(-0.02, 0.02)), 0.42 * size
    if kind == 1:
        font = ImageFont.truetype("DejaVuSans-Bold.ttf", int(0.8 * size * times))
        draw.text((0.2 * size * times, 0), chance.choice("AKRSGB85"), font=font, fill=0)
        return image
    count = 180 if kind == 3 else 40 if kind == 2 else corners
    radii = [radius * (0.75 if kind == 2 and i // 2 % 2 else 1) for i in range(count)]
    angles = turn + 2 * np.pi * np.arange(count) / count
    draw.polygon([(times * (middle + r * np.cos(angle)), times * (middle + r * np.sin(angle)))
                  for r, angle in zip(radii, angles)], fill=0)
    return image


def one_bit(image, times):
    return image.reduce(times).point(lambda value: 255 * (value > 127))


def page(number, times):
    chance = random.Random(number)
    image = Image.new("L", (320 * times, 200 * times), 240)
    draw = ImageDraw.Draw(image)
    size = chance.choice([11, 13, 16, 22])
    font = ImageFont.truetype(chance.choice(["DejaVuSans.ttf", "DejaVuSerif.ttf"]), size * times)
    for line in range(int(180 / (1.4 * size))):
        words = "".join(chance.choice("abcdefghijklmnopqrstuvwxyz     ") for _ in range(60))
        draw.text((10 * times, (10 + 1.4 * size * line) * times), words, font=font, fill=30)
    return image


def stroke_lines(number):
    """Return five curves as points with the width of their stroke, and four dots with their radius."""
    chance = random.Random(number)
    width = chance.choice([2, 3, 4, 6])
    curves = []
    for _ in range(5):
        start = np.array([chance.uniform(20, 180), chance.uniform(20, 130)])
        bend, far = [np.array([chance.uniform(20, 180), chance.uniform(20, 130)]) for _ in range(2)]
        t = np.linspace(0, 1, 240)[:, None]
        curves.append(((1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t * t * far, width))
    return curves, [(chance.uniform(10, 190), chance.uniform(10, 140), chance.uniform(1, 3)) for _ in range(4)]


def strokes(number, times):
    curves, dots = stroke_lines(number)
    image = Image.new("L", (200 * times, 150 * times), 255)
    draw = ImageDraw.Draw(image)
    for points, width in curves:
        dots = dots + [(x, y, width / 2) for x, y in points]
    for x, y, r in np.array(dots) * times:
        draw.ellipse([x - r, y - r, x + r, y + r], fill=0)
    return image


def ramps(number, times):
    """Draw a disk with a linear or radial ramp of two or three colors on another ramp."""
    chance = random.Random(number)
    y, x = np.mgrid[0:192 * times, 0:256 * times] / times
    turn, center = chance.uniform(0, 6), (chance.uniform(60, 190), chance.uniform(50, 140))
    across = (x * np.cos(turn) + y * np.sin(turn)) / 512 % 1
    around = np.hypot(x - center[0], y - center[1]) / 60
    colors = np.array([[chance.randint(0, 255) for _ in range(3)] for _ in range(6)])
    knots = [0, chance.uniform(0.3, 0.7), 1]
    ground = np.stack([np.interp(across if number % 2 else y / 192, knots, colors[:3, c]) for c in range(3)], -1)
    disk = np.stack([np.interp(around, knots, colors[3:, c]) for c in range(3)], -1)
    return Image.fromarray(np.where((around < 1)[..., None], disk, ground).round().astype(np.uint8))


def pictures(work, photos):
    """Write the pictures and their truths once, and return the files of each set and its options."""
    def saved(name, image, truth=None):
        path = work / "pictures" / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path)
        if truth:
            truth.convert("RGB").save(path.with_suffix(".truth.png"))
        return path

    def reduced(name, image):
        return saved(name, image.reduce(TIMES), image)

    def middle(image):
        width, height = image.width // 4, image.height // 4
        return image.crop((width, height, 3 * width, 3 * height))

    def noisy(image, seed):
        pixels = np.array(image).astype(float)
        pixels += np.random.default_rng(seed).normal(0, 8, pixels.shape)
        return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))

    def as_jpeg(image, quality):
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality)
        return Image.open(file).convert("RGB")

    icons = sorted(pathlib.Path("/usr/share/icons").glob("*/[1-6]*x*/*/*.png"))
    logos = sorted(pathlib.Path("/usr/share/icons/breeze").glob("*/[36][24]/*.svg"))
    logos = [path for path in logos if path.is_file() and not path.is_symlink()]
    large = sorted(path for path in pathlib.Path("/usr/share/icons/Papirus/64x64/apps").glob("*.svg")
                   if not path.is_symlink())
    small = sorted(path for theme in ("Papirus", "breeze") for kind in ("actions", "devices", "status")
                   for path in pathlib.Path("/usr/share/icons", theme).glob(f"*/*{kind}*/*.svg")
                   if not path.is_symlink() and {"16x16", "22x22", "24x24", "16", "22", "24"} & set(path.parts))
    lit = [(page(50 + i, 1), page(50 + i, TIMES)) for i in range(4)]
    return {
        "photographs": ([], [saved(path.stem, middle(Image.open(path).convert("RGB")))
                             for path in sorted(pathlib.Path(photos).glob("*.png"))]),
        "icons": ([], [saved(f"icon{i:02}", Image.open(icons[(i * len(icons)) // 48]).convert("RGBA"))
                       for i in range(48)]),
        "small icons": ([], [saved(f"small{i:02}", drawn(path), on_white(drawn(path, 2 * TIMES)))
                             for i, path in enumerate(small[::len(small) // 48][:48])]),
        "logos": ([], [saved(f"logo{i:02}", vector(path, 128), vector(path, 128 * TIMES))
                       for i, path in enumerate(logos[::len(logos) // 16][:16])]),
        "JPEG logos": ([], [saved(f"jpeg{i:02}", as_jpeg(vector(path, 128), (50, 75, 90)[i // 2 % 3]),
                                  vector(path, 128 * TIMES))
                            for i, path in enumerate(logos[::len(logos) // 12][:12])]),
        "noise": ([], [saved(f"noise{i}", noisy(image, i), truth) for i, (image, truth) in enumerate(
            [(vector(path, 128), vector(path, 128 * TIMES)) for path in logos[5::len(logos) // 4][:4]]
            + [(page(70 + i, 1), page(70 + i, TIMES)) for i in range(2)])]),
        "large logos": ([], [saved(f"large{i}", vector(path, 480))
                             for i, path in enumerate(large[::len(large) // 8][:8])]),
        "ramps": (["--gradients"], [reduced(f"ramp{i}", ramps(i, TIMES)) for i in range(8)]),
        "ramps of photographs": (["--gradients"], [saved(f"ramp-{path.stem}", middle(Image.open(path).convert("RGB")))
                                                   for path in sorted(pathlib.Path(photos).glob("*.png"))[::2]]),
        "pages": ([], [reduced(f"page{i}", page(i, TIMES)) for i in range(4)]),
        "lit pages": (["--preset", "LineArt"], [saved(f"lit{i}", Image.fromarray(
            (np.array(small) * np.linspace(0.35, 1, small.width)[None]).astype(np.uint8)),
            large.point(lambda v: 255 * (v > 128) + 30 * (v <= 128)))
            for i, (small, large) in enumerate(lit)]),
        "one bit": ([], [saved(f"shape{i:02}", one_bit(shape(i, size, TIMES), TIMES), shape(i, size, TIMES))
                         for i, size in enumerate(np.repeat([24, 32, 48, 100], 8).tolist())]),
        "strokes": (["--centerline"], [reduced(f"stroke{i}", strokes(i, TIMES)) for i in range(8)]),
    }


def lab(image):
    levels = np.arange(256) / 255
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4).astype(np.float32)
    to_cones = [[0.4339, 0.2126, 0.0177], [0.3762, 0.7152, 0.1094], [0.1899, 0.0722, 0.8728]]
    cone = np.cbrt(linear[np.array(image)] @ np.array(to_cones, np.float32))
    return cone @ np.array([[0, 500, 0], [116, -500, 200], [0, 0, -200]], np.float32)


def measured(path, svg):
    truth = path.with_suffix(".truth.png")
    picture = on_white(Image.open(truth if truth.exists() else path))
    made = vector(svg, picture.width)
    if made.size != picture.size:
        made = made.resize(picture.size)
    error = np.sqrt(((lab(picture) - lab(made)) ** 2).sum(-1)).mean()
    return float(error), nodes(svg.read_text()), svg.stat().st_size


def trace(command, work, rule, sets, known):
    """Return for each set the error, nodes and bytes of each picture; those of the baseline if the file is the same."""
    out = work / "out" / (rule or "all")
    shutil.rmtree(out, ignore_errors=True)
    for words in {tuple(words): None for words, _ in sets.values()}:
        paths = [path for own, files in sets.values() if tuple(own) == words for path in files]
        subprocess.run(["dotnet", command, "trace", *words, "--no-provenance", "-o", out, *paths], check=True,
                       capture_output=True, env=left_out.environment(rule))
    rows = {name: [] for name in sets}
    for name, (_, paths) in sets.items():
        for i, path in enumerate(paths):
            svg = out / f"{path.stem}.traced.svg"
            text = svg.read_text()
            is_same = known and known[name][i][1] == text
            rows[name].append(known[name][i] if is_same else (measured(path, svg), text))
    return rows


def changes(base, left):
    """Return the changes in the second half with the differences from the first; None if no picture changed."""
    if all(one[1] == other[1] for one, other in zip(base, left)):
        return None
    found = np.array([[other[0][0] - one[0][0]]
                      + [100 * np.log(max(1, other[0][k]) / max(1, one[0][k])) for k in (1, 2)]
                      for one, other in zip(base, left)])
    verdict, noise = left_out.halves(found)
    return (f"{verdict[0]:+.3f} ±{noise[0]:.3f} | {verdict[1]:+.0f}% ±{noise[1]:.0f} | "
            f"{verdict[2]:+.0f}% ±{noise[2]:.0f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos")
    parser.add_argument("--work", default="vector-art-rules", type=pathlib.Path)
    parser.add_argument("--rules", default=",".join(dict.fromkeys(rule[0] for rule in RULES)))
    parser.add_argument("--sets")
    parser.add_argument("--limit", type=int, default=48, help="largest number of pictures per set")
    options = parser.parse_args()
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    command = left_out.build(work / "source", [(rule, ENGINE + file, *texts) for rule, file, *texts in RULES])
    sets = pictures(work, options.photos)
    sets = {name: (words, files[::-(-len(files) // options.limit)]) for name, (words, files) in sets.items()
            if not options.sets or name in options.sets.split(",")}
    base = trace(command, work, "", sets, None)
    print("| left out | set | difference | nodes | bytes |\n|---|---|---|---|---|")
    for name, rows in base.items():
        error, count, size = (sum(row[0][k] for row in rows) for k in range(3))
        print(f"| nothing | {name} | {error / len(rows):.3f} | {count:,} | {size:,} |", flush=True)
    for rule in options.rules.split(","):
        left = trace(command, work, rule, sets, base)
        found = {name: changes(base[name], left[name]) for name in sets}
        for name in [name for name in sets if found[name]]:
            print(f"| {rule} | {name} | {found[name]} |", flush=True)
        if not any(found.values()):
            print(f"| {rule} | all | 0 | 0 | 0 |", flush=True)


if __name__ == "__main__":
    main()
