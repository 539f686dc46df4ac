using Stylize.Engine.Operations.Verbs;
using Stylize.Engine.Segmentation.Export;

namespace Stylize.Storage;

/// <summary>Exports the regions of a run for other programs.</summary>
[Verb("Export-StylizeRegion", Summary, Row = "file", Asks = true, HasProgress = true,
    Output = "System.IO.FileInfo, Stylize.OutputFile, Stylize.ExportedFile", Target = nameof(Database), Examples =
    [
        "stylize export cells/segmentation.sqlite -o tables",
        "stylize export cells/segmentation.sqlite -o rois --format image-j,geo-json --well A1,A2",
        "stylize export cells/segmentation.sqlite -o tracks --format napari,track-mask,cell-tracking",
    ])]
public sealed record ExportVerb : IVerb
{
    public const string Summary = "Export the regions of a run: CSV, ImageJ, QuPath, napari, CellProfiler, Cell Tracking Challenge.";

    [Option(MeasurementStores.DatabaseHelp, Required = true, IsArgument = true, Position = 0, FromProperties = ["FullName"])]
    public string Database { get; init; } = "";

    [Option("Output folder.", Group = HelpGroup.Common, ValueName = "folder", IsFile = true, Required = true, Letter = "o", Position = 1)]
    public string DestinationPath { get; init; } = "";

    [OptionGroup("")]
    public RegionExportOptions Regions { get; init; } = new();

    [Option("Replace existing files.", Group = HelpGroup.Common)]
    public bool Force { get; init; }

    [Option("User and password of PostgreSQL.", For = FrontEnds.Cmdlet)]
    public NetworkCredential? DatabaseCredential { get; init; }

    void IVerb.Run(IVerbRun run)
    {
        var options = Regions with { Destination = DestinationPath, Force = Force };
        options.Validate();
        var database = MeasurementStores.Name(Database, DatabaseCredential is not null, path => run.FullPath(path, nameof(Database)));
        using var stored = StoredRun.Open(database, options, DatabaseCredential);
        if (!run.Confirm(DestinationPath, $"Export run '{stored.Run}' as {options.Formats}")) return;

        foreach (var file in new RegionExporter(options, stored, StoredRun.FolderOf(database, options), run.Codec).Write(run.Cancellation))
        {
            KeyValuePair<string, object?>[] details =
                [new("Format", file.Format), new("Well", file.Well), new("Timepoint", file.Timepoint), new("Rows", file.Rows)];
            run.Write(VerbRow.ForFile(file.Path, [.. details, new("Run", stored.Run)]) with
            {
                Fields = [new("Target", file.Path), .. details],
                TypeName = "Stylize.ExportedFile",
            });
        }
    }
}
