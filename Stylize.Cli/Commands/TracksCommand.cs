namespace Stylize.Cli.Commands;

internal sealed class TracksCommand : HostCommand
{
    public const string CommandName = "tracks";
    public const string Summary = "List the cell tracks in a database of segment --track, one per line.";
    public const string DatabaseHelp = "SQLite file or PostgreSQL connection string (Host=... or postgresql://...).";

    private readonly Argument<string> _database;
    private readonly Option<string?> _run;
    private readonly Option<string[]> _experiment;
    private readonly Option<string[]> _well;
    private readonly Option<string[]> _channel;
    private readonly Option<bool> _json;

    public TracksCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _database = DeclareArgument<string>("database", ArgumentArity.ExactlyOne, DatabaseHelp);
        _run = Declare<string?>("--run", "name", "Name of the run. Default: the latest run with tracks.");
        _experiment = DeclareList("--experiment", "Experiments to include. Default: all.");
        _well = DeclareList("--well", "Wells to include, such as E4. Default: all.");
        _channel = DeclareList("--channel", "Segmented channels to include. Default: all.");
        _json = Declare<bool>("--json", null, "Print one JSON object per track, with its points.");
        Options.Add(Quiet);
        Finish("stylize tracks out/segmentation.sqlite", "stylize tracks out/segmentation.sqlite --well A1,B2 --json");
    }

    private Option<string[]> DeclareList(string name, string description)
    {
        var list = Declare<string[]>(name, "name", description);
        list.CustomParser = result =>
            [.. result.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        list.AllowMultipleArgumentsPerToken = true;
        return list;
    }

    protected override int Run(ParseResult values)
    {
        var given = values.GetValue(_database)!;
        var query = new TrackQuery
        {
            Run = values.GetValue(_run),
            Experiments = values.GetValue(_experiment) ?? [],
            Wells = values.GetValue(_well) ?? [],
            Channels = values.GetValue(_channel) ?? [],
        };
        var database = MeasurementStores.Name(given, false, path => Host.FullPath(path));
        foreach (var track in TrackReader.Read(database, query, cancellation: Host.Cancellation))
        {
            Show(track, values.GetValue(_json));
        }

        return ExitCode.AllDone;
    }

    private void Show(StoredTrack track, bool json)
    {
        var parent = track.Parent is { } number ? $"  of track {number}" : "";
        var points = Plural.WithCount(track.Points.Count, "point");
        Host.Print(
            json, $"{track.Well}  track {track.Track}{parent}  T{track.First} to T{track.Last}  {points}",
            [
                new("Well", track.Well), new("Track", track.Track), new("Parent", track.Parent), new("First", track.First),
                new("Last", track.Last), new("Points", track.Points.Select(p => p.Describe())),
            ],
            keepsNames: true);
    }
}
