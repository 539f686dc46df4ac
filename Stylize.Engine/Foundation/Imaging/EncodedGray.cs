namespace Stylize.Engine.Imaging;

/// <summary>Computes the gray of sRGB-encoded pixels with the weights of ITU-R BT.709 (0.2126, 0.7152, 0.0722, in units
/// of 1/65536), rounded to 0..255. Transparent pixels are first blended with white.</summary>
internal static class EncodedGray
{
    private const uint Red = 13933, Green = 46871, Blue = 4732;

    /// <summary>Returns the gray of one pixel, 0 to 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FromColor(Rgba32 pixel)
    {
        var gray = ((Red * pixel.R) + (Green * pixel.G) + (Blue * pixel.B) + 32768) >> 16;
        return pixel.A == 255 ? (int)gray : (int)(((gray * pixel.A) + (255u * (255u - pixel.A)) + 127) / 255);
    }

    /// <summary>Replaces the color of each pixel by its gray, and keeps its alpha.</summary>
    public static void Convert(Raster<Rgba32> image)
    {
        for (var y = 0; y < image.Height; y++)
        {
            foreach (ref var pixel in image.Row(y))
            {
                var gray = (byte)FromColor(pixel with { A = 255 });
                pixel = new Rgba32(gray, gray, gray, pixel.A);
            }
        }
    }

    /// <summary>Computes the gray of a row: the integers of <see cref="FromColor"/> as floats. Vectors of opaque pixels
    /// are processed with <see cref="Vector{T}"/>, all other pixels one by one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Row(ReadOnlySpan<Rgba32> pixels, Span<float> gray)
    {
        var packed = MemoryMarshal.Cast<Rgba32, uint>(pixels);
        var lanes = Vector<uint>.Count;
        var byteMask = new Vector<uint>(255);
        var opaque = new Vector<uint>(0xFF000000);
        var x = 0;
        for (; BitConverter.IsLittleEndian && x <= packed.Length - lanes; x += lanes)
        {
            var p = new Vector<uint>(packed[x..]);
            if (!Vector.EqualsAll(p & opaque, opaque))
            {
                for (var i = x; i < x + lanes; i++)
                {
                    gray[i] = FromColor(pixels[i]);
                }

                continue;
            }

            var sum = ((p & byteMask) * Red)
                + ((Vector.ShiftRightLogical(p, 8) & byteMask) * Green)
                + ((Vector.ShiftRightLogical(p, 16) & byteMask) * Blue)
                + new Vector<uint>(32768);
            Vector.ConvertToSingle(Vector.AsVectorInt32(Vector.ShiftRightLogical(sum, 16))).CopyTo(gray[x..]);
        }

        for (; x < packed.Length; x++)
        {
            gray[x] = FromColor(pixels[x]);
        }
    }
}
