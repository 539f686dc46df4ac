namespace Stylize.Engine.Batch;

/// <summary>What an update has found out about an item.</summary>
internal sealed class UpdateState
{
    /// <summary>True where the target is there as it would be made now; null while not asked.</summary>
    public bool? IsCurrent { get; set; }
}
