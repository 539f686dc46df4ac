using Stylize.Engine.Gaussians.Files;
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
        Read = start => start.Apply(GaussianDecodeOptions.Start(start.Destination, start.ReadLike<GaussianDecodeOptions>())),
    };
}
