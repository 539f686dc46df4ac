using System.Numerics;
using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Background;

/// <summary>Marks background pixels in rows of a plane of 16-bit values by their top bit; the lower 15 bits are the caller's.</summary>
internal static class BackgroundMask
{
    /// <summary>The bit that marks a background pixel.</summary>
    public const ushort Bit = 0x8000;

    /// <summary>A detected background of this share of the image or more is taken for a false detection and ignored.</summary>
    public const double MaxShare = 0.95;

    /// <summary>
    /// Marks pixels whose CIE76 colour difference from one of the background colours is at most 100 times the tolerance.
    /// <see cref="Vector{T}"/> lanes; the row's remainder is filled up with zeros that are not marked.
    /// </summary>
    /// <param name="pixels">A row of the image.</param>
    /// <param name="centres">Background colours as L*, a*, b*.</param>
    /// <param name="tolerance">Largest colour difference / 100, [0,1].</param>
    /// <param name="plane">The same row of the plane.</param>
    /// <param name="scratch">At least three times the row's length, each rounded up to whole vectors.</param>
    /// <returns>Number of pixels marked.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static int MarkByColor(
        ReadOnlySpan<Rgba32> pixels, ReadOnlySpan<Vector3> centres, float tolerance, Span<ushort> plane, Span<float> scratch)
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
                    plane[x + i] |= Bit;
                    marked++;
                }
            }
        }

        return marked;
    }

    /// <summary>Removes all marks.</summary>
    public static void Clear(Span<ushort> plane)
    {
        foreach (ref var value in plane)
        {
            value = (ushort)(value & ~Bit);
        }
    }

    /// <summary>Marks pixels that are more than half transparent.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void MarkTransparent(ReadOnlySpan<Rgba32> pixels, Span<ushort> plane)
    {
        for (var x = 0; x < pixels.Length; x++)
        {
            if (pixels[x].A < 128)
            {
                plane[x] |= Bit;
            }
        }
    }

    /// <summary>
    /// Marks pixels where a mask, scaled to the image by nearest neighbour, is dark (grey below 128) or more than half transparent.
    /// </summary>
    /// <param name="mask">The mask, of any size.</param>
    /// <param name="y">Row of the image.</param>
    /// <param name="imageHeight">Height of the image.</param>
    /// <param name="plane">The same row of the plane.</param>
    public static void MarkByMask(Raster<Rgba32> mask, int y, int imageHeight, Span<ushort> plane)
    {
        var row = mask.Row((int)((long)y * mask.Height / imageHeight));
        for (var x = 0; x < plane.Length; x++)
        {
            var p = row[(int)((long)x * mask.Width / plane.Length)];
            if (p.A < 128 || Luma.Of(p) < 128)
            {
                plane[x] |= Bit;
            }
        }
    }
}
