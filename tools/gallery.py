#!/usr/bin/env python3
"""Remake the pictures of docs/gallery.md and README.md.

    gallery.py STYLIZE [--only NAME...] [--keep FOLDER]

STYLIZE is the published command. The script runs the commands of docs/gallery.md, in the order of the page, and
composes labeled pictures in docs/images from their outputs. NAME is a part of the names of the pictures to write.
FOLDER keeps the outputs; if it exists, no command runs. Needs Debian's python3-pil, fonts-dejavu-core and chromium.
"""
import argparse
import pathlib
import shlex
import subprocess
import tempfile
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

CHECKOUT = pathlib.Path(__file__).resolve().parents[1]
IMAGES = CHECKOUT / "docs" / "images"

# A dark mat suits light and dark pages.
MAT = "#1f2328"
TEXT = "#f0f3f6"


@dataclass
class Panel:
    """A part of a picture, with its label below."""
    file: str
    label: str
    width: int = 0  # of the panel; 0 keeps the pixels
    cells: int = 0  # cells per row of pixel art, whose pixels then stay sharp
    crop: tuple = None  # left, top, width, height, in cells or pixels of the file
    copies: int = 1  # of a tile, per row and column
    has_size: bool = False  # ends the label with the size of the file or of its .g2d file

    def text(self, folder):
        file = folder / self.file
        stored = file.with_suffix(".g2d")
        size = (stored if stored.exists() else file).stat().st_size / 1000
        return f"{self.label}, {size:.{1 if size < 10 else 0}f} kB" if self.has_size else self.label

    def draw(self, folder, frame):
        image = Image.open(folder / self.file)
        image.seek(frame % getattr(image, "n_frames", 1))
        image = on_checkers(image.convert("RGBA"))
        if self.cells:
            image = image.resize((self.cells, round(image.height * self.cells / image.width)), Image.Resampling.NEAREST)
        if self.crop:
            left, top, width, height = self.crop
            image = image.crop((left, top, left + width, top + height))
        tile, image = image, Image.new("RGB", (image.width * self.copies, image.height * self.copies))
        for place in range(self.copies ** 2):
            image.paste(tile, (place % self.copies * tile.width, place // self.copies * tile.height))
        width = self.width or image.width
        if self.cells and width % image.width:
            raise ValueError(f"{self.file}: {width} is not a multiple of {image.width} cells.")
        height = round(image.height * width / image.width)
        return image.resize((width, height), Image.Resampling.NEAREST if self.cells else Image.Resampling.LANCZOS)


def on_checkers(image):
    """Returns the image on the light checkerboard that stands for transparency."""
    side = max(1, image.width // 62)
    board = Image.new("L", (image.width // side + 1, image.height // side + 1))
    board.putdata([255 if (x + y) % 2 else 224 for y in range(board.height) for x in range(board.width)])
    board = board.resize((board.width * side, board.height * side), Image.Resampling.NEAREST)
    board = board.crop((0, 0, *image.size)).convert("RGBA")
    return Image.alpha_composite(board, image).convert("RGB")


def compose(columns, font_size, folder, frame=0):
    """Draws columns of panels on the mat."""
    font = ImageFont.truetype("DejaVuSans.ttf", font_size)
    margin = font_size * 4 // 5
    drawn = [[(panel, panel.draw(folder, frame)) for panel in column] for column in columns]
    step = 2 * margin + font_size
    widths = [max(image.width for _, image in column) for column in drawn]
    height = max(sum(image.height + step for _, image in column) for column in drawn)
    picture = Image.new("RGB", (sum(widths) + margin * (len(drawn) + 1), height + margin), MAT)
    draw = ImageDraw.Draw(picture)
    left = margin
    for column, width in zip(drawn, widths):
        top = margin
        for panel, image in column:
            picture.paste(image, (left, top))
            text = panel.text(folder)
            if draw.textlength(text, font) > image.width:
                raise ValueError(f"The label '{text}' is wider than its panel.")
            draw.text((left, top + image.height + margin // 2), text, TEXT, font)
            top += image.height + step
        left += width + margin
    return picture


def write(name, font_size, columns, folder):
    picture = compose(columns, font_size, folder)
    if name.endswith(".gif"):
        clip = Image.open(folder / columns[-1][-1].file)
        palette = picture.quantize(24, dither=Image.Dither.NONE)
        frames = [compose(columns, font_size, folder, frame).quantize(palette=palette, dither=Image.Dither.NONE)
                  for frame in range(clip.n_frames)]
        frames[0].save(IMAGES / name, save_all=True, append_images=frames[1:], duration=clip.info["duration"], loop=0)
    else:
        save(picture, name)


def save(picture, name):
    if name.endswith(".png"):
        picture.quantize(256, dither=Image.Dither.NONE).save(IMAGES / name, optimize=True)
    else:
        picture.save(IMAGES / name, quality=80, subsampling=0, optimize=True, progressive=True)


def screenshot(address, name, width, height):
    with tempfile.TemporaryDirectory() as folder:
        picture = pathlib.Path(folder) / "page.png"
        # The budget in milliseconds lets the page of the studio load and refine its picture.
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={width},{height}",
                        "--virtual-time-budget=30000", f"--screenshot={picture}", address], check=True, stderr=subprocess.DEVNULL)
        save(Image.open(picture).convert("RGB"), name)


def show_studio(stylize, state, name, width, height):
    """Shows the studio; the state is what the page keeps in its address."""
    with subprocess.Popen([stylize, "studio", "samples/gallery", "--no-open"], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as studio:
        try:
            screenshot(f"{studio.stdout.readline().strip()}#{state}", name, width, height)
        finally:
            studio.terminate()


def run_commands(stylize, folder):
    folder.mkdir(exist_ok=True)
    (folder / "samples").symlink_to(CHECKOUT / "samples")
    for line in (CHECKOUT / "docs" / "gallery.md").read_text().splitlines():
        if line.startswith("    stylize ") and " studio " not in line:
            print(line.strip(), flush=True)
            subprocess.run([stylize, *shlex.split(line)[1:]], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def pair(sample, result, label, has_size=False, **options):
    return Panel(sample, "Photograph", 384, has_size=has_size), Panel(result, label, 384, has_size=has_size, **options)


def columns(*rows):
    return [list(column) for column in zip(*rows)]


FACES = ["samples/gallery/astronaut.jpg", "samples/gallery/hopper.jpg", "samples/gallery/cat.jpg"]
PRESETS = ["Default", "FineStippling", "BoldPointillism", "Sketch", "TechnicalDrawing", "Watercolor"]
PAINTED = ["samples/gallery/hopper.jpg", "samples/gallery/cat.jpg", "samples/parrots.jpg"]

# Size of the labels, and columns of panels. Pictures with labels of 15 pixels are seen at 100%.
PICTURES = {
    "stylize.jpg": (21, columns(
        [Panel("out/hopper.pixelart.png", "Pixel art", 400, 128, (14, 4, 100, 100)),
         Panel("out/sheet.png", "Dots of two pens", 400, crop=(270, 130, 1300, 1300)),
         Panel("out/line.png", "One line", 400, crop=(130, 90, 1600, 1600))],
        [Panel("out/cat.png", "300 Gaussians", 400, crop=(220, 0, 1200, 1200), has_size=True),
         Panel("out/demon.png", "A sprite, restored", 400, 62, (6, 1, 50, 50)),
         Panel("out/plate/Overlays/A2/SAMPLE_A2_T2_DAPI_OVERLAY.png", "Tracked cells", 400, crop=(40, 40, 464, 464))])),
    "gallery-faces.jpg": (15, columns(*(
        pair(face, f"out/{pathlib.Path(face).stem}.pixelart.png", "128 cells, 24 colors", cells=128) for face in FACES))),
    "gallery-palettes.png": (15, columns(
        [Panel("out/pico-8.png", "pico-8", 256, 128), Panel("out/nes.png", "nes", 256, 128),
         Panel("out/c64.png", "c64", 256, 128)],
        [Panel("out/gameboy.png", "gameboy", 256, 128), Panel("out/amstrad.png", "amstrad-cpc, Bayer", 256, 128),
         Panel("out/1bit.png", "1bit, error diffusion", 256, 128)])),
    "gallery-horse.gif": (15, columns([
        Panel("samples/gallery/horse.webp", "Photographs of 1887", 288), Panel("out/horse.gif", "96 cells, gameboy", 288, 96)])),
    "gallery-tile.png": (15, columns([
        Panel("samples/gallery/grass.jpg", "Photograph", 256), Panel("out/grass.png", "Tile of 64 x 64 cells", 256, 64),
        Panel("out/grass.png", "2 x 2 tiles", 256, 64, copies=2)])),
    "gallery-restored.jpg": (15, columns(
        [Panel("samples/gallery/demon.jpg", "Generated, 1024 x 1024 pixels", 366),
         Panel("out/demon.png", "Restored, 62 x 61 pixels", 372, 62)],
        [Panel("samples/gallery/demon.jpg", "A part at 100%", crop=(380, 185, 363, 302)),
         Panel("out/demon.png", "The same part, restored", 374, 62, (23, 11, 22, 18))])),
    "gallery-presets.jpg": (24, columns(*([Panel(f"out/{name}.png", name, 440) for name in PRESETS[i:i + 3]] for i in (0, 3)))),
    "gallery-line.jpg": (15, [
        [Panel("samples/gallery/hopper.jpg", "Photograph", 224),
         Panel("out/line.png", "A part at 100%", crop=(1020, 780, 224, 344))], [Panel("out/line.png", "One line", 570)]]),
    "gallery-poster.jpg": (15, columns([
        Panel("out/poster.png", "Four inks", 440), Panel("out/poster.png", "A part at 100%", crop=(900, 1080, 372, 484))])),
    "gallery-plotter.jpg": (15, columns([
        Panel("out/sheet.png", "A sheet of 20 x 20 cm", 480), Panel("out/sheet.png", "A part at 100%", crop=(700, 330, 332, 480))])),
    "gallery-paintings.jpg": (15, columns(*(
        pair(photograph, f"out/{pathlib.Path(photograph).stem}.png", "300 Gaussians", has_size=True) for photograph in PAINTED),
        [Panel("samples/gallery/cat.jpg", "A part at 400%", 384, 451, (122, 82, 96, 64)),
         Panel("out/cat.png", "The same part at 400%", crop=(488, 328, 384, 256))])),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stylize", type=lambda path: pathlib.Path(path).resolve(), metavar="STYLIZE")
    parser.add_argument("--only", nargs="+", default=[""], metavar="NAME")
    parser.add_argument("--keep", type=pathlib.Path, metavar="FOLDER")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or pathlib.Path(temporary)
        if not (folder / "samples").exists():
            run_commands(arguments.stylize, folder)
        for name, (font_size, panels) in PICTURES.items():
            if any(part in name for part in arguments.only):
                write(name, font_size, panels, folder)
        if any(part in "gallery-plate.png" for part in arguments.only):
            page = folder / "out" / "plate" / "segmentation.html"
            screenshot(page.resolve().as_uri(), "gallery-plate.png", 880, 908)
        if any(part in "studio.jpg" for part in arguments.only):
            show_studio(arguments.stylize, "dot-art/Default/astronaut.jpg?DotCount=20000", "studio.jpg", 1280, 860)


if __name__ == "__main__":
    main()
