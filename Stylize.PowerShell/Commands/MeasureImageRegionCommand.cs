using Stylize.Engine.Segmentation.Images;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsDiagnostic.Measure, "ImageRegion", DefaultParameterSetName = "Path")]
[OutputType("Stylize.ImageRegion")]
[OptionsOf<FrameOptions>]
[OptionsOf<RegionFileOptions>]
public sealed partial class MeasureImageRegionCommand : RegionCmdlet<FileItem, ImageRegions>
{
    private const string TypeName = "Stylize.ImageRegion";

    // The type with a table view. With -Property, the output has the selected properties instead.
    private const string FullTypeName = "Stylize.ImageRegion.Full";

    private double _pixelSize;
    private RegionFiles? _files;

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter IncludeResults { get; set; }

    protected override ItemRun<FileItem, ImageRegions> CreateRun(RunContext<ImageRegions> context)
    {
        var segmentation = WithParameters(Start());
        segmentation.Validate();
        segmentation = segmentation.WithFullLabelPath(path => FullPath(path, nameof(LabelPath)));
        _pixelSize = segmentation.PixelSize;
        var frame = WithParameters(new FrameOptions()).Frame;
        var options = WithParameters(new RegionFileOptions()) with { Force = Force };
        options.Validate();
        var files = _files = new RegionFiles(options);
        return new QueryRun<FileItem, ImageRegions>(
            context with
            {
                IsResult = IncludeResults || segmentation.LabelPath is not null
                    ? null
                    : ResultFiles.SkippedBy(Operation, ImageCodecs.Default, context.Named),
                Skip = new SkippedMasks(ImageCodecs.Default, segmentation.LabelPath is not null),
            },
            input => new FileItem(context.Open(input)) { Failure = files.Reserve(input.Path) },
            (item, work) => files.Measure(item.Input, segmentation, work, frame),
            item => files.EstimateMemory(item.Input, segmentation));
    }

    protected override void EndProcessing()
    {
        base.EndProcessing();
        Checked(() => _files!.Complete(Stop));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _files?.Dispose();
        }
    }

    protected override void WriteResult(BatchResult<ImageRegions> result)
    {
        _files!.Add(result.Source, result.Value!);
        var table = result.Value!.Regions;
        for (var region = 0; region < table.Count; region++)
        {
            var described = new PSObject();
            described.TypeNames.Insert(0, TypeName);
            if (!MyInvocation.BoundParameters.ContainsKey(nameof(Property)))
            {
                described.TypeNames.Insert(0, FullTypeName);
            }

            described.Properties.Add(new PSNoteProperty("Path", result.Source), preValidated: true);
            foreach (var (name, value) in table.Fields(region, _pixelSize))
            {
                described.Properties.Add(new PSNoteProperty(name, value), preValidated: true);
            }

            WriteObject(described);
        }
    }
}
