namespace Stylize.Engine.Segmentation.Wells;

/// <summary>One cell through time, from its first to its last timepoint.</summary>
/// <param name="Number">Number of the track in its well and channel, from 1.</param>
/// <param name="Parent">Number of the track that divided into this one and another, or null.</param>
/// <param name="Points">Number of timepoints at which the cell was found.</param>
public sealed record CellTrack(int Number, int? Parent, int First, int Last, int Points);
