using Stylize.Engine.Segmentation.Plates;

namespace Stylize.Storage;

/// <summary>A choice of segmented channels in a database, by the same words as for segmenting.</summary>
internal sealed class StoredSelection(
    IReadOnlyList<string> experiments, IReadOnlyList<string> wells, IReadOnlyList<string> channels)
{
    private readonly Selection _experiments = new("Experiment", experiments, Selection.Name);
    private readonly Selection _wells = new("Well", wells, Selection.Well);
    private readonly Selection _channels = new("Channel", channels, Selection.Name);

    public bool Includes(string experiment, string well, string channel) =>
        _experiments.Includes(experiment) && _wells.Includes(well) && _channels.Includes(channel);

    /// <exception cref="StylizeException">OptionInvalid: a word chooses nothing in the run.</exception>
    public void Require(IReadOnlyCollection<(string Experiment, string Well, string Channel)> stored)
    {
        _experiments.Require([.. stored.Select(s => s.Experiment).Distinct()]);
        _wells.Require([.. stored.Select(s => s.Well).Distinct()]);
        _channels.Require([.. stored.Select(s => s.Channel).Distinct()]);
    }

    /// <summary>Returns the segmented channels of a run; null for those of all runs.</summary>
    public static IReadOnlyList<(string Experiment, string Well, string Channel)> Stored(StoreConnection sql, string? run) => sql.Read(
        $"""
        SELECT DISTINCT experiment.Name, well.Name, channel.Name FROM segmentation
        JOIN run ON run.Id = segmentation.RunId
        JOIN channel ON channel.Id = segmentation.ChannelId
        JOIN well ON well.Id = channel.WellId
        JOIN experiment ON experiment.Id = well.ExperimentId
        WHERE run.Name = COALESCE(@run, run.Name)
        """,
        row => (row.GetString(0), row.GetString(1), row.GetString(2)), ("@run", (object?)run ?? DBNull.Value));
}
