#!/usr/bin/env python3
"""Write the images of samples, and the small ones of PesterTests and of Stylize.Engine.Tests/Codecs/OtherFormats that show the same.

    make_samples.py [PART...]

PART is photographs, sprites, runner or tests; default: all. Photographs are those of Debian's python3-skimage and python3-matplotlib. Sprites and the
runner are drawn here. `tests` needs vips with libheif and OpenJPEG, and cjxl. Needs numpy, Pillow, SciPy and scikit-image.
"""
import pathlib
import subprocess
import sys

import matplotlib
import numpy as np
import skimage
from PIL import Image, ImageDraw
from scipy import ndimage

ROOT = pathlib.Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"

# Each letter is a tone of a ramp: 1 dark to 3 light; # is the outline, w white, - the background.
SPRITES = """
------####------ -------------##- ---###----###--- -----######----- ----########---- -------##------- --------------## ----####--------
-----#wwww#----- ------------#w2# --#223#--#223#-- ---##222222##--- ---#22222222#--- ------#33#------ -------------#w# ---#2332#-------
------#ww#------ -----------#w22# -#22w33##22222#- --#2223322233#-- --#2333333332#-- -----#3ww3#----- ------------#w2# --#23##32#------
------#ww#------ ----------#w22#- -#2w3322222222#- -#22333222333#-- --#233ww33332#-- ----#33ww33#---- -----------#w2#- --#3#--#3#------
-----#3ww3#----- ---------#w22#-- #22w33222222221# -#22232222232#-- --#23wwww3332#-- ---#233ww332#--- ----------#w2#-- --#3#--#3#------
----#3----w#---- --------#w22#--- #22332222222221# #2222222222222## --#23ww333332#-- --#2233ww3322#-- ---------#w2#--- --#23##32#------
---#3-----w-#--- -------#w22#---- #22222222222211# #33222333222233# --#2333333332#-- -#22233ww33222#- ---##---#w2#---- ---#2332#-------
--#3222222222#-- -#----#w22#----- #12222222222211# #33222333222233# --#2333333332#-- #222233ww332222# --#11#-#w2#----- ----#33#--------
-#322222222221#- -##--#w22#------ -#122222222211#- #12222333222221# --#1233333321#-- #122233ww332221# ---#11#w2#------ ----#23#--------
-#32w2222222211# -#1##w22#------- --#1222222211#-- -##1222222221##- ---#12333321#--- -#12223ww32221#- ----#112#------- ----#23#--------
#32ww2222222211# --#11#2#-------- ---#12222211#--- ---##########--- ---#12333321#--- --#1223ww3221#-- ----#1#11#------ ----#23##-------
#32w22222222211# ---#11#--------- ----#122211#---- ----#wwwwww#---- ----#123321#---- ---#123ww321#--- ---#1#-#11#----- ----#2333#------
#22222222222111# --#1##1#-------- -----#1211#----- ----#ww33ww#---- ----#123321#---- ----#12ww21#---- --#1#---##------ ----#23##-------
-#222222222111#- -#1#--##-------- ------#11#------ ----#ww33ww#---- -----#1221#----- -----#1221#----- -#1#------------ ----#2333#------
--##22222111##-- #1#------------- -------##------- ----#www3ww#---- ------#11#------ ------#11#------ #1#------------- ----#12#--------
----########---- ##-------------- ---------------- -----######----- -------##------- -------##------- ##-------------- -----##---------
"""
RAMPS = [((110, 22, 44), (196, 44, 54), (240, 124, 98)), ((30, 52, 122), (48, 104, 196), (116, 178, 240)), ((24, 84, 60), (58, 148, 68), (150, 206, 96)),
         ((122, 66, 22), (214, 134, 34), (250, 210, 92)), ((74, 34, 110), (136, 66, 172), (204, 136, 222)), ((60, 66, 82), (120, 130, 148), (190, 200, 210))]
INK, PALE = (26, 20, 36), (250, 246, 232)
GROUNDS = [((54, 50, 72), (46, 42, 62)), ((70, 58, 52), (60, 50, 46))]


def photographs():
    data = pathlib.Path(skimage.__file__).parent / "data"
    hopper = pathlib.Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg"
    for source, target, crop in ((data / "astronaut.png", "astronaut.jpg", None), (data / "coffee.png", "coffee.jpg", None),
                                 (data / "rocket.jpg", "rocket.jpg", (0, 0, 640, 426)), (data / "chelsea.png", "gallery/cat.jpg", None),
                                 (data / "grass.png", "gallery/grass.jpg", (0, 0, 384, 384)), (hopper, "gallery/hopper.jpg", (62, 0, 462, 440))):
        image = Image.open(source).convert("RGB")
        (image.crop(crop) if crop else image).save(SAMPLES / target, quality=92, optimize=True)


