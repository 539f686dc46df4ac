using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Decoding;

internal static class GaussianDecodeDefinition
{
    public static OperationDefinition Value { get; } = new()
    {
        Name = GaussianDecodeOperation.OperationName,
        Version = GaussianDecodeOperation.OperationVersion,
        Cmdlet = "ConvertFrom-GaussianImage",
        Summary = "Render .g2d files at any size as PNG, JPEG, WebP or TIFF, or write web pages that draw them.",
        Examples =
        [
            "stylize gaussian decode photo.g2d",
            "stylize gaussian decode models -o out --scale 0.25 --format jpeg",
            "stylize gaussian decode photo.g2d --format html --compare photo.jpg",
        ],
        InputExtensions = GaussianFileReader.Extensions,
        ProvenanceExtensions = [".html"],
        OptionTypes = [typeof(GaussianDecodeOptions)],
        NamesOf = options => GaussianDecodeOperation.NamesOf((GaussianDecodeOptions)options),
        Make = options => new GaussianDecodeOperation((GaussianDecodeOptions)options),
        PreviewPixels = long.MaxValue, // A model is drawn at any size.
        Sketch = Sketch,
        Read = start => start.Apply(GaussianDecodeOptions.Start(start.Destination, start.ReadLike<GaussianDecodeOptions>())),
    };

    /// <summary>Renders at most at a size.</summary>
    private static Raster<Rgba32> Sketch(IOperationOptions options, ImageInput input, int side, OperationContext context)
    {
        var decode = (GaussianDecodeOptions)options;
        var header = GaussianFileReader.Peek(input.Source);
        var (width, height) = decode.Render.Size(decode.Region?.Width ?? header.Width, decode.Region?.Height ?? header.Height);
        var scale = Math.Min(1, (double)side / Math.Max(width, height));
        var render = decode.Render with { Width = Length(width), Height = Length(height), Scale = 1 };
        using var file = new MemoryStream();
        using (var artifact = new GaussianDecodeOperation(
            decode with { Render = render, Format = ImageFormat.Png, Quality = GaussianDecodeOptions.Default.Quality, Compare = null })
            .Run(input, context))
        {
            artifact.Write(file);
        }

        return input.Codec.DecodeRgba(ImageSource.Memory(file.ToArray(), "rendering"));

        int Length(int length) => Math.Max(1, (int)Math.Round(length * scale));
    }
}
