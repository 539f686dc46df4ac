using System.Numerics.Tensors;

namespace Stylize.Codecs.Pixels;

internal static class PlainPixels
{
    internal static Raster<Rgba32> ToRgba(SampleImage<ushort> image)
    {
        var pixels = new Raster<Rgba32>(image.Width, image.Height);
        for (var y = 0; y < image.Height; y++)
        {
            ToRgba(image, y, pixels.Row(y));
        }

        return pixels;
    }

    internal static void ToRgba(SampleImage<ushort> image, int y, Span<Rgba32> row)
    {
        var (green, blue) = image.ColorPlanes >= 3 ? (1, 2) : (0, 0);
        ReadOnlySpan<ushort> r = Samples(0), g = Samples(green), b = Samples(blue), a = image.HasAlpha
            ? Samples(^1) : [];
        for (var x = 0; x < row.Length; x++)
        {
            row[x] = image.BitsPerSample > 8
                ? new Rgba32(To8(r[x]), To8(g[x]), To8(b[x]), a.IsEmpty ? byte.MaxValue : To8(a[x]))
                : new Rgba32((byte)r[x], (byte)g[x], (byte)b[x], a.IsEmpty ? byte.MaxValue : (byte)a[x]);
        }

        ReadOnlySpan<ushort> Samples(Index plane) => image.Planes[plane.GetOffset(image.Planes.Count)].Row(y);
    }

    /// <summary>Copies a row to samples of 8 bits, or of 16 in the order of this machine, pixel by pixel.</summary>
    internal static void Interleave(SampleImage<ushort> image, int y, Span<byte> target)
    {
        var (bands, isWide) = (image.Planes.Count, image.BitsPerSample > 8);
        for (var band = 0; band < bands; band++)
        {
            var row = image.Planes[band].Row(y);
            if (isWide)
            {
                var words = MemoryMarshal.Cast<byte, ushort>(target);
                for (var x = 0; x < row.Length; x++)
                {
                    words[(x * bands) + band] = row[x];
                }
            }
            else
            {
                for (var x = 0; x < row.Length; x++)
                {
                    target[(x * bands) + band] = (byte)Math.Min(row[x], byte.MaxValue);
                }
            }
        }
    }

    /// <summary>Composites one pixel with straight alpha over another (Porter and Duff 1984), rounded to
    /// nearest.</summary>
    internal static Rgba32 Over(Rgba32 front, Rgba32 back)
    {
        if (front.A is 0 or byte.MaxValue || back.A == 0) return front.A == 0 ? back : front;

        // Weights in units of 1/255².
        int frontWeight = front.A * 255, backWeight = back.A * (255 - front.A);
        var sum = frontWeight + backWeight;
        return new Rgba32(Mix(front.R, back.R), Mix(front.G, back.G), Mix(front.B, back.B), (byte)((sum + 127) / 255));

        byte Mix(int one, int other) => (byte)(((one * frontWeight) + (other * backWeight) + (sum / 2)) / sum);
    }

