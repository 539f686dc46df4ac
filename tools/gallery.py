#!/usr/bin/env python3
"""Remake the pictures of docs/gallery.md, README.md and the other pages.

    gallery.py STYLIZE [--only NAME...] [--keep FOLDER]

STYLIZE is the published command. The script runs the commands of docs/gallery.md, in the order of the page, and then
those of PAGES. It composes pictures in docs/images from their outputs. NAME is a part of the names of the pictures to write.
FOLDER keeps the outputs; if it exists, no command runs. Needs Debian's python3-pil, python3-skimage, fonts-dejavu-core, chromium and
poppler-utils.
"""
import argparse
import io
import pathlib
import shlex
import subprocess
import tempfile
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy.cluster.vq import kmeans2
from skimage.color import lab2rgb, rgb2lab

CHECKOUT = pathlib.Path(__file__).resolve().parents[1]
IMAGES = CHECKOUT / "docs" / "images"

# No picture of the documentation is larger.
MAX_BYTES = 250_000

# A dark mat suits light and dark pages.
MAT = "#1f2328"
TEXT = "#f0f3f6"

# Commands for pictures of pages other than the gallery. Their outputs are in the folder `page`.
PAGES = """
pixel-art samples/coffee.jpg -o page/first.png
pixel-art samples/rocket.jpg -o page/palette.png --width 128 --palette pico-8 --dither bayer
dot-art samples/astronaut.jpg -o page/drawing.png --distribution tone --dot-count 20000 --color black
gaussian encode samples/coffee.jpg -o page/coffee.g2d --count 400 --effort draft
gaussian decode page/coffee.g2d -o page/coffee.png --scale 2
restore samples/pixel-art/enlarged.jpg -o page/restored.png
presets dot-art --try samples/coffee.jpg -o page/presets.png
dot-art samples/coffee.jpg -o page/default-coffee.png
dot-art samples/rocket.jpg -o page/default-rocket.png
dot-art samples/gallery/cat.jpg -o page/default-cat.png
dot-art samples/coffee.jpg -o page/Default.png --preset Default
dot-art samples/coffee.jpg -o page/FineStippling.png --preset FineStippling
dot-art samples/coffee.jpg -o page/BoldPointillism.png --preset BoldPointillism
dot-art samples/coffee.jpg -o page/Ink.png --preset Ink
dot-art samples/coffee.jpg -o page/Sketch.png --preset Sketch
dot-art samples/coffee.jpg -o page/Watercolor.png --preset Watercolor
dot-art samples/gallery/cat.jpg -o page/cat-20000.png --distribution tone --dot-count 20000 --color black --allow-overlap
dot-art samples/gallery/cat.jpg -o page/cat-60000.png --distribution tone --dot-count 60000 --color black --allow-overlap
dot-art samples/gallery/cat.jpg -o page/apart.png --distribution tone --dot-count 20000 --color black
dot-art samples/coffee.jpg -o page/halftone.png --distribution tone --dot-count 12000 --pattern hexagonal
dot-art samples/coffee.jpg -o page/six.png --colors 6
dot-art samples/coffee.jpg -o page/three.png --colors 3 --separation inks
dot-art samples/gallery/cat.jpg -o page/line.png --single-line
dot-art samples/gallery/hopper.jpg -o page/hatch.png --distribution hatch --line-width 0.35mm
dot-art samples/gallery/hopper.jpg -o page/engrave.png --distribution engrave --line-width 0.3mm
dot-art samples/gallery/hopper.jpg -o page/spiral.png --engrave-pattern spiral --pen 0.25mm,black
dot-art samples/gallery/hopper.jpg -o page/flow.png --distribution flow --line-width 0.4mm
dot-art samples/coffee.jpg -o page/screens.png --separation cmyk --dot-count 60000
dot-art samples/coffee.jpg -o page/inks.png --separation inks --dot-count 12000 --palette black,red,#0077cc
pixel-art samples/coffee.jpg -o page/96-coffee.png --width 96 --colors 16
pixel-art samples/rocket.jpg -o page/96-rocket.png --width 96 --colors 16
pixel-art samples/gallery/cat.jpg -o page/96-cat.png --width 96 --colors 16
pixel-art samples/gallery/cat.jpg -o page/gameboy.png --palette gameboy --width 128
pixel-art samples/coffee.jpg -o page/chart.png --width 60 --palette dmc --colors 12 --chart
pixel-art samples/rocket.jpg -o page/rocket-None.png --palette pico-8
pixel-art samples/rocket.jpg -o page/rocket-Bayer.png --palette pico-8 --dither bayer
pixel-art samples/rocket.jpg -o page/rocket-BlueNoise.png --palette pico-8 --dither blue-noise
pixel-art samples/rocket.jpg -o page/rocket-Diffusion.png --palette pico-8 --dither diffusion
pixel-art samples/coffee.jpg -o page/coffee-None.png --colors 6
pixel-art samples/coffee.jpg -o page/coffee-Bayer.png --colors 6 --dither bayer
pixel-art samples/coffee.jpg -o page/coffee-BlueNoise.png --colors 6 --dither blue-noise
pixel-art samples/coffee.jpg -o page/coffee-Diffusion.png --colors 6 --dither diffusion
pixel-art samples/gallery/cat.jpg -o page/cat-gameboy-Bayer.png --palette gameboy --dither bayer
pixel-art samples/gallery/cat.jpg -o page/cat-gameboy-Diffusion.png --palette gameboy --dither diffusion
pixel-art samples/gallery/cat.jpg -o page/cat-pico-8-Bayer.png --palette pico-8 --dither bayer
pixel-art samples/gallery/cat.jpg -o page/cat-pico-8-Diffusion.png --palette pico-8 --dither diffusion
pixel-art samples/coffee.jpg -o page/outline-Palette.png --outline palette
pixel-art samples/coffee.jpg -o page/outline-Dark.png --outline dark
pixel-art samples/coffee.jpg samples/rocket.jpg samples/astronaut.jpg samples/gallery/cat.jpg samples/gallery/hopper.jpg samples/gallery/owl.jpg \
    -o page/sheet.png --format sprite-sheet --width 48 --height 48
gaussian encode samples/coffee.jpg -o page/2kB-coffee.g2d --target-size 2000
gaussian decode page/2kB-coffee.g2d -o page/2kB-coffee.png
gaussian encode samples/rocket.jpg -o page/2kB-rocket.g2d --target-size 2000
gaussian decode page/2kB-rocket.g2d -o page/2kB-rocket.png
gaussian encode samples/gallery/cat.jpg -o page/2kB-cat.g2d --target-size 2000
gaussian decode page/2kB-cat.g2d -o page/2kB-cat.png
regions Stylize.Engine.Tests/Images/nuclei/nuclei03.png --overlay-path page/overlay.png
segment samples/plate -o page/raw --channel DAPI --well A2
segment samples/plate -o page/plate --channel DAPI --well A2 --flat-field plate --dark-offset 100 --align DAPI --track motion --pixel-size 0.65
""".replace("\\\n", "").split("\n")


