#!/usr/bin/env python3
"""Runs `stylize gaussian encode` with each rule left out, and prints what changes as a Markdown table.

    gaussian_rules.py [--work FOLDER] [--rules A,B] [--sets A,B] PHOTOS

PHOTOS is a folder of PNG photographs. The sets are crops of 192x128 pixels with a given count, a target size or the
default quality; crops of 448x320 pixels with 200 Gaussians; drawn shapes, half of them on nothing; four whole
photographs, twice as large, with 800 Gaussians; progressive files; and clips of eight frames: a pan, a moving part, a
cut and noise. Differences are those of the second half of each set, with the distance from the first half as noise:
PSNR in decibels (of progressive files that of the first third of the file), SSIM in hundredths, bytes and processor
time in percent. Needs Debian's python3-skimage and python3-pil, and the .NET SDK.
"""
import argparse
import json
import pathlib
import re
import resource
import shutil
import subprocess

import numpy as np
from PIL import Image, ImageDraw
from skimage.metrics import structural_similarity

import left_out

FIT = "Gaussians/Fitting/"
RULES = [
    ("Relocation", FIT + "Descent/GaussianFit.cs", "if (done < Schedule.RelocationEnd &&", "if (!OUT && done < Schedule.RelocationEnd &&"),
    ("BestKept", FIT + "Descent/GaussianFit.cs", "if (_bestError < last)", "if (!OUT && _bestError < last)"),
    ("RatesBySpacing", FIT + "Descent/FitSchedule.cs", "if (share >= 1) return this;", "if (OUT || share >= 1) return this;"),
    ("Samples", FIT + "Descent/FitSchedule.cs", "if (SampledShare == 0) return 1;", "if (OUT || SampledShare == 0) return 1;"),
    ("FewSamples", FIT + "Descent/FitSchedule.cs", "if (spacing < FewSpacing) return done",
     "if (OUT || spacing < FewSpacing) return done"),
    ("FewSamples", FIT + "Descent/FitSchedule.cs", "SampledShare == 0 || spacing < FewSpacing ? 1",
     "OUT || SampledShare == 0 || spacing < FewSpacing ? 1"),
    ("ErrorPower", FIT + "Descent/FitPopulation.cs", "value *= MathF.Sqrt(value);", "value *= OUT ? 1 : MathF.Sqrt(value);"),
    ("LocalSize", FIT + "Descent/FitPopulation.cs", "MathF.Max(near, 1e-5f)",
     "(OUT ? (float)fitter.Parameters.Count / (width * height) : MathF.Max(near, 1e-5f))"),
    ("Ellipses", FIT + "Descent/FitSeed.cs", "            Tensor.Ellipse(column, row,",
     "            OUT ? (sigma, 0f, sigma) : Tensor.Ellipse(column, row,"),
    ("Detail", FIT + "Descent/FitSeed.cs", "_density ??= DetailDensity.Compute(target, Tensor, threads, cancellation);",
     "_density ??= Even(DetailDensity.Compute(target, Tensor, threads, cancellation));\n\n"
     "    private static Raster<float> Even(Raster<float> density)\n    {\n        if (OUT) density.Fill(1);\n"
     "        return density;\n    }"),
    ("FaceWeights", FIT + "ImageFits/WholeFit.cs", "if (_fit is null && !isDense", "if (!OUT && _fit is null && !isDense"),
    ("Reduced", FIT + "ImageFits/WholeFit.cs", "isReduced: _scale > 1 && isDense", "isReduced: !OUT && _scale > 1 && isDense"),
    ("Pyramid", FIT + "FitPlan.cs", ": PyramidFit.IsWorthwhile", ": !OUT && PyramidFit.IsWorthwhile"),
    ("PyramidRefinement", FIT + "ImageFits/PyramidFit.cs", "var part = _lastFactor == _firstFactor ?",
     "var part = OUT || _lastFactor == _firstFactor ?"),
    ("Probe", FIT + "GaussianSearch.cs", "var probe = fit.Fit(count, Clock(count, ProbeShare), initial);",
     "var probe = fit.Fit(count, Clock(count, OUT ? .001 : ProbeShare), initial);"),
    ("Correction", FIT + "GaussianSearch.cs", "Math.Abs(wanted - count) < Tolerance * count ?",
     "OUT || Math.Abs(wanted - count) < Tolerance * count ?"),
    ("FinerForCount", FIT + "FitPlan.cs", "Options.Count is null ? StepChoice.SmallestFile",
     "OUT || Options.Count is null ? StepChoice.SmallestFile"),
    ("Residual", FIT + "FitPlan.cs", "public double ResidualShare => Goal ==", "public double ResidualShare => !OUT && Goal =="),
    ("Masking", FIT + "ResidualFit.cs", "_weights[block] = PortableMath.Pow(", "_weights[block] = OUT ? 1 : PortableMath.Pow("),
    ("ShapesFirst", FIT + "Quantization/QuantizedFinish.cs", "done * Groups >= shapes * ShapesShare",
     "!OUT && done * Groups >= shapes * ShapesShare"),
    ("Revisits", FIT + "Quantization/QuantizedFinish.cs", "        Descend(clock, Fitter.LayerEnds", "        if (!OUT) Descend(clock, Fitter.LayerEnds"),
    ("Compensation", FIT + "Quantization/FitRounding.cs", "if (!Read(member, target)) return quantizer.Quantize(parameters, i);",
     "if (OUT || !Read(member, target)) return quantizer.Quantize(parameters, i);"),
    ("MeasuredSteps", FIT + "Quantization/FitQuantizer.cs", "if (_weight == 0) return", "if (OUT || _weight == 0) return"),
    ("PrefixGradients", FIT + "Descent/LayeredFit.cs", "if (fitter.LayerEnds is { Count: > 1 } ends)",
     "if (!OUT && fitter.LayerEnds is { Count: > 1 } ends)"),
    ("ReducedPrefixes", FIT + "Descent/LayeredFit.cs", "Math.Max(1, count))), 1, MaxFactor);", "Math.Max(1, count))), 1, OUT ? 1 : MaxFactor);"),
    ("RelocationInGrowth", FIT + "Descent/LayeredFit.cs", "Descend(clock, from, 1, 1, (done, _) => RelocateLast(done, begin), until",
     "Descend(clock, from, 1, 1, (done, _) => { if (!OUT) RelocateLast(done, begin); }, until"),
    ("Movement", FIT + "AnimationFit.cs", "group.Changes.Move(motion, []);",
     "if (OUT) motion = null;\n        group.Changes.Move(motion, []);"),
    ("LastSweep", FIT + "Motion/MotionSearch.cs", "            Sweep(field, last, LastSteps", "            if (!OUT) Sweep(field, last, LastSteps"),
    ("VectorWorth", FIT + "Motion/MotionSearch.cs", "var worth = VectorWorth *", "var worth = (OUT ? 1 : VectorWorth) *"),
    ("Camera", FIT + "Motion/MotionSearch.cs", "var camera = MotionEstimate.Between(stages);",
     "var camera = OUT ? default : MotionEstimate.Between(stages);"),
    ("Hold", FIT + "Motion/FrameFit.cs", "if (held[x] == earlier[x])", "if (!OUT && held[x] == earlier[x])"),
    ("HoldWeight", FIT + "Motion/FrameFit.cs", "== earlier[area.Left + x] ? 1 + StillWeight : 1;",
     "== earlier[area.Left + x] && !OUT ? 1 + StillWeight : 1;"),
    ("Donors", FIT + "Motion/FrameFit.cs", "HashSet<int> donors = wanted > 0 ?", "HashSet<int> donors = !OUT && wanted > 0 ?"),
    ("FrameRelocations", FIT + "Motion/FrameFit.cs", "if (relocations < Relocations.Length &&", "if (!OUT && relocations < Relocations.Length &&"),
    ("AdamOfFrames", FIT + "Motion/FrameFit.cs", "        if (far > 0)\n", "        if (!OUT && far > 0)\n"),
    ("Cuts", FIT + "AnimationFit.cs", "if (changed.Count > CutShare", "if (!OUT && changed.Count > CutShare"),
    ("BitWorth", FIT + "AnimationFit.cs", "ErrorPerBit => BitWorth *", "ErrorPerBit => (OUT ? 1 : BitWorth) *"),
]
SETS = {
    "count": ("crop", ["--count", "400"]), "size": ("crop", ["--target-size", "3000"]), "default": ("crop", []),
    "few": ("part", ["--count", "200"]), "parts": ("part", ["--target-size", "8000"]),
    "drawings": ("drawing", ["--count", "300"]), "large": ("large", ["--count", "800"]), "progressive": ("crop", ["--count", "400", "--progressive"]),
    "clips": ("clip", ["--count", "300"]),
}


