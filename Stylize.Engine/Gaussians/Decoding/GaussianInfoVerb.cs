using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Operations.Verbs;

namespace Stylize.Engine.Gaussians.Decoding;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>Describes .g2d files.</summary>
[Verb("Get-GaussianImage", "Describe .g2d files: count, profile, size, color space, distribution of scales.",
    Output = "Stylize.Engine.Gaussians.Decoding.GaussianDescription",
    Examples = ["stylize gaussian info photo.g2d", "stylize gaussian info models --json"])]
internal sealed record GaussianInfoVerb : IQueryVerb
{
    [Option("Describe the intact part of a truncated or damaged file.")]
    public bool AllowPrefix { get; init; }

    public IReadOnlySet<string> Extensions(IReadOnlySet<string> images) => GaussianFileReader.Extensions;

    public long EstimateMemory(ImageInput input) => GaussianDescription.EstimateMemory(input.Source);

    public VerbRow Describe(ImageInput input, Func<string, ImageInput> open, OperationContext context)
    {
        var file = GaussianDescription.Describe(input.Source, AllowPrefix, context.MaxThreads);
        return new VerbRow(
            null,
            [
                new("Width", file.Width), new("Height", file.Height), new("Count", file.Count),
                new("Profile", $"{file.Profile}"),
                new("ProfileVersion", file.ProfileVersion), new("Bytes", file.Bytes),
                new("BitsPerPixel", file.BitsPerPixel),
                new("BytesPerGaussian", file.BytesPerGaussian), new("Compositing", $"{file.Compositing}"),
                new("BlendSpace", $"{file.BlendSpace}"), new("HasAlpha", file.HasAlpha), new("Cutoff", file.Cutoff),
                new("Layers", file.Layers), new("PrefixBytes", file.PrefixBytes),
                new("ResidualBytes", file.ResidualBytes), new("SmallestScale", file.SmallestScale),
                new("MedianScale", file.MedianScale), new("LargestScale", file.LargestScale),
                new("Scales", file.Scales.Select(scale => $"{scale}").ToArray()),
                new("MedianElongation", file.MedianElongation), new("IllConditioned", file.IllConditioned),
                .. file.Frames > 0 ? [new("Frames", file.Frames), new("Milliseconds", file.Milliseconds)]
                    : Array.Empty<KeyValuePair<string, object?>>(),
                new("Problem", file.Problem),
                .. file.Metadata.Select(entry => KeyValuePair.Create(entry.Key, (object?)entry.Value)),
            ])
        {
            Value = file,
        };
    }
}
