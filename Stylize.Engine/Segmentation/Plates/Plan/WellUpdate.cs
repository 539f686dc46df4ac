namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>What an update does with a well.</summary>
/// <param name="Steps">The names of the steps that run on what an earlier run left; null for all steps from the
/// tiles.</param>
/// <param name="Changed">The parts of the well that change.</param>
internal sealed record WellUpdate(IReadOnlyList<string>? Steps, WellParts Changed)
{
    public static readonly WellUpdate None = new([], WellParts.None), All = new(null, (WellParts)~0);

    public bool IsCurrent => Steps is [];
}
