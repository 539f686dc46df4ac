namespace Stylize.Engine.Segmentation.Tracking;

/// <summary>A cell through time while it is being linked.</summary>
internal sealed class LinkedTrack
{
    /// <summary>The frames at which it was found, in order, and its region there.</summary>
    public List<(int Frame, int Region)> Points { get; } = [];

    /// <summary>The track that divided into this one and another, or null.</summary>
    public LinkedTrack? Parent { get; set; }

    public bool IsDivided { get; set; }

    /// <summary>How far it moves from frame to frame, to the right and downwards.</summary>
    public (double X, double Y) Velocity { get; set; }

    public int LastFrame => Points[^1].Frame;
}
