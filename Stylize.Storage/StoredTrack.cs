namespace Stylize.Storage;

/// <summary>One cell through time, as a database has it.</summary>
/// <param name="Parent">Number of the track that divided into this one and another, or null.</param>
/// <param name="Points">The cell at each timepoint at which it was found, in order.</param>
public sealed record StoredTrack(
    string Experiment, string Channel, string Well, int Track, int? Parent, IReadOnlyList<StoredPoint> Points)
{
    /// <summary>The first timepoint.</summary>
    public int First => Points[0].Timepoint;

    /// <summary>The last timepoint.</summary>
    public int Last => Points[^1].Timepoint;
}
