#!/usr/bin/env python3
"""Draw a contact sheet of pixel art: each picture beside the results of several commands and of two plain ways.

    pixel_art_sheet.py --cells 48,64,96 SHEET.png STYLIZE[,STYLIZE...] PICTURE...

Each STYLIZE is a command, such as that of the version before and that of now, which gives a column for each number of cells. The plain
ways are averages of the cells with k-means in Lab, and Pillow's reduction by Lanczos with its median cut, both with 16 colors.

Needs Debian's python3-skimage, python3-scipy and python3-pil.
"""
import argparse
import pathlib
import tempfile

from PIL import Image

from pixel_art_rules import convert, opened, plain

HEIGHT, GAP = 320, 4


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", default="48,64,96")
    parser.add_argument("sheet", type=pathlib.Path)
    parser.add_argument("stylize")
    parser.add_argument("pictures", type=pathlib.Path, nargs="+")
    given = parser.parse_args()
    columns = [[opened(path).convert("RGB") for path in given.pictures]]
    for cells in given.cells.split(","):
        for command in given.stylize.split(","):
            with tempfile.TemporaryDirectory() as folder:
                columns.append(convert(command, given.pictures, [cells], folder))
        sizes = [image.size for image in columns[-1]]
        columns.append([plain(path, size, None) for path, size in zip(given.pictures, sizes)])
        columns.append([opened(path).convert("RGB").resize(size, Image.Resampling.LANCZOS).quantize(16).convert("RGB")
                        for path, size in zip(given.pictures, sizes)])
    widths = [max(round(image.width * HEIGHT / image.height) for image in column) for column in columns]
    sheet = Image.new("RGB", (sum(widths) + GAP * len(widths), (HEIGHT + GAP) * len(given.pictures)))
    left = 0
    for column, width in zip(columns, widths):
        kernel = Image.Resampling.BOX if column is columns[0] else Image.Resampling.NEAREST
        for row, image in enumerate(column):
            sheet.paste(image.resize((round(image.width * HEIGHT / image.height), HEIGHT), kernel), (left, row * (HEIGHT + GAP)))
        left += width + GAP
    sheet.save(given.sheet)


if __name__ == "__main__":
    main()
