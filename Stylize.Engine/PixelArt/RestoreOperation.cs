using Stylize.Engine.PixelArt.Restoration;
using Stylize.Engine.PixelArt.Results;
using Stylize.Engine.PixelArt.Sheets;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Restores enlarged, smoothed or lossily compressed pixel art to one pixel per cell. docs/method/pixel-art.md
/// describes the steps.
/// </summary>
public sealed class RestoreOperation : DefinedOperation<RestoreOptions>
{
    /// <summary>Number of colors from which a note suggests to limit them.</summary>
    private const int ManyColors = 64;

    private readonly CellOutput _output;

    /// <param name="options">The options of every run.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
    public RestoreOperation(RestoreOptions options)
        : base(RestoreDefinition.Value, options) => _output = OutputFor(options);

    /// <inheritdoc/>
    public override OutputNames Outputs
    {
        get
        {
            var names = NamesFor(Options);
            return names with
            {
                ForInput = input => _output.SuffixFor(input) is { } suffix
                    ? names with { Suffix = suffix, SameExtensions = CellOutput.SameExtensions(suffix) } : names,
            };
        }
    }

    internal static OutputNames NamesFor(RestoreOptions options)
    {
        var output = OutputFor(options);
        return new(output.StillSuffix)
        {
            SideSuffixes = options.Format == PixelArtFormat.SpriteSheet ? [output.JsonSuffix] : [],
            AllSuffixes = output.AllSuffixes,
            SameExtensions = CellOutput.SameExtensions(output.StillSuffix),
            AllSideSuffixes = [output.JsonSuffix],
        };
    }

    private static CellOutput OutputFor(RestoreOptions options) => new(".restored", options.Format, options.Frame);

    /// <inheritdoc/>
    public override long EstimateMemory(ImageInput input)
    {
        var info = input.Info;
        if (!_output.IsAnimated(input)) return (12 * info.PixelCount) + (16 << 20);

        // The sampled frames twice, and all frames as cells of at least two pixels with their enlarged copies.
        return (((8L * FrameStack.CountOf(info)) + 16 + (2L * info.Pages)) * info.PixelCount) + (16 << 20);
    }

    /// <inheritdoc/>
    public override long EstimatePixels(ImageInput input) =>
        input.Info.PixelCount * (_output.IsAnimated(input) ? input.Info.Pages : 1);

    /// <inheritdoc/>
    public override IArtifact Run(ImageInput input, OperationContext context) =>
        _output.IsAnimated(input) ? Animate(input, context) : Still(input, context);

    private IArtifact Still(ImageInput input, OperationContext context)
    {
        input = Options.Frame is null && input.Info.IsAnimation ? input : input.OnePage(Options.Frame, context);
        Raster<Rgba32> decoded;
        using (context.Phases.Start("decode"))
        {
            decoded = input.DecodeRgba();
        }

        using var image = decoded;
        var work = new RestorationWork(image.PixelCount, input.Source.Name);
        CellGrid grid;
        using (context.Phases.Start("grid"))
        {
            grid = Find(new CellGridFinder(image, work, context.MaxThreads, context.Cancellation), input.Source.Name);
        }

        using (context.Phases.Start("colors"))
        {
            var noise = new CellNoise(grid);
            var cells = CellColors.Find(image, grid, noise, context.MaxThreads, context.Cancellation, out var isExact);
            return Reduced(
                InputCells.FromStill(input.Source.Name, cells, CellOutput.StillTime), grid, isExact, noise, input, work,
                context);
        }
    }

    /// <summary>Restores all frames with the grid of several of them, and one palette.</summary>
    private IArtifact Animate(ImageInput input, OperationContext context)
    {
        var work = new RestorationWork(EstimatePixels(input), input.Source.Name);
        CellGrid grid;
        using (context.Phases.Start("grid"))
        {
            using var sample = FrameStack.Read(input, context.Cancellation);
            grid = Find(new CellGridFinder(sample, work, context.MaxThreads, context.Cancellation), input.Source.Name);
        }

        using var reader = input.OpenFrames();
        var (noise, areExact) = (new CellNoise(grid), true);
        using (context.Phases.Start("colors"))
        {
            var frames = CellFrame.Make(
                reader, frame =>
                {
                    var cells =
                        CellColors.Find(frame, grid, noise, context.MaxThreads, context.Cancellation, out var isExact);
                    areExact &= isExact;
                    return cells;
                },
                context);
            return Reduced(
                InputCells.FromFrames(input.Source.Name, reader, frames), grid, areExact, noise, input, work, context);
        }
    }

