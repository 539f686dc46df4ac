namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "StylizeTrack")]
[OutputType("Stylize.Track")]
public sealed class GetStylizeTrackCommand : StylizeCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), Alias("FullName"), ValidateNotNullOrEmpty]
    public string Database { get; set; } = "";

    [Parameter, ValidateNotNullOrEmpty]
    public string? Run { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string[] Experiment { get; set; } = [];

    [Parameter, ValidateNotNullOrEmpty]
    public string[] Well { get; set; } = [];

    [Parameter, ValidateNotNullOrEmpty]
    public string[] Channel { get; set; } = [];

    [Parameter, Credential]
    public PSCredential? DatabaseCredential { get; set; }

    protected override void ProcessRecord() => Try(Database, () =>
    {
        var query = new TrackQuery { Run = Run, Experiments = Experiment, Wells = Well, Channels = Channel };
        var database = MeasurementStores.Name(Database, DatabaseCredential is not null, path => FullPath(path, nameof(Database)));
        foreach (var track in TrackReader.Read(database, query, DatabaseCredential?.GetNetworkCredential(), Stop))
        {
            var described = ScriptObject.FromValues(
            [
                new("Well", track.Well), new("Track", track.Track), new("Parent", track.Parent), new("First", track.First),
                new("Last", track.Last), new("Points", track.Points.Select(Describe).ToArray()),
            ]);
            described.TypeNames.Insert(0, "Stylize.Track");
            WriteObject(described);
        }
    });

    private static PSObject Describe(StoredPoint point) => ScriptObject.FromValues(point.Describe());
}
