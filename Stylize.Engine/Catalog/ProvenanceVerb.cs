using Stylize.Engine.Operations.Verbs;

namespace Stylize.Engine.Catalog;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>Shows how outputs were created.</summary>
[Verb("Get-StylizeProvenance", Summary, Output = "Stylize.PowerShell.StylizeProvenance",
Examples = [
        "stylize provenance photo.pixelart.png", "stylize provenance out --json",
        "stylize pixel-art other.jpg --like photo.pixelart.png",
    ])]
internal sealed record ProvenanceVerb : IQueryVerb
{
    public const string Summary =
        "Show how output files were created: program, operation, options, source name and SHA-256.";

    public IReadOnlySet<string> Extensions(IReadOnlySet<string> images) =>
        images.Concat(OutputProvenance.OwnExtensions).ToHashSet(StringComparer.OrdinalIgnoreCase);

    public long EstimateMemory(ImageInput input) => 1 << 20;

    public VerbRow Describe(ImageInput input, Func<string, ImageInput> open, OperationContext context)
    {
        var record = OutputProvenance.Require(input.Source, input.Codec);
        return new VerbRow(
            null,
            [
                new("Program", record.Program), new("Operation", record.Operation),
                new("OperationVersion", record.OperationVersion),
                new("Options",
                    record.Options?.Select(option => KeyValuePair.Create(option.Name, (object?)option.Value))
                        .ToArray()),
                new("OptionsDigest", record.OptionsDigest), new("SourceName", record.Source),
                new("SourceSha256", record.SourceSha256),
            ])
        {
            Value = record,
        };
    }
}
