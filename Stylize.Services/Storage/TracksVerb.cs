using Stylize.Engine.Operations.Verbs;

namespace Stylize.Storage;

/// <summary>Lists the tracks of a database.</summary>
[Verb("Get-StylizeTrack", Summary, Row = "track, with its points", HasProgress = true, Output = "Stylize.Track", Target = nameof(Database),
    GoesOn = true, Examples = ["stylize tracks out/segmentation.sqlite", "stylize tracks out/segmentation.sqlite --well A1,B2 --json"])]
public sealed record TracksVerb : IVerb
{
    public const string Summary = "List the cell tracks in a database of segment --track, one per line.";

    [Option(MeasurementStores.DatabaseHelp, Required = true, IsArgument = true, Position = 0, FromProperties = ["FullName"])]
    public string Database { get; init; } = "";

    [Option("Name of the run.", ValueName = "name", Default = "the latest run with tracks", Names = OptionNames.Stored)]
    public string? Run { get; init; }

    [Option("Experiments to include.", Name = "Experiment", Default = "all", Names = OptionNames.Stored)]
    public IReadOnlyList<string> Experiments { get; init; } = [];

    [Option("Wells to include, such as E4.", Name = "Well", Default = "all", Names = OptionNames.Stored)]
    public IReadOnlyList<string> Wells { get; init; } = [];

    [Option("Segmented channels to include.", Name = "Channel", Default = "all", Names = OptionNames.Stored)]
    public IReadOnlyList<string> Channels { get; init; } = [];

    [Option("User and password of PostgreSQL.", For = FrontEnds.Cmdlet)]
    public NetworkCredential? DatabaseCredential { get; init; }

    void IVerb.Run(IVerbRun run)
    {
        var query = new StoredQuery { Run = Run, Experiments = Experiments, Wells = Wells, Channels = Channels };
        var database = MeasurementStores.Name(Database, DatabaseCredential is not null, path => run.FullPath(path, nameof(Database)));
        foreach (var track in TrackReader.Read(database, query, DatabaseCredential, run.Cancellation))
        {
            var parent = track.Parent is { } number ? $"  of track {number}" : "";
            var points = Plural.WithCount(track.Points.Count, "point");
            run.Write(new VerbRow(
                $"{track.Well}  track {track.Track}{parent}  T{track.First} to T{track.Last}  {points}",
                [
                    new("Well", track.Well), new("Track", track.Track), new("Parent", track.Parent), new("First", track.First),
                    new("Last", track.Last), new("Points", track.Points.Select(point => point.Describe())),
                ])
            {
                TypeName = "Stylize.Track", KeepsNames = true,
            });
        }
    }
}
