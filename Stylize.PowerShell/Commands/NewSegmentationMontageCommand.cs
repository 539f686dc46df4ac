using System.Management.Automation;
using Stylize.Codecs;
using Stylize.Engine;
using Stylize.Engine.Catalog;
using Stylize.Engine.IO;
using Stylize.Engine.Measuring;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Engine.Segmentation.Puncta;
using Stylize.Engine.Segmentation.Tracking;
using Stylize.Engine.Segmentation.Wells;
using Stylize.PowerShell.Completers;
using Stylize.PowerShell.Options;
using Stylize.Storage;

namespace Stylize.PowerShell.Commands;

// More than 300 lines: each parameter is written by hand.
/// <summary>Segments the tiles of a plate: masks, montages, overlays, tables, and rows in a database.</summary>
[Cmdlet(VerbsCommon.New, "SegmentationMontage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo), typeof(TileFile))]
public sealed class NewSegmentationMontageCommand : RegionCommand<WellItem, WellResult>
{
    private const string FileTypeName = "Stylize.SegmentationFile";

    private readonly List<string> _paths = [];
    private PlateRun? _run;
    private PlateOptions? _options;
    private BatchTotals _foretold;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    [Parameter, Option<PlateOptions>, Spelled<string[]>]
    [ArgumentCompleter(typeof(OptionValueCompleter))]
    public string[] Experiment { get; set; } = [];

    [Parameter, Option<PlateOptions>, Spelled<string[]>]
    [ArgumentCompleter(typeof(OptionValueCompleter))]
    public string[] Well { get; set; } = [];

    [Parameter, Option<PlateOptions>, Spelled<int[]>]
    [ArgumentCompleter(typeof(OptionValueCompleter))]
    public int[] Timepoint { get; set; } = [];

    [Parameter, Option<PlateOptions>, Spelled<string[]>]
    [ArgumentCompleter(typeof(OptionValueCompleter))]
    public string[] Channel { get; set; } = [];

    [Parameter, Option<PlateOptions>, Spelled<string[]>]
    [ArgumentCompleter(typeof(OptionValueCompleter))]
    public string[] MeasureChannel { get; set; } = [];

    [Parameter, Option<PlateOptions>]
    public string? NamePattern { get; set; }

    [Parameter, Option<PlateOptions>, Spelled<StatisticsScope>]
    public StatisticsScope? Statistics { get; set; }

    [Parameter, Option<PlateOptions>]
    public string? FlatField { get; set; }

    [Parameter, Option<PlateOptions>]
    public double? DarkOffset { get; set; }

    [Parameter, Option<PlateOptions>]
    public double? FlatFieldPercentile { get; set; }

    [Parameter, Option<PlateOptions>]
    [ArgumentCompleter(typeof(OptionValueCompleter))]
    public string? Align { get; set; }

    [Parameter, Option<PlateOptions>, Spelled<AlignmentReference>]
    public AlignmentReference? AlignTo { get; set; }

    [Parameter, Option<PlateOptions>, Spelled<TrackMethod>]
    public TrackMethod? Track { get; set; }

    [Parameter, Option<PlateOptions>]
    public double? TrackDistance { get; set; }

    [Parameter, Option<PlateOptions>]
    public int? TrackGap { get; set; }

    [Parameter, Option<PlateOptions>]
    public double? Stable { get; set; }

    [Parameter, Option<PlateOptions>, Spelled<string[]>]
    [ArgumentCompleter(typeof(OptionValueCompleter))]
    public string[] Puncta { get; set; } = [];

    [Parameter, Option<PlateOptions>, Spelled<SpotMethod>]
    public SpotMethod? PunctaMethod { get; set; }

    [Parameter, Option<PlateOptions>]
    public double? PunctaMinimumSigma { get; set; }

    [Parameter, Option<PlateOptions>]
    public double? PunctaMaximumSigma { get; set; }

    [Parameter, Option<PlateOptions>]
    public double? PunctaThreshold { get; set; }

    [Parameter, Option<PlateOptions>, Spelled<MontageLayout>]
    public MontageLayout? Layout { get; set; }

    [Parameter, Option<PlateOptions>]
    public int? Columns { get; set; }

    [Parameter, Option<PlateOptions>]
    public SwitchParameter PerTile { get; set; }

    [Parameter, Option<PlateOptions>]
    public SwitchParameter NoMontage { get; set; }

    [Parameter, Option<PlateOptions>]
    public SwitchParameter Micrometres { get; set; }

    [Parameter, Option<PlateOptions>]
    public int? StackPlane { get; set; }

    [Parameter, Option<PlateOptions>]
    public SwitchParameter NoZarrLabels { get; set; }

    [Parameter, Option<PlateOptions>]
    public int? Crop { get; set; }

    [Parameter, Option<PlateOptions>, Spelled<OverlayNumbers>]
    public OverlayNumbers? Numbers { get; set; }

    [Parameter, Option<PlateOptions>]
    public SwitchParameter Uncompressed { get; set; }

    [Parameter, Option<PlateOptions>]
    public string? Run { get; set; }

    [Parameter, Option<PlateOptions>]
    public string? PlateMap { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    [Parameter]
    [Credential]
    public PSCredential? DatabaseCredential { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter, Option<PlateTargetOptions>]
    public SwitchParameter Update { get; set; }

    [Parameter, Option<PlateTargetOptions>]
    public SwitchParameter Prune { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Like { get; set; }

    [Parameter, Option<PlateTargetOptions>]
    public SwitchParameter NoProvenance { get; set; }

    [Parameter]
    public SwitchParameter List { get; set; }

    [Parameter]
    public SwitchParameter Estimate { get; set; }

    protected override ItemBatch<WellItem, WellResult> CreateBatch(BatchOptions batch)
    {
        var start = new StartOptions(PlateRun.OperationName, this)
        {
            Preset = Preset,
            Like = Like is null ? null : FullPath(Like, nameof(Like)),
            Given = MyInvocation.BoundParameters.Keys,
        };
        var options = Lay(PlateStart.Read(start)) with
        {
            Destination = DestinationPath is null ? "" : FullPath(DestinationPath, nameof(DestinationPath)),
            Database = Database is null
                ? null
                : MeasurementStores.Name(Database, DatabaseCredential is not null, path => FullPath(path, nameof(Database))),
            Force = Force,
            MaxPixels = MyInvocation.BoundParameters.ContainsKey(nameof(MaxPixels)) ? MaxPixels : new PlateOptions().MaxPixels,
        };
        options.Validate();
        _options = options;
        var targets = Lay(new PlateTargetOptions());
        targets.Validate(Force);
        _run = new PlateRun(options, ImageCodecs.Default, Open, batch, Stop) { Targets = targets };
        return _run.Batch;
    }

    private protected override IReadOnlyList<string> FilesOf(string folder) => InputFolder.FilesOfPlate(folder, InputExtensions);

    /// <summary>Tiles are grouped into wells, so all of them must be known first.</summary>
    protected override void Accept(IEnumerable<string> paths) => _paths.AddRange(paths);

    protected override void EndProcessing()
    {
        var plan = Try(() => _run!.Plan(_paths));
        foreach (var problem in plan.Problems)
        {
            WriteError(ErrorRecords.From(problem, null));
        }

        foreach (var warning in plan.Warnings)
        {
            WriteWarning(PrintableText.Of(StylizeException.Spell(warning, option => "-" + option)));
        }

        List<WellItem> wells = [];
        if (List)
        {
            WriteObject(plan.Tiles, enumerateCollection: true);
        }
        else if (Estimate)
        {
            WriteObject(BackgroundWork.Run(this, Stop, progress => PlateEstimate.Of(
                plan, _options!, ImageCodecs.Default, Limits, new EstimateRequest { Progress = progress }, Stop)));
        }
        else
        {
            wells = [.. _run!.Items(plan).Where(_ => IsMine()).Where(IsWanted)];
            if (wells.Count > 0)
            {
                Try(_run.Open);
            }

            _run.Batch.Runner.Total = wells.Count;
            Post(wells);
        }

        base.EndProcessing();
        if (!List && !Estimate)
        {
            TellUpdate(plan);
        }

        if (wells.Count > 0 || (Prune && !IsWhatIf && !Estimate))
        {
            foreach (var file in Try(() => _run!.WritePage(plan, failure => WriteError(ErrorRecords.From(failure, null)))))
            {
                WriteObject(OutputFile.Describe(
                    file.Path, [.. file.Size, new("Kind", file.Kind), new("Regions", file.Regions)], FileTypeName));
            }

            WriteVerbose(_run!.Summary);
        }
    }

    private bool IsWhatIf => MyInvocation.BoundParameters.ContainsKey("WhatIf");

    /// <summary>Current wells are not asked about; where the user is only told what would be done, they are counted.</summary>
    private bool IsWanted(WellItem item)
    {
        if ((IsWhatIf || MyInvocation.BoundParameters.ContainsKey("Confirm")) && _run!.WouldLeave(item))
        {
            _foretold = _foretold with { Current = _foretold.Current + 1 };
            return !IsWhatIf;
        }

        _foretold = _foretold with { Made = _foretold.Made + 1 };
        return ShouldProcess(item.Source, $"Segment {item.TileCount} tiles into '{_run!.Destination}'");
    }

    /// <summary>The lines that an update ends with, as the host shows them; they are information, not output.</summary>
    private void TellUpdate(PlatePlan plan)
    {
        var remove = !Prune || ShouldProcess("Files and rows of wells whose tiles are gone", "Remove");
        var totals = IsWhatIf ? _foretold : _run!.Batch.Totals;
        foreach (var line in Try(() => _run!.EndUpdate(totals, plan, AllFound, remove && !IsWhatIf)))
        {
            WriteInformation(new HostInformationMessage { Message = line }, ["PSHOST"]);
        }
    }

    /// <summary>The tile where the failure names one, else the well.</summary>
    private protected override string FailedInput(BatchResult<WellResult> result) =>
        result.Failure?.Target is { } path && System.IO.Path.IsPathRooted(path) ? path : result.Source;

    protected override void WriteResult(BatchResult<WellResult> result)
    {
        if (_run!.Take(result, failure => WriteError(ErrorRecords.From(failure, result.Source))) is not { } report)
        {
            return;
        }

        foreach (var file in report.Files)
        {
            WriteObject(OutputFile.Describe(file.Path,
            [
                .. file.Size, .. report.Describe(file), new("Elapsed", result.Elapsed), new("Phases", result.Phases.ToArray()),
            ], FileTypeName));
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _run?.Dispose();
        }
    }

    private IMeasurementStore Open(string database) => MeasurementStores.Open(database, DatabaseCredential?.GetNetworkCredential());

    private T Try<T>(Func<T> step)
    {
        try
        {
            return Checked(step);
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    private void Try(Action step) => Try(() =>
    {
        step();
        return true;
    });
}
