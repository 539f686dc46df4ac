using System.Reflection;
using Stylize.Engine.Operations.Verbs;

namespace Stylize.Cli.Commands;

/// <summary>The command of a verb that describes each input, built from its declaration.</summary>
internal sealed class QueryVerbCommand : QueryCommand<VerbRow>
{
    private readonly DeclaredOptions _options;
    private IQueryVerb _verb;

    public QueryVerbCommand(CommandHost host, string name, IQueryVerb start)
        : base(host, name, start.GetType().GetCustomAttribute<VerbAttribute>()!.Summary)
    {
        _verb = start;
        _options = new DeclaredOptions(this, OptionSet.ForRecord(start));
        Finish(start.GetType().GetCustomAttribute<VerbAttribute>()!.Examples);
    }

    protected override IReadOnlySet<string> InputExtensions => _verb.Extensions(base.InputExtensions);

    protected override Func<ImageInput, OperationContext, VerbRow> CreateQuery(ParseResult values)
    {
        _verb = OptionSet.Apply(_verb, _options.Given(values), Host);
        OptionSet.ForRecord(_verb).Check(_verb);
        var batch = BatchOptions(values);
        return (input, context) =>
            _verb.Describe(input, path => batch.Open(ImageSource.File(path), Host.Codec), context);
    }

    protected override long EstimateMemory(ImageInput input) => _verb.EstimateMemory(input);

    protected override IEnumerable<IReadOnlyList<KeyValuePair<string, object?>>> Rows(VerbRow value) =>
        [[.. value.Fields]];
}
