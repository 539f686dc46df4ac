#!/usr/bin/env python3
"""Run `stylize dot-art` with each of its rules left out, and print the table of docs/evidence/quality/dot-art.md.

    dot_art_rules.py FOLDER... [--work FOLDER] [--rules "NAME;NAME"] [--drawings "NAME;NAME"] [--limit COUNT]

Draws the middles of the photographs in the folders as SVG, at 480x320 pixels, which librsvg draws at 1440x960. A cell
has the change in the second, fourth and so on photograph, and after the sign the distance from the change in the
others, which is the noise: of the tone error (mean absolute difference of gray), of SSIM and of the color difference
(mean distance in CIELAB), all after a blur of 2 pixels; of detail (correlation of gray in the band between blurs of 4
and 25 pixels); of the number of paths, and of bytes. Needs Debian's python3-scipy, python3-pil, python3-skimage and
librsvg2-bin.
"""
import argparse
import concurrent.futures
import io
import pathlib
import re
import shutil
import subprocess
import tempfile

import numpy as np
from PIL import Image, ImageOps
from scipy.ndimage import gaussian_filter
from skimage.color import rgb2lab

import left_out

ENGINE = "DotArt/"
PEN = ["--pen", "0.3mm,black", "--paper-size", "300x200mm", "--margin", "0"]
WIDE_PEN = ["--pen", "0.8mm,black", *PEN[2:]]
THREE = "black,orangered,navy"
DRAWINGS = {
    "Default": [], "Bold": ["--preset", "BoldPointillism"], "Fine": ["--preset", "FineStippling"],
    "separated": ["--no-allow-overlap"], "250,000": ["--dot-count", "250000"],
    "250,000 separated": ["--dot-count", "250000", "--no-allow-overlap"],
    "grid": ["--pattern", "hexagonal", "--no-allow-overlap"], "cells": ["--voronoi"],
    "pen dots": WIDE_PEN, "taps": [*WIDE_PEN, "--taps"],
    "Ink": ["--preset", "Ink"], "Hatch": ["--preset", "Hatching"], "Hatch, pen": ["--distribution", "hatch", *PEN],
    "Hatch, cmyk": ["--distribution", "hatch", "--separation", "cmyk"],
    "Engrave": ["--preset", "Engraving"], "Engrave, pen": ["--distribution", "engrave", *PEN],
    "circles, cmyk": ["--engrave-pattern", "circles", "--separation", "cmyk"],
    "Flow": ["--preset", "Flow"], "Flow, pen": ["--distribution", "flow", *PEN],
    "line": ["--single-line"], "line, pen": ["--single-line", *WIDE_PEN],
    "line, 3 colors": ["--single-line", "--palette", THREE], "palette": ["--palette", THREE],
    "inks": ["--palette", THREE, "--separation", "inks"],
    "4 inks": ["--palette", "cyan,magenta,yellow,black", "--separation", "inks"],
    "grays": ["--palette", "black,gray,silver", "--separation", "inks"],
    "screens": ["--separation", "cmyk"], "one angle": ["--separation", "cmyk", "--screen-angle", "15,15,15,15"],
    "6 colors": ["--colors", "6"],
    "3 of 8": ["--palette", "black,red,orange,yellow,green,blue,purple,brown", "--colors", "3"],
    "3 inks": ["--colors", "3", "--separation", "inks"],
    "Watercolor": ["--preset", "Watercolor"], "gradient": ["--distribution", "gradient"],
}
# Name, file, text, the text with OUT for the condition that the rule is left out, and the drawings.
STROKES = "Hatch;Hatch, pen;Engrave;Engrave, pen;Flow;Flow, pen"
RULES = [
    ("fewer rounds for many dots", "Tone/LloydRelaxation.cs", "dots > LargeCount;", "!OUT && dots > LargeCount;",
     "250,000"),
    ("over-relaxation", "Tone/LloydRelaxation.cs", "rounds - plain ?", "rounds - plain && !OUT ?",
     "Default;Bold;Fine;separated"),
    ("solid ink", "Tone/OverlappingRadii.cs", "(SolidGrowth *", "((OUT ? 0f : SolidGrowth) *",
     "Default;Bold"),
    ("step of discs", "Tone/OverlappingRadii.cs", "(Step * (cells", "((OUT ? 1f : Step) * (cells", "Default;Bold"),
    ("shared coverage", "Tone/OverlappingRadii.cs", "(1f - (SharedShare *", "(1f - ((OUT ? 1f : SharedShare) *",
     "Default;Bold"),
    ("exponent", "Tone/SiteSeeding.cs", "AdaptiveSizing ? Exponent", "AdaptiveSizing && !OUT ? Exponent",
     "Default;Bold;separated"),
    ("random threshold", "Tone/SiteSeeding.cs", "(0.25f * random.Signed(0))", "((OUT ? 0f : 0.25f) * random.Signed(0))",
     "Default;Bold;Fine"),
    ("exponent of a line", "Tone/SiteSeeding.cs", "AdaptiveSizing ? SwellingExponent : LineExponent",
     "AdaptiveSizing ? (OUT ? 1f : SwellingExponent) : OUT ? 1f : LineExponent", "line;line, pen"),
    ("exponent of swelling", "Tone/SiteSeeding.cs", "? 1f : SwellingExponent",
     "? 1f : OUT ? LineExponent : SwellingExponent", "line"),
    ("dots of one size overlap", "Tone/DotSizing.cs", "if (coverage <= FirstArea)", "if (OUT || coverage <= FirstArea)",
     "Fine;line;taps"),
    ("points of a line overlap", "Tone/CellRadii.cs", "sizing is { IsLine: true, AdaptiveSizing: true } &&",
     "!OUT && sizing is { IsLine: true, AdaptiveSizing: true } &&", "line"),
    ("points without ink", "Tone/CellRadii.cs", "< LeastMass * mass", "< (OUT ? 0f : LeastMass) * mass", "taps"),
    ("lighter inks", "Tone/InkPlane.cs", "hasOwnColors ? Larger(least)", "hasOwnColors && !OUT ? Larger(least)",
     "Default;Bold"),
    ("more ink in shadows", "Tone/InkPlane.cs", "(0.06f * share", "((OUT ? 0f : 0.06f) * share", "Default;Bold"),
    ("color of rounded dots", "Tone/InkPlane.cs", "share *= 1f + (", "share *= 1f + (OUT ? 0f : 1f) * (",
     "Default;Bold"),
    ("no such color in shadows", "Tone/InkPlane.cs", "* MathF.Max(0f, 1f - share)",
     "* (OUT ? 1f : MathF.Max(0f, 1f - share))", "Default;Bold"),
    ("few sizes", "Tone/ToneDistribution.cs", "scale.HasOwnColors ? RadiusSteps",
     "scale.HasOwnColors && !OUT ? RadiusSteps", "Default;Bold"),
    ("fewer pixels for many dots", "Tone/InkPlane.cs", "IsLarge(dots) ? PixelsPerDot / 2",
     "IsLarge(dots) && !OUT ? PixelsPerDot / 2", "250,000"),
    ("push apart", "Tone/DiscPacking.cs", "            PushApart(sites", "            if (!OUT) PushApart(sites",
     "separated"),
    ("move and grow", "Tone/DiscPacking.cs", "            Grow(sites, targets",
     "            if (!OUT) Grow(sites, targets", "separated"),
    ("growth in place", "Tone/DiscPacking.cs", "round < RegrowthRounds;", "round < (OUT ? 0 : RegrowthRounds);",
     "separated"),
    ("fewer pushes for many dots", "Tone/DiscPacking.cs", "= DotRounds.For(sites.Count, PushRounds)",
     "= OUT ? PushRounds : DotRounds.For(sites.Count, PushRounds)", "250,000 separated"),
    ("over-relaxation of many dots", "Tone/LloydRelaxation.cs", "? OverRelaxationForMany :",
     "? OUT ? OverRelaxation : OverRelaxationForMany :", "250,000;250,000 separated"),
    ("equal dots of a fine pen", "Tone/PenCount.cs", "AdaptiveSizing = sizing.AdaptiveSizing && varying",
     "AdaptiveSizing = OUT ? sizing.AdaptiveSizing : sizing.AdaptiveSizing && varying", "pen dots"),
    ("thinned dots", "Plotting/PlotPlanner.cs", "if (plan.Options.DotCount is not null ||",
     "if (OUT || plan.Options.DotCount is not null ||", "pen dots"),
    ("larger cells", "Drawing/CellOutlines.cs", "MathF.Min(MaxScale,", "MathF.Min(OUT ? 1f : MaxScale,", "cells"),
    ("detail is doubled", "Kinds/StrokeKind.cs", "            Sharpen(cov", "            if (!OUT) Sharpen(cov",
     STROKES),
    ("points on a line", "Kinds/StrokeKind.cs", "= MaxError(plan) *", "= (OUT ? 0f : MaxError(plan)) *", STROKES),
    ("smoothed widths", "Kinds/StrokeKind.cs", "const int Smoothing =", "static int Smoothing => OUT ? 0 :",
     "Hatch;Engrave"),
    ("relief", "Kinds/BentLines.cs", "BlockSigma)), Height * sigma", "BlockSigma)), (OUT ? 0f : Height) * sigma",
     "Hatch;Engrave"),
    ("bent distance", "Kinds/HatchKind.cs", "* lines.Nearer(point)", "* (OUT ? 1f : lines.Nearer(point))",
     "Hatch;Hatch, pen"),
    ("bent distance", "Kinds/EngraveKind.cs", "coverage = nearer *", "coverage = (OUT ? 1f : nearer) *",
     "Engrave;Engrave, pen"),
    ("interlines", "Kinds/HatchKind.cs", "        var place = line",
     "        if (OUT && !isForPens) return (0f, 1f);\n        var place = line", "Hatch"),
    ("hairlines", "Kinds/HatchKind.cs", "width < MinWidth ?", "width < (OUT ? 0f : MinWidth) ?", "Hatch"),
    ("shortest stroke", "Kinds/HatchKind.cs", ">= MinStroke)", ">= (OUT ? 2f : MinStroke))", "Hatch;Hatch, pen"),
    ("shortest gap", "Kinds/HatchKind.cs", "blank > MinGap)", "blank > (OUT ? 0f : MinGap))", "Hatch;Hatch, pen"),
    ("even order of lines", "Kinds/HatchKind.cs", "var rank = (", "var rank = OUT ? place : (", "Hatch, pen"),
    ("families in order", "Kinds/HatchKind.cs", "* Step)) / families;",
     "* Step)) / families;\n        own = OUT ? density / families : own;", "Hatch;Hatch, pen"),
    ("families overlap", "Kinds/HatchKind.cs", "        own += Math.Max",
     "        own = OUT ? (2 * Part(family)) + (family == families - 1 ? 2 * Part(families) : 0f) : own;\n    "
     "    own += Math.Max", "Hatch;Hatch, pen"),
    ("blur across lines", "Kinds/EngraveKind.cs", "        GaussianBlur.Apply(target",
     "        if (!OUT) GaussianBlur.Apply(target", "Engrave;Engrave, pen"),
    ("blank paper", "Kinds/EngraveKind.cs", "swings is null ? MinCoverage :",
     "OUT ? 0f : swings is null ? MinCoverage :", "Engrave;Engrave, pen"),
    ("engraved gap", "Kinds/EngraveKind.cs", "> MinGap *", "> (OUT ? 0f : MinGap) *", "Engrave;Engrave, pen"),
    ("measured swings", "Kinds/EngraveKind.cs", "offset = swings.Amplitude(coverage)",
     "offset = (OUT ? Math.Max(0f, coverage - (1 / PenSpacing)) / (1 - (1 / PenSpacing)) * PenSpacing / 2 : "
     "swings.Amplitude(coverage))", "Engrave, pen"),
    ("centers apart", "Kinds/EngraveKind.cs", "apart = ink == 0 ?", "apart = OUT || ink == 0 ?", "circles, cmyk"),
    ("near ends", "Kinds/Streamlines.cs", "IsFree(at, EndShare)", "IsFree(at, OUT ? 1f : EndShare)", "Flow;Flow, pen"),
    ("tightening", "Kinds/Streamlines.cs", "Tightening * target", "(OUT ? 1f : Tightening) * target", "Flow;Flow, pen"),
    ("blank paper of strokes", "Kinds/Streamlines.cs", "if (coverage < MinCoverage)",
     "if (!OUT && coverage < MinCoverage)", "Flow;Flow, pen"),
    ("widths to neighbors", "Kinds/Streamlines.cs", "swells ? Radius", "swells && !OUT ? Radius", "Flow"),
    ("shortest flow", "Kinds/Streamlines.cs", "< MinLength *", "< (OUT ? 0f : MinLength) *", "Flow;Flow, pen"),
    ("parallel strokes", "Kinds/Streamlines.cs", "SeedBeside(next",
     "if (!OUT) SeedBeside(next", "Flow;Flow, pen"),
    ("midpoints", "Kinds/Streamlines.cs", "Direction(at + (_step", "Direction(OUT ? at : at + (_step",
     "Flow;Flow, pen"),
    ("coarse levels", "Edges/TangentField.cs", "if (Math.Max(gray.Width", "if (OUT || Math.Max(gray.Width", "Flow;Ink"),
    ("thirds", "Edges/TangentField.cs", "/ 2) / 3;", "/ 2) / (OUT ? 1 : 3);", "Flow;Ink"),
    ("smoothing along edges", "Edges/ExtendedDifference.cs", "return field.Smooth(",
     "return OUT ? narrow.Clone() : field.Smooth(", "Ink"),
    ("relative tones", "Edges/ExtendedDifference.cs", "        Relate(narrow", "        if (!OUT) Relate(narrow",
     "Ink"),
    ("deviation", "Edges/ExtendedDifference.cs", "/ (deviation +", "/ ((OUT ? 0.2f : deviation) +", "Ink"),
    ("black areas", "Edges/ExtendedDifference.cs", "- (Black * (1", "- ((OUT ? 0f : Black) * (1", "Ink"),
    ("small areas", "Edges/ExtendedDifference.cs", "- HalfInk, MinArea,", "- HalfInk, OUT ? 0f : MinArea,", "Ink"),
    ("small holes", "Edges/ExtendedDifference.cs", "MinArea, MinHole, can", "MinArea, OUT ? 0f : MinHole, can", "Ink"),
    ("points on outlines", "Edges/AreaOutlines.cs", "0))], MaxError)", "0))], OUT ? 0f : MaxError)", "Ink"),
    ("colors of inks", "Inks/ColorChoice.cs", "DrawsTone ? scale", "DrawsTone && !OUT ? scale", "6 colors;3 of 8"),
    ("exchanged colors", "Inks/ColorChoice.cs", "count, MaxSweeps,", "count, OUT ? 0 : MaxSweeps,", "3 of 8;3 inks"),
    ("mixtures", "Inks/ColorChoice.cs", "isMixed ? Mix", "isMixed && !OUT ? Mix", "3 inks"),
    ("weights of neighbors", "Inks/InkAssignment.cs", "1f / MathF.Max(1e-3f,", "OUT ? 1f : 1f / MathF.Max(1e-3f,",
     "inks;4 inks"),
    ("to many neighbors", "Inks/InkAssignment.cs", "        if (sum <= 0)", "        if (OUT || sum <= 0)",
     "inks;4 inks"),
    ("screens apart", "Inks/HalftoneScreens.cs", "(0.25 * ink)", "((OUT ? 0 : 0.25) * ink)", "screens;one angle"),
    ("black for shadows", "Inks/OverprintMixture.cs", "> Epsilon ? black", "> Epsilon && !OUT ? black",
     "screens;Hatch, cmyk"),
    ("black only in shadows", "Inks/OverprintMixture.cs", "Min(Vector3.One - target) - BlackStart) / (1f - BlackStart)",
     "Min(Vector3.One - target) - (OUT ? 0f : BlackStart)) / (1f - (OUT ? 0f : BlackStart))", "screens;Hatch, cmyk"),
    ("weights of channels", "Tone/InkHull.cs", "Weights = new(", "Weights = OUT ? Vector3.One : new(", "inks;4 inks"),
    ("inks on a line", "Tone/InkHull.cs", "_line = InkLine", "_line = OUT ? null : InkLine", "grays"),
    ("local contrast", "Kinds/StippleKind.cs", "options.SingleLine ? opt", "options.SingleLine && !OUT ? opt",
     "line;line, pen"),
    ("exchanges", "Ordering/PlotterTour.cs", "Perturb(number,", "Perturb(OUT ? 0 : number,", "line"),
    ("Or-opt", "Ordering/TourSearch.cs", "changed > 0 ? changed :", "changed > 0 || OUT ? changed :", "line"),
    ("crossings", "Ordering/PlotterTour.cs", "                    new LineCrossings(",
     "                    if (!OUT) new LineCrossings(", "line"),
    ("longest rewrite", "Ordering/TourSearch.cs", "changes, LongestRewrite)",
     "changes, OUT ? Tour.MaxRun : LongestRewrite)", "line"),
    ("short steps", "Ordering/TourSearch.cs", "% LongestStep);", "% (ulong)(OUT ? 1 << 16 : LongestStep));", "line"),
    ("swelling line", "Plotting/ColorLines.cs", "plan.AdaptiveSizing && plan", "!OUT && plan.AdaptiveSizing && plan",
     "line"),
    ("limits of swelling", "Plotting/ColorLines.cs", "usual, Thinnest * usual, Thickest *",
     "usual, (OUT ? 0.05f : Thinnest) * usual, (OUT ? 20f : Thickest) *", "line"),
    ("steps of width", "Plotting/ColorLines.cs", "const float Step = 1.15f, Thinnest",
     "float Step = OUT ? 1.01f : 1.15f; const float Thinnest", "line"),
    ("mean along a line", "Plotting/ColorLines.cs", "const int Half = 4;", "var Half = OUT ? 1 : 4;", "line"),
    ("parts of lines", "Ordering/PlotterTour.cs", "isOnly ?", "isOnly || OUT ?", "line, 3 colors"),
    ("tints", "Drawing/DotColors.cs", "if (paper is not { } white)", "if (OUT || paper is not { } white)",
     "line, 3 colors"),
    ("chroma of lines", "Drawing/DotColors.cs", "private const float LineChroma = 2;",
     "private static float LineChroma => OUT ? 1 : 2;", "line, 3 colors"),
    ("log chroma", "Drawing/DotColors.cs", "return rated > 0 ?", "return rated > 0 && !OUT ?",
     "palette;line, 3 colors;6 colors;3 of 8"),
    ("stronger glazes", "Washes/WashDistribution.cs", "MinDifference) is {", "OUT ? 0f : MinDifference) is {",
     "Watercolor"),
    ("wet edges", "Washes/WashCanvas.cs", "edge = WashStyle.EdgeOpacity *",
     "edge = (OUT ? 0f : WashStyle.EdgeOpacity) *", "Watercolor"),
    ("wet edges", "Plotting/DotDrawing.cs", "Edge = !plan", "Edge = OUT || !plan", ""),
    ("shifted discs", "Washes/WashDistribution.cs", "(MaxShift * random.Signed(0))",
     "((OUT ? 0f : MaxShift) * random.Signed(0))", "Watercolor"),
    ("shifted discs", "Washes/WashDistribution.cs", "(MaxShift * random.Signed(1))",
     "((OUT ? 0f : MaxShift) * random.Signed(1))", ""),
    ("blank margin", "Washes/WashDistribution.cs", "var margin = Margin", "var margin = (OUT ? 0f : Margin)",
     "Watercolor"),
    ("random order of discs", "Washes/WashDistribution.cs", "        keys.Span.Sort(",
     "        if (!OUT) keys.Span.Sort(", "Watercolor"),
    ("spread of darkness", "Kinds/GradientKind.cs", "(Spread * random", "((OUT ? 0f : Spread) * random", "gradient"),
]


