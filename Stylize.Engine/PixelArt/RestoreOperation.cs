using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Restoration;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Restores enlarged, smoothed or lossily compressed pixel art to one pixel per cell. docs/method/pixel-art.md describes the steps.
/// </summary>
public sealed class RestoreOperation : IOperation
{
    /// <summary>The operation's name, as in commands.</summary>
    public const string OperationName = "restore";

    /// <summary>The version of the operation's output.</summary>
    public const int OperationVersion = 2;

    internal static readonly OutputNames Names = new(".restored.png");
    private readonly RestoreOptions _options;

    /// <param name="options">The options of every run.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
    public RestoreOperation(RestoreOptions options)
    {
        options.Validate();
        _options = options;
    }

    /// <inheritdoc/>
    public string Name => OperationName;

    /// <inheritdoc/>
    public int Version => OperationVersion;

    /// <inheritdoc/>
    public IOperationOptions Options => _options;

    /// <inheritdoc/>
    public OutputNames Outputs => Names;

    /// <inheritdoc/>
    public long EstimateMemory(ImageInput input) =>
        ((input.Info.Format == ImageFormat.Jpeg ? 32 : 12) * input.Info.PixelCount) + (16 << 20);

    /// <inheritdoc/>
    public IArtifact Run(ImageInput input, OperationContext context)
    {
        input = input.Still(_options.Frame);
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
            var finder = new CellGridFinder(image, work, context.MaxThreads, context.Cancellation);
            grid = _options.CellSize is { } cell ? finder.Fit(cell) : finder.Find();
        }

        if (_options.CellSize is null && grid.Confidence < CellGrid.MinConfidence)
        {
            throw Unsure(input.Source.Name, grid);
        }

        using (context.Phases.Start("colors"))
        {
            var cells = CellColors.Find(image, grid, context.MaxThreads, context.Cancellation, out var isExact);
            var isLossy = grid.IsNoisy && !isExact;
            var tables = input.Info is { Format: ImageFormat.Jpeg, Orientation: 1 } ? JpegTables.Read(input.Source) : null;
            var isRefined = CellColors.Refine(image, grid, tables, cells, work, context.MaxThreads, context.Cancellation);
            if (_options.Palette is { } palette)
            {
                // Before the palette is used, so that the mixed cells at the edge of the sprite do not become a color of the background.
                RemoveBackground();
                Snap(cells, palette);
            }
            else
            {
                PaletteMerge.Merge(cells, 0.9, isLossy && !isRefined ? grid.ColorNoise : 0, _options.Colors ?? int.MaxValue, work);
                RemoveBackground();
            }

            return new RestoredImage(cells, grid, CellImage.UsedColors(cells), input.Codec, context.Metadata);

            void RemoveBackground()
            {
                if (_options.TransparentBackground)
                {
                    SpriteBackground.Remove(cells, hasSoftEdges: false, input.Source.Name, context);
                }
            }
        }
    }

    private static StylizeException Unsure(string name, CellGrid grid)
    {
        var guess = grid.CellSize.ToString("0.0", CultureInfo.InvariantCulture);
        return new StylizeException(
            StylizeError.GridUncertain, name,
            Invariant($"'{StylizeException.Verbatim(name)}' does not look like enlarged pixel art:"
                + $" the confidence is {grid.Confidence:0.00}, below {CellGrid.MinConfidence:0.00}."),
            grid.Confidence > 0 ? $"If it is pixel art, the best guess is {guess} pixels per cell: {{CellSize}} {guess}."
                : "If it is pixel art, set {CellSize} to the side of a cell in pixels.");
    }

    private static void Snap(Raster<Rgba32> cells, Palette palette)
    {
        var labs = palette.Colors.Select(LabConversion.FromRgba).ToArray();
        var known = new Dictionary<Rgba32, Rgba32>();
        for (var y = 0; y < cells.Height; y++)
        {
            foreach (ref var cell in cells.Row(y))
            {
                if (!known.TryGetValue(cell, out var nearest))
                {
                    var lab = LabConversion.FromRgba(cell);
                    nearest = cell.A < 128
                        ? default
                        : palette.Colors[Enumerable.Range(0, labs.Length).MinBy(i => ColorDifference.Ciede2000(labs[i], lab))];
                    known[cell] = nearest;
                }

                cell = nearest;
            }
        }
    }
}
