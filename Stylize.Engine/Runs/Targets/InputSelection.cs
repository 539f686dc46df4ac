namespace Stylize.Engine.Runs.Targets;

/// <summary>
/// Selects the inputs of a run lazily: skips results of the same operation, and checks that the destination fits the number of inputs
/// before the first one is planned. Holds back at most one input. For one thread.
/// </summary>
internal sealed class InputSelection(IOperation operation, TargetPlanner planner, IImageCodec codec, bool includeResults)
{
    private readonly ResultFilter? _filter = includeResults
        ? null
        : new ResultFilter(operation.Name, operation.Outputs, codec, planner.WritesTo);
    private readonly Queue<RunInput> _held = new();
    private bool _several;
    private int _taken;
    private int _skipped;

    /// <summary>The warning about skipped results; null if absent.</summary>
    public string? Warning => ResultFilter.Warning(_skipped);

    /// <exception cref="StylizeException">As <see cref="Add"/> and <see cref="End"/>, before the first input is returned.</exception>
    public IEnumerable<RunInput> Choose(IEnumerable<RunInput> inputs)
    {
        const int LookAhead = 1000;
        var chosen = inputs.Chunk(LookAhead).SelectMany(chunk => Add(chunk)).Concat(Last()).GetEnumerator();
        return chosen.MoveNext() ? Rest(chosen) : Nothing(chosen);

        IEnumerable<RunInput> Last()
        {
            foreach (var input in End())
            {
                yield return input;
            }
        }

        static IEnumerable<RunInput> Rest(IEnumerator<RunInput> chosen)
        {
            using (chosen)
            {
                do
                {
                    yield return chosen.Current;
                }
                while (chosen.MoveNext());
            }
        }

        static IEnumerable<RunInput> Nothing(IEnumerator<RunInput> chosen)
        {
            chosen.Dispose();
            return [];
        }
    }

    /// <exception cref="StylizeException">OptionInvalid: the destination names one file, but there are several inputs.</exception>
    public IReadOnlyList<RunInput> Add(IReadOnlyList<RunInput> inputs)
    {
        foreach (var input in inputs.Where(input => input.IsFile))
        {
            _filter?.Add(input.Path);
        }

        return [.. inputs.SelectMany(Take)];
    }

    /// <exception cref="StylizeException">OptionInvalid: the destination has an extension that the operation does not write.</exception>
    public IReadOnlyList<RunInput> End() =>
        _held.Count == 1 && planner.RefusalForOne is { } refusal ? throw refusal : [.. Release()];

    private IEnumerable<RunInput> Take(RunInput input)
    {
        if (input.IsFile && _filter?.IsResult(input.Path) == true)
        {
            _skipped++;
            return [];
        }

        _held.Enqueue(input);
        if (++_taken == 2)
        {
            _several = planner.File is { } target && !operation.Outputs.JoinsInputs ? throw Several(target) : true;
        }

        return _several || (planner.File is null && planner.RefusalForOne is null) ? Release() : [];
    }

    private IEnumerable<RunInput> Release()
    {
        while (_held.TryDequeue(out var input))
        {
            yield return input;
        }
    }

    private static StylizeException Several(string file) => new(
        StylizeError.OptionInvalid, TargetOptions.DestinationName,
        $"{{DestinationPath}} is the file name '{StylizeException.Verbatim(file)}', but there are several inputs.",
        "Give {DestinationPath} a folder, or give one input.");
}