def pictures(work, folders, limit):
    """Write the middles of photographs once, and return their files, alternately those of each half."""
    paths = [path for folder in folders for path in sorted(folder.iterdir())]
    (work / "pictures").mkdir(parents=True, exist_ok=True)
    made = []
    for path in paths[::-(-len(paths) // limit)]:
        file = work / "pictures" / f"{path.stem}.png"
        if not file.exists():
            ImageOps.fit(ImageOps.exif_transpose(Image.open(path)).convert("RGB"), (480, 320)).save(file)
        made.append(file)
    return made


def compared(photo, text):
    """Return the tone error, SSIM, color difference, detail, logarithms of paths and bytes of a drawing."""
    png = subprocess.run(
        ["rsvg-convert", "-w", "1440", "-b", "white"], input=text, check=True, capture_output=True).stdout
    truth = Image.open(photo).convert("RGB")
    drawn = Image.open(io.BytesIO(png)).convert("RGB").resize(truth.size, Image.BOX)
    a, b = (gaussian_filter(np.asarray(image) / 255, (2, 2, 0)) for image in (drawn, truth))
    x, y = a @ (0.299, 0.587, 0.114), b @ (0.299, 0.587, 0.114)
    mean = [gaussian_filter(values, 1.5) for values in (x, y, x * x, y * y, x * y)]
    variances, covariance = mean[2] - mean[0] ** 2 + mean[3] - mean[1] ** 2, mean[4] - mean[0] * mean[1]
    ssim = (2 * mean[0] * mean[1] + 1e-4) * (2 * covariance + 9e-4)
    ssim /= (mean[0] ** 2 + mean[1] ** 2 + 1e-4) * (variances + 9e-4)
    # A blur of 2 and one of 3.5 pixels are one of 4.
    u, v = ((gaussian_filter(w, 3.46) - gaussian_filter(w, 24.9)).ravel() for w in (x, y))
    paths = sum(len(re.findall(b"[Mm]", d)) for d in re.findall(rb' d="([^"]*)"', text))
    return [np.abs(x - y).mean(), ssim.mean(), np.linalg.norm(rgb2lab(a) - rgb2lab(b), axis=2).mean(),
            np.corrcoef(u, v)[0, 1], 100 * np.log(max(1, paths)), 100 * np.log(len(text))]


def draw(command, photos, drawing, rule, work, known):
    """Return the measures and the text of the drawing of each photograph; the known ones if the text is the same."""
    out = work / "out"
    shutil.rmtree(out, ignore_errors=True)
    options = [*DRAWINGS[drawing], "--no-provenance", "-o", out]
    subprocess.run(["dotnet", command, "dot-art", *options, *photos], check=True, capture_output=True,
                   env=left_out.environment(rule))

    def row(i):
        text = (out / f"{photos[i].stem}.dots.svg").read_bytes()
        return known[i] if known and known[i][1] == text else (compared(photos[i], text), text)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return list(pool.map(row, range(len(photos))))


def line(rule, drawing, cells):
    print(f"| {rule} | {drawing} | {' | '.join(cells)} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=pathlib.Path, nargs="+")
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--rules", type=lambda names: names.split(";"))
    parser.add_argument("--drawings", type=lambda names: names.split(";"), default=DRAWINGS)
    parser.add_argument("--limit", type=int, default=8, help="largest number of photographs")
    arguments = parser.parse_args()
    work = (arguments.work or pathlib.Path(tempfile.mkdtemp())).resolve()
    command = left_out.build(work / "source", [(rule, ENGINE + file, *texts) for rule, file, *texts, _ in RULES])
    photos = pictures(work, arguments.photos, arguments.limit)
    print("| rule | drawing | tone error | SSIM | color difference | detail | paths | bytes |\n|---|---|" + 6 * "---|")
    for drawing in arguments.drawings:
        usual = draw(command, photos, drawing, "", work, None)
        values = np.array([row for row, _ in usual])
        line("all rules", drawing, [f"{value:.{digits}f}" for value, digits in zip(values.mean(0), (4, 3, 2, 3))]
             + [f"{np.exp(value / 100).mean():,.0f}" for value in values.T[4:]])
        for rule in [rule for rule, *_, drawings in RULES if drawing in drawings.split(";")]:
            if arguments.rules and rule not in arguments.rules:
                continue
            change = [row for row, _ in draw(command, photos, drawing, rule, work, usual)] - values
            if not change.any():
                line(rule, drawing, ["no change"])
                continue
            cells = zip(*left_out.halves(change), (4, 3, 2, 3, 0, 0), ("", "", "", "", "%", "%"))
            line(rule, drawing, [
                f"{value:+.{digits}f} ±{noise:.{digits}f}{unit}" for value, noise, digits, unit in cells])


if __name__ == "__main__":
    main()
