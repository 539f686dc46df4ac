namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A segmented channel of a well at a timepoint of which a run has rows already.</summary>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Well">Name of the well.</param>
/// <param name="Timepoint">Number of the timepoint.</param>
/// <param name="Channel">Name of the channel.</param>
public readonly record struct StoredChannel(string Experiment, string Well, int Timepoint, string Channel);
