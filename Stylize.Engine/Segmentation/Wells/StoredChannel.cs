namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A segmented channel of a well at a timepoint of which a run has rows already.</summary>
public readonly record struct StoredChannel(string Experiment, string Well, int Timepoint, string Channel);
