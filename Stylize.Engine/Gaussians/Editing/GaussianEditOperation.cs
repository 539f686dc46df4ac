using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Gaussians.Transforms;

namespace Stylize.Engine.Gaussians.Editing;

/// <summary>Edits .g2d files by transforming their Gaussians: move, resize, rotate, crop, join. The output keeps the
/// profile.</summary>
public sealed class GaussianEditOperation : DefinedOperation<GaussianEditOptions>
{
    /// <summary>Pixels of a strip in which the PSNR is measured.</summary>
    private const int MeasuredPixels = 1 << 22;

    internal static readonly OutputNames Names = new(".edited" + GaussianFileReader.Extension)
    {
        ReadProvenance = (file, _) => GaussianFileReader.ReadProvenance(
            file, operation => operation == GaussianEditDefinition.Value.Name
                ? OptionSet.ForRecord<GaussianEditOptions>() : null),
    };

    /// <summary>Creates the operation.</summary>
    /// <param name="options">Validated here.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range, or the file to join cannot be
    /// read.</exception>
    public GaussianEditOperation(GaussianEditOptions options)
        : base(GaussianEditDefinition.Value, options)
    {
        if (options.Join is { } join)
        {
            try
            {
                GaussianFileReader.Peek(join);
            }
            catch (StylizeException e)
            {
                throw Errors.JoinUnreadable.From(e, nameof(GaussianEditOptions.Join), e.Message, e.Advice);
            }
        }
    }

    /// <inheritdoc/>
    public override OutputNames Outputs => Names;

    /// <inheritdoc/>
    public override long EstimateMemory(ImageInput input)
    {
        const int bytesPerGaussian = 300;
        var header = GaussianFileReader.Peek(input.Source);
        if (Options.Crop is null)
        {
            // Report a canvas beyond the limit as such, not as a lack of memory.
            var (width, height) = Resized(header.Width, header.Height);
            CheckSize(width, height, input);
        }

        var joined = Options.Join is { } join ? GaussianFileReader.Peek(join) : default;
        return header.Bytes + joined.Bytes + (bytesPerGaussian * ((long)header.Count + joined.Count))
            + (32L * MeasuredPixels);
    }

    /// <inheritdoc/>
    public override long EstimatePixels(ImageInput input) => Pixels(GaussianFileReader.Peek(input.Source));

    /// <inheritdoc/>
    public override IArtifact Run(ImageInput input, OperationContext context)
    {
        var isAnimation = GaussianAnimation.IsAnimation(input.Source);
        if (Options.Join is { } join && GaussianAnimation.IsAnimation(join) != isAnimation)
        {
            throw Refused(
                nameof(Options.Join), isAnimation ? "an animation" : "a single picture", "one of the same kind", input);
        }

        if (isAnimation)
        {
            return Options.At is null ? EditAnimation(input, context)
                : throw Refused(nameof(Options.At), "an animation", "a single picture", input);
        }

        var forAnimations = Options.FirstFrame is not null ? nameof(Options.FirstFrame)
            : Options.LastFrame is not null ? nameof(Options.LastFrame) : Options.Speed is not null
            ? nameof(Options.Speed) : null;
        if (forAnimations is not null) throw Refused(forAnimations, "a single picture", "an animation", input);

        using var file = Read(input.Source, context);
        if (file.Model.Residual is not null)
        {
            context.Warning?.Invoke(
                $"The edited file has no residual, so it shows less fine texture than '{input.Source.Name}'.");
        }

        using var edited = Edit(file.Model, input, context);
        using var phase = context.Phases.Start("write");
        var bytes = Signed(GaussianFileWriter.ToBytes(edited, file.Profile, context.MaxThreads), context);
        var psnr = file.Profile == GaussianProfile.Lossless
            ? double.PositiveInfinity : MeasurePsnr(edited, bytes, context);
        KeyValuePair<string, object?>[] summary =
        [
            new("Gaussians", edited.Count),
            new("Bytes", bytes.Length),
            new("SourceBytes", file.Bytes),
            new("Profile", file.Profile.ToString()),
            new("Psnr", double.IsInfinity(psnr) ? psnr : Math.Round(psnr, 2)),
        ];
        return new GaussianArtifact(
            edited.Width, edited.Height, summary, target => target.Write(bytes), (side, drawing) =>
            {
                using var written = GaussianFileReader.Read(bytes, input.Source.Name);
                return GaussianRenderer.Render(written.Model, side, drawing);
            });
    }