@dataclass
class Panel:
    """A part of a picture, with its label below."""
    file: str
    label: str
    width: int = 0  # of the panel; 0 keeps the pixels
    cells: int = 0  # cells per row of pixel art, whose pixels then stay sharp
    crop: tuple = None  # left, top, width, height, in cells or pixels of the file
    copies: int = 1  # of a tile, per row and column
    shape: float = 0  # width by height of the middle part that is shown; 0 shows all
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
        if self.shape:
            width, height = min(image.width, round(image.height * self.shape)), min(image.height, round(image.width / self.shape))
            left, top = (image.width - width) // 2, (image.height - height) // 2
            image = image.crop((left, top, left + width, top + height))
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
    if not font_size:
        save(columns[0][0].draw(folder, 0), name)
        return
    picture = compose(columns, font_size, folder)
    if name.endswith(".gif"):
        clip = Image.open(folder / columns[-1][-1].file)
        palette = picture.quantize(64, dither=Image.Dither.NONE)
        frames = [compose(columns, font_size, folder, frame).quantize(palette=palette, dither=Image.Dither.NONE)
                  for frame in range(clip.n_frames)]
        frames[0].save(IMAGES / name, save_all=True, append_images=frames[1:], duration=clip.info["duration"], loop=0)
    else:
        save(picture, name)


