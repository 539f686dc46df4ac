using Stylize.Engine.Operations.Verbs;
using Stylize.Engine.Segmentation.Export;

namespace Stylize.Storage;

/// <summary>Exports the regions of a run for other programs.</summary>
[Verb("Export-StylizeRegion", Summary, Row = "file", Asks = true, HasProgress = true,
    Output = "System.IO.FileInfo, Stylize.OutputFile, Stylize.ExportedFile", Target = nameof(NamedDatabase.Database),
    Examples =
    [
        "stylize export cells/segmentation.sqlite -o tables",
        "stylize export cells/segmentation.sqlite -o rois --format image-j,geo-json --well A1,A2",
        "stylize export cells/segmentation.sqlite -o tracks --format napari,track-mask,cell-tracking",
    ])]
internal sealed record ExportVerb : IVerb
{
    public const string Summary =
        "Export the regions of a run: CSV, ImageJ, QuPath, napari, CellProfiler, Cell Tracking Challenge.";

    [OptionGroup("")]
    public NamedDatabase Stored { get; init; } = new();

    [OptionGroup("")]
    public RegionExportOptions Regions { get; init; } = new();

    void IVerb.Run(IVerbRun run)
    {
        Regions.Validate();
        var (database, credential) = Stored.Of(run);
        using var stored = StoredRun.Open(database, Regions, credential);
        if (!run.Confirm(Regions.Destination, $"Export run '{stored.Run}' as {Regions.Formats}")) return;

        foreach (var file in new RegionExporter(Regions, stored, StoredRun.FolderOf(database, Regions), run.Codec)
            .Write(run.Cancellation))
        {
            KeyValuePair<string, object?>[] details =
                [new("Format", file.Format), new("Well", file.Well), new("Timepoint", file.Timepoint),
                    new("Rows", file.Rows)];
            run.Write(VerbRow.ForFile(file.Path, [.. details, new("Run", stored.Run)]) with
            {
                Fields = [new("Target", file.Path), .. details],
                TypeName = "Stylize.ExportedFile",
            });
        }
    }
}