def sheet():
    """Return 24 sprites of 16 x 16 cells on the tiles of a floor: eight drawings, each in three colors."""
    drawings = list(zip(*(line.split() for line in SPRITES.split("\n") if line)))
    cells = np.zeros((64, 96, 3), np.uint8)
    for place in range(24):
        left, top = place % 6 * 16, place // 6 * 16
        drawing, ramp = drawings[place % 8], RAMPS[(place % 8 + 2 * (place // 8)) % 6]
        ground = GROUNDS[(place % 6 + place // 6) % 2]
        for y, row in enumerate(drawing):
            for x, letter in enumerate(row):
                bare = ground[1] if (y % 8 == 7 or (x + y // 8 * 4) % 8 == 7) else ground[0]
                cells[top + y, left + x] = {"#": INK, "w": PALE, "-": bare}.get(letter) or ramp[int(letter) - 1]
    return cells


def scene():
    """Return a landscape at night of 96 x 64 cells."""
    random = np.random.default_rng(3)
    image = Image.new("RGB", (96, 64))
    draw = ImageDraw.Draw(image)
    for row, color in enumerate(((20, 18, 48), (30, 26, 68), (44, 38, 92), (66, 54, 116), (98, 74, 136), (146, 98, 148), (198, 130, 146))):
        draw.rectangle((0, row * 6, 95, 63), color)
    for x, y in random.integers((0, 0), (96, 26), (26, 2)):
        draw.point((int(x), int(y)), (240, 236, 250) if (x + y) % 3 else (150, 140, 190))
    draw.ellipse((66, 5, 80, 19), (248, 240, 206))
    for x, y, r in ((70, 9, 1), (75, 13, 2), (69, 14, 1)):
        draw.ellipse((x - r, y - r, x + r, y + r), (222, 206, 170))
    for base, height, length, color, edge in ((36, 9, 13, (70, 62, 116), (104, 90, 146)), (44, 7, 9, (44, 48, 92), (64, 70, 120))):
        for x in range(96):
            top = int(base - height * abs(np.sin(x / length)) - height * .4 * abs(np.sin(x / length * 2.3 + 1)))
            draw.line((x, top, x, 63), color)
            draw.point((x, top), edge)
    draw.rectangle((0, 50, 95, 63), (30, 58, 60))
    for x in range(0, 96, 2):
        draw.line((x, 50 - (x * 7 % 3), x, 51), (42, 84, 72))
    for x, y, size in ((7, 54, 9), (16, 57, 12), (29, 53, 8), (83, 56, 12), (91, 53, 9)):
        draw.rectangle((x - 1, y - 2, x, y + 1), (62, 40, 36))
        for level in range(3):
            for row in range(size // 3 + 1):
                wide = row * (level + 2) // 3
                high = y - size - 2 + level * (size // 3) + row
                draw.line((x - wide, high, x + wide, high), (22, 72, 60))
                draw.point((x - wide, high), (54, 112, 80))
    draw.rectangle((48, 45, 64, 55), (104, 62, 48))
    for row in range(46, 56, 2):
        draw.line((48, row, 64, row), (84, 48, 42))
    for row in range(7):
        draw.line((47 - row // 2 + row, 44 - row, 65 + row // 2 - row, 44 - row), (150, 58, 56) if row % 2 else (178, 76, 62))
    draw.rectangle((51, 48, 54, 51), (252, 216, 110))
    draw.point((52, 49), (255, 244, 190))
    draw.rectangle((59, 49, 62, 55), (60, 36, 38))
    draw.rectangle((61, 37, 63, 41), (88, 80, 92))
    for x, y in ((62, 35), (64, 32), (63, 29), (66, 26)):
        draw.rectangle((x, y, x + 1, y + 1), (176, 164, 190))
    for x in range(54, 62):
        draw.point((x, 56 + (x % 2)), (96, 92, 84))
    return np.asarray(image)


def owl():
    """Return an owl on a branch, 48 x 56 cells: ellipses whose shading is one of four tones, inside an outline. The background is white."""
    y, x = np.mgrid[0:56, 0:48] + .5
    cells = np.full((56, 48, 3), 255, np.uint8)
    solid = np.zeros((56, 48), bool)
    brown = [(64, 38, 36), (104, 62, 44), (150, 94, 56), (196, 136, 80)]
    dark = [(48, 30, 34), (76, 46, 40), (112, 68, 48), (150, 96, 60)]
    cream = [(178, 140, 100), (216, 182, 132), (240, 214, 168), (252, 236, 204)]
    bark = [(58, 50, 44), (86, 72, 56), (118, 98, 70), (150, 128, 90)]

    def ellipse(cx, cy, rx, ry, tones, where=True):
        inside = (((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1) & where
        light = .5 - .38 * (x - cx) / rx - .5 * (y - cy) / ry
        index = np.clip((light * 4).astype(int), 0, 3)
        cells[inside] = np.array(tones)[index[inside]]
        solid[inside] = True
        return inside

    def spot(cx, cy, radius, color):
        cells[np.hypot(x - cx, y - cy) <= radius] = color

    branch = (np.abs(y - 50 - np.sin(x / 6)) < 2.6) & (x > .5) & (x < 47.5)
    ellipse(24, 49, 24, 6, bark, branch)
    for side in -1, 1:
        tuft = (np.abs(x - 24 - side * (9.5 + (9 - y) * .45)) < (y - 1) * .42) & (y < 11)
        ellipse(24 + side * 11, 8, 9, 9, dark, tuft)
    ellipse(24, 33, 16.5, 17, brown)
    belly = ellipse(24, 37, 11, 12.5, cream)
    feathers = belly & (((x + (y // 4) % 2 * 3).astype(int) % 6 == (y.astype(int) % 4)) | ((x + (y // 4) % 2 * 3).astype(int) % 6 == 4 - y.astype(int) % 4)) & (y.astype(int) % 4 < 3)
    cells[feathers] = brown[2]
    for side in -1, 1:
        wing = ellipse(24 + side * 14.5, 34, 5.5, 14, dark)
        cells[wing & (((y + side * x).astype(int)) % 5 == 0)] = dark[0]
    ellipse(24, 17.5, 17, 12.5, brown)
    for side in -1, 1:
        ellipse(24 + side * 7, 18, 7.6, 8, cream)
        spot(24 + side * 6.5, 18, 5.4, INK)
        spot(24 + side * 6.5, 18, 4.6, (236, 150, 34))
        spot(24 + side * 6.5, 17.6, 3.6, (252, 204, 66))
        spot(24 + side * 6.2, 18, 2.7, INK)
        cells[15:17, 24 + side * 6 - 3:24 + side * 6 - 1] = 255
    beak = (np.abs(x - 24) * 1.6 + np.abs(y - 23.5) <= 4.5)
    cells[beak] = np.where((x < 24)[beak][:, None], (250, 176, 60), (206, 112, 36))
    for side in -1, 1:
        for toe in -2.5, 0, 2.5:
            claw = (np.abs(x - 24 - side * 6 - toe) < 1.1) & (np.abs(y - 49) < 2.6)
            cells[claw] = (240, 160, 52) if toe < 1 else (200, 112, 40)
            solid[claw] = True
    cells[ndimage.binary_dilation(solid) & ~solid] = INK
    return cells


def sprites():
    folder = SAMPLES / "pixel-art"
    folder.mkdir(exist_ok=True)
    first = Image.fromarray(sheet())
    first.save(folder / "sprites-1.png", optimize=True)
    Image.fromarray(scene()).save(folder / "sprites-2.png", optimize=True)
    first.resize((768, 512), Image.Resampling.NEAREST).save(folder / "enlarged.jpg", quality=60)

    # As from an image generator: the borders of the cells drift by up to two pixels, and edges are soft and noisy.
    random = np.random.default_rng(11)
    cells = np.pad(owl(), ((2, 2), (6, 6), (0, 0)), constant_values=255)

    def indices(count, length):
        borders = np.linspace(0, length, count + 1) + np.concatenate([[0], random.uniform(-1.6, 1.6, count - 1), [0]])
        return np.searchsorted(borders[1:], np.arange(length), side="right")

    large = cells[indices(60, 1020)][:, indices(60, 1020)].astype(float)
    large = ndimage.gaussian_filter(large, (.8, .8, 0)) + random.normal(0, 3, (1020, 1020, 1)) + random.normal(0, 1.5, large.shape)
    Image.fromarray(np.clip(np.rint(large), 0, 255).astype(np.uint8)).save(SAMPLES / "gallery" / "owl.jpg", quality=85)
    Image.fromarray(cells).save(folder / "owl.png", optimize=True)


def runner_frame(phase, width=300, height=200):
    """Return a person who runs through a landscape. Everything repeats after a phase of one."""
    k = 4
    image = Image.new("RGB", (width * k, height * k))
    draw = ImageDraw.Draw(image)
    for row, color in enumerate(((120, 190, 226), (154, 208, 232), (190, 224, 234), (226, 238, 226))):
        draw.rectangle((0, row * 36 * k, width * k, height * k), color)
    draw.ellipse((222 * k, 18 * k, 262 * k, 58 * k), (252, 232, 150))
    for base, high, length, step, color in ((112, 20, 100, 1, (136, 178, 160)), (136, 13, 75, 1, (92, 148, 110))):
        points = [(x * k, (base - high * np.sin(2 * np.pi * (x / length + step * phase)) * np.sin(np.pi / 5)) * k) for x in range(width + 1)]
        draw.polygon([*points, (width * k, height * k), (0, height * k)], color)
    draw.rectangle((0, 158 * k, width * k, height * k), (204, 164, 108))
    draw.rectangle((0, 158 * k, width * k, 161 * k), (74, 122, 72))
    for number in range(-1, 5):
        left = (number * 75 - 75 * phase) * k
        draw.rectangle((left, 176 * k, left + 34 * k, 179 * k), (170, 128, 80))
        draw.rectangle((left + 40 * k, 190 * k, left + 60 * k, 192 * k), (170, 128, 80))

    turn = 2 * np.pi * phase
    hip = np.array([142, 101 - 5 * abs(np.cos(turn))])

    def end(start, angle, length):
        """Return the end of a limb; an angle of 0 points down and a positive one forward."""
        return start + length * np.array([np.sin(angle), np.cos(angle)])

    def limb(points, widths, color):
        for (a, b), wide in zip(zip(points, points[1:]), widths):
            draw.line((*(a * k), *(b * k)), color, int(wide * k))
        for point, wide in zip(points, (widths[0], *widths)):
            draw.ellipse((*((point - wide / 2) * k), *((point + wide / 2) * k)), color)

    def leg(turn, skin, shorts, shoe):
        thigh = .22 + .78 * np.sin(turn)
        shin = thigh - (.2 + 1.55 * max(0, np.cos(turn + .35)) ** 1.3)
        knee = end(hip, thigh, 27)
        ankle = end(knee, shin, 27)
        limb([hip, knee, ankle], (11, 8), skin)
        limb([hip, end(hip, thigh, 16)], (14,), shorts)
        limb([ankle, end(ankle, shin + 1.45, 10)], (7,), shoe)

    neck = end(hip, np.pi - .22, 41)

    def arm(turn, skin, sleeve):
        upper = -.1 - .95 * np.sin(turn)
        elbow = end(neck + (0, 5), upper, 20)
        limb([neck + (0, 5), elbow, end(elbow, upper + 1.55, 18)], (8, 7), skin)
        limb([neck + (0, 5), end(neck + (0, 5), upper, 9)], (10,), sleeve)

    arm(turn + np.pi, (176, 112, 82), (150, 34, 44))
    leg(turn + np.pi, (176, 112, 82), (30, 42, 84), (60, 56, 66))
    limb([hip, neck + (0, 6)], (19,), (212, 56, 58))
    leg(turn, (226, 158, 118), (44, 62, 122), (246, 244, 238))
    limb([neck, end(neck, np.pi - .3, 8)], (8,), (226, 158, 118))
    head = end(neck, np.pi - .3, 17)
    draw.ellipse((*((head - 11) * k), *((head + 11) * k)), (226, 158, 118))
    draw.pieslice((*((head - 12) * k), *((head + 12) * k)), 150, 345, (70, 42, 34))
    draw.line((*((head + (-11, -3)) * k), *((head + (11, -3)) * k)), (246, 244, 238), 3 * k)
    arm(turn, (226, 158, 118), (230, 84, 74))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def runner():
    frames = [runner_frame(i / 15) for i in range(15)]
    frames[0].save(SAMPLES / "gallery" / "runner.webp", save_all=True, append_images=frames[1:], duration=50, loop=0, quality=80, method=6)


def tests():
    photograph = Image.open(SAMPLES / "coffee.jpg")
    photograph.resize((192, 128), Image.Resampling.LANCZOS).save(ROOT / "PesterTests" / "photo.jpg", quality=85)
    frames = [runner_frame(i / 3).resize((96, 64), Image.Resampling.LANCZOS).quantize(32, dither=Image.Dither.NONE) for i in range(3)]
    frames[0].save(ROOT / "PesterTests" / "clip.gif", save_all=True, append_images=frames[1:], duration=100, loop=0)
    folder = ROOT / "Stylize.Engine.Tests" / "Codecs" / "OtherFormats"
    png = folder / "coffee.png"
    photograph.resize((96, 64), Image.Resampling.LANCZOS).save(png, optimize=True)
    for command in (["vips", "heifsave", png, folder / "coffee.heic", "--compression", "hevc", "--Q", "90"],
                    ["vips", "jp2ksave", png, folder / "coffee.jp2", "--Q", "90"], ["cjxl", "-d", "0.5", png, folder / "coffee.jxl"]):
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    parts = {"photographs": photographs, "sprites": sprites, "runner": runner, "tests": tests}
    for name in sys.argv[1:] or parts:
        parts[name]()
