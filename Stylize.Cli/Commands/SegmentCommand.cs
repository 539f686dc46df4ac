using System.CommandLine;
using Stylize.Cli.Hosting;
using Stylize.Cli.Output;
using Stylize.Engine;
using Stylize.Engine.Batch;
using Stylize.Engine.Imaging;
using Stylize.Engine.Measuring;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Storage;

namespace Stylize.Cli.Commands;

/// <summary>`stylize segment`: the tiles of a plate to masks, montages, overlays, tables and a database.</summary>
internal sealed class SegmentCommand : InputCommand
{
    public const string CommandName = "segment";
    public const string Summary = "Segment the tiles of a plate: label masks, montages, overlays, tables and rows in a database.";

    private readonly SegmentationArguments _segmentation;
    private readonly Option<string[]> _experiment;
    private readonly Option<string[]> _well;
    private readonly Option<int[]> _timepoint;
    private readonly Option<string[]> _channel;
    private readonly Option<string[]> _measureChannel;
    private readonly Option<string> _namePattern;
    private readonly Option<string> _statistics;
    private readonly Option<string> _layout;
    private readonly Option<int?> _columns;
    private readonly Option<bool> _perTile;
    private readonly Option<bool> _noMontage;
    private readonly Option<bool> _uncompressed;
    private readonly Option<string> _database;
    private readonly Option<bool> _list;
    private readonly Option<string> _destinationPath;
    private readonly Option<bool> _force;
    private readonly Option<bool> _whatIf;

