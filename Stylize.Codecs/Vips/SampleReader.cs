using System.Runtime.Intrinsics;

namespace Stylize.Codecs.Vips;

/// <summary>
/// Converts rows of interleaved samples of any type to 8-bit pixels or planes, with rounding, because libvips's casts
/// truncate.
/// </summary>
internal static unsafe class SampleReader
{
    /// <summary>The largest value of each <see cref="BandFormat"/>, or 1 in floating point.</summary>
    private static ReadOnlySpan<double> FullScales =>
        [byte.MaxValue, sbyte.MaxValue, ushort.MaxValue, short.MaxValue, uint.MaxValue, int.MaxValue, 1, 1, 1];

    /// <summary>
    /// Converts a row to 8-bit pixels: full scale of the sample type, or 1 in floating point, becomes 255; rounded and
    /// clamped.
    /// </summary>
    /// <param name="hasAlpha">True if the last band is alpha.</param>
    internal static void ToRgba(byte* row, BandFormat format, int bands, bool hasAlpha, Span<Rgba32> target)
    {
        if (format == BandFormat.Byte && bands == 4 && hasAlpha)
        {
            new ReadOnlySpan<Rgba32>(row, target.Length).CopyTo(target);
            return;
        }

        if (format == BandFormat.Byte && bands == 3 && !hasAlpha)
        {
            FromRgb(row, target);
            return;
        }

        var colors = bands - (hasAlpha ? 1 : 0);
        var (green, blue) = colors >= 3 ? (1, 2) : (0, 0);
        for (var x = 0; x < target.Length; x++)
        {
            var at = x * bands;
            target[x] = new Rgba32(
                ToByte(row, format, at), ToByte(row, format, at + green), ToByte(row, format, at + blue),
                hasAlpha ? ToByte(row, format, at + bands - 1) : byte.MaxValue);
        }
    }

    /// <summary>Converts one band of a row to numbers with full scale 1; floating-point samples stay
    /// unchanged.</summary>
    internal static void ToUnit(byte* row, BandFormat format, int bands, int band, Span<float> target)
    {
        for (var x = 0; x < target.Length; x++)
        {
            target[x] = Unit(row, format, (x * bands) + band);
        }
    }

    /// <summary>Copies one band of a row of unsigned samples of 8, 16 or 32 bits.</summary>
    /// <returns>False if a value exceeds 65535.</returns>
    internal static bool ToUShort(byte* row, BandFormat format, int bands, int band, Span<ushort> target)
    {
        switch (format)
        {
            case BandFormat.Byte:
                for (var x = 0; x < target.Length; x++)
                {
                    target[x] = row[(x * bands) + band];
                }

                return true;
            case BandFormat.UShort:
                for (var x = 0; x < target.Length; x++)
                {
                    target[x] = ((ushort*)row)[(x * bands) + band];
                }

                return true;
            default:
                var all = 0u;
                for (var x = 0; x < target.Length; x++)
                {
                    var value = ((uint*)row)[(x * bands) + band];
                    all |= value;
                    target[x] = (ushort)value;
                }

                return all <= ushort.MaxValue;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Number(byte* row, BandFormat format, int at) => format switch
    {
        BandFormat.Byte => row[at],
        BandFormat.SByte => ((sbyte*)row)[at],
        BandFormat.UShort => ((ushort*)row)[at],
        BandFormat.Short => ((short*)row)[at],
        BandFormat.UInt => ((uint*)row)[at],
        BandFormat.Int => ((int*)row)[at],
        BandFormat.Float => ((float*)row)[at],
        BandFormat.Double => ((double*)row)[at],
    };

    private static void FromRgb(byte* row, Span<Rgba32> target)
    {
        var x = 0;
        fixed (Rgba32* pixels = target)
        {
            // Four pixels per step; each step reads 16 bytes and uses 12, so the loop below converts the last pixels.
            var spread = Vector128.Create((byte)0, 1, 2, 128, 3, 4, 5, 128, 6, 7, 8, 128, 9, 10, 11, 128);
            var opaque = Vector128.Create(0xff000000u).AsByte();
            for (; x + 6 <= target.Length; x += 4)
            {
                (Vector128.Shuffle(Vector128.Load(row + (x * 3)), spread) | opaque).Store((byte*)(pixels + x));
            }

            for (; x < target.Length; x++)
            {
                var at = row + (x * 3);
                pixels[x] = new Rgba32(at[0], at[1], at[2]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte ToByte(byte* row, BandFormat format, int at) => format switch
    {
        BandFormat.Byte => row[at],
        BandFormat.UShort => PlainPixels.To8(((ushort*)row)[at]),
        _ => (byte)((Math.Clamp(Finite(Unit(row, format, at)), 0f, 1f) * 255f) + 0.5f),
    };

    private static float Finite(float value) => float.IsNaN(value) ? 0f : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Unit(byte* row, BandFormat format, int at) =>
        (float)(Number(row, format, at) / FullScales[(int)format]);
}

/// <summary>Reads sample values as stored; throws if 16 bits cannot represent them.</summary>
internal static unsafe class StoredSamples
{
    internal static void RequireUnsigned(VipsPage page, string name)
    {
        if ((BandFormat)VipsNative.vips_image_get_format(page.Image)
            is not (BandFormat.Byte or BandFormat.UShort or BandFormat.UInt))
        {
            throw Errors.NotSixteenBits.With(name, "signed or floating-point");
        }
    }

    internal static void Read(byte* row, VipsStrips strips, int band, Span<ushort> target, string name)
    {
        if (!SampleReader.ToUShort(row, strips.Format, strips.Bands, band, target))
        {
            throw Errors.ValuesTooLarge.With(name);
        }
    }
}
