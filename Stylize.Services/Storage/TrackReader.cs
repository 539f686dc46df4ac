using Stylize.Engine.Operations.Verbs;

namespace Stylize.Storage;

/// <summary>Reads the tracks of a database.</summary>
internal static class TrackReader
{
    /// <summary>Streams the tracks in the order of experiments, wells, channels and numbers.</summary>
    /// <param name="database">Full path of an SQLite file, or a connection string or address of PostgreSQL.</param>
    /// <param name="credential">User and password of PostgreSQL, null to use the connection string or the
    /// environment.</param>
    /// <exception cref="StylizeException">
    /// ImageMissing; OptionInvalid: the run, or an experiment, well or channel in it, does not exist. TargetUnwritable:
    /// the database cannot be read.
    /// </exception>
    public static IEnumerable<StoredTrack> Read(
        string database, StoredQuery query, NetworkCredential? credential = null,
        CancellationToken cancellation = default)
    {
        using var tracks = Tracks(database, query, credential, cancellation).GetEnumerator();
        while (StoredDatabase.Guarded(database, tracks.MoveNext)) yield return tracks.Current;
    }

    private static IEnumerable<StoredTrack> Tracks(
        string database, StoredQuery query, NetworkCredential? credential, CancellationToken cancellation)
    {
        using var connection = StoredDatabase.Open(database, credential);
        var sql = new StoreConnection(connection);
        var run = StoredDatabase.RunName(
            sql, database, query.Run,
            $"SELECT Name FROM run WHERE EXISTS (SELECT 1 FROM track WHERE track.RunId = run.Id) ORDER BY Time DESC, Id "
            + $"DESC");
        var chosen = new StoredSelection(query.Experiments, query.Wells, query.Channels);
        chosen.Require(StoredSelection.Stored(sql, run));
        if (run is null) yield break;

        using var command = sql.Command(
            $"""
            SELECT Experiment, Well, Channel, Track, Parent, Timepoint, Id, CentroidX, CentroidY, AlignedX, AlignedY, Area,
                MeasuredChannel, MeanIntensity, CentroidZ, Volume
            FROM measurement WHERE Run = {run} AND Track IS NOT NULL
            ORDER BY Experiment, SUBSTR(Well, 1, 1), LENGTH(Well), Well, Channel, Track, Timepoint, Id, MeasuredChannel
            """);
        using var reader = command.ExecuteReader();
        StoredTrack? track = null;
        var (points, means, cell) = (new List<StoredPoint>(), new List<KeyValuePair<string, double?>>(), -1L);
        while (reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            var (experiment, well, channel, number) =
                (reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3));
            if (!chosen.Includes(experiment, well, channel)) continue;

            if ((track?.Experiment, track?.Well, track?.Channel, track?.Track) != (experiment, well, channel, number))
            {
                if (track is not null) yield return track;

                (points, cell) = ([], -1);
                var parent = reader.IsDBNull(4) ? (int?)null : reader.GetInt32(4);
                track = new StoredTrack(experiment, channel, well, number, parent, points);
            }

            if (reader.GetInt64(6) != cell)
            {
                (cell, means) = (reader.GetInt64(6), []);
                points.Add(new StoredPoint(
                    reader.GetInt32(5), reader.GetDouble(7), reader.GetDouble(8), reader.GetDouble(9),
                    reader.GetDouble(10), Number(11), means)
                {
                    CentroidZ = Number(14), Volume = Number(15),
                });
            }

            // A cell without a mean has one row without a channel.
            if (!reader.IsDBNull(12)) means.Add(new(reader.GetString(12), Number(13)));
        }

        if (track is not null) yield return track;

        double? Number(int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);
    }
}

/// <summary>Filter of the tracks or wells of a database.</summary>
internal sealed record StoredQuery : IOptionRecord
{
    /// <summary>Name of the run; null for the latest one, for tracks the latest one that has tracks.</summary>
    [Option("Name of the run.", ValueName = "name", Default = "the latest run that has the rows",
        Names = OptionNames.Stored)]
    public string? Run { get; init; }

    /// <summary>Experiments to read, or empty for all. Words choose as in
    /// <see cref="Engine.Segmentation.Plates.PlateOptions"/>.</summary>
    [Option("Experiments to include.", Name = "Experiment", Default = "all", Names = OptionNames.Stored)]
    public IReadOnlyList<string> Experiments { get; init; } = [];

    /// <summary>Wells to read, or empty for all.</summary>
    [Option("Wells to include, such as E4.", Name = "Well", Default = "all", Names = OptionNames.Stored)]
    public IReadOnlyList<string> Wells { get; init; } = [];

    /// <summary>Segmented channels to read, or empty for all.</summary>
    [Option("Segmented channels to include.", Name = "Channel", Default = "all", Names = OptionNames.Stored)]
    public IReadOnlyList<string> Channels { get; init; } = [];
}

/// <summary>A database that a verb reads.</summary>
internal sealed record NamedDatabase : IOptionRecord
{
    /// <summary>An SQLite file, or a connection string or address of PostgreSQL.</summary>
    [Option(MeasurementStores.DatabaseHelp, Required = true, IsArgument = true, Position = 0,
        FromPipeline = true, FromProperties = ["FullName"], IsPattern = true, IsEach = true)]
    public string Database { get; init; } = "";

    /// <summary>User and password; null to use those of the connection string or the environment.</summary>
    [Option("User and password of PostgreSQL.", For = FrontEnds.Cmdlet)]
    public NetworkCredential? DatabaseCredential { get; init; }

    internal (string Name, NetworkCredential? Credential) Of(IVerbRun run) => (
        MeasurementStores.Name(Database, DatabaseCredential is not null, path => run.FullPath(path, nameof(Database))),
        DatabaseCredential);
}

/// <summary>One cell through time.</summary>
/// <param name="Parent">Number of the track that divided into this one and another, or null.</param>
/// <param name="Points">The cell at each timepoint at which it was found, in order.</param>
internal sealed record StoredTrack(
    string Experiment, string Channel, string Well, int Track, int? Parent, IReadOnlyList<StoredPoint> Points)
{
    /// <summary>The first timepoint.</summary>
    public int First => Points[0].Timepoint;

    /// <summary>The last timepoint.</summary>
    public int Last => Points[^1].Timepoint;
}

/// <summary>A tracked cell at one timepoint.</summary>
/// <param name="AlignedX">Column of the centroid minus the shift of the image since the first timepoint.</param>
/// <param name="AlignedY">Row of the centroid minus the shift of the image since the first timepoint.</param>
/// <param name="Area">Area, or null if it was not measured.</param>
internal sealed record StoredPoint(
    int Timepoint, double CentroidX, double CentroidY, double AlignedX, double AlignedY, double? Area,
    IReadOnlyList<KeyValuePair<string, double?>> MeanIntensities)
{
    /// <summary>Plane of the centroid, from 0; null for a single plane.</summary>
    public double? CentroidZ { get; init; }

    /// <summary>Volume; null for a single plane.</summary>
    public double? Volume { get; init; }

    /// <summary>Returns names and values in the order of display, named like the columns of the tables.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Describe() =>
    [
        new("Timepoint", Timepoint), new("CentroidX", CentroidX), new("CentroidY", CentroidY),
        new("AlignedX", AlignedX), new("AlignedY", AlignedY),
        .. CentroidZ is null ? (KeyValuePair<string, object?>[])[new("Area", Area)]
            : [new("CentroidZ", CentroidZ), new("Volume", Volume)],
        .. MeanIntensities.Select(mean => new KeyValuePair<string, object?>("MeanIntensity_" + mean.Key, mean.Value)),
    ];
}
