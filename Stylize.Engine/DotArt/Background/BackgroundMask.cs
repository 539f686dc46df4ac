namespace Stylize.Engine.DotArt.Background;

/// <summary>Marks background pixels in rows of a 16-bit raster by setting the top bit. The lower 15 bits belong to the caller.</summary>
internal static class BackgroundMask
{
    /// <summary>The bit that marks a background pixel.</summary>
    public const ushort Bit = 0x8000;

    /// <summary>A detected background of this share of the image or more is considered a false detection and ignored.</summary>
    public const double MaxShare = 0.95;

    /// <summary>Marks pixels whose CIE76 color difference from one of the background colors is at most 100 times the tolerance. Uses
    /// <see cref="Vector{T}"/>; the remainder of the row is padded with zeros, which are not marked.</summary>
    /// <param name="centers">Background colors as (L*, a*, b*).</param>
    /// <param name="tolerance">Maximum color difference divided by 100, in [0,1].</param>
    /// <param name="plane">The same row of the marked raster.</param>
    /// <param name="scratch">At least three times the length of the row, each rounded up to whole vectors.</param>
    /// <returns>The number of pixels marked.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static int MarkByColor(
        ReadOnlySpan<Rgba32> pixels, ReadOnlySpan<Vector3> centers, float tolerance, Span<ushort> plane, Span<float> scratch)
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
            foreach (var center in centers)
            {
                var dl = l - new Vector<float>(center.X);
                var da = a - new Vector<float>(center.Y);
                var db = b - new Vector<float>(center.Z);
                best = Vector.Min(best, (dl * dl) + (da * da) + (db * db));
            }

            var within = Vector.LessThanOrEqual(best, limit);
            if (Vector.EqualsAll(within, Vector<int>.Zero)) continue;

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

    public static void Clear(Span<ushort> plane)
    {
        foreach (ref var value in plane)
        {
            value = (ushort)(value & ~Bit);
        }
    }

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

    /// <summary>Marks pixels at which a mask, scaled by nearest neighbor, is dark (gray below 128) or more than half transparent.</summary>
    /// <param name="mask">The mask, of any size.</param>
    /// <param name="y">Row of the image.</param>
    /// <param name="plane">The same row of the marked raster.</param>
    public static void MarkByMask(Raster<Rgba32> mask, int y, int imageHeight, Span<ushort> plane)
    {
        var row = mask.Row((int)((long)y * mask.Height / imageHeight));
        for (var x = 0; x < plane.Length; x++)
        {
            var p = row[(int)((long)x * mask.Width / plane.Length)];
            if (p.A < 128 || EncodedGray.Of(p) < 128)
            {
                plane[x] |= Bit;
            }
        }
    }
}

/// <summary>Finds the background of an image and marks it in a raster with <see cref="BackgroundMask.Bit"/>.</summary>
internal static class BackgroundPass
{
    /// <summary>Marks pixels that are more than half transparent.</summary>
    public static void MarkTransparent(Raster<Rgba32> image, Raster<ushort> plane, OperationContext context) =>
        RowBands.ForEach(image.Height, context.MaxThreads, context.Cancellation, (_, first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                BackgroundMask.MarkTransparent(image.Row(y), plane.Row(y));
            }
        });

    /// <summary>Returns the marked background of an image; null if the options do not ask for it. The caller owns it.</summary>
    public static Raster<ushort>? Find(Raster<Rgba32> image, BackgroundOptions options, ImageInput input, OperationContext context) =>
        options is { MaskPath: null, Use: not BackgroundUse.Detect } ? null
        : new Raster<ushort>(image.Width, image.Height, clear: true).FilledBy(plane => Mark(image, plane, options, input, context));

    /// <summary>Marks the background of the mask image if the options have one; otherwise, the detected background.</summary>
    /// <param name="plane">A raster of the size of the image.</param>
    /// <param name="input">Provides the codec that reads the mask.</param>
    public static void Mark(
        Raster<Rgba32> image, Raster<ushort> plane, BackgroundOptions options, ImageInput input, OperationContext context)
    {
        using (context.Phases.Start("background"))
        {
            if (options.MaskPath is { } path)
            {
                using var mask = input.Codec.DecodeRgba(ImageSource.File(path), input.DecodeOptions);
                for (var y = 0; y < image.Height; y++)
                {
                    BackgroundMask.MarkByMask(mask, y, image.Height, plane.Row(y));
                }

                return;
            }

            MarkDetected(image, plane, options, context);
        }
    }

    private static void MarkDetected(Raster<Rgba32> image, Raster<ushort> plane, BackgroundOptions options, OperationContext context)
    {
        var colors = BackgroundColors.Find(image, options);
        if (colors.Length == 0) return;

        long marked = 0;
        RowBands.ForEach(image.Height, context.MaxThreads, context.Cancellation, (_, first, end) =>
        {
            using var scratch = new PooledBuffer<float>(3 * (image.Width + 16));
            var inBand = 0L;
            for (var y = first; y < end; y++)
            {
                inBand += BackgroundMask.MarkByColor(image.Row(y), colors, options.Tolerance, plane.Row(y), scratch.Span);
            }

            Interlocked.Add(ref marked, inBand);
        });
        if (marked < BackgroundMask.MaxShare * image.PixelCount) return;

        context.Verbose?.Invoke("At least 95% of the image matches the background colors, so no background is removed.");
        RowBands.ForEach(image.Height, context.MaxThreads, context.Cancellation, (_, first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                BackgroundMask.Clear(plane.Row(y));
                BackgroundMask.MarkTransparent(image.Row(y), plane.Row(y));
            }
        });
    }
}
