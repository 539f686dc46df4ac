using Stylize.Engine.Operations.Provenance;

namespace Stylize.Cli.Commands;

internal sealed class ProvenanceCommand : QueryCommand<ProvenanceRecord>
{
    public const string CommandName = "provenance";
    public const string Summary = "Show how output files were created: program, operation, options, source name and SHA-256.";

    public ProvenanceCommand(CommandHost host)
        : base(host, CommandName, Summary) =>
        Finish(
            "stylize provenance photo.pixelart.png", "stylize provenance out --json",
            "stylize pixel-art other.jpg --like photo.pixelart.png");

    protected override IReadOnlySet<string> InputExtensions =>
        new HashSet<string>(base.InputExtensions.Concat(OutputProvenance.OwnExtensions), StringComparer.OrdinalIgnoreCase);

    protected override Func<ImageInput, OperationContext, ProvenanceRecord> CreateQuery(ParseResult values) =>
        (input, _) => OutputProvenance.Require(input.Source, input.Codec);

    protected override long EstimateMemory(ImageInput input) => 1 << 20;

    protected override IEnumerable<IReadOnlyList<KeyValuePair<string, object?>>> Rows(ProvenanceRecord value) =>
    [
        [
            new("Program", value.Program),
            new("Operation", value.Operation),
            new("OperationVersion", value.OperationVersion),
            new("Options", value.Options?.Select(option => new KeyValuePair<string, object?>(option.Name, option.Value)).ToArray()),
            new("OptionsDigest", value.OptionsDigest),
            new("SourceName", value.Source),
            new("SourceSha256", value.SourceSha256),
        ],
    ];
}
