#!/usr/bin/env python3
"""Draw contact sheets of pixel art: each picture beside the results of one or more commands and of Pillow's two ways.

    pixel_art_sheets.py [--cells 48,64,96] OUT STYLIZE[,STYLIZE...] FOLDER

FOLDER has a folder of pictures per set: 13 portraits, 12 photographs, 8 sprites and 6 drawings of lines, for instance. OUT gets a sheet
for each set and number of cells. A row has the picture, the result of each STYLIZE (such as the command of the version before and that
of now), Pillow's reduction by Lanczos with its median cut, and averages of the cells with Pillow's k-means, both with 16 colors.
Transparency is shown on white. Needs Debian's python3-skimage, python3-scipy and python3-pil.
"""
import argparse
import pathlib
import sys
import tempfile

from PIL import Image

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "Stylize.Benchmarks"))
from pixel_art_rules import convert, opened, rgb  # noqa: E402

HEIGHT, GAP = 320, 4


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
    for folder in sorted(path for path in given.folder.iterdir() if path.is_dir()):
        pictures = sorted(folder.iterdir())
        whole = [on_white(path) for path in pictures]
        for cells in given.cells.split(","):
            columns = [whole]
            for command in given.stylize.split(","):
                with tempfile.TemporaryDirectory() as results:
                    columns.append(convert(command, pictures, [cells], results))
            sizes = [image.size for image in columns[-1]]
            columns.append([image.resize(size, Image.Resampling.LANCZOS).quantize(16, Image.Quantize.MEDIANCUT).convert("RGB")
                            for image, size in zip(whole, sizes)])
            columns.append([image.resize(size, Image.Resampling.BOX).quantize(16, Image.Quantize.MAXCOVERAGE, kmeans=16)
                            .convert("RGB") for image, size in zip(whole, sizes)])
            widths = [max(round(image.width * HEIGHT / image.height) for image in column) for column in columns]
            sheet = Image.new("RGB", (sum(widths) + GAP * len(widths), (HEIGHT + GAP) * len(pictures)))
            left = 0
            for column, width in zip(columns, widths):
                kernel = Image.Resampling.BOX if column is whole else Image.Resampling.NEAREST
                for row, image in enumerate(column):
                    shown = image.resize((round(image.width * HEIGHT / image.height), HEIGHT), kernel)
                    sheet.paste(shown, (left, row * (HEIGHT + GAP)))
                left += width + GAP
            sheet.save(given.out / f"{folder.name}-{cells}.png")


if __name__ == "__main__":
    main()
