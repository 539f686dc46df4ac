using Stylize.Engine.PixelArt.Refinement;
using Stylize.Engine.PixelArt.Results;
using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt;

/// <summary>Converts frames and stills that share one palette, which is known: those of an animation, or of a sprite
/// sheet.</summary>
/// <param name="plan">The plan with the palette.</param>
/// <param name="match">How all frames are matched to the palette, so that colors do not flicker; null for the nearest
/// colors.</param>
internal sealed class FrameWork(PixelArtPlan plan, Palette palette, ToneMatch? match)
{
    /// <summary>The colors of all frames.</summary>
    public Palette Palette => palette;

    /// <summary>Finds the palette, unless all colors of a given one are used, and how the inputs are matched to it
    /// together.</summary>
    /// <param name="learn">Finds the palette for a plan.</param>
    public static FrameWork Prepare(
        PixelArtPlan plan, IReadOnlyList<ImageInput> inputs, Func<PixelArtPlan, Palette> learn,
        OperationContext context)
    {
        var palette = plan.Colors is { Palette: { } given, IsLimited: false } ? given
            : learn(plan with { Colors = plan.Colors.WithPad() });
        plan = plan with { Colors = plan.Colors.WithLearned(palette) };
        var match = SharedPalette.Match(inputs, plan, context);
        context.Print(plan);
        return new FrameWork(plan, palette, match);
    }

    /// <summary>Returns the frames of an animation, which are created on demand.</summary>
    public CellFrames Frames(ImageInput input, OperationContext context)
    {
        var first = new FirstFrame(plan.ForSize(input.Info.Width, input.Info.Height));
        var (columns, rows) = first.Plan.Fit.Grid;
        return new CellFrames(
            input, (columns * (plan.Machine?.Aspect ?? 1), rows), palette, plan.Options.FrameTime,
            (frame, memory) => Convert(frame, first, memory, input.Source.Name, context), context)
        {
            MergedShare = plan.Options.MergedShare,
        };
    }

    /// <summary>Converts all frames of an animation, or an image, to a row of a sheet.</summary>
    public InputCells Row(ImageInput input, OperationContext context)
    {
        if (plan.Output.IsAnimated(input))
        {
            var frames = Frames(input, context);
            using var reader = frames.Open();
            return InputCells.FromFrames(input.Source.Name, reader, frames.Make(reader));
        }

        using var image = input.Still(plan.Options.Frame).DecodeRgba(context, CellSamples.MaxPixels);
        var cells = Convert(
            image, new FirstFrame(plan.ForSize(image.Width, image.Height)), new CellMemory(),
            input.Source.Name, context);
        return InputCells.FromStill(input.Source.Name, cells, plan.StillTime);
    }

    /// <summary>Converts the inputs of a sheet to a row each. If one of them fails, the error names all that failed.
    /// The caller disposes of the cells.</summary>
    public IReadOnlyList<InputCells> Rows(IReadOnlyList<ImageInput> inputs, OperationContext context)
    {
        var rows = new List<InputCells>();
        try
        {
            JoinedInputs.ForEach(inputs, input =>
            {
                context.Progress?.Invoke(new OperationProgress((double)rows.Count / inputs.Count, "converting"));
                rows.Add(Row(input, context with { Progress = null }));
            });
            return rows;
        }
        catch
        {
            rows.ForEach(row => row.Dispose());
            throw;
        }
    }

    /// <summary>Converts one frame with the known palette. Superpixels start at the centers of their cells; positions
    /// of the previous frame would lag behind motion.</summary>
    private Raster<Rgba32> Convert(
        Raster<Rgba32> frame, FirstFrame first, CellMemory memory, string name, OperationContext context)
    {
        first.Prepare(frame, name, context);
        var fit = first.Plan.Fit;
        using var part = fit.Cut(frame);
        var picture = part ?? frame;

        using var tile = plan.Options.Tileable
            ? TileBorder.Wrap(picture, first.Seam ??= TileSeam.Find(picture), fit.Size.Width, fit.Size.Height)
            : null;
        var own = first.Plan with { Colors = first.Plan.Colors.ForImage(picture, fit.Size) };
        using var work = new CellWork(
            own, tile ?? picture, own.Size, plan.Options.Stride, context, match: match, memory: memory);
        work.Start();
        return fit.Pad(work.Finish(work.GivenColors), plan.Colors.Pad);
    }

    /// <summary>What the first frame decides for all of them, so that parts, cuts and backgrounds do not
    /// flicker.</summary>
    /// <param name="plan">The plan for the size of the frames.</param>
    private sealed class FirstFrame(PixelArtPlan plan)
    {
        private PlainBackground? _background;
        private bool _isKnown;

        public PixelArtPlan Plan => plan;

        /// <summary>The cuts of a tile.</summary>
        public TileSeam? Seam { get; set; }

        /// <summary>Makes the background of the first frame transparent if planned. Warns once if it has no plain
        /// background.</summary>
        public void Prepare(Raster<Rgba32> frame, string name, OperationContext context)
        {
            var isFirst = !_isKnown;
            _isKnown = true;
            if (isFirst && plan.Options.TransparentBackground)
            {
                _background = PlainBackground.Find(frame);
                if (_background is null)
                {
                    SpriteBackground.Warn(frame, name, context);
                }
            }

            if (_background is not null)
            {
                SpriteBackground.Remove(frame, _background);
            }

            if (isFirst)
            {
                plan = plan with { Fit = plan.FitOf(frame) };
            }
        }
    }
}
