namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A well whose files and rows were up to date and were left unchanged.</summary>
/// <param name="CurrentFiles">A row for each file, without its size.</param>
public sealed record CurrentWell(IReadOnlyList<WellFile> CurrentFiles) : WellResult([])
{
    /// <inheritdoc/>
    public override IEnumerable<WellFile> Outputs(bool all) => all ? CurrentFiles : [];
}
