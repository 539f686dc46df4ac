namespace Stylize.Engine.Runs.Targets;

/// <summary>What an update has found out about an item.</summary>
internal sealed class UpdateState
{
    /// <summary>True where the target is there as it would be made now; null while not asked.</summary>
    public bool? IsCurrent { get; set; }
}
