using System.Numerics;
using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt;

/// <summary>Marks background pixels in rows of a plane by <see cref="StrengthPlane.BackgroundBit"/>.</summary>
internal static class BackgroundMask
{
    /// <summary>Share of the image from which on a detected background is taken for a mistake.</summary>
    public const double TooMuch = 0.95;

    /// <summary>Marks pixels near one of the background colours, and transparent ones.</summary>
    /// <param name="centres">Background colours as L*, a*, b*.</param>
    /// <param name="scratch">Three times the row's length, rounded up to whole vectors.</param>
    /// <returns>Pixels marked for their colour.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int MarkByColor(ReadOnlySpan<Rgba32> pixels, ReadOnlySpan<Vector3> centres, float tolerance, Span<ushort> plane, Span<float> scratch)
    {
        var lanes = Vector<float>.Count;
        var padded = (pixels.Length + lanes - 1) / lanes * lanes;
        var lightness = scratch[..padded];
        var greenRed = scratch.Slice(padded, padded);
        var blueYellow = scratch.Slice(2 * padded, padded);
        LabConversion.FromRgba(pixels, lightness, greenRed, blueYellow);
        lightness[pixels.Length..].Clear();
        greenRed[pixels.Length..].Clear();
        blueYellow[pixels.Length..].Clear();
        var limit = new Vector<float>(tolerance * tolerance * 10000f);
        Span<int> near = stackalloc int[lanes];
        var marked = 0;
        for (var x = 0; x < pixels.Length; x += lanes)
        {
            var l = new Vector<float>(lightness[x..]);
            var a = new Vector<float>(greenRed[x..]);
            var b = new Vector<float>(blueYellow[x..]);
            var best = new Vector<float>(float.MaxValue);
            foreach (var centre in centres)
            {
                var dl = l - new Vector<float>(centre.X);
                var da = a - new Vector<float>(centre.Y);
                var db = b - new Vector<float>(centre.Z);
                best = Vector.Min(best, (dl * dl) + (da * da) + (db * db));
            }

            var within = Vector.LessThanOrEqual(best, limit);
            if (Vector.EqualsAll(within, Vector<int>.Zero))
            {
                continue;
            }

            within.CopyTo(near);
            for (var i = 0; i < lanes && x + i < pixels.Length; i++)
            {
                if (near[i] != 0)
                {
                    plane[x + i] |= StrengthPlane.BackgroundBit;
                    marked++;
                }
            }
        }

        return marked;
    }

    /// <summary>Takes all marks off.</summary>
    public static void Clear(Span<ushort> plane)
    {
        foreach (ref var value in plane)
        {
            value &= StrengthPlane.One;
        }
    }

    /// <summary>Marks pixels that are more than half transparent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MarkTransparent(ReadOnlySpan<Rgba32> pixels, Span<ushort> plane)
    {
        for (var x = 0; x < pixels.Length; x++)
        {
            if (pixels[x].A < 128)
            {
                plane[x] |= StrengthPlane.BackgroundBit;
            }
        }
    }

    /// <summary>Marks pixels where the mask, scaled to the image, is dark or transparent.</summary>
    public static void MarkByMask(Raster<Rgba32> mask, int y, int imageHeight, Span<ushort> plane)
    {
        var row = mask.Row((int)((long)y * mask.Height / imageHeight));
        for (var x = 0; x < plane.Length; x++)
        {
            var p = row[(int)((long)x * mask.Width / plane.Length)];
            if (p.A < 128 || Luma.Of(p) < 128)
            {
                plane[x] |= StrengthPlane.BackgroundBit;
            }
        }
    }
}
