using Stylize.Engine;
using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Editing;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Studio.Inputs;

namespace Stylize.Studio.Previews;

/// <summary>Draws previews from reduced copies of the inputs.</summary>
internal sealed class PreviewDrawing(StudioStart start, OptionFiles files, ReducedCopies copies, RegionPreview regions)
{
    /// <summary>Draws the result of a state.</summary>
    /// <param name="side">Longer side of the picture in pixels, if the operation can draw it at any size.</param>
    /// <param name="frame">Frame or page; null for that of the options.</param>
    /// <exception cref="Stylize.Engine.StylizeException">The options are invalid, or the input cannot be processed.</exception>
    public Preview Draw(StudioState state, PreviewQuality quality, int side, int? frame, OperationContext context) =>
        state.Operation.Kind switch
        {
            OperationKind.Objects => regions.Draw(state.Input, state.Options<SegmentationOptions>(files), Frame(state, frame), context),
            OperationKind.Plate => regions.Draw(
                state.Input, state.Options<PlateOptions>(files).Segmentation, Frame(state, frame), context),
            _ => Options(state) switch
            {
                GaussianDecodeOptions decode => Decode(state, decode, side, context),
                GaussianEditOptions => Edit(state, side, context),
                var options => Reduced(state, options, quality, side, Frame(state, frame), context),
            },
        };

    /// <summary>Draws a file that the operation wrote; null if it is not a .g2d file.</summary>
    public EncodedPicture? OfFile(string path, int side, OperationContext context) =>
        GaussianFileReader.Extensions.Contains(Path.GetExtension(path))
            ? Model(GaussianFileReader.Read(ImageSource.File(path)), side, context)
            : null;

    /// <summary>Draws an input, no larger than it is. A microscope tile is drawn with contrast.</summary>
    public EncodedPicture Original(StudioInput input, int side, int frame, OperationContext context)
    {
        if (input.Kind == InputKind.Gaussian) return Model(GaussianFileReader.Read(input.Source), side, context);

        if (input.Kind == InputKind.Tile)
        {
            using var tile = RegionsPicture.Gray(new ImageInput(input.Source, start.Codec).Still(frame));
            return Browsers.Encode(tile, start.Codec, isPhotograph: true);
        }

        if (Math.Max(input.Width, input.Height) <= side)
        {
            using var whole = start.Codec.DecodeRgba(input.Source, DecodeOptions.Default with { Page = frame });
            return Browsers.Encode(whole, start.Codec, isPhotograph: true);
        }

        var copy = copies.Of(input, frame);
        var scale = Math.Min(1, (double)side / Math.Max(copy.Width, copy.Height));
        var (width, height) = Resampler.ScaledSize(copy.Width, copy.Height, scale);
        using var small = Resampler.Resize(copy, width, height, ResampleFilter.Box, context.MaxThreads, context.Cancellation);
        return Browsers.Encode(small, start.Codec, isPhotograph: true);
    }

