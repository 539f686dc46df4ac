using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Cli.Output;
using Stylize.Engine.Catalog;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine;
using Stylize.Storage;

namespace Stylize.Cli.Commands;

/// <summary>`stylize segment`: the tiles of a plate to masks, montages, overlays, tables and a database.</summary>
internal sealed class SegmentCommand : InputCommand, IOperationCommand
{
    private readonly PresetOption _preset;
    private readonly DeclaredOptions _options;
    private readonly DeclaredOptions _targets;
    private readonly Option<string> _database;
    private readonly Option<bool> _list;
    private readonly Option<string> _destinationPath;
    private readonly Option<bool> _force;
    private readonly Option<string> _like;
    private readonly Option<bool> _whatIf;
    private readonly Option<bool> _estimate;

    public SegmentCommand(CommandHost host, OperationDefinition operation)
        : base(host, operation.Name, operation.Summary)
    {
        Operation = operation;
        _preset = DeclarePreset(() => operation.PresetOwner!.Presets.Keys);
        _options = Declare<PlateOptions>();
        _database = Declare<string>(
            "--database", "file",
            "SQLite file, or a connection string of PostgreSQL (Host=... or postgresql://...). "
            + "A password is better in PGPASSFILE or PGPASSWORD. Default: segmentation.sqlite in the destination.");
        _list = Declare<bool>("--list", null, "Show how the files are understood, and do nothing.");
        _destinationPath = Declare<string>("--destination-path", "folder",
            "Folder for the results, made if missing. Default: the folder of the first tile.");
        _destinationPath.Aliases.Add("-o");
        _force = Declare<bool>("--force", null, "Replace existing files, and segment wells again that are done.");
        _targets = Declare<PlateTargetOptions>();
        _like = Declare<string>("--like", "file", "Begin with the options of a mask, montage or overlay that segment has made.");
        _whatIf = Declare<bool>("--what-if", null, "Say what would be written, and write nothing.");
        _estimate = Declare<bool>("--estimate", null,
            "Estimate the time of the run from parts of a few wells; write nothing.");
        Finish([.. operation.Examples]);
    }

    public OperationDefinition Operation { get; }

    /// <summary>Where the wells are sent instead of being done here; null where they are done here.</summary>
    public Submission? Submission { get; set; }

    protected override bool IsPlate => true;

    protected override int Run(ParseResult values)
    {
        var json = AsJson(values);
        var display = Display<SegmentedSeries>(values, _ => { }, "well");
        var paths = new List<string>();
        var missing = new List<StylizeException>();
        foreach (var input in Paths(values))
        {
            if (input.Failure is { } failure)
            {
                missing.Add(failure);
                display.Fail(failure);
            }
            else
            {
                paths.Add(input.Path);
            }
        }

        var options = Read(values);
        options.Validate();
        var targets = OptionSet.Lay(new PlateTargetOptions(), _targets.Given(values), Host);
        targets.Validate(options.Force);
        using var run = new PlateRun(options, Host.Codec, MeasurementStores.Open, BatchOptions(values), Host.Cancellation)
        {
            Targets = targets,
        };
        var plan = run.Plan(paths);
        foreach (var problem in plan.Problems)
        {
            display.Fail(problem);
        }

        foreach (var warning in plan.Warnings)
        {
            display.Warning(warning);
        }

        if (values.GetValue(_list))
        {
            List(plan, json);
            return display.ExitCode;
        }

        if (values.GetValue(_whatIf))
        {
            Rehearse(run, plan, Mine(values, run.Items(plan)), missing.Count == 0);
            return display.ExitCode;
        }

        if (values.GetValue(_estimate))
        {
            display.Estimate(display.Wait(progress => PlateEstimate.Of(
                plan, options, Host.Codec, BatchOptions(values).Limits,
                EstimateLine.Request(Host, recalibrate: false) with { Progress = progress }, Host.Cancellation)));
            return display.ExitCode;
        }

        if (Submission is not null)
        {
            return Submission.Send(values, options with { Destination = run.Destination }, targets, plan, run.Items(plan), missing,
                BatchOptions(values));
        }

        if (plan.Wells.Count > 0)
        {
            run.Open();
        }

        using var wells = new WellRun(Context(values, display), run, result =>
        {
            display.ClearProgress();
            if (run.Take(result, display.Fail) is { } report)
            {
                Show(report, json);
            }

            display.ShowPhases(result);
        });
        wells.Run(Mine(values, run.Items(plan)));
        foreach (var line in run.EndUpdate(run.Batch.Totals, plan, missing.Count == 0))
        {
            display.Line(line);
        }

        foreach (var file in run.WritePage(plan, display.Fail))
        {
            Show(Host, file.Path, file.Width, file.Height, [new("Kind", file.Kind)], json);
        }

        if (IsVerbose(values))
        {
            display.Detail(run.Summary);
        }

        return display.ExitCodeOf(wells.Totals);
    }

    private PlateOptions Read(ParseResult values)
    {
        var given = _options.Given(values).ToList();
        var start = new StartOptions(Operation.Name, Host)
        {
            Preset = values.GetValue(_preset),
            Like = values.GetValue(_like) is { } like ? Host.FullPath(like) : null,
            Given = given,
        };
        return OptionSet.Lay(PlateStart.Read(start), given, Host) with
        {
            Destination = values.GetValue(_destinationPath) is { } destination ? Host.FullPath(destination) : "",
            Database = values.GetValue(_database) is { } database
                ? MeasurementStores.Name(database, false, Host.FullPath)
                : null,
            Force = values.GetValue(_force),
            MaxPixels = BatchOptions(values).MaxPixels ?? new PlateOptions().MaxPixels,
        };
    }

    /// <summary>Says what would be segmented, and what an update would leave or remove.</summary>
    private void Rehearse(PlateRun run, PlatePlan plan, IEnumerable<WellItem> wells, bool allFound)
    {
        var totals = default(BatchTotals);
        foreach (var well in wells)
        {
            if (run.WouldLeave(well))
            {
                totals = totals with { Current = totals.Current + 1 };
                continue;
            }

            totals = totals with { Made = totals.Made + 1 };
            foreach (var timepoint in well.Timepoints)
            {
                var channels = string.Join(", ", timepoint.Segmented.Select(c => c.Channel));
                Host.Out.WriteLine($"What if: {timepoint.Name} would be segmented: {timepoint.TileCount} tiles in {channels}.");
            }
        }

        foreach (var line in run.EndUpdate(totals, plan, allFound, remove: false))
        {
            Host.Error.WriteLine($"stylize: {line}");
        }
    }

    private void List(PlatePlan plan, bool json)
    {
        foreach (var tile in plan.Tiles)
        {
            if (json)
            {
                JsonLine.Write(Host.Out,
                [
                    new("Experiment", tile.Experiment), new("Well", tile.Well), new("Timepoint", tile.Timepoint),
                    new("Channel", tile.Channel),
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
            Show(Host, file.Path, file.Width, file.Height, report.Describe(file), json);
        }
    }

    /// <summary>Writes the result line of a well's file.</summary>
    internal static void Show(
        CommandHost host, string path, int width, int height, IEnumerable<KeyValuePair<string, object?>> details, bool json)
    {
        if (json)
        {
            JsonLine.Write(host.Out, [new("Target", path), .. new PlateOutput(path, "", "", width, height, 0).Size, .. details]);
        }
        else
        {
            host.Out.WriteLine(path);
        }
    }
}
