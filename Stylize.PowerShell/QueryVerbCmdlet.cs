using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Operations.Verbs;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets of verbs that describe each input.</summary>
public abstract class QueryVerbCmdlet : InputCmdlet<QueryItem, VerbRow>
{
    private IQueryVerb? _verb;

    /// <summary>Returns the verb with its defaults.</summary>
    private protected abstract IQueryVerb Create();

    private protected override IReadOnlySet<string> InputExtensions => _verb!.Extensions(base.InputExtensions);

    private protected sealed override ItemRun<QueryItem, VerbRow> CreateRun(RunContext<VerbRow> context)
    {
        _verb = Create();
        var verb = Read();

        return new QueryRun<QueryItem, VerbRow>(
            context,
            input => new QueryItem(context.Open(input), input.Settings as IQueryVerb ?? verb, input.Failure),
            (item, work) => item.Verb.Describe(item.Input, path => context.Open(new RunInput(path)), work),
            item => item.Verb.EstimateMemory(item.Input));
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

/// <summary>An input, and the verb with the options of the object in the pipeline that named it.</summary>
public sealed class QueryItem : IBatchItem
{
    private readonly StylizeException? _failure;

    internal QueryItem(ImageInput input, IQueryVerb verb, StylizeException? failure) =>
        (Input, Verb, _failure) = (input, verb, failure);

    public string Source => Input.Source.Name;

    public IEnumerable<string> Damage => Input.Damage is { } damage ? [damage] : [];

    internal ImageInput Input { get; }

    internal IQueryVerb Verb { get; }

    public void Check()
    {
        if (_failure is not null) throw _failure;

        InputFile.Require(Source);
    }
}
