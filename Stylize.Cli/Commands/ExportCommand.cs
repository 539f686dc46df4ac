using Stylize.Engine.Segmentation.Export;

namespace Stylize.Cli.Commands;

internal sealed class ExportCommand : Command
{
    public const string CommandName = "export";
    public const string Summary = "Export the regions of a run: CSV, ImageJ, QuPath, napari, Cell Tracking Challenge.";

    private readonly CommandHost _host;
    private readonly DeclaredOptions _options;
    private readonly Argument<string> _database = new("database")
    {
        Description = "SQLite file or PostgreSQL connection string (Host=... or postgresql://...).",
    };

    private readonly Option<string> _destinationPath = new("--destination-path", "-o")
    {
        Description = "Output folder.", HelpName = "folder", Required = true,
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replace existing files." };
    private readonly Option<bool> _json = NewOption.Of<bool>("--json", null, "Print one JSON object per file.");

    public ExportCommand(CommandHost host)
        : base(CommandName, Summary)
    {
        _host = host;
        Arguments.Add(_database);
        Options.Add(_destinationPath);
        _options = new DeclaredOptions(this, OptionSet.Of<RegionExportOptions>());
        Options.Add(_force);
        Options.Add(_json);
        HelpText.Extend(
            this,
            [
                "stylize export cells/segmentation.sqlite -o tables",
                "stylize export cells/segmentation.sqlite -o rois --format image-j,geo-json --well A1,A2",
                "stylize export cells/segmentation.sqlite -o tracks --format napari,track-mask,cell-tracking",
            ]);
        SetAction(Run);
    }

    private int Run(ParseResult values)
    {
        var options = OptionSet.Apply(new RegionExportOptions(), _options.Given(values), _host) with
        {
            Destination = _host.FullPath(values.GetValue(_destinationPath)!),
            Force = values.GetValue(_force),
        };
        options.Validate();
        var database = MeasurementStores.Name(values.GetValue(_database)!, false, path => _host.FullPath(path));
        using var run = StoredRun.Open(database, options);
        foreach (var file in new RegionExporter(options, run, StoredRun.FolderOf(database, options), _host.Codec).Write(_host.Cancellation))
        {
            if (values.GetValue(_json))
            {
                JsonLine.Write(_host.Out,
                [
                    new("Target", file.Path), new("Format", file.Format), new("Well", file.Well), new("Timepoint", file.Timepoint),
                    new("Rows", file.Rows),
                ]);
            }
            else
            {
                _host.Out.WriteLine(file.Path);
            }
        }

        return ExitCode.AllDone;
    }
}
