namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// Draws coarse pictures of opaque models whose Gaussians cover few samples, so that the time per Gaussian is what
/// counts: preparation in single precision, a window without exponentials, and one pass over the samples. Other models
/// are drawn like full pictures.
/// </summary>
internal static unsafe class CoarseRenderer
{
    /// <summary>Gaussians of a tile between checks for cancellation.</summary>
    private const int Batch = 4096;

    /// <summary>Smallest variance in samples squared. Without a limit, a point in a picture of almost all pixels would
    /// have none.</summary>
    private const float MinVariance = 1e-2f;

    /// <summary>Samples per Gaussian up to which this is faster than <see cref="StripKernel"/>.</summary>
    private const int MaxSamples = 6;

    /// <summary>Cutoffs that <see cref="CoarseKernel.SquaredRadius"/> replaces. Larger ones fill gaps, smaller ones
    /// leave gaps.</summary>
    private const float MinCutoff = 2.5f, MaxCutoff = 4.5f;

    /// <param name="samples">Samples of the coarse picture.</param>
    public static bool CanDraw(GaussianModel model, long samples) =>
        !model.HasAlpha && model.Compositing != GaussianCompositing.Over
            && model.Cutoff is >= MinCutoff and <= MaxCutoff
        && samples <= (long)MaxSamples * model.Count;

    public static void Draw<TLanes, TVector>(
        GaussianModel model, SampleGrid columns, SampleGrid rows, CoarsePicture picture, ThreadGrant maxThreads,
        CancellationToken cancellation)
        where TLanes : ILanes<TVector>
    {
        using var gaussians = new PooledBuffer<CoarseGaussian>(model.Count);
        using var boxes = new PooledBuffer<SampleBox>(model.Count);
        Prepare(model, columns, rows, gaussians, boxes, maxThreads, cancellation);
        var grid = new SampleTiles(columns, rows);
        TileBins.ForEachTile(grid, boxes, keepOrder: false, maxThreads, cancellation, (tile, chosen) =>
        {
            var stride = tile.Width + CoarseKernel.Margin;
            using var sums = new PooledBuffer<Vector128<float>>(stride * tile.Height, clear: true);
            for (; chosen.Length > 0; chosen = chosen[Math.Min(Batch, chosen.Length)..])
            {
                cancellation.ThrowIfCancellationRequested();
                CoarseKernel.Draw<TLanes, TVector>(
                    gaussians.Pointer, chosen[..Math.Min(Batch, chosen.Length)], tile, sums.Pointer, stride);
            }

            for (var y = 0; y < tile.Height; y++)
            {
                var row = sums.Pointer + ((nint)y * stride);
                Resolve(row, tile.Width, model);
                picture.Write(tile.Left, tile.Top + y, tile.Width, row);
            }
        });
    }

    private static void Prepare(
        GaussianModel model, SampleGrid columns, SampleGrid rows, PooledBuffer<CoarseGaussian> gaussians,
        PooledBuffer<SampleBox> boxes, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var isNormalized = model.Compositing == GaussianCompositing.Normalized;
        var inverseWeight = isNormalized ? (float)GaussianPreparer.InverseWeight(model) : 0;

        // The window keeps its integral: 1 / (power + 1) of the area of its ellipse here, and 2 pi times the factor of
        // edge in the model.
        var edge = model.Cutoff * model.Cutoff / 2;
        var factor = (1 - ((1 + edge) * (float)PortableMath.Exp(-edge))) * 2 * (CoarseKernel.Power + 1)
            / CoarseKernel.SquaredRadius;
        RowBands.ForEach(model.Count, maxThreads, cancellation, (_, first, end) =>
        {
            for (; first <= end - Vector256<float>.Count; first += Vector256<float>.Count)
            {
                Prepare(model, first, columns, rows, inverseWeight, factor, gaussians.Pointer + first,
                    boxes.Pointer + first);
            }

            if (first < end)
            {
                // The planes are padded, so whole vectors may be read.
                var rest = stackalloc CoarseGaussian[Vector256<float>.Count];
                var restBoxes = stackalloc SampleBox[Vector256<float>.Count];
                Prepare(model, first, columns, rows, inverseWeight, factor, rest, restBoxes);
                new ReadOnlySpan<CoarseGaussian>(rest, end - first).CopyTo(gaussians.Span[first..]);
                new ReadOnlySpan<SampleBox>(restBoxes, end - first).CopyTo(boxes.Span[first..]);
            }
        }, bandHeight: 4096);
    }