def save(picture, name):
    """Writes a picture with as many colors, or as much quality, as its size allows."""
    for step in range(8):
        file = io.BytesIO()
        if name.endswith(".png"):
            picture.quantize(256 >> step, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        else:
            picture.save(file, "JPEG", quality=80 - 5 * step, subsampling=0 if step < 2 else 2, optimize=True, progressive=True)
        if file.tell() <= MAX_BYTES:
            break
    else:
        raise ValueError(f"{name} needs {file.tell()} bytes. Make its panels smaller.")
    (IMAGES / name).write_bytes(file.getvalue())


def screenshot(address, name, width, height):
    with tempfile.TemporaryDirectory() as folder:
        picture = pathlib.Path(folder) / "page.png"
        # The budget in milliseconds lets the page of the studio load and refine its picture.
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={width},{height}",
                        "--virtual-time-budget=30000", f"--screenshot={picture}", address], check=True, stderr=subprocess.DEVNULL)
        save(Image.open(picture).convert("RGB"), name)


def show_studio(stylize, state, name, width, height):
    """Shows the studio; the state is what the page keeps in its address."""
    with subprocess.Popen([stylize, "studio", "samples", "--no-open"], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as studio:
        try:
            screenshot(f"{studio.stdout.readline().strip()}#{state}", name, width, height)
        finally:
            studio.terminate()


def run_commands(stylize, folder):
    folder.mkdir(exist_ok=True)
    (folder / "samples").symlink_to(CHECKOUT / "samples")
    (folder / "Stylize.Engine.Tests").symlink_to(CHECKOUT / "Stylize.Engine.Tests")
    for line in (CHECKOUT / "docs" / "gallery.md").read_text().splitlines():
        if line.startswith("    stylize ") and " studio " not in line:
            print(line.strip(), flush=True)
            subprocess.run([stylize, *shlex.split(line)[1:]], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    for line in filter(None, PAGES):
        print(line, flush=True)
        subprocess.run([stylize, *shlex.split(line, comments=False)], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    derive(folder)


def derive(folder):
    """Writes the pictures for comparison and those of stages that are not images on their own."""
    for photograph in ("coffee", "rocket", "gallery/cat"):
        average(CHECKOUT / "samples" / f"{photograph}.jpg", folder / "page" / f"box-{photograph.split('/')[-1]}.png")
    for photograph in ("coffee", "rocket", "gallery/cat"):
        shrink(CHECKOUT / "samples" / f"{photograph}.jpg", folder / "page" / f"webp-{photograph.split('/')[-1]}.png", 2000)
    for number, name in enumerate(("raw", "plate"), 1):
        montage = np.asarray(Image.open(next((folder / "page" / name).rglob("SAMPLE_A2_T2_DAPI_MONTAGE.tif")))).astype(float)
        save_gray(montage, folder / "page" / f"montage-{number}.png", np.percentile(montage, 1), np.percentile(montage, 99.8))
    light = np.asarray(Image.open(next((folder / "page" / "plate").rglob("SAMPLE_DAPI_FLATFIELD.tif"))))
    save_gray(np.tile(light, (2, 2)), folder / "page" / "light.png", 0, light.max())


def save_gray(values, path, low, high):
    Image.fromarray(np.clip((values - low) / (high - low) * 255, 0, 255).astype(np.uint8)).save(path)


def average(source, target):
    """Scales a photograph down to 96 cells by box averaging and reduces its colors to 16 by k-means in CIE Lab."""
    image = Image.open(source)
    small = rgb2lab(np.asarray(image.resize((96, round(96 * image.height / image.width)), Image.Resampling.BOX)))
    colors, labels = kmeans2(small.reshape(-1, 3), 16, iter=50, minit="++", seed=1)
    Image.fromarray((lab2rgb(colors[labels].reshape(small.shape)) * 255 + .5).astype(np.uint8)).save(target)


def shrink(source, target, size):
    """Writes what a WebP file of at most the given size shows: of all widths and qualities, the one with the smallest error."""
    image = Image.open(source)
    best = None
    for width in range(48, 400, 16):
        small = image.resize((width, round(width * image.height / image.width)), Image.Resampling.LANCZOS)
        for quality in range(95, 0, -5):
            file = io.BytesIO()
            small.save(file, "WEBP", quality=quality, method=6)
            if file.tell() <= size:
                shown = Image.open(file).convert("RGB").resize(image.size, Image.Resampling.BICUBIC)
                error = np.mean((np.asarray(shown, float) - np.asarray(image, float)) ** 2)
                best = min(best or (error, shown), (error, shown), key=lambda pair: pair[0])
                break
    best[1].save(target)


def show_chart(page, name):
    """Shows the first two pages of a printed chart next to each other."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--no-pdf-header-footer", f"--print-to-pdf={folder}/chart.pdf", page.resolve().as_uri()],
                       check=True, stderr=subprocess.DEVNULL)
        subprocess.run(["pdftoppm", "-r", "80", "-l", "2", "-png", f"{folder}/chart.pdf", f"{folder}/page"], check=True)
        pages = [Image.open(file).convert("RGB") for file in sorted(pathlib.Path(folder).glob("page*.png"))]
        picture = Image.new("RGB", (sum(page.width for page in pages), pages[0].height), "white")
        for number, page in enumerate(pages):
            picture.paste(page, (number * page.width, 0))
        bottom = max(row for row in range(picture.height) if picture.crop((0, row, picture.width, row + 1)).getextrema() != ((255, 255),) * 3)
        save(picture.crop((0, 0, picture.width, min(picture.height, bottom + 20))), name)


def pair(sample, result, label, has_size=False, **options):
    return Panel(sample, "Photograph", 384, has_size=has_size), Panel(result, label, 384, has_size=has_size, **options)


def columns(*rows):
    return [list(column) for column in zip(*rows)]


def single(file, width=0, cells=0):
    """A picture without a label and a mat."""
    return 0, [[Panel(file, "", width, cells)]]


def versus(photograph):
    stem = pathlib.Path(photograph).stem
    return 15, [[Panel(photograph, "Photograph", 384)], [Panel(f"page/box-{stem}.png", "Box averaging, k-means", 384, 96)],
                [Panel(f"page/96-{stem}.png", "Stylize", 384, 96)]]


FACES = ["samples/astronaut.jpg", "samples/gallery/hopper.jpg", "samples/gallery/cat.jpg"]
PRESETS = ["Default", "FineStippling", "BoldPointillism", "Ink", "Sketch", "Watercolor"]
PAINTED = ["samples/gallery/hopper.jpg", "samples/gallery/cat.jpg", "samples/coffee.jpg"]

# Size of the labels, and columns of panels. Pictures with labels of 15 pixels are seen at 100%.
PICTURES = {
    "stylize.jpg": (21, columns(
        [Panel("out/hopper.pixelart.png", "Pixel art", 400, 128, (14, 4, 100, 100)),
         Panel("out/sheet.png", "Dots of three pens", 400, crop=(270, 130, 1300, 1300)),
         Panel("out/line.png", "One line", 400, crop=(130, 90, 1600, 1600))],
        [Panel("out/cat.png", "300 Gaussians", 400, crop=(220, 0, 1200, 1200), has_size=True),
         Panel("out/owl.png", "A sprite, restored", 400, 60, (5, 0, 50, 50)),
         Panel("out/plate/Overlays/A2/SAMPLE_A2_T2_DAPI_OVERLAY.png", "Tracked cells", 400, crop=(40, 40, 464, 464))])),
    "gallery-faces.jpg": (15, columns(*(
        pair(face, f"out/{pathlib.Path(face).stem}.pixelart.png", "128 cells, 24 colors", cells=128) for face in FACES))),
    "gallery-palettes.png": (15, columns(
        [Panel("out/pico-8.png", "pico-8", 256, 128), Panel("out/nes.png", "nes", 256, 128),
         Panel("out/c64.png", "c64, Bayer", 256, 128)],
        [Panel("out/gameboy.png", "gameboy", 256, 128), Panel("out/amstrad.png", "amstrad-cpc, Bayer", 256, 128),
         Panel("out/1bit.png", "1bit, error diffusion", 256, 128)])),
    "gallery-crisp.png": (15, columns([
        Panel("samples/gallery/cat.jpg", "Photograph", 384), Panel("out/default.png", "Default", 384, 128),
        Panel("out/crisp.png", "Crisp", 384, 128)])),
    "gallery-runner.gif": (15, columns([
        Panel("samples/gallery/runner.webp", "300 x 200 pixels", 288), Panel("out/runner.gif", "96 cells, db16", 288, 96)])),
    "gallery-tile.png": (15, columns([
        Panel("samples/gallery/grass.jpg", "Photograph", 256), Panel("out/grass.png", "Tile of 64 x 64 cells", 256, 64),
        Panel("out/grass.png", "2 x 2 tiles", 256, 64, copies=2)])),
    "gallery-restored.jpg": (15, columns(
        [Panel("samples/gallery/owl.jpg", "Damaged, 1020 x 1020 pixels", 360),
         Panel("out/owl.png", "Restored, 60 x 60 pixels", 360, 60)],
        [Panel("samples/gallery/owl.jpg", "A part at 100%", crop=(306, 238, 360, 306)),
         Panel("out/owl.png", "The same part, restored", 357, 60, (18, 14, 21, 18))])),
    "gallery-presets.jpg": (18, columns(*([Panel(f"out/{name}.png", name, 300) for name in PRESETS[i:i + 3]] for i in (0, 3)))),
    "gallery-dots.jpg": (15, [[Panel("out/dots.png", "Default", 440)], [Panel("out/ink-cat.png", "Ink", 640)]]),
    "gallery-strokes.png": (15, [[Panel("out/hatching.png", "Hatching", 440)], [Panel("out/outlines.png", "Outlines for a pen", 484)]]),
    "gallery-risograph.jpg": (15, columns([
        Panel("out/risograph.png", "Two inks", 440), Panel("out/risograph.png", "A part at 100%", crop=(900, 1080, 372, 484))])),
    "gallery-line.jpg": (15, [
        [Panel("samples/gallery/hopper.jpg", "Photograph", 224),
         Panel("out/line.png", "A part at 100%", crop=(1020, 780, 224, 344))], [Panel("out/line.png", "One line", 570)]]),
    "gallery-poster.jpg": (15, columns([
        Panel("out/poster.png", "Four inks", 440), Panel("out/poster.png", "A part at 100%", crop=(900, 1080, 372, 484))])),
    "gallery-plotter.jpg": (15, columns([
        Panel("out/sheet.png", "A sheet of 20 x 20 cm", 480), Panel("out/sheet.png", "A part at 100%", crop=(700, 330, 332, 480))])),
    "gallery-plates.png": (15, [
        [Panel("out/press.png", "Four inks", 442), Panel("out/press.png", "A part at 100%", crop=(390, 460, 442, 180))],
        *([Panel(f"out/press_{ink}.png", ink.capitalize(), crop=(420, 450, 330, 390)) for ink in inks]
          for inks in (("cyan", "yellow"), ("magenta", "black")))]),
    "gallery-sticker.png": (15, [[Panel("out/sticker.png", "300 pixels per inch", 628)]]),
    "gallery-message.gif": (15, columns([
        Panel("samples/gallery/runner.webp", "300 x 200 pixels", 288), Panel("out/message.gif", "96 cells", 288, 96, has_size=True)])),
    "gallery-areas.jpg": (15, [[Panel("out/areas.png", "Poster", 440)], [Panel("out/spots.png", "Four inks", 728)]]),
    "gallery-enlarged.jpg": (15, columns([
        Panel("samples/coffee.jpg", "A part of the photograph at 400%", 480, 600, (305, 245, 120, 100)),
        Panel("out/cup.png", "The same part in 12 colors", crop=(1220, 980, 480, 400))])),
    "gallery-paintings.jpg": (15, columns(*(
        pair(photograph, f"out/{pathlib.Path(photograph).stem}.png", "300 Gaussians", has_size=True) for photograph in PAINTED),
        [Panel("samples/gallery/cat.jpg", "A part at 400%", 384, 451, (122, 82, 96, 64)),
         Panel("out/cat.png", "The same part at 400%", crop=(488, 328, 384, 256))])),
    "first-pixel-art.png": single("page/first.png", 768, 96),
    "first-palette.png": single("page/palette.png", 768, 128),
    "first-drawing.png": single("page/drawing.png", 640),
    "first-gaussians.jpg": single("page/coffee.png", 768),
    "first-restored.png": single("page/restored.png", 576, 96),
    "first-presets.jpg": single("page/presets.png", 1200),
    "dot-art-default.jpg": (15, [[Panel(f"page/default-{name}.png", name, 400, shape=1.5)] for name in ("coffee", "rocket", "cat")]),
    "dot-art-presets.png": (15, columns(*([Panel(f"page/{name}.png", name, 400) for name in PRESETS[i:i + 3]] for i in (0, 3)))),
    "dot-art-portrait-20000.png": single("page/cat-20000.png", 720),
    "dot-art-portrait-60000.png": single("page/cat-60000.png", 720),
    "dot-art-apart-20000.png": single("page/apart.png", 720),
    "dot-art-halftone.png": single("page/halftone.png", 840),
    "dot-art-colors.jpg": (15, [[Panel("page/six.png", "Six colors", 552)], [Panel("page/three.png", "Three inks", 552)]]),
    "dot-art-line.png": single("page/line.png", 720),
    "dot-art-strokes.png": (15, columns(
        [Panel("page/hatch.png", "Hatch", 360), Panel("page/spiral.png", "Engrave, a spiral with a pen", 360)],
        [Panel("page/engrave.png", "Engrave", 360), Panel("page/flow.png", "Flow", 360)])),
    "dot-art-inks.jpg": (15, [[Panel("page/screens.png", "Four halftone screens", 552)], [Panel("page/inks.png", "Three pens", 552)]]),
    "pixel-art-coffee.png": versus("samples/coffee.jpg"),
    "pixel-art-rocket.png": versus("samples/rocket.jpg"),
    "pixel-art-cat.png": versus("samples/gallery/cat.jpg"),
    "pixel-art-gameboy.png": single("page/gameboy.png", 640, 128),
    "pixel-art-dither.png": (15, columns(*([Panel(f"page/{part}.png", label, 288, 96) for part, label in row] for row in (
        *([(f"{photograph}-{dither}", f"{dither}, {colors}") for dither in ("None", "Bayer", "BlueNoise", "Diffusion")]
          for photograph, colors in (("rocket", "pico-8"), ("coffee", "6 colors"))),
        [(f"cat-{palette}-{dither}", f"{dither}, {palette}") for palette in ("gameboy", "pico-8") for dither in ("Bayer", "Diffusion")])))),
    "pixel-art-outline.png": (15, [[Panel(f"page/outline-{name}.png", name, 480, 96)] for name in ("Palette", "Dark")]),
    "pixel-art-sheet.png": single("page/sheet.png", 864, 144),
    "placeholders.jpg": (15, columns(*([
        Panel(f"samples/{folder}{name}.jpg", "Photograph", 360, shape=1.5), Panel(f"page/webp-{name}.png", "WebP, 2 kB", 360, shape=1.5),
        Panel(f"page/2kB-{name}.png", "Gaussian image, 2 kB", 360, shape=1.5)] for folder, name in (("", "coffee"), ("", "rocket"), ("gallery/", "cat"))))),
    "segmentation-overlay.png": single("page/overlay.png", 696),
    "segmentation-numbers.png": single("page/plate/Overlays/A2/SAMPLE_A2_T2_DAPI_OVERLAY.png"),
    "segmentation-time.png": (15, [[Panel("page/montage-1.png", "As acquired", 420)], [Panel("page/light.png", "Illumination", 420)],
                                   [Panel("page/plate/Overlays/A2/SAMPLE_A2_T2_DAPI_OVERLAY.png", "Corrected, with tracks", 420)]]),
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
        if any(part in "pixel-art-chart.png" for part in arguments.only):
            show_chart(folder / "page" / "chart.chart.html", "pixel-art-chart.png")
        if any(part in "studio.jpg" for part in arguments.only):
            show_studio(arguments.stylize, "dot-art/Default/astronaut.jpg?DotCount=20000", "studio.jpg", 1280, 860)


if __name__ == "__main__":
    main()
