namespace Stylize.Engine.Tests.Codecs;

/// <summary>Writes one picture as JPEG in each of the eight EXIF orientations, as cameras store it.</summary>
internal static class OrientedJpeg
{
    internal const int Width = 96;
    internal const int Height = 64;

    /// <summary>
    /// Upright positions of the stored pixel (x, y) by orientation, from the table of the TIFF 6.0 specification; w and
    /// h are the stored sides.
    /// </summary>
    internal static Func<int, int, int, int, (int X, int Y)>[] Shown { get; } =
    [
        (x, y, w, h) => (x, y),
        (x, y, w, h) => (w - 1 - x, y),
        (x, y, w, h) => (w - 1 - x, h - 1 - y),
        (x, y, w, h) => (x, h - 1 - y),
        (x, y, w, h) => (y, x),
        (x, y, w, h) => (h - 1 - y, x),
        (x, y, w, h) => (h - 1 - y, w - 1 - x),
        (x, y, w, h) => (y, w - 1 - x),
    ];

    /// <summary>Returns the bytes of a file whose upright picture has <see cref="Width"/> x <see cref="Height"/>
    /// pixels.</summary>
    internal static byte[] Write(int orientation)
    {
        var (width, height) = orientation > 4 ? (Height, Width) : (Width, Height);
        using var stored = new Raster<Rgba32>(width, height);
        foreach (var (x, y) in Coordinates(width, height))
        {
            var (shownX, shownY) = Shown[orientation - 1](x, y, width, height);
            var isInCorner = shownX > 60 && shownY < 24;
            stored[x, y] =
                new Rgba32((byte)(40 + (2 * shownX)), (byte)(60 + (2 * shownY)), (byte)(isInCorner ? 200 : 90));
        }

        using var jpeg = new MemoryStream();
        ImageCodecs.Default.Encode(stored, jpeg, new EncodeOptions(ImageFormat.Jpeg) { Quality = 95 });
        byte[] exif = [.. "Exif\0\0"u8,
            .. TinyExif.Make("a photograph", (ushort)orientation, isBig: orientation % 2 == 0)];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(exif.Length + 2));
        var bytes = jpeg.ToArray();
        return [.. bytes[..2], 0xff, 0xe1, .. length, .. exif, .. bytes[2..]];
    }
}
