#!/usr/bin/env python3
"""Print figures of `stylize trace`: shapes of one bit next to potrace, what shows nothing, ink on a page, dark rims.

    trace_figures.py COMMAND [ICONS]

COMMAND runs stylize; ICONS is the number of icons of /usr/share/icons, 300 by default. The share of a shape is the
pixels that are wrong at eight times the size divided by those of the shape. Recall is the share of ink that is found on
the page of scikit-image, where ink is darker than 0.8 of the median around it, in the shade and elsewhere. Rims are 1
to 3 pixels wide around disks and rounded squares of 32 to 64 pixels on nothing: a gap is a part of the middle of the
rim that is not dark, and the outline is wrong where it covers the ground or does not cover the shape. Needs
Debian's python3-skimage, python3-pil, fonts-dejavu-core, librsvg2-bin, potrace and the icons of run.py.
"""
import io
import itertools
import pathlib
import shlex
import subprocess
import sys
import tempfile

import numpy as np
import skimage.data
from PIL import Image, ImageDraw
from scipy.ndimage import distance_transform_edt, maximum_filter, median_filter

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from vector_art_rules import one_bit, shape  # noqa: E402

TIMES = 8


def drawn(svg, width, height, ground=()):
    command = ["rsvg-convert", "-w", str(width), "-h", str(height), *ground, str(svg)]
    picture = subprocess.run(command, check=True, capture_output=True).stdout
    return np.array(Image.open(io.BytesIO(picture)).convert("RGBA"))


def trace(command, out, paths, *options):
    subprocess.run([*command, "trace", *options, "--no-provenance", "-o", str(out), *map(str, paths)],
                   check=True, capture_output=True)
    return [out / f"{path.stem}.traced.svg" for path in paths]


def shapes(command, work):
    paths, truths = [], []
    for number in range(48):
        size = [24, 32, 48, 64, 100, 200][number // 8]
        paths.append(work / f"shape{number:02}.png")
        one_bit(shape(number, size, TIMES), TIMES).save(paths[-1])
        truths.append(np.array(shape(number, size, TIMES)) < 128)
    shares = []
    for path, svg, truth in zip(paths, trace(command, work, paths), truths):
        Image.open(path).convert("1").save(path.with_suffix(".pbm"))
        subprocess.run(["potrace", "-s", path.with_suffix(".pbm")], check=True)
        shares.append([((drawn(file, *truth.shape, ("-b", "white"))[..., 0] < 128) != truth).sum() / truth.sum()
                       for file in (svg, path.with_suffix(".svg"))])
    own, other = np.array(shares).T
    print(f"shapes of one bit: {(own <= other).sum()} of {len(own)} at most the share of potrace; "
          f"mean {own.mean():.4f}, potrace {other.mean():.4f}")


def nothing(command, work, count):
    icons = sorted(pathlib.Path("/usr/share/icons").glob("*/[1-6]*x*/*/*.png"))
    icons = [path for path in icons if not path.is_symlink()]
    paths, clear, wrong, far = [], 0, 0, 0
    for number, path in enumerate(icons[::max(1, len(icons) // count)][:count]):
        paths.append(work / f"icon{number:04}.png")
        paths[-1].symlink_to(path)
    for path, svg in zip(paths, trace(command, work, paths)):
        alpha = np.array(Image.open(path).convert("RGBA"))[..., 3]
        opaque = (alpha == 0) & (drawn(svg, *alpha.shape[::-1])[..., 3] > 127)
        clear, wrong = clear + (alpha == 0).sum(), wrong + opaque.sum()
        far += (opaque & (maximum_filter(alpha, 3) == 0)).sum()
    print(f"{len(paths)} icons: {100 * wrong / clear:.2f}% of {clear:,} transparent pixels are opaque, "
          f"{far} of them not at an edge")


def page(command, work):
    pixels = skimage.data.page().astype(float)
    Image.fromarray(pixels.astype(np.uint8)).save(work / "page.png")
    ground = median_filter(pixels, 41)
    svg = trace(command, work, [work / "page.png"], "--preset", "LineArt")[0]
    found = drawn(svg, *pixels.shape[::-1], ("-b", "white"))[..., 0] < 128
    ink, shade = pixels < 0.8 * ground, ground < np.percentile(ground, 35)
    recall = [(found & ink & part).sum() / (ink & part).sum() for part in (shade, ~shade)]
    print(f"page: recall of ink {recall[0]:.3f} in the shade, {recall[1]:.3f} elsewhere, "
          f"ratio {recall[0] / recall[1]:.3f}")


def rims(command, work, *options):
    cases = []
    for size, radius, width, color in itertools.product((32, 48, 64), (.2, .44), (1, 1.5, 2, 3), ("white", "blue")):
        image = Image.new("RGBA", (size * 2 * TIMES,) * 2)
        for inset, fill in ((0, (16, 16, 40)), (width, color), (.3 * size, "red")):
            edge = (.06 * size + inset) * 2 * TIMES
            ImageDraw.Draw(image).rounded_rectangle(
                [edge, edge, image.width - edge, image.width - edge], max(1, 2 * TIMES * (radius * size - inset)), fill)
        truth = image.reduce(2)
        depth = distance_transform_edt(np.array(truth)[..., 3] > 127) / TIMES
        cases.append((work / f"rim{len(cases):02}.png", truth, abs(depth - width / 2) < 1 / TIMES))
        image.reduce(2 * TIMES).save(cases[-1][0])
    found = []
    for (_, truth, middle), svg in zip(cases, trace(command, work, [case[0] for case in cases], *options)):
        shape, made = np.array(truth)[..., 3] > 127, drawn(svg, *truth.size)
        is_dark = (made[..., :3].mean(axis=2) < 110) & (made[..., 3] > 127)
        found.append((1 - is_dark[middle].mean(), ((made[..., 3] > 127) != shape).sum() / shape.sum()))
    gaps, wrong = np.array(found).T
    print(f"{len(found)} rims{' '.join(('', *options))}: gaps {gaps.mean():.4f}, at most {gaps.max():.3f}; "
          f"wrong outline {wrong.mean():.4f}, at most {wrong.max():.3f}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        shapes(shlex.split(sys.argv[1]), work)
        nothing(shlex.split(sys.argv[1]), work, int(sys.argv[2]) if len(sys.argv) > 2 else 300)
        page(shlex.split(sys.argv[1]), work)
        rims(shlex.split(sys.argv[1]), work)
        rims(shlex.split(sys.argv[1]), work, "--preset", "Logo")
