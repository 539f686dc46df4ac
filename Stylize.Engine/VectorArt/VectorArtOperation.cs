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
    public const int OperationVersion = 5;

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

    internal static OutputNames NamesOf(VectorArtOptions options)
    {
        var format = DrawingFormatDefinition.ForFormat(options.Format);
        return format.Outputs(".traced", options.Separate
            ? [.. Enumerable.Range(1, VectorArtPlan.MaxColors(options)).Select(number => InkSuffix(format, number))] : []);
    }

    /// <summary>Returns the suffix of the file of a color.</summary>
    /// <param name="number">Number from 1.</param>
    internal static string InkSuffix(DrawingFormatDefinition format, int number) => Invariant($".traced_{number:00}{format.Extension}");

    /// <inheritdoc/>
    public long EstimateMemory(ImageInput input)
    {
        var drawn = 0L;
        if (new VectorArtPlan(_options, input.Info.Width, input.Info.Height).Canvas is { } canvas)
        {
            drawn = RasterCanvas.EstimateMemory(canvas.Width, canvas.Height);
        }

        return (40 * input.Info.PixelCount) + drawn + (16 << 20);
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
            var plan = new VectorArtPlan(_options, decoded.Width, decoded.Height);
            context.Print(plan);
            return new VectorArtResult(Trace(decoded, plan, context), plan, input, context);
        }
    }

    internal static TracedPicture Trace(Raster<Rgba32> image, VectorArtPlan plan, OperationContext context)
    {
        LabelMap map;
        LabelRegions regions;
        List<Rgba32> colors;
        Rgba32? paper;
        using (context.Phases.Start("colors"))
        {
            using var calm = NoiseFilter.Apply(image, context.MaxThreads, context.Cancellation);
            var table = new ColorTable(calm, context.Cancellation);
            Lab[] labs = plan.Palette is { } palette ? [.. palette.Select(UniformColor.FromRgba)]
                : table.FindColors(plan.Wanted, context.Cancellation);
            map = LabelMap.Assign(calm, table, labs, plan.Smoothness, context.MaxThreads, context.Cancellation);
            regions = LabelRegions.MergeSpecks(map, labs, plan.MinimumArea, context.Cancellation);
            (colors, paper) = AreaColors.Finish(map, regions, image, plan, context.Cancellation);
        }

        using (context.Phases.Start("curves"))
        {
            return TracedPicture.Trace(
                map, regions, image, colors, paper, plan.Smoothness, context.MaxThreads, context.Cancellation);
        }
    }
}
