using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsDiagnostic.Measure, "ImageRegion", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType("Stylize.ImageRegion")]
[OptionsOf<FrameOptions>]
[OptionsOf<RegionFileOptions>]
public sealed partial class MeasureImageRegionCommand : RegionCmdlet<FileItem, ImageRegions>
{
    private const string TypeName = "Stylize.ImageRegion";

    // The type with a table view. With -Property, the output has the selected properties instead.
    private const string FullTypeName = "Stylize.ImageRegion.Full";

    private Work? _common;

    [Parameter]
    public SwitchParameter IncludeResults { get; set; }

    private protected override ItemRun<FileItem, ImageRegions> CreateRun(RunContext<ImageRegions> context)
    {
        var work = _common = ReadWork(null);
        return new QueryRun<ImageRegions>(
            context with
            {
                IsResult = TakesResults(work) ? null
                    : ResultFiles.SkippedBy(Operation, ImageCodecs.Default, context.Named),
                Skip = new SkippedMasks(ImageCodecs.Default, work.Segmentation.LabelPath is not null),
            },
            (item, context) => WorkOf(item.Settings).Measure(item.Input, context),
            item => WorkOf(item.Settings).EstimateMemory(item.Input),
            input => WorkOf(input.Settings).Files.Reserve(input.Path));

        Work WorkOf(object? settings) => settings as Work ?? work;
    }

    private protected override IEnumerable<string> FilesOfAll => _common!.Files.Tables;

    private protected override bool TakesResults(object settings) =>
        IncludeResults || ((Work)settings).Segmentation.LabelPath is not null;

    private protected override object ReadSettings() => ReadWork(_common!.Files);

    private Work ReadWork(RegionFiles? first)
    {
        var segmentation = WithParameters(Start());
        segmentation.Validate();
        segmentation = segmentation.WithFullLabelPath(path => FullPath(path, nameof(LabelPath)));
        var options = WithParameters(new RegionFileOptions());
        options.Validate();
        var files = new RegionFiles(options, first) { Confirm = ShouldProcess };
        return new Work(segmentation, files, WithParameters(new FrameOptions()).Frame);
    }

    private protected override void Complete(bool areAllFound)
    {
        base.Complete(areAllFound);
        _common!.Files.Complete(Stop);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _common?.Files.Dispose();
        }
    }

    protected override void WriteResult(BatchResult<ImageRegions> result)
    {
        _common!.Files.Add(result.Source, result.Value!);
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
            foreach (var (name, value) in table.Fields(region, result.Value.PixelSize))
            {
                described.Properties.Add(new PSNoteProperty(name, value), preValidated: true);
            }

            WriteObject(described);
        }
    }

    /// <summary>What is done with an image.</summary>
    private sealed record Work(SegmentationOptions Segmentation, RegionFiles Files, int? Frame)
    {
        public ImageRegions Measure(ImageInput input, OperationContext context) =>
            Files.Measure(input, Segmentation, context, Frame);

        public long EstimateMemory(ImageInput input) => Files.EstimateMemory(input, Segmentation);
    }
}
