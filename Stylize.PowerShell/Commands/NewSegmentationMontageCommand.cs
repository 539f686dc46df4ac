using System.Management.Automation;
using Stylize.Codecs;
using Stylize.Engine;
using Stylize.Engine.Batch;
using Stylize.Engine.Imaging;
using Stylize.Engine.Measuring;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Wells;
using Stylize.Storage;

namespace Stylize.PowerShell.Commands;

/// <summary>Segments the tiles of a plate: masks, montages, overlays, tables, and rows in a database.</summary>
[Cmdlet(VerbsCommon.New, "SegmentationMontage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo), typeof(TileFile))]
public sealed class NewSegmentationMontageCommand : RegionCommand<WellItem, SegmentedWell>
{
    private readonly List<string> _paths = [];
    private PlateRun? _run;
    private PlateOptions? _options;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Experiment { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Well { get; set; } = [];

    [Parameter]
    public int[] Timepoint { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Channel { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] MeasureChannel { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string NamePattern { get; set; } = Engine.Segmentation.Plates.NamePattern.Default;

    [Parameter]
    public StatisticsScope Statistics { get; set; } = StatisticsScope.Tile;

    [Parameter]
    public MontageLayout Layout { get; set; } = MontageLayout.RowMajor;

    [Parameter]
    [ValidateRange(1, 10_000)]
    public int? Columns { get; set; }

    [Parameter]
    public SwitchParameter PerTile { get; set; }

    [Parameter]
    public SwitchParameter NoMontage { get; set; }

    [Parameter]
    public SwitchParameter Uncompressed { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter List { get; set; }

    protected override ItemBatch<WellItem, SegmentedWell> CreateBatch(BatchOptions options)
    {
        _options = new PlateOptions
        {
            Segmentation = Segmentation() with { Statistics = Statistics },
            Experiments = Experiment,
            Wells = Well,
            Timepoints = Timepoint,
            Channels = Channel,
            MeasureChannels = MeasureChannel,
            NamePattern = NamePattern,
            Layout = Layout,
            Columns = Columns ?? 0,
            PerTile = PerTile,
            NoMontage = NoMontage,
            Compression = Uncompressed ? LosslessCompression.None : LosslessCompression.Fast,
            Destination = DestinationPath is null ? SessionState.Path.CurrentFileSystemLocation.ProviderPath : FullPath(DestinationPath, nameof(DestinationPath)),
            Database = Database is null || MeasurementStores.IsPostgres(Database) ? Database : FullPath(Database, nameof(Database)),
            Force = Force,
            MaxPixels = MyInvocation.BoundParameters.ContainsKey(nameof(MaxPixels)) ? MaxPixels : new PlateOptions().MaxPixels,
        };
        _options.Validate();
        _run = new PlateRun(_options, ImageCodecs.Default, MeasurementStores.Open, options, Stop);
        return _run.Batch;
    }

    /// <summary>Tiles are grouped into wells, so all of them must be known first. A folder stands for the TIFF and PNG files in it.</summary>
    protected override void Accept(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                _paths.AddRange(Directory.EnumerateFiles(path).Where(IsTile).Order(StringComparer.Ordinal));
            }
            else
            {
                _paths.Add(path);
            }
        }
    }

    protected override void EndProcessing()
    {
        var plan = Try(() => _run!.Plan(_paths));
        foreach (var problem in plan.Problems)
        {
            WriteError(ErrorRecords.From(problem, null));
        }

        foreach (var warning in plan.Warnings)
        {
            WriteWarning(warning);
        }

        List<WellItem> wells = [];
        if (List)
        {
            WriteObject(plan.Tiles, enumerateCollection: true);
        }
        else
        {
            wells = [.. _run!.Items(plan).Where(item => ShouldProcess(item.Source, $"Segment {item.Well.TileCount} tiles into '{_options!.Destination}'"))];
            if (wells.Count > 0)
            {
                Try(_run.Open);
            }

            _run.Batch.Runner.Total = wells.Count;
            Post(wells);
        }

        base.EndProcessing();
        if (wells.Count > 0)
        {
            WriteVerbose(_run!.Summary);
        }
    }

    protected override void WriteResult(BatchResult<SegmentedWell> result)
    {
        foreach (var failure in result.Value!.Failures)
        {
            WriteError(ErrorRecords.From(failure, null));
        }

        WellReport report;
        try
        {
            report = _run!.Store(result.Value);
        }
        catch (StylizeException e)
        {
            WriteError(ErrorRecords.From(e, result.Value.Well.Name));
            return;
        }

        foreach (var file in result.Value.Files)
        {
            WriteObject(OutputFile.Describe(file.Path, [new("Width", file.Width), new("Height", file.Height), .. report.Describe(file), new("Elapsed", result.Elapsed), new("Phases", result.Phases.ToArray())]));
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

    private static bool IsTile(string path) =>
        System.IO.Path.GetExtension(path).ToLowerInvariant() is ".tif" or ".tiff" or ".png";

    private T Try<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (StylizeException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, null));
            throw;
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
