using System.Management.Automation;
using Stylize.Engine.Catalog;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.PowerShell.Commands;

/// <summary>Says how files that Stylize has written were made.</summary>
[Cmdlet(VerbsCommon.Get, "StylizeProvenance", DefaultParameterSetName = "Path")]
[OutputType(typeof(StylizeProvenance))]
public sealed class GetStylizeProvenanceCommand : QueryCommand<ProvenanceRecord>
{
    private protected override IReadOnlySet<string> InputExtensions =>
        new HashSet<string>(base.InputExtensions.Concat(OutputProvenance.OwnExtensions), StringComparer.OrdinalIgnoreCase);

    protected override Func<ImageInput, OperationContext, ProvenanceRecord> CreateQuery() =>
        (input, _) => OutputProvenance.Require(input.Source, input.Codec);

    protected override IEnumerable<PSObject> Describe(string path, ProvenanceRecord value) => [new(StylizeProvenance.Of(path, value))];

    protected override long EstimateMemory(ImageInput input) => 1 << 20;
}
