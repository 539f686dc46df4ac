using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Operations.Verbs;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets of verbs that describe each input.</summary>
public abstract class QueryVerbCmdlet : InputCmdlet<FileItem, VerbRow>
{
    private IQueryVerb? _verb;

    /// <summary>Returns the verb with its defaults.</summary>
    private protected abstract IQueryVerb Create();

    private protected override IReadOnlySet<string> InputExtensions => _verb!.Extensions(base.InputExtensions);

    private protected sealed override ItemRun<FileItem, VerbRow> CreateRun(RunContext<VerbRow> context)
    {
        _verb = Create();
        var verb = Read();
        return new QueryRun<VerbRow>(
            context,
            (item, work) => VerbOf(item).Describe(item.Input, path => context.Open(new RunInput(path)), work),
            item => VerbOf(item).EstimateMemory(item.Input));

        IQueryVerb VerbOf(FileItem item) => item.Settings as IQueryVerb ?? verb;
    }

    private protected sealed override object ReadSettings() => Read();

    private IQueryVerb Read()
    {
        var verb = WithParameters(Create());
        OptionSet.ForRecord(verb).Check(verb);
        return verb;
    }

    protected sealed override void WriteResult(BatchResult<VerbRow> result) => WriteObject(
        result.Value!.Value is ProvenanceRecord record ? StylizeProvenance.FromRecord(result.Source, record)
        : VerbCmdlet.Describe(result.Value with { Added = [new("Path", result.Source), .. result.Value.Added] }));
}
