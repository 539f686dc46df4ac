using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Results;
using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt;

/// <summary>Converts one decoded image. The palette of a fine grid is found on a coarser one.</summary>
internal sealed class StillWork(PixelArtOptions options, IImageCodec codec, OperationContext context)
{
    /// <summary>Largest number of cells for which the palette is found on the grid itself, not on a coarser one.</summary>
    private const int MaxAnnealedCells = 16_384;

    /// <summary>Approximate number of cells of the coarser grid.</summary>
    private const int CoarseCells = 8_192;

    /// <summary>Approximate number of samples along the side of a cell of the coarser grid.</summary>
    private const int CoarseSamples = 6;

    /// <summary>Progress at the end of each step, as a share of the run; measured at 96 and at 512 cells per row.</summary>
    private const double AnnealingEnd = 0.7;
    private const double CoarseAnnealingEnd = 0.33;
    private const double SettlingEnd = 0.75;

    /// <summary>Converts a decoded image.</summary>
    /// <param name="image">The image, which is disposed of as soon as it is no longer needed.</param>
    /// <param name="codec">Reads the image of the importance, and writes progress images and the output.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: the grid needs too many samples of this image. Also errors of reading the image of the importance.
    /// </exception>
    public static PixelArtResult Run(PixelArtOptions options, Raster<Rgba32> image, IImageCodec codec, OperationContext context)
    {
        var known = options.IsLimited ? options.With(SharedPalette.LearnImage(image, options, context)) : options;
        return new StillWork(known, codec, context).Run(image);
    }

    /// <summary>Number of cells of the opposite side around a tile during processing.</summary>
    public static int BorderOf(PixelArtOptions options) => options.Tileable ? TileEdge.Cells : 0;

    /// <summary>Returns options in which the color around a padded picture is one of the colors.</summary>
    public static PixelArtOptions WithPad(PixelArtOptions options) =>
        options is { PadColor: { A: > 0 } pad, Palette: null } && options.LockedColors.Count < options.MaxFound
            ? options with { LockedColors = [.. options.LockedColors, pad] }
            : options;

    /// <summary>Throws, before any work, if a grid needs too many samples of an image.</summary>
    public static void RequireSamples(PixelArtOptions options, int imageWidth, int imageHeight, int width, int height)
    {
        var stride = CellSamples.StrideOf(options.Stride, imageWidth, imageHeight);
        _ = CellSamples.Count(new GridAxis(imageWidth, width, stride), new GridAxis(imageHeight, height, stride));
    }

    private PixelArtResult Run(Raster<Rgba32> image)
    {
        var (fit, size) = (GridFit.Of(options, image.Width, image.Height), (image.Width, image.Height));
        if (!fit.IsWhole(image))
        {
            using var whole = image;
            image = fit.Cut(whole);
        }

        var exact = ExactColors.Of(image, WithPad(options));
        TileSeam? seam = null;
        if (options.Tileable)
        {
            using var plain = image;
            seam = TileSeam.Find(plain);
            image = TileEdge.Wrap(plain, seam, fit.Size.Width, fit.Size.Height);
        }

        var (width, height) = (fit.Size.Width + (2 * BorderOf(options)), fit.Size.Height + (2 * BorderOf(options)));
        var coarse = CoarseSize(width, height);
        var first = (Palette: Array.Empty<Lab>(), Iterations: 0, Temperature: 0.0);
        ToneMatch? match = null;
        CellWork work;
        using (image)
        {
            RequireSamples(options, image.Width, image.Height, width, height);
            using var importance = ImportanceImage.Read(options, fit, size, seam, codec);
            if (coarse is { } grid)
            {
                using var coarseWork = Prepare(image, grid, exact, importance);
                (first, match) = (Anneal(coarseWork), coarseWork.Match);
            }

            work = new CellWork(
                image, width, height, exact, options.Stride, coarse is null ? Part(AnnealingEnd) : context, importance,
                match, ignoresBorder: true);
        }

        using (work)
        {
            if (coarse is null)
            {
                first = Anneal(work);
            }
            else
            {
                first.Palette = work.Settle(first.Palette);
                context.Progress?.Invoke(new OperationProgress(SettlingEnd, "refining"));
            }

            var cells = fit.Pad(
                work.Finish(options.Refinement ? work.RefinedPalette() : first.Palette, BorderOf(options)), options.PadOf(options.Palette));
            var used = ColorCounts.Of(cells).ByFrequency().ToArray();
            Rgba32[] shown = used.Length > 0 ? used : [default];
            var palette = options.Palette?.With(shown) ?? new Palette("found", shown);
            var scale = options.CellSide(cells.Width, cells.Height);
            return new PixelArtResult(
                cells, palette, scale, PixelArtOperation.OutputOf(options).Still, (first.Iterations, first.Temperature), codec, context)
            {
                Whole = options.Palette,
            };
        }
    }

    /// <summary>
    /// Returns the coarser grid on which the palette of a fine grid is found, or null to use the grid itself. A palette depends on the
    /// image as a whole, so some thousand superpixels determine it as well as hundreds of thousands. The published method has no coarser
    /// grid.
    /// </summary>
    private (int Width, int Height)? CoarseSize(int width, int height)
    {
        var cells = (long)width * height;
        if (cells <= MaxAnnealedCells || !options.Refinement) return null;

        var factor = Math.Sqrt((double)CoarseCells / cells);
        return (Math.Max(1, (int)(width * factor)), Math.Max(1, (int)(height * factor)));
    }

    /// <summary>Prepares a coarser grid with just enough samples per cell for its mean color.</summary>
    private CellWork Prepare(Raster<Rgba32> image, (int Width, int Height) grid, ExactColors exact, Raster<Rgba32>? importance)
    {
        var side = Math.Min(image.Width / grid.Width, image.Height / grid.Height);
        return new CellWork(
            image, grid.Width, grid.Height, exact, Math.Max(options.Stride, side / CoarseSamples), Part(CoarseAnnealingEnd), importance,
            ignoresBorder: true);
    }

    /// <summary>Returns a context for the first part of a run, whose progress ends at a share of the whole.</summary>
    private OperationContext Part(double end) => context.Progress is not { } report
        ? context
        : context with { Progress = progress => report(progress with { Fraction = end * progress.Fraction }) };

    private (Lab[] Palette, int Iterations, double Temperature) Anneal(CellWork work)
    {
        var written = 0;
        var (iterations, temperature) = work.Anneal((iteration, isLast) =>
        {
            var interval = options.ProgressImageInterval;
            if (interval > 0 && iteration > written && (isLast || iteration % interval == 0))
            {
                written = iteration;
                WriteProgressImage(work, iteration);
            }
        });
        return (work.AnnealedPalette(), iterations, temperature);
    }

    private void WriteProgressImage(CellWork work, int iteration)
    {
        if (context.WriteSideFile is { } write)
        {
            using var state = work.Render(work.AnnealedPalette());
            using var enlarged = CellEnlargement.Enlarge(state, options.CellSide(state.Width, state.Height));
            var encoding = new EncodeOptions(ImageFormat.Png) { Metadata = context.Metadata };
            write($"_{iteration}.png", stream => codec.Encode(enlarged, stream, encoding));
        }
    }
}
