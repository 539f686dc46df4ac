using Stylize.Engine.Drawings;
using Stylize.Engine.VectorArt.Areas;
using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.VectorArt;

/// <summary>Traces an image as areas of plain colors with smooth boundaries. docs/method/vector-art.md describes the
/// steps.</summary>
public sealed class VectorArtOperation : DefinedOperation<VectorArtOptions>
{
    /// <param name="options">The options of every run.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
    public VectorArtOperation(VectorArtOptions options)
        : base(VectorArtDefinition.Value, options)
    {
    }

    /// <inheritdoc/>
    public override OutputNames Outputs => NamesOf(Options);

    internal static OutputNames NamesOf(VectorArtOptions options)
    {
        var format = DrawingFormatDefinition.ForFormat(options.Format);
        return format.Outputs(".traced", options.Separate
            ? [.. Enumerable.Range(1, VectorArtPlan.MaxColors(options)).Select(number => InkSuffix(format, number))]
            : []);
    }

    /// <summary>Returns the suffix of the file of a color.</summary>
    /// <param name="number">Number from 1.</param>
    internal static string InkSuffix(DrawingFormatDefinition format, int number) =>
        Invariant($".traced_{number:00}{format.Extension}");

    /// <inheritdoc/>
    public override long EstimateMemory(ImageInput input)
    {
        var drawn = 0L;
        if (new VectorArtPlan(Options, input.Info.Width, input.Info.Height).Canvas is { } canvas)
        {
            drawn = RasterCanvas.EstimateMemory(canvas.Width, canvas.Height);
        }

        var scale = ThinMarks.MaxScaleFor(input.Info.PixelCount);
        return (40 * scale * scale * input.Info.PixelCount) + drawn + (16 << 20);
    }

    /// <inheritdoc/>
    public override IArtifact Run(ImageInput input, OperationContext context)
    {
        input = input.Still(Options.Frame, context).With(Options.Tone);
        Raster<Rgba32> decoded;
        using (context.Phases.Start("decode"))
        {
            decoded = input.DecodeRgba(context);
        }

        var plan = new VectorArtPlan(Options, decoded.Width, decoded.Height, input.ScannedDpi());
        context.Print(plan);
        plan.Options.Sheet.WarnOfUnits(context);
        return new VectorArtResult(Trace(decoded, plan, context), plan, input, context);
    }

    /// <summary>Traces an image, and disposes of it when its pixels are not needed anymore.</summary>
    internal static TracedPicture Trace(Raster<Rgba32> image, VectorArtPlan plan, OperationContext context)
    {
        BoundaryPoints edges;
        AreaFills fills;
        int scale;
        bool isPhotograph;
        using (image)
        using (var source = Source())
        {
            LabelMap map;
            (map, fills) = Areas(source, plan, context);
            (scale, isPhotograph) = (source.Scale, source.IsPhotograph);
            using (context.Phases.Start("curves"))
            {
                if (plan.Options.Centerline)
                {
                    var strokes = TracedPicture.Centerlines(
                        map, source.Mixed, fills, scale, plan.Options.Smoothness, context.Cancellation);
                    WarnIfSolid(strokes);
                    return strokes;
                }

                edges = new(
                    map, source.Mixed, fills, source.MaxThin, source.IsPlain && !plan.Options.Gradients, source.IsHard,
                    context.MaxThreads, context.Cancellation);
            }
        }

        using (context.Phases.Start("curves"))
        {
            return TracedPicture.Fit(
                edges, fills, scale, isPhotograph, plan.Options.Smoothness, context.MaxThreads, context.Cancellation);
        }

        void WarnIfSolid(TracedPicture picture)
        {
            const double MinShare = 0.3;
            var marks = picture.Strokes!.SelectMany(label => label).ToLookup(
                stroke => stroke.IsSolid, stroke => stroke.Width * (stroke.Width + stroke.Curve.Length));
            if (marks[true].Sum() > MinShare * (marks[true].Sum() + marks[false].Sum()))
            {
                context.Warning?.Invoke(
                    "Much of the picture is solid shapes, which strokes along the middle do not show. "
                    + "Use {DarkOnly} instead of {Centerline}.");
            }
        }

        AreaSource Source()
        {
            using var phase = context.Phases.Start("colors");
            if (plan.Options.Outline) PageLight.Even(image);
            return new(
                image, [.. plan.Options.Palette ?? []], plan.Chroma, context.MaxThreads, context.Cancellation);
        }
    }

    private static (LabelMap Map, AreaFills Fills) Areas(
        AreaSource source, VectorArtPlan plan, OperationContext context)
    {
        using var phase = context.Phases.Start("colors");
        Lab[]? palette = plan.Options.Palette is { } chosen ? [.. chosen.Select(UniformColor.FromRgba)] : null;
        var wanted = source.IsPhotograph || source.IsHard ? plan.WantedOfPhotograph
            : source.IsGraphic && !plan.IsWantedChosen ? AreaSource.GraphicColors : plan.Wanted;
        var labels = source.Label(
            palette, wanted, plan.WantedOfPhotograph, plan.Options.Smoothness, context.MaxThreads,
            context.Cancellation);
        var map = labels.Map;

        var regions = LabelRegions.MergeSpecks(
            map, labels.Colors, plan.MinimumArea(
                source.Scale, areMany: source.IsPhotograph || labels.Colors.Length > plan.Wanted),
            context.Cancellation);
        var gradients = new Dictionary<byte, Gradient>();
        if (plan.Options.Gradients)
        {
            gradients = RampAreas.Join(
                map, regions, source.Plain, labels.Found.Length, labels.Colors.Length, context.Cancellation);
            regions = new(map);
        }

        var areThin = source.IsGraphic && source.Scale > 1;
        return (map, AreaColors.Finish(
            labels, regions, gradients, source.Plain, plan, areThin, context.MaxThreads, context.Cancellation));
    }
}
