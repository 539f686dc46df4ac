namespace Stylize.Engine.Segmentation.Wells;

/// <summary>The outcome of a well at one timepoint, or at all of them if they are aligned or tracked. Stored in one
/// transaction.</summary>
/// <param name="Timepoints">In order; empty if nothing was segmented or stored.</param>
public sealed record WellResult(IReadOnlyList<WellTimepoint> Timepoints) : IBatchOutcome
{
    /// <summary>The tracks of each segmented channel, from its rows, in the order of their numbers; empty without
    /// tracking.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<CellTrack>> Tracks => Timepoints
        .SelectMany(data => data.Channels, (data, channel) => (data.Timepoint, Channel: channel))
        .Where(at => at.Channel.Parents is not null).GroupBy(at => at.Channel.Channel).ToDictionary(
            channel => channel.Key, channel => (IReadOnlyList<CellTrack>)
            [
                .. channel.SelectMany(at => at.Channel.Planes, (at, plane) => (at, plane))
                    .SelectMany(of => of.plane.TrackOfRegion ?? [], (of, track) => (of.at, Track: track))
                    .Where(point => point.Track > 0).GroupBy(point => point.Track, point => point.at)
                    .OrderBy(track => track.Key).Select(track => new CellTrack(
                        track.Key, track.Select(at => at.Channel.Parents!.GetValueOrDefault(track.Key))
                            .FirstOrDefault(parent => parent > 0) is > 0 and var parent ? parent : null,
                        track.First().Timepoint, track.Last().Timepoint, track.Count())),
            ]);

    /// <summary>Tables of the tracks.</summary>
    public IReadOnlyList<PlateOutput> TrackFiles { get; init; } = [];

    /// <summary>A row for each file, without its size, if files and rows were up to date and were left unchanged;
    /// otherwise null.</summary>
    public IReadOnlyList<WellFile>? CurrentFiles { get; init; }

    /// <summary>True if files and rows were up to date and were left unchanged.</summary>
    public bool IsCurrent => CurrentFiles is not null;

    /// <summary>Wall time of its transaction.</summary>
    public TimeSpan DatabaseTime { get; init; }

    /// <summary>Files written, in order.</summary>
    public IEnumerable<PlateOutput> Files => Timepoints.SelectMany(t => t.Files).Concat(TrackFiles);

    /// <summary>One error per tile that could not be read or segmented; the rest was segmented without it.</summary>
    public IEnumerable<StylizeException> Failures => Timepoints.SelectMany(t => t.Failures);

    /// <summary>Wall time of everything but the database.</summary>
    public TimeSpan ImageTime => Timepoints.Aggregate(TimeSpan.Zero, (sum, t) => sum + t.ImageTime);

    string? IBatchOutcome.Target => Files.FirstOrDefault()?.Path;

    /// <summary>Returns the files with their properties as names and values, in display order.</summary>
    /// <param name="all">True for those too that are up to date.</param>
    public IEnumerable<WellFile> Outputs(bool all) => CurrentFiles is { } current ? all ? current : []
        : Files.Select(file => new WellFile(file.Path, [.. file.Size, .. Describe(file)]));

    /// <summary>Returns the properties of a file as names and values, in display order.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Describe(PlateOutput file)
    {
        var well = Timepoints.FirstOrDefault(t => t.Files.Contains(file)) ?? Timepoints[0];
        var (tiles, rows) = (Timepoints.Sum(m => m.SegmentedCount), Timepoints.Sum(m => m.RowCount));
        return
        [
            .. well.Describe(file.Kind, file.Channel, "Created", TrackFiles.Contains(file)),
            new("Regions", file.Regions),
            new("Tiles", tiles),
            new("ImageTime", ImageTime),
            new("DatabaseTime", DatabaseTime),
            new("TimePerTile", ImageTime / Math.Max(tiles, 1)),
            new("TilesPerSecond", tiles / Math.Max((ImageTime + DatabaseTime).TotalSeconds, 1e-9)),
            new("RowsPerSecond", rows / Math.Max(DatabaseTime.TotalSeconds, 1e-9)),
        ];
    }
}

/// <summary>One cell through time, from its first to its last timepoint.</summary>
/// <param name="Number">Number of the track in its well and channel, from 1.</param>
/// <param name="Parent">Number of the track that divided into this one and another, or null.</param>
/// <param name="Points">Number of timepoints at which the cell was found.</param>
public sealed record CellTrack(int Number, int? Parent, int First, int Last, int Points);
