using Stylize.Engine.Operations.Provenance;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "StylizeProvenance", DefaultParameterSetName = "Path")]
[OutputType(typeof(StylizeProvenance))]
public sealed class GetStylizeProvenanceCommand : InputCmdlet<FileItem, ProvenanceRecord>
{
    private protected override IReadOnlySet<string> InputExtensions =>
        new HashSet<string>(base.InputExtensions.Concat(OutputProvenance.OwnExtensions), StringComparer.OrdinalIgnoreCase);

    protected override ItemRun<FileItem, ProvenanceRecord> CreateRun(RunContext<ProvenanceRecord> context) =>
        new QueryRun<FileItem, ProvenanceRecord>(
            context, input => new FileItem(context.Open(input)),
            (item, _) => OutputProvenance.Require(item.Input.Source, item.Input.Codec), _ => 1 << 20);

    protected override void WriteResult(BatchResult<ProvenanceRecord> result) =>
        WriteObject(StylizeProvenance.FromRecord(result.Source, result.Value!));
}
