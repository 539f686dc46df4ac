using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Cli.Output;
using Stylize.Storage;

namespace Stylize.Cli.Commands;

/// <summary>`stylize tracks`: the cells through time that a database holds.</summary>
internal sealed class TracksCommand : Command
{
    public const string CommandName = "tracks";
    public const string Summary = "Tell the tracks of a database of segment --track: one cell through time a line.";

    private readonly CommandHost _host;
    private readonly Argument<string> _database = new("database")
    {
        Description = "SQLite file, or a connection string of PostgreSQL (Host=... or postgresql://...).",
    };

    private readonly Option<string?> _run = NewOption.Of<string?>(
        "--run", "name", "Name of the run. Default: the latest one that has tracks.");

    private readonly Option<string[]> _experiment = List("--experiment", "Only these experiments.");
    private readonly Option<string[]> _well = List("--well", "Only these wells, such as E4.");
    private readonly Option<string[]> _channel = List("--channel", "Only tracks of these segmented channels.");
    private readonly Option<bool> _json = NewOption.Of<bool>(
        "--json", null, "Write one JSON object a track, with its points: positions, area, and the mean of each measured channel.");

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
        _host.Out.WriteLine(
            $"{track.Well}  track {track.Track}{parent}  T{track.First} to T{track.Last}  {track.Points.Count} points");
    }
}
