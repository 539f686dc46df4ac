namespace Stylize.Engine.Segmentation.Wells;

/// <summary>How the rows of a run were made. Rows of runs with other names lie beside them.</summary>
/// <param name="Changed">Those of the options that differ from their defaults, as a JSON object.</param>
public sealed record RunRecord(string Name, DateTimeOffset Time, string Version, string Options, string Changed)
{
    /// <summary>The name of a run that was given none.</summary>
    public const string DefaultName = "default";
}
