using Stylize.Engine.Catalog.Sheets;
using Stylize.Engine.Imaging.Kit.Planes;
using Stylize.Studio.Inputs;

namespace Stylize.Studio.Previews;

/// <summary>Draws previews from reduced copies of the inputs.</summary>
internal sealed class PreviewDrawing(StudioStart start, OptionFiles files, ReducedCopies copies)
{
    /// <param name="side">Longer side of the picture in pixels, if the operation can draw it at any size.</param>
    /// <param name="frame">Frame or page; null for that of the options.</param>
    /// <exception cref="Stylize.Engine.StylizeException">The options are invalid, or the input cannot be
    /// processed.</exception>
    public ShownPreview Draw(StudioState state, PreviewTime time, int side, int? frame, OperationContext context)
    {
        var (input, page) = (state.Input, Frame(state, frame));
        using var source = new PreviewInput(
            new ImageInput(input.Source, start.Codec).Tolerant().Still(page), input.Width, input.Height,
            () => copies.ForFrame(input, page));
        using var drawn = state.Operation.Preview(state.Options(files), source, side, time, context);
        var picture = PagePicture.Encode(drawn.Picture, start.Codec, state.Operation.IsPhotographic);
        return new ShownPreview(
            picture with { IsPixelated = drawn.IsPixelated }, drawn.Summary, drawn.IsReduced, drawn.Table);
    }

    /// <summary>Draws an input, no larger than it is. A microscope tile is drawn with contrast.</summary>
    public PagePicture Original(StudioInput input, int side, int frame, OperationContext context)
    {
        if (input.Kind != InputKind.Image || Math.Max(input.Width, input.Height) <= side)
        {
            return OfFile(input.Source, side, frame, input.Kind == InputKind.Tile, context);
        }

        var copy = copies.ForFrame(input, frame);
        var scale = Math.Min(1, (double)side / Math.Max(copy.Width, copy.Height));
        var (width, height) = Resampler.ScaledSize(copy.Width, copy.Height, scale);
        using var small =
            Resampler.Resize(copy, width, height, ResampleFilter.Box, context.MaxThreads, context.Cancellation);
        return PagePicture.Encode(small, start.Codec, isPhotograph: true);
    }

    /// <summary>Draws a file: an image at its size, a Gaussian image at a given size.</summary>
    public PagePicture OfFile(ImageSource source, int side, int frame, bool isTile, OperationContext context)
    {
        using var picture =
            InputPicture.Draw(new ImageInput(source, start.Codec).Tolerant().Still(frame), side, isTile, context);
        return PagePicture.Encode(picture, start.Codec, isPhotograph: true);
    }

    /// <summary>Returns the frame of a state: that of the page, of the options, or the first.</summary>
    public int Frame(StudioState state, int? frame) =>
        frame ?? (state.Given.FirstOrDefault(given => given.Key == nameof(FrameOptions.Frame)).Value is { } text
            && TryInteger(text, out var own) ? own : 0);
}

/// <summary>A preview as a browser reads it.</summary>
/// <param name="Picture">The result as a picture.</param>
/// <param name="Summary">Facts about the result.</param>
/// <param name="IsReduced">True if it was drawn from a reduced copy of the input.</param>
/// <param name="Table">A table of the result; null if it has none.</param>
internal sealed record ShownPreview(
    PagePicture Picture, IReadOnlyList<KeyValuePair<string, object?>> Summary, bool IsReduced,
    PreviewTable? Table = null);
