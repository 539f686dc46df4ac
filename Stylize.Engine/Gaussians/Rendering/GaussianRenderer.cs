namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// Renders models at any size, tile by tile, in single precision. Pixels are bit-identical for any number of threads
/// and any vector width. In renderings smaller than the source, a pixel is the average over its area.
/// </summary>
/// <remarks>The plain way, each Gaussian at each pixel, takes over 20,000 times as long for 10,000 Gaussians at
/// 768 x 512 pixels (docs/evidence/performance.md).</remarks>
public static unsafe class GaussianRenderer
{
    /// <summary>Gaussians of a tile between checks for cancellation or a finished tile.</summary>
    private const int Batch = 256;

    /// <summary>Renders to 8-bit sRGB with straight alpha.</summary>
    /// <param name="options">Size and level of detail; null for the source's size and all Gaussians.</param>
    /// <returns>A raster. The caller owns it.</returns>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range, or the rendering too
    /// large.</exception>
    public static Raster<Rgba32> Render(
        GaussianModel model, RenderOptions? options = null, ThreadGrant maxThreads = default,
        CancellationToken cancellation = default) =>
        Render(model, options, maxThreads, WidestLanes, cancellation);

    /// <summary>Renders a picture with a longer side of a number of pixels.</summary>
    internal static Raster<Rgba32> Render(GaussianModel model, int side, OperationContext context)
    {
        var (width, height) =
            Resampler.ScaledSize(model.Width, model.Height, (double)side / Math.Max(model.Width, model.Height));
        return Render(
            model, new RenderOptions { Width = width, Height = height }, context.MaxThreads, context.Cancellation);
    }

    /// <summary>Renders to sRGB-encoded floats in [0,1]: three color planes, and straight alpha if the model has
    /// alpha.</summary>
    /// <param name="options">Size and level of detail; null for the source's size and all Gaussians.</param>
    /// <returns>An image. The caller owns it.</returns>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range, or the rendering too
    /// large.</exception>
    public static SampleImage<float> RenderSamples(
        GaussianModel model, RenderOptions? options = null, ThreadGrant maxThreads = default,
        CancellationToken cancellation = default) =>
        RenderSamples(model, options, maxThreads, WidestLanes, SampleGrid.MaxPerPixel, cancellation);

    /// <summary>
    /// Floats in the widest useful vector. 512-bit vectors are faster even if the runtime reports them as not
    /// accelerated.
    /// </summary>
    internal static int WidestLanes =>
        Avx512F.IsSupported ? Lanes512.Count : Vector256.IsHardwareAccelerated ? Lanes256.Count : Lanes128.Count;

    /// <summary>Renders to 8-bit sRGB with straight alpha, with vectors of a given width.</summary>
    /// <exception cref="StylizeException">OptionInvalid as above.</exception>
    internal static Raster<Rgba32> Render(
        GaussianModel model, RenderOptions? options, ThreadGrant maxThreads, int lanes, CancellationToken cancellation)
    {
        options ??= new RenderOptions();
        options.Validate();
        var (width, height) = options.Size(model.Width, model.Height);
        return new Raster<Rgba32>(width, height).FilledBy(image =>
        {
            var sink = ByteSink((byte*)image.Pointer, (nint)image.Stride * sizeof(Rgba32), lanes);
            Run(model, options, SampleGrid.MaxPerPixel, sink, maxThreads, lanes, cancellation);
        });
    }

    /// <summary>Renders to memory, as R, G, B and straight A of each pixel.</summary>
    /// <param name="pixels">Memory for all rows of the options' size.</param>
    /// <param name="rowBytes">Bytes from one row to the next.</param>
    /// <param name="isFloat">True for floats in [0,1], false for 8 bits; both are sRGB-encoded.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range, or the rendering too
    /// large.</exception>
    public static void Render(
        GaussianModel model, RenderOptions options, byte* pixels, nint rowBytes, bool isFloat, ThreadGrant maxThreads)
    {
        options.Validate();
        var sink = isFloat ? new FloatSink(pixels, rowBytes) : ByteSink(pixels, rowBytes, WidestLanes);
        Run(model, options, SampleGrid.MaxPerPixel, sink, maxThreads, WidestLanes, default);
    }

    private static IPixelSink ByteSink(byte* pixels, nint rowBytes, int lanes) => lanes switch
    {
        16 => new RgbaSink<Lanes512, Vector512<float>>(pixels, rowBytes),
        8 => new RgbaSink<Lanes256, Vector256<float>>(pixels, rowBytes),
        _ => new RgbaSink<Lanes128, Vector128<float>>(pixels, rowBytes),
    };

    internal static SampleImage<float> RenderSamples(
        GaussianModel model, RenderOptions? options, ThreadGrant maxThreads, int lanes, int maxPerPixel,
        CancellationToken cancellation)
    {
        options ??= new RenderOptions();
        options.Validate();
        var (width, height) = options.Size(model.Width, model.Height);
        var image = new SampleImage<float>(model.HasAlpha ? 4 : 3, width, height, model.HasAlpha, 32);
        Run(model, options, maxPerPixel, new PlaneSink(image), maxThreads, lanes, cancellation);
        return image;
    }

    /// <summary>
    /// Returns the model with wide windows and a negligible background weight, so that neighbors fill the gaps of
    /// missing Gaussians.
    /// </summary>
    /// <returns>Shares the store of <paramref name="model"/>, or is the model itself if it is not opaque and
    /// normalized.</returns>
    internal static GaussianModel WithWideWindows(GaussianModel model) =>
        model.Compositing == GaussianCompositing.Normalized && !model.HasAlpha
            ? model.With(model.Store, model.Width, model.Height, RenderOptions.WideCutoff, 1e-15f, model.Metadata)
            : model;

