namespace Stylize.Engine.Operations;

/// <summary>Processes the inputs of one result, and reports all that fail in one error.</summary>
internal static class JoinedInputs
{
    /// <summary>Does a step for each input, also after one has failed.</summary>
    /// <exception cref="StylizeException">The step failed. If there are several inputs, the error names all that
    /// failed.</exception>
    public static void ForEach(IReadOnlyList<ImageInput> parts, Action<ImageInput> step)
    {
        var failures = new List<StylizeException>();
        foreach (var part in parts)
        {
            try
            {
                step(part);
            }
            catch (StylizeException failure) when (parts.Count > 1)
            {
                failures.Add(failure);
            }
        }

        if (failures.Count > 0) throw Failure(failures, parts.Count);
    }

    /// <summary>Returns one failure for those of some of the inputs.</summary>
    public static StylizeException Failure(IReadOnlyList<StylizeException> failures, int inputs) => new(
        failures[0].Error, failures[0].Target,
        Invariant($"{failures.Count} of {inputs} inputs failed, so their common output is not written. ")
        + string.Join(' ', failures.Select(failure => StylizeException.Verbatim(failure.Message))),
        failures[0].Advice, failures[0]);
}
