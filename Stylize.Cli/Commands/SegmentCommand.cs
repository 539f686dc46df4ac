using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Cli.Output;
using Stylize.Engine;
using Stylize.Engine.Catalog;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Engine.Segmentation.Wells;
using Stylize.Storage;

namespace Stylize.Cli.Commands;

/// <summary>`stylize segment`: the tiles of a plate to masks, montages, overlays, tables and a database.</summary>
internal sealed class SegmentCommand : InputCommand
{
    public const string CommandName = "segment";
    public const string Summary = "Segment the tiles of a plate: label masks, montages, overlays, tables and rows in a database.";

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

    public SegmentCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _preset = DeclarePreset(() => SegmentationOptions.Presets.Keys);
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
        Finish(
            "stylize segment plate -o out --channel DAPI --measure-channel GFP",
            "stylize segment plate -o out --well E4 --method otsu --split --statistics well",
            "stylize segment plate --list",
            "stylize segment plate -o out --database \"Host=db;Database=lab;Username=me\"");
    }

    /// <summary>Where the wells are sent instead of being done here; null where they are done here.</summary>
    public Submission? Submission { get; set; }

    protected override bool IsPlate => true;

    protected override int Run(ParseResult values)
    {
        var display = Display(values);
        var exitCode = ExitCode.AllDone;
        var paths = new List<string>();
        var missing = new List<StylizeException>();
        foreach (var item in AllItems(values, input => new FileItem(input)))
        {
            if (item.Failure is { } failure)
            {
                missing.Add(failure);
                Fail(failure);
            }
            else
            {
                paths.Add(item.Source);
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
            Fail(problem);
        }

        foreach (var warning in plan.Warnings)
        {
            Host.Error.WriteLine($"stylize: warning: {StylizeException.Spell(warning, FailureText.Spell)}");
        }

        if (values.GetValue(_list))
        {
            List(plan, AsJson(values));
            return exitCode;
        }

        if (values.GetValue(_whatIf))
        {
            Rehearse(run, plan, Mine(values, run.Items(plan)));
            return exitCode;
        }

        if (values.GetValue(_estimate))
        {
            var work = WorkDisplay(values);
            var estimate = PlateEstimate.Of(
                plan, options, Host.Codec, BatchOptions(values).Limits, EstimateLine.Request(Host, recalibrate: false, work.Report),
                Host.Cancellation);
            work.Clear();
            EstimateLine.Write(Host, estimate, AsJson(values));
            return exitCode;
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

        var json = AsJson(values);
        var wells = display.Run(run.Batch, Mine(values, run.Items(plan)), result =>
        {
            if (run.Take(result, Fail) is { } report)
            {
                Show(report, json);
            }
        });
        exitCode = ExitCode.With(exitCode, wells);
        foreach (var line in run.EndUpdate(run.Batch.Totals, plan, AllFound))
        {
            Host.Error.WriteLine($"stylize: {line}");
        }

        foreach (var file in run.WritePage(plan, Fail))
        {
            Show(Host, file.Path, file.Width, file.Height, [new("Kind", file.Kind)], json);
        }

        if (IsVerbose(values))
        {
            Host.Error.WriteLine($"stylize: {run.Summary}");
        }

        return exitCode;

        void Fail(StylizeException failure)
        {
            exitCode = ExitCode.With(exitCode, failure);
            display.Fail(failure);
        }
    }

    private PlateOptions Read(ParseResult values)
    {
        var given = _options.Given(values).ToList();
        var start = new StartOptions(CommandName, Host)
        {
            Preset = values.GetValue(_preset),
            Like = values.GetValue(_like) is { } like ? Host.FullPath(like) : null,
            Given = [.. given.Select(option => option.Key)],
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
    private void Rehearse(PlateRun run, PlatePlan plan, IEnumerable<WellItem> wells)
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

        foreach (var line in run.EndUpdate(totals, plan, AllFound, remove: false))
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

    private void Show(WellResult report, bool json)
    {
        foreach (var file in report.Files)
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
