using System.CommandLine;
using Stylize.Cli.Hosting;
using Stylize.Cli.Output;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;

namespace Stylize.Cli.Commands;

/// <summary>A command that writes no file and says something about each input.</summary>
/// <typeparam name="T">What is found out about one input.</typeparam>
internal abstract class QueryCommand<T>(CommandHost host, string name, string description) : InputCommand(host, name, description)
    where T : class
{
    /// <summary>What is done to one input; called once for a run, with the values that were typed, before any input is read.</summary>
    protected abstract Func<ImageInput, OperationContext, T> CreateQuery(ParseResult values);

    /// <summary>Peak bytes of an input's query, from its header alone.</summary>
    protected abstract long EstimateMemory(ImageInput input);

    /// <summary>A result's rows, each a line of output: names in PascalCase with their values.</summary>
    protected abstract IEnumerable<IReadOnlyList<KeyValuePair<string, object?>>> Rows(T value);

    protected sealed override int Run(ParseResult values)
    {
        var query = CreateQuery(values);
        using var batch = new ItemBatch<FileItem, T>(
            (item, context) => query(item.Input, context), BatchOptions(values) with { Operation = Name, Settings = OwnOptions(values) },
            item => EstimateMemory(item.Input), Host.Cancellation);
        var json = AsJson(values);
        return Display(values).Run(batch, Items(values, input => new FileItem(input)), result => Show(result, json));
    }

    private void Show(BatchResult<T> result, bool json)
    {
        foreach (var row in Rows(result.Value!))
        {
            if (json)
            {
                JsonLine.Write(Host.Out, [new("Source", result.Source), .. row]);
            }
            else
            {
                Host.Out.WriteLine($"{result.Source}: {string.Join(", ", row.Select(TextField.Format))}");
            }
        }
    }
}
