namespace Stylize.Engine.Runs.Report;

/// <summary>A result that says which file was made, for reports.</summary>
public interface IBatchOutcome
{
    /// <summary>Full path of the main file; null where there is none.</summary>
    string? Target { get; }

    /// <summary>True where the file was there already, made in the same way, and was left untouched.</summary>
    bool IsCurrent { get; }
}
