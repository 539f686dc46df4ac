using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Runs.Targets;

/// <summary>
/// Chooses the inputs of a run as they come: leaves out results of the same operation, and finds out whether the destination fits the
/// number of inputs before the first of them is planned. Holds back one input at most. For one thread.
/// </summary>
/// <typeparam name="T">What stands for an input.</typeparam>
public sealed class InputSelection<T>
{
    private readonly TargetPlanner _planner;
    private readonly Func<T, string?> _file;
    private readonly ResultFilter? _filter;
    private readonly Queue<T> _held = new();
    private bool _several;
    private int _taken;

    /// <param name="operation">The operation of the run.</param>
    /// <param name="planner">Knows the destination.</param>
    /// <param name="codec">Reads metadata of images.</param>
    /// <param name="includeResults">True to take results of the operation as inputs.</param>
    /// <param name="file">Returns the full path of an input; null for one that is not a file, which is always taken.</param>
    public InputSelection(IOperation operation, TargetPlanner planner, IImageCodec codec, bool includeResults, Func<T, string?> file)
    {
        _planner = planner;
        _file = file;
        _filter = includeResults ? null : new ResultFilter(operation, codec, planner.WritesTo);
    }

    /// <summary>The number of results of the operation that were left out.</summary>
    public int Skipped { get; private set; }

    /// <summary>One sentence about the results that were left out, and what to do; null if there were none.</summary>
    /// <param name="option">The spelling of the option that takes them.</param>
    public string? Warning(string option) => ResultFilter.Warning(Skipped, option);

    /// <summary>Chooses among all inputs, a thousand at a time.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <exception cref="StylizeException">As <see cref="Add"/> and <see cref="End"/>, before the first input is returned.</exception>
    public IEnumerable<T> Choose(IEnumerable<T> inputs)
    {
        const int LookAhead = 1000;
        var chosen = inputs.Chunk(LookAhead).SelectMany(chunk => Add(chunk)).Concat(Last()).GetEnumerator();
        return chosen.MoveNext() ? Rest(chosen) : Nothing(chosen);

        IEnumerable<T> Last()
        {
            foreach (var input in End())
            {
                yield return input;
            }
        }

        static IEnumerable<T> Rest(IEnumerator<T> chosen)
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

        static IEnumerable<T> Nothing(IEnumerator<T> chosen)
        {
            chosen.Dispose();
            return [];
        }
    }

    /// <summary>Takes in inputs that are known together.</summary>
    /// <returns>The inputs to plan now, in order.</returns>
    /// <exception cref="StylizeException">OptionInvalid: the destination names one file, and there are several inputs.</exception>
    public IReadOnlyList<T> Add(IReadOnlyList<T> inputs)
    {
        if (_filter is { } filter)
        {
            foreach (var file in inputs.Select(_file).OfType<string>())
            {
                filter.Know(file);
            }
        }

        return [.. inputs.SelectMany(Take)];
    }

    /// <summary>Ends the inputs.</summary>
    /// <returns>The last inputs to plan.</returns>
    /// <exception cref="StylizeException">OptionInvalid: the destination looks like a file of a format that is not written.</exception>
    public IReadOnlyList<T> End() =>
        _held.Count == 1 && _planner.RefusalForOne is { } refusal ? throw refusal : [.. Release()];

    private IEnumerable<T> Take(T input)
    {
        if (_file(input) is { } file && _filter?.IsResult(file) == true)
        {
            Skipped++;
            return [];
        }

        _held.Enqueue(input);
        if (++_taken == 2)
        {
            _several = _planner.File is { } target ? throw Several(target) : true;
        }

        return _several || (_planner.File is null && _planner.RefusalForOne is null) ? Release() : [];
    }

    private IEnumerable<T> Release()
    {
        while (_held.TryDequeue(out var input))
        {
            yield return input;
        }
    }

    private static StylizeException Several(string file) => new(
        StylizeError.OptionInvalid, "DestinationPath",
        $"{{DestinationPath}} is the file name '{StylizeException.Verbatim(file)}', and there are 2 inputs or more.",
        "Give a folder, or one input.");
}
