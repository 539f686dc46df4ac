using Stylize.Engine.Drawings;
using Stylize.Engine.VectorArt.Areas;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.VectorArt;

/// <summary>Traces an image as areas of plain colors with smooth boundaries. docs/method/vector-art.md describes the steps.</summary>
public sealed class VectorArtOperation : IOperation
{
    /// <summary>The operation's name, as in commands.</summary>
    public const string OperationName = "trace";

    /// <summary>The version of the operation's output.</summary>
    public const int OperationVersion = 4;

    private readonly VectorArtOptions _options;

    /// <param name="options">The options of every run.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
    public VectorArtOperation(VectorArtOptions options)
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
    public OutputNames Outputs => NamesOf(_options);

    internal static OutputNames NamesOf(VectorArtOptions options) => DrawingFormatDefinition.Of(options.Format).Outputs(
        ".traced", options.Separate ? [.. Enumerable.Range(1, options.ColorCount).Select(number => InkSuffix(options, number))] : []);

    /// <summary>Returns the suffix of the file of a color.</summary>
    /// <param name="number">Number from 1.</param>
    internal static string InkSuffix(VectorArtOptions options, int number) =>
        Invariant($".traced_{number:00}{DrawingFormatDefinition.Of(options.Format).Extension}");

    /// <inheritdoc/>
    public long EstimateMemory(ImageInput input)
    {
        var pixels = input.Info.PixelCount;
        var canvas = _options.CanvasOf(input.Info.Width, input.Info.Height, _options.PngSize);
        var hasPixels = DrawingFormatDefinition.Of(_options.Format).Pixels is not null;
        var drawn = (long)canvas.Width * canvas.Height;
        var sheet = canvas.PixelsPerMeter is null ? 0 : 4 * drawn;
        return (40 * pixels) + (hasPixels ? CoverageRasterizer.EstimateMemory(drawn) + sheet : 0) + (16 << 20);
    }

    /// <inheritdoc/>
    public IArtifact Run(ImageInput input, OperationContext context)
    {
        input = input.Still(_options.Frame).With(_options.Tone);
        Raster<Rgba32> decoded;
        using (context.Phases.Start("decode"))
        {
            decoded = input.DecodeRgba();
        }

        using (decoded)
        {
            return VectorArtResult.Create(Trace(decoded, context), _options, input, context);
        }
    }

    /// <summary>Traces an image.</summary>
    internal TracedPicture Trace(Raster<Rgba32> image, OperationContext context)
    {
        LabelMap map;
        LabelRegions regions;
        List<Rgba32> colors;
        Rgba32? paper;
        using (context.Phases.Start("colors"))
        {
            using var calm = NoiseFilter.Apply(image, context.MaxThreads, context.Cancellation);
            var table = new ColorTable(calm, context.Cancellation);
            Lab[] labs = _options.Palette is { } palette ? [.. palette.Select(UniformColor.FromRgba)]
                : table.FindColors(_options.Outline ? 2 : _options.ColorCount, context.Cancellation);
            map = LabelMap.Assign(calm, table, labs, _options.Smoothness, context.MaxThreads, context.Cancellation);
            regions = LabelRegions.MergeSpecks(map, labs, _options.MinimumArea, context.Cancellation);
            (colors, paper) = AreaColors.Finish(map, regions, image, _options, context.Cancellation);
        }

        using (context.Phases.Start("curves"))
        {
            return TracedPicture.Trace(
                map, regions, image, colors, paper, _options.Smoothness, context.MaxThreads, context.Cancellation);
        }
    }
}
