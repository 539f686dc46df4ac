using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Files;

namespace Stylize.Cli.Commands;

internal sealed class GaussianInfoCommand : QueryCommand<GaussianDescription>
{
    private readonly Option<bool> _allowPrefix;

    public GaussianInfoCommand(CommandHost host)
        : base(host, "info", "Describe .g2d files: count, profile, size, color space, distribution of scales.")
    {
        _allowPrefix = Declare<bool>("--allow-prefix", null, "Describe the intact part of a truncated or damaged file.");
        Finish("stylize gaussian info photo.g2d", "stylize gaussian info models --json");
    }

    protected override IReadOnlySet<string> InputExtensions => GaussianFileReader.Extensions;

    protected override Func<ImageInput, OperationContext, GaussianDescription> CreateQuery(ParseResult values)
    {
        var allowPrefix = values.GetValue(_allowPrefix);
        return (input, context) => GaussianDescription.Describe(input.Source, allowPrefix, context.MaxThreads);
    }

    protected override long EstimateMemory(ImageInput input) => GaussianDescription.EstimateMemory(input.Source);

    protected override IEnumerable<IReadOnlyList<KeyValuePair<string, object?>>> Rows(GaussianDescription value) =>
    [
        [
            new("Width", value.Width),
            new("Height", value.Height),
            new("Count", value.Count),
            new("Profile", value.Profile.ToString()),
            new("ProfileVersion", value.ProfileVersion),
            new("Bytes", value.Bytes),
            new("BitsPerPixel", value.BitsPerPixel),
            new("BytesPerGaussian", value.BytesPerGaussian),
            new("Compositing", value.Compositing.ToString()),
            new("BlendSpace", value.BlendSpace.ToString()),
            new("HasAlpha", value.HasAlpha),
            new("Cutoff", value.Cutoff),
            new("Layers", value.Layers),
            new("PrefixBytes", value.PrefixBytes),
            new("SmallestScale", value.SmallestScale),
            new("MedianScale", value.MedianScale),
            new("LargestScale", value.LargestScale),
            new("Scales", value.Scales.Select(s => s.ToString()).ToArray()),
            new("MedianElongation", value.MedianElongation),
            new("IllConditioned", value.IllConditioned),
            .. value.Frames > 0 ? [new("Frames", value.Frames), new("Milliseconds", value.Milliseconds)]
                : Array.Empty<KeyValuePair<string, object?>>(),
            new("Problem", value.Problem),
            .. value.Metadata.Select(entry => new KeyValuePair<string, object?>(entry.Key, entry.Value)),
        ],
    ];
}
