using Stylize.Engine.Operations.Verbs;

namespace Stylize.Cli.Commands;

/// <summary>A command that prints something about each input and writes no files.</summary>
internal abstract class QueryCommand<T>(CommandHost host, string name, string description)
    : InputCommand(host, name, description)
    where T : class
{
    /// <summary>Returns the function that processes an input. Called once per run, before any input is read.</summary>
    protected abstract Func<ImageInput, OperationContext, T> CreateQuery(ParseResult values);

    /// <summary>Returns the peak memory of a query in bytes, from the header of the input.</summary>
    protected abstract long EstimateMemory(ImageInput input);

    /// <summary>Returns the rows of a result, one per output line: names in PascalCase with values.</summary>
    protected abstract IEnumerable<IReadOnlyList<KeyValuePair<string, object?>>> Rows(T value);

    /// <summary>Returns the test for results of Stylize among the inputs that are skipped; null for none.</summary>
    protected virtual Func<string, bool>? Skipped(ParseResult values, NamedInputs? named) => null;

    /// <summary>Recognizes other inputs that are skipped; null for none.</summary>
    protected virtual IInputSkip? Skip() => null;

    /// <summary>Returns the failure of an input that is known before any work; null if it can be processed.</summary>
    protected virtual StylizeException? Check(string source) => null;

    /// <summary>Shows a result in another way than by its rows, if it does so.</summary>
    protected virtual bool Shows(BatchResult<T> result, bool json) => false;

    /// <summary>Ends a run whose results were all shown.</summary>
    protected virtual void Complete(bool json)
    {
    }

    /// <summary>True if the rows are measurements, whose names are the same in tables, databases, JSON and
    /// objects.</summary>
    protected virtual bool IsMeasuring => false;

    protected sealed override int Run(ParseResult values)
    {
        var query = CreateQuery(values);
        var json = AsJson(values);
        var display = Display<T>(values, result => Show(result, json));
        var context = Context(values, display);
        context = context with
        {
            Batch = context.Batch with { Operation = Name, Settings = OwnOptions(values) },
            IsResult = Skipped(values, context.Named),
            Skip = Skip(),
        };
        using var run = new QueryRun<T>(
            context, (item, operation) => query(item.Input, operation), item => EstimateMemory(item.Input),
            input => Check(input.Path));
        run.Take(Paths(values), areAll: true);
        run.Complete();
        Complete(json);
        return display.ExitCodeOf(run.Totals);
    }

    private void Show(BatchResult<T> result, bool json)
    {
        if (Shows(result, json)) return;

        foreach (var row in Rows(result.Value!))
        {
            Host.Print(json, $"{result.Source}: {string.Join(", ", row.Select(FieldText.Format))}",
                [new("Source", result.Source), .. row], IsMeasuring);
        }
    }
}
