using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;

namespace Stylize.Cli.Commands;

internal sealed class RegionsCommand : QueryCommand<ImageRegions>, IOperationCommand
{
    private readonly PresetOption _preset;
    private readonly DeclaredOptions _segmentation;
    private readonly DeclaredOptions _frame;
    private readonly DeclaredOptions _files;
    private readonly Option<bool> _includeResults;
    private SegmentationOptions _options = new();
    private RegionFiles _written = new(new RegionFileOptions());

    public RegionsCommand(CommandHost host, OperationDefinition operation)
        : base(host, operation.Name, operation.Summary)
    {
        Operation = operation;
        _preset = DeclarePreset(() => operation.Presets.Keys);
        _segmentation = Declare<SegmentationOptions>();
        _frame = Declare<FrameOptions>();
        _files = Declare<RegionFileOptions>();
        Options.First(option => option.Name == "--csv-path").Aliases.Add("-o");
        _includeResults =
            Declare<bool>("--include-results", null, "Also process inputs that are results of this operation.");
        Finish([.. operation.Examples]);
    }

    public OperationDefinition Operation { get; }

    protected override bool IsMeasuring => true;

    public StartOptions Start(ParseResult values) => new(Operation.Name, Host)
    {
        Preset = values.GetValue(_preset), Given = [.. _segmentation.Given(values), .. _frame.Given(values)],
    };

    protected override Func<ImageInput, OperationContext, ImageRegions> CreateQuery(ParseResult values)
    {
        var options = _options = (SegmentationOptions)Operation.OptionsOf(Start(values).Records());
        options.Validate();
        options = _options = options.WithFullLabelPath(path => Host.FullPath(path));
        var frame = OptionSet.Apply(new FrameOptions(), _frame.Given(values), Host).Frame;
        var files = OptionSet.Apply(new RegionFileOptions(), _files.Given(values), Host);
        files.Validate();
        _written = new RegionFiles(files);
        return (input, context) => _written.Measure(input, options, context, frame);
    }

    /// <summary>Measures results too if label masks are given: the montages of a plate have masks.</summary>
    protected override Func<string, bool>? Skipped(ParseResult values, NamedInputs? named) =>
        values.GetValue(_includeResults) || _options.LabelPath is not null
            ? null
            : ResultFiles.SkippedBy(Operation, Host.Codec, named);

    protected override IInputSkip? Skip() => new SkippedMasks(Host.Codec, areUsed: _options.LabelPath is not null);

    protected override StylizeException? Check(string source) => _written.Reserve(source);

    protected override bool Shows(BatchResult<ImageRegions> result, bool json)
    {
        _written.Add(result.Source, result.Value!);
        var (files, regions) = (result.Value!.Files, result.Value.Regions.Count);
        files.ToList().ForEach(file => Show(file, result.Source, json));

        // An image without regions has no row in a table of all images.
        return !_written.IsEmpty && (files.Count > 0 || regions > 0);
    }

    protected override void Complete(bool json)
    {
        using (_written)
        {
            _written.Complete(Host.Cancellation).ToList().ForEach(table => Show(table, null, json));
        }
    }

    private void Show(RegionFile file, string? source, bool json) =>
        Host.Print(json, file.Path, [new("Source", source), new("Target", file.Path), new("Kind", file.Kind)]);

    protected override long EstimateMemory(ImageInput input) => _written.EstimateMemory(input, _options);

    protected override IEnumerable<IReadOnlyList<KeyValuePair<string, object?>>> Rows(ImageRegions value) =>
        value.Regions.Count == 0 ? [[new("Regions", 0)]] : Enumerable.Range(0, value.Regions.Count)
            .Select(region =>
                (IReadOnlyList<KeyValuePair<string, object?>>)[.. value.Regions.Fields(region, value.PixelSize)]);
}
