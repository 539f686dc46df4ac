namespace Stylize.Engine.Runs.Targets;

/// <summary>The inputs of a run that it skipped because they are results of Stylize.</summary>
internal sealed class SkippedResults
{
    private const int Named = 3;

    private readonly List<string> _paths = [];

    /// <summary>The full paths in input order.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>A warning that names the first files; null if none was skipped.</summary>
    public string? Warning
    {
        get
        {
            if (_paths.Count == 0) return null;

            var names = string.Join(
                ", ", _paths.Take(Named).Select(path => $"'{StylizeException.Verbatim(Path.GetFileName(path))}'"));
            return _paths.Count switch
            {
                1 => $"Skipped 1 input that is a result of Stylize: {names}. Use {{IncludeResults}} to process it.",
                <= Named =>
                    $"Skipped {_paths.Count} inputs that are results of Stylize: {names}. Use {{IncludeResults}} to "
                    + "process them.",
                _ =>
                    $"Skipped {_paths.Count} inputs that are results of Stylize: {names} and "
                    + $"{_paths.Count - Named} more."
                    + " Use {IncludeResults} to process them.",
            };
        }
    }

    /// <summary>Adds an input.</summary>
    public void Add(string path) => _paths.Add(path);
}