    /// <summary>Returns the frame of a state: that of the page, of the options, or the first.</summary>
    public int Frame(StudioState state, int? frame) =>
        frame ?? (state.Given.FirstOrDefault(given => given.Key == nameof(FrameOptions.Frame)).Value is { } text
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var own) ? own : 0);

    private IOperationOptions Options(StudioState state)
    {
        var options = state.Operation.ReadOptions(state.Start(files));
        options.Validate();
        return options;
    }

    private Preview Reduced(
        StudioState state, IOperationOptions options, PreviewQuality quality, int side, int frame, OperationContext context)
    {
        var operation = state.Operation;
        var most = Math.Min(
            ReducedOptions.PixelsOf(options, quality, state.Input.Width, state.Input.Height, operation.PreviewPixels),
            ReducedCopies.MaxPixels);
        var copy = ReducedCopies.Reduce(copies.Of(state.Input, frame), most, context);
        var scale = Math.Min(1, (double)copy.Width / state.Input.Width);
        if (scale == 1 && quality == PreviewQuality.Normal)
        {
            return Whole();
        }

        try
        {
            return Run(ImageInput.Pixels(copy, start.Codec, state.Input.Path), scale, copy.PixelCount);
        }
        catch (StylizeException failure) when (failure.Error == StylizeError.GridUncertain && scale < 1)
        {
            // The cells are too small in the copy, and the failure would name their size there.
            return quality == PreviewQuality.Normal || !ReducedCopies.IsReduced(state.Input) ? Whole() : Larger();
        }

        // A draft does not wait for a whole photograph.
        Preview Larger()
        {
            var larger = copies.Of(state.Input, frame);
            try
            {
                return Run(
                    ImageInput.Pixels(larger, start.Codec, state.Input.Path), (double)larger.Width / state.Input.Width, larger.PixelCount);
            }
            catch (StylizeException failure) when (failure.Error == StylizeError.GridUncertain)
            {
                throw new StylizeException(
                    failure.Error, failure.Target, failure.Message, "If it is pixel art, set {CellSize} to the side of a cell in pixels.",
                    failure);
            }
        }

        Preview Whole() => Run(Input(state).Still(frame), 1, (long)state.Input.Width * state.Input.Height);

        Preview Run(ImageInput input, double scale, long pixels) =>
            Write(
                state, ReducedOptions.For(operation, options, quality, state.Input, scale, pixels, side), input, side, scale < 1, context);
    }

    private Preview Write(
        StudioState state, IOperationOptions options, ImageInput input, int side, bool isReduced, OperationContext context)
    {
        using var result = state.Operation.Create(options).Run(input, context);
        using var file = new MemoryStream();
        result.Write(file);
        if (state.Operation.ProvenanceExtensions.Contains(GaussianFileReader.Extension))
        {
            return new Preview(
                Model(GaussianFileReader.Read(file.ToArray(), state.Input.Path), side, context), result.Summary, isReduced);
        }

        return new Preview(
            new EncodedPicture("image/png", file.ToArray(), result.Width, result.Height)
            {
                IsPixelated = options is PixelArtOptions or RestoreOptions,
            },
            result.Summary, isReduced);
    }

    private Preview Decode(StudioState state, GaussianDecodeOptions options, int side, OperationContext context)
    {
        var header = GaussianFileReader.Peek(state.Input.Source);
        var (width, height) = options.Render.Size(options.Region?.Width ?? header.Width, options.Region?.Height ?? header.Height);
        var scale = Math.Min(1, (double)side / Math.Max(width, height));
        (width, height) = Resampler.ScaledSize(width, height, scale);
        var drawn = options with
        {
            Format = ImageFormat.Png,
            Compare = null,
            Render = options.Render with { Width = width, Height = height, Scale = 1 },
        };
        using var result = new GaussianDecodeOperation(drawn).Run(Input(state), context);
        using var file = new MemoryStream();
        result.Write(file);
        return new Preview(
            new EncodedPicture("image/png", file.ToArray(), result.Width, result.Height), result.Summary, scale < 1);
    }

    private Preview Edit(StudioState state, int side, OperationContext context)
    {
        using var result = state.Operation.Create(state.Start(files)).Run(Input(state), context);
        using var file = new MemoryStream();
        result.Write(file);
        return new Preview(Model(GaussianFileReader.Read(file.ToArray(), state.Input.Path), side, context), result.Summary, false);
    }

    private ImageInput Input(StudioState state) => new(state.Input.Source, start.Codec);

    /// <summary>Draws a model; disposes of the file.</summary>
    private EncodedPicture Model(GaussianFile file, int side, OperationContext context)
    {
        using (file)
        {
            var scale = (double)side / Math.Max(file.Model.Width, file.Model.Height);
            var (width, height) = Resampler.ScaledSize(file.Model.Width, file.Model.Height, scale);
            var size = new RenderOptions { Width = width, Height = height };
            using var picture = GaussianRenderer.Render(file.Model, size, context.MaxThreads, context.Cancellation);
            return Browsers.Encode(picture, start.Codec, isPhotograph: true);
        }
    }
}