# Sets of rules that others do not reach; the rest has USUAL, animations have clips, and layers have progressive files.
USUAL = ("count", "size", "few", "drawings")
OTHERS = {
    "FewSamples": ("few", "large"), "FaceWeights": ("few",), "Pyramid": ("few", "large"),
    "PyramidRefinement": ("few", "large"), "Reduced": ("large",), "Probe": ("size", "default"), "Correction": ("size", "default"),
    "Residual": ("size", "parts"), "Masking": ("size", "parts")
}


def sets_of(rule, chosen):
    """Returns the sets that a rule may change."""
    if "+" in rule:
        own = [sets_of(one, chosen) for one in rule.split("+")]
        return [name for name in chosen if any(name in sets for sets in own)]
    files = [file for own, file, _, _ in RULES if own == rule]
    if any("Motion/" in file or "AnimationFit" in file for file in files):
        return [name for name in chosen if name == "clips"]
    if any("LayeredFit" in file for file in files):
        return [name for name in chosen if name == "progressive"]
    return [name for name in chosen if name in OTHERS.get(rule, USUAL)]


def pictures(work, photos):
    """Writes the pictures of all kinds once. Returns their files."""
    folder = work / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {kind: [] for kind, _ in SETS.values()}

    def save(kind, number, image, **options):
        path = folder / f"{kind}{number:02}.{'gif' if kind == 'clip' else 'png'}"
        image.save(path, **options)
        kinds[kind].append(path)

    for i, path in enumerate(sorted(pathlib.Path(photos).glob("*.png"))[:12]):
        photo, random = Image.open(path).convert("RGB"), np.random.default_rng(i)
        x, y = int(random.integers(0, photo.width - 448)), int(random.integers(0, photo.height - 320))
        part = photo.crop((x, y, x + 448, y + 320))
        save("part", i, part)
        save("crop", i, part.crop((100, 80, 292, 208)))
        if i < 4:
            save("large", i, photo.resize((2 * photo.width, 2 * photo.height), Image.Resampling.BICUBIC))
        drawn = Image.new("RGBA", (768, 512), (0, 0, 0, 0) if i // 2 % 2 else tuple(int(v) for v in random.integers(150, 256, 3)))
        pen = ImageDraw.Draw(drawn)
        for _ in range(8):
            left, top, width, height = (int(v) for v in random.integers(60, 300, 4))
            shape = pen.ellipse if random.random() < 0.5 else pen.rectangle
            shape((left, top, left + width, top + height), tuple(int(v) for v in random.integers(0, 256, 3)), "black", 8)
        save("drawing", i, drawn.reduce(4))
        if i < 8:
            frames = []
            for t in range(8):
                frame = part.crop((100, 80, 228, 176))
                if i // 2 == 0:
                    frame = part.crop((60 + 3 * t, 60 + t, 188 + 3 * t, 156 + t))
                elif i // 2 == 1:
                    frame.paste(photo.crop((0, 0, 24, 24)), (10 + 9 * t, 30))
                elif i // 2 == 2 and t > 3:
                    frame = part.crop((300, 200, 428, 296))
                elif i // 2 == 3:
                    noise = np.random.default_rng(t).normal(0, 4, (96, 128, 3))
                    frame = Image.fromarray((np.array(frame) + noise).clip(0, 255).astype(np.uint8))
                frames.append(frame.quantize(256))
            save("clip", i, frames[0], save_all=True, append_images=frames[1:], duration=60)
    return kinds


def gray(image):
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return np.array(paper.convert("L"))


def encode(command, work, rule, name, paths, options):
    """Returns PSNR, SSIM, bytes and the processor time per picture of a set."""
    out = work / "out" / (rule or "all") / name.replace(" ", "-")
    shutil.rmtree(out, ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    lines = subprocess.run(
        ["dotnet", command, "gaussian", "encode", *paths, *options, "--json", "--no-provenance", "-o", f"{out}/"],
        check=True, capture_output=True, text=True, env=left_out.environment(rule)).stdout.splitlines()
    seconds = (resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before) / len(paths)
    rows = [json.loads(line) for line in lines]
    if name == "progressive":
        for row in rows:
            path = pathlib.Path(row["target"])
            path.with_suffix(".part.g2d").write_bytes(path.read_bytes()[:row["bytes"] // 3])
        parts = [pathlib.Path(row["target"]).with_suffix(".part.g2d") for row in rows]
        subprocess.run(["dotnet", command, "gaussian", "decode", *parts, "--allow-prefix", "--force", "-o", f"{out}/"],
                       check=True, capture_output=True)
    decoded = [pathlib.Path(row["target"]) for row in rows]
    if name != "clips":
        subprocess.run(["dotnet", command, "gaussian", "decode", *decoded, "--force", "-o", f"{out}/"], check=True, capture_output=True)
    figures = []
    for row, path, source in zip(rows, decoded, paths):
        psnr, similarity = row["psnr"], np.nan
        if name != "clips":
            picture = Image.open(source)
            similarity = 100 * structural_similarity(gray(picture), gray(Image.open(path.with_suffix(".gaussian.png"))))
        if name == "progressive":
            shown = np.array(Image.open(path.with_suffix(".part.gaussian.png")).convert("RGB"), float)
            psnr = -10 * np.log10(((shown - np.array(picture.convert("RGB"))) ** 2).mean() / 255 ** 2)
        figures.append((psnr, similarity, np.log(row["bytes"]), np.log(seconds)))
    return np.array(figures)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos")
    parser.add_argument("--work", default="gaussian-rules", type=pathlib.Path)
    parser.add_argument("--rules", default=",".join(dict.fromkeys(rule[0] for rule in RULES)))
    parser.add_argument("--sets", default=",".join(SETS))
    options = parser.parse_args()
    work = options.work.resolve()
    command, kinds = left_out.build(work / "source", RULES), pictures(work, options.photos)
    print("| left out | set | PSNR, dB | SSIM, 1/100 | bytes | time |\n|---|---|---|---|---|---|")
    base = {}
    for name in options.sets.split(","):
        base[name] = encode(command, work, "", name, kinds[SETS[name][0]], SETS[name][1])
        psnr, similarity, size, seconds = base[name].mean(0)
        print(f"| nothing | {name} | {psnr:.2f} | {similarity:.2f} | {np.exp(size):.0f} | {np.exp(seconds):.2f} s |", flush=True)
    for rule in options.rules.split(","):
        unchanged = []
        for name in sets_of(rule, base):
            change = encode(command, work, rule, name, kinds[SETS[name][0]], SETS[name][1]) - base[name]
            if not change[:, [0, 2]].any():
                unchanged.append(name)
                continue
            mean, noise = left_out.halves(change)
            print(f"| {rule} | {name} | {mean[0]:+.2f} ±{noise[0]:.2f} | {mean[1]:+.2f} ±{noise[1]:.2f} | {100 * mean[2]:+.1f}% "
                  f"±{100 * noise[2]:.1f} | {100 * mean[3]:+.0f}% |", flush=True)
        if unchanged == sets_of(rule, base):
            print(f"| {rule} | all | 0 | 0 | 0 | 0 |", flush=True)


if __name__ == "__main__":
    main()
