namespace Stylize.Engine.DotArt.Background;

/// <summary>Marks background pixels in rows of a 16-bit raster by setting the top bit. The lower 15 bits belong to the
/// caller.</summary>
internal static class BackgroundMask
{
    /// <summary>The bit that marks a background pixel.</summary>
    public const ushort Bit = 0x8000;

    /// <summary>A detected background of this share of the image or more is considered a false detection and
    /// ignored.</summary>
    public const double MaxShare = 0.95;

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

    /// <summary>Marks pixels at which a mask, scaled by nearest neighbor, is dark (gray below 128) or more than half
    /// transparent.</summary>
    /// <param name="mask">The mask, of any size.</param>
    /// <param name="y">Row of the image.</param>
    /// <param name="plane">The same row of the marked raster.</param>
    public static void MarkByMask(Raster<Rgba32> mask, int y, int imageHeight, Span<ushort> plane)
    {
        var row = mask.Row((int)((long)y * mask.Height / imageHeight));
        for (var x = 0; x < plane.Length; x++)
        {
            var p = row[(int)((long)x * mask.Width / plane.Length)];
            if (p.A < 128 || EncodedGray.FromColor(p) < 128)
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
        RowBands.ForEachRow(image.Height, context.MaxThreads, context.Cancellation, y =>
        {
            BackgroundMask.MarkTransparent(image.Row(y), plane.Row(y));
        });

    /// <summary>Returns true if a background is to be marked.</summary>
    /// <param name="isUsual">True if it is unless the options say otherwise.</param>
    public static bool IsWanted(BackgroundOptions options, bool isUsual) =>
        options.MaskPath is not null || options.Use == BackgroundUse.Detect
            || (isUsual && options.Use == BackgroundUse.Auto);

    /// <summary>Returns the marked background of an image; null if the options do not ask for it. The caller owns
    /// it.</summary>
    public static Raster<ushort>? Find(
        Raster<Rgba32> image, BackgroundOptions options, ImageInput input, OperationContext context) =>
        !IsWanted(options, isUsual: false) ? null
        : new Raster<ushort>(image.Width, image.Height, clear: true).FilledBy(
            plane => Mark(image, plane, options, input, context));

    /// <summary>Marks the background of the mask image if the options have one; otherwise, the detected
    /// background.</summary>
    /// <param name="plane">A raster of the size of the image.</param>
    /// <param name="input">Provides the codec that reads the mask.</param>
    public static void Mark(
        Raster<Rgba32> image, Raster<ushort> plane, BackgroundOptions options, ImageInput input,
        OperationContext context)
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

    private static void MarkDetected(
        Raster<Rgba32> image, Raster<ushort> plane, BackgroundOptions options, OperationContext context)
    {
        if (Find(image, options) is not { } found) return;

        long marked = 0;
        RowBands.ForEach(image.Height, context.MaxThreads, context.Cancellation, (_, first, end) =>
        {
            var inBand = 0L;
            for (var y = first; y < end; y++)
            {
                inBand += found.Mark(image.Row(y), plane.Row(y), BackgroundMask.Bit);
            }

            Interlocked.Add(ref marked, inBand);
        });
        if (marked < BackgroundMask.MaxShare * image.PixelCount) return;

        context.Verbose?.Invoke(
            "At least 95% of the image matches the background colors, so no background is removed.");
        RowBands.ForEachRow(image.Height, context.MaxThreads, context.Cancellation, y =>
        {
            BackgroundMask.Clear(plane.Row(y));
            BackgroundMask.MarkTransparent(image.Row(y), plane.Row(y));
        });
    }

    /// <summary>Clusters samples of the border; null if all are transparent.</summary>
    internal static PlainBackground? Find(Raster<Rgba32> image, BackgroundOptions options)
    {
        const int MaxRounds = 20;
        const float Convergence = 0.1f;
        const double SampleShare = 0.1;
        const int Clusters = 3, Seed = 42;
        var border = PlainBackground.Border(image);
        var wanted = Math.Max(Math.Min(border.Length, 4), (int)Math.Ceiling(border.Length * SampleShare));
        var pixels = Enumerable.Range(0, wanted).Select(i => border[(int)((long)i * border.Length / wanted)]);
        (Lab Color, double Weight)[] samples =
            [.. pixels.Where(pixel => pixel.A >= 128).Select(pixel => (LabConversion.FromRgba(pixel), 1.0))];
        if (samples.Length == 0) return null;

        var centers = KMeans.PlusPlus(samples, Clusters, new Random(Seed));
        KMeans.Run(samples, centers, MaxRounds, Convergence);
        return new PlainBackground(centers, 100 * options.Tolerance);
    }
}