    private static void Run(
        GaussianModel model, RenderOptions options, int maxPerPixel, IPixelSink sink, ThreadGrant maxThreads, int lanes,
        CancellationToken cancellation)
    {
        if (options.FillGaps)
        {
            model = WithWideWindows(model);
        }

        switch (lanes)
        {
            case 16: Run<Lanes512, Vector512<float>>(
                model, options, maxPerPixel, sink, maxThreads, cancellation); break;
            case 8: Run<Lanes256, Vector256<float>>(model, options, maxPerPixel, sink, maxThreads, cancellation); break;
            default: Run<Lanes128, Vector128<float>>(
                model, options, maxPerPixel, sink, maxThreads, cancellation); break;
        }
    }

    private static void Run<TLanes, TVector>(
        GaussianModel model, RenderOptions options, int maxPerPixel, IPixelSink sink, ThreadGrant maxThreads,
        CancellationToken cancellation)
        where TLanes : ILanes<TVector>
    {
        var (width, height) = options.Size(model.Width, model.Height);
        var fullAlpha = (float)options.TerminationThreshold;
        var density = options.GaussiansPerPixel ?? (model.Count / ((double)model.Width * model.Height));
        if (DetailLevel.CoarseSize(options.Level, width, height, model.Width, model.Height, density) is not { } coarse)
        {
            var columns = SampleGrid.Create(width, model.Width, maxPerPixel);
            var rows = SampleGrid.Create(height, model.Height, maxPerPixel);
            using var residual =
                model.Residual?.Decode((model.Width, model.Height), (width, height), maxThreads, cancellation);
            sink = residual is null ? sink : new ResidualSink(residual, sink);
            Draw<TLanes, TVector>(model, columns, rows, fullAlpha, sink, maxThreads, cancellation);
            return;
        }

        var (across, down) =
            (SampleGrid.Coarse(coarse.Width, model.Width), SampleGrid.Coarse(coarse.Height, model.Height));
        using var picture = new CoarsePicture(coarse.Width, coarse.Height, model.HasAlpha);
        if (CoarseRenderer.CanDraw(model, (long)coarse.Width * coarse.Height))
        {
            CoarseRenderer.Draw<TLanes, TVector>(model, across, down, picture, maxThreads, cancellation);
        }
        else
        {
            Draw<TLanes, TVector>(model, across, down, fullAlpha, picture, maxThreads, cancellation);
        }

        picture.Enlarge<TLanes, TVector>(width, height, sink, maxThreads, cancellation);
    }

    private static void Draw<TLanes, TVector>(
        GaussianModel model, SampleGrid columns, SampleGrid rows, float fullAlpha, IPixelSink sink,
        ThreadGrant maxThreads, CancellationToken cancellation)
        where TLanes : ILanes<TVector>
    {
        using var prepared = GaussianPreparer.Prepare(model, columns, rows, fullAlpha, maxThreads, cancellation);
        var job = new RenderJob(model, prepared, columns, rows, fullAlpha, sink, cancellation);
        var grid = new SampleTiles(job.Columns, job.Rows);
        var window = GaussianWindow.Create(job.Model.Cutoff, Math.Max(job.Columns.Samples, job.Rows.Samples));
        var keepOrder = job.Model.Compositing == GaussianCompositing.Over;
        TileBins.ForEachTile(grid, job.Prepared.Boxes, keepOrder, maxThreads, job.Cancellation, (tile, chosen) =>
            RenderTile<TLanes, TVector>(job, chosen, tile, window));
    }

    private static void RenderTile<TLanes, TVector>(
        RenderJob job, ReadOnlySpan<int> chosen, Tile tile, GaussianWindow window)
        where TLanes : ILanes<TVector>
    {
        var model = job.Model;
        var channels = 3 + (model.Compositing != GaussianCompositing.Additive ? 1 : 0) + (
            model.HasAlpha && model.Compositing != GaussianCompositing.Over ? 1 : 0);
        using var buffer = new TileBuffer(tile.Width, tile.Height, channels);
        using var strips = new PooledBuffer<GaussianStrip>(TileKernel.StripCapacity);
        for (; chosen.Length > 0; chosen = chosen[Math.Min(Batch, chosen.Length)..])
        {
            job.Cancellation.ThrowIfCancellationRequested();
            var some = chosen[..Math.Min(Batch, chosen.Length)];
            if (model.Compositing == GaussianCompositing.Over)
            {
                if (OverCompositing.IsFinished(buffer, tile, job.FullAlpha)) break;

                Draw<OverBlend<TLanes, TVector>>(some);
            }
            else if (channels == 3)
            {
                Draw<SumBlend<TLanes, TVector, ThreeChannels>>(some);
            }
            else if (channels == 4)
            {
                Draw<SumBlend<TLanes, TVector, FourChannels>>(some);
            }
            else
            {
                Draw<SumBlend<TLanes, TVector, FiveChannels>>(some);
            }
        }

        TileResolver.Resolve<TLanes, TVector>(buffer, tile, job);

        void Draw<TBlend>(ReadOnlySpan<int> some)
            where TBlend : struct, ISampleBlend<TVector, TBlend> =>
            TileKernel.Draw<TLanes, TVector, TBlend>(
                job.Prepared.Gaussians.Pointer, some, buffer, tile, window, strips.Pointer);
    }
}