    private static GaussianFile Read(ImageSource source, OperationContext context)
    {
        using var phase = context.Phases.Start("read");
        return GaussianFileReader.Read(source, new GaussianReadOptions { MaxThreads = context.MaxThreads });
    }

    private GaussianModel Edit(GaussianModel source, ImageInput input, OperationContext context)
    {
        using var phase = context.Phases.Start("edit");
        var placement = Place(source.Width, source.Height, input);
        var model = placement.Apply(source);
        if (Options.Join is { } join)
        {
            using var alone = model;
            using var other = Read(join, context);
            model = Joined(alone, other.Model, input);
        }

        return WithoutSourceHash(model);
    }

    /// <summary>Returns where the edits before joining place a picture.</summary>
    private CanvasPlacement Place(int width, int height, ImageInput input)
    {
        var map = AffineMap.Identity;
        if (Options.Move is { } move)
        {
            map = map with { X = move.X, Y = move.Y };
        }

        if (Options.Width is not null || Options.Scale is not null)
        {
            var size = Resized(width, height);
            CheckSize(size.Width, size.Height, input);
            map = map.Then(new(size.Width / width, 0, 0, size.Height / height, 0, 0));
            (width, height) = ((int)size.Width, (int)size.Height);
        }

        if (Options.Rotate is { } degrees)
        {
            map = map.Then(GaussianTransforms.Rotation(width, height, degrees));
            (width, height) = GaussianTransforms.RotatedSize(width, height, degrees);
            CheckSize(width, height, input);
        }

        if (Options.Crop is { } crop)
        {
            if (!crop.Overlaps(width, height))
            {
                throw Errors.CropOutside.With(nameof(GaussianEditOptions.Crop), input.Source.Name, width, height, crop);
            }

            map = map.Then(AffineMap.Identity with { X = -crop.X, Y = -crop.Y });
            (width, height) = (crop.Width, crop.Height);
            CheckSize(width, height, input);
        }

        return new(map, width, height, Options.Crop is not null);
    }

    /// <summary>Edits an animation: cuts frames, changes its speed, places its pictures, and appends another.</summary>
    private GaussianArtifact EditAnimation(ImageInput input, OperationContext context)
    {
        using var phase = context.Phases.Start("edit");
        var source = GaussianAnimation.Read(input.Source);
        var last = Options.LastFrame ?? source.Durations.Count - 1;
        if (Math.Max(last, Options.FirstFrame ?? 0) >= source.Durations.Count)
        {
            throw Errors.FramesBeyond.With(
                input.Source.Name, Plural.WithCount(source.Durations.Count, "frame"), source.Durations.Count - 1);
        }

        var placement = Place(source.Width, source.Height, input);
        var edit = new AnimationEdit(context);
        edit.Append(source, Options.FirstFrame ?? 0, last, placement, Options.Speed ?? 1);
        if (Options.Join is { } join)
        {
            var next = GaussianAnimation.Read(join);
            if ((next.Width, next.Height) != (placement.Width, placement.Height))
            {
                throw Errors.AnimationSizes.With(
                    input.Source.Name, join.Name, next.Width, next.Height, placement.Width, placement.Height);
            }

            edit.Append(next, 0, next.Durations.Count - 1, new(AffineMap.Identity, next.Width, next.Height, false), 1);
        }

        var bytes =
            Signed(edit.ToBytes(placement, source.LoopCount, MetadataWithoutHash(source.Metadata)), context);
        var edited = GaussianAnimation.Read(ImageSource.Memory(bytes, input.Source.Name));
        KeyValuePair<string, object?>[] summary =
        [
            new("Gaussians", edited.Count), new("Frames", edited.Durations.Count),
            new("KeyFrames", edited.KeyFrames.Count), new("Bytes", bytes.Length), new("SourceBytes", source.Bytes),
        ];
        return new GaussianArtifact(
            placement.Width, placement.Height, summary, target => target.Write(bytes), edited.Picture);
    }

