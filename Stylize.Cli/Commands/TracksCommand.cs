namespace Stylize.Cli.Commands;

internal sealed class TracksCommand : Command
{
    public const string CommandName = "tracks";
    public const string Summary = "List the cell tracks in a database of segment --track, one per line.";

    private readonly CommandHost _host;
    private readonly Argument<string> _database = new("database")
    {
        Description = "SQLite file or PostgreSQL connection string (Host=... or postgresql://...).",
    };

    private readonly Option<string?> _run = NewOption.Of<string?>(
        "--run", "name", "Name of the run. Default: the latest run with tracks.");

    private readonly Option<string[]> _experiment = List("--experiment", "Experiments to include. Default: all.");
    private readonly Option<string[]> _well = List("--well", "Wells to include, such as E4. Default: all.");
    private readonly Option<string[]> _channel = List("--channel", "Segmented channels to include. Default: all.");
    private readonly Option<bool> _json = NewOption.Of<bool>(
        "--json", null, "Print one JSON object per track, with its points.");

    public TracksCommand(CommandHost host)
        : base(CommandName, Summary)
    {
        _host = host;
        Arguments.Add(_database);
        foreach (var option in (Option[])[_run, _experiment, _well, _channel, _json])
        {
            Options.Add(option);
        }

        HelpText.Extend(this, ["stylize tracks out/segmentation.sqlite", "stylize tracks out/segmentation.sqlite --well A1,B2 --json"]);
        SetAction(Run);
    }

    private static Option<string[]> List(string name, string description) => new(name)
    {
        HelpName = "name", Description = description, CustomParser = result =>
            [.. result.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
        AllowMultipleArgumentsPerToken = true,
    };

    private int Run(ParseResult values)
    {
        var given = values.GetValue(_database)!;
        var query = new TrackQuery
        {
            Run = values.GetValue(_run),
            Experiments = values.GetValue(_experiment) ?? [],
            Wells = values.GetValue(_well) ?? [],
            Channels = values.GetValue(_channel) ?? [],
        };
        var database = MeasurementStores.Name(given, false, path => _host.FullPath(path));
        foreach (var track in TrackReader.Read(database, query, cancellation: _host.Cancellation))
        {
            Show(track, values.GetValue(_json));
        }

        return ExitCode.AllDone;
    }

    private void Show(StoredTrack track, bool json)
    {
        if (json)
        {
            JsonLine.Write(_host.Out,
            [
                new("Well", track.Well), new("Track", track.Track), new("Parent", track.Parent), new("First", track.First),
                new("Last", track.Last), new("Points", track.Points.Select(p => p.Describe()).ToList()),
            ],
            keepsNames: true);
            return;
        }

        var parent = track.Parent is { } number ? $"  of track {number}" : "";
        var points = Plural.Of(track.Points.Count, "point");
        _host.Out.WriteLine($"{track.Well}  track {track.Track}{parent}  T{track.First} to T{track.Last}  {points}");
    }
}
