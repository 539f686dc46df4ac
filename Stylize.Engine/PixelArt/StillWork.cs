using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Results;
using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt;

/// <summary>Converts one decoded image.</summary>
internal sealed class StillWork(PixelArtPlan plan, IImageCodec codec, OperationContext context)
{
    /// <summary>Progress at the end of annealing, as a share of the run.</summary>
    private const double AnnealingEnd = 0.7;

    /// <summary>Converts a decoded image.</summary>
    /// <param name="plan">The plan for the size of the image.</param>
    /// <param name="image">The image, which is disposed of as soon as it is no longer needed.</param>
    /// <param name="codec">Reads the image of the importance, and writes progress images and the output.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: the grid needs too many samples of this image. Also errors of reading the image of the
    /// importance.
    /// </exception>
    public static PixelArtResult Run(
        PixelArtPlan plan, Raster<Rgba32> image, IImageCodec codec, OperationContext context)
    {
        if (plan.Colors.IsLimited)
        {
            plan = plan with { Colors = plan.Colors.WithLearned(SharedPalette.LearnImage(image, plan, context)) };
        }

        var size = (image.Width, image.Height);
        var importance = ReadImportance(plan, codec);
        plan = plan with { Fit = plan.FitOf(image, importance) };
        if (plan.Fit.Cut(image) is { } part)
        {
            image.Dispose();
            image = part;
        }

        plan = plan with { Colors = plan.Colors.WithPad().ForImage(image, plan.Fit.Size) };
        context.Print(plan);
        return new StillWork(plan, codec, context).Run(image, importance, size);
    }

    /// <summary>Reads the given image of importance, which the caller owns; null if none is given.</summary>
    /// <exception cref="StylizeException">ImageMissing, ImageUnreadable or ImageTooLarge.</exception>
    private static Raster<Rgba32>? ReadImportance(PixelArtPlan plan, IImageCodec codec) =>
        plan.Options.Importance == PixelArtOptions.UniformImportance
            ? null : codec.DecodeRgba(ImageSource.File(plan.Options.Importance));

    /// <summary>Cuts and wraps the image of importance like the picture, so that it stays on the same parts of
    /// it.</summary>
    /// <param name="picture">Size of the whole picture, over which the image is stretched.</param>
    /// <param name="seam">The cuts of a tile; null otherwise.</param>
    /// <returns>The image, which the caller owns, instead of the whole one.</returns>
    internal Raster<Rgba32> Fitted(Raster<Rgba32> whole, (int Width, int Height) picture, TileSeam? seam)
    {
        var part = plan.Fit.Scaled(picture, whole.Width, whole.Height).Cut(whole);
        if (part is not null)
        {
            whole.Dispose();
        }

        if (seam is null) return part ?? whole;

        using (part ?? whole)
        {
            using var same =
                Resampler.Resize(part ?? whole, plan.Fit.Part.Width, plan.Fit.Part.Height, ResampleFilter.Box);
            return TileBorder.Wrap(same, seam, plan.Fit.Size.Width, plan.Fit.Size.Height);
        }
    }

    private PixelArtResult Run(Raster<Rgba32> image, Raster<Rgba32>? whole, (int Width, int Height) picture)
    {
        TileSeam? seam = null;
        if (plan.Options.Tileable)
        {
            using var plain = image;
            seam = TileSeam.Find(plain);
            image = TileBorder.Wrap(plain, seam, plan.Fit.Size.Width, plan.Fit.Size.Height);
        }

        CellWork work;
        using (image)
        {
            using var importance = whole is null ? null : Fitted(whole, picture, seam);
            work = new CellWork(
                plan, image, plan.Size, plan.Options.Stride, Part(AnnealingEnd), importance, isStill: true);
        }

        using (work)
        {
            // Under a given palette, only superpixels move.
            var isKnown = plan.Options.Refinement && plan.Colors.Palette is not null;
            var (palette, iterations) = isKnown ? (work.GivenColors, 0) : FindPalette(work);
            return Finish(work, palette, iterations);
        }
    }

    private PixelArtResult Finish(CellWork work, Lab[] found, int iterations)
    {
        var colors = plan.Colors;
        var cells = plan.Fit.Pad(work.Finish(found), colors.Pad);
        var counts = ColorCounts.Count(cells);
        Rgba32[] used = [.. counts.ByFrequency()];
        WarnIfHardlyUsed(
            work, used.Length, used.Sum(color => counts[color]), counts.GetValueOrDefault(used.FirstOrDefault()));
        Rgba32[] shown = used.Length > 0 ? used : [default];
        var palette = colors.Whole?.With(shown) ?? new Palette("found", shown);
        var scale = plan.CellSide(cells.Width, cells.Height, plan.Output.Still);
        return new PixelArtResult(
            cells, palette, scale, plan.Output.Still, iterations, codec, context)
        {
            Whole = colors.Whole,
        };
    }

    /// <summary>Warns if a given palette gives nearly all of a picture one color, and its cells differ.</summary>
    /// <param name="used">Number of colors of the cells.</param>
    /// <param name="all">Number of cells.</param>
    /// <param name="most">Number of those with the most frequent color.</param>
    private void WarnIfHardlyUsed(CellWork work, int used, int all, int most)
    {
        // Cells at the edges of a drawing, and in its shadows, differ too.
        const double NearlyAll = 0.9, Varied = 1.0 / 3;
        if (!plan.Colors.IsGiven || plan.Colors.Max < 2 || most < NearlyAll * all || work.Varied <= Varied) return;

        var share = most < all ? Invariant($", one of them in {(double)most / all:0%} of the cells") : "";
        var remedy = plan.Colors.Mixing == ColorMixing.Dither
            ? "Choose" : "To mix them, use {Dither} Diffusion, or choose";
        context.Warning?.Invoke(
            $"{used} of {plan.Colors.Max} colors used{share}: the others are farther from those of the picture. "
            + $"{remedy} another {{Palette}}.");
    }

    /// <summary>Returns a context for the first part of a run, whose progress ends at a share of the whole.</summary>
    private OperationContext Part(double end) => context.Progress is not { } report
        ? context
        : context with { Progress = progress => report(progress with { Fraction = end * progress.Fraction }) };

    private (Lab[] Palette, int Iterations) FindPalette(CellWork work)
    {
        var written = 0;
        return work.FindPalette((iteration, colors, isLast) =>
        {
            var interval = plan.Options.ProgressImageInterval;
            if (interval > 0 && iteration > written && (isLast || iteration % interval == 0))
            {
                written = iteration;
                WriteProgressImage(work, iteration, colors);
            }
        });
    }

    private void WriteProgressImage(CellWork work, int iteration, Lab[] colors)
    {
        if (context.WriteSideFile is { } write)
        {
            using var state = work.RenderAnnealed(colors);
            using var enlarged =
                CellEnlargement.Enlarge(state, plan.CellSide(state.Width, state.Height, plan.Output.Still));
            var encoding = new EncodeOptions(ImageFormat.Png) { Metadata = context.Metadata };
            write($"_{iteration}.png", stream => codec.Encode(enlarged, stream, encoding));
        }
    }
}