    /// <summary>Prepares eight Gaussians, one per lane; see <see cref="GaussianPreparer"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Prepare(
        GaussianModel model, int first, in SampleGrid columns, in SampleGrid rows, float inverseWeight, float factor,
        CoarseGaussian* gaussians, SampleBox* boxes)
    {
        nint plane = model.Store.Stride;
        var planes = model.Store.PlanePointer(0) + first;
        var one = Vector256<float>.One;
        var l11 = Vector256.Load(planes + (2 * plane)) * (float)columns.PerSource;
        var l21 = Vector256.Load(planes + (3 * plane)) * (float)rows.PerSource;
        var l22 = Vector256.Load(planes + (4 * plane)) * (float)rows.PerSource;
        var (addX, addY) =
            (Vector256.Create((float)columns.AddedVariance), Vector256.Create((float)rows.AddedVariance));
        var xx = l11 * l11;
        var yy = (l21 * l21) + (l22 * l22);
        var determinant = xx * l22 * l22;
        var convolved = determinant + (addX * yy) + (addY * xx) + (addX * addY);
        var varianceY = Vector256.Max(yy + addY, Vector256.Create(MinVariance));
        var inverseY = one / varianceY;
        var varianceXGivenY = Vector256.Max(convolved * inverseY, Vector256.Create(MinVariance));
        var slope = l11 * l21 * inverseY;
        var radius = Vector256.Create(CoarseKernel.SquaredRadius);
        var (insideX, insideY) = (radius * varianceXGivenY, radius * varianceY);
        var (reachX, reachY) = (Vector256.Sqrt(insideX + (slope * slope * insideY)), Vector256.Sqrt(insideY));
        var (acrossRow, row) = (one / insideX, one / insideY);
        var centerX = (Vector256.Load(planes) * columns.Samples) - Vector256.Create(0.5f);
        var centerY = (Vector256.Load(planes + plane) * rows.Samples) - Vector256.Create(0.5f);

        var amplitude = Vector256.Sqrt(determinant / convolved);
        var opacity = Vector256.Load(planes + (9 * plane));
        opacity /= one + (opacity * (one - amplitude) * inverseWeight);
        var weight = opacity * amplitude * factor;
        var red = Vector256.Load(planes + (5 * plane)) * weight;
        var green = Vector256.Load(planes + (6 * plane)) * weight;
        var blue = Vector256.Load(planes + (7 * plane)) * weight;
        var (top, bottom) = (First(centerY - reachY, rows.Samples), Last(centerY + reachY, rows.Samples));
        var (left, right) = (First(centerX - reachX, columns.Samples), Last(centerX + reachX, columns.Samples));
        var sum = centerX + centerY + slope + acrossRow + row + reachX + reachY + red + green + blue + weight;
        var isVisible = Vector256.LessThan(Vector256.Abs(sum), Vector256.Create(float.PositiveInfinity)).AsInt32()
            & Vector256.LessThanOrEqual(left, right);
        top &= isVisible;
        bottom = Vector256.ConditionalSelect(isVisible, bottom, Vector256.Create(-1));

        var target = (float*)gaussians;
        nint stride = sizeof(CoarseGaussian) / sizeof(float);
        Store(centerX, centerY, slope, acrossRow, target, stride);
        Store(row, insideX, row, row, target + 4, stride);
        Store(red, green, blue, weight, target + 8, stride);
        Store(top.AsSingle(), bottom.AsSingle(), left.AsSingle(), right.AsSingle(), target + 12, stride);
        Store(
            top.AsSingle(), bottom.AsSingle(), left.AsSingle(), right.AsSingle(), (float*)boxes,
            sizeof(SampleBox) / sizeof(float));
    }

    private static void Store(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, float* target, nint stride)
    {
        GaussianPreparer.StoreColumns(a.GetLower(), b.GetLower(), c.GetLower(), d.GetLower(), target, stride);
        GaussianPreparer.StoreColumns(
            a.GetUpper(), b.GetUpper(), c.GetUpper(), d.GetUpper(),
            target + (Vector256<float>.Count / 2 * stride), stride);
    }

    /// <summary>Returns the first sample at or after an edge, 0 to <paramref name="samples"/>; 0 for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> First(Vector256<float> edge, int samples) => Vector256.ConvertToInt32(
        Vector256.Min(Vector256.Max(Vector256.Ceiling(edge), Vector256<float>.Zero), Vector256.Create((float)samples)));

    /// <summary>Returns the last sample at or before an edge, -1 to <paramref name="samples"/> - 1; 0 for
    /// NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Last(Vector256<float> edge, int samples) => Vector256.ConvertToInt32(
        Vector256.Min(Vector256.Max(Vector256.Floor(edge), Vector256.Create(-1f)), Vector256.Create(samples - 1f)));

    /// <summary>Converts sums to sRGB-encoded colors in [0,1].</summary>
    private static void Resolve(Vector128<float>* row, int count, GaussianModel model)
    {
        var isNormalized = model.Compositing == GaussianCompositing.Normalized;
        var share = isNormalized ? model.Epsilon : 1;
        var background = model.Background;
        var behind = Vector128.Create(background.R, background.G, background.B, 1) * share;
        var behinds = Vector256.Create(behind, behind);
        for (var x = 0; x < count; x += 2)
        {
            // An odd row ends in the margin. The weight becomes 1.
            var sum = Vector256.Load((float*)(row + x)) + behinds;
            sum = isNormalized ? sum / Vector256.Shuffle(sum, Vector256.Create(3, 3, 3, 3, 7, 7, 7, 7)) : sum;
            Vector256.Min(Vector256.Max(sum, Vector256<float>.Zero), Vector256<float>.One).Store((float*)(row + x));
        }

        if (model.BlendSpace == GaussianBlendSpace.Linear)
        {
            var values = new Span<float>(row, 4 * count);
            Srgb.FromLinear(values, values);
        }
    }
}

