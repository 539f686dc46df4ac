using Stylize.Engine.Segmentation.Export;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.Export, "StylizeRegion", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
[OptionsOf<RegionExportOptions>]
public sealed partial class ExportStylizeRegionCommand : StylizeCmdlet
{
    private const string FileTypeName = "Stylize.ExportedFile";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), Alias("FullName"), ValidateNotNullOrEmpty]
    public string Database { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1), ValidateNotNullOrEmpty]
    public string DestinationPath { get; set; } = "";

    [Parameter, Credential]
    public PSCredential? DatabaseCredential { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord() => Checked(() =>
    {
        var options = WithParameters(new RegionExportOptions()) with
        {
            Destination = FullPath(DestinationPath, nameof(DestinationPath)),
            Force = Force,
        };
        options.Validate();
        var database = MeasurementStores.Name(Database, DatabaseCredential is not null, path => FullPath(path, nameof(Database)));
        using var run = StoredRun.Open(database, options, DatabaseCredential?.GetNetworkCredential());
        if (!ShouldProcess(options.Destination, $"Export run '{run.Run}' as {options.Formats}")) return;

        var exporter = new RegionExporter(options, run, StoredRun.FolderOf(database, options), ImageCodecs.Default);
        foreach (var file in exporter.Write(Stop))
        {
            WriteObject(OutputFile.Describe(
                file.Path,
                [
                    new("Format", file.Format), new("Well", file.Well), new("Timepoint", file.Timepoint), new("Rows", file.Rows),
                    new("Run", run.Run),
                ],
                FileTypeName));
        }
    }, Database);
}
