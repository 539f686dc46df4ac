#!/usr/bin/env python3
"""Write the PNG files of Stylize.Engine.Tests/Images/png, and png.csv with their pixels.

    make_png_files.py

The files cover every color type, depth, filter and kind of transparency of PNG (third edition), with and without interlacing. Files whose names begin
with x are damaged. Pixels are drawn by formulas, and the chunks are written here with zlib only. The table follows from the drawings. Debian's
python3-png decodes each intact file and must find the same pixels.

Columns of png.csv: file, width, height, bits (8 or 16), rgba8 and rgba16: SHA-256 of the RGBA samples in reading order, with 8 bits rounded from 16,
and with 16 bits in little-endian order if the file has 16.
"""
import csv
import hashlib
import pathlib
import struct
import zlib

import numpy as np
import png

images = pathlib.Path(__file__).resolve().parents[1] / "Stylize.Engine.Tests" / "Images"
GRAY, RGB, PALETTE, GRAY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GRAY: 1, RGB: 3, PALETTE: 1, GRAY_ALPHA: 2, RGBA: 4}
KINDS = {"gray": (GRAY, (1, 2, 4, 8, 16)), "rgb": (RGB, (8, 16)), "palette": (PALETTE, (1, 2, 4, 8)), "gray-alpha": (GRAY_ALPHA, (8, 16)), "rgba": (RGBA, (8, 16))}
SIGNATURE = b"\x89PNG\r\n\x1a\n"
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def draw(width, height, color, depth):
    """Return samples of all channels: waves of different lengths with noise in the low bits, so that every filter and every bit matters."""
    y, x = np.mgrid[0:height, 0:width]
    top = (1 << depth) - 1
    noise = np.random.default_rng([width, height, color, depth])
    planes = []
    for channel in range(CHANNELS[color]):
        wave = np.sin(x / (3 + channel) + channel) + np.cos(y / (4 - channel / 2) - x / 9)
        planes.append(np.clip((wave + 2) / 4 * top + noise.integers(-(top // 16), top // 16 + 1, wave.shape), 0, top))
    return np.stack(planes, 2).astype(np.int64)


def entries(count):
    """Return the colors of a palette, all different."""
    return [(i * 255 // max(1, count - 1), (i * 83 + 20) % 256, (255 - i * 37) % 256) for i in range(count)]


def chunk(kind, data=b""):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header(width, height, depth, color, interlaced=0, compression=0):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, compression, 0, interlaced))


def packed(row, depth):
    """Return the bytes of one row of samples."""
    values = row.reshape(-1)
    if depth >= 8:
        return values.astype(">u2" if depth == 16 else np.uint8).tobytes()
    bits = (values[:, None] >> np.arange(depth - 1, -1, -1)) & 1
    return np.packbits(bits.astype(np.uint8).reshape(-1)).tobytes()


def filtered(kind, row, before, step):
    """Return the bytes of a row after a filter (PNG, 9.2)."""
    out = bytearray()
    for i, value in enumerate(row):
        left = row[i - step] if i >= step else 0
        up = before[i]
        corner = before[i - step] if i >= step else 0
        guess = left + up - corner
        paeth = min((left, up, corner), key=lambda near: abs(guess - near))
        out.append((value - (0, left, up, (left + up) // 2, paeth)[kind]) & 255)
    return bytes(out)


def rows(samples, depth, interlaced, filters):
    """Return the data before compression."""
    step = max(1, samples.shape[2] * depth // 8)
    out = b""
    number = 0
    for left, top, dx, dy in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        part = samples[top::dy, left::dx]
        if part.size == 0:
            continue
        before = bytes(len(packed(part[0], depth)))
        for row in part:
            plain = packed(row, depth)
            kind = filters[number % len(filters)]
            out += bytes([kind]) + filtered(kind, plain, before, step)
            before = plain
            number += 1
    return out


def compress(data, level=9, window=15, strategy=zlib.Z_DEFAULT_STRATEGY):
    packer = zlib.compressobj(level, zlib.DEFLATED, window, 8, strategy)
    return packer.compress(data) + packer.flush()


def divided(data, lengths):
    """Return IDAT chunks. The last length holds for the rest of the data."""
    out, at, number = b"", 0, 0
    while at < len(data):
        length = lengths[min(number, len(lengths) - 1)]
        out += chunk(b"IDAT", data[at:at + length])
        at += length
        number += 1
    return out


def expected(samples, depth, color, palette, transparent):
    """Return RGBA samples and their number of bits by the definitions of the format."""
    if color == PALETTE:
        table = np.array([(*entry, 255) for entry in palette])
        table[:len(transparent or b""), 3] = list(transparent or b"")
        return table[samples[:, :, 0]], 8
    top = 65535 if depth == 16 else 255
    scaled = samples * top // ((1 << depth) - 1)
    alpha = np.full((*samples.shape[:2], 1), top)
    if color in (GRAY_ALPHA, RGBA):
        alpha, scaled = scaled[:, :, -1:], scaled[:, :, :-1]
    elif transparent:
        key = np.frombuffer(transparent, ">u2").astype(np.int64)
        alpha[(samples == key).all(axis=2)] = 0
    return np.concatenate([np.repeat(scaled, 3, 2) if scaled.shape[2] == 1 else scaled, alpha], 2), 16 if depth == 16 else 8


def decoded(path):
    """Return RGBA samples and their number of bits as python3-png reads them."""
    width, height, lines, info = png.Reader(filename=str(path)).read()
    depth = info["bitdepth"]
    stored = np.array([list(row) for row in lines], np.int64).reshape(height, width, info["planes"])
    top = 65535 if depth == 16 else 255
    if "palette" in info and info["planes"] == 1:
        table = np.array([(*entry[:3], entry[3] if len(entry) > 3 else 255) for entry in info["palette"]])
        return table[stored[:, :, 0]], 8
    alpha = np.full((height, width, 1), top)
    if info["alpha"]:
        alpha, stored = stored[:, :, -1:] * top // ((1 << depth) - 1), stored[:, :, :-1]
    elif info.get("transparent") is not None:
        alpha[(stored == np.array(info["transparent"])).all(axis=2)] = 0
    color = stored * top // ((1 << depth) - 1)
    return np.concatenate([np.repeat(color, 3, 2) if color.shape[2] == 1 else color, alpha], 2), 16 if depth == 16 else 8


table = []


def write(name, color, depth, size=(19, 15), interlaced=False, filters=(0, 1, 2, 3, 4), before=(), transparent=None, palette=None, suggested=None,
          lengths=(1 << 30,), samples=None, **compression):
    """Write an intact file and add its row to the table. The chunks of `before` precede the palette."""
    samples = draw(*size, color, depth) if samples is None else samples
    height, width, _ = samples.shape
    palette = palette or entries(1 << depth) if color == PALETTE else None
    if color == PALETTE:
        samples = np.minimum(samples, len(palette) - 1)
    data = SIGNATURE + header(width, height, depth, color, int(interlaced)) + b"".join(before)
    if palette or suggested:
        data += chunk(b"PLTE", b"".join(bytes(entry) for entry in palette or suggested))
    if transparent:
        data += chunk(b"tRNS", transparent)
    data += divided(compress(rows(samples, depth, interlaced, filters), **compression), lengths) + chunk(b"IEND")
    path = images / "png" / f"{name}.png"
    path.write_bytes(data)

    values, bits = expected(samples, depth, color, palette, transparent)
    other, found = decoded(path)
    assert bits == found and (values == other).all(), name
    digest = lambda kind, array: hashlib.sha256(array.astype(kind).tobytes()).hexdigest()
    eight = (values + 128) // 257 if bits == 16 else values
    table.append([path.name, width, height, bits, digest(np.uint8, eight), digest("<u2", values) if bits == 16 else ""])


def damaged(name, data):
    (images / "png" / f"x-{name}.png").write_bytes(data)


def intact():
    for kind, (color, depths) in KINDS.items():
        for depth in depths:
            write(f"{kind}{depth}", color, depth)
            write(f"{kind}{depth}-interlaced", color, depth, interlaced=True)

    for side in range(1, 10):
        for interlaced in (False, True):
            write(f"size-{side}x{side}" + "-interlaced" * interlaced, RGB, 8, (side, side), interlaced)
    for size in (1, 40), (40, 1), (3, 33), (33, 3):
        write("size-{}x{}".format(*size), PALETTE, 1, size)
        write("size-{}x{}-interlaced".format(*size), PALETTE, 1, size, True)

    for number, kind in enumerate(("none", "sub", "up", "average", "paeth")):
        for name, color, depth in ("gray4", GRAY, 4), ("gray8", GRAY, 8), ("rgb8", RGB, 8), ("rgba16", RGBA, 16):
            write(f"filter-{kind}-{name}", color, depth, filters=(number,))

    for name, lengths in ("2", (400, 1 << 30)), ("4", (1, 300, 7, 1 << 30)), ("bytes", (1,)), ("empty", (0, 200, 0, 0, 1 << 30)):
        size = (7, 5) if name == "bytes" else (19, 15)
        write(f"data-{name}-gray16", GRAY, 16, size, lengths=lengths)
        write(f"data-{name}-rgb16", RGB, 16, size, lengths=lengths)

    for name, how in (("stored", {"level": 0}), ("level1", {"level": 1}), ("level9", {"level": 9}), ("window512", {"window": 9}),
                      ("fixed", {"strategy": zlib.Z_FIXED}), ("huffman", {"strategy": zlib.Z_HUFFMAN_ONLY})):
        write(f"zlib-{name}-rgb8", RGB, 8, **how)

    def key(color, depth):
        """Return the color of a pixel as tRNS. With 16 bits, another pixel differs from it in the lowest bit only."""
        samples = draw(19, 15, color, depth)
        if depth == 16:
            samples[4, 6] = samples[4, 5] ^ 1
        return {"samples": samples, "transparent": samples[4, 5].astype(">u2").tobytes()}

    for name, color, depths in ("gray", GRAY, (1, 2, 4, 8, 16)), ("rgb", RGB, (8, 16)):
        for depth in depths:
            write(f"transparent-{name}{depth}", color, depth, **key(color, depth))
            write(f"transparent-{name}{depth}-interlaced", color, depth, interlaced=True, **key(color, depth))
    for depth in 1, 2, 4, 8:
        write(f"transparent-palette{depth}", PALETTE, depth, transparent=bytes(i * 255 // ((1 << depth) - 1) for i in range(1 << depth)))
        write(f"transparent-palette{depth}-first", PALETTE, depth, transparent=b"\0")

    write("palette8-7-colors", PALETTE, 8, palette=entries(7))
    write("palette4-1-color", PALETTE, 4, palette=[(200, 30, 90)])
    write("palette8-equal-colors", PALETTE, 8, palette=[(10, 200, 30)] * 100 + entries(156))
    write("suggested-rgb16", RGB, 16, suggested=entries(216))
    write("suggested-rgba8", RGBA, 8, suggested=entries(216))

    plain = struct.Struct(">H").pack
    for name, color, depth, value in (("gray4", GRAY, 4, plain(9)), ("rgb16", RGB, 16, plain(40000) * 3), ("gray-alpha16", GRAY_ALPHA, 16, plain(7)),
                                      ("rgba8", RGBA, 8, plain(255) * 3)):
        write(f"background-{name}", color, depth, before=[chunk(b"bKGD", value)])
    write("background-transparent-rgb8", RGB, 8, before=[chunk(b"bKGD", plain(255) * 3)], **key(RGB, 8))

    for name, color, depth, value in (("gray8", GRAY, 8, [5]), ("rgb8", RGB, 8, [5, 6, 5]), ("rgb16", RGB, 16, [13] * 3), ("palette8", PALETTE, 8, [3] * 3),
                                      ("gray-alpha16", GRAY_ALPHA, 16, [13, 8])):
        write(f"significant-{name}", color, depth, before=[chunk(b"sBIT", bytes(value))])
    for gamma in 35000, 100000, 250000:
        for name, color, depth in ("gray16", GRAY, 16), ("rgb8", RGB, 8), ("palette4", PALETTE, 4):
            write(f"gamma-{gamma // 1000}-{name}", color, depth, before=[chunk(b"gAMA", struct.pack(">I", gamma))])

    chromaticities = struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
    suggestion = b"".join(struct.pack(">BBBBH", *entry, 255, 9) for entry in entries(5))
    for name, added in (("density", [chunk(b"pHYs", struct.pack(">IIB", 4000, 1000, 0))]), ("chromaticities", [chunk(b"cHRM", chromaticities)]),
                        ("time", [chunk(b"tIME", struct.pack(">HBBBBB", 2000, 2, 29, 23, 59, 60))]),
                        ("text", [chunk(b"tEXt", b"Title\0Drawing"), chunk(b"tEXt", b"Comment\0"), chunk(b"zTXt", b"Author\0\0" + compress(b"none")),
                                  chunk(b"iTXt", b"Title\0\1\0de\0Titel\0" + compress("Ä 図".encode()))]),
                        ("suggestion", [chunk(b"sPLT", b"five\0\x08" + suggestion)]), ("unknown", [chunk(b"abCd", b"unknown"), chunk(b"zzZz")])):
        write(f"chunks-{name}-rgb8", RGB, 8, before=added)


def broken():
    """Write files with one fault each."""
    samples = draw(19, 15, RGB, 8)
    start, lines = header(19, 15, 8, RGB), rows(samples, 8, False, (0, 1, 2, 3, 4))
    data, end = chunk(b"IDAT", compress(lines)), chunk(b"IEND")
    good = SIGNATURE + start + data + end

    def changed(at, value):
        return good[:at] + bytes([value]) + good[at + 1:]

    damaged("signature-first-byte", changed(0, 0x88))
    damaged("signature-letter", changed(2, ord("M")))
    damaged("signature-seven-bits", changed(0, 0x09))
    damaged("signature-missing", good[8:])
    damaged("line-ends-lf", good.replace(b"\r\n", b"\n"))
    damaged("line-ends-crlf", good.replace(b"\n", b"\r\n"))
    damaged("header-checksum", changed(29, good[29] ^ 1))
    damaged("header-missing", SIGNATURE + data + end)
    for depth in 0, 3, 99:
        damaged(f"depth-{depth}", SIGNATURE + header(19, 15, depth, RGB) + data + end)
    for color in 1, 9:
        damaged(f"color-type-{color}", SIGNATURE + header(19, 15, 8, color) + data + end)
    damaged("palette16", SIGNATURE + header(19, 15, 16, PALETTE) + chunk(b"PLTE", bytes(768)) + data + end)
    damaged("palette-missing", SIGNATURE + header(19, 15, 8, PALETTE) + data + end)
    damaged("width-0", SIGNATURE + header(0, 23, 8, RGB) + data + end)
    damaged("interlace-2", SIGNATURE + header(19, 15, 8, RGB, 2) + data + end)
    damaged("compression-1", SIGNATURE + header(19, 15, 8, RGB, 0, 1) + data + end)
    damaged("data-missing", SIGNATURE + start + end)
    damaged("data-checksum", SIGNATURE + start + data[:-4] + bytes([data[-4] ^ 1]) + data[-3:] + end)
    damaged("data-not-zlib", SIGNATURE + start + chunk(b"IDAT", lines) + end)
    damaged("data-too-short", SIGNATURE + start + chunk(b"IDAT", compress(lines[:len(lines) // 2])) + end)
    damaged("filter-5", SIGNATURE + start + chunk(b"IDAT", compress(b"\5" + lines[1:])) + end)
    damaged("truncated", good[:len(good) // 2])


if __name__ == "__main__":
    (images / "png").mkdir(exist_ok=True)
    for old in (images / "png").glob("*.png"):
        old.unlink()
    intact()
    broken()
    with open(images / "png.csv", "w", newline="") as out:
        rows_of_table = csv.writer(out, lineterminator="\n")
        rows_of_table.writerow(["file", "width", "height", "bits", "rgba8", "rgba16"])
        rows_of_table.writerows(sorted(table))
