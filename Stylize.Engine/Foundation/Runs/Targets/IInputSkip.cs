namespace Stylize.Engine.Runs.Targets;

/// <summary>Recognizes inputs that a run skips because they belong to other inputs.</summary>
internal interface IInputSkip
{
    /// <summary>A warning about the inputs that were skipped; null for none.</summary>
    string? Warning { get; }

    /// <summary>Returns true for an input to skip.</summary>
    bool Skips(string path);
}
