using Stylize.Engine.Segmentation.Export;

namespace Stylize.Cli.Commands;

internal sealed class ExportCommand : HostCommand
{
    public const string CommandName = "export";
    public const string Summary = "Export the regions of a run: CSV, ImageJ, QuPath, napari, Cell Tracking Challenge.";

    private readonly Argument<string> _database;
    private readonly Option<string> _destinationPath;
    private readonly DeclaredOptions _options;
    private readonly Option<bool> _force;
    private readonly Option<bool> _json;

    public ExportCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _database = DeclareArgument<string>("database", ArgumentArity.ExactlyOne, TracksCommand.DatabaseHelp);
        _destinationPath = Declare<string>("--destination-path", "folder", "Output folder.", "-o");
        _destinationPath.Required = true;
        _options = Declare<RegionExportOptions>();
        _force = Declare<bool>("--force", null, "Replace existing files.");
        _json = Declare<bool>("--json", null, "Print one JSON object per file.");
        Options.Add(Quiet);
        Finish(
            "stylize export cells/segmentation.sqlite -o tables",
            "stylize export cells/segmentation.sqlite -o rois --format image-j,geo-json --well A1,A2",
            "stylize export cells/segmentation.sqlite -o tracks --format napari,track-mask,cell-tracking");
    }

    protected override int Run(ParseResult values)
    {
        var options = OptionSet.Apply(new RegionExportOptions(), _options.Given(values), Host) with
        {
            Destination = Host.FullPath(values.GetValue(_destinationPath)!),
            Force = values.GetValue(_force),
        };
        options.Validate();
        var database = MeasurementStores.Name(values.GetValue(_database)!, false, path => Host.FullPath(path));
        using var run = StoredRun.Open(database, options);
        foreach (var file in new RegionExporter(options, run, StoredRun.FolderOf(database, options), Host.Codec).Write(Host.Cancellation))
        {
            Host.Print(values.GetValue(_json), file.Path,
            [
                new("Target", file.Path), new("Format", file.Format), new("Well", file.Well), new("Timepoint", file.Timepoint),
                new("Rows", file.Rows),
            ]);
        }

        return ExitCode.AllDone;
    }
}