/// <summary>
/// Plans the coarse picture of a level of detail. A level adds a variance to each pixel, as if a share of the Gaussians
/// were to cover the picture, so a level near 1 is near the full picture, and files of few Gaussians become softer too.
/// </summary>
internal static class DetailLevel
{
    /// <summary>Samples per Gaussian that show all detail of a fit.</summary>
    private const double SamplesPerGaussian = 16;

    /// <summary>Largest share of the pixels at which a coarse picture is faster than the full picture.</summary>
    private const double MaxShare = 0.75;

    /// <summary>Largest number of pixels of a coarse picture, which has 16 bytes per pixel.</summary>
    private const double MaxPixels = 1 << 28;

    /// <summary>Returns the size of the coarse picture; null if the level shows all detail.</summary>
    /// <param name="level">Share of the detail, above 0 to 1.</param>
    /// <param name="width">Width of the rendering in pixels.</param>
    /// <param name="height">Height of the rendering in pixels.</param>
    /// <param name="gaussiansPerPixel">Density of the Gaussians in the source.</param>
    public static (int Width, int Height)? CoarseSize(
        double level, int width, int height, int sourceWidth, int sourceHeight, double gaussiansPerPixel)
    {
        var pixels = (double)width * height;
        var full = (double)sourceWidth * sourceHeight * Math.Min(1, SamplesPerGaussian * gaussiansPerPixel);
        var share = 1 / (1 + (pixels * ((1 / level) - 1) / full));
        if (!(share <= MaxShare)) return null;

        return Resampler.ScaledSize(width, height, Math.Sqrt(Math.Min(share, MaxPixels / pixels)));
    }
}