    /// <summary>Reduces the cells to one palette, and writes them in the format of the output.</summary>
    private IArtifact Reduced(
        InputCells cells, CellGrid grid, bool isExact, CellNoise noise, ImageInput input, RestorationWork work,
        OperationContext context) =>
        cells.HandedTo<InputCells, IArtifact>(owned =>
        {
            var colors = Reduce(
                [.. owned.Frames.Select(frame => frame.Cells)],
                isExact && grid.Kernel == EnlargementKernel.Nearest ? null : noise, input, work, context);
            return Options.Format == PixelArtFormat.SpriteSheet
                ? SpriteSheet.FromRows(
                    [owned], new Palette("found", colors.Length > 0 ? colors.Take(Palette.MaxColors) : [default]),
                    new SheetOptions(_output.Kind, 1, null, 0, false, false, SheetData.Hash), input.Codec, context,
                    grid.Summary)
                : new RestoredImage(owned, grid, colors, _output.FormatFor(input), input.Codec, context.Metadata)
                {
                    IsAnimation = _output.IsAnimated(input),
                };
        });

    private CellGrid Find(CellGridFinder finder, string name)
    {
        if (Options.CellSize is { } cell) return finder.Fit(cell);

        var grid = finder.Find();
        return grid.Confidence >= CellGrid.MinConfidence ? grid : throw Unsure(name, grid);
    }

    /// <summary>Reduces the cells of all frames to one palette, and removes the background of the first frame from all
    /// of them.</summary>
    /// <returns>The colors of the cells that are not transparent.</returns>
    private Rgba32[] Reduce(
        IReadOnlyList<Raster<Rgba32>> frames, CellNoise? noise, ImageInput input, RestorationWork work,
        OperationContext context)
    {
        var isGif = _output.FormatFor(input) == ImageFormat.Gif;
        if (isGif)
        {
            ColorCounts.Replace(frames, cell => cell.A < 128 ? default : cell with { A = 255 });
        }

        if (Options.Palette is { } palette)
        {
            // Before the palette is used, so that the mixed cells at the edge of the sprite do not become a color of
            // the background.
            RemoveBackground();
            Snap(frames, palette);
        }
        else
        {
            var most = Options.Colors ?? int.MaxValue;
            most = isGif ? Math.Min(most, EncodeOptions.MaxGifColors) : most;
            PaletteMerge.Merge(frames, 0.9, noise, most, work);
            RemoveBackground();
        }

        var colors = ColorCounts.Count(frames).ByFrequency().ToArray();
        if (colors.Length > ManyColors && Options.Colors is null && Options.Palette is null)
        {
            context.Warning?.Invoke(
                Invariant($"The restored image has {colors.Length} colors. Use {{Colors}} to limit them."));
        }

        return colors;

        void RemoveBackground()
        {
            if (!Options.TransparentBackground) return;

            if (PlainBackground.Find(frames[0]) is not { } background)
            {
                SpriteBackground.Warn(frames[0], input.Source.Name, context);
                return;
            }

            using (context.Phases.Start("background"))
            {
                SpriteBackground.RemoveAll(frames, background);
            }
        }
    }

    private static StylizeException Unsure(string name, CellGrid grid)
    {
        const double NoGuess = 0.005;
        var guess = grid.Confidence < NoGuess ? ""
            : "; the best guess is " + grid.CellSize.ToString("0.0", CultureInfo.InvariantCulture);
        return Errors.NotEnlarged.With(name, grid.Confidence, CellGrid.MinConfidence, guess);
    }

    private static void Snap(IEnumerable<Raster<Rgba32>> frames, Palette palette)
    {
        var labs = palette.Colors.Select(LabConversion.FromRgba).ToArray();
        ColorCounts.Replace(frames, cell => cell.A < 128 ? default : Nearest(LabConversion.FromRgba(cell)));

        Rgba32 Nearest(Lab lab) =>
            palette.Colors[Enumerable.Range(0, labs.Length).MinBy(i => ColorDifference.Ciede2000(labs[i], lab))];
    }
}