    /// <summary>Returns the planes of 8 bits of an image.</summary>
    internal static SampleImage<ushort> FromRgba(Raster<Rgba32> image, bool hasAlpha)
    {
        var samples = new SampleImage<ushort>(hasAlpha ? 4 : 3, image.Width, image.Height, hasAlpha, 8);
        var planes = samples.Planes;
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                (planes[0].Row(y)[x], planes[1].Row(y)[x], planes[2].Row(y)[x]) = (row[x].R, row[x].G, row[x].B);
                if (hasAlpha)
                {
                    planes[3].Row(y)[x] = row[x].A;
                }
            }
        }

        return samples;
    }

    /// <summary>Returns pixels of numbers with full scale 1.</summary>
    internal static Raster<Rgba32> ToRgba(SampleImage<float> numbers)
    {
        var pixels = new Raster<Rgba32>(numbers.Width, numbers.Height);
        var (green, blue) = numbers.ColorPlanes >= 3 ? (1, 2) : (0, 0);
        for (var y = 0; y < numbers.Height; y++)
        {
            var to = pixels.Row(y);
            for (var x = 0; x < to.Length; x++)
            {
                to[x] = new Rgba32(
                    Byte(0, x, y), Byte(green, x, y), Byte(blue, x, y),
                    numbers.HasAlpha ? Byte(numbers.Planes.Count - 1, x, y) : byte.MaxValue);
            }
        }

        return pixels;

        byte Byte(int plane, int x, int y)
        {
            var number = numbers.Planes[plane].Row(y)[x];
            return (byte)((Math.Clamp(float.IsNaN(number) ? 0f : number, 0f, 1f) * 255f) + 0.5f);
        }
    }

    /// <summary>Returns planes with full scale 1.</summary>
    internal static SampleImage<float> ToUnits(SampleImage<ushort> image)
    {
        var full = image.BitsPerSample > 8 ? 65535f : 255f;
        var units = new SampleImage<float>(image.Planes.Count, image.Width, image.Height, image.HasAlpha, 32);
        for (var plane = 0; plane < image.Planes.Count; plane++)
        {
            for (var y = 0; y < image.Height; y++)
            {
                var to = units.Planes[plane].Row(y);
                TensorPrimitives.ConvertTruncating<ushort, float>(image.Planes[plane].Row(y), to);
                TensorPrimitives.Divide(to, full, to);
            }
        }

        return units;
    }

    /// <summary>Rounds a 16-bit value to 8 bits: round(v * 255 / 65535), exact for every v.</summary>
    internal static byte To8(ushort value) => (byte)(((value * 255u) + 32895u) >> 16);
}

/// <summary>Converts stored samples to 8-bit pixels while they are read, so that only a strip of samples is in
/// memory.</summary>
/// <param name="strips">Owned by the reader.</param>
internal sealed class PixelStrips(IStripReader strips) : IRgbaStripReader
{
    private readonly SampleImage<ushort> _samples = new(
        strips.Info.ColorPlanes, strips.Info.Width, RowBands.DefaultHeight, false, strips.Info.BitsPerSample);

    private int _next;
    private int _count;

    public ImageInfo Info => strips.Info;

    /// <summary>Returns all pixels of a plane without alpha, and disposes of its reader.</summary>
    public static Raster<Rgba32> ReadAll(IStripReader strips)
    {
        using var reader = new PixelStrips(strips);
        return new Raster<Rgba32>(reader.Info.Width, reader.Info.Height).FilledBy(pixels => reader.Read(pixels));
    }

    public int Read(Raster<Rgba32> rows)
    {
        var done = 0;
        for (; done < rows.Height && Fill(); done++)
        {
            PlainPixels.ToRgba(_samples, _next++, rows.Row(done));
        }

        return done;
    }

    public void Dispose()
    {
        _samples.Dispose();
        strips.Dispose();
    }

    private bool Fill()
    {
        if (_next == _count)
        {
            (_next, _count) = (0, strips.Read(_samples.Planes));
        }

        return _next < _count;
    }
}

/// <param name="image">The samples, owned by the reader.</param>
internal sealed class WholeStrips(ImageInfo info, SampleImage<ushort> image) : IStripReader
{
    private int _next;

    public ImageInfo Info => info;

    public int Read(IReadOnlyList<Raster<ushort>> planes)
    {
        planes.Require(image.Planes.Count, image.Width);
        var rows = Math.Min(planes[0].Height, image.Height - _next);
        for (var band = 0; band < planes.Count; band++)
        {
            for (var y = 0; y < rows; y++)
            {
                image.Planes[band].Row(_next + y).CopyTo(planes[band].Row(y));
            }
        }

        _next += rows;
        return rows;
    }

    public void Dispose() => image.Dispose();
}
