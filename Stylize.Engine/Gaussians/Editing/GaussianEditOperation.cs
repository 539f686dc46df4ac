using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Gaussians.Transforms;

namespace Stylize.Engine.Gaussians.Editing;

/// <summary>Edits .g2d files by transforming their Gaussians: move, resize, rotate, crop, join. The output keeps the profile.</summary>
public sealed class GaussianEditOperation : DefinedOperation<GaussianEditOptions>
{
    internal static readonly OutputNames Names = new(".edited" + GaussianFileReader.Extension)
    {
        ReadProvenance = (file, _) => GaussianFileReader.ReadProvenance(
            file, operation => operation == GaussianEditDefinition.Value.Name ? OptionSet.ForRecord<GaussianEditOptions>() : null),
    };

    /// <summary>Creates the operation.</summary>
    /// <param name="options">Validated here.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range, or the file to join cannot be read.</exception>
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
                throw new StylizeException(
                    StylizeError.OptionInvalid, nameof(GaussianEditOptions.Join), $"{{Join}}: {StylizeException.Verbatim(e.Message)}",
                    e.Advice, e);
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
        return header.Bytes + joined.Bytes + (bytesPerGaussian * ((long)header.Count + joined.Count)) + (16 * Pixels(header));
    }

    /// <inheritdoc/>
    public override long EstimatePixels(ImageInput input) => Pixels(GaussianFileReader.Peek(input.Source));

    /// <inheritdoc/>
    public override IArtifact Run(ImageInput input, OperationContext context)
    {
        using var file = Read(input.Source, context);
        using var edited = Edit(file.Model, input, context);
        using var phase = context.Phases.Start("write");
        var bytes = GaussianFileWriter.ToBytes(edited, file.Profile, context.MaxThreads);
        if (context.Provenance is { } provenance)
        {
            bytes = ProvenanceChunk.Insert(bytes, provenance, OptionSet.ForRecord<GaussianEditOptions>());
        }

        var psnr = file.Profile == GaussianProfile.Lossless ? double.PositiveInfinity : MeasurePsnr(edited, bytes, context);
        KeyValuePair<string, object?>[] summary =
        [
            new("Gaussians", edited.Count),
            new("Bytes", bytes.Length),
            new("SourceBytes", file.Bytes),
            new("Profile", file.Profile.ToString()),
            new("Psnr", double.IsInfinity(psnr) ? psnr : Math.Round(psnr, 2)),
        ];
        return new GaussianArtifact(edited.Width, edited.Height, summary, target => target.Write(bytes), (side, drawing) =>
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
        var model = source.With(source.Store.Clone());
        try
        {
            if (Options.Move is { } move)
            {
                Replace(GaussianTransforms.Translate(model, move.X, move.Y));
            }

            if (Options.Width is not null || Options.Scale is not null)
            {
                var (width, height) = Resized(model.Width, model.Height);
                CheckSize(width, height, input);
                Replace(GaussianTransforms.Resize(model, (int)width, (int)height));
            }

            if (Options.Rotate is { } degrees)
            {
                var (width, height) = GaussianTransforms.RotatedSize(model.Width, model.Height, degrees);
                CheckSize(width, height, input);
                Replace(GaussianTransforms.Rotate(model, degrees));
            }

            if (Options.Crop is { } crop)
            {
                Replace(Cropped(model, crop, input));
            }

            if (Options.Join is { } join)
            {
                using var other = Read(join, context);
                Replace(Joined(model, other.Model, input));
            }

            return WithoutSourceHash(model);
        }
        catch
        {
            model.Dispose();
            throw;
        }

        void Replace(GaussianModel next)
        {
            model.Dispose();
            model = next;
            CheckSize(model.Width, model.Height, input);
            context.Cancellation.ThrowIfCancellationRequested();
        }
    }

    private static GaussianModel Cropped(GaussianModel model, PixelRectangle crop, ImageInput input) =>
        crop.Overlaps(model.Width, model.Height)
            ? GaussianTransforms.Crop(model, crop.X, crop.Y, crop.Width, crop.Height)
            : throw new StylizeException(
                StylizeError.OptionInvalid,
                nameof(GaussianEditOptions.Crop),
                $"'{input.Source.Name}' is {model.Width} x {model.Height} pixels before the crop; {{Crop}} {crop} lies outside.",
                "Set {Crop} to a rectangle that overlaps the picture.");

    private GaussianModel Joined(GaussianModel model, GaussianModel other, ImageInput input)
    {
        var at = Options.At ?? default;
        if (GaussianTransforms.Difference(model, other) is { } difference)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid,
                nameof(GaussianEditOptions.Join),
                $"'{Options.Join!.Name}' cannot be joined to '{input.Source.Name}': the two differ in {difference}.",
                "Join files that were encoded with the same settings.");
        }

        var (width, height) = GaussianTransforms.JoinedSize(model.Width, model.Height, other.Width, other.Height, at.X, at.Y);
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
        var pixels = Options.Crop is { } crop ? (double)crop.Width * crop.Height : width * height * (Options.Rotate is null ? 1 : 2);
        return (long)Math.Min(pixels, 1L << 40);
    }

    private static void CheckSize(double width, double height, ImageInput input)
    {
        var limit = input.DecodeOptions.MaxPixels;
        if (width > GaussianModel.MaxSide || height > GaussianModel.MaxSide || width * height > limit)
        {
            throw new StylizeException(
                StylizeError.ImageTooLarge,
                input.Source.Name,
                Invariant($"'{input.Source.Name}' would have {width} x {height} pixels; ")
                    + Invariant($"the limit is {limit} pixels, and {GaussianModel.MaxSide} per side."),
                "Choose a smaller canvas, or raise the pixel limit.");
        }
    }

    /// <summary>Removes the hash of the source, because the edited model no longer shows it.</summary>
    private static GaussianModel WithoutSourceHash(GaussianModel model) => model.With(
        model.Store, model.Width, model.Height, model.Cutoff, model.Epsilon,
        model.Metadata.Where(entry => entry.Key != GaussianMetadata.SourceHash).ToDictionary());

    /// <summary>Measures the PSNR of the written file against the exact model, in decibels: the cost of quantizing again.</summary>
    private static double MeasurePsnr(GaussianModel exact, ReadOnlyMemory<byte> file, OperationContext context)
    {
        using var written = GaussianFileReader.Read(file, "edited model", new GaussianReadOptions { MaxThreads = context.MaxThreads });
        using var a = GaussianRenderer.Render(exact, null, context.MaxThreads, context.Cancellation);
        using var b = GaussianRenderer.Render(written.Model, null, context.MaxThreads, context.Cancellation);
        using var x = OverWhite.Planes(a);
        using var y = OverWhite.Planes(b);
        return ImageDifference.Psnr(x, y, 255);
    }
}
