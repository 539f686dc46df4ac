namespace Stylize.Engine.Batch;

/// <summary>Several inputs cannot become one file.</summary>
public static class SingleTarget
{
    /// <summary>The inputs, refused where there are several and the destination names one file; to be asked before any work.</summary>
    /// <param name="planner">Knows the destination.</param>
    /// <param name="inputs">All inputs.</param>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public static IReadOnlyList<T> Require<T>(TargetPlanner planner, IReadOnlyList<T> inputs) =>
        planner.File is not { } file || inputs.Count < 2 ? inputs : throw new StylizeException(
            StylizeError.OptionInvalid, "DestinationPath",
            $"{{DestinationPath}} is the file name '{StylizeException.Verbatim(file)}', and there are {inputs.Count} inputs.",
            "Give a folder, or one input.");
}
