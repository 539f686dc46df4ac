#!/usr/bin/env python3
"""Draw contact sheets of pixel art: each picture beside the results of one or more commands and of Pillow's two ways.

    pixel_art_sheets.py [--cells 48,64,96] OUT STYLIZE[,STYLIZE...] FOLDER

FOLDER has a folder of pictures per set, such as portraits and photographs. Eight sprites and six drawings of lines are drawn here, and
sprites get half as many cells. OUT gets a sheet for each set and number of cells. A row has the picture, the result of each STYLIZE (such
as the command of the version before and that of now), Pillow's reduction by Lanczos with its median cut, and averages of the cells with
Pillow's k-means, both with 16 colors. Transparency is shown on white. Needs Debian's python3-skimage, python3-scipy and python3-pil.
"""
import argparse
import math
import pathlib
import tempfile

from PIL import Image, ImageDraw

from pixel_art_rules import convert, opened, rgb

HEIGHT, GAP, SIDE = 320, 4, 2048
INK = "#202028"


def star(x, y, outer, inner, points):
    angles = [math.pi * k / points - math.pi / 2 for k in range(2 * points)]
    return [(x + r * math.cos(a), y + r * math.sin(a)) for k, a in enumerate(angles) for r in [inner if k % 2 else outer]]


def heart(x, y, side):
    angles = [math.pi * k / 60 for k in range(120)]
    return [(x + side * 16 * math.sin(a) ** 3, y - side * (13 * math.cos(a) - 5 * math.cos(2 * a) - 2 * math.cos(3 * a) - math.cos(4 * a)))
            for a in angles]


def face(pen, turn):
    """Draws a face that smiles, or one that frowns."""
    pen.ellipse((100, 100, 1948, 1948), "#fc3", INK, 60)
    for x in (680, 1368):
        pen.ellipse((x - 110, 660, x + 110, 940), INK)
    box, angles = ((560, 980, 1488, 1600), (30, 150)) if turn > 0 else ((560, 1300, 1488, 1920), (210, 330))
    pen.arc(box, *angles, INK, 70)


def crab(pen):
    for side in (-1, 1):
        for leg in range(3):
            pen.line((1024 + side * 500, 1300 + 110 * leg, 1024 + side * 860, 1200 + 220 * leg), "#a31", 50)
        pen.line((1024 + side * 520, 1100, 1024 + side * 800, 700), "#a31", 60)
        pen.ellipse((1024 + side * 800 - 170, 380, 1024 + side * 800 + 170, 760), "#e53", INK, 40)
        pen.line((1024 + side * 200, 900, 1024 + side * 240, 640), "#a31", 50)
        pen.ellipse((1024 + side * 240 - 110, 480, 1024 + side * 240 + 110, 700), "white", INK, 40)
    pen.ellipse((440, 820, 1608, 1640), "#e53", INK, 40)
    pen.arc((740, 1240, 1308, 1640), 210, 330, INK, 50)


def key(pen):
    pen.ellipse((180, 680, 860, 1360), None, "#c92", 160)
    pen.line((860, 1020, 1880, 1020), "#c92", 120)
    for x in (1500, 1760):
        pen.line((x, 1020, x, 1320), "#c92", 120)


def mushroom(pen):
    pen.rounded_rectangle((724, 1000, 1324, 1900), 200, "#fed", INK, 40)
    pen.pieslice((200, 200, 1848, 1900), 180, 360, "#d22", INK, 40)
    for x, y, r in ((1024, 480, 170), (560, 800, 130), (1488, 800, 130)):
        pen.ellipse((x - r, y - r, x + r, y + r), "white")
    for x in (900, 1148):
        pen.line((x, 1200, x, 1400), INK, 60)


def spade(pen):
    pen.polygon([(x, 1800 - y) for x, y in heart(1024, 850, 52)], INK)
    pen.polygon([(1024, 1000), (1324, 1900), (724, 1900)], INK)


SPRITES = {
    "smile": lambda pen: face(pen, 1), "frown": lambda pen: face(pen, -1), "crab": crab, "key": key, "mushroom": mushroom, "spade": spade,
    "heart": lambda pen: (pen.polygon(heart(1024, 950, 58), INK), pen.polygon(heart(1024, 950, 54), "#e12b3c")),
    "star": lambda pen: (pen.polygon(star(1024, 1080, 980, 400, 5), INK), pen.polygon(star(1024, 1080, 880, 350, 5), "#fd4")),
}


