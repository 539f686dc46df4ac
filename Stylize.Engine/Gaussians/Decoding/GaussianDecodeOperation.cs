using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Gaussians.Transforms;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>Renders .g2d files to images, or converts them to HTML pages that draw them.</summary>
/// <param name="options">Validated here.</param>
/// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
public sealed class GaussianDecodeOperation(GaussianDecodeOptions options)
    : DefinedOperation<GaussianDecodeOptions>(GaussianDecodeDefinition.Value, options)
{
    /// <summary>The suffix of any frame, with a question mark for each digit.</summary>
    private const string AnyFrameSuffix = ".gaussian_????.png";

    /// <inheritdoc/>
    public override OutputNames Outputs =>
        NamesOf(Options) with { ForInput = Options.SeparateFrames ? NumberedNames : null };

    internal static OutputNames NamesOf(GaussianDecodeOptions options) => new(
        options.SeparateFrames ? FrameSuffix(0) : ".gaussian" + options.Extension)
    {
        AllSuffixes = [".gaussian" + options.Extension, FrameSuffix(0)],
        Extensions = [.. GaussianDecodeOptions.Formats.Select(format => format.Value)],
        AllSideSuffixes = [AnyFrameSuffix],
    };

    /// <summary>Returns the names of numbered frames, whose number is that of the input.</summary>
    private OutputNames NumberedNames(ImageInput input)
    {
        var frames = StylizeException.OrDefault(() => (int?)GaussianFileReader.Peek(input.Source).Frames) ?? 0;
        return NamesOf(Options) with
        {
            SideSuffixes = [.. Enumerable.Range(1, Math.Max(0, frames - 1)).Select(FrameSuffix)],
        };
    }

    /// <inheritdoc/>
    public override long EstimateMemory(ImageInput input)
    {
        var header = GaussianFileReader.Peek(input.Source);
        var (sourceWidth, sourceHeight) =
            (Options.Region?.Width ?? header.Width, Options.Region?.Height ?? header.Height);
        var (width, height) = Size(input, header.Width, header.Height);
        const int bytesPerGaussian = 160;
        var density = header.Count / ((double)header.Width * header.Height);
        var coarse = DetailLevel.CoarseSize(Options.Render.Level, width, height, sourceWidth, sourceHeight, density);
        return header.Bytes + ((long)bytesPerGaussian * header.Count) + (8L * width * height)
            + GaussianResidual.EstimateMemory(header.Width, header.Height, header.Bytes)
            + (coarse is { } size ? CoarsePicture.BytesPerPixel * size.Width * size.Height : 0);
    }

    /// <inheritdoc/>
    public override long EstimatePixels(ImageInput input)
    {
        var header = GaussianFileReader.Peek(input.Source);
        var (width, height) = Size(input, header.Width, header.Height);
        return (long)width * height * (Options.Frame is null ? Math.Max(1, header.Frames) : 1);
    }

    /// <inheritdoc/>
    public override IArtifact Run(ImageInput input, OperationContext context)
    {
        var isAnimation = GaussianAnimation.IsAnimation(input.Source);
        if (isAnimation && Options.Frame is null) return Animate(input, context);

        GaussianFile file;
        ImageSource source;
        using (context.Phases.Start("read"))
        {
            source = isAnimation ? FrameOf(input.Source, context) : StillOf(input.Source);
            source = Options.Format == ImageFormat.Html && Options.Region is null
                ? GaussianFileReader.Load(source) : source;
            file = GaussianFileReader.Read(source, Reading(context) with { Region = Options.Region });
        }

        if (!file.IsComplete)
        {
            context.Warning?.Invoke(
                Invariant($"Only {file.Model.Count} of {file.DeclaredCount} Gaussians could be read: {file.Problem}."));
        }

        try
        {
            var (wholeWidth, wholeHeight) = (file.Model.Width, file.Model.Height);
            var (width, height) = Size(input, wholeWidth, wholeHeight);
            var rendering = Rendering(
                file.Model, file.DeclaredCount, Options.Render.Level, width, height, fillsGaps: !file.IsComplete);
            file = Crop(file, input);
            if (Options.Format == ImageFormat.Html) return Page(file, source, wholeWidth, wholeHeight, input, context);

            using (file)
            using (context.Phases.Start("render"))
            {
                var pixels = GaussianRenderer.Render(file.Model, rendering, context.MaxThreads, context.Cancellation);
                var encoding =
                    new EncodeOptions(Options.Format) { Quality = Options.Quality, Metadata = context.Metadata };
                return new GaussianArtifact(
                    width, height, Summary(file), target => input.Codec.Encode(pixels, target, encoding),
                    (_, _) => pixels.Clone(), pixels);
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private ImageSource StillOf(ImageSource source) => Options.Frame is null or 0
        ? source : throw Errors.SinglePicture.With(source.Name, Options.Frame);

    /// <summary>Returns a frame as a file with the exact values.</summary>
    private ImageSource FrameOf(ImageSource source, OperationContext context)
    {
        using var model = Open(source, context).Frame(Options.Frame!.Value);
        return ImageSource.Memory(
            GaussianFileWriter.ToBytes(model, GaussianProfile.Lossless, context.MaxThreads), source.Name);
    }

    private GaussianAnimation Open(ImageSource source, OperationContext context)
    {
        var animation = GaussianAnimation.Read(source, Reading(context));
        if (animation.Problem is not null)
        {
            context.Warning?.Invoke(Invariant(
                $"Only {animation.Durations.Count} of {animation.DeclaredFrames} frames could be read: {animation.Problem}."));
        }

        return animation;
    }

    /// <summary>Writes all frames of an animation.</summary>
    private IArtifact Animate(ImageInput input, OperationContext context)
    {
        GaussianAnimation animation;
        using (context.Phases.Start("read"))
        {
            animation = Open(input.Source, context);
        }

        var refused = Options switch
        {
            { Format: ImageFormat.Jpeg or ImageFormat.Tiff } => nameof(Options.Format),
            { Format: ImageFormat.Html, Region: not null } => nameof(Options.Region),
            { Format: ImageFormat.Html, Compare: not null } => nameof(Options.Compare),
            _ => null,
        };
        if (refused is not null)
        {
            throw (refused == nameof(Options.Format) ? Errors.AnimationFormat : Errors.AnimationOption).With(
                input.Source.Name, animation.Durations.Count, refused);
        }

        var (width, height) = Size(input, animation.Width, animation.Height);
        KeyValuePair<string, object?>[] summary = [new("Gaussians", animation.Count),
            new("Frames", animation.Durations.Count)];
        var pictures = new AnimationPictures(
            animation, model => Rendered(model, width, height, input.Source.Name, context), context);
        if (Options.SeparateFrames) return Numbered(pictures, width, height, summary, input.Codec, context);

        var encoding = new EncodeOptions(Options.Format) { Quality = Options.Quality, Metadata = context.Metadata };
        return new GaussianArtifact(
            width, height, summary,
            target =>
            {
                if (Options.Format == ImageFormat.Html)
                {
                    var bytes = GaussianFileReader.Load(input.Source).Bytes!.Value;
                    var page = new GaussianPageOptions(Title(animation.Metadata, input), null, context.Provenance);
                    GaussianPage.Write(bytes, target, page, context.Cancellation);
                }
                else
                {
                    pictures.Encode(input.Codec, target, encoding);
                }
            },
            animation.Picture);
    }

    /// <summary>Returns the frames as PNG files: the first is the main file. The others, which are written before it,
    /// are rendered while they are written.</summary>
    private static GaussianArtifact Numbered(
        AnimationPictures pictures, int width, int height, KeyValuePair<string, object?>[] summary, IImageCodec codec,
        OperationContext context)
    {
        var encoding = new EncodeOptions(ImageFormat.Png) { Metadata = context.Metadata };
        var frames = pictures.Frames().GetEnumerator();
        frames.MoveNext();
        var first = frames.Current.Image.Clone();
        return new GaussianArtifact(
            width, height, summary, target => codec.Encode(first, target, encoding), (_, _) => first.Clone(),
            first, frames)
        {
            SideFiles =
                [.. Enumerable.Range(1, pictures.Count - 1).Select(frame => new SideFile(FrameSuffix(frame), target =>
                {
                    frames.MoveNext();
                    codec.Encode(frames.Current.Image, target, encoding);
                }))],
        };
    }

    private GaussianReadOptions Reading(OperationContext context) =>
        new() { AllowPrefix = Options.AllowPrefix, MaxThreads = context.MaxThreads };

    private static string Title(IReadOnlyDictionary<string, string> metadata, ImageInput input) =>
        metadata.GetValueOrDefault(GaussianMetadata.Title) ?? Path.GetFileNameWithoutExtension(input.Source.Name);

    /// <param name="frame">Number of the frame, from 0.</param>
    private static string FrameSuffix(int frame) => Invariant($".gaussian_{frame:0000}.png");

    private Raster<Rgba32> Rendered(GaussianModel model, int width, int height, string name, OperationContext context)
    {
        using var part = Options.Region is { } region ? Crop(model, region, name, fillsGaps: false) : null;
        var rendering = Rendering(model, model.Count, Options.Render.Level, width, height);
        return GaussianRenderer.Render(part ?? model, rendering, context.MaxThreads, context.Cancellation);
    }

    private const int PhotographQuality = 95;

    /// <summary>Crops the model to the requested region. Disposes of <paramref name="file"/>.</summary>
    private GaussianFile Crop(GaussianFile file, ImageInput input)
    {
        if (Options.Region is not { } region) return file;

        var fillsGaps = !file.IsComplete || Options.Format == ImageFormat.Html;
        using (file)
        {
            return file with { Model = Crop(file.Model, region, input.Source.Name, fillsGaps) };
        }
    }

    /// <summary>Returns the part of a model that affects a region, as a model of that size.</summary>
    /// <param name="name">Name of the file for the error.</param>
    /// <param name="fillsGaps">True if Gaussians are left out: a wider cutoff lets the others fill the gaps.</param>
    /// <exception cref="StylizeException">OperationFailed: the region lies outside the picture.</exception>
    public static GaussianModel Crop(GaussianModel model, PixelRectangle region, string name, bool fillsGaps)
    {
        if (!region.Overlaps(model.Width, model.Height))
        {
            throw Errors.RegionOutside.With(name, region, model.Width, model.Height);
        }

        return GaussianTransforms.Crop(
            model, region.X, region.Y, region.Width, region.Height, fillsGaps ? RenderOptions.WideCutoff : null);
    }

    /// <summary>Returns the options of rendering a picture or a region of it, without a limit of pixels.</summary>
    /// <param name="whole">The model before a crop.</param>
    /// <param name="count">Number of Gaussians of the whole file, which is larger than that of a model with
    /// gaps.</param>
    public static RenderOptions Rendering(
        GaussianModel whole, int count, double level, int? width, int? height, double scale = 1,
        bool fillsGaps = false) => new()
        {
            Width = width,
            Height = height,
            Scale = scale,
            Level = level,
            GaussiansPerPixel = count / ((double)whole.Width * whole.Height),
            MaxPixels = long.MaxValue,
            FillGaps = fillsGaps,
        };

    private GaussianArtifact Page(
        GaussianFile file, ImageSource source, int wholeWidth, int wholeHeight, ImageInput input,
        OperationContext context)
    {
        var model = file.Model;
        var options = new GaussianPageOptions(
            Title(model.Metadata, input),
            Options.Compare is { } photograph ? Photograph(photograph, wholeWidth, wholeHeight, input, context) : null,
            context.Provenance);

        // A part of a file becomes a file of its own, with the exact values.
        var bytes = Options.Region is null && file.IsComplete
            ? source.Bytes!.Value
            : GaussianFileWriter.ToBytes(
                file.IsComplete ? model : GaussianRenderer.WithWideWindows(model), GaussianProfile.Lossless,
                context.MaxThreads);
        return new GaussianArtifact(
            model.Width, model.Height, Summary(file),
            target => GaussianPage.Write(bytes, target, options, context.Cancellation),
            (side, drawing) => GaussianRenderer.Render(model, side, drawing), file);
    }

    private static KeyValuePair<string, object?>[] Summary(GaussianFile file) =>
        [new("Gaussians", file.DeclaredCount), new("Shown", file.Model.Count)];

    private EncodedPicture Photograph(
        ImageSource source, int width, int height, ImageInput input, OperationContext context)
    {
        using var photograph = PagePhotograph.Read(source, input, width, height, Options.Region, context);
        using var stream = new MemoryStream();
        input.Codec.Encode(photograph, stream, new EncodeOptions(ImageFormat.Jpeg) { Quality = PhotographQuality });
        return new EncodedPicture("image/jpeg", stream.ToArray());
    }

    /// <summary>Returns the size of the rendering, within the pixel limit of the input.</summary>
    private (int Width, int Height) Size(ImageInput input, int wholeWidth, int wholeHeight)
    {
        try
        {
            return Options.Render.Size(
                Options.Region?.Width ?? wholeWidth, Options.Region?.Height ?? wholeHeight,
                input.DecodeOptions.MaxPixels);
        }
        catch (StylizeException e)
        {
            throw Errors.RenderingTooLarge.From(e, input.Source.Name, e.Message, e.Advice);
        }
    }
}