    public SegmentCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _experiment = Declare<string[]>("--experiment", "name", "Only these experiments; or the name of the experiment where file names do not give it.");
        _well = Declare<string[]>("--well", "name", "Only these wells, such as E4.");
        _timepoint = Declare<int[]>("--timepoint", "n", "Only these timepoints.");
        _channel = Declare<string[]>("--channel", "name", "Channels to segment; default: each.");
        _measureChannel = Declare<string[]>("--measure-channel", "name", "Further channels to measure in the regions; \"*\" for all.");
        _namePattern = Declare<string>("--name-pattern", "regex", "Regular expression with the groups experiment, well, timepoint, channel, tile. Default: EXPERIMENT_WELL_T0_1_CHANNEL and the like.");
        _statistics = Declare<string>("--statistics", "scope", "Whose pixels the threshold is from: Tile, Well or Plate; default Tile.");
        _segmentation = new SegmentationArguments(this);
        _layout = Declare<string>("--layout", "name", "Order of the tiles: RowMajor or Snake; default RowMajor.");
        _columns = Declare<int?>("--columns", "n", "Tiles in a row of the montage; default: the least square.");
        _perTile = Declare<bool>("--per-tile", null, "Label each tile for itself; otherwise an object across tiles is one.");
        _noMontage = Declare<bool>("--no-montage", null, "Write no montages and overlays.");
        _uncompressed = Declare<bool>("--uncompressed", null, "Do not deflate masks and montages.");
        _database = Declare<string>("--database", "file", "SQLite file, or a connection string of PostgreSQL (Host=... or postgresql://...); default: segmentation.sqlite in the destination.");
        _list = Declare<bool>("--list", null, "Show how the files are understood, and do nothing.");
        _destinationPath = Declare<string>("--destination-path", "folder", "Folder for the results, made if missing; default: the folder of the first tile.");
        _destinationPath.Aliases.Add("-o");
        _force = Declare<bool>("--force", null, "Replace existing files, and segment wells again that are done.");
        _whatIf = Declare<bool>("--what-if", null, "Say what would be written, and write nothing.");
        Finish(
            "stylize segment plate -o out --channel DAPI --measure-channel GFP",
            "stylize segment plate -o out --well E4 --method Otsu --split --statistics Well",
            "stylize segment plate --list",
            "stylize segment plate -o out --database \"Host=db;Database=lab;Username=me\"");
    }

    protected override int Run(ParseResult values)
    {
        var display = Display(values);
        var failed = false;
        var paths = new List<string>();
        foreach (var item in Items(values, null, input => new FileItem(input)))
        {
            if (item.Failure is { } failure)
            {
                failed = true;
                display.Fail(failure);
            }
            else
            {
                paths.Add(item.Source);
            }
        }

        var options = Read(values, paths);
        options.Validate();
        using var run = new PlateRun(options, Host.Codec, MeasurementStores.Open, BatchOptions(values), Host.Cancellation);
        var plan = run.Plan(paths);
        foreach (var problem in plan.Problems)
        {
            failed = true;
            display.Fail(problem);
        }

        foreach (var warning in plan.Warnings)
        {
            Host.Error.WriteLine($"stylize: warning: {warning}");
        }

        if (values.GetValue(_list) || values.GetValue(_whatIf))
        {
            List(plan, values.GetValue(_list), AsJson(values));
            return failed ? ExitCode.SomeFailed : ExitCode.AllDone;
        }

        if (plan.Wells.Count > 0)
        {
            run.Open();
        }

        var json = AsJson(values);
        var exitCode = display.Run(run.Batch, run.Items(plan), result =>
        {
            foreach (var failure in result.Value!.Failures)
            {
                failed = true;
                display.Fail(failure);
            }

            Show(run.Store(result.Value), json);
        });
        if (IsVerbose(values))
        {
            Host.Error.WriteLine($"stylize: {run.Summary}");
        }

        return failed ? ExitCode.SomeFailed : exitCode;
    }

    private PlateOptions Read(ParseResult values, List<string> paths)
    {
        var folder = paths.Count > 0 ? Path.GetDirectoryName(paths[0])! : Host.WorkingFolder;
        return new PlateOptions
        {
            Segmentation = _segmentation.Read(values) with { Statistics = SegmentationArguments.Named(values.GetValue(_statistics), "Statistics", StatisticsScope.Tile) },
            Experiments = SegmentationArguments.Split(values.GetValue(_experiment)),
            Wells = SegmentationArguments.Split(values.GetValue(_well)),
            Timepoints = values.GetValue(_timepoint) ?? [],
            Channels = SegmentationArguments.Split(values.GetValue(_channel)),
            MeasureChannels = SegmentationArguments.Split(values.GetValue(_measureChannel)),
            NamePattern = values.GetValue(_namePattern) ?? NamePattern.Default,
            Layout = SegmentationArguments.Named(values.GetValue(_layout), "Layout", MontageLayout.RowMajor),
            Columns = values.GetValue(_columns) ?? 0,
            PerTile = values.GetValue(_perTile),
            NoMontage = values.GetValue(_noMontage),
            Compression = values.GetValue(_uncompressed) ? LosslessCompression.None : LosslessCompression.Fast,
            Destination = values.GetValue(_destinationPath) is { } destination ? Host.FullPath(destination) : folder,
            Database = values.GetValue(_database) is { } database ? MeasurementStores.IsPostgres(database) ? database : Host.FullPath(database) : null,
            Force = values.GetValue(_force),
            MaxPixels = values.GetValue(MaxPixels) ?? new PlateOptions().MaxPixels,
        };
    }

    private void List(PlatePlan plan, bool tiles, bool json)
    {
        if (!tiles)
        {
            foreach (var well in plan.Wells)
            {
                Host.Out.WriteLine($"What if: {well.Name} would be segmented: {well.TileCount} tiles in {string.Join(", ", well.Segmented.Select(c => c.Channel))}.");
            }

            return;
        }

        foreach (var tile in plan.Tiles)
        {
            if (json)
            {
                JsonLine.Write(Host.Out,
                [
                    new("Experiment", tile.Experiment), new("Well", tile.Well), new("Timepoint", tile.Timepoint), new("Channel", tile.Channel),
                    new("Tile", tile.Tile), new("Page", tile.Page), new("Path", tile.Path),
                ]);
            }
            else
            {
                Host.Out.WriteLine($"{tile.Experiment}  {tile.Well}  T{tile.Timepoint}  {tile.Channel}  tile {tile.Tile}  {tile.Path}");
            }
        }
    }

    private void Show(WellReport report, bool json)
    {
        foreach (var file in report.Segmented.Files)
        {
            if (json)
            {
                JsonLine.Write(Host.Out, [new("Target", file.Path), new("Width", file.Width), new("Height", file.Height), .. report.Describe(file)]);
            }
            else
            {
                Host.Out.WriteLine(file.Path);
            }
        }
    }
}