    private GaussianModel Joined(GaussianModel model, GaussianModel other, ImageInput input)
    {
        var at = Options.At ?? default;
        if (GaussianTransforms.Difference(model, other) is { } difference)
        {
            throw Errors.JoinDiffers.With(
                nameof(GaussianEditOptions.Join), Options.Join!.Name, input.Source.Name, difference);
        }

        var (width, height) =
            GaussianTransforms.JoinedSize(model.Width, model.Height, other.Width, other.Height, at.X, at.Y);
        CheckSize(width, height, input);
        return GaussianTransforms.Join(model, other, at.X, at.Y);
    }

    /// <summary>Returns the size after resizing, at least one pixel per side.</summary>
    private (double Width, double Height) Resized(int width, int height)
    {
        var scale = Options.Width is { } wanted ? (double)wanted / width : Options.Scale ?? 1;
        return (Options.Width ?? Math.Max(1, Math.Round(width * scale)), Math.Max(1, Math.Round(height * scale)));
    }

    /// <summary>Returns an upper bound on the number of pixels of an edit, without joining.</summary>
    private long Pixels(in GaussianFileSummary header)
    {
        var (width, height) = Resized(header.Width, header.Height);
        var pixels = Options.Crop is { } crop
            ? (double)crop.Width * crop.Height : width * height * (Options.Rotate is null ? 1 : 2);
        return (long)Math.Min(pixels, 1L << 40);
    }

    private static void CheckSize(double width, double height, ImageInput input)
    {
        var limit = input.DecodeOptions.MaxPixels;
        if (width > GaussianModel.MaxSide || height > GaussianModel.MaxSide || width * height > limit)
        {
            throw Errors.CanvasTooLarge.With(input.Source.Name, width, height, limit, GaussianModel.MaxSide);
        }
    }

    private static byte[] Signed(byte[] bytes, OperationContext context) => context.Provenance is { } provenance
        ? ProvenanceChunk.Insert(bytes, provenance, OptionSet.ForRecord<GaussianEditOptions>()) : bytes;

    private static StylizeException Refused(string option, string kind, string wanted, ImageInput input) =>
        Errors.NotForKind.With(input.Source.Name, kind, option, wanted);

    /// <summary>Removes the hash of the source, because the edited model no longer shows it.</summary>
    private static GaussianModel WithoutSourceHash(GaussianModel model) => model.With(
        model.Store, model.Width, model.Height, model.Cutoff, model.Epsilon, MetadataWithoutHash(model.Metadata));

    private static Dictionary<string, string> MetadataWithoutHash(IReadOnlyDictionary<string, string> metadata) =>
        metadata.Where(entry => entry.Key != GaussianMetadata.SourceHash).ToDictionary();

    /// <summary>Measures the PSNR of the written file against the exact model, in decibels: the cost of quantizing
    /// again.</summary>
    private static double MeasurePsnr(GaussianModel exact, ReadOnlyMemory<byte> file, OperationContext context)
    {
        using var written =
            GaussianFileReader.Read(file, "edited model", new GaussianReadOptions { MaxThreads = context.MaxThreads });
        var (width, height) = (exact.Width, exact.Height);
        var rows = Math.Clamp(MeasuredPixels / width, 1, height);
        var sum = 0.0;
        for (var y = 0; y < height; y += rows)
        {
            using var a = Strip(exact, y);
            using var b = Strip(written.Model, y);
            sum += ImageDifference.SquaredError(a, b, a.Height);
        }

        return 10 * PortableMath.Log10(255.0 * 255 * 3 * width * height / sum);

        SampleImage<float> Strip(GaussianModel model, int y)
        {
            using var part = GaussianTransforms.Crop(model, 0, y, width, Math.Min(rows, height - y));
            using var drawn = GaussianRenderer.Render(part, null, context.MaxThreads, context.Cancellation);
            return OverWhite.Planes(drawn);
        }
    }
}
