namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A well whose files and rows were up to date and were left unchanged.</summary>
/// <param name="CurrentFiles">A row for each file, without its size.</param>
/// <param name="OtherMap">The timepoints whose tables have the columns of another plate map.</param>
public sealed record CurrentWell(IReadOnlyList<WellFile> CurrentFiles, IReadOnlyList<WellTimepoint> OtherMap)
    : WellResult([])
{
    /// <inheritdoc/>
    public override IEnumerable<WellFile> Outputs(bool all) => all ? CurrentFiles : [];
}
