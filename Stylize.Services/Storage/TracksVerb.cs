using Stylize.Engine.Operations.Verbs;

namespace Stylize.Storage;

/// <summary>Lists the tracks of a database.</summary>
[Verb("Get-StylizeTrack", Summary, Row = "track, with its points", HasProgress = true, Output = "Stylize.Track",
    Target = nameof(NamedDatabase.Database), GoesOn = true,
    Examples = ["stylize tracks out/segmentation.sqlite",
        "stylize tracks out/segmentation.sqlite --well A1,B2 --json"])]
internal sealed record TracksVerb : IVerb
{
    public const string Summary = "List the cell tracks in a database of segment --track, one per line.";

    [OptionGroup("")]
    public NamedDatabase Stored { get; init; } = new();

    [OptionGroup("")]
    public StoredQuery Query { get; init; } = new();

    void IVerb.Run(IVerbRun run)
    {
        var (database, credential) = Stored.Of(run);
        foreach (var track in TrackReader.Read(database, Query, credential, run.Cancellation))
        {
            var parent = track.Parent is { } number ? $"  of track {number}" : "";
            var points = Plural.WithCount(track.Points.Count, "point");
            run.Write(new VerbRow(
                $"{track.Well}  track {track.Track}{parent}  T{track.First} to T{track.Last}  {points}",
                [
                    new("Well", track.Well), new("Track", track.Track), new("Parent", track.Parent),
                    new("First", track.First),
                    new("Last", track.Last), new("Points", track.Points.Select(point => point.Describe())),
                ])
            {
                TypeName = "Stylize.Track", KeepsNames = true,
            });
        }
    }
}
