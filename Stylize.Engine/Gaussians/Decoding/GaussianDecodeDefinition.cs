using Stylize.Engine.Gaussians.Files;

namespace Stylize.Engine.Gaussians.Decoding;

internal sealed class GaussianDecodeDefinition : OperationDefinition<GaussianDecodeOptions>
{
    public static GaussianDecodeDefinition Value { get; } = new()
    {
        Name = "gaussian decode",
        Version = 3,
        Cmdlet = "ConvertFrom-GaussianImage",
        Summary = "Render .g2d files at any size as PNG, JPEG, WebP, TIFF or GIF, or write web pages that draw them.",
        Examples =
        [
            "stylize gaussian decode photo.g2d",
            "stylize gaussian decode models -o out --scale 0.25 --format jpeg",
            "stylize gaussian decode photo.g2d --format html --compare photo.jpg",
        ],
        InputExtensions = GaussianFileReader.Extensions,
        ProvenanceExtensions = [".html"],
    };

    public override OutputNames Outputs => field ??= GaussianDecodeOperation.NamesOf(new GaussianDecodeOptions());

    protected override IOperation Create(GaussianDecodeOptions options) => new GaussianDecodeOperation(options);

    /// <summary>The extension of the destination selects the format.</summary>
    protected override GaussianDecodeOptions Options(OperationStart start)
    {
        var options = start.ReadLike<GaussianDecodeOptions>() ?? new();
        var extension = Path.GetExtension(start.Destination ?? "");
        var format = GaussianDecodeOptions.Formats.FirstOrDefault(
            usual => usual.Value.Equals(extension, StringComparison.OrdinalIgnoreCase));
        return start.Apply(format.Value is null ? options : options with { Format = format.Key });
    }

    protected override long PreviewPixels(
        GaussianDecodeOptions options, PreviewInput input, PreviewTime time) => AllPixels;

    /// <summary>Renders at most at the size of the preview.</summary>
    protected internal override GaussianDecodeOptions ForPreview(
        GaussianDecodeOptions options, PreviewCopy copy, int side, PreviewTime time)
    {
        var (width, height) = SizeOf(options, copy);
        (width, height) = Resampler.ScaledSize(width, height, Math.Min(1, (double)side / Math.Max(width, height)));
        return options with
        {
            Format = ImageFormat.Png,
            Quality = GaussianDecodeOptions.Default.Quality,
            Compare = null,
            Render = options.Render with { Width = width, Height = height, Scale = 1 },
        };
    }

    protected override Preview Draw(
        GaussianDecodeOptions options, PreviewInput input, int side, PreviewTime time, OperationContext context)
    {
        var (width, height) = SizeOf(options, input.Whole);
        return base.Draw(options, input, side, time, context) with { IsReduced = Math.Max(width, height) > side };
    }

    /// <summary>Returns the size of the rendering without a limit.</summary>
    private static (int Width, int Height) SizeOf(GaussianDecodeOptions options, PreviewCopy copy)
    {
        var header = GaussianFileReader.Peek(copy.Input.Source);
        return options.Render.Size(options.Region?.Width ?? header.Width, options.Region?.Height ?? header.Height);
    }
}