def hatch(pen):
    for k in range(32):
        pen.line((60 + 60 * k, 100, 60 + 60 * k, 900), INK, 2 + k // 2)
        angle = math.pi * k / 64
        pen.line((100, 1948, 100 + 1800 * math.cos(angle), 1948 - 900 * math.sin(angle)), INK, 4)


def diagram(pen):
    for k, (x, y) in enumerate(((500, 500), (1500, 600), (1000, 1500))):
        pen.ellipse((x - 360, y - 360, x + 360, y + 360), None, ("#c33", "#36c", "#393")[k], 8)
        pen.line((x, y, 1024, 900), INK, 8)
    pen.rectangle((100, 100, 1948, 1948), None, INK, 6)


def plan(pen):
    pen.rectangle((200, 300, 1848, 1700), None, INK, 24)
    pen.line((1000, 300, 1000, 1100), INK, 24)
    pen.line((200, 1100, 800, 1100), INK, 24)
    pen.arc((800, 900, 1200, 1300), 90, 180, INK, 6)
    for k in range(12):
        pen.line((1200, 1200 + 40 * k, 1700, 1200 + 40 * k), INK, 6)


def figure(pen):
    pen.ellipse((804, 200, 1244, 640), None, INK, 30)
    for x in (944, 1104):
        pen.ellipse((x - 30, 360, x + 30, 420), INK)
    pen.arc((924, 420, 1124, 560), 20, 160, INK, 20)
    for line in ((1024, 640, 1024, 1300), (1024, 800, 600, 1100), (1024, 800, 1448, 700), (1024, 1300, 700, 1850), (1024, 1300, 1348, 1850)):
        pen.line(line, INK, 30)


def chart(pen):
    pen.line([(200, 100), (200, 1800), (1948, 1800)], INK, 12)
    for k, color in enumerate(("#c33", "#36c", "#393")):
        pen.line([(200 + 17 * t, 1000 + 260 * (k - 1) - 450 * math.sin(t / 14 + k)) for t in range(100)], color, 10)
    for k in range(9):
        pen.line((200, 1800 - 200 * k, 1948, 1800 - 200 * k), "#bbb", 3)


def leaves(pen):
    for k in range(12):
        angle = 2 * math.pi * k / 12
        x, y = 1024 + 880 * math.cos(angle), 1024 + 880 * math.sin(angle)
        pen.line((1024, 1024, x, y), INK, 6)
        for side in (-1, 1):
            pen.line([(1024 + (x - 1024) * t / 20 - side * 130 * math.sin(math.pi * t / 20) * math.sin(angle),
                       1024 + (y - 1024) * t / 20 + side * 130 * math.sin(math.pi * t / 20) * math.cos(angle)) for t in range(21)], "#274", 10)


DRAWINGS = {"hatch": hatch, "diagram": diagram, "plan": plan, "figure": figure, "chart": chart, "leaves": leaves}


def drawn(folder, pictures, paper):
    """Draws pictures of 512 x 512 pixels."""
    folder.mkdir()
    for name, draw in pictures.items():
        picture = Image.new("RGBA", (SIDE, SIDE), paper)
        draw(ImageDraw.Draw(picture))
        picture.resize((SIDE // 4, SIDE // 4), Image.Resampling.BOX).save(folder / f"{name}.png")
    return folder


def on_white(path):
    return Image.fromarray(rgb(opened(path)).astype("uint8"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", default="48,64,96")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("stylize")
    parser.add_argument("folder", type=pathlib.Path)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        work = pathlib.Path(temporary)
        folders = [drawn(work / "sprites", SPRITES, "#ffffff00"), drawn(work / "drawings", DRAWINGS, "white")]
        for folder in folders + sorted(path for path in given.folder.iterdir() if path.is_dir()):
            for cells in map(int, given.cells.split(",")):
                sheet(sorted(folder.iterdir()), cells // 2 if folder.name == "sprites" else cells, given.stylize.split(",")) \
                    .save(given.out / f"{folder.name}-{cells}.png")


def sheet(pictures, cells, commands):
    whole = [on_white(path) for path in pictures]
    columns = [whole]
    for command in commands:
        with tempfile.TemporaryDirectory() as results:
            columns.append(convert(command, pictures, [str(cells)], results))
    sizes = [image.size for image in columns[-1]]
    columns.append([image.resize(size, Image.Resampling.LANCZOS).quantize(16, Image.Quantize.MEDIANCUT).convert("RGB")
                    for image, size in zip(whole, sizes)])
    columns.append([image.resize(size, Image.Resampling.BOX).quantize(16, Image.Quantize.MAXCOVERAGE, kmeans=16)
                    .convert("RGB") for image, size in zip(whole, sizes)])
    widths = [max(round(image.width * HEIGHT / image.height) for image in column) for column in columns]
    result = Image.new("RGB", (sum(widths) + GAP * len(widths), (HEIGHT + GAP) * len(pictures)))
    left = 0
    for column, width in zip(columns, widths):
        kernel = Image.Resampling.BOX if column is whole else Image.Resampling.NEAREST
        for row, image in enumerate(column):
            shown = image.resize((round(image.width * HEIGHT / image.height), HEIGHT), kernel)
            result.paste(shown, (left, row * (HEIGHT + GAP)))
        left += width + GAP
    return result


if __name__ == "__main__":
    main()
