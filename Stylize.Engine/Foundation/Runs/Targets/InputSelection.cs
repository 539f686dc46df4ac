namespace Stylize.Engine.Runs.Targets;

/// <summary>
/// Checks lazily that the destination fits the number of inputs, before the first one is planned. Holds back at most
/// one input. For one thread.
/// </summary>
internal sealed class InputSelection(IOperation operation, TargetPlanner planner)
{
    private readonly Queue<RunInput> _held = new();
    private bool _several;
    private int _taken;

    /// <exception cref="StylizeException">As <see cref="Add"/> and <see cref="End"/>, before the first input is
    /// returned.</exception>
    public IEnumerable<RunInput> Choose(IEnumerable<RunInput> inputs)
    {
        foreach (var input in inputs.SelectMany(Add))
        {
            yield return input;
        }

        foreach (var input in End())
        {
            yield return input;
        }
    }

    /// <exception cref="StylizeException">OptionInvalid: the destination names one file, but there are several
    /// inputs.</exception>
    public IReadOnlyList<RunInput> Add(RunInput input)
    {
        _held.Enqueue(input);
        if (++_taken == 2)
        {
            _several = planner.File is { } target && !operation.Outputs.JoinsInputs ? throw Refusal(target) : true;
        }

        return _several || (planner.File is null && planner.RefusalForOne is null) ? Release() : [];
    }

    /// <exception cref="StylizeException">OptionInvalid: the destination has an extension that the operation does not
    /// write.</exception>
    public IReadOnlyList<RunInput> End() =>
        _held.Count == 1 && planner.RefusalForOne is { } refusal ? throw refusal : Release();

    /// <summary>Numbered stills for a file that can hold an animation were probably meant as its frames.</summary>
    private StylizeException Refusal(string target)
    {
        string[] first = [.. _held.Select(input => input.Path)];
        return Path.GetExtension(target).ToLowerInvariant() is ".gif" or ".webp" or ".apng"
            && FrameSequence.PatternOf(first[0], first[1]) is { } pattern
            ? Errors.StillsForAnimation.With(TargetOptions.DestinationName, target, pattern)
            : Errors.FileForInputs.With(TargetOptions.DestinationName, target);
    }

    private List<RunInput> Release()
    {
        List<RunInput> released = [.. _held];
        _held.Clear();
        return released;
    }
}
