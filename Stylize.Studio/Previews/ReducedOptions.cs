using Stylize.Engine.Catalog.Sheets;
using Stylize.Engine.DotArt;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;
using Stylize.Studio.Inputs;

namespace Stylize.Studio.Previews;

/// <summary>Adapts options to a reduced copy of the input, so that its result looks like that of the whole input.</summary>
internal static class ReducedOptions
{
    private const long DraftPixels = 250_000;
    private const long PixelsPerCell = 12;
    private const long MaxDraftCells = 150_000;
    private const long DraftRestorePixels = 400_000;
    private const long DraftFitPixels = 40_000;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);

    /// <summary>Number of dots above which the exact position of each hardly shows in a draft.</summary>
    private const int ManyDots = 50_000;

    /// <summary>Pixels of a fit per Gaussian. With fewer, Gaussians are smaller than pixels.</summary>
    private const int PixelsPerGaussian = 12;

    /// <summary>Bytes of a .g2d file per Gaussian, on average.</summary>
    private const int BytesPerGaussian = 9;

    /// <summary>Returns the maximum number of pixels of the copy.</summary>
    /// <param name="width">Width of the input in pixels.</param>
    /// <param name="height">Height of the input in pixels.</param>
    public static long PixelsOf(IOperationOptions options, PreviewQuality quality, int width, int height, long usual) =>
        (options, quality) switch
        {
            (PixelArtOptions art, PreviewQuality.Draft) =>
                Math.Max(DraftPixels, PixelsPerCell * Math.Min(MaxDraftCells, Cells(art, width, height))),
            (DotArtOptions { Distribution: not DotDistribution.Gradient }, PreviewQuality.Draft) => DraftPixels,
            (RestoreOptions, PreviewQuality.Draft) => DraftRestorePixels,
            (RestoreOptions, _) => ReducedCopies.MaxPixels,
            (GaussianImageOptions, PreviewQuality.Draft) => DraftFitPixels,
            _ => usual,
        };

    /// <summary>Returns the options for a copy.</summary>
    /// <param name="scale">Width of the copy relative to that of the input.</param>
    /// <param name="pixels">Number of pixels of the copy.</param>
    /// <param name="side">Longer side of the picture in pixels.</param>
    public static IOperationOptions For(
        OperationDefinition operation, IOperationOptions options, PreviewQuality quality, StudioInput input, double scale, long pixels,
        int side)
    {
        var still = operation.ForCopy(VariantPicture.WithoutFrame(operation.ForComparison(options)).Options, scale, pixels);
        return still switch
        {
            PixelArtOptions art => (quality == PreviewQuality.Draft ? Coarse(art, input.Width, input.Height) : art) with { Scale = 1 },
            DotArtOptions dots => (quality == PreviewQuality.Draft ? Quick(dots) : dots) with { PngSize = side },
            GaussianImageOptions fit => Quick(fit, quality, pixels),
            _ => still,
        };
    }

    /// <summary>A grid of no more cells than a draft can draw in time, which is finer than the page can show.</summary>
    private static PixelArtOptions Coarse(PixelArtOptions options, int width, int height)
    {
        var scale = Math.Sqrt((double)MaxDraftCells / Cells(options, width, height));
        var (columns, rows) = options.GridSize(width, height);
        return scale >= 1 ? options
            : options with { Width = Math.Max(1, (int)(columns * scale)), Height = Math.Max(1, (int)(rows * scale)) };
    }

    private static long Cells(PixelArtOptions options, int width, int height)
    {
        var (columns, rows) = options.GridSize(width, height);
        return (long)columns * rows;
    }

    /// <summary>Many dots with the fewest rounds of relaxation, which a target time that cannot be met selects.</summary>
    private static DotArtOptions Quick(DotArtOptions options) =>
        options is { Distribution: DotDistribution.Tone, DotCount: > ManyDots } ? options with { TargetTime = TimeSpan.FromMilliseconds(1) }
        : options;

    /// <summary>A fit with a given number of Gaussians, instead of a search for a size or quality.</summary>
    private static GaussianImageOptions Quick(GaussianImageOptions options, PreviewQuality quality, long pixels)
    {
        var most = (int)Math.Max(1, pixels / PixelsPerGaussian);
        var count = options.Count ?? (int?)(options.TargetSize / BytesPerGaussian);
        var isDraft = quality == PreviewQuality.Draft;
        return options with
        {
            Count = count is { } wanted ? Math.Clamp(wanted, 1, most) : null,
            TargetSize = null,
            TargetPsnr = count is null && !isDraft ? options.TargetPsnr : null,
            Quality = isDraft ? FitQuality.Draft : (FitQuality)Math.Min((int)options.Quality, (int)FitQuality.Normal),
            Iterations = isDraft ? null : options.Iterations,
            TimeLimit = isDraft ? null : options.TimeLimit > MaxTime ? MaxTime : options.TimeLimit,
            Preview = false,
            InitialModel = null,
            Progressive = false,
        };
    }
}
